"""The Kneser-Ney n-gram beside the poems' network: by hand, beside another library's, and as probabilities."""

import itertools

import numpy as np
import pytest
from nltk.lm import KneserNeyInterpolated
from nltk.util import everygrams
from scipy.optimize import check_grad

from training.text_generation.kneser_ney import KneserNey, closed_form

END, A, B, C = range(4)
BY_HAND = [np.array([END, A, B, A, B, END]), np.array([END, A, A, END])]


def random_texts(seed, count, num_tokens=6):
    """Texts whose tokens depend on the one before, so that there is something to count."""
    random = np.random.default_rng(seed)
    likely = np.random.default_rng(0).dirichlet(np.full(num_tokens - 1, 0.3), size=num_tokens)
    texts = []
    for _ in range(count):
        text = [END]
        for _ in range(random.integers(4, 20)):
            text.append(1 + random.choice(num_tokens - 1, p=likely[text[-1]]))
        texts.append(np.array([*text, END]))
    return texts


def test_a_corpus_worked_by_hand():
    model = KneserNey(BY_HAND, vocabulary_size=4, order=2)
    model.discounts = np.array([[0.5, 0.8, 1.2], [0.4, 0.9, 1.5]])
    # a stands behind three different tokens, b behind one, the end behind two: six in all, and c was never seen.
    left = (0.5 + 0.8 + 1.2) / 6
    alone = {A: 1.8 / 6 + left / 4, B: 0.5 / 6 + left / 4, END: 1.2 / 6 + left / 4, C: left / 4}
    assert model.probabilities([END, C]) == pytest.approx([alone[token] for token in range(4)])
    # Behind a: b twice, a and the end once each.
    left = (0.9 + 2 * 0.4) / 4
    assert model.probabilities([END, A]) == pytest.approx(
        [0.6 / 4 + left * alone[END], 0.6 / 4 + left * alone[A], 1.1 / 4 + left * alone[B], left * alone[C]]
    )
    expected = -np.log([1.1 / 2 + 0.9 / 2 * alone[A], left * alone[C], alone[B]])
    assert model.nats([np.array([END, A, C, B])]) == pytest.approx(expected)


def test_what_begins_a_text_keeps_its_occurrences_in_a_lower_order():
    model = KneserNey(BY_HAND, vocabulary_size=4, order=3)
    model.discounts = np.array([[0.5, 0.8, 1.2], [0.4, 0.9, 1.5], [0.5, 0.5, 0.5]])
    alone = (3 - 1.2) / 6 + 2.5 / 6 / 4
    # "end a" was there twice, with nothing before it.
    assert model.probabilities([END])[A] == pytest.approx((2 - 0.9) / 2 + 0.9 / 2 * alone)


def test_probabilities_sum_to_one_behind_seen_and_unseen_contexts():
    model = KneserNey(random_texts(1, 60), vocabulary_size=8)
    model.fit(random_texts(2, 20))
    seen = random_texts(1, 1)[0]
    for context in (seen[:1], seen[:2], seen[:6], seen[:-1], [END, 7, 7, 7, 7], [END, 7, *seen[2:4]], [END, 1, 7, 1]):
        probabilities = model.probabilities(context)
        assert probabilities.sum() == pytest.approx(1)
        assert (probabilities > 0).all()


def test_agrees_with_nltk_where_that_is_the_same_model():
    """It has one discount, none for single tokens, no 1 / V below them, and reads a text's beginning otherwise."""
    texts, order, discount = random_texts(3, 8), 3, 0.6
    theirs = KneserNeyInterpolated(order, discount=discount)
    words = [[str(token) for token in text] for text in texts]
    theirs.fit([list(everygrams(text, max_len=order)) for text in words], [str(token) for token in range(6)])
    ours = KneserNey(texts, vocabulary_size=6, order=order)
    ours.discounts = np.array([[0.0] * 3, *[[discount] * 3] * (order - 1)])
    contexts = list(itertools.product(range(1, 6), repeat=2))
    for context in contexts:
        expected = [theirs.score(str(token), [str(before) for before in context]) for token in range(6)]
        assert ours.probabilities([END, *context]) == pytest.approx(expected), context
    seen = {pair for text in texts for pair in itertools.pairwise(text[:-1].tolist())}
    assert 5 < len(seen.intersection(contexts)) < len(contexts)


def test_discounts_start_from_the_closed_form():
    # 40 n-grams seen once, 15 twice, 8 three times, 5 four times.
    counts = np.repeat([0, 1, 2, 3, 4, 9], [7, 40, 15, 8, 5, 3])
    ratio = 40 / (40 + 2 * 15)
    expected = [1 - 2 * ratio * 15 / 40, 2 - 3 * ratio * 8 / 15, 3 - 4 * ratio * 5 / 8]
    assert closed_form(counts) == pytest.approx(expected)
    assert closed_form(np.array([1, 1, 2])) == [0.5, 1.0, 1.5]


def test_fitting_follows_the_gradient_to_the_least_surprise():
    model, validation = KneserNey(random_texts(4, 60), vocabulary_size=6, order=4), random_texts(5, 30)
    seen = model._look_up(validation)
    start = model.discounts.ravel()
    value, gradient = (lambda flat, part=part: model._mean_nats(flat, seen)[part] for part in (0, 1))
    assert check_grad(value, gradient, start) < 1e-5
    before = model.nats(validation).mean()
    model.fit(validation)
    fitted, after = model.discounts, model.nats(validation).mean()
    assert after < before - 1e-3
    for change in np.random.default_rng(0).normal(0, 0.05, (20, *fitted.shape)):
        model.discounts = np.clip(fitted + change, 1e-4, np.array([1, 2, 3]) - 1e-4)
        assert model.nats(validation).mean() >= after - 1e-6

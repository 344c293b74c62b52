"""The n-gram regression against scikit-learn's, and its table against the regression."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from models.sentiment.lookups import NgramTable, NgramVote, ngram_buckets
from models.sentiment.windows import pad
from training.sentiment.data import TokenTable
from training.sentiment.votes import NgramRegression, ngram_keys, ngram_tokens, vote_scale


@pytest.fixture(scope="module")
def texts():
    """400 texts in which 7 after 3 speaks for the label, whatever else is there."""
    random = np.random.default_rng(0)
    labels = np.arange(400) % 2
    rows = [random.integers(10, 40, 12) for _ in labels]
    for row, label in zip(rows, labels, strict=True):
        row[4:6] = (3, 7) if label else (7, 3)
    flat = np.concatenate(rows).astype("uint16")
    return TokenTable(flat, np.full(400, 12)), labels


@pytest.fixture(scope="module")
def regression(texts):
    return NgramRegression().fit(*texts)


def test_keys_hold_every_ngram_once():
    keys = ngram_keys(np.array([5, 6, 5, 6], "uint16"))
    found = {tuple(row[row > 0]) for row in ngram_tokens(keys).tolist() for row in [np.array(row)]}
    words = CountVectorizer(analyzer="word", token_pattern=r"\d+", ngram_range=(1, 3)).fit(["5 6 5 6"])
    assert found == {tuple(int(part) for part in name.split()) for name in words.get_feature_names_out()}


def test_order_alone_is_learnt(texts, regression):
    tokens, labels = texts
    assert ((regression.probabilities(tokens) > 0.5) == labels).all()


def test_the_table_answers_like_the_regression(texts, regression):
    tokens, labels = texts
    table, vote = NgramTable(1_009, checked=True, squared=True), NgramVote(power=0.0)
    batch = pad(list(tokens), 16)
    table(batch)
    regression.fill(table, num_ngrams=200)
    said = np.asarray(vote(table(batch), batch)).sum(axis=1)
    assert ((said > 0) == labels).all()
    # The strongest n-gram is worth in the table what it is worth in the regression, to the rounding of a byte.
    worth = regression.ratios * regression.regression.coef_[0]
    strongest = ngram_tokens(regression.keys)[np.argmax(np.abs(worth) * np.sqrt(regression.texts_with))]
    exact = strongest[strongest > 0][None].astype("int32")
    assert np.asarray(table(exact))[0, -1, exact.shape[1] - 1] == pytest.approx(
        worth[np.argmax(np.abs(worth) * np.sqrt(regression.texts_with))], rel=0.02
    )


def test_another_ngram_in_the_same_row_gets_no_answer(regression):
    checked, unchecked = (NgramTable(101, widths=(2,), checked=flag) for flag in (True, False))
    pairs = np.stack(np.meshgrid(np.arange(50, 90), np.arange(50, 90)), axis=-1).reshape(-1, 2).astype("int32")
    for table in (checked, unchecked):
        table(pairs)
        regression.fill(table, num_ngrams=50) if table.checked else table.fill(np.ones((101, 1), "float32"))
    assert np.count_nonzero(np.asarray(unchecked(pairs))[:, 1]) == len(pairs)
    assert np.count_nonzero(np.asarray(checked(pairs))[:, 1]) < 0.02 * len(pairs)


def test_buckets_are_spread_evenly():
    pairs = np.random.default_rng(1).integers(2, 16_000, (20_000, 3)).astype("int32")
    buckets, whole = ngram_buckets(pairs, 3, 1_009)
    assert whole[:, 2].all() and not whole[:, :2].any()
    counts = np.bincount(buckets[:, 2], minlength=1_009)
    assert counts.max() < 3 * counts.mean()


def test_votes_are_as_loud_as_they_are_right():
    random = np.random.default_rng(2)
    labels = random.integers(0, 2, 500) * 2
    weak = random.normal(0, 1, (500, 3))
    helpful = (labels - 1) + random.normal(0, 0.5, 500)
    scale, measured = vote_scale([weak], [helpful], [labels])
    assert (
        scale > 0.1 and measured[0, 0] == 0.0 and measured[0, 1] == np.mean((weak[:, 2] > weak[:, 0]) == (labels > 0))
    )
    sure = np.stack([1.0 - labels, np.zeros(500), labels - 1.0], axis=1) * 3
    assert vote_scale([sure], [random.normal(0, 5, 500)], [labels])[0] < 0.02

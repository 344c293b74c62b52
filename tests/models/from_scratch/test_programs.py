"""The small programs: hand-made gradients are right (and a wrong one is caught), and each ends with its figure."""

import itertools
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.from_scratch.clipping import global_norm
from models.from_scratch.losses import binary_cross_entropy, sparse_categorical_cross_entropy
from models.from_scratch.optimizers import Adam, create
from models.from_scratch.programs import character_rnn, common, contains_character, reads_sentences, texts, two_by_two
from models.from_scratch.programs.character_rnn import CharacterRNN, Stretches
from models.from_scratch.programs.contains_character import ContainsCharacter
from models.from_scratch.programs.reads_sentences import SentenceReader
from models.from_scratch.programs.two_by_two import TwoByTwo

ROOT = Path(__file__).parent.parent.parent.parent


def test_two_by_two_has_the_framework_s_gradient_and_adam_step():
    network = TwoByTwo(seed=3, dtype=np.float32)
    layer = keras.layers.Dense(2, activation="sigmoid", use_bias=False)
    layer.build((None, 2))
    layer.set_weights([network.parameters["W"]])
    with tf.GradientTape() as tape:
        loss = keras.losses.MeanSquaredError()(two_by_two.Y[None], layer(tf.constant(network.x[None])))
    (gradient,) = tape.gradient(loss, layer.trainable_variables)
    by_hand = network.backward()["W"]
    assert network.loss() == pytest.approx(float(loss), rel=1e-6)
    np.testing.assert_allclose(by_hand, gradient.numpy(), rtol=1e-5)
    keras.optimizers.Adam(0.1).apply([gradient], layer.trainable_variables)
    Adam(0.1).step(network.parameters, {"W": by_hand})
    np.testing.assert_allclose(network.parameters["W"], layer.get_weights()[0], atol=2e-6)


def test_two_by_two_learns_its_example_and_shows_both_forms_of_adam():
    network = TwoByTwo()
    losses = [figures["loss"] for _step, figures in network.train(300, create("adam", 0.1))]
    assert len(losses) == 301 and losses[-1] < 1e-6 < losses[0]
    np.testing.assert_allclose(network.forward(), two_by_two.Y, atol=1e-3)
    forms = two_by_two.first_steps_of_adam(0, 0.1)
    assert 0 < np.abs(forms["keras"] - forms["paper"]).max() < 1e-3


def test_whether_a_string_contains_a_character():
    network = ContainsCharacter("k", seed=1)
    assert not set(network.train_strings) & set(network.test_strings)
    assert 0.45 < np.mean(network.targets(network.test_strings)) < 0.55
    tokens, targets = (made(network.train_strings[:30]) for made in (contains_character.encode, network.targets))
    gradients = network.backward(binary_cross_entropy(network.forward(tokens), targets)[1])
    errors = common.gradient_errors(
        lambda: binary_cross_entropy(network.forward(tokens), targets)[0], network.parameters, gradients
    )
    assert max(errors.values()) < 1e-6, errors
    *_, (_epoch, figures) = network.train(6, create("adam", 0.02))
    assert figures["test_accuracy"] > 0.99
    assert network.probability("xkz") > 0.5 > network.probability("xyzw")
    scores = network.letter_scores()
    assert max(scores, key=scores.get) == "k"
    with pytest.raises(ValueError, match="from a to z"):
        network.probability("K2")


def test_the_grammar_is_of_18_words_and_its_parts_do_not_overlap():
    meanings = reads_sentences.grammar()
    assert set(" ".join(meanings).split()) == set(reads_sentences.WORDS) and len(reads_sentences.WORDS) == 18
    assert (
        meanings["i am not at all bad"] and not meanings["i am not happy"] and not meanings["this was very sad earlier"]
    )
    assert sum(meanings.values()) * 2 == len(meanings)
    train, test = reads_sentences.split(0)
    assert not set(train) & set(test) and train | test == meanings and len(test) > 100
    assert reads_sentences.EXAMPLE in test
    assert reads_sentences.split(1)[1] != test
    with pytest.raises(ValueError, match="received terrible"):
        reads_sentences.encode(["i am terrible"])


@pytest.mark.parametrize("wrong", [False, True])
def test_the_reader_learns_all_and_only_the_gradient_check_tells_wrong_from_right(wrong):
    errors = SentenceReader(8, wrong_backward=wrong).gradient_errors()
    assert errors["W_hy"] < 1e-6 and errors["b_y"] < 1e-6
    for name in ("W_xh", "W_hh", "b_h"):
        assert (errors[name] > 0.1) if wrong else (errors[name] < 1e-6), errors
    reader = SentenceReader(wrong_backward=wrong)
    # The mistake is no obstacle here: both read every unseen sentence long before the thousandth epoch.
    trained = reader.train(1000, create("adam", 0.01))
    learned = (figures.get("test_accuracy") == 1 and figures["test_loss"] < 0.1 for _epoch, figures in trained)
    assert any(learned)
    assert reader.probability(reads_sentences.EXAMPLE) > 0.5 > reader.probability("i am not happy")


@pytest.fixture(scope="module")
def corpus() -> texts.Corpus:
    return texts.make_corpus(texts.OWN_TEXT)


def test_a_corpus_holds_its_last_tenth_back(corpus):
    assert corpus.characters[0] == " " and set(corpus.characters[1:]) <= set(contains_character.LETTERS)
    whole = "".join(corpus.characters[number] for number in [*corpus.train, *corpus.held_back])
    assert whole == texts.tidy(texts.OWN_TEXT).strip()
    assert len(corpus.held_back) == len(whole) // 10
    assert len(texts.make_corpus(texts.OWN_TEXT, 1200).train) == 1080
    assert texts.tidy("时间 Machine-2!") == "时间 machine "
    many = texts.make_corpus("".join(chr(0x4E00 + number) * 2 for number in range(600)))
    assert len(many.characters) == texts.MOST_CHARACTERS_KNOWN - 1 + 1 and many.characters[-1] == texts.UNKNOWN
    with pytest.raises(ValueError, match="at least 1,000 letters, received one of 2"):
        texts.make_corpus("ab")


@pytest.mark.parametrize("sampling", character_rnn.SAMPLINGS)
def test_batches_are_stretches_of_the_text_and_what_follows_them(sampling):
    text = np.arange(1000)
    make = character_rnn.sequential_batches if sampling == "sequential" else character_rnn.random_batches
    batches = list(make(text, 4, 10, np.random.default_rng(0)))
    seen = np.concatenate([inputs.ravel() for inputs, _, _ in batches])
    assert len(set(seen)) == len(seen) >= 950
    for inputs, targets, inherited in batches:
        np.testing.assert_array_equal(targets, inputs + 1)
        assert not (sampling == "random" and inherited)
    if sampling == "sequential":
        for (before, _, _), (after, _, inherited) in itertools.pairwise(batches):
            assert inherited
            np.testing.assert_array_equal(after[:, 0], before[:, -1] + 1)
        assert not batches[0][2]
    else:
        assert np.any(np.diff(np.concatenate([inputs[:, 0] for inputs, _, _ in batches])) < 0)


def test_the_character_rnn_has_the_right_gradient(corpus):
    network = CharacterRNN(corpus, 12, dtype=np.float64)
    inputs, targets, _ = next(character_rnn.random_batches(corpus.train, 3, 7, np.random.default_rng(1)))
    state = np.random.default_rng(2).normal(0, 0.5, (3, 12))

    def loss() -> float:
        return sparse_categorical_cross_entropy(network.forward(inputs, state), targets.T)[0]

    gradients = network.backward(sparse_categorical_cross_entropy(network.forward(inputs, state), targets.T)[1])
    errors = common.gradient_errors(loss, network.parameters, gradients)
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize("sampling", character_rnn.SAMPLINGS)
def test_the_character_rnn_learns_to_write(corpus, sampling, monkeypatch):
    norms = []

    class Watched(Adam):
        def step(self, parameters, gradients):
            norms.append(global_norm(gradients))
            super().step(parameters, gradients)

    network = CharacterRNN(corpus, 32)
    guess = len(corpus.characters)
    seen = []
    for step, figures in network.train(Watched(0.01), None, Stretches(sampling), clip_norm=0.5, measure_every=20):
        seen.append(figures)
        network.write("the old", 3)  # reading something else on the way changes nothing in the training
        if step == 120:
            break
    assert max(norms) <= 0.5 * (1 + 1e-5) and max(figures["gradient_norm"] for figures in seen) > 0.5
    assert seen[-1]["perplexity"] < 0.5 * guess < seen[0]["perplexity"]
    assert seen[19]["held_back_perplexity"] < guess and "held_back_perplexity" not in seen[20]
    text = network.write("The old man", 40, temperature=0)
    assert text.startswith("the old man") and len(text) == len("the old man") + 40
    assert network.write("the", 40, 1.0, seed=1) == network.write("the", 40, 1.0, seed=1)
    assert network.write("the", 40, 1.0, seed=1) != network.write("the", 40, 1.0, seed=2)


def test_writing_on_the_way_changes_nothing(corpus):
    perplexities: dict[bool, list[float]] = {False: [], True: []}
    for disturbed in (False, True):
        network = CharacterRNN(corpus, 8)
        for _step, figures in itertools.islice(network.train(create("sgd", 0.5)), 6):
            perplexities[disturbed].append(figures["perplexity"])
            if disturbed:
                network.write("the", 2)
                network.nats(corpus.held_back)
    assert len(perplexities[True]) == 6 and perplexities[True] == perplexities[False]


@pytest.mark.parametrize(
    "command, said",
    [
        ("two_by_two --num-steps 300", "differs by"),
        ("contains_character --num-epochs 4", "% of 1,000 strings never seen in training"),
        ("reads_sentences --num-epochs 3 --hidden-size 8 --wrong-backward", "W_hh (wrong)"),
        ("character_rnn --hidden-size 8 --num-epochs 1", "a small text of our own is read instead"),
    ],
)
def test_each_program_runs_from_the_command_line(command, said, tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", *f"models.from_scratch.programs.{command}".split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PLAYGROUND_DATA": str(tmp_path), "OPENBLAS_NUM_THREADS": "1", "PATH": "/usr/bin"},
    )
    assert result.returncode == 0, result.stderr
    assert said in result.stdout


def test_a_program_says_in_one_sentence_what_is_wrong(tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "models.from_scratch.programs.contains_character", "--character", "ab"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1 and result.stderr.startswith("error: Expected one of the letters")

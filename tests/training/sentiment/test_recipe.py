"""Training end to end on a toy: what a run leaves behind, killed and resumed, and on two backends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from models.errors import PlaygroundError
from models.probabilities import softmax
from models.sentiment import SentimentClassifier
from tests.models.sentiment import toy
from training.sentiment import recipe as sentiment
from training.sentiment.calibration import calibration_error, fit_temperature
from training.sentiment.config import PRESETS
from training.sentiment.data import NOT_ASKED, SentimentBatches, TokenTable
from training.sentiment.optimizers import PartialCrossEntropy, WarmUpAndDown
from training.sentiment.validation import two_way_accuracy

ROOT = Path(__file__).parents[3]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def finished(made_once):
    return made_once("sentiment", toy.train)


def last_checkpoint(folder):
    with np.load(sorted((folder / "checkpoints").glob("*.npz"))[-1]) as archive:
        return {name: archive[name] for name in archive.files if name != "state"}


def test_a_run_folder_explains_itself(finished):
    for name in (
        "model.keras",
        "tokenizer.json",
        "classifier.json",
        "config.json",
        "history.csv",
        "samples/epoch-002.txt",
    ):
        assert (finished / name).is_file(), name
    metadata = json.loads((finished / "metadata.json").read_text())
    assert metadata["task"] == "sentiment"
    files = {"model.keras", "tokenizer.json", "classifier.json", "config.json", "history.csv"}
    assert set(metadata["sha256"]) == files
    assert metadata["missing_datasets"] == ["missing"] and "started_from" not in metadata
    header, *rows = (finished / "history.csv").read_text().splitlines()
    assert len(rows) == 2
    for column in ("loss", "sst_sentences_accuracy", "imdb_accuracy", "held_back_words_accuracy"):
        assert column in header.split(",")


def test_the_shipped_network_is_float32_without_an_optimizer(finished):
    network = keras.saving.load_model(finished / "model.keras", compile=False)
    assert {variable.dtype for variable in network.weights} == {"float32"}
    assert {layer.compute_dtype for layer in network.layers if hasattr(layer, "num_heads")} == {"float32"}
    assert (finished / "model.keras").stat().st_size < 3 * network.count_params() + 60_000


def test_a_killed_run_ends_like_one_that_was_not(finished, tmp_path, monkeypatch):
    """Dropout, windows, exchanged words and the grammar's sentences go on where they were."""
    whole_epoch = SentimentBatches.epoch

    def interrupted(self, epoch, first_step):
        for step, batch in enumerate(whole_epoch(self, epoch, first_step), first_step):
            if (epoch, step) == (1, 3):
                raise MemoryError
            yield batch

    with monkeypatch.context() as patch:
        patch.setattr(SentimentBatches, "epoch", interrupted)
        with pytest.raises(MemoryError):
            toy.train(tmp_path, checkpoint_seconds=0.0)
    assert not (tmp_path / "metadata.json").exists()
    toy.train(tmp_path, checkpoint_seconds=0.0, resume=True)
    expected, received = last_checkpoint(finished), last_checkpoint(tmp_path)
    assert expected.keys() == received.keys()
    for name, value in expected.items():
        np.testing.assert_array_equal(value, received[name])
    whole, resumed = (keras.saving.load_model(folder / "model.keras", compile=False) for folder in (finished, tmp_path))
    for expected_weight, received_weight in zip(whole.get_weights(), resumed.get_weights(), strict=True):
        np.testing.assert_array_equal(expected_weight, received_weight)


def test_two_backends_train_and_read_each_others_models(finished, tmp_path):
    other = tmp_path / "jax"
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    # Compiling is what this test spends its time on.
    environment["JAX_DISABLE_MOST_OPTIMIZATIONS"] = "1"
    command = [sys.executable, "-m", "tests.models.sentiment.toy", str(other), str(finished)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    jax_on_jax, ours_on_jax = json.loads(done.stdout.splitlines()[-1])
    np.testing.assert_allclose(SentimentClassifier.load(other).probabilities(toy.TEXTS), jax_on_jax, atol=1e-5)
    np.testing.assert_allclose(SentimentClassifier.load(finished).probabilities(toy.TEXTS), ours_on_jax, atol=1e-5)


def batches(**changes):
    tokenizer = SentimentClassifier.load(changes.pop("folder")).tokenizer
    texts = toy.data().training
    settings = {"grammar_sentences": 30, "training_window": 128, "batch_size": 8, "seed": 4}
    config = sentiment.Config(**{**settings, **changes})
    return texts, SentimentBatches(texts, TokenTable.encode(tokenizer, texts.texts), tokenizer, config)


def test_the_order_is_a_function_of_seed_and_epoch(finished):
    _, first = batches(folder=finished)
    _, second = batches(folder=finished)
    whole = list(first.epoch(1, 0))
    assert len(whole) == first.steps_per_epoch
    for expected, received in zip(whole[3:], second.epoch(1, 3), strict=True):
        for a, b in zip(expected, received, strict=True):
            np.testing.assert_array_equal(a, b)
    assert any(a[0].shape != b[0].shape or (a[0] != b[0]).any() for a, b in zip(whole, first.epoch(2, 0), strict=True))


def test_batches_hold_what_the_texts_say(finished):
    """Every window is a piece of a text with that text's label; where neutral was not asked for, it is left out."""
    texts, ordered = batches(folder=finished, grammar_sentences=0, exchanged_share=0.0)
    pieces = {}
    for index, label in enumerate(texts.labels):
        key = (int(label), bool(texts.two_way[index]))
        pieces.setdefault(key, []).append(" ".join(map(str, ordered.tokens[index])))
    seen = 0
    for tokens, targets, weights in ordered.epoch(0, 0):
        assert tokens.shape[1] <= 128
        assert tokens.size <= 8 * 32 or len(tokens) == 1
        assert len(tokens) == len(targets) == len(weights)
        for row, target in zip(tokens, targets, strict=True):
            window = " ".join(map(str, row[row > 0]))
            key = (int(target.argmax()), bool((target == NOT_ASKED).any()))
            assert any(window in piece for piece in pieces[key])
            seen += 1
    assert 0.8 * len(texts) < seen <= len(texts)


def test_a_part_of_the_texts_is_read_with_something_exchanged(finished):
    texts, ordered = batches(folder=finished, grammar_sentences=0, exchanged_share=1.0)
    known = {tuple(ordered.tokens[index]) for index in range(len(texts))}
    rows = [tuple(row[row > 0]) for tokens, _, _ in ordered.epoch(0, 0) for row in tokens if len(row) <= 48]
    new = [row for row in rows if row not in known]
    assert len(new) > 0.3 * len(rows)


def test_the_loss_of_a_label_that_was_not_asked_for():
    logits = np.array([[1.0, 5.0, 2.0], [1.0, 5.0, 2.0]], "float32")
    targets = np.array([[0.0, NOT_ASKED, 1.0], [0.0, 0.0, 1.0]], "float32")
    loss = keras.ops.convert_to_numpy(PartialCrossEntropy(reduction=None)(targets, logits))
    assert loss[0] == pytest.approx(np.log(1 + np.exp(-1.0)), rel=1e-5)
    assert loss[1] == pytest.approx(-np.log(softmax(logits[1])[2]), rel=1e-5)


def test_the_learning_rate_goes_up_and_down_in_straight_lines():
    rate = WarmUpAndDown(0.1, 10, 110)
    steps = [float(rate(step)) for step in (0, 4, 9, 10, 60, 110)]
    assert steps == pytest.approx([0.01, 0.05, 0.1, 0.1, 0.05, 0.0], abs=1e-6)
    again = WarmUpAndDown.from_config(rate.get_config())
    assert float(again(60)) == float(rate(60))


def test_temperature_is_the_one_that_made_the_logits_too_sure():
    random = np.random.default_rng(0)
    honest = random.normal(size=(4_000, 3)) * 2
    labels = np.array([random.choice(3, p=row) for row in softmax(honest)])
    assert fit_temperature(honest * 3, labels) == pytest.approx(3, rel=0.1)
    assert calibration_error(softmax(honest), labels) < 0.03 < calibration_error(softmax(honest * 3), labels)


def test_calibration_error_by_hand():
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6], [0.4, 0.6]])
    assert calibration_error(probabilities, np.array([0, 1, 1, 1])) == pytest.approx((0.8 + 0.8) / 4)


def test_two_way_accuracy_leaves_neutral_out():
    logits = np.array([[0.0, 9, 1], [1, 9, 0], [3, 0, 2], [0, 0, 1]])
    assert two_way_accuracy(logits, np.array([2, 0, 2, 1])) == pytest.approx(2 / 3)


def test_presets_are_configs_and_others_are_refused():
    assert [sentiment.Config.for_preset(name).preset for name in PRESETS] == list(PRESETS)
    assert sentiment.Config.for_preset(None) == sentiment.Config.for_preset("sentiment_en")
    with pytest.raises(PlaygroundError, match=r"Expected one of the presets sentiment_en, .*received x"):
        sentiment.Config.for_preset("x")

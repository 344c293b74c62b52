"""The choices of the text script: where to start, what to drop, what to average, in which order to read."""

import dataclasses
import json

import keras
import numpy as np
import pytest
from keras import ops

from models.errors import PlaygroundError
from models.storage import open_model, write_hashes
from models.text_generation import TextGenerator, Vocabulary
from models.text_generation.architectures import Architecture, build_network, empty_states
from models.text_generation.copies import CopyIndex
from models.text_generation.generator import load_network
from models.text_generation.steps import StepNetwork
from tests.training.text_generation.toy import CHEAP_TEXT, PLAIN, SETTINGS
from training import runs, saving
from training.command_line import parse
from training.text_generation import recipe as text_generation
from training.text_generation import validation
from training.text_generation.config import PRESETS, Config
from training.text_generation.data import SOURCES, Order, RandomBatches, StreamBatches, Texts
from training.text_generation.lstm import LSTM
from training.text_generation.model import AdamW, Writer
from training.text_generation.recipe import start_from

pytestmark = pytest.mark.slow


def folder_of(network, characters, path):
    """A finished model's folder, as far as opening it goes."""
    path.mkdir()
    Vocabulary(characters).save(path / "vocabulary.json")
    saving.save_network(lambda: keras.models.clone_model(network), network.get_weights(), path / "model.keras")
    write_hashes(path, {"task": "text_generation", "datasets": []}, ["vocabulary.json", "model.keras"])
    return path


# Starting from another model


@pytest.mark.parametrize("tied", [False, True])
def test_a_network_starts_from_another_character_by_character(tmp_path, tied):
    keras.utils.set_random_seed(0)
    there, here = build_network(5, Architecture(4, 6, 1, tied=tied)), build_network(6, Architecture(4, 6, 1, tied=tied))
    fresh = [np.array(value) for value in here.get_weights()]
    start_from(here, Vocabulary("dbxay"), str(folder_of(there, "abcd", tmp_path / "other")))
    # unknown, d, b, x, a, y: three of them were known, at 4, 2 and 1.
    known, new = {1: 4, 2: 2, 4: 1}, [0, 3, 5]
    for variable, mine, theirs, before in zip(
        here.weights, here.get_weights(), there.get_weights(), fresh, strict=True
    ):
        if variable.path.startswith(("embedding/", "logits/")):
            axis = 0 if variable.path.startswith("embedding/") else -1
            mine, theirs, before = (np.moveaxis(value, axis, 0) for value in (mine, theirs, before))
            np.testing.assert_allclose(mine[list(known)], theirs[list(known.values())], rtol=1e-3)
            np.testing.assert_array_equal(mine[new], before[new])
        else:
            np.testing.assert_allclose(mine, theirs, rtol=1e-3, atol=1e-6)


def test_other_sizes_are_refused_in_one_sentence(tmp_path):
    path = str(folder_of(build_network(5, Architecture(4, 6, 1)), "abcd", tmp_path / "other"))
    with pytest.raises(PlaygroundError, match=r"same size to start from, received \(4, 24\) .* which has \(4, 32\)"):
        start_from(build_network(5, Architecture(4, 8, 1)), Vocabulary("abcd"), path)
    with pytest.raises(PlaygroundError, match="layers like those here to start from, received other"):
        start_from(build_network(5, Architecture(4, 6, 2)), Vocabulary("abcd"), path)


# Dropping recurrent weights


@pytest.mark.skipif(keras.config.backend() != "tensorflow", reason="takes the gradients with TensorFlow")
def test_weight_dropout_is_off_in_inference_and_its_gradient_is_that_of_the_weights_left():
    import tensorflow as tf

    keras.utils.set_random_seed(1)
    ours, theirs = LSTM(5, weight_dropout=0.4, return_sequences=True), keras.layers.LSTM(5, return_sequences=True)
    x = tf.constant(np.random.default_rng(0).normal(size=(3, 7, 4)), tf.float32)
    for layer in (ours, theirs):
        layer.build(x.shape)
    theirs.set_weights(ours.get_weights())
    np.testing.assert_allclose(ours(x), theirs(x), atol=1e-6)

    state = np.array(ours.weight_dropout_seed.state)
    weigh = tf.constant(np.random.default_rng(1).normal(size=(3, 7, 5)), tf.float32)

    def gradients(layer, **more):
        with tf.GradientTape() as tape:
            outputs = layer(x, **more)
            loss = tf.reduce_sum(outputs * weigh)
        return outputs, tape.gradient(loss, [weight.value for weight in layer.trainable_weights])

    outputs, (kernel, recurrent, bias) = gradients(ours, training=True)
    ours.weight_dropout_seed.state.assign(state)
    mask = ops.convert_to_numpy(keras.random.dropout(ops.ones((5, 20)), 0.4, seed=ours.weight_dropout_seed))
    assert 0.2 < (mask == 0).mean() < 0.6
    theirs.set_weights([ours.get_weights()[0], ours.get_weights()[1] * mask, ours.get_weights()[2]])
    expected, (their_kernel, their_recurrent, their_bias) = gradients(theirs)
    np.testing.assert_allclose(outputs, expected, atol=1e-6)
    np.testing.assert_allclose(recurrent, their_recurrent * mask, atol=1e-5)
    np.testing.assert_allclose(kernel, their_kernel, atol=1e-5)
    np.testing.assert_allclose(bias, their_bias, atol=1e-5)
    # The next step drops others.
    assert np.abs(ours(x, training=True) - outputs).max() > 1e-3


# Averages


def test_the_average_is_what_is_measured_and_shipped(tmp_path, cheap, monkeypatch):
    writers, measured = [], []

    class Watched(Writer):
        def __init__(self, *arguments, **more):
            super().__init__(*arguments, **more)
            writers.append(self)

    monkeypatch.setattr(text_generation, "Writer", Watched)
    nats = validation.validation_nats
    monkeypatch.setattr(
        validation,
        "validation_nats",
        lambda network, *more, **others: measured.append(network.get_weights()) or nats(network, *more, **others),
    )
    settings = {**SETTINGS, "num_epochs": 1, "weight_dropout": 0.0, "mixed_precision": False, "learning_rate": 0.05}
    run = text_generation.train(Config(run_dir=str(tmp_path / "run"), **settings))
    writer = writers[0]
    averages = [np.array(value) for value in writer.optimizer._model_variables_moving_average]
    trained = writer.network.get_weights()
    with np.load(run / "best.npz") as archive:
        best = [archive[name] for name in sorted(archive)]
    shipped = keras.models.load_model(run / "model.keras", compile=False).get_weights()
    assert len(trained) == len(averages) == len(best)
    for raw, average, kept, seen in zip(trained, averages, best, measured[0], strict=True):
        assert np.abs(raw - average).max() > 1e-3
        np.testing.assert_array_equal(kept, average)
        np.testing.assert_array_equal(seen, average)
    # All but the last layer, which is calibrated; on disk the numbers are rounded.
    for average, value in zip(averages[:-2], shipped[:-2], strict=True):
        np.testing.assert_allclose(value, average, rtol=0.05, atol=1e-6)


# The inputs, and what reads them from both ends


def test_one_hot_inputs_are_an_embedding_that_never_learns():
    keras.utils.set_random_seed(0)
    network = build_network(6, Architecture(99, 5, 2, one_hot=True))
    np.testing.assert_array_equal(network.get_layer("embedding").get_weights()[0], np.eye(6))
    assert network.trainable_weights[0].path.startswith("recurrent_1")
    tokens = np.array([1, 5, 0, 3])
    logits, *_ = network([tokens[None], *empty_states(network, 1)])
    step = StepNetwork(network)
    outputs, _ = step.read(tokens, step.empty_state())
    np.testing.assert_allclose(step.logits(outputs), logits[0], atol=1e-5)


def test_a_network_that_reads_both_ways_trains_and_is_refused_as_a_writer(tmp_path, cheap):
    settings = {**PLAIN, "num_epochs": 1, "max_steps_per_epoch": 2, "bidirectional": True, "cell": "rnn"}
    run = text_generation.train(Config(run_dir=str(tmp_path / "run"), **settings))
    assert np.isfinite(open_model(run).history["validation_nats"]).all()
    for opens in (TextGenerator.load, lambda path: load_network(open_model(path))):
        with pytest.raises(PlaygroundError, match="received run, which also reads from right to left"):
            opens(run)
    # What it predicts depends on characters to the right.
    network = keras.models.load_model(run / "model.keras", compile=False)
    first, second = (np.array(network(np.array([tokens])))[0, 0] for tokens in ([1, 2, 3], [1, 2, 4]))
    assert np.abs(first - second).max() > 1e-6


# The order of the data


def test_random_windows_are_whole_from_an_empty_state_and_each_once_a_pass():
    batches = RandomBatches(lambda epoch: np.arange(1, 102, dtype=np.int32), Order(2, 10, seed=0))
    taken = list(batches.epoch(3, 0))
    assert len(taken) == batches.steps_per_epoch == 5
    starts = []
    for batch, targets in taken:
        assert batch["tokens"].shape == targets.shape == (2, 10) and not batch["keep"].any()
        # The text is 1, 2, ... 101, read as a ring.
        assert ((targets - batch["tokens"]) % 101 == 1).all()
        assert (np.diff(batch["tokens"], axis=1) % 101 == 1).all()
        starts += batch["tokens"][:, 0].tolist()
    assert len(set(starts)) == 10 and starts != sorted(starts)
    again = list(batches.epoch(3, 2))
    np.testing.assert_array_equal(again[0][0]["tokens"], taken[2][0]["tokens"])
    assert batches.epoch(4, 0).__next__()[0]["tokens"].tolist() != taken[0][0]["tokens"].tolist()


@pytest.mark.parametrize("kind", [StreamBatches, RandomBatches])
def test_an_epoch_of_so_many_steps_reads_a_short_text_several_times(kind):
    batches = kind(lambda epoch: np.arange(100, dtype=np.int32), Order(3, 5, seed=1, steps_per_epoch=15))
    whole = list(batches.epoch(2, 0))
    assert len(whole) == batches.steps_per_epoch == 15
    firsts = [batch["tokens"][0, 0] for batch, _ in whole]
    assert firsts[0] != firsts[6] != firsts[12]  # a pass has six steps
    for entered in (1, 6, 8, 14):
        rest = list(batches.epoch(2, entered))
        assert len(rest) == 15 - entered
        np.testing.assert_array_equal(rest[0][0]["tokens"], whole[entered][0]["tokens"])
        np.testing.assert_array_equal(rest[0][0]["keep"], whole[entered][0]["keep"])
    long = kind(lambda epoch: np.arange(1000, dtype=np.int32), Order(3, 5, seed=1, steps_per_epoch=4))
    assert len(list(long.epoch(0, 0))) == 4


def test_an_epoch_of_the_reviews_reads_the_next_piece_of_them():
    texts = Texts("abcdefghij", "", {}, characters_per_epoch=3)
    assert [texts.training_text(0, epoch) for epoch in range(5)] == ["abc", "def", "ghi", "abc", "def"]
    assert Texts("ab", "", {}, characters_per_epoch=3).training_text(0, 7) == "ab"


# Learning again from everything


def test_training_and_validation_text_together():
    prose = Texts("abc", "de", {}, test="fg").together()
    assert (prose.train, prose.held_back, Texts("abc", "de", {}).held_back) == ("abcde", "fg", "de")
    poems = Texts(["春", "夏"], "\n秋\n冬\n", {}, test="\n月\n").together()
    assert (poems.train, poems.held_back) == (["春", "夏", "秋", "冬"], "\n月\n")


def test_a_refit_learns_from_both_texts_with_the_temperature_of_the_run_before_it(tmp_path, monkeypatch):
    train, validation, test = CHEAP_TEXT, "a bat sat on a hat, a hat!\n" * 12, "the bat ran at a mat.\n" * 12
    texts = Texts(train, validation, {"name": "cheap"}, test=test)
    monkeypatch.setitem(SOURCES, "shakespeare", lambda data_dir: texts)
    read = []
    monkeypatch.setattr(
        "training.text_generation.validation.validation_nats",
        lambda network, tokens, **more: read.append(len(tokens)) or [1.0 for _ in more.get("temperatures", [1])],
    )
    monkeypatch.setattr(text_generation, "calibrate", lambda network, tokens: 1.35)
    path = text_generation.train(Config(run_dir=str(tmp_path / "run"), refit=True, **SETTINGS))
    chosen, refit = open_model(path / "chosen", "text_generation"), open_model(path, "text_generation")
    # Only the first of the two measures on the validation text, once an epoch.
    assert read == [len(validation)] * 2
    assert "validation_nats" in chosen.history and "validation_nats" not in refit.history
    assert refit.metadata["calibration_temperature"] == chosen.metadata["calibration_temperature"] == 1.35
    assert not chosen.config["refit"] and refit.config["refit"]
    # It knows the characters of both texts, ships its last epoch, and its index knows what it has read.
    assert set(TextGenerator.load(path).vocabulary.characters) == set(train + validation)
    kept = runs.Run(path, None).best()
    with np.load(sorted((path / "checkpoints").iterdir())[-1]) as archive:
        last = [archive[f"v{index}"] for index in range(json.loads(str(archive["state"]))["variables"])]
    assert all(any(np.array_equal(value, one) for one in last) for value in kept.values())
    index = CopyIndex.load(path / "copies.bin")
    assert index.copied_lengths(validation[:60])[0] == 60 and index.held_back.characters == len(test)
    last_layer = keras.models.load_model(path / "model.keras", compile=False).get_layer("logits").get_weights()[0]
    np.testing.assert_allclose(last_layer, kept[sorted(kept)[-2]] / 1.35, rtol=0.05)


def test_a_refit_needs_a_number_of_epochs_and_one_direction():
    for wrong in ({"time_budget": 5.0}, {"bidirectional": True}):
        with pytest.raises(PlaygroundError, match="number of epochs and one direction for refit"):
            Config(refit=True, **wrong).check()


# The optimizer and the flags


def test_the_optimizer_remembers_the_norm_of_the_gradient_before_clipping():
    variables = [keras.Variable(np.zeros(2, np.float32)), keras.Variable(np.zeros((1, 1), np.float32))]
    optimizer = AdamW(0.1, global_clipnorm=1.0)
    optimizer.build(variables)
    assert any(variable is optimizer.gradient_norm for variable in optimizer.variables)
    optimizer.apply([ops.array([3.0, 0.0]), ops.array([[4.0]])], variables)
    assert float(optimizer.gradient_norm) == pytest.approx(5)


def test_choices_that_do_not_go_together_are_refused():
    config = Config()
    for changes, message in [
        ({"tied": True, "inputs": "one_hot"}, "no embedding could be used again"),
        ({"start_from": "shakespeare", "inputs": "one_hot"}, "to start from another model"),
        ({"weight_dropout": 0.1, "cell": "gru"}, "our own LSTM layer"),
        ({"weight_dropout": 0.1, "own_lstm": False}, "our own LSTM layer"),
        ({"time_budget": 0.0}, "more than 0 seconds, received 0.0"),
    ]:
        with pytest.raises(PlaygroundError, match=message):
            dataclasses.replace(config, **changes).check()
    for preset in PRESETS:
        Config.for_preset(preset).check()
    assert parse(Config, ["--clip-norm", "0", "--inputs", "one_hot", "--bidirectional"]).clip_norm == 0

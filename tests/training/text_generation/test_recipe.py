"""Training the text family: the layer, the order of the data, resuming, and the two backends."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops

from models.errors import PlaygroundError
from models.storage import open_model
from models.text_generation import TextGenerator, Vocabulary
from models.text_generation.architectures import CELLS, Architecture, build_network, empty_states
from models.text_generation.sampling import draw, next_probabilities
from models.text_generation.steps import StepNetwork
from tests.training.text_generation.toy import CHEAP_TEXT, PLAIN, SETTINGS, logits_of
from training.command_line import parse
from training.text_generation import recipe as text_generation
from training.text_generation.config import PRESETS, Config
from training.text_generation.data import Order, StreamBatches, Texts
from training.text_generation.lstm import LSTM
from training.text_generation.model import Writer
from training.text_generation.validation import calibrate, validation_nats

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.slow


def child(*arguments, backend="tensorflow"):
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "tests.training.text_generation.toy", *map(str, arguments)]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)


def weights_of(run):
    return keras.models.load_model(run / "model.keras", compile=False).get_weights()


# The layer


def both_lstms():
    keras.utils.set_random_seed(1)
    layers = [cls(5, return_sequences=True, return_state=True) for cls in (keras.layers.LSTM, LSTM)]
    for layer in layers:
        layer.build((3, 7, 4))
    layers[1].set_weights([value + 0.1 for value in layers[0].get_weights()])
    layers[0].set_weights(layers[1].get_weights())
    return layers


def test_our_lstm_computes_what_kerass_does():
    random = np.random.default_rng(0)
    x = random.normal(size=(3, 7, 4)).astype("float32")
    states = [random.normal(size=(3, 5)).astype("float32") for _ in range(2)]
    theirs, ours = ([ops.convert_to_numpy(y) for y in layer(x, initial_state=states)] for layer in both_lstms())
    for expected, received in zip(theirs, ours, strict=True):
        np.testing.assert_allclose(received, expected, atol=1e-6)


@pytest.mark.skipif(keras.config.backend() != "tensorflow", reason="takes the gradients with TensorFlow")
def test_our_lstms_gradient_is_that_of_keras():
    import tensorflow as tf

    random = np.random.default_rng(0)
    inputs = [tf.constant(random.normal(size=shape), tf.float32) for shape in ((3, 7, 4), (3, 5), (3, 5))]
    weigh = [tf.constant(random.normal(size=shape), tf.float32) for shape in ((3, 7, 5), (3, 5), (3, 5))]
    gradients = []
    for layer in both_lstms():
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = layer(inputs[0], initial_state=inputs[1:])
            loss = sum(tf.reduce_sum(y * w) for y, w in zip(outputs, weigh, strict=True))
        gradients.append(tape.gradient(loss, [*inputs, *[weight.value for weight in layer.trainable_weights]]))
    for expected, received in zip(*gradients, strict=True):
        assert np.abs(expected).max() > 0.1
        np.testing.assert_allclose(received, expected, atol=1e-5)


# The order of the data


def batches(**more):
    settings = {"batch_size": 3, "sequence_length": 5, "seed": 1, **more}
    return StreamBatches(lambda epoch: np.arange(1, 101, dtype=np.int32), Order(**settings))


def test_a_stream_goes_on_where_it_was_and_predicts_the_next_token():
    taken = list(batches().epoch(0, 0))
    assert len(taken) == batches().steps_per_epoch == 6
    inputs = np.concatenate([batch["tokens"] for batch, _ in taken], axis=1)
    targets = np.concatenate([target for _, target in taken], axis=1)
    assert inputs.shape == (3, 30)
    for tokens in (np.column_stack([inputs, targets[:, -1]]), targets):
        # The text is 1, 2, ... 100, read as a ring.
        assert (np.diff(tokens, axis=1) % 100 == 1).all()
    assert (targets - inputs) % 100 == pytest.approx(1)
    assert len(np.unique(inputs)) == inputs.size


def test_the_order_is_a_function_of_seed_and_epoch_and_may_be_entered_anywhere():
    def tokens(batch_list):
        return [(batch["tokens"].tolist(), batch["keep"].tolist(), target.tolist()) for batch, target in batch_list]

    settings = {"reset_probability": 0.5}
    whole = tokens(batches(**settings).epoch(4, 0))
    assert tokens(batches(**settings).epoch(4, 2)) == whole[2:]
    assert tokens(batches(**settings).epoch(5, 0)) != whole
    assert tokens(batches(**settings, seed=2).epoch(4, 0)) != whole


def test_states_are_kept_but_at_an_epochs_start_and_here_and_there():
    keep = np.array([batch["keep"] for batch, _ in batches().epoch(0, 0)])
    assert (keep[0] == 0).all() and (keep[1:] == 1).all()
    often = StreamBatches(lambda epoch: np.arange(10_001), Order(10, 10, 0, reset_probability=0.3))
    keep = np.array([batch["keep"] for batch, _ in often.epoch(0, 0)])[1:]
    assert 0.25 < 1 - keep.mean() < 0.35


def test_a_text_too_short_for_one_batch_is_refused():
    with pytest.raises(PlaygroundError, match="more than 1000 characters for batches of 10 x 100, received 100"):
        batches(batch_size=10, sequence_length=100)


def test_poems_come_in_another_order_each_epoch_each_with_its_end():
    texts = Texts(["春", "夏夏", "秋", "冬冬冬"], "", {})
    orders = {texts.training_text(0, epoch) for epoch in range(20)}
    assert len(orders) > 5
    assert {frozenset(order.splitlines()) for order in orders} == {frozenset(texts.train)}
    assert all(order.endswith("\n") and len(order) == 11 for order in orders)
    assert texts.training_text(0, 3) == texts.training_text(0, 3)


# The model that carries the states


def test_the_states_are_carried_and_dropped_where_a_stream_begins_anew():
    keras.utils.set_random_seed(0)
    network = build_network(6, Architecture(4, 5, 2))
    writer = Writer(network, batch_size=2)
    tokens = np.array([[1, 2, 3, 4], [5, 4, 3, 2]], np.int32)
    first = writer({"tokens": tokens[:, :2], "keep": np.zeros(2, np.float32)})
    second = writer({"tokens": tokens[:, 2:], "keep": np.array([1, 0], np.float32)})
    whole, *_ = network([tokens, *empty_states(network, 2)])
    anew, *after = network([tokens[1:, 2:], *empty_states(network, 1)])
    np.testing.assert_allclose(first, whole[:, :2], atol=1e-6)
    np.testing.assert_allclose(second[0], whole[0, 2:], atol=1e-6)
    np.testing.assert_allclose(second[1], anew[0], atol=1e-6)
    np.testing.assert_allclose([state[1] for state in writer.states], np.squeeze(after, 1), atol=1e-6)


def test_validation_is_the_mean_over_the_streams():
    keras.utils.set_random_seed(0)
    network = build_network(6, Architecture(4, 5, 1))
    tokens = np.random.default_rng(0).integers(0, 6, 41)
    expected = []
    for stream in (tokens[:21], tokens[20:]):
        logits, *_ = network([stream[None, :-1], *empty_states(network, 1)])
        expected += list(keras.losses.sparse_categorical_crossentropy(stream[None, 1:], logits, from_logits=True)[0])
    (received,) = validation_nats(network, tokens, num_streams=2, piece_length=8)
    assert received == pytest.approx(float(np.mean(expected)), abs=1e-5)


@pytest.mark.parametrize("tied", [False, True])
def test_calibration_finds_the_temperature_that_the_logits_were_cooled_by(tied):
    keras.utils.set_random_seed(0)
    network = build_network(6, Architecture(4, 5, 1, tied=tied))
    last = network.get_layer("projection" if tied else "logits")
    last.set_weights([8 * value for value in last.get_weights()])
    # A text that the network itself has written, unknown tokens and all: for it no temperature is better than 1.
    step, random, tokens = StepNetwork(network), np.random.default_rng(0), [1]
    state = step.empty_state()
    for _ in range(6_000):
        outputs, state = step.read(tokens[-1:], state)
        tokens.append(draw(next_probabilities(step.logits(outputs[0])), random))
    tokens = np.array(tokens)
    before = validation_nats(network, tokens)[0]
    last.set_weights([1.5 * value for value in last.get_weights()])
    assert calibrate(network, tokens) == pytest.approx(1.5, abs=0.11)
    assert validation_nats(network, tokens)[0] == pytest.approx(before, abs=0.01)


# Whole runs


def test_a_run_killed_in_the_middle_of_an_epoch_resumes_bit_for_bit(tmp_path, cheap):
    killed = child("killed", tmp_path / "killed")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not (tmp_path / "killed" / "model.keras").exists()
    resumed = text_generation.train(
        dataclasses.replace(Config.for_preset("shakespeare"), run_dir=str(tmp_path / "killed"), resume=True)
    )
    whole = text_generation.train(Config(run_dir=str(tmp_path / "whole"), **SETTINGS))

    for expected, received in zip(weights_of(whole), weights_of(resumed), strict=True):
        np.testing.assert_array_equal(received, expected)
    states = []
    for run in (whole, resumed):
        with np.load(sorted((run / "checkpoints").iterdir())[-1]) as archive:
            states.append({name: archive[name] for name in archive if name != "state"})
    assert states[0].keys() == states[1].keys()
    for name, expected in states[0].items():
        np.testing.assert_array_equal(states[1][name], expected)


def test_what_a_run_leaves_behind(tmp_path, cheap):
    config = Config(run_dir=str(tmp_path / "run"), **SETTINGS)
    run = text_generation.train(config)
    generator = TextGenerator.load(run)
    assert len("".join(generator.stream("the ", length=25, seed=1))) == 25
    assert generator.vocabulary.characters == Vocabulary.from_text(CHEAP_TEXT).characters

    folder = open_model(run, "text_generation")
    assert folder.history["epoch"].tolist() == [1, 2]
    assert {"loss", "validation_nats", "validation_perplexity"} <= set(folder.history)
    np.testing.assert_allclose(np.exp(folder.history["validation_nats"]), folder.history["validation_perplexity"])
    assert len(list((run / "samples").iterdir())) == 2
    assert folder.metadata["datasets"] == [{"name": "cheap"}]

    # Plain Keras layers in float32 without an optimizer, whatever it was trained with.
    keras.config.set_dtype_policy("float32")
    network = keras.models.load_model(run / "model.keras", compile=False)
    assert {type(layer).__module__.split(".")[0] for layer in network.layers} == {"keras"}
    assert {layer.dtype_policy.name for layer in network.layers} == {"float32"}
    assert folder.metadata["parameters"] == network.count_params()
    assert len((run / "model.keras").read_bytes()) < 4 * network.count_params() + 60_000


def test_training_lowers_the_loss(tmp_path, cheap):
    settings = {**PLAIN, "num_epochs": 4, "max_steps_per_epoch": 25, "learning_rate": 0.02, "dropout": 0.0}
    run = text_generation.train(Config(run_dir=str(tmp_path / "run"), **settings))
    history = open_model(run).history
    assert history["validation_nats"].iloc[-1] < 0.8 * history["validation_nats"].iloc[0]


def test_the_same_run_on_tensorflow_and_on_jax(tmp_path, cheap):
    paths = [tmp_path / "jax", tmp_path / "tensorflow"]
    config = Config(run_dir=str(paths[1]), mixed_precision=False, **SETTINGS)
    text_generation.train(config)
    run = child("read", *paths, backend="jax")
    assert run.returncode == 0, run.stderr
    assert open_model(paths[0]).metadata["trained_on"]["backend"] == "jax"
    for path, on_jax in zip(paths, json.loads(run.stdout.splitlines()[-1]), strict=True):
        here = logits_of(path)
        assert here.shape[:2] == (1, 22)
        np.testing.assert_allclose(on_jax, here, atol=1e-4)
    # With dropout each backend draws its own numbers, so the two runs differ; both have learnt alike.
    losses = [open_model(path).history["loss"].iloc[-1] for path in paths]
    assert losses[0] == pytest.approx(losses[1], rel=0.1)


@pytest.mark.parametrize(
    ("choices", "clipped"),
    [
        ({"cell": "gru", "inputs": "one_hot", "sampling": "random", "clip_norm": 1e-3}, 1),
        ({"cell": "rnn", "clip_norm": 0.0, "average_momentum": 0.9}, 0),
    ],
)
def test_the_other_cells_train_too_and_the_history_says_how_often_gradients_are_clipped(
    tmp_path, cheap, choices, clipped
):
    settings = {**PLAIN, "num_epochs": 1, "max_steps_per_epoch": 2, **choices}
    run = text_generation.train(Config(run_dir=str(tmp_path / "run"), **settings))
    assert np.isfinite(TextGenerator.load(run).score("the cat")).all()
    history = open_model(run).history
    assert (history["gradient_norm"] > 0.01).all()
    assert (history["clipped_share"] == clipped).all()


# Configuration


def test_a_tied_network_has_no_second_matrix():
    tied, untied = (build_network(100, Architecture(7, 5, 1, tied=tied)).count_params() for tied in (True, False))
    assert untied - tied == (5 * 100 + 100) - (5 * 7 + 7)
    assert set(CELLS) == {"lstm", "gru", "rnn"}


def test_presets_and_flags():
    assert Config.for_preset(None).preset == "shakespeare"
    for preset in PRESETS:
        assert Config.for_preset(preset).preset == preset
    config = parse(Config, ["--preset", "tang_poetry", "--hidden-size", "9"])
    assert (config.hidden_size, config.minimum_count, config.tied) == (9, 3, True)
    with pytest.raises(PlaygroundError, match="received dickens"):
        Config.for_preset("dickens")


def test_every_field_has_a_sentence_of_help(capsys):
    with pytest.raises(SystemExit):
        parse(Config, ["--help"])
    shown = capsys.readouterr().out
    for field in dataclasses.fields(Config):
        assert f"--{field.name.replace('_', '-')}" in shown or f"--no-{field.name.replace('_', '-')}" in shown
    assert "Units of each recurrent layer" in shown

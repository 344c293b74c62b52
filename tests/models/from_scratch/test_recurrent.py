"""Recurrent layers: outputs and gradients are Keras's, masks and initial states too, and central differences agree."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import PlaygroundError
from models.from_scratch.activations import sigmoid
from models.from_scratch.bidirectional import Bidirectional
from models.from_scratch.checks import central_differences
from models.from_scratch.gru import GRU
from models.from_scratch.lstm import LSTM
from models.from_scratch.recurrent import SimpleRNN, SimpleRNNWithoutTranspose, orthogonal
from models.side_by_side import compare, from_keras

KERAS = {
    "SimpleRNN": keras.layers.SimpleRNN,
    "LSTM": keras.layers.LSTM,
    "GRU": keras.layers.GRU,
    "GRU, reset before": lambda *args, **options: keras.layers.GRU(*args, reset_after=False, **options),
}
OURS = {
    "SimpleRNN": SimpleRNN,
    "LSTM": LSTM,
    "GRU": GRU,
    "GRU, reset before": lambda *args, **options: GRU(*args, reset_after=False, **options),
}
BATCH, TIME, INPUTS, HIDDEN = 2, 4, 3, 3


def built(layer, inputs: int, generator: np.random.Generator):
    """The layer with random weights, biases included."""
    layer.build((None, None, inputs))
    layer.set_weights([0.6 * generator.standard_normal(weight.shape) for weight in layer.get_weights()])
    return layer


@settings(max_examples=6, deadline=None)
@given(
    kind=st.sampled_from(sorted(KERAS)),
    both_ways=st.booleans(),
    sequences=st.booleans(),
    masked=st.booleans(),
    with_state=st.booleans(),
    sizes=st.tuples(st.integers(1, 3), st.integers(1, 6), st.integers(1, 4), st.integers(1, 5)),
    seed=st.integers(0, 1000),
)
def test_outputs_and_gradients_are_those_of_keras(kind, both_ways, sequences, masked, with_state, sizes, seed):
    batch, time, inputs, hidden = sizes
    generator = np.random.default_rng(seed)
    layer = KERAS[kind](hidden, return_sequences=sequences, dtype="float64")
    if both_ways:
        layer = keras.layers.Bidirectional(layer, dtype="float64")
    built(layer, inputs, generator)
    options = {}
    if masked:
        options["mask"] = generator.random((batch, time)) > 0.4
    if with_state:
        count = (2 if kind == "LSTM" else 1) * (2 if both_ways else 1)
        options["initial_state"] = [generator.standard_normal((batch, hidden)) for _ in range(count)]
    found = compare(layer, generator.standard_normal((batch, time, inputs)), seed=seed, **options)
    assert found.agrees(1e-9), found


@pytest.mark.parametrize("kind", sorted(KERAS))
@pytest.mark.parametrize("both_ways", [False, True])
def test_single_precision_masks_and_states_of_each_kind(kind, both_ways):
    generator = np.random.default_rng(3)
    layer = KERAS[kind](4, return_sequences=True)
    if both_ways:
        layer = keras.layers.Bidirectional(layer)
    built(layer, 3, generator)
    inputs = generator.standard_normal((2, 6, 3)).astype("float32")
    # One text is padded at its left, with the output of nothing, and one in its middle and at its end.
    mask = np.array([[0, 0, 1, 1, 1, 1], [1, 1, 0, 1, 1, 0]], bool)
    found = compare(layer, inputs, mask=mask)
    assert found.agrees(2e-5), found
    assert from_keras(layer).forward(inputs).dtype == np.float32


@pytest.mark.parametrize("kind", sorted(OURS))
@pytest.mark.parametrize("masked", [False, True])
def test_gradients_are_central_differences(kind, masked):
    generator = np.random.default_rng(1)
    layer = OURS[kind](INPUTS, HIDDEN, return_sequences=True, generator=generator)
    for value in layer.parameters.values():
        value[...] = 0.7 * generator.standard_normal(value.shape)
    inputs = generator.standard_normal((BATCH, TIME, INPUTS))
    mask = np.array([[0, 1, 1, 0], [1, 0, 1, 1]], bool) if masked else None
    errors = central_differences(layer, inputs, most_entries=8, mask=mask)
    assert max(errors.values()) < 1e-6, errors


def test_gradients_of_both_ways_without_biases_are_central_differences():
    generator = np.random.default_rng(2)
    layers = [LSTM(INPUTS, HIDDEN, use_bias=False, generator=generator) for _ in range(2)]
    errors = central_differences(Bidirectional(*layers), generator.standard_normal((2, 4, INPUTS)), most_entries=8)
    assert set(errors) == {
        "forward/kernel",
        "forward/recurrent_kernel",
        "backward/kernel",
        "backward/recurrent_kernel",
        "inputs",
    }
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize("kind", sorted(OURS))
def test_the_gradient_of_the_initial_state_is_a_central_difference(kind):
    generator = np.random.default_rng(4)
    layer = OURS[kind](INPUTS, HIDDEN, generator=generator)
    inputs = generator.standard_normal((BATCH, TIME, INPUTS))
    states = [generator.standard_normal((BATCH, HIDDEN)) for _ in layer.state_names]
    weights = generator.standard_normal((BATCH, HIDDEN))
    layer.forward(inputs, initial_state=tuple(states))
    layer.backward(weights)
    for state, gradient in zip(states, layer.initial_state_gradient, strict=True):
        losses = []
        for move in (1e-6, -1e-6):
            state[1, 2] += move
            losses.append((layer.forward(inputs, initial_state=tuple(states)) * weights).sum())
            state[1, 2] -= move
        assert gradient[1, 2] == pytest.approx((losses[0] - losses[1]) / 2e-6, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("activation", ["tanh", "relu", "linear", "sigmoid"])
def test_the_plain_layer_takes_other_activations(activation):
    generator = np.random.default_rng(5)
    layer = built(keras.layers.SimpleRNN(3, activation=activation, dtype="float64"), 2, generator)
    found = compare(layer, generator.standard_normal((2, 4, 2)))
    assert found.agrees(1e-9), found


def test_the_missing_transpose_is_caught():
    generator = np.random.default_rng(6)
    inputs = generator.standard_normal((BATCH, TIME, INPUTS))
    layer = built(keras.layers.SimpleRNN(HIDDEN, dtype="float64"), INPUTS, generator)
    wrong = SimpleRNNWithoutTranspose(INPUTS, HIDDEN).load(layer.get_weights())
    found = compare(layer, inputs, twin=wrong)
    # Everything that is computed on the way forward is right; the last step's gradients are, too.
    assert found.output.relative < 1e-12
    assert not found.agrees(1e-2)
    assert found.parameters["recurrent_kernel"].relative > 1e-2
    assert max(central_differences(wrong, inputs).values()) > 1e-2
    assert compare(layer, inputs, twin=SimpleRNN(INPUTS, HIDDEN).load(layer.get_weights())).agrees(1e-9)
    # One step goes back through no recurrent weight, so there is nothing to catch.
    assert compare(layer, inputs[:, :1], twin=wrong).agrees(1e-9)


def test_the_work_is_that_of_the_equations():
    generator = np.random.default_rng(7)
    inputs = generator.standard_normal((2, 5, INPUTS))
    layer = LSTM(INPUTS, HIDDEN, return_sequences=True, generator=generator)
    outputs = layer.forward(inputs)
    work = layer.show_work(inputs)
    assert list(work) == ["input_gate", "forget_gate", "candidate", "output_gate", "cell", "hidden"]
    np.testing.assert_array_equal(work["hidden"], outputs)
    cell = work["forget_gate"][:, 1:] * work["cell"][:, :-1] + work["input_gate"][:, 1:] * work["candidate"][:, 1:]
    np.testing.assert_allclose(work["cell"][:, 1:], cell)
    np.testing.assert_allclose(work["hidden"], work["output_gate"] * np.tanh(work["cell"]))
    kernel, bias = layer.parameters["kernel"], layer.parameters["bias"]
    first_forget = sigmoid(inputs[:, 0] @ kernel[:, HIDDEN : 2 * HIDDEN] + bias[HIDDEN : 2 * HIDDEN])
    np.testing.assert_allclose(work["forget_gate"][:, 0], first_forget)
    assert (bias[HIDDEN : 2 * HIDDEN] == 1).all()

    gru = GRU(INPUTS, HIDDEN, generator=generator).show_work(inputs)
    kept = gru["update_gate"][:, 1:]
    np.testing.assert_allclose(
        gru["hidden"][:, 1:], kept * gru["hidden"][:, :-1] + (1 - kept) * gru["candidate"][:, 1:]
    )

    plain = SimpleRNN(INPUTS, HIDDEN, generator=generator)
    both = Bidirectional(plain, SimpleRNN(INPUTS, HIDDEN, generator=generator))
    shown = both.show_work(inputs)
    np.testing.assert_array_equal(shown["forward/hidden"], plain.show_work(inputs)["hidden"])
    # The second layer has read everything when it comes to the first step.
    np.testing.assert_array_equal(shown["backward/hidden"][:, 0], both.forward(inputs)[:, HIDDEN:])


def test_a_masked_step_carries_the_state():
    generator = np.random.default_rng(8)
    layer = GRU(INPUTS, HIDDEN, return_sequences=True, generator=generator)
    inputs = generator.standard_normal((1, 4, INPUTS))
    mask = np.array([[True, False, False, True]])
    outputs = layer.forward(inputs, mask=mask)
    np.testing.assert_array_equal(outputs[:, 1], outputs[:, 0])
    np.testing.assert_allclose(outputs[:, 3], layer.forward(inputs[:, [0, 3]])[:, 1])


def test_the_gradient_by_each_hidden_state_shrinks_with_a_small_recurrent_kernel_and_grows_with_a_large_one():
    generator = np.random.default_rng(9)
    inputs = np.zeros((1, 20, 2))
    for radius, smaller in ((0.5, True), (1.5, False)):
        layer = SimpleRNN(2, 8, activation="linear", generator=generator)
        layer.parameters["recurrent_kernel"][...] = radius * orthogonal((8, 8), generator, np.float64)
        layer.forward(inputs)
        layer.backward(np.ones((1, 8)))
        norms = np.linalg.norm(layer.hidden_gradients[0], axis=1)
        # Orthogonal times a number: the norm changes by exactly that number a step.
        np.testing.assert_allclose(norms[:-1] / norms[1:], radius)
        assert (norms[0] < norms[-1]) == smaller


def test_orthogonal_kernels_are():
    wide = orthogonal((4, 12), np.random.default_rng(0), np.float64)
    np.testing.assert_allclose(wide @ wide.T, np.eye(4), atol=1e-12)


def test_what_does_not_fit_is_refused_in_one_sentence():
    layer = LSTM(3, 2)
    with pytest.raises(ValueError, match="expected inputs of shape"):
        layer.forward(np.zeros((2, 4, 5)))
    with pytest.raises(ValueError, match="expected inputs of shape"):
        layer.forward(np.zeros((2, 0, 3)))
    with pytest.raises(ValueError, match="expected a mask of shape"):
        layer.forward(np.zeros((2, 4, 3)), mask=np.ones((2, 3), bool))
    with pytest.raises(ValueError, match="hidden, cell"):
        layer.forward(np.zeros((2, 4, 3)), initial_state=np.zeros((2, 2)))
    with pytest.raises(ValueError, match="expected an activation"):
        SimpleRNN(3, 2, activation="cosine")
    with pytest.raises(ValueError, match="return_sequences"):
        Bidirectional(LSTM(3, 2, return_sequences=True), LSTM(3, 2))
    for other in (
        keras.layers.LSTM(2, recurrent_activation="relu"),
        keras.layers.GRU(2, activation="relu"),
        keras.layers.SimpleRNN(2, go_backwards=True),
        keras.layers.LSTM(2, dropout=0.5),
        keras.layers.Bidirectional(keras.layers.LSTM(2), merge_mode="sum"),
    ):
        other.build((None, None, 3))
        with pytest.raises(PlaygroundError):
            from_keras(other)

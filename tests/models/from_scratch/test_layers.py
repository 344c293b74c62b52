"""Each layer is Keras's: outputs, every gradient and the moving averages, in double precision, on random shapes.

And each gradient is what central differences measure. A gradient that is wrong on purpose is caught by both.
"""

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import PlaygroundError
from models.from_scratch import activations, checks
from models.from_scratch.base import Block
from models.from_scratch.dense import Dense
from models.from_scratch.dropout import Dropout
from models.from_scratch.embedding import Embedding
from models.from_scratch.pooling import MaxPooling2D
from models.side_by_side import compare, from_keras, proofs, with_weights

LAYERS = keras.layers
EXACT = 1e-12
SEVEN_DIGITS = 1e-6  # TensorFlow's gelu and leaky_relu hold a constant in single precision

few = settings(max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
sides = st.integers(1, 7)
paddings = st.sampled_from(["valid", "same"])


def fill(layer, generator, *inputs):
    """Build the layer and give it weights that hide nothing: no bias is 0, no gamma is 1."""
    layer(*inputs)
    for weight in layer.weights:
        values = generator.standard_normal(weight.shape)
        weight.assign(np.abs(values) + 0.5 if "variance" in weight.name else values)
    return layer


def assert_proven(layer, inputs, training=False, tolerance=EXACT, measured=True):
    """Equal to Keras, and to central differences."""
    fill(layer, np.random.default_rng(3), inputs)
    comparison = compare(layer, inputs, training)
    assert comparison.agrees(tolerance), comparison
    if measured:
        errors = checks.central_differences(from_keras(layer), inputs, training, most_entries=12)
        assert max(errors.values()) < 1e-6, errors


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


@pytest.mark.parametrize("activation", sorted(activations.ACTIVATIONS))
def test_dense_and_activations(activation):
    exact = activation not in ("gelu", "leaky_relu")
    for use_bias, shape in ((True, (5, 3)), (False, (2, 1, 4))):
        layer = LAYERS.Dense(3, activation, use_bias=use_bias, dtype="float64")
        assert_proven(layer, 3 * numbers(*shape), tolerance=EXACT if exact else SEVEN_DIGITS)
    alone = LAYERS.Activation(activation, dtype="float64")
    assert_proven(alone, 3 * numbers(2, 3, 4), tolerance=EXACT if exact else SEVEN_DIGITS)


def test_keras_takes_the_exact_gelu():
    z = np.linspace(-3, 3, 13)
    ours = activations.gelu(z)
    assert np.abs(ours - keras.ops.convert_to_numpy(keras.activations.gelu(z))).max() < 1e-7
    approximate = keras.ops.convert_to_numpy(keras.activations.gelu(z, approximate=True))
    assert np.abs(ours - approximate).max() > 1e-4


def test_activations_survive_large_numbers():
    z = np.array([-1000.0, 0.0, 1000.0])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert activations.sigmoid(z).tolist() == [0.0, 0.5, 1.0]
        assert activations.softmax(z).tolist() == [0.0, 0.0, 1.0]


def test_softmax_carries_its_whole_jacobian():
    z, dy = numbers(4, 5), numbers(4, 5, seed=1)
    y = activations.softmax(z)
    J = y[..., :, None] * (np.eye(5) - y[..., None, :])  # (4, 5, 5): dy_i / dz_k = y_i (1[i = k] - y_k)
    found = activations.softmax_gradient(z, y, dy)
    assert np.allclose(found, np.einsum("nik,ni->nk", J, dy), atol=1e-15)
    # Beside cross-entropy it shrinks to the well-known difference; beside another loss it does not.
    t = np.eye(5)[[0, 1, 2, 3]]
    assert np.allclose(activations.softmax_gradient(z, y, -t / y), y - t)


@few
@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 12))
def test_embedding(vocabulary, size, count):
    tokens = np.random.default_rng(0).integers(0, vocabulary, (2, count))
    assert_proven(LAYERS.Embedding(vocabulary, size, dtype="float64"), tokens)


def test_embedding_refuses_what_is_no_token():
    layer = Embedding(5, 2)
    with pytest.raises(ValueError, match="expected token numbers from 0 to 4, received 5"):
        layer(np.array([[0, 5]]))
    with pytest.raises(ValueError, match="expected token numbers of an integer type, received float64"):
        layer(np.array([[0.5]]))


@few
@given(sides, st.integers(1, 4), st.integers(1, 3), paddings, st.booleans())
def test_convolution_over_time(time, width, stride, padding, use_bias):
    width = min(width, time) if padding == "valid" else width
    options = {"strides": stride, "padding": padding, "use_bias": use_bias, "activation": "tanh"}
    assert_proven(LAYERS.Conv1D(3, width, dtype="float64", **options), numbers(2, time, 2))


@few
@given(sides, sides, st.tuples(st.integers(1, 4), st.integers(1, 4)), st.tuples(*[st.integers(1, 3)] * 2), paddings)
def test_convolution_over_images(height, width, kernel, stride, padding):
    if padding == "valid":
        kernel = (min(kernel[0], height), min(kernel[1], width))
    layer = LAYERS.Conv2D(3, kernel, strides=stride, padding=padding, dtype="float64")
    assert_proven(layer, numbers(2, height, width, 2))


@few
@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 3), paddings)
def test_transposed_convolution(side, kernel, stride, padding):
    layer = LAYERS.Conv2DTranspose(
        3, (kernel, max(kernel - 1, 1)), strides=stride, padding=padding, activation="sigmoid", dtype="float64"
    )
    assert_proven(layer, numbers(2, side, side + 1, 2))


@pytest.mark.parametrize("kind", ["Max", "Average"])
@few
@given(sides, sides, st.integers(1, 4), st.sampled_from([None, 1, 2, 3]), paddings)
def test_pooling(kind, height, width, window, stride, padding):
    if padding == "valid":
        window = min(window, height, width)
    options = {"strides": stride, "padding": padding, "dtype": "float64"}
    assert_proven(getattr(LAYERS, f"{kind}Pooling2D")(window, **options), numbers(2, height, width, 2))
    assert_proven(getattr(LAYERS, f"{kind}Pooling1D")(window, **options), numbers(2, height, 2))


def test_pooling_of_equals_is_the_frameworks():
    # Whole numbers, as in a drawing: many windows have two largest. No slope is right there, so none is measured.
    image = np.random.default_rng(0).integers(0, 3, (2, 6, 5, 2)).astype(np.float64)
    assert_proven(LAYERS.MaxPooling2D(2, padding="same", dtype="float64"), image, measured=False)
    assert_proven(LAYERS.MaxPooling2D(3, strides=1, dtype="float64"), image, measured=False)
    assert_proven(LAYERS.GlobalMaxPooling2D(dtype="float64"), image, measured=False)


@pytest.mark.parametrize("kind", ["Max", "Average"])
def test_global_pooling(kind):
    assert_proven(getattr(LAYERS, f"Global{kind}Pooling1D")(dtype="float64"), numbers(3, 5, 4))
    assert_proven(getattr(LAYERS, f"Global{kind}Pooling2D")(dtype="float64"), numbers(3, 4, 2, 5))


def test_a_whole_network_of_layers():
    network = keras.Sequential(
        [
            keras.Input((6, 6, 2), dtype="float64"),
            LAYERS.Conv2D(4, 3, use_bias=False, dtype="float64"),
            LAYERS.BatchNormalization(dtype="float64"),
            LAYERS.ReLU(dtype="float64"),
            LAYERS.MaxPooling2D(2, dtype="float64"),
            LAYERS.Flatten(dtype="float64"),
            LAYERS.Dense(6, dtype="float64"),
            LAYERS.LeakyReLU(0.2, dtype="float64"),
            LAYERS.Reshape((2, -1), dtype="float64"),
            LAYERS.Dense(3, dtype="float64"),
            LAYERS.Softmax(dtype="float64"),
        ]
    )
    for training in (False, True):
        assert_proven(network, numbers(3, 6, 6, 2), training, tolerance=SEVEN_DIGITS)
    twin = from_keras(network)
    assert list(twin.parameters)[:2] == ["0/kernel", "1/gamma"] and list(twin.state) == [
        "1/moving_mean",
        "1/moving_variance",
    ]
    with pytest.raises(PlaygroundError, match=r"negative_slope = 0\.2, received 0\.3"):
        from_keras(fill(LAYERS.LeakyReLU(), np.random.default_rng(0), numbers(1, 2)))


def test_averages_leave_out_what_is_masked():
    layer, inputs = LAYERS.GlobalAveragePooling1D(dtype="float64"), numbers(2, 4, 3)
    mask = np.array([[True, True, False, False], [True, True, True, False]])
    layer(inputs)
    assert compare(layer, inputs, mask=mask).agrees(EXACT)
    assert np.allclose(from_keras(layer).forward(inputs, mask=mask)[0], inputs[0, :2].mean(axis=0))


@few
@given(st.integers(1, 5), st.integers(2, 6))
def test_layer_normalization(time, size):
    # Two numbers of one example are normalized to nearly +-1 whatever they are: little is left of the gradient.
    layer = LAYERS.LayerNormalization(epsilon=0.1, dtype="float64")
    assert_proven(layer, numbers(2, time, size), tolerance=1e-11)


@pytest.mark.parametrize("training", [False, True])
@few
@given(st.integers(2, 6), st.integers(1, 4), st.integers(1, 3))
def test_batch_normalization(training, batch, side, channels):
    layer = LAYERS.BatchNormalization(momentum=0.7, epsilon=0.1, dtype="float64")
    assert_proven(layer, numbers(batch, side, side, channels), training, tolerance=1e-11)


def test_batch_normalization_keeps_averages_and_uses_them():
    layer = fill(LAYERS.BatchNormalization(momentum=0.5, dtype="float64"), np.random.default_rng(0), numbers(4, 3))
    before = [np.array(value) for value in layer.non_trainable_weights]
    twin, batch = from_keras(layer), numbers(4, 3, seed=1) + 5
    alone = twin.forward(batch[:1])
    twin.forward(batch, training=True)
    assert list(twin.parameters) == ["gamma", "beta"]
    assert np.allclose(twin.state["moving_mean"], 0.5 * before[0] + 0.5 * batch.mean(axis=0))
    assert np.allclose(twin.state["moving_variance"], 0.5 * before[1] + 0.5 * batch.var(axis=0))
    assert not np.allclose(twin.forward(batch[:1]), alone)
    # Neither the twin nor a comparison has touched the Keras layer.
    compare(layer, batch, training=True)
    assert all(np.array_equal(old, value) for old, value in zip(before, layer.non_trainable_weights, strict=True))


@few
@given(st.floats(0, 0.9), st.integers(1, 5))
def test_dropout_drops_what_keras_drops(rate, time):
    layer = LAYERS.Dropout(rate, seed=7, dtype="float64")
    assert_proven(layer, numbers(3, time, 4), training=True)
    assert_proven(layer, numbers(3, time, 4))


def test_dropout_keeps_the_mean_and_follows_its_seed():
    ones = np.ones((400, 50))
    first = Dropout(0.3, generator=np.random.default_rng(5)).forward(ones, training=True)
    again = Dropout(0.3, generator=np.random.default_rng(5)).forward(ones, training=True)
    assert np.array_equal(first, again)
    assert set(np.unique(first)) == {0.0, 1 / 0.7}
    assert abs(first.mean() - 1) < 0.02
    assert np.array_equal(Dropout(0.3).forward(ones), ones)
    with pytest.raises(ValueError, match="expected a rate from 0 to below 1, received 1"):
        Dropout(1.0)


def test_single_precision_stays_single():
    layer = fill(LAYERS.Conv2D(3, 2, activation="gelu"), np.random.default_rng(0), np.ones((1, 4, 4, 2), np.float32))
    twin, inputs = from_keras(layer), numbers(2, 4, 4, 2).astype(np.float32)
    assert twin.forward(inputs).dtype == np.float32
    assert twin.backward(np.ones((2, 3, 3, 3), np.float32)).dtype == np.float32
    assert compare(layer, inputs).agrees(1e-5)


class SlopeOfTheInput(Dense):
    """Wrong on purpose: dz W in place of dz W^T."""

    def backward(self, output_gradient):
        super().backward(output_gradient)
        return output_gradient @ self.parameters["kernel"]


class HalfABias(Dense):
    """Wrong on purpose: the mean over examples in place of the sum."""

    def backward(self, output_gradient):
        by_inputs = super().backward(output_gradient)
        self.gradients["bias"] = self.gradients["bias"] / len(output_gradient)
        return by_inputs


class LastWins(MaxPooling2D):
    """Wrong on purpose: the gradient goes to the last pixel of the window."""

    def backward(self, output_gradient):
        self.winner = np.full_like(self.winner, 3)
        return super().backward(output_gradient)


@pytest.mark.parametrize(("wrong", "where"), [(SlopeOfTheInput, "inputs"), (HalfABias, "bias")])
def test_both_checks_catch_a_wrong_gradient(wrong, where):
    layer = fill(LAYERS.Dense(4, dtype="float64"), np.random.default_rng(0), numbers(3, 4))
    twin = with_weights(wrong(4, 4), layer)
    comparison = compare(layer, numbers(3, 4), twin=twin)
    measured = checks.central_differences(twin, numbers(3, 4))
    assert not comparison.agrees(1e-2)
    for name, difference in comparison.differences().items():
        assert (difference.relative > 1e-2) == (name == where), name
    for name, error in measured.items():
        assert (error > 1e-2) == (name == where), name


def test_a_wrong_winner_and_a_forgotten_transpose_are_caught():
    layer = fill(LAYERS.MaxPooling2D(2, dtype="float64"), np.random.default_rng(0), numbers(1, 4, 4, 1))
    assert not compare(layer, numbers(1, 4, 4, 1), twin=LastWins(2)).agrees(1e-2)
    assert max(checks.central_differences(LastWins(2), numbers(1, 4, 4, 1)).values()) > 1e-2
    # The mistake of the best-known from-scratch RNN: its output is right, so no other test of it would fail.
    proof = proofs.prove(proofs.WRONG, proofs.Sizes(), seed=0)
    assert proof.comparison.output.relative < EXACT
    assert not proof.agrees_with_keras
    assert not proof.agrees_with_differences
    one_step = proofs.prove(proofs.WRONG, proofs.Sizes(length=1), seed=0)
    assert one_step.agrees_with_keras, "over one step nothing passes through W_hh"


def test_a_block_and_its_layers_hold_the_same_arrays():
    block = Block()
    first, second = block.add("first", Dense(2, 3)), block.add("second", Dense(3, 1, use_bias=False))
    assert list(block.parameters) == ["first/kernel", "first/bias", "second/kernel"]
    block.parameters["first/kernel"][...] = 1
    assert first.parameters["kernel"].tolist() == [[1.0] * 3] * 2
    block.astype(np.float32)
    assert second.parameters["kernel"].dtype == np.float32
    assert block.parameters["second/kernel"] is second.parameters["kernel"]
    first.backward(second.backward(np.ones_like(second(first(np.ones((1, 2), np.float32))))))
    block.gather_gradients()
    assert list(block.gradients) == list(block.parameters)
    with pytest.raises(ValueError, match=r"expected first/bias of shape \(3,\), received \(2,\)"):
        block.load([np.ones((2, 3)), np.ones(2), np.ones((3, 1))])
    with pytest.raises(ValueError, match="expected 3 arrays"):
        block.load([np.ones((2, 3))])

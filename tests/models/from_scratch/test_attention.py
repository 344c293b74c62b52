"""Multi-head attention: outputs and gradients are Keras's, with every mask, and central differences agree."""

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.errors import PlaygroundError
from models.from_scratch.attention import MultiHeadAttention
from models.from_scratch.checks import central_differences
from models.side_by_side import compare, from_keras


def built(generator: np.random.Generator, shapes, *sizes, dtype="float64", **options):
    """A Keras attention with random weights, biases included."""
    layer = keras.layers.MultiHeadAttention(*sizes, dtype=dtype, **options)
    layer.build(*shapes)
    layer.set_weights([0.6 * generator.standard_normal(weight.shape) for weight in layer.get_weights()])
    return layer


@settings(max_examples=8, deadline=None)
@given(
    sizes=st.tuples(*[st.integers(1, 4) for _ in range(6)]),
    own_keys=st.booleans(),
    use_bias=st.booleans(),
    padded=st.booleans(),
    pairs=st.booleans(),
    causal=st.booleans(),
    seed=st.integers(0, 1000),
)
def test_outputs_and_gradients_are_those_of_keras(sizes, own_keys, use_bias, padded, pairs, causal, seed):
    batch, queries, keys, num_heads, key_size, width = sizes
    # There Keras 3.15 on TensorFlow adds the bias along the sequence: its `add` takes a bias that is a vector but for
    # ones, of as many numbers as the second axis has, for one of channels that come first.
    assume(not (use_bias and key_size == 1 and num_heads in (queries, keys) and num_heads > 1))
    generator = np.random.default_rng(seed)
    shapes = [(batch, queries, width), (batch, keys, width + 1), (batch, keys, width + 2)][: 3 if own_keys else 2]
    layer = built(generator, shapes, num_heads, key_size, value_dim=3, output_shape=5, use_bias=use_bias)
    inputs = tuple(generator.standard_normal(shape) for shape in shapes)
    options = {"use_causal_mask": causal}
    if padded:
        options["value_mask"] = generator.random((batch, keys)) > 0.3
    if pairs:
        options["attention_mask"] = generator.random((batch, queries, keys)) > 0.3
    found = compare(layer, inputs, seed=seed, **options)
    # Keras rounds the root of the key size to single precision, in a network of double precision, too.
    assert found.agrees(1e-6), found


@pytest.mark.parametrize("causal", [False, True])
def test_attention_to_itself_in_single_precision(causal):
    generator = np.random.default_rng(1)
    inputs = generator.standard_normal((2, 5, 6)).astype("float32")
    layer = built(generator, [inputs.shape] * 2, 2, 3, dtype="float32")
    mask = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool)
    options = {"value_mask": mask, "use_causal_mask": causal}
    found = compare(layer, (inputs, inputs), **options)
    # The key bias has no gradient by nature: what rounding leaves of it is measured against a thousandth of another.
    assert found.agrees(5e-4), found
    assert found.output.relative < 1e-6 and found.parameters["key/kernel"].relative < 1e-5
    twin = from_keras(layer)
    alone = twin.forward(inputs, **options)
    assert alone.dtype == np.float32
    _, scores = layer(inputs, inputs, return_attention_scores=True, **options)
    np.testing.assert_allclose(twin.weights, np.asarray(scores), atol=1e-6)
    # With values given, each sequence gets its own share of the gradient; without, the inputs get both.
    d = generator.standard_normal(alone.shape)
    together = twin.backward(d)
    twin.forward(inputs, inputs, **options)
    np.testing.assert_allclose(together, sum(twin.backward(d)), atol=1e-5)


@pytest.mark.parametrize("own_keys", [False, True])
def test_gradients_are_central_differences(own_keys):
    generator = np.random.default_rng(2)
    layer = MultiHeadAttention(2, 3, 4, 5, 6 if own_keys else None, value_size=2, generator=generator)
    for value in layer.parameters.values():
        value[...] = 0.6 * generator.standard_normal(value.shape)
    shapes = [(2, 3, 4), (2, 4, 5), (2, 4, 6)][: 3 if own_keys else 2]
    inputs = tuple(generator.standard_normal(shape) for shape in shapes)
    mask = np.array([[1, 1, 0, 1], [0, 1, 1, 1]], bool)
    errors = central_differences(layer, inputs, most_entries=8, value_mask=mask, use_causal_mask=True)
    assert max(errors.values()) < 1e-6, errors


def test_a_wrong_gradient_is_caught():
    class WithoutScale(MultiHeadAttention):
        """Forgets on the way back that the scores were divided by the root of the size."""

        def backward(self, output_gradient):
            gradient = super().backward(output_gradient)
            self.gradients["query/kernel"] = self.gradients["query/kernel"] * np.sqrt(self.key_size)
            return gradient

    generator = np.random.default_rng(3)
    errors = central_differences(WithoutScale(2, 3, 4, generator=generator), generator.standard_normal((2, 4, 4)))
    assert errors["query/kernel"] > 1e-2
    assert errors["key/kernel"] < 1e-6


def test_masks_hide_what_they_should_and_rows_sum_to_one():
    generator = np.random.default_rng(4)
    layer = MultiHeadAttention(2, 3, 4, generator=generator)
    inputs = generator.standard_normal((1, 5, 4))
    mask = np.array([[1, 1, 1, 1, 0]], bool)
    work = layer.show_work(inputs, value_mask=mask, use_causal_mask=True)
    np.testing.assert_allclose(work["weights"].sum(axis=-1), 1)
    assert (work["weights"][..., 4] == 0).all()
    assert (np.triu(work["weights"], 1) == 0).all()
    np.testing.assert_allclose(work["mixed"], work["weights"] @ work["value"])
    # What the padding holds changes nothing for the others.
    other = inputs.copy()
    other[:, 4] = 100
    np.testing.assert_allclose(
        layer.forward(inputs, value_mask=mask)[:, :4], layer.forward(other, value_mask=mask)[:, :4]
    )
    # With nothing left to look at, everything counts alike: no NaN.
    layer.forward(inputs, value_mask=np.zeros((1, 5), bool))
    np.testing.assert_allclose(layer.weights, 0.2)


def test_what_does_not_fit_is_refused_in_one_sentence():
    layer = MultiHeadAttention(2, 3, 4)
    with pytest.raises(ValueError, match="expected for query"):
        layer.forward(np.zeros((1, 2, 5)))
    with pytest.raises(ValueError, match="expected a mask"):
        layer.forward(np.zeros((1, 2, 4)), value_mask=np.ones((1, 3), bool))
    with pytest.raises(ValueError, match="keys alone"):
        layer.forward(np.zeros((1, 2, 4)), key=np.zeros((1, 2, 4)))
    with pytest.raises(PlaygroundError):
        from_keras(built(np.random.default_rng(0), [(1, 2, 4)] * 2, 2, 3, dropout=0.1))

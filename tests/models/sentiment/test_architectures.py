"""Padding changes nothing, a text stands between its marks, and every layer comes back from disk as it was."""

import keras
import numpy as np
import pytest
from keras import ops

from models.sentiment.architectures import (
    MARK,
    EncoderBlock,
    MeanPooling,
    SelfAttention,
    Surround,
    TransformerSizes,
    build_transformer,
)

TOKENS = np.array([[5, 9, 3, 0, 0, 0], [7, 2, 8, 4, 6, 1]], "int32")
SIZES = TransformerSizes(window_size=16, hidden_size=8, num_layers=2, num_heads=2, feed_forward_size=16, dropout=0.3)


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(3)
    network = build_transformer(12, 3, SIZES)
    # Larger weights than an untrained network has: a leak would show.
    network.set_weights([3 * value + 0.1 for value in network.get_weights()])
    return network


def logits(network, tokens):
    return ops.convert_to_numpy(network(np.asarray(tokens, "int32"), training=False))


@pytest.mark.parametrize("padding", [1, 4, 10])
def test_padding_never_changes_an_output(network, padding):
    expected = logits(network, TOKENS)
    padded = logits(network, np.pad(TOKENS, ((0, 0), (0, padding))))
    np.testing.assert_allclose(padded, expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(logits(network, TOKENS[:1, :3]), expected[:1], rtol=1e-4, atol=1e-4)


def test_the_order_of_words_matters(network):
    assert np.abs(logits(network, TOKENS[1:]) - logits(network, TOKENS[1:, ::-1])).max() > 1e-3


def test_a_text_of_nothing_gives_finite_logits_and_one_of_a_whole_window_fits(network):
    assert np.isfinite(logits(network, np.zeros((2, 16)))).all()
    assert np.isfinite(logits(network, np.full((1, 16), 3))).all()


def test_the_marks_stand_before_the_first_and_behind_the_last_token():
    tokens = np.array([[5, 9, 3, 0], [7, 2, 8, 4], [0, 0, 0, 0]], "int32")
    vectors = np.random.default_rng(0).normal(size=(3, 4, 2)).astype("float32") * (tokens > 0)[..., None]
    layer = Surround()
    surrounded, marked = (ops.convert_to_numpy(one) for one in layer(vectors, tokens))
    start, end = (ops.convert_to_numpy(one) for one in (layer.start, layer.end))
    assert marked.tolist() == [[MARK, 5, 9, 3, MARK, 0], [MARK, 7, 2, 8, 4, MARK], [MARK, MARK, 0, 0, 0, 0]]
    zero = np.zeros(2, "float32")
    np.testing.assert_array_equal(surrounded[0], [start, *vectors[0, :3], end, zero])
    np.testing.assert_array_equal(surrounded[1], [start, *vectors[1], end])
    np.testing.assert_array_equal(surrounded[2], [start, end, zero, zero, zero, zero])
    vectors, marks = layer(keras.KerasTensor((None, None, 2)), keras.KerasTensor((None, None), "int32"))
    assert (vectors.shape, marks.shape, marks.dtype) == ((None, None, 2), (None, None), "int32")


def test_the_start_and_the_end_are_read(network):
    expected = logits(network, TOKENS)
    layer = network.get_layer("surround")
    for mark in (layer.start, layer.end):
        before = ops.convert_to_numpy(mark)
        mark.assign(before + np.random.default_rng(1).normal(size=before.shape))
        assert np.abs(logits(network, TOKENS) - expected).min() > 1e-5
        mark.assign(before)


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_the_network_comes_back_from_disk(tmp_path, policy):
    keras.config.set_dtype_policy(policy)
    try:
        network = build_transformer(12, 3, SIZES)
    finally:
        keras.config.set_dtype_policy("float32")
    network.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras", compile=False)
    np.testing.assert_array_equal(logits(again, TOKENS), logits(network, TOKENS))
    assert again.get_layer("block_1").compute_dtype == ("float32" if policy == "float32" else "bfloat16")


def test_half_the_digits_give_nearly_the_same(network):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        coarse = build_transformer(12, 3, SIZES)
    finally:
        keras.config.set_dtype_policy("float32")
    coarse.set_weights(network.get_weights())
    assert {layer.compute_dtype for layer in coarse.layers if hasattr(layer, "num_heads")} == {"bfloat16"}
    found, expected = logits(coarse, TOKENS), logits(network, TOKENS)
    assert found.dtype == "float32"
    # bfloat16 has eight bits of precision.
    np.testing.assert_allclose(found, expected, atol=0.03 * np.abs(expected).max())
    padded = logits(coarse, np.pad(TOKENS, ((0, 0), (0, 10))))
    np.testing.assert_allclose(padded, found, atol=0.03 * np.abs(expected).max())


def test_dropout_acts_only_while_training(network):
    assert np.array_equal(network(TOKENS), network(TOKENS))
    assert not np.array_equal(network(TOKENS, training=True), network(TOKENS, training=True))


def test_attention_rows_sum_to_one_and_ignore_padding():
    layer = SelfAttention(2)
    x = np.random.default_rng(0).normal(size=(2, 6, 8)).astype("float32")
    layer(x, TOKENS)
    weights = ops.convert_to_numpy(layer.weights_and_values(x, TOKENS)[0])
    assert weights.shape == (2, 2, 6, 6)
    np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-5)
    assert not weights[0, :, :, 3:].any()


def test_a_block_adds_and_then_norms():
    """Once the block with all its parts, once the sums written out: the norms come last."""
    keras.utils.set_random_seed(5)
    x = np.random.default_rng(1).normal(size=(2, 6, 8)).astype("float32")
    block = EncoderBlock(2, 16, dropout=0.2)
    found = ops.convert_to_numpy(block(x, TOKENS))

    def normed(value):
        centred = value - value.mean(-1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)

    middle = normed(x + ops.convert_to_numpy(block.attention(x, TOKENS)))
    expected = normed(middle + ops.convert_to_numpy(block.contract(block.expand(middle))))
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_the_mean_is_of_what_is_no_padding():
    x = np.random.default_rng(1).normal(size=(3, 6, 4)).astype("float32")
    tokens = np.concatenate([TOKENS, np.zeros((1, 6), "int32")])
    pooled = ops.convert_to_numpy(MeanPooling()(x, tokens))
    np.testing.assert_allclose(pooled, [x[0, :3].mean(0), x[1].mean(0), np.zeros(4)], rtol=1e-5)


@pytest.mark.parametrize("layer", [EncoderBlock(2, 16, 0.1), SelfAttention(2, 0.1), Surround(), MeanPooling()])
def test_layers_are_rebuilt_from_their_config(layer):
    assert type(layer).from_config(layer.get_config()).get_config() == layer.get_config()

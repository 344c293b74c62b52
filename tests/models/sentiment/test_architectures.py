"""Padding changes nothing, and every layer comes back from disk as it was."""

import keras
import numpy as np
import pytest

from models.sentiment.architectures import (
    AttentionPooling,
    EncoderBlock,
    NgramPooling,
    SelfAttention,
    TransformerSizes,
    build_transformer,
)

TOKENS = np.array([[5, 9, 3, 0, 0, 0], [7, 2, 8, 4, 6, 1]], "int32")


@pytest.fixture(scope="module", params=[0, 5], ids=["transformer alone", "with n-grams"])
def network(request):
    keras.utils.set_random_seed(3)
    network = build_transformer(12, 3, TransformerSizes(16, 8, 2, 2, 16, request.param, dropout=0.3))
    # Larger weights than an untrained network has: a leak would show.
    network.set_weights([3 * value + 0.1 for value in network.get_weights()])
    return network


@pytest.mark.parametrize("padding", [1, 4, 10])
def test_padding_never_changes_an_output(network, padding):
    padded = np.pad(TOKENS, ((0, 0), (0, padding)))
    np.testing.assert_allclose(network(padded), network(TOKENS), rtol=1e-4, atol=1e-4)
    alone = network(TOKENS[:1, :3])
    np.testing.assert_allclose(network(padded)[:1], alone, rtol=1e-4, atol=1e-4)


def test_the_order_of_words_matters(network):
    assert np.abs(np.asarray(network(TOKENS[1:]) - network(TOKENS[1:, ::-1]))).max() > 1e-3


def test_a_text_of_nothing_gives_finite_logits(network):
    assert np.isfinite(np.asarray(network(np.zeros((2, 16), "int32")))).all()


def test_the_network_comes_back_from_disk(network, tmp_path):
    network.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras", compile=False)
    np.testing.assert_array_equal(np.asarray(again(TOKENS)), np.asarray(network(TOKENS)))


def test_dropout_acts_only_while_training(network):
    assert np.array_equal(network(TOKENS), network(TOKENS))
    assert not np.array_equal(network(TOKENS, training=True), network(TOKENS, training=True))


def test_attention_rows_sum_to_one_and_ignore_padding():
    layer = SelfAttention(2)
    x = np.random.default_rng(0).normal(size=(2, 6, 8)).astype("float32")
    layer(x, TOKENS)
    weights = np.asarray(layer.weights_and_values(x, TOKENS)[0])
    assert weights.shape == (2, 2, 6, 6)
    np.testing.assert_allclose(weights.sum(-1), 1, rtol=1e-5)
    assert not weights[0, :, :, 3:].any()


def test_pooling_equals_the_sum_written_out():
    x = np.random.default_rng(1).normal(size=(2, 6, 4)).astype("float32")
    layer = AttentionPooling()
    pooled = np.asarray(layer(x, TOKENS))
    kernel, bias = (np.asarray(value) for value in layer.score.weights)
    scores = np.exp((x[0, :3] @ kernel + bias)[:, 0])
    np.testing.assert_allclose(pooled[0], (scores[:, None] * x[0, :3]).sum(0) / scores.sum(), rtol=1e-4)


def test_ngrams_equal_a_loop_over_places():
    vectors = np.random.default_rng(2).normal(size=(1, 6, 4)).astype("float32") * (TOKENS[:1] > 0)[..., None]
    layer = NgramPooling(3, widths=(2,))
    answer = np.asarray(layer(vectors, TOKENS[:1]))[0]
    kernel, bias = (np.asarray(value) for value in layer.detectors[0].weights)
    padded = np.concatenate([vectors[0], np.zeros((1, 4))])
    places = [np.einsum("we,wef->f", padded[place : place + 2], kernel) + bias for place in range(3)]
    np.testing.assert_allclose(answer, np.maximum(np.max(places, axis=0), 0), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("layer", [EncoderBlock(2, 16, 0.1), SelfAttention(2, 0.1), NgramPooling(3)])
def test_layers_are_rebuilt_from_their_config(layer):
    assert type(layer).from_config(layer.get_config()).get_config() == layer.get_config()

"""The Transformer's rivals: what padding, order and the ends of a text do to each."""

import numpy as np
import pytest
from keras import ops

from models.sentiment.lookups import NgramTable, after_lookups, lookups
from models.sentiment.rivals import RECURRENT, RIVALS, Backwards, LastState, MeanPooling, RivalSizes, build_rival

TOKENS = np.array([[3, 9, 4, 7, 5], [8, 2, 0, 0, 0], [0, 0, 0, 0, 0]], "int32")


def build(architecture):
    network = build_rival(
        architecture, 12, 3, RivalSizes(embedding_size=4, hidden_size=5, num_filters=3, num_buckets=97)
    )
    random = np.random.default_rng(1)
    network.set_weights([random.normal(0, 0.5, value.shape).astype(value.dtype) for value in network.get_weights()])
    if architecture == "linear":
        network.get_layer("ngrams").fill(random.normal(0, 1, (97, 3)))
    return network


@pytest.fixture(scope="module")
def networks():
    return {architecture: build(architecture) for architecture in RIVALS}


def logits(network, tokens):
    return ops.convert_to_numpy(network(np.asarray(tokens, "int32"), training=False))


@pytest.mark.parametrize("architecture", RIVALS)
def test_padding_never_changes_the_logits(networks, architecture):
    network = networks[architecture]
    expected = logits(network, TOKENS)
    assert expected.shape == (3, 3) and np.isfinite(expected).all()
    np.testing.assert_allclose(logits(network, np.pad(TOKENS, ((0, 0), (0, 6)))), expected, atol=1e-5)
    np.testing.assert_allclose(logits(network, TOKENS[1:2, :2]), expected[1:2], atol=1e-5)


@pytest.mark.parametrize("architecture", RIVALS)
def test_everything_after_the_only_lookup_is_a_function_of_it(networks, architecture):
    network = networks[architecture]
    (lookup,) = lookups(network)
    assert lookup.name == ("ngrams" if isinstance(lookup, NgramTable) else "embedding")
    tokens = ops.convert_to_tensor(TOKENS)
    np.testing.assert_allclose(
        ops.convert_to_numpy(after_lookups(network)([tokens, lookup(tokens)])), logits(network, TOKENS), atol=1e-5
    )


@pytest.mark.parametrize("architecture", RIVALS)
def test_only_the_bag_is_blind_to_order(networks, architecture):
    there, turned = logits(networks[architecture], [[3, 9, 4, 7, 5], [5, 7, 4, 9, 3]])
    assert np.allclose(there, turned, atol=1e-5) == (architecture == "bag")


@pytest.mark.parametrize("architecture", RECURRENT)
def test_the_first_token_reaches_a_recurrent_verdict(networks, architecture):
    one, other = logits(networks[architecture], [[3, 9, 4, 7, 5], [8, 9, 4, 7, 5]])
    assert np.abs(one - other).max() > 1e-5


def test_mean_last_state_and_backwards_by_hand():
    x = np.arange(20, dtype="float32").reshape(1, 5, 4) * np.array([1, 1, 1, 0, 0])[None, :, None]
    tokens = np.array([[6, 7, 8, 0, 0]])
    np.testing.assert_allclose(ops.convert_to_numpy(MeanPooling()(x, tokens))[0], x[0, :3].mean(axis=0))
    np.testing.assert_array_equal(ops.convert_to_numpy(LastState()(x, tokens))[0], x[0, 2])
    np.testing.assert_array_equal(ops.convert_to_numpy(Backwards()(x, tokens))[0], x[0, [2, 1, 0, 3, 4]])

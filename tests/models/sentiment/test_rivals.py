"""The Transformer's rivals: what padding, order and the ends of a text do to each."""

import keras
import numpy as np
import pytest
from keras import ops

from models.sentiment.architectures import MeanPooling
from models.sentiment.lookups import WIDTHS, NgramTable, NgramVote, after_lookups, lookups, ngram_buckets
from models.sentiment.rivals import RECURRENT, RIVALS, Backwards, LastState, NgramPooling, RivalSizes, build_rival

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


def test_the_strongest_ngrams_equal_a_loop_over_places():
    tokens = np.array([[5, 9, 3, 0, 0, 0]], "int32")
    vectors = np.random.default_rng(2).normal(size=(1, 6, 4)).astype("float32") * (tokens > 0)[..., None]
    layer = NgramPooling(3, widths=(2,))
    answer = ops.convert_to_numpy(layer(vectors, tokens))[0]
    kernel, bias = (ops.convert_to_numpy(value) for value in layer.detectors[0].weights)
    padded = np.concatenate([vectors[0], np.zeros((1, 4))])
    places = [np.einsum("we,wef->f", padded[place : place + 2], kernel) + bias for place in range(3)]
    np.testing.assert_allclose(answer, np.maximum(np.max(places, axis=0), 0), rtol=1e-4, atol=1e-6)


def test_a_table_of_ngrams_and_their_vote_equal_a_loop_over_places():
    random = np.random.default_rng(4)
    values = random.normal(size=(97, 2)).astype("float32")
    table = NgramTable(97, size=2)
    numbers = ops.convert_to_numpy(table(TOKENS))
    assert not numbers.any()
    table.fill(values)
    numbers = ops.convert_to_numpy(table(TOKENS)).reshape(3, 5, len(WIDTHS), 2)
    # A byte holds a number to one part in 254 of the largest.
    kept = ops.convert_to_numpy(table.table) * ops.convert_to_numpy(table.step)
    np.testing.assert_allclose(kept, values, atol=np.abs(values).max() / 250)
    for row, text in enumerate(TOKENS):
        for end in range(5):
            for group, width in enumerate(WIDTHS):
                ngram = text[max(0, end - width + 1) : end + 1]
                expected = np.zeros(2)
                if len(ngram) == width and ngram.all():
                    buckets, whole = ngram_buckets(ngram[None], width, 97)
                    assert whole[0, -1]
                    expected = kept[buckets[0, -1]]
                np.testing.assert_allclose(numbers[row, end, group], expected, atol=1e-6)
    votes = ops.convert_to_numpy(NgramVote()(numbers.reshape(3, 5, -1), TOKENS))
    roots = np.sqrt([5, 2, 1])[:, None]
    np.testing.assert_allclose(votes, numbers.reshape(3, 5, -1).sum(axis=1) / roots, atol=1e-5)


@pytest.mark.parametrize("architecture", RIVALS)
def test_a_rival_comes_back_from_disk(networks, architecture, tmp_path):
    networks[architecture].save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras", compile=False)
    np.testing.assert_array_equal(logits(again, TOKENS), logits(networks[architecture], TOKENS))

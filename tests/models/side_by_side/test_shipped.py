"""The shipped Shakespeare LSTM and sentiment Transformer give the same probabilities in NumPy as in Keras."""

import keras
import numpy as np
import pytest

from models.errors import PlaygroundError
from models.from_scratch.networks import SentimentTransformer
from models.sentiment.architectures import TransformerSizes, build_transformer
from models.side_by_side import compare
from models.side_by_side.shipped import END, START, ShippedReader, ShippedWriter, reader, weights_of, writer

TOLERANCE = 1e-5
TOKENS = np.array([[5, 9, 3, 0], [7, 2, 8, 4]], "int32")


@pytest.fixture(scope="module")
def shakespeare() -> ShippedWriter:
    return ShippedWriter.load("shakespeare")


@pytest.fixture(scope="module")
def sentiment() -> ShippedReader:
    return ShippedReader.load("sentiment_en")


@pytest.fixture(scope="module")
def small() -> keras.Model:
    keras.utils.set_random_seed(0)
    network = build_transformer(12, 3, TransformerSizes(8, 12, 2, 3, 20))
    generator = np.random.default_rng(0)
    # Other weights than zeros and ones in biases and norms: each has to be in its place.
    network.set_weights([value + generator.normal(0, 0.5, value.shape) for value in network.get_weights()])
    return network


@pytest.mark.parametrize("text", ["ROMEO:\nBut soft, what light through yonder window breaks?", "x", "漢字 & 123\t!"])
def test_the_writer_agrees_with_keras(shakespeare, text):
    both = shakespeare.compare(text)
    assert both.ours.shape == (len(text), len(shakespeare.vocabulary))
    assert both.largest < TOLERANCE
    np.testing.assert_allclose(both.ours.sum(axis=1), 1, atol=1e-5)
    # They are no flat distributions, which would agree by themselves.
    assert both.ours.max() > 3 / len(shakespeare.vocabulary)


def test_a_changed_weight_is_noticed(shakespeare):
    kernel = shakespeare.twin.layers[1].parameters["recurrent_kernel"]
    kept = kernel[0].copy()
    try:
        kernel[0] += 1
        assert shakespeare.compare("ROMEO:").largest > TOLERANCE
    finally:
        kernel[0] = kept
    assert shakespeare.compare("ROMEO:").largest < TOLERANCE


def test_the_writer_goes_on_from_a_state_and_shows_its_gates(shakespeare):
    twin, tokens = shakespeare.twin, shakespeare.vocabulary.encode("To be, or not to be")[None]
    whole = twin.probabilities(tokens)
    twin.probabilities(tokens[:, :7])
    states = [layer.final_state for layer in twin.layers]
    np.testing.assert_allclose(twin.probabilities(tokens[:, 7:], states), whole[:, 7:], atol=1e-6)
    works = twin.show_work(tokens)
    assert len(works) == 2
    gates = np.stack([works[0][name] for name in ("input_gate", "forget_gate", "output_gate")])
    assert gates.shape == (3, 1, tokens.shape[1], 512)
    assert 0 <= gates.min() < 0.1 and 0.9 < gates.max() <= 1


def test_a_shipped_layer_has_the_gradients_of_keras(shakespeare):
    layer = shakespeare.network.get_layer("recurrent_1")
    inputs = np.random.default_rng(1).standard_normal((1, 6, 64)).astype("float32")
    found = compare(layer, inputs, initial_state=[np.full((1, 512), value, "float32") for value in (0.1, -0.2)])
    assert found.agrees(1e-4), found


def test_the_reader_agrees_with_keras(sentiment):
    texts = [
        "i am not at all bad",
        "dull",
        "A masterpiece? Hardly: two hours that I will never get back.",
        "房间很干净 xyzzy",
        # Three windows, of which the answer is the mean.
        "The food was great but the waiter, who was rude, did not care. " * 40,
    ]
    both = sentiment.compare(texts)
    assert both.ours.shape == (5, 3)
    assert both.largest < TOLERANCE
    np.testing.assert_allclose(both.ours.sum(axis=1), 1, atol=1e-6)
    assert both.keras[0].argmax() == 2 and both.keras[1].argmax() == 0


def test_a_small_reader_agrees_with_keras_on_a_padded_batch(small):
    twin = reader(small)
    np.testing.assert_allclose(twin.logits(TOKENS), small(TOKENS), atol=TOLERANCE)
    assert np.ptp(twin.logits(TOKENS), axis=0).min() > 0.05
    # Padding, however much, is invisible.
    np.testing.assert_allclose(twin.logits(np.pad(TOKENS, [(0, 0), (0, 4)])), twin.logits(TOKENS), atol=TOLERANCE)
    np.testing.assert_allclose(twin.logits(TOKENS[:1, :3]), twin.logits(TOKENS)[:1], atol=TOLERANCE)


def test_every_weight_of_the_reader_counts(small):
    arrays, generator = weights_of(small), np.random.default_rng(1)
    whole = SentimentTransformer(arrays, 3).logits(TOKENS)
    for name, value in arrays.items():
        changed = {**arrays, name: value + generator.normal(size=value.shape).astype("float32")}
        assert np.abs(SentimentTransformer(changed, 3).logits(TOKENS) - whole).max() > 1e-3, name


def test_what_goes_into_attention_is_what_keras_gives_it(small):
    twin = reader(small)
    for index in range(2):
        x, marked = keras.Model(small.inputs[0], small.get_layer(f"block_{index + 1}").input)(TOKENS)
        real = np.asarray(marked) != 0
        np.testing.assert_array_equal(twin.embed(TOKENS)[1], real)
        np.testing.assert_allclose(twin.into_attention(TOKENS, index)[real], np.asarray(x)[real], atol=TOLERANCE)


def test_the_readers_attention_is_what_the_network_computes(sentiment):
    tokens, work = sentiment.attention("i am not at all bad", block=1)
    assert tokens == [START, "i", "am", "not", "at", "all", "bad", END]
    assert work["weights"].shape == (1, 12, 8, 8)
    np.testing.assert_allclose(work["weights"].sum(axis=-1), 1, atol=1e-5)
    # The second block's attention as Keras computes it.
    network = sentiment.classifier.network
    block = network.get_layer("block_2")
    numbers = np.array(sentiment.classifier.tokenizer.encode(["i am not at all bad"]))
    weights, _values = block.attention.weights_and_values(*keras.Model(network.inputs[0], block.input)(numbers))
    np.testing.assert_allclose(work["weights"], np.asarray(weights), atol=1e-5)


def test_what_does_not_fit_is_refused_in_one_sentence(shakespeare, sentiment):
    with pytest.raises(PlaygroundError, match="at least one character"):
        shakespeare.compare("")
    with pytest.raises(PlaygroundError, match="something to read"):
        sentiment.compare(["   "])
    with pytest.raises(PlaygroundError, match="something to read"):
        sentiment.attention("")
    few, causal = sentiment.attention("i am not at all bad", most=3, use_causal_mask=True)
    assert few == [START, "i", "am", "not", END] and (np.triu(causal["weights"][0], 1) == 0).all()
    with pytest.raises(PlaygroundError, match="LSTM layers"):
        writer(sentiment.classifier.network)
    with pytest.raises(PlaygroundError, match="encoder blocks"):
        reader(shakespeare.network)

"""The shipped Shakespeare LSTM and sentiment Transformer give the same probabilities in NumPy as in Keras."""

import numpy as np
import pytest

from models.errors import PlaygroundError
from models.side_by_side import compare
from models.side_by_side.shipped import ShippedReader, ShippedWriter, reader, writer

TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def shakespeare() -> ShippedWriter:
    return ShippedWriter.load("shakespeare")


@pytest.fixture(scope="module")
def sentiment() -> ShippedReader:
    return ShippedReader.load("sentiment_en")


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


def test_every_part_of_the_reader_counts(sentiment):
    (tokens,) = sentiment.classifier.tokenizer.encode(["this is not a good film"])
    twin, tokens = sentiment.twin, tokens[None]
    whole = twin.logits(tokens)
    assert np.abs(twin.votes.logits(tokens)).max() > 0.01
    # Padding, however much, is invisible.
    padded = np.pad(tokens, [(0, 0), (0, 9)])
    np.testing.assert_allclose(twin.logits(padded), whole, atol=1e-5)


def test_the_readers_attention_is_what_the_network_computes(sentiment):
    tokens, work = sentiment.attention("i am not at all bad", block=1)
    assert tokens == ["i", "am", "not", "at", "all", "bad"]
    assert work["weights"].shape == (1, 4, 6, 6)
    np.testing.assert_allclose(work["weights"].sum(axis=-1), 1, atol=1e-5)
    # The second block's attention as Keras computes it.
    network = sentiment.classifier.network
    numbers = np.array(sentiment.classifier.tokenizer.encode(["i am not at all bad"]))
    x = network.get_layer("positions")(network.get_layer("embedding")(numbers))
    x = network.get_layer("block_1")(x, numbers)
    block = network.get_layer("block_2")
    weights, _values = block.attention.weights_and_values(block.attention_norm(x), numbers)
    np.testing.assert_allclose(work["weights"], np.asarray(weights), atol=1e-5)


def test_what_does_not_fit_is_refused_in_one_sentence(shakespeare, sentiment):
    with pytest.raises(PlaygroundError, match="at least one character"):
        shakespeare.compare("")
    with pytest.raises(PlaygroundError, match="something to read"):
        sentiment.compare(["   "])
    with pytest.raises(PlaygroundError, match="something to read"):
        sentiment.attention("")
    few, causal = sentiment.attention("i am not at all bad", most=3, use_causal_mask=True)
    assert few == ["i", "am", "not"] and (np.triu(causal["weights"][0], 1) == 0).all()
    with pytest.raises(PlaygroundError, match="LSTM layers"):
        writer(sentiment.classifier.network)
    with pytest.raises(PlaygroundError, match="encoder blocks"):
        reader(shakespeare.network)

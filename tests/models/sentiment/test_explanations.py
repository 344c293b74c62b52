"""Explanations are true where the truth is known by hand, complete where it is not, and change nothing."""

from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest
import scipy.stats
from tokenizers import Tokenizer, models, pre_tokenizers

from models.errors import PlaygroundError
from models.sentiment import SentimentClassifier, explanations
from models.sentiment.architectures import TransformerSizes, build_transformer
from models.sentiment.classifier import Calibration
from models.sentiment.explanation_checks import deletion, randomised
from models.sentiment.explanations import explain, margin_direction, rank_correlation
from models.sentiment.gradients import IntegratedGradients, shared_by_tokens
from models.sentiment.lookups import NgramTable, NgramVote, TokenEmbedding, after_lookups
from models.sentiment.rivals import RivalSizes, build_rival
from models.sentiment.tokenizer import SentimentTokenizer
from models.sentiment.windows import cut, read
from models.sentiment.words import typed_words
from training.sentiment.grammar import GRAMMARS
from training.sentiment.tokenizer import train_chinese, train_english

WORDS = "the film was not good but bad dull great so i am glad we saw it and then left early".split()  # noqa: SIM905
VOCABULARY = {"[padding]": 0, "[unknown]": 1, **{word: number + 2 for number, word in enumerate(WORDS)}}
SENTENCE = "the film was not good but i am glad we saw it"
LABELS = ("negative", "neutral", "positive")


def classifier_of(network: keras.Model, labels=LABELS, window_size: int = 16) -> SentimentClassifier:
    """A classifier of whole words."""
    tokenizer = Tokenizer(models.WordLevel(VOCABULARY, unk_token="[unknown]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return SentimentClassifier(
        network, SentimentTokenizer(tokenizer), labels, window_size, Calibration(temperature=1.5)
    )


def louder(network: keras.Model, times: float = 2.0) -> keras.Model:
    """Larger weights than an untrained network has: every word says something."""
    random = np.random.default_rng(5)
    for layer in network.layers:
        if isinstance(layer, NgramTable):
            layer.fill(random.normal(size=(layer.num_buckets, layer.size)))
        elif layer.weights:
            layer.set_weights([times * value + 0.05 * random.normal(size=value.shape) for value in layer.get_weights()])
    return network


@pytest.fixture(scope="module")
def transformer():
    keras.utils.set_random_seed(4)
    # Where the norms come last, much louder is so sharp that hundreds of points do not add up.
    return classifier_of(louder(build_transformer(len(VOCABULARY), 3, TransformerSizes(16, 16, 2, 2, 16)), 1.3))


@pytest.fixture(scope="module")
def linear():
    """A network whose explanation can be written out: a vote for each word, pair and triple."""
    keras.utils.set_random_seed(6)
    return classifier_of(louder(build_rival("linear", len(VOCABULARY), 3, RivalSizes(num_buckets=997))))


def test_a_linear_network_is_explained_as_by_hand():
    tokens = keras.Input((None,), dtype="int32")
    vectors = TokenEmbedding(20, 4, name="embedding")(tokens)
    table = NgramTable(53, widths=(1, 2, 3), size=2, name="ngrams", dtype="float32")
    votes = NgramVote()(table(tokens), tokens)
    mean = keras.layers.GlobalAveragePooling1D()(vectors)
    logits = keras.layers.Add()([keras.layers.Dense(3)(mean), keras.layers.Dense(3, use_bias=False)(votes)])
    network = louder(keras.Model(tokens, logits))
    text, direction = np.array([3, 7, 7, 12, 5], "int32"), np.array([1.0, -0.5, -0.25])

    found, value, baseline = IntegratedGradients(network)(text, direction, 1)

    dense = [np.asarray(layer.kernel) @ direction for layer in network.layers if isinstance(layer, keras.layers.Dense)]
    of_vectors, of_votes = sorted(dense, key=len)
    vectors = np.asarray(network.get_layer("embedding")(text[None]))[0]
    numbers = np.asarray(table(text[None]))[0].reshape(5, 3, 2)
    expected = vectors @ of_vectors / 5
    for end in range(5):
        for group, width in enumerate((1, 2, 3)):
            share = numbers[end, group] @ of_votes[2 * group : 2 * group + 2] / np.sqrt(5) / width
            expected[max(0, end - width + 1) : end + 1] += share
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert value == pytest.approx(float(np.asarray(network(text[None]))[0] @ direction), abs=1e-5)
    assert found.sum() == pytest.approx(value - baseline, abs=1e-5)


def test_what_belongs_to_an_ngram_is_shared_by_its_tokens():
    attributions = np.array([[1.0, 0, 0], [2, 4, 0], [3, 8, 9]])
    np.testing.assert_allclose(shared_by_tokens(attributions, (1, 2, 3)), [1 + 2 + 3, 2 + 2 + 4 + 3, 3 + 4 + 3])
    np.testing.assert_allclose(shared_by_tokens(np.ones((1, 1)), (3,)), [1 / 3])


def test_attributions_add_up_and_padding_changes_none(transformer):
    (tokens,) = transformer.tokenizer.encode([SENTENCE])
    direction = margin_direction(transformer, "positive")
    gradients = IntegratedGradients(transformer.network)
    errors = []
    for steps in (4, 600):
        found, value, baseline = gradients(tokens, direction, steps)
        errors.append(abs(found.sum() - (value - baseline)))
    assert abs(value - baseline) > 0.1
    assert errors[1] < 0.01 * abs(value - baseline)
    assert errors[1] < errors[0]
    # With padding the 600 points have more tokens than go through in one call.
    padded, _, _ = gradients(np.pad(tokens, (0, 4)), direction, 600)
    np.testing.assert_allclose(padded[:-4], found, atol=2e-3)
    assert not padded[-4:].any()


def test_the_margin_is_the_logarithm_of_the_odds_where_there_are_two_labels():
    keras.utils.set_random_seed(8)
    two = classifier_of(louder(build_rival("bag", len(VOCABULARY), 2, RivalSizes())), ("negative", "positive"))
    explanation = explain(two, SENTENCE)
    probability = explanation.probabilities[explanation.label]
    assert explanation.margin == pytest.approx(np.log(probability / (1 - probability)), abs=1e-4)
    assert explanation.attention is None and explanation.attention_map is None
    assert explanation.agreements["integrated gradients", "attention"] is None


def test_an_explanation_says_what_the_classifier_says(transformer):
    (prediction,) = transformer.classify([SENTENCE])
    explanation = explain(transformer, SENTENCE)
    assert (explanation.label, explanation.probabilities) == (prediction.label, prediction.probabilities)
    assert [word.text for word in explanation.words] == SENTENCE.split()
    assert abs(explanation.completeness_error) < explanations.TOLERANCE * abs(explanation.explained_change)
    assert explanation.completeness_error == pytest.approx(
        explanation.attributions.sum() - explanation.explained_change
    )
    assert explanation.num_explained == explanation.num_tokens == len(SENTENCE.split())
    assert set(explanation.agreements) == {
        ("integrated gradients", "occlusion"),
        ("integrated gradients", "attention"),
        ("occlusion", "attention"),
    }


def test_occlusion_is_the_margin_without_the_word(transformer):
    explanation = explain(transformer, SENTENCE)
    direction = margin_direction(transformer, explanation.label)
    words = SENTENCE.split()
    for place in range(len(words)):
        (tokens,) = transformer.tokenizer.encode([" ".join(words[:place] + words[place + 1 :])])
        without = float((read(transformer.network, [tokens], 16) @ direction)[0])
        assert explanation.occlusions[place] == pytest.approx(explanation.margin - without, abs=1e-4)


def test_a_path_with_a_sharp_bend_gets_more_points(transformer, monkeypatch):
    monkeypatch.setattr(explanations, "STEPS", 2)
    explanation = explain(transformer, SENTENCE)
    assert explanation.steps in (8, 32, 128, 512)
    assert abs(explanation.completeness_error) < explanations.TOLERANCE * max(0.1, abs(explanation.explained_change))
    direction, (tokens,) = margin_direction(transformer, "positive"), transformer.tokenizer.encode([SENTENCE])
    gradients = IntegratedGradients(transformer.network)
    assert explanations.attribute(gradients, [tokens], len(tokens), direction, most_on_path=0)[2] == 2


def test_attention_is_that_of_words_among_words(transformer):
    """The blocks' own attention, with what goes to the start and the end taken out and the rows brought to 1."""
    explanation = explain(transformer, SENTENCE)
    attention = explanation.attention_map
    (tokens,) = transformer.tokenizer.encode([SENTENCE])
    network = transformer.network
    x, marked = network.get_layer("surround")(network.get_layer("embedding")(tokens[None]), tokens[None])
    x = network.get_layer("embedding_norm")(network.get_layer("positions")(x))
    for number in range(2):
        block = network.get_layer(f"block_{number + 1}")
        weights = np.asarray(block.attention.weights_and_values(x, marked)[0])[0, :, 1:-1, 1:-1]
        assert weights.sum(axis=-1).mean() < 0.95
        np.testing.assert_allclose(attention.weights[number], weights / weights.sum(axis=-1, keepdims=True), atol=1e-4)
        x = block(x, marked)
    assert attention.weights.shape == (2, 2, 12, 12) and attention.num_words == 12
    np.testing.assert_allclose(attention.weights.sum(axis=-1), 1, atol=1e-6)
    np.testing.assert_allclose(explanation.attention, attention.weights.mean(axis=(0, 1, 2)), atol=1e-6)


def test_the_path_runs_through_the_words_and_leaves_the_marks(transformer):
    """At its beginning stands a text of as many tokens that say nothing: their vectors are zeros, the marks are not."""
    (tokens,) = transformer.tokenizer.encode([SENTENCE])
    direction = margin_direction(transformer, "positive")
    gradients = IntegratedGradients(transformer.network)
    _, value, baseline = gradients(tokens, direction, 4)
    logits = after_lookups(transformer.network)([tokens[None], np.zeros((1, 12, 16), "float32")])
    assert baseline == pytest.approx(float(np.asarray(logits)[0] @ direction), abs=1e-5)
    (row,) = read(transformer.network, [tokens], 16)
    assert value == pytest.approx(float(row @ direction), abs=1e-4)


def test_a_long_text_is_explained_window_by_window_up_to_a_bound(transformer, monkeypatch):
    monkeypatch.setattr(explanations, "MOST_TOKENS", 30)
    text = " ".join(WORDS * 3)
    explanation = explain(transformer, text)
    windows = cut(transformer.tokenizer.encode([text])[0], 16)
    sizes = [len(window) for window in windows]
    assert explanation.num_tokens == sum(sizes) and explanation.num_explained == sum(sizes[:2]) <= 30
    assert len(explanation.words) == sum(sizes[:2]) == len(explanation.attention)
    direction = margin_direction(transformer, explanation.label)
    gradients = IntegratedGradients(transformer.network)
    for window, first in ((windows[0], 0), (windows[1], sizes[0])):
        alone, _, _ = explanations.attribute(gradients, [window], len(window), direction)
        share = len(window) / sum(sizes)
        np.testing.assert_allclose(
            explanation.attributions[first : first + len(window)], alone * share, rtol=1e-3, atol=1e-4
        )
    # Without the first word its window counts a token less.
    logits = read(transformer.network, [windows[0][1:], *windows[1:]], 16)
    without = np.average(logits @ direction, weights=[sizes[0] - 1, *sizes[1:]])
    assert explanation.occlusions[0] == pytest.approx(explanation.margin - without, abs=1e-4)
    curves = deletion(transformer, explanation)
    assert curves.shares[-1] == 1 and len(curves.shares) <= 21


def test_what_was_read_otherwise_is_explained_as_it_was_typed(transformer):
    text = "😡😡😡 @united soooo good http://x.y &amp; bad"
    explanation = explain(transformer, text)
    assert explanation.text == text
    assert [word.text for word in explanation.words] == ["😡😡😡", "soooo", "good", "&amp;", "bad"]
    assert [text[word.start : word.end] for word in explanation.words] == [word.text for word in explanation.words]
    assert [len(tokens) for tokens in explanation.word_tokens] == [4, 1, 1, 1, 1]
    assert explanation.attention_map.num_words == 5
    np.testing.assert_allclose(explanation.attention_map.weights.sum(axis=-1), 1, atol=1e-6)
    # Without the four tokens of the faces.
    direction = margin_direction(transformer, explanation.label)
    (tokens,) = transformer.tokenizer.encode([text])
    without = float((read(transformer.network, [tokens[4:]], 16) @ direction)[0])
    assert explanation.occlusions[0] == pytest.approx(explanation.margin - without, abs=1e-4)


@pytest.mark.parametrize("text", ["", " \n\t ", "@united http://x.y"])
def test_nothing_is_explained_of_nothing(transformer, text):
    explanation = explain(transformer, text)
    assert explanation.words == () and explanation.label == "neutral" and explanation.completeness_error == 0
    assert set(explanation.agreements.values()) == {None}
    shuffled = randomised(transformer, explanation, 2)
    assert shuffled.mean_correlation is None and shuffled.attributions.shape == (2, 0)
    assert deletion(transformer, explanation, shuffled).area == 0


def test_one_word_and_odd_texts_have_an_explanation(transformer):
    explanation = explain(transformer, "good")
    assert explanation.occlusions[0] == pytest.approx(
        explanation.margin
        - float(
            (read(transformer.network, [np.zeros(0, "int32")], 16) @ margin_direction(transformer, explanation.label))[
                0
            ]
        ),
        abs=1e-4,
    )
    for text in ("😀 \x00 \ud83d", "مرحبا", "<b>good</b>", "!" * 40, "good " * 20):
        assert np.isfinite(explain(transformer, text).attributions).all()
    with pytest.raises(PlaygroundError, match="Expected a list of texts"):
        explain(transformer, None)


def test_words_are_deleted_from_the_one_that_says_most(linear):
    explanation = explain(linear, SENTENCE)
    shuffled = randomised(linear, explanation, 3)
    curves = deletion(linear, explanation, shuffled, num_orders=6)
    (probability,) = {explanation.probabilities[explanation.label]}
    everything = np.concatenate([curves.named[None], curves.at_random, curves.randomised])
    np.testing.assert_allclose(everything[:, 0], probability, atol=1e-4)
    np.testing.assert_allclose(everything[:, -1], everything[0, -1], atol=1e-6)
    assert curves.at_random.shape == (6, 13) and curves.randomised.shape == (3, 13)
    tokens = linear.tokenizer.encode([SENTENCE])[0]
    most = int(explanation.attributions.argmax())
    (row,) = linear.probabilities([" ".join(np.delete(SENTENCE.split(), most))])
    assert len(tokens) == 12
    assert curves.named[1] == pytest.approx(row[LABELS.index(explanation.label)], abs=1e-4)
    assert curves.area > 0.02
    assert curves.orders_beaten >= 5
    assert curves.area == pytest.approx(
        np.trapezoid(curves.at_random.mean(axis=0), curves.shares) - np.trapezoid(curves.named, curves.shares)
    )


def test_a_shuffled_network_knows_nothing_and_changes_nothing(transformer):
    text = " ".join(WORDS[:16])
    explanation = explain(transformer, text)
    before = [value.copy() for value in transformer.network.get_weights()]
    expected = transformer.probabilities([text])
    first, again = (randomised(transformer, explanation, 4, seed=3) for _ in range(2))
    for old, new in zip(before, transformer.network.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    np.testing.assert_array_equal(transformer.probabilities([text]), expected)
    np.testing.assert_array_equal(explain(transformer, text).attributions, explanation.attributions)
    np.testing.assert_array_equal(first.attributions, again.attributions)
    assert len({tuple(row) for row in first.attributions.round(5).tolist()}) == 4
    assert all(value is not None and value < 0.9 for value in first.correlations)
    assert first.mean_correlation == pytest.approx(np.mean(first.correlations))
    # A network that was explained can still be saved.
    transformer.network.get_config()


def test_threads_get_what_one_thread_gets(transformer):
    texts = [SENTENCE, "not good", ""] * 2
    expected = [explain(transformer, text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        for received, wanted in zip(pool.map(lambda text: explain(transformer, text), texts), expected, strict=True):
            np.testing.assert_allclose(received.attributions, wanted.attributions, atol=1e-5)
            np.testing.assert_allclose(received.occlusions, wanted.occlusions, atol=1e-4)
        shuffled = list(pool.map(lambda one: randomised(transformer, one, 1).attributions, expected[:2] * 2))
    for one, other in zip(shuffled[:2], shuffled[2:], strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_recurrent_network_is_explained_too():
    keras.utils.set_random_seed(9)
    recurrent = classifier_of(
        louder(build_rival("bilstm", len(VOCABULARY), 3, RivalSizes(hidden_size=8, embedding_size=8)))
    )
    explanation = explain(recurrent, SENTENCE)
    assert abs(explanation.completeness_error) < 0.02 * max(1, abs(explanation.explained_change))
    assert explanation.attributions.any() and explanation.attention is None


@pytest.mark.parametrize("one", [[1, 2, 2, 5, -1], [3, 1, 2, 2, 2]])
def test_rank_correlation_is_spearmans(one):
    other = np.array([0.5, 2, 1, 4, 4])
    assert rank_correlation(np.array(one), other) == pytest.approx(scipy.stats.spearmanr(one, other).statistic)
    assert rank_correlation(np.array([1, 2]), np.array([2, 1])) is None
    assert rank_correlation(np.ones(4), np.arange(4)) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This isn't REALLY bad…", ["This", "isn't", "REALLY", "bad", "…"]),
        ("I cannot, I won’t!!!", ["I", "cannot", ",", "I", "won’t", "!!!"]),
        ("CAFÉ e\u0301te\u0301 3.50 -- ok", ["CAFÉ", "e\u0301te\u0301", "3.50", "--", "ok"]),
        ("good<br />👨‍👩‍👧 🇫🇷", ["good", "👨‍👩‍👧", "🇫🇷"]),
        (
            "😡😡😡 @united soooo good http://x.y &amp; isn’t",
            ["😡😡😡", "soooo", "good", "&amp;", "isn’t"],
        ),
        (
            "👍🏽 isn&#39;t, R&amp;B &lt;3 caf&eacute;s",
            ["👍🏽", "isn&#39;t", ",", "R", "&amp;", "B", "&lt;", "3", "caf&eacute;s"],
        ),
        ("&amp;#39;tis &nosuch; no👎no", ["&amp;#39;", "tis", "&", "nosuch", ";", "no", "👎", "no"]),
    ],
)
def test_words_are_those_that_were_typed(text, words):
    texts = [*GRAMMARS["english"].write(300, [1])[0], "abcdefghijklmnopqrstuvwxyz0123456789.,!?;:'\"()-/&$%*"]
    tokenizer = SentimentTokenizer(train_english(texts, 400))
    typed, offsets = tokenizer.locate(text)
    found = typed_words(typed, offsets)
    assert [typed[word.start : word.end] for word in found] == words
    places = [place for word in found for place in word.tokens]
    assert sorted(places) == list(range(len(tokenizer.encode([text])[0])))


def test_in_chinese_every_token_is_a_word_as_it_was_typed():
    texts = [*GRAMMARS["chinese"].write(300, [1])[0], "。，！？0123456789abcdefghijklmnopqrstuvwxyz"]
    tokenizer = SentimentTokenizer(train_chinese(texts, 1_500), "chinese")
    typed, offsets = tokenizer.locate("房間很乾淨！ OK 12")
    words = [typed[word.start : word.end] for word in typed_words(typed, offsets)]
    assert "".join(words) == "房間很乾淨！OK12"
    assert words[-2:] == ["OK", "12"]
    assert typed_words("", []) == []
    text = "@张三 房間👎很很很很乾淨&quot;"
    typed, offsets = tokenizer.locate(text)
    words = [typed[word.start : word.end] for word in typed_words(typed, offsets)]
    assert "👎" in words and "&quot;" in words and "".join(words) == "房間👎很很很很乾淨&quot;"

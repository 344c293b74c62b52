"""Why a text got its label, by word: integrated gradients, occlusion and attention, and how far they agree.

>>> classifier = SentimentClassifier.load("sentiment_en")
>>> explanation = explain(classifier, "not bad at all")
>>> [word.text for word in explanation.words]
['not', 'bad', 'at', 'all']
"""

import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
import pandas as pd

from models.sentiment.classifier import SentimentClassifier
from models.sentiment.gradients import IntegratedGradients
from models.sentiment.windows import cut, pad, padded_lengths, read
from models.sentiment.words import TypedWord, typed_words

MOST_TOKENS = 256
"""Of a longer text whole windows are explained, as many as fit into this, and at least one."""
STEPS = 32
"""Points of the path; of twenty plain sentences nineteen need no more."""
TOLERANCE = 0.02
"""Where the attributions miss their sum by more than this share of it, the path gets more points ..."""
MOST_ON_PATH = 16_384
"""... as long as these have no more tokens together."""
METHODS = ("integrated gradients", "occlusion", "attention")


@dataclass(frozen=True)
class Word:
    """A word as it was typed, and what it did."""

    text: str
    start: int
    """Where it begins in :attr:`Explanation.text`."""
    end: int
    """Where it ends, exclusive."""


@dataclass(frozen=True, eq=False)
class AttentionMap:
    """What each word looks at, for the words of the first window of a text.

    Of words alone: the network reads a start and an end around them, too, and much of the attention goes there. What
    does is left out, and the rest of each row made to sum to 1.
    """

    weights: np.ndarray
    """(layers, heads, words, words): how much the word of a row looks at the word of a column. Rows sum to 1."""

    @property
    def num_words(self) -> int:
        """How many words the map covers."""
        return self.weights.shape[-1]


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a text got its label.

    What is explained is the margin of the label: its logit less the mean of the other labels' logits, over the
    temperature. Where there are two labels that is the logarithm of their calibrated odds; it is linear in the
    logits, so the windows of a long text add up.
    """

    text: str
    """The text as it was typed, as far as it was read."""
    label: str
    probabilities: dict[str, float]
    words: tuple[Word, ...]
    """The words that were explained, in order; none where the text says nothing."""
    attributions: np.ndarray
    """Integrated gradients, (words,): each word's share of the margin; above zero speaks for the label."""
    occlusions: np.ndarray
    """(words,): how far the margin falls when the word's tokens are left out."""
    attention: np.ndarray | None
    """(words,): how much the word is looked at by words, see :class:`AttentionMap`: the mean over layers, heads and
    words. None where nothing attends."""
    attention_map: AttentionMap | None
    margin: float
    """The margin of the whole text, in nats."""
    explained_change: float
    """How far the explained words carry the margin, from nothing known about any of them to the text as it is."""
    steps: int
    """The points of the path from there to here at which gradients were taken."""
    num_tokens: int
    """Tokens of the whole text."""
    num_explained: int
    """Those of the windows that were explained."""
    word_tokens: tuple[tuple[int, ...], ...]
    """The places of each word's tokens."""

    @property
    def completeness_error(self) -> float:
        """What the attributions add up to less what they should; in nats."""
        return float(self.attributions.sum()) - self.explained_change

    @property
    def agreements(self) -> dict[tuple[str, str], float | None]:
        """Spearman's rank correlation of each pair of :data:`METHODS` over the words; None where there is none.

        Attention has no sign: beside it the other two count by size.
        """
        values = dict(zip(METHODS, (self.attributions, self.occlusions, self.attention), strict=True))
        found: dict[tuple[str, str], float | None] = {}
        for first, second in ((0, 1), (0, 2), (1, 2)):
            one, other = values[METHODS[first]], values[METHODS[second]]
            if one is None or other is None:
                found[METHODS[first], METHODS[second]] = None
            else:
                sign = second < 2
                found[METHODS[first], METHODS[second]] = rank_correlation(one if sign else np.abs(one), other)
        return found


def explain(classifier: SentimentClassifier, text: str) -> Explanation:
    """Explain the label that the classifier gives to a text.

    A text longer than the classifier's window is explained window by window, each with the weight that it has in
    the verdict; see :data:`MOST_TOKENS`. Safe to call from several threads.

    Raises:
        PlaygroundError: ``text`` is not a string, or Keras runs on another backend than TensorFlow.
    """
    (prediction,) = classifier.classify([text])
    (tokens,) = classifier.tokenizer.encode([text])
    typed, offsets = classifier.tokenizer.locate(text)
    nothing = np.zeros(0)
    if not len(tokens):
        probabilities = prediction.probabilities
        return Explanation(
            typed, prediction.label, probabilities, (), nothing, nothing, None, None, 0.0, 0.0, 0, 0, 0, ()
        )
    windows = cut(tokens, classifier.window_size)
    num_windows = max(1, int(np.searchsorted(np.cumsum([len(one) for one in windows]), MOST_TOKENS, side="right")))
    num_explained = sum(len(one) for one in windows[:num_windows])
    words = typed_words(typed, offsets[:num_explained])
    direction = margin_direction(classifier, prediction.label)
    margins = read(classifier.network, windows, classifier.window_size) @ direction
    margin = float(np.average(margins, weights=[len(one) for one in windows]))

    tools = _tools(classifier)
    attention, attention_map = None, None
    if tools.attending is not None:
        attention, attention_map = _attention(tools.attending, windows[:num_windows], words, classifier.window_size)
    by_token, change, steps = attribute(tools.gradients, windows[:num_windows], len(tokens), direction)
    return Explanation(
        text=typed,
        label=prediction.label,
        probabilities=prediction.probabilities,
        words=tuple(Word(typed[word.start : word.end], word.start, word.end) for word in words),
        attributions=by_word(by_token, [word.tokens for word in words]),
        occlusions=margin - _margins_without(classifier, windows, margins, words, direction),
        attention=attention,
        attention_map=attention_map,
        margin=margin,
        explained_change=change,
        steps=steps,
        num_tokens=len(tokens),
        num_explained=num_explained,
        word_tokens=tuple(word.tokens for word in words),
    )


def margin_direction(classifier: SentimentClassifier, label: str) -> np.ndarray:
    """What each logit counts in the margin of a label: (labels,)."""
    direction = np.full(len(classifier.labels), -1 / (len(classifier.labels) - 1))
    direction[classifier.labels.index(label)] = 1
    return direction / classifier.temperature


def attribute(
    gradients: IntegratedGradients,
    windows: Sequence[np.ndarray],
    num_tokens: int,
    direction: np.ndarray,
    most_on_path: int = MOST_ON_PATH,
) -> tuple[np.ndarray, float, int]:
    """Integrated gradients of the windows of a text of ``num_tokens``.

    Returns:
        The attribution of each token of the windows, what they should add up to, and the most points of a path.
    """
    found, change, most = [], 0.0, 0
    for window in windows:
        steps = STEPS
        attributions, value, baseline = gradients(window, direction, steps)
        # A path with sharp bends needs more points.
        enough = TOLERANCE * max(abs(value - baseline), 0.1)
        while abs(attributions.sum() - (value - baseline)) > enough and 4 * steps * len(window) <= most_on_path:
            steps *= 4
            attributions, value, baseline = gradients(window, direction, steps)
        found.append(attributions * len(window) / num_tokens)
        change += (value - baseline) * len(window) / num_tokens
        most = max(most, steps)
    return np.concatenate(found), change, most


def by_word(values: np.ndarray, words: Sequence[Sequence[int]]) -> np.ndarray:
    """The sum over the tokens of each word, along the last axis."""
    return np.stack([values[..., list(tokens)].sum(axis=-1) for tokens in words], axis=-1)


def rank_correlation(one: np.ndarray, other: np.ndarray) -> float | None:
    """Spearman's rank correlation; None for fewer than three values, or where all of one side are the same."""
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(pd.Series(one).rank(), pd.Series(other).rank())[0, 1])


def _margins_without(
    classifier: SentimentClassifier,
    windows: Sequence[np.ndarray],
    margins: np.ndarray,
    words: Sequence[TypedWord],
    direction: np.ndarray,
) -> np.ndarray:
    """The margin of the text without each word: the windows stay cut as they are, one of them has a word less."""
    starts = np.cumsum([0, *(len(one) for one in windows)])
    variants, places = [], []
    for index, word in enumerate(words):
        tokens = np.array(word.tokens)
        owner = np.searchsorted(starts, tokens, side="right") - 1
        for number in sorted(set(owner.tolist())):
            variants.append(np.delete(windows[number], tokens[owner == number] - starts[number]))
            places.append((index, number))
    changed = read(classifier.network, variants, classifier.window_size) @ direction
    sizes = np.array([len(one) for one in windows], float)
    # One row a word: the sizes and margins of its windows, all but one or two as they were.
    all_sizes = np.repeat(sizes[None], len(words), axis=0)
    all_margins = np.repeat(np.asarray(margins, float)[None], len(words), axis=0)
    for (index, number), variant, value in zip(places, variants, changed, strict=True):
        all_sizes[index, number] = len(variant)
        all_margins[index, number] = value
    # Where nothing is left at all, the network's opinion of nothing counts.
    all_sizes[all_sizes.sum(axis=1) == 0] = 1
    return np.average(all_margins, axis=1, weights=all_sizes)


class Attending(keras.Model):
    """What the blocks of a network attend to; it shares the network's layers.

    Input: tokens, (batch, length). Outputs: the weights of each block, (batch, heads, length + 2, length + 2), from
    the start of the text over its tokens to its end.
    """

    def __init__(self, network: keras.Model, blocks: list[keras.layers.Layer]) -> None:
        super().__init__(name="attending")
        self.blocks = blocks
        marked = blocks[0].input[1]
        self.states = keras.Model(network.inputs[0], [*(block.input[0] for block in blocks), marked])

    def call(self, tokens, training=None):
        """Read the tokens, and keep the weights."""
        *states, marked = self.states(tokens, training=False)
        return [block.attention.weights_and_values(x, marked)[0] for block, x in zip(self.blocks, states, strict=True)]


class Tools:
    """What explanations need of one network, made once: its gradients and, where it has any, its attention."""

    def __init__(self, network: keras.Model, window_size: int) -> None:
        self.gradients = IntegratedGradients(network)
        blocks = [layer for layer in network.layers if hasattr(layer, "attention")]
        self.attending = Attending(network, blocks) if blocks else None
        if self.attending is not None:
            if keras.config.backend() == "tensorflow":
                self.attending.jit_compile = False
            # Keras makes its prediction function on the first calls: here, where one thread is.
            for length in padded_lengths(window_size)[:2]:
                self.attending.predict_on_batch(pad([], length, 1))


_ALL_TOOLS: "weakref.WeakKeyDictionary[keras.Model, Tools]" = weakref.WeakKeyDictionary()
_MAKING_TOOLS = threading.Lock()


def _tools(classifier: SentimentClassifier) -> Tools:
    with _MAKING_TOOLS:
        if classifier.network not in _ALL_TOOLS:
            _ALL_TOOLS[classifier.network] = Tools(classifier.network, classifier.window_size)
        return _ALL_TOOLS[classifier.network]


def _attention(
    attending: Attending, windows: Sequence[np.ndarray], words: Sequence[TypedWord], window_size: int
) -> tuple[np.ndarray, AttentionMap]:
    """How much each word is looked at over all windows, and the map of the first window."""
    num_tokens = sum(len(one) for one in windows)
    received, maps = [], []
    for window in windows:
        size = len(window)
        # The lengths that the network is used to, and no others.
        length = next(one for one in padded_lengths(window_size) if one >= size)
        found = attending.predict_on_batch(pad([window], length))
        # Between the start, which is in the first place, and the end: (layers, heads, size, size).
        weights = np.stack(found)[:, 0, :, 1 : size + 1, 1 : size + 1].astype("float64")
        weights /= np.maximum(weights.sum(axis=-1, keepdims=True), np.finfo("float64").tiny)
        received.append(weights.mean(axis=(0, 1, 2)) * size / num_tokens)
        maps.append(weights)
    weights, size = maps[0], len(windows[0])
    # A word such as !!!!!! may go on in the next window.
    inside = [[token for token in word.tokens if token < size] for word in words if word.tokens[0] < size]
    columns = by_word(weights, inside)
    rows = np.stack([columns[:, :, list(tokens)].mean(axis=2) for tokens in inside], axis=2)
    return by_word(np.concatenate(received), [word.tokens for word in words]), AttentionMap(rows)

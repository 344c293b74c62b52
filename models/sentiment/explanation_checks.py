"""Whether an explanation can be believed: words deleted in its order, and the same from randomised weights."""

import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np

from models.sentiment.classifier import SentimentClassifier
from models.sentiment.explanations import Explanation, attribute, by_word, margin_direction, rank_correlation
from models.sentiment.gradients import IntegratedGradients
from models.sentiment.lookups import lookups
from models.sentiment.windows import cut, read

MOST_POINTS = 20
"""Steps in which the words are deleted; a longer text loses several at a time."""


@dataclass(frozen=True, eq=False)
class Randomised:
    """The attributions that networks with randomised weights give to the same words for the same label."""

    attributions: np.ndarray
    """(networks, words)."""
    correlations: tuple[float | None, ...]
    """Spearman's rank correlation of each with the real attributions; None where there is none."""

    @property
    def mean_correlation(self) -> float | None:
        """The mean over the networks; near zero where the explanation comes from what the network learned."""
        known = [value for value in self.correlations if value is not None]
        return float(np.mean(known)) if known else None


@dataclass(frozen=True, eq=False)
class Deletion:
    """The probability of the label while more and more words are deleted. Each curve: (points,)."""

    shares: np.ndarray
    """The share of the explained words that is gone, from 0 to 1."""
    named: np.ndarray
    """Deleted in the order of the explanation: what speaks most for the label first."""
    at_random: np.ndarray
    """Deleted in random order: (orders, points)."""
    randomised: np.ndarray
    """Deleted in the orders that randomised networks name: (networks, points); without any, of no rows."""

    @property
    def area(self) -> float:
        """The area between the mean random curve and the named one: above zero, the named words carry the verdict."""
        return float(np.trapezoid(self.at_random.mean(axis=0) - self.named, self.shares))

    @property
    def orders_beaten(self) -> int:
        """How many of the random orders bring the label down less than the named one."""
        below = np.trapezoid(self.at_random, self.shares, axis=1)
        return int((below > np.trapezoid(self.named, self.shares)).sum())


def randomised(
    classifier: SentimentClassifier, explanation: Explanation, num_networks: int = 5, seed: int = 0
) -> Randomised:
    """Explain the same label with networks whose weights were shuffled (Adebayo et al. 2018).

    An explanation that such a network gives as well is not about what was learned. The shuffled network is an object
    of its own: the classifier's is only read.
    """
    if not explanation.words:
        return Randomised(np.zeros((num_networks, 0)), (None,) * num_networks)
    windows = _explained_windows(classifier, explanation)
    direction = margin_direction(classifier, explanation.label)
    twin = _twin(classifier.network)
    found = []
    for number in range(num_networks):
        # The twin's weights are assigned: one thread at a time.
        with twin.lock:
            twin.shuffle(classifier.network, np.random.default_rng([seed, number]))
            # An order of words is wanted here, not the last decimal.
            by_token, _, _ = attribute(twin.gradients, windows, explanation.num_tokens, direction, most_on_path=0)
        found.append(by_word(by_token, explanation.word_tokens))
    correlations = tuple(rank_correlation(one, explanation.attributions) for one in found)
    return Randomised(np.stack(found), correlations)


def deletion(
    classifier: SentimentClassifier,
    explanation: Explanation,
    shuffled: Randomised | None = None,
    num_orders: int = 10,
    seed: int = 0,
) -> Deletion:
    """Delete the words of an explanation one after another and read what is left.

    Args:
        classifier: the one that gave the explanation.
        explanation: of the text. What was not explained of it stays.
        shuffled: when given, words are also deleted in the orders that these name.
        num_orders: random orders beside the named one.
        seed: of the random orders.
    """
    (tokens,) = classifier.tokenizer.encode([explanation.text])
    num_words = len(explanation.words)
    random = np.random.default_rng(seed)
    named = np.argsort(-explanation.attributions, kind="stable")
    at_random = [random.permutation(num_words) for _ in range(num_orders)]
    others = [] if shuffled is None else [np.argsort(-one, kind="stable") for one in shuffled.attributions]
    counts = np.unique(np.linspace(0, num_words, min(num_words, MOST_POINTS) + 1).round().astype(int))

    texts = []
    for order in (named, *at_random, *others):
        for count in counts:
            gone = [token for word in order[:count] for token in explanation.word_tokens[word]]
            texts.append(np.delete(tokens, np.array(gone, int)))
    curves = _probabilities(classifier, texts, explanation.label).reshape(-1, len(counts))
    shares = counts / max(num_words, 1)
    return Deletion(shares, curves[0], curves[1 : 1 + num_orders], curves[1 + num_orders :])


def _probabilities(classifier: SentimentClassifier, texts: Sequence[np.ndarray], label: str) -> np.ndarray:
    """The probability of a label for each text, given as tokens."""
    # Many orders begin and end alike: each text is read once.
    keys = [text.tobytes() for text in texts]
    different = list(dict.fromkeys(keys))
    arrays = [np.frombuffer(key, "int32") for key in different]
    probabilities = classifier.calibrated(read(classifier.network, arrays, classifier.window_size))
    values = probabilities[:, classifier.labels.index(label)]
    return np.array([values[place] for place in map({key: i for i, key in enumerate(different)}.get, keys)])


def _explained_windows(classifier: SentimentClassifier, explanation: Explanation) -> list[np.ndarray]:
    (tokens,) = classifier.tokenizer.encode([explanation.text])
    windows, size = [], 0
    for window in cut(tokens, classifier.window_size):
        if size == explanation.num_explained:
            break
        windows.append(window)
        size += len(window)
    return windows


class Twin:
    """A network of the same kind whose weights are another's, shuffled."""

    def __init__(self, network: keras.Model) -> None:
        self.lock = threading.Lock()
        self.network = network.__class__.from_config(network.get_config())
        self.gradients = IntegratedGradients(self.network)

    def shuffle(self, network: keras.Model, random: np.random.Generator) -> None:
        """Take the other's weights over in a new order: each token another's vector, each matrix shuffled."""
        tables = {id(weight) for layer in lookups(network) for weight in layer.weights}
        shuffled = []
        for weight, value in zip(network.weights, network.get_weights(), strict=True):
            if id(weight) not in tables:
                value = random.permutation(value.ravel()).reshape(value.shape)
            elif value.ndim == 2:
                # Rows of a hashed table that no n-gram ever filled stay empty.
                filled = np.flatnonzero(value.any(axis=1))
                value = value.copy()
                value[filled] = value[random.permutation(filled)]
            shuffled.append(value)
        self.network.set_weights(shuffled)


_TWINS: "weakref.WeakKeyDictionary[keras.Model, Twin]" = weakref.WeakKeyDictionary()
_MAKING_TWINS = threading.Lock()


def _twin(network: keras.Model) -> Twin:
    with _MAKING_TWINS:
        if network not in _TWINS:
            _TWINS[network] = Twin(network)
        return _TWINS[network]

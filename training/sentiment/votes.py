"""The votes of n-grams: naive Bayes and logistic regression over whole reviews (Wang & Manning 2012).

Two uses. Its probabilities label the reviews that have no label, for pre-training. Its n-grams, each with what it
speaks for, go into the finished network as a table of bytes: what the network knows of word order and context and
what a linear model knows of a hundred thousand phrases err in different places.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from models.sentiment.lookups import WIDTHS, NgramTable, ngram_buckets, ngram_checks
from training.sentiment.data import TokenTable

# Keys of n-grams are numbers in this base, plus the width: three tokens fit 64 bits.
BASE = np.uint64(1 << 17)
# An n-gram of a single text says nothing that holds for others.
FEWEST_TEXTS = 2


def ngram_keys(tokens: np.ndarray) -> np.ndarray:
    """The different n-grams of a text of one, two and three tokens as sorted uint64 keys."""
    numbers = tokens.astype("uint64")
    found = []
    for width in WIDTHS:
        count = max(0, len(numbers) - width + 1)
        keys = np.zeros(count, "uint64")
        for offset in range(width):
            keys = keys * BASE + numbers[offset : offset + count]
        found.append(keys)
    return np.unique(np.concatenate(found))


def ngram_tokens(keys: np.ndarray) -> np.ndarray:
    """The tokens behind keys, padding at the right: int32 (n-grams, 3)."""
    digits = np.stack([keys // BASE ** np.uint64(2), keys // BASE % BASE, keys % BASE], axis=1).astype("int32")
    # A shorter n-gram has zeros in front: token 0 is padding and stands in no text.
    shift = (digits == 0).sum(axis=1)
    columns = np.arange(3)[None, :] + shift[:, None]
    return np.where(columns < 3, np.take_along_axis(digits, np.minimum(columns, 2), axis=1), 0)


def log_count_ratio(inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """The ratios r = log((p / |p|) / (q / |q|)) of counts p inside and q outside of a label, n-grams first."""
    return np.log((inside / inside.sum(axis=0)) / (outside / outside.sum(axis=0))).astype("float32")


class NgramRegression:
    """Logistic regression on the presence of n-grams, each weighted by its log-count ratio, texts of length one.

    Args:
        inverse_penalty: scikit-learn's C: how freely the weights may move.
        smoothing: added to every count of the ratios.
    """

    def __init__(self, inverse_penalty: float = 30.0, smoothing: float = 1.0) -> None:
        self.inverse_penalty, self.smoothing = inverse_penalty, smoothing

    def fit(self, tokens: TokenTable, labels: np.ndarray, weights: np.ndarray | None = None) -> "NgramRegression":
        """Fit to texts with labels 0 and 1, each counting ``weights``."""
        weights = np.ones(len(tokens), "float32") if weights is None else weights
        keys, counts = np.unique(np.concatenate([ngram_keys(text) for text in tokens]), return_counts=True)
        self.keys, self.texts_with = keys[counts >= FEWEST_TEXTS], counts[counts >= FEWEST_TEXTS]
        present = self._present(tokens)
        inside = present.T @ (weights * (labels == 1)) + self.smoothing
        outside = present.T @ (weights * (labels == 0)) + self.smoothing
        self.ratios = log_count_ratio(inside, outside)
        self.regression = LogisticRegression(C=self.inverse_penalty, solver="liblinear")
        self.regression.fit(self._weighted(present), labels, sample_weight=weights)
        return self

    def probabilities(self, tokens: TokenTable) -> np.ndarray:
        """P(label 1) of each text."""
        return self.regression.predict_proba(self._weighted(self._present(tokens)))[:, 1]

    def fill(self, layer: NgramTable, num_ngrams: int) -> None:
        """Put the n-grams that move most texts furthest into a table, each with its weight."""
        votes = self.ratios * self.regression.coef_[0]
        strongest = np.argsort(-np.abs(votes) * np.sqrt(self.texts_with), kind="stable")[:num_ngrams]
        tokens, votes = ngram_tokens(self.keys[strongest]), votes[strongest]
        values = np.zeros((layer.num_buckets, 1), "float32")
        checks = np.zeros(layer.num_buckets, "uint8")
        for width in WIDTHS:
            chosen = np.flatnonzero((tokens > 0).sum(axis=1) == width)[::-1]  # the strongest last: it keeps the row
            exact = tokens[chosen, :width]
            buckets = ngram_buckets(exact, width, layer.num_buckets)[0][:, -1]
            stronger = np.abs(votes[chosen]) > np.abs(values[buckets, 0])
            buckets, chosen, exact = buckets[stronger], chosen[stronger], exact[stronger]
            values[buckets, 0] = votes[chosen]
            checks[buckets] = ngram_checks(exact, width)[:, -1]
        layer.fill(values, checks)

    def _present(self, tokens: TokenTable) -> scipy.sparse.csr_array:
        """Which n-grams stand in which text, float32 (texts, n-grams)."""
        columns, sizes = [], []
        for text in tokens:
            keys = ngram_keys(text)
            places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
            columns.append(places[self.keys[places] == keys])
            sizes.append(len(columns[-1]))
        # The solver wants its indices in 32 bits.
        ends = np.concatenate([[0], np.cumsum(sizes)]).astype("int32")
        flat = np.concatenate([np.empty(0, "int32"), *columns]).astype("int32")
        shape = (len(tokens), len(self.keys))
        return scipy.sparse.csr_array((np.ones(len(flat), "float32"), flat, ends), shape=shape)

    def _weighted(self, present: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
        weighted = present.copy()
        weighted.data *= self.ratios[weighted.indices]
        return normalize(weighted, copy=False)


def vote_scale(
    logits: Sequence[np.ndarray], votes: Sequence[np.ndarray], labels: Sequence[np.ndarray]
) -> tuple[float, np.ndarray]:
    """How loud the votes speak beside a network: the scale with the best mean two-way accuracy on validation data.

    Each set counts the same, however large. Accuracies are averaged over three neighbouring scales, lest a few texts
    decide; of equal scales the smallest is taken.

    Args:
        logits: of each validation set, (texts, num_labels), without votes.
        votes: of each set, (texts,): positive speaks for the last label.
        labels: of each set, (texts,); the first is negative, the last positive, others are left out.

    Returns:
        The scale; and what was measured: rows of a scale and the accuracy on each set.
    """

    def accuracies(scale: float) -> list[float]:
        right = []
        for one, vote, label in zip(logits, votes, labels, strict=True):
            said = (label == 0) | (label == one.shape[-1] - 1)
            margin = (one[:, -1] - one[:, 0] + 2 * scale * vote)[said]
            right.append(float(np.mean((margin > 0) == (label[said] > 0))))
        return right

    scales = np.concatenate([[0.0], np.geomspace(0.005, 3.0, 60)])
    measured = np.array([accuracies(scale) for scale in scales])
    means = np.pad(measured.mean(axis=1), 1, mode="edge")
    smooth = (means[:-2] + means[1:-1] + means[2:]) / 3
    return float(scales[np.argmax(np.round(smooth, 6))]), np.column_stack([scales, measured])

"""What a network for poems is measured against: an interpolated n-gram with modified Kneser-Ney smoothing.

    python -m training.text_generation.kneser_ney tang_poetry

counts the training poems, fits the discounts on the validation poems, and prints the perplexity a character on the
validation and the test poems. It takes 1.5 GB of memory.

The model is that of Chen & Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling" (1998), 5-gram
by default. With c the count of an n-gram, h its context, h' the context without its oldest token and V the size of
the vocabulary

    p(w | h) = (c(h w) - D(c(h w))) / c(h) + gamma(h) p(w | h'),        p(w | no context left) = 1 / V
    gamma(h) = (D1 N1(h) + D2 N2(h) + D3 N3(h)) / c(h),        p(w | h) = p(w | h') where h was never seen

``D(c)`` is D1, D2 or D3 for a count of 1, 2 and 3 or more, 0 for 0, and each order has its own three; N1(h), N2(h) and
N3(h) are how many tokens followed h once, twice, and three times or more. In the highest order c counts
occurrences. In a lower one c counts the different tokens that stood before the n-gram; the n-grams that begin a text
have none before them and keep their occurrences there.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
import tyro
from scipy.optimize import minimize

from models.storage import open_model
from models.text_generation.vocabulary import Vocabulary
from training import command_line
from training.datasets import tang_poetry
from training.text_generation.data import END_OF_POEM

ORDER = 5


@dataclass(frozen=True)
class _Counts:
    """The n-grams of one order."""

    keys: np.ndarray
    """(ngrams,), sorted: an n-gram is the number of its context times the size of the vocabulary plus its token."""
    counts: np.ndarray
    """(ngrams,): c of the module's words."""
    totals: np.ndarray
    """(contexts,): c(h)."""
    followers: np.ndarray
    """(contexts, 3): N1(h), N2(h), N3(h)."""


@dataclass(frozen=True)
class _Seen:
    """What one order knows of each predicted token and of the context before it, 0 where they were never seen."""

    kinds: np.ndarray
    """(predicted,): 0 for a count of 0, else 1, 2 or 3: whose discount it is."""
    shares: np.ndarray
    """(predicted,): c(h w) / c(h)."""
    totals: np.ndarray
    """(predicted,): c(h), and 1 where that is 0."""
    followers: np.ndarray
    """(predicted, 3): N1(h), N2(h) and N3(h), each divided by c(h)."""
    known: np.ndarray
    """(predicted,), bool: the context was seen."""


class KneserNey:
    """Counts of training texts, and the discounts that turn them into probabilities.

    Args:
        texts: the training texts, each int (time,): first the token that begins and ends every text, which is not
            predicted there, then those that are.
        vocabulary_size: tokens are smaller than this.
        order: the longest n-gram.
    """

    def __init__(self, texts: Iterable[np.ndarray], vocabulary_size: int, order: int = ORDER) -> None:
        self.vocabulary_size, self.order = vocabulary_size, order
        self._levels = self._count(*_joined(texts))
        self.discounts = np.array([closed_form(level.counts) for level in self._levels])
        """(order, 3): D1, D2 and D3 of each order, the shortest n-grams first; by the closed form until fitted."""

    def fit(self, texts: Iterable[np.ndarray]) -> None:
        """Choose the discounts with which ``texts`` are least surprising, from the closed form on."""
        seen = self._look_up(texts)
        # 0 < D < count: something is left for tokens that were never seen, and no count becomes negative.
        bounds = [(1e-4, kind - 1e-4) for kind in (1, 2, 3)] * self.order
        start = np.clip(self.discounts.ravel(), *np.transpose(bounds))
        found = minimize(self._mean_nats, start, args=(seen,), jac=True, method="L-BFGS-B", bounds=bounds)
        self.discounts = found.x.reshape(self.order, 3)

    def nats(self, texts: Iterable[np.ndarray]) -> np.ndarray:
        """Minus the log-probability of each predicted token, one text after the other: float64 (predicted,)."""
        return -np.log(self._probabilities(self._look_up(texts), self.discounts)[-1])

    def probabilities(self, context: Sequence[int]) -> np.ndarray:
        """The probability of each token behind a text's first tokens ``context``: float64 (vocabulary_size,)."""
        texts = (np.array([*context, token]) for token in range(self.vocabulary_size))
        return np.exp(-self.nats(texts)[len(context) - 1 :: len(context)])

    def _count(self, tokens: np.ndarray, places: np.ndarray) -> list[_Counts]:
        # numbers: of the n-gram that ends at each place, among those of its order; a token is its own number.
        numbers = tokens
        keys = [np.arange(self.vocabulary_size)]
        occurrences = [np.bincount(tokens[places > 0], minlength=self.vocabulary_size)]
        begin = [np.zeros(self.vocabulary_size, bool)]
        endings = []  # endings[i]: an n-gram of order i + 2 -> the number of what is left without its oldest token
        for order in range(2, self.order + 1):
            at = np.flatnonzero(places >= order - 1)
            unique, first, inverse, counts = np.unique(
                self._keys(numbers[at - 1], tokens[at]), return_index=True, return_inverse=True, return_counts=True
            )
            keys.append(unique)
            occurrences.append(counts)
            begin.append(places[at[first]] == order - 1)
            # The n-gram of the order before that ends at a place is the ending of the one that ends there now.
            shorter = numbers
            numbers = np.full(len(tokens), -1)
            numbers[at] = inverse
            endings.append(shorter[at[first]])
        levels = []
        for index, counts in enumerate(occurrences):
            if index + 1 < self.order:
                before = np.bincount(endings[index], minlength=len(counts))
                counts = np.where(begin[index], counts, before)
            contexts, num_contexts = keys[index] // self.vocabulary_size, len(keys[index - 1]) if index else 1
            kinds = np.minimum(counts, 3)
            followers = [np.bincount(contexts[kinds == kind], minlength=num_contexts) for kind in (1, 2, 3)]
            totals = np.bincount(contexts, counts, minlength=num_contexts)
            levels.append(_Counts(keys[index], counts, totals, np.stack(followers, axis=1)))
        return levels

    def _keys(self, contexts: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        return contexts.astype(np.int64) * self.vocabulary_size + tokens

    def _look_up(self, texts: Iterable[np.ndarray]) -> list[_Seen]:
        tokens, places = _joined(texts)
        predicted = places > 0
        contexts = np.zeros_like(tokens)
        seen = []
        for order, level in enumerate(self._levels, start=1):
            # numbers: of the n-gram of this order that ends at each place, -1 where training had none.
            known = contexts >= 0
            wanted = self._keys(contexts, tokens)
            numbers = np.minimum(np.searchsorted(level.keys, wanted), len(level.keys) - 1)
            numbers[(level.keys[numbers] != wanted) | ~known] = -1
            counts = np.where(numbers >= 0, level.counts[numbers], 0)[predicted]
            totals = np.where(known, level.totals[contexts], 0)[predicted]
            known, totals = totals > 0, np.maximum(totals, 1)
            followers = np.where(known[:, None], level.followers[contexts[predicted]], 0) / totals[:, None]
            seen.append(_Seen(np.minimum(counts, 3), counts / totals, totals, followers, known))
            contexts = np.where(places >= order, np.roll(numbers, 1), -1)
        return seen

    def _probabilities(self, seen: list[_Seen], discounts: np.ndarray) -> list[np.ndarray]:
        """The probabilities by each order, from no context at all (1 / V) to the longest: each (predicted,)."""
        found = [np.full(len(seen[0].kinds), 1 / self.vocabulary_size)]
        for level, three in zip(seen, discounts, strict=True):
            own = level.shares - np.append(0, three)[level.kinds] / level.totals
            found.append(own + np.where(level.known, level.followers @ three, 1) * found[-1])
        return found

    def _mean_nats(self, flat: np.ndarray, seen: list[_Seen]) -> tuple[float, np.ndarray]:
        """The mean nats a token with these discounts, and the gradient with respect to them."""
        discounts = flat.reshape(self.order, 3)
        found = self._probabilities(seen, discounts)
        count = len(found[-1])
        gradient = np.zeros_like(discounts)
        flow = -1 / (found[-1] * count)
        for index in reversed(range(self.order)):
            level = seen[index]
            gradient[index] = (flow * found[index]) @ level.followers
            gradient[index] -= np.bincount(level.kinds, flow / level.totals, minlength=4)[1:]
            flow = flow * np.where(level.known, level.followers @ discounts[index], 1)
        return float(-np.log(found[-1]).mean()), gradient.ravel()


def closed_form(counts: np.ndarray) -> list[float]:
    """D1, D2 and D3 from how many n-grams were counted once, twice, three and four times (equation 17 of the paper).

    A discount that those numbers do not give, or give outside of 0 and its count, is half its count.
    """
    n = np.bincount(np.minimum(counts, 5), minlength=6).astype(float)
    ratio = n[1] / (n[1] + 2 * n[2]) if n[1] else 0.0
    found = [kind - (kind + 1) * ratio * n[kind + 1] / n[kind] if n[kind] else math.nan for kind in (1, 2, 3)]
    return [value if 0 < value < kind else kind / 2 for kind, value in zip((1, 2, 3), found, strict=True)]


def _joined(texts: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """All texts behind one another, and each token's place in its own text: two int64 (time,)."""
    texts = list(texts)
    return np.concatenate(texts).astype(np.int64), np.concatenate([np.arange(len(text)) for text in texts])


def encode_poems(vocabulary: Vocabulary, poems: Iterable[str]) -> list[np.ndarray]:
    """The tokens of each poem behind one end-of-poem token and with one after it."""
    return [vocabulary.encode(END_OF_POEM + poem + END_OF_POEM) for poem in poems]


def fitted(vocabulary: Vocabulary, splits: Mapping[str, pd.DataFrame]) -> KneserNey:
    """A model of the training poems with its discounts fitted on the validation poems."""
    model = KneserNey(encode_poems(vocabulary, splits["train"]["text"]), len(vocabulary))
    model.fit(encode_poems(vocabulary, splits["validation"]["text"]))
    return model


def main(model: Annotated[str, tyro.conf.Positional] = "tang_poetry", data_dir: str | None = None) -> None:
    """Print the perplexity a character of a Kneser-Ney 5-gram on the validation and the test poems.

    Args:
        model: whose vocabulary to use: a preset's name, or the folder of a finished run on poems.
        data_dir: where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home.
    """
    vocabulary = Vocabulary.load(open_model(model).path / "vocabulary.json")
    splits = tang_poetry.load(data_dir)
    five_gram = fitted(vocabulary, splits)
    print("discounts, shortest n-grams first:", *(np.round(three, 3) for three in five_gram.discounts))
    for split in ("validation", "test"):
        nats = five_gram.nats(encode_poems(vocabulary, splits[split]["text"]))
        print(f"{split:10} perplexity {np.exp(nats.mean()):8.3f}  ({len(nats):,} characters)")


if __name__ == "__main__":
    command_line.run(main, __doc__)

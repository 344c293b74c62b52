"""The training texts as tokens, and the order in which training reads them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.sentiment.tokenizer import SentimentTokenizer
from models.sentiment.windows import pad, padded_lengths
from training.loop import Batch
from training.sentiment.config import Config
from training.sentiment.exchanges import Exchanger
from training.sentiment.grammar import GRAMMARS
from training.sentiment.mixture import LABELS, Texts, of_grammar

# A longer text gives a random window of at least this many tokens.
SHORTEST_WINDOW = 48
# A longer text is not read in a copy with something exchanged: it says so much that one word does not matter.
LONGEST_EXCHANGED = 60
NOT_ASKED = -1.0
"""The target of a label that the loss leaves out."""


class TokenTable:
    """Many token sequences in one flat array."""

    def __init__(self, flat: np.ndarray, sizes: np.ndarray) -> None:
        self.flat, self.sizes = flat, sizes
        self.begins = np.concatenate([[0], np.cumsum(sizes)])[:-1].astype("int64")

    @classmethod
    def encode(cls, tokenizer: SentimentTokenizer, texts: Sequence[str]) -> "TokenTable":
        """The tokens of texts."""
        encoded = tokenizer.encode(texts)
        sizes = np.array([len(tokens) for tokens in encoded], "int64")
        return cls(np.concatenate([np.empty(0, "int32"), *encoded]).astype("uint16"), sizes)

    def __len__(self) -> int:
        return len(self.sizes)

    def __getitem__(self, index: int) -> np.ndarray:
        return self.flat[self.begins[index] : self.begins[index] + self.sizes[index]]

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self[index] for index in range(len(self)))

    def __add__(self, other: "TokenTable") -> "TokenTable":
        return TokenTable(np.concatenate([self.flat, other.flat]), np.concatenate([self.sizes, other.sizes]))


def targets_of(labels: np.ndarray, two_way: np.ndarray) -> np.ndarray:
    """What the loss compares with: 1 for the label, 0 for the others, :data:`NOT_ASKED` for a neutral left out.

    Args:
        labels: (texts,).
        two_way: (texts,) whether neutral is left out.

    Returns:
        float32 (texts, labels).
    """
    targets = np.eye(len(LABELS), dtype="float32")[labels]
    targets[two_way, LABELS.index("neutral")] = NOT_ASKED
    return targets


def grammar_of_epoch(config: Config, epoch: int) -> Texts:
    """The sentences of our own grammar that an epoch reads."""
    return of_grammar(*GRAMMARS[config.language].write(config.grammar_sentences, [config.seed, epoch, 1]))


class SentimentBatches:
    """The training texts of about one length at a time, with new sentences of the grammar each epoch.

    A part of the short texts is read in a copy with names, places, numbers or letters exchanged; a long review gives
    one random window of it each epoch. Batches hold ``batch_size`` short texts, or as many tokens of longer ones.
    """

    def __init__(self, texts: Texts, tokens: TokenTable, tokenizer: SentimentTokenizer, config: Config) -> None:
        self.texts, self.tokens, self.tokenizer, self.config = texts, tokens, tokenizer, config
        # Batches differ in number by a few from epoch to epoch; every epoch takes as many steps as the first.
        self._planned = (0, self._plan(0))
        self.steps_per_epoch = min(len(self._planned[1].batches), config.max_steps_per_epoch or 10**9)

    def epoch(self, epoch: int, first_step: int) -> Iterator[Batch]:
        """Yield tokens (batch, length), targets (batch, labels) and weights (batch,)."""
        if self._planned[0] != epoch:
            self._planned = (epoch, self._plan(epoch))
        plan = self._planned[1]
        for step in range(first_step, self.steps_per_epoch):
            length, chosen = plan.batches[step % len(plan.batches)]
            windows = [
                plan.tokens.flat[begin : begin + size] for begin, size in zip(*plan.places[:, chosen], strict=True)
            ]
            # A batch of a few long texts shall not pull as hard as one of many short ones.
            fullness = (len(chosen) / self.config.batch_size) ** 0.5
            yield pad(windows, length), plan.targets[chosen], plan.weights[chosen] * fullness

    def _plan(self, epoch: int) -> "_Plan":
        config, draw = self.config, np.random.default_rng([self.config.seed, epoch])
        grammar = grammar_of_epoch(config, epoch)
        texts = self.texts + grammar
        times = np.floor(texts.shares + draw.random(len(texts))).astype(int)
        read = np.repeat(np.arange(len(texts)), times)
        tokens = self.tokens + TokenTable.encode(self.tokenizer, grammar.texts)

        short = tokens.sizes[read] <= LONGEST_EXCHANGED
        exchanged = np.flatnonzero(short & (draw.random(len(read)) < config.exchanged_share))
        exchanger, letters = Exchanger(config.language), random.Random(repr([config.seed, epoch]))
        copies = [exchanger.copy(texts.texts[index], letters) for index in read[exchanged]]
        source = read.copy()
        source[exchanged] = len(tokens) + np.arange(len(exchanged))
        tokens = tokens + TokenTable.encode(self.tokenizer, copies)

        # A long text: a window of a random size, anywhere in it.
        sizes = tokens.sizes[source]
        shortest = min(SHORTEST_WINDOW, config.training_window)
        largest = draw.integers(shortest, config.training_window + 1, size=len(sizes))
        windows = np.where(sizes > shortest, np.minimum(sizes, largest), sizes)
        begins = tokens.begins[source] + (draw.random(len(sizes)) * (sizes - windows + 1)).astype("int64")

        targets = targets_of(texts.labels[read], texts.two_way[read])
        batches = []
        shortest = 1  # of the bucket
        for length in bucket_lengths(config.training_window):
            bucket = draw.permutation(np.flatnonzero((windows >= shortest) & (windows <= length)))
            count = max(1, min(config.batch_size, config.batch_size * 32 // length))
            batches += [(length, bucket[first : first + count]) for first in range(0, len(bucket), count)]
            shortest = length + 1
        order = draw.permutation(len(batches))
        return _Plan(
            tokens, np.stack([begins, windows]), targets, texts.weights[read], [batches[index] for index in order]
        )


def bucket_lengths(window_size: int) -> list[int]:
    """The serving lengths and half the shortest, so that little of a training batch is padding."""
    lengths = padded_lengths(window_size)
    return sorted({lengths[0] // 2, *lengths})


@dataclass
class _Plan:
    """One epoch: where each item's window lies in the flat tokens, and which items make each batch."""

    tokens: TokenTable
    places: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    batches: list[tuple[int, np.ndarray]]

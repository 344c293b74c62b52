"""The sentiment datasets as tokens, and the order in which training reads them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from models.sentiment.tokenizer import UNKNOWN, SentimentTokenizer
from models.sentiment.windows import pad, padded_lengths
from training.datasets import chn_senti_corp, imdb, online_shopping, sst
from training.loop import Batch
from training.sentiment.config import Config
from training.sentiment.grammar import GRAMMARS

LABELS = {"english": ("negative", "neutral", "positive"), "chinese": ("negative", "positive")}
# A longer text gives a random window of at least this many tokens. Chinese reviews, shorter and of two minds more
# often, are read whole where they fit.
SHORTEST_WINDOW = {"english": 64, "chinese": 256}
# Words are dropped only from longer windows than this: what a plain sentence says can hang on one word.
WORD_DROPOUT_ABOVE = {"english": 64, "chinese": 16}


@dataclass
class Texts:
    """Texts, what they say, and how much each counts."""

    texts: list[str]
    labels: np.ndarray
    """A number into the model's labels for each text."""
    weights: np.ndarray
    """The weight of each in the loss."""
    shares: np.ndarray
    """The share of the epochs in which each is read."""
    soft: np.ndarray | None = None
    """Probabilities to learn instead of the labels, (texts, labels), or none."""

    def __add__(self, other: "Texts") -> "Texts":
        return Texts(
            self.texts + other.texts,
            np.concatenate([self.labels, other.labels]),
            np.concatenate([self.weights, other.weights]),
            np.concatenate([self.shares, other.shares]),
        )


def _texts(texts: Iterable[str], labels: np.ndarray) -> Texts:
    texts = list(texts)
    count = len(texts)
    return Texts(texts, np.asarray(labels, "int32"), np.ones(count, "float32"), np.ones(count, "float32"))


@dataclass
class Data:
    """Everything that one model learns from and is chosen by."""

    training: Texts
    validation: dict[str, Texts]
    """By name; a two-way set's labels are those of the model too."""
    vector_corpus: list[str]
    """Texts for the tokenizer and the token vectors, some of them without labels."""
    datasets: list[dict]
    first_review: int = 0
    """Where the whole reviews begin in ``training``: phrases and sentences of the treebank come before."""
    unlabelled: list[str] = field(default_factory=list)
    """Reviews without a label, for pre-training."""


def load_english(config: Config) -> Data:
    """SST's phrases and IMDB's reviews, weighed as configured."""
    treebank, reviews = sst.load(config.data_dir), imdb.load(config.data_dir)
    phrases = treebank["train"]
    roots = phrases["is_root"].to_numpy()
    training = _texts(phrases["text"], sst.three_way(phrases["label"]))
    training.weights[roots] = config.root_weight
    neutral = training.labels[~roots] == 1
    training.shares[~roots] = np.where(neutral, config.neutral_share, config.phrase_share)
    training += _texts(reviews["train"]["text"], reviews["train"]["label"].to_numpy() * 2)
    dev = treebank["validation"]
    return Data(
        training=training,
        validation={
            "sst": _texts(dev["text"], sst.three_way(dev["label"])),
            "imdb": _texts(reviews["validation"]["text"], reviews["validation"]["label"].to_numpy() * 2),
        },
        first_review=len(phrases),
        unlabelled=reviews["unsupervised"]["text"].tolist(),
        vector_corpus=[*reviews["train"]["text"], *reviews["unsupervised"]["text"], *phrases["text"][roots]],
        datasets=[sst.DATASET, imdb.DATASET],
    )


def load_chinese(config: Config) -> Data:
    """Hotel reviews and product reviews; a review that stands in both sets is read once."""
    hotels, products = chn_senti_corp.load(config.data_dir), online_shopping.load(config.data_dir)
    seen = set(products["train"]["text"])
    only_hotels = hotels["train"][[text not in seen for text in hotels["train"]["text"]]]
    training = _texts(products["train"]["text"], products["train"]["label"].to_numpy())
    training.weights[(products["train"]["category"] == "酒店").to_numpy()] = config.hotel_weight
    others = _texts(only_hotels["text"], only_hotels["label"].to_numpy())
    others.weights[:] = config.hotel_weight
    training += others
    return Data(
        training=training,
        validation={
            name: _texts(table["text"], table["label"].to_numpy())
            for name, table in (("hotels", hotels["validation"]), ("shopping", products["validation"]))
        },
        vector_corpus=training.texts,
        datasets=[chn_senti_corp.DATASET, online_shopping.DATASET],
    )


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

    @classmethod
    def load(cls, path: Path) -> "TokenTable":
        """Read a file that :meth:`save` wrote."""
        with np.load(path) as archive:
            return cls(archive["flat"], archive["sizes"])

    def save(self, path: Path) -> None:
        """Write the table; the name appears when it is whole."""
        temporary = path.with_name(f".{path.name}")
        np.savez(temporary, flat=self.flat, sizes=self.sizes)
        temporary.rename(path)

    def __len__(self) -> int:
        return len(self.sizes)

    def __getitem__(self, index: int) -> np.ndarray:
        return self.flat[self.begins[index] : self.begins[index] + self.sizes[index]]

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self[index] for index in range(len(self)))

    def __add__(self, other: "TokenTable") -> "TokenTable":
        return TokenTable(np.concatenate([self.flat, other.flat]), np.concatenate([self.sizes, other.sizes]))

    def since(self, first: int) -> "TokenTable":
        """The texts from number ``first`` on."""
        return TokenTable(self.flat[self.sizes[:first].sum() :], self.sizes[first:])


class SentimentBatches:
    """The training texts of one length at a time, mixed with new sentences of the grammar each epoch.

    A long review gives one random window of it each epoch. Batches hold the same number of tokens whatever the
    length: ``batch_size`` windows of the longest, more of the shorter, at most ``most_texts``.
    """

    def __init__(self, texts: Texts, tokens: TokenTable, tokenizer: SentimentTokenizer, config: Config) -> None:
        self.texts, self.tokens, self.tokenizer, self.config = texts, tokens, tokenizer, config
        self.num_labels = len(LABELS[config.language])
        # Batches differ in number by a few from epoch to epoch; every epoch takes as many steps as the first.
        self.steps_per_epoch = min(len(self._plan(0).batches), config.max_steps_per_epoch or 10**9)

    def epoch(self, epoch: int, first_step: int) -> Iterator[Batch]:
        """Yield tokens (batch, length), probabilities of the labels (batch, labels) and weights (batch,)."""
        plan = self._plan(epoch)
        for step in range(first_step, self.steps_per_epoch):
            length, chosen = plan.batches[step % len(plan.batches)]
            windows = [plan.flat[begin : begin + size] for begin, size in zip(*plan.places[:, chosen], strict=True)]
            tokens = pad(windows, length)
            if length > WORD_DROPOUT_ABOVE[self.config.language]:
                random = np.random.default_rng([self.config.seed, epoch, step])
                tokens[(tokens != 0) & (random.random(tokens.shape) < self.config.word_dropout)] = UNKNOWN
            yield tokens, plan.targets[chosen], plan.weights[chosen]

    def _plan(self, epoch: int) -> "_Plan":
        random = np.random.default_rng([self.config.seed, epoch])
        sentences, names = GRAMMARS[self.config.language].write(
            self.config.grammar_sentences, [self.config.seed, epoch, 1]
        )
        grammar = TokenTable.encode(self.tokenizer, sentences)
        numbers = {name: number for number, name in enumerate(LABELS[self.config.language])}
        flat = np.concatenate([self.tokens.flat, grammar.flat])
        begins = np.concatenate([self.tokens.begins, grammar.begins + len(self.tokens.flat)])
        sizes = np.concatenate([self.tokens.sizes, grammar.sizes])
        one_hot = np.eye(self.num_labels, dtype="float32")
        known = one_hot[self.texts.labels] if self.texts.soft is None else self.texts.soft
        targets = np.concatenate([known, one_hot[[numbers[name] for name in names]]])
        weights = np.concatenate([self.texts.weights, np.ones(len(grammar), "float32")])
        shares = np.concatenate([self.texts.shares, np.ones(len(grammar), "float32")])

        # A long text: a window of a random size, anywhere in it.
        shortest = min(SHORTEST_WINDOW[self.config.language], self.config.window_size)
        largest = random.integers(shortest, self.config.window_size + 1, size=len(sizes))
        windows = np.where(sizes > shortest, np.minimum(sizes, largest), sizes)
        begins = begins + (random.random(len(sizes)) * (sizes - windows + 1)).astype("int64")
        used = (random.random(len(sizes)) < shares) & (sizes > 0)

        batches = []
        shortest = 1  # of the bucket
        for length in bucket_lengths(self.config.window_size):
            bucket = random.permutation(np.flatnonzero(used & (windows >= shortest) & (windows <= length)))
            count = min(self.config.most_texts, self.config.batch_size * self.config.window_size // length)
            batches += [(length, bucket[first : first + count]) for first in range(0, len(bucket), count)]
            shortest = length + 1
        order = random.permutation(len(batches))
        return _Plan(flat, np.stack([begins, windows]), targets, weights, [batches[index] for index in order])


def bucket_lengths(window_size: int) -> list[int]:
    """The serving lengths with more steps between, so that little of a training batch is padding."""
    lengths = padded_lengths(window_size)
    between = [(shorter + longer) // 2 for shorter, longer in pairwise(lengths)]
    return sorted({lengths[0] // 2, *lengths, *between})


@dataclass
class _Plan:
    """One epoch: where each item's window lies in the flat tokens, and which items make each batch."""

    flat: np.ndarray
    places: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    batches: list[tuple[int, np.ndarray]]

"""The texts that the networks learn from, and the order in which they are read."""

from __future__ import annotations

import dataclasses
import os
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.errors import PlaygroundError
from models.text_generation import Vocabulary
from training.datasets import imdb, shakespeare, tang_poetry, time_machine
from training.text_generation.config import Config

END_OF_POEM = "\n"
REVIEW_CHARACTERS = 2_000_000
"""What an epoch of the preset ``reviews`` reads: every epoch other reviews, as long as there are any."""


@dataclass(frozen=True)
class Texts:
    """What a preset learns from: either running text, or poems."""

    train: str | list[str]
    validation: str
    dataset: dict[str, Any]
    characters_per_epoch: int | None = None
    """Running text only: read this much in each epoch, on from where the one before ended, and round again."""
    test: str = ""
    """What is never learnt from; empty where a preset is not measured."""
    held_back: str = ""
    """Text like that learnt from which is not in it, to compare with: the validation text, if nothing else is said."""

    def __post_init__(self) -> None:
        if not self.held_back:
            object.__setattr__(self, "held_back", self.validation)

    def together(self) -> Texts:
        """Training and validation text in one, to learn from when nothing is left to choose; held back is the test."""
        if isinstance(self.train, str):
            train: str | list[str] = self.train + self.validation
        else:
            train = [*self.train, *filter(None, self.validation.split(END_OF_POEM))]
        return dataclasses.replace(self, train=train, held_back=self.test)

    @property
    def poems(self) -> bool:
        """Whether the training text is a list of poems."""
        return isinstance(self.train, list)

    def training_text(self, seed: int, epoch: int) -> str:
        """The text of an epoch; poems come in an order of their own in each, an end-of-poem token after every one."""
        if isinstance(self.train, str):
            if self.characters_per_epoch is None:
                return self.train
            pieces = max(len(self.train) // self.characters_per_epoch, 1)
            start = epoch % pieces * self.characters_per_epoch
            return self.train[start : start + self.characters_per_epoch]
        order = np.random.default_rng([seed, epoch]).permutation(len(self.train))
        return "".join(self.train[index] + END_OF_POEM for index in order)


def _prose(module: Any) -> Callable[[str | os.PathLike[str] | None], Texts]:
    def load(data_dir: str | os.PathLike[str] | None = None) -> Texts:
        splits = module.load(data_dir)
        return Texts(splits["train"], splits["validation"], module.DATASET, test=splits["test"])

    return load


def _tang_poetry(data_dir: str | os.PathLike[str] | None = None) -> Texts:
    splits = tang_poetry.load(data_dir)
    # Every poem of these texts follows an end-of-poem token, as in training.
    validation, test = (END_OF_POEM.join(["", *splits[name]["text"], ""]) for name in ("validation", "test"))
    return Texts(list(splits["train"]["text"]), validation, tang_poetry.DATASET, test=test)


def _reviews(data_dir: str | os.PathLike[str] | None = None) -> Texts:
    splits = imdb.load(data_dir)
    reviews = pd.concat([splits["train"]["text"], splits["unsupervised"]["text"]])
    order = np.random.default_rng(0).permutation(len(reviews))
    train = "\n\n".join(reviews.iloc[order])
    validation = "\n\n".join(splits["validation"]["text"])[:100_000]
    return Texts(_ascii(train), _ascii(validation), imdb.DATASET, REVIEW_CHARACTERS)


def _ascii(text: str) -> str:
    """Letters without their accents; what is still not ASCII leaves."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


SOURCES: dict[str, Callable[[str | os.PathLike[str] | None], Texts]] = {
    "shakespeare": _prose(shakespeare),
    "time_machine": _prose(time_machine),
    "tang_poetry": _tang_poetry,
    "reviews": _reviews,
}


def parallel_streams(tokens: np.ndarray, num_streams: int) -> tuple[np.ndarray, np.ndarray]:
    """Cut a text into equal consecutive streams: inputs and targets, each (num_streams, time); a rest is dropped."""
    length = (len(tokens) - 1) // num_streams
    inputs = tokens[: length * num_streams].reshape(num_streams, length)
    targets = tokens[1 : length * num_streams + 1].reshape(num_streams, length)
    return inputs, targets


def encoded(texts: Texts, vocabulary: Vocabulary, seed: int) -> Callable[[int], np.ndarray]:
    """The tokens of each epoch; where every epoch reads the same text, it is encoded once."""
    if isinstance(texts.train, str) and texts.characters_per_epoch is None:
        tokens = vocabulary.encode(texts.train)
        return lambda epoch: tokens
    return lambda epoch: vocabulary.encode(texts.training_text(seed, epoch))


@dataclass(frozen=True)
class Order:
    """How a text is cut into batches, and in which order they come."""

    batch_size: int
    """Streams read side by side."""
    sequence_length: int
    """Characters a step."""
    seed: int
    """Fixes the order, together with the epoch."""
    reset_probability: float = 0.0
    """Share of steps at which a stream begins anew."""
    max_steps_per_epoch: int | None = None
    """Cut each epoch short."""
    steps_per_epoch: int | None = None
    """By default one pass is an epoch; with a number, an epoch has so many steps: several passes over a short text, a
    part of a pass over a long one."""

    @classmethod
    def of(cls, config: Config) -> Order:
        """The order of a configuration."""
        return cls(**{field.name: getattr(config, field.name) for field in dataclasses.fields(cls)})


class StreamBatches:
    """Consecutive pieces of parallel streams, see :class:`training.loop.Batches`.

    Each pass over the text starts at a place of its own in it, and reads it as a ring. A batch is
    ``({"tokens": (batch, time), "keep": (batch,)}, targets (batch, time))``; ``keep`` is 0 where a stream begins
    anew, from an empty state: everywhere at a pass's first step, here and there later.

    Args:
        tokens_of_epoch: the text of an epoch.
        order: how it is cut.
    """

    def __init__(self, tokens_of_epoch: Callable[[int], np.ndarray], order: Order) -> None:
        self._tokens_of_epoch = tokens_of_epoch
        self.batch_size, self.sequence_length = order.batch_size, order.sequence_length
        self.seed, self.reset_probability = order.seed, order.reset_probability
        length = len(tokens_of_epoch(0))
        self._steps_per_pass = (length - 1) // (self.batch_size * self.sequence_length)
        if self._steps_per_pass == 0:
            raise PlaygroundError(
                "Expected a text of more than {expected} characters for batches of {batch_size} x {sequence_length}, "
                "received {received}.",
                expected=self.batch_size * self.sequence_length,
                batch_size=self.batch_size,
                sequence_length=self.sequence_length,
                received=length,
            )
        self.steps_per_epoch = order.steps_per_epoch or self._steps_per_pass
        if order.max_steps_per_epoch is not None:
            self.steps_per_epoch = min(self.steps_per_epoch, order.max_steps_per_epoch)
        self._steps_per_pass = min(self._steps_per_pass, self.steps_per_epoch)

    def epoch(self, epoch: int, first_step: int) -> Iterator[tuple[dict[str, np.ndarray], np.ndarray]]:
        """Yield the epoch's batches from ``first_step`` on."""
        tokens = self._tokens_of_epoch(epoch)
        passes = -(-self.steps_per_epoch // self._steps_per_pass)
        for number in range(first_step // self._steps_per_pass, passes):
            before = number * self._steps_per_pass  # steps of the passes before
            steps = min(self._steps_per_pass, self.steps_per_epoch - before)
            random = np.random.default_rng([self.seed, epoch * passes + number, 1])
            yield from self._pass(tokens, random, max(first_step - before, 0), steps)

    def _pass(
        self, tokens: np.ndarray, random: np.random.Generator, first_step: int, steps: int
    ) -> Iterator[tuple[dict[str, np.ndarray], np.ndarray]]:
        inputs, targets = parallel_streams(np.roll(tokens, -random.integers(len(tokens))), self.batch_size)
        keep = random.random((self._steps_per_pass, self.batch_size)) >= self.reset_probability
        keep[0] = False
        for step in range(first_step, steps):
            piece = np.s_[:, step * self.sequence_length : (step + 1) * self.sequence_length]
            yield {"tokens": inputs[piece], "keep": keep[step].astype(np.float32)}, targets[piece]


class RandomBatches(StreamBatches):
    """Windows of ``sequence_length`` characters from all over the text, each read from an empty state.

    A pass cuts the text at a place of its own and shuffles the windows.
    """

    def _pass(
        self, tokens: np.ndarray, random: np.random.Generator, first_step: int, steps: int
    ) -> Iterator[tuple[dict[str, np.ndarray], np.ndarray]]:
        length = self.sequence_length
        tokens = np.roll(tokens, -random.integers(len(tokens)))
        starts = length * random.permutation((len(tokens) - 1) // length)
        keep = np.zeros(self.batch_size, np.float32)
        for step in range(first_step, steps):
            here = starts[step * self.batch_size : (step + 1) * self.batch_size, None] + np.arange(length + 1)
            yield {"tokens": tokens[here[:, :-1]], "keep": keep}, tokens[here[:, 1:]]


BATCHES: dict[str, type[StreamBatches]] = {"sequential": StreamBatches, "random": RandomBatches}

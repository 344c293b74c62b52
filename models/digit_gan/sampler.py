"""The task object: digits drawn on demand, and an opinion about drawn digits."""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np

import models.digit_gan.layers  # noqa: F401 - registers the layers that the shipped networks are made of
from models.checks import is_integer
from models.digit_gan.images import NUM_DIGITS, checked_images, from_network, to_network
from models.digit_gan.judge import Judge
from models.digit_gan.latents import draw_labels, draw_latents
from models.digit_gan.learning import LEARNING_FILE, Learning, read_learning
from models.digit_gan.network import Network
from models.digit_gan.styles import Styles
from models.digit_gan.walks import Blender
from models.errors import PlaygroundError
from models.storage import open_model

MAXIMUM_COUNT = 100_000
Labels = int | Sequence[int] | np.ndarray


class DigitSampler:
    """Draws the digits asked for.

    >>> sampler = DigitSampler.load("digits")
    >>> sampler.sample(4, labels=[2, 0, 2, 6], seed=1).shape
    (4, 28, 28)

    ``conditional`` is False for the rivals ``digits_dense`` and ``digits_dcgan``, which draw whatever digit comes.
    """

    def __init__(
        self, generator: keras.Model, discriminator: keras.Model, judge: Judge, folder: Path | None = None
    ) -> None:
        self.latent_size: int = generator.inputs[0].shape[-1]
        self.conditional: bool = len(generator.inputs) == 2
        self.judge = judge
        self.folder = folder
        self._generator = Network(generator)
        self._discriminator = Network(discriminator)

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str] = "digits") -> "DigitSampler":
        """Open a preset by name, or a finished run by path.

        Raises:
            PlaygroundError: the folder is missing or damaged.
        """
        path = open_model(name_or_path, "digit_gan").path
        generator, discriminator = (
            keras.models.load_model(path / f"{name}.keras", compile=False) for name in ("generator", "discriminator")
        )
        return cls(generator, discriminator, Judge.of_folder(path), path)

    @cached_property
    def learning(self) -> Learning | None:
        """What the generator made of the same latents while it learnt; None where the folder has no such file.

        Raises:
            DamagedModelError: the file is there and damaged.
        """
        return None if self.folder is None else read_learning(self.folder / LEARNING_FILE)

    @cached_property
    def styles(self) -> Styles | None:
        """Directions in latent space that lean, thicken or widen a hand; None where the folder has none for it.

        Raises:
            DamagedModelError: the file is there and damaged.
        """
        return None if self.folder is None else Styles.of_folder(self.folder)

    @property
    def generator(self) -> keras.Model:
        """The network that draws, for what needs its gradient. It is shared: nobody assigns its weights."""
        return self._generator.network

    def sample(self, count: int, labels: Labels | None = None, seed: int | None = None) -> np.ndarray:
        """Draw digits from random latents.

        Args:
            count: how many, from 1 to 100,000.
            labels: which: one digit for all, or ``count`` digits. None draws them evenly, in an order that the
                seed shuffles: the counts of any two digits differ by one at most. A network that is not
                ``conditional`` takes None alone, and draws what comes.
            seed: the same seed draws the same images.

        Returns:
            Images, uint8 (count, 28, 28); 0 is paper and 255 is ink.

        Raises:
            PlaygroundError: the count, a label or the seed is not what it should be, or a digit is asked for of a
                network that is not conditional.
        """
        _check_count(count)
        _check_seed(seed)
        if labels is None and self.conditional:
            labels = draw_labels(count, seed)
        return self.generate(draw_latents(count, self.latent_size, seed), labels)

    def generate(self, latents: np.ndarray, labels: Labels | None) -> np.ndarray:
        """Draw digits from exactly these latents.

        Args:
            latents: (count, latent_size), as if drawn from a standard normal distribution.
            labels: one digit for all, or ``count`` digits; None for a network that is not conditional.

        Returns:
            Images, uint8 (count, 28, 28); 0 is paper and 255 is ink.

        Raises:
            PlaygroundError: the latents have another shape, or a label is no digit.
        """
        array = self._checked_latents(latents)
        if self.conditional:
            (images,) = self._generator(array, checked_labels(labels, len(array)))
        elif labels is None:
            (images,) = self._generator(array)
        else:
            raise PlaygroundError(
                "Expected no digit to be asked for of a network that draws whatever comes, received {received}.",
                received=_shown(labels),
            )
        return from_network(images)

    def blend(self, latents: np.ndarray, mixtures: np.ndarray) -> np.ndarray:
        """Draw what lies between digits, from exactly these latents.

        Args:
            latents: (count, latent_size), as if drawn from a standard normal distribution.
            mixtures: how much of each digit, (count, 10); each row sums to 1. All of one digit draws that digit.

        Returns:
            Images, uint8 (count, 28, 28); 0 is paper and 255 is ink.

        Raises:
            PlaygroundError: the latents have another shape, a row is no mixture, or the network is not conditional.
        """
        return self._blender(self._checked_latents(latents), mixtures)

    @cached_property
    def _blender(self) -> Blender:
        return Blender(self.generator)

    def _checked_latents(self, latents: Any) -> np.ndarray:
        array = np.asarray(latents)
        if array.dtype.kind not in "uif" or array.ndim != 2 or array.shape[1] != self.latent_size:
            raise PlaygroundError(
                "Expected latents as numbers of shape (count, {size}), received {kind} of shape {shape}.",
                size=self.latent_size,
                kind=str(array.dtype),
                shape=str(array.shape),
            )
        if not np.isfinite(array).all():
            raise PlaygroundError("Expected finite numbers in a latent, received one that is not.")
        return array

    def realness(self, images: np.ndarray, labels: Labels | None = None) -> np.ndarray:
        """The discriminator's opinion: near 1 where it believes that a person wrote the digit. Not a probability.

        It never saw a real digit under a wrong label, and is no judge of which digit it is: that is ``judge``.

        Args:
            images: (count, 28, 28), 0 is paper and 255 is ink.
            labels: which digit each should be; by default the one that the judge recognises. The discriminator of a
                network that is not conditional never asks.

        Returns:
            Sigmoid of the discriminator's logit, float32 (count,) in [0, 1].

        Raises:
            PlaygroundError: the images or the labels are not what they should be.
        """
        array = checked_images(images)
        if labels is not None:
            labels = checked_labels(labels, len(array))
        if self.conditional:
            claimed = self.judge.recognise(array) if labels is None else labels
            (logits,) = self._discriminator(to_network(array), claimed)
        else:
            (logits,) = self._discriminator(to_network(array))
        return (0.5 * (1 + np.tanh(0.5 * logits.reshape(len(array))))).astype(np.float32)


def checked_labels(labels: Any, count: int) -> np.ndarray:
    """``labels`` as int64 (count,): one digit for all, or one for each.

    Raises:
        PlaygroundError: there is another number of them, or one is no digit.
    """
    try:
        array = np.asarray(labels)
    except ValueError:  # nested sequences of different lengths
        array = np.empty((0, 0), dtype=object)
    if array.ndim > 1 or (array.size and array.dtype.kind not in "ui"):
        raise PlaygroundError(
            "Expected a digit from 0 to 9, or a list of them, received {received}.", received=_shown(labels)
        )
    if array.ndim == 1 and len(array) != count:
        raise PlaygroundError(
            "Expected {expected} labels, one for each image, received {received}.", expected=count, received=len(array)
        )
    outside = array[(array < 0) | (array >= NUM_DIGITS)]
    if outside.size:
        raise PlaygroundError("Expected digits from 0 to 9, received {received}.", received=int(outside.flat[0]))
    return np.broadcast_to(array, (count,)).astype(np.int64)


def _check_count(count: Any) -> None:
    if not is_integer(count) or not 1 <= count <= MAXIMUM_COUNT:
        raise PlaygroundError(
            "Expected a count of digits from 1 to {maximum}, received {received}.",
            maximum=MAXIMUM_COUNT,
            received=_shown(count),
        )


def _check_seed(seed: Any) -> None:
    if seed is not None and (not is_integer(seed) or seed < 0):
        raise PlaygroundError(
            "Expected a seed that is a whole number from 0 on, received {received}.", received=_shown(seed)
        )


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"

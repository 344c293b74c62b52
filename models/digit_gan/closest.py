"""The generator's closest drawing to a picture: the latent is changed, step by step, until its drawing fits.

A GAN has no way back from a picture to a latent; gradient descent on the latent finds one (Creswell and Bharath 2018,
https://arxiv.org/abs/1611.05644). The weights stay as they are. What it finds says what the generator can draw.
"""

import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.checks import is_integer
from models.digit_gan.gradients import LatentGradient
from models.digit_gan.images import NUM_DIGITS, checked_images, from_network, to_network
from models.digit_gan.latents import draw_latents
from models.digit_gan.sampler import DigitSampler
from models.errors import PlaygroundError

STEPS = 100
STARTS = 10
MOST_STEPS, MOST_STARTS = 1000, 100
LEARNING_RATE = 0.2
PULL = 0.01
CANDIDATES = 20
"""Random latents looked at for each start; the search sets out from the best of them."""
LEAST_PROBABILITY = 0.05
MOST_DIGITS = 3

_gradients: "weakref.WeakKeyDictionary[DigitSampler, LatentGradient]" = weakref.WeakKeyDictionary()
_making = threading.Lock()


@dataclass(frozen=True)
class Found:
    """The closest drawing so far.

    Attributes:
        step: how many steps have been taken; 0 is before the first.
        image: the drawing, uint8 (28, 28).
        distance: root mean square of the pixels' differences, from 0 (the same picture) to 1 (ink for paper).
        label: the digit that it is drawn as; None where the generator takes none.
        latent: float32 (latent_size,), which draws it.
        now: the distance of each start's own drawing at this step, (starts,).
        labels: the digit of each start, (starts,).
    """

    step: int
    image: np.ndarray
    distance: float
    label: int | None
    latent: np.ndarray
    now: np.ndarray
    labels: np.ndarray


def closest(
    sampler: DigitSampler,
    image: np.ndarray,
    steps: int = STEPS,
    starts: int = STARTS,
    label: int | None = None,
    seed: int = 0,
) -> Iterator[Found]:
    """Search for the latent whose drawing is closest to ``image``, from several starts at once, with Adam.

    Args:
        sampler: whose generator draws.
        image: (28, 28), 0 is paper and 255 is ink; see ``prepare``.
        steps: of the optimizer, from 1 to 1,000.
        starts: latents that set out, from 1 to 100.
        label: the digit to draw it as. None tries those that the judge finds in it, three at most.
        seed: fixes where it starts.

    Returns:
        ``steps + 1`` states, the one before the first step among them; the distance never grows.

    Raises:
        PlaygroundError: an argument is not what it should be, or the backend is not TensorFlow.
    """
    picture = checked_images(np.asarray(image)[None])[0]
    _check_whole("steps", steps, 1, MOST_STEPS)
    _check_whole("starts", starts, 1, MOST_STARTS)
    if label is not None:
        _check_whole("label", label, 0, NUM_DIGITS - 1)
        if not sampler.conditional:
            raise PlaygroundError(
                "Expected no digit to be asked for of a network that draws whatever comes, received {received}.",
                received=str(label),
            )
    return _search(sampler, picture, steps, starts, label, seed)


def _search(
    sampler: DigitSampler, picture: np.ndarray, steps: int, starts: int, label: int | None, seed: int
) -> Iterator[Found]:
    gradient_of = _gradient_of(sampler)
    latents, labels = _first_latents(sampler, picture, starts, _digits(sampler, picture, starts, label), seed)
    goal = to_network(picture[None])[0]  # (28, 28, 1)
    mean, variance = np.zeros_like(latents), np.zeros_like(latents)
    best: tuple[float, int, np.ndarray, np.ndarray] | None = None
    for step in range(steps + 1):
        gradient, squared, drawn = gradient_of(latents, labels, goal, PULL)
        now = np.sqrt(squared) / 2  # ink and paper lie 2 apart
        first = int(now.argmin())
        if best is None or now[first] < best[0]:
            best = float(now[first]), int(labels[first]), latents[first].copy(), from_network(drawn[first][None])[0]
        distance, digit, latent, drawing = best
        yield Found(step, drawing, distance, digit if sampler.conditional else None, latent, now, labels)
        # Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980), its step shrinking to nothing at the end.
        mean = 0.9 * mean + 0.1 * gradient
        variance = 0.99 * variance + 0.01 * gradient**2
        rate = LEARNING_RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        corrected = np.sqrt(variance / (1 - 0.99 ** (step + 1))) + 1e-8
        latents = latents - rate * (mean / (1 - 0.9 ** (step + 1))) / corrected


def _digits(sampler: DigitSampler, picture: np.ndarray, starts: int, label: int | None) -> list[int]:
    """The digits to try: the one asked for, else those that the judge finds probable, at least one."""
    if not sampler.conditional:
        return [0]  # a placeholder: its generator takes none
    if label is not None:
        return [int(label)]
    probabilities = sampler.judge.classify(picture[None])[0]
    order = np.argsort(-probabilities)[: min(MOST_DIGITS, starts)]
    return [int(digit) for rank, digit in enumerate(order) if rank == 0 or probabilities[digit] >= LEAST_PROBABILITY]


def _first_latents(
    sampler: DigitSampler, picture: np.ndarray, starts: int, digits: list[int], seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Where the search sets out, shared among the digits: the best of some random latents.

    Returns:
        The latents (starts, latent_size) and the digit of each (starts,).
    """
    latents, labels = [], []
    for index, digit in enumerate(digits):
        share = len(range(index, starts, len(digits)))
        candidates = draw_latents(CANDIDATES * share, sampler.latent_size, seed)
        drawn = sampler.generate(candidates, digit if sampler.conditional else None).astype(np.float32)
        order = np.square(drawn - picture).mean(axis=(1, 2)).argsort(kind="stable")[:share]
        latents.append(candidates[order])
        labels.append(np.full(share, digit, np.int32))
    return np.concatenate(latents), np.concatenate(labels)


def is_ready(sampler: DigitSampler) -> bool:
    """Whether a search can begin without waiting for the gradient to be compiled."""
    return sampler in _gradients


def make_ready(sampler: DigitSampler) -> None:
    """Compile the gradient, which takes a second or two the first time.

    Raises:
        PlaygroundError: the backend is not TensorFlow.
    """
    _gradient_of(sampler)


def _gradient_of(sampler: DigitSampler) -> LatentGradient:
    """The compiled gradient of a sampler's generator: traced once, kept as long as the sampler is."""
    with _making:
        if sampler not in _gradients:
            _gradients[sampler] = LatentGradient(sampler.generator)
        return _gradients[sampler]


def _check_whole(name: str, value: object, lowest: int, highest: int) -> None:
    if not is_integer(value) or not lowest <= int(value) <= highest:  # type: ignore[call-overload]
        raise PlaygroundError(
            "Expected a whole number from {lowest} to {highest} for {name}, received {received}.",
            name=name,
            lowest=lowest,
            highest=highest,
            received=str(value)[:60],
        )

"""Finds the styles of a trained generator: directions in latent space that lean, thicken or widen a whole hand.

    python -m training.digit_gan.styles digits

writes ``styles.npz`` into the preset. Nobody says what slant is in a latent: hands are
drawn, the principal components of what they draw are taken (as GANSpace does with activations, Härkönen et al. 2020,
https://arxiv.org/abs/2004.02546), and each is named after the measure of handwriting that it changes most.
"""

import time
from typing import Annotated

import numpy as np
import tyro

from models.digit_gan import DigitSampler
from models.digit_gan.images import NUM_DIGITS
from models.digit_gan.latents import draw_latents
from models.digit_gan.styles import FAR, MEASURES, OTHER, STYLES_FILE, Styles, measure
from models.storage import open_model, write_hashes
from training import command_line

NUM_COMPONENTS = 6
NUM_MEASURES_SOUGHT = 4
"""Components are turned towards the first so many of :data:`MEASURES`; the others only name what comes out."""
LEAST_CORRELATION = 0.4
"""A direction is named after a measure that it follows at least so well."""
NUM_RECOGNISED = 100


def find_styles(sampler: DigitSampler, generator_sha256: str = "", num_hands: int = 1_000, seed: int = 1) -> Styles:
    """The styles of a generator.

    A hand writes the ten digits, and all ten together are one observation, less what the average hand writes: so a
    component belongs to the hand and not to a digit. The leading components are turned, as a factor analysis turns
    its factors, until some of them point along measures of handwriting (:func:`turn`).

    Args:
        sampler: draws the digits.
        generator_sha256: the hash of its generator's file, kept with what was found.
        num_hands: drawn to find the directions, and as many others to measure what they do.
        seed: of the hands.
    """
    latents = draw_latents(2 * num_hands, sampler.latent_size, seed)
    latents, others = latents[:num_hands], latents[num_hands:]
    images = draw_hands(sampler, latents)
    scores, shares = principal_components(images, NUM_COMPONENTS)
    turning = turn(scores, measure_hands(images)[:, :NUM_MEASURES_SOUGHT], shares)
    # Latents are standard normal: the covariance with a score points where that score rises fastest.
    directions = nearest_orthonormal(latents.T @ (scores @ turning))  # (latent_size, components)
    correlations = correlate(others @ directions, measure_hands(draw_hands(sampler, others)))
    names = name_all(correlations)
    signs = np.ones(len(names))
    for index, name in enumerate(names):
        if name != OTHER and correlations[index, MEASURES.index(name)] < 0:
            signs[index] = -1.0
    directions = (signs * directions).T
    return Styles(
        names=tuple(names),
        directions=directions.astype(np.float32),
        correlations=(signs[:, None] * correlations).astype(np.float32),
        shares=(turning**2 * shares[:, None]).sum(axis=0).astype(np.float32),
        recognised=np.array([recognised(sampler, others, one) for one in directions], np.float32),
        generator_sha256=generator_sha256,
    )


def draw_hands(sampler: DigitSampler, latents: np.ndarray) -> np.ndarray:
    """The ten digits of each hand: uint8 (hands, 10, 28, 28)."""
    labels = np.tile(np.arange(NUM_DIGITS), len(latents))
    images = sampler.generate(np.repeat(latents, NUM_DIGITS, axis=0), labels)
    return images.reshape(len(latents), NUM_DIGITS, *images.shape[1:])


def measure_hands(images: np.ndarray) -> np.ndarray:
    """Each hand's measures, less its digits' averages: (hands, measures). An 8 is no thicker hand than a 1."""
    found = measure(images.reshape(-1, *images.shape[2:])).reshape(*images.shape[:2], -1)  # (hands, 10, measures)
    return (found - found.mean(axis=0)).mean(axis=1)


def principal_components(images: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """What differs between hands most.

    Args:
        images: (hands, 10, height, width).
        count: components to keep.

    Returns:
        Scores with variance 1, (hands, count), and the share of all variance that each component has, (count,).
    """
    hands, digits, height, width = images.shape
    # Half as sharp: a stroke moved by a pixel is then still the same stroke.
    blurred = images.reshape(hands, digits, height // 2, 2, width // 2, 2).mean(axis=(3, 5)).reshape(hands, -1)
    blurred -= blurred.mean(axis=0)
    # The same components as from the covariance of pixels, which there are more of.
    variances, vectors = np.linalg.eigh(blurred @ blurred.T)
    largest = slice(-1, -count - 1, -1)
    return vectors[:, largest] * np.sqrt(hands), variances[largest] / variances.sum()


def turn(scores: np.ndarray, measures: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The rotation of the components that brings the first of them closest to the measures, all at once.

    An orthogonal Procrustes rotation (Schönemann 1966, https://doi.org/10.1007/BF02289451). What is left of the
    components' space keeps its own principal components.

    Args:
        scores: (hands, components), of variance 1.
        measures: (hands, sought), of the same hands, fewer than components.
        shares: of the variance, (components,).

    Returns:
        An orthogonal matrix (components, components): ``scores @ matrix`` are the turned scores.
    """
    sought = (measures - measures.mean(axis=0)) / np.maximum(measures.std(axis=0), 1e-9)
    left, _, right = np.linalg.svd(scores.T @ sought, full_matrices=True)
    named, rest = left[:, : measures.shape[1]] @ right, left[:, measures.shape[1] :]
    _, vectors = np.linalg.eigh(rest.T @ (shares[:, None] * rest))
    return np.concatenate([named, rest @ vectors[:, ::-1]], axis=1)


def nearest_orthonormal(columns: np.ndarray) -> np.ndarray:
    """Perpendicular unit vectors as close to the directions of ``columns`` as can be; same shape."""
    lengths = np.linalg.norm(columns, axis=0)
    left, _, right = np.linalg.svd(columns / np.maximum(lengths, 1e-12), full_matrices=False)
    return left @ right


def correlate(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Pearson's correlation of each column of ``first`` with each of ``second``: (first, second)."""
    standard = [(x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-9) for x in (first, second)]
    return standard[0].T @ standard[1] / len(first)


def name_all(correlations: np.ndarray) -> list[str]:
    """A name for each direction: the measure that it follows best, if well enough and no other follows that better.

    Args:
        correlations: (directions, measures).
    """
    strength = np.abs(correlations)
    best = strength.argmax(axis=1)
    return [
        MEASURES[column] if strength[row, column] >= max(LEAST_CORRELATION, strength[:, column].max()) else OTHER
        for row, column in enumerate(best)
    ]


def recognised(sampler: DigitSampler, latents: np.ndarray, direction: np.ndarray) -> float:
    """How often the judge still reads the digit asked for when hands are moved by :data:`FAR`, either way."""
    hands = latents[:NUM_RECOGNISED]
    moved = np.concatenate([hands - FAR * direction, hands + FAR * direction])
    images = draw_hands(sampler, moved.astype(np.float32))
    read = sampler.judge.recognise(images.reshape(-1, *images.shape[2:])).reshape(images.shape[:2])
    return float((read == np.arange(NUM_DIGITS)).mean())


def write_styles(name_or_path: str) -> Styles:
    """Find the styles of a preset or finished run and write them into its folder."""
    folder = open_model(name_or_path, "digit_gan")
    styles = find_styles(DigitSampler.load(folder.path), folder.metadata["sha256"]["generator.keras"])
    styles.save(folder.path / STYLES_FILE)
    metadata = folder.metadata
    write_hashes(folder.path, metadata, [*metadata["sha256"], STYLES_FILE])
    return styles


def main(model: Annotated[str, tyro.conf.Positional]) -> None:
    """Find the styles of a generator and write them into its folder.

    Args:
        model: a preset's name, such as digits, or the folder of a finished run.
    """
    started = time.perf_counter()
    styles = write_styles(model)
    for index, name in enumerate(styles.names):
        with_measures = "  ".join(
            f"{measure} {value:+.2f}" for measure, value in zip(MEASURES, styles.correlations[index], strict=True)
        )
        print(f"{name:14} share {styles.shares[index]:.3f}  read {styles.recognised[index]:.3f}  {with_measures}")
    print(f"{STYLES_FILE}, in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    command_line.run(main, __doc__)

"""The figures of a digit GAN, taken by its judge: a classifier that saw only real training digits."""

from pathlib import Path

import numpy as np

from models.digit_gan import DigitSampler
from models.digit_gan.architectures import NUM_DIGITS
from models.digit_gan.sampler import draw_labels, draw_latents
from models.storage import ModelFolder
from training.datasets import mnist
from training.evaluation import Figure, hash_order

NUM_SAMPLES = 10_000
SEED = 2026


def measure(folder: ModelFolder, data_dir: str | Path | None = None, first_500_only: bool = False) -> dict[str, Figure]:
    """Take the figures of a digit GAN.

    * ``judge_accuracy``: real test digits that the judge reads right: how far to trust the rest.
    * ``recognised_as_asked``: drawn digits that the judge reads as the digit asked for, 1,000 of each.
    * ``rarest_digit``, ``commonest_digit``: shares, as the judge reads them, when no digit is asked for.
    * ``frechet_distance``: between drawn and real test digits in the judge's features.
    * ``frechet_ratio``: that, over the same distance between 10,000 real training and the real test digits.
    """
    sampler = DigitSampler.load(folder.path)
    judge = sampler.judge
    digits = mnist.load(data_dir)
    # A drawing is identified by its number: its pixels may differ in the last bit from machine to machine.
    numbers = hash_order(str(number) for number in range(NUM_SAMPLES))
    tests = hash_order(image.tobytes() for image in digits.test_images)
    trainings = hash_order(image.tobytes() for image in digits.train_images)[:NUM_SAMPLES]
    if first_500_only:
        numbers, tests, trainings = numbers[:500], tests[:500], trainings[:500]

    latents = draw_latents(NUM_SAMPLES, sampler.latent_size, SEED)[numbers]
    asked = np.arange(NUM_SAMPLES)[numbers] % NUM_DIGITS
    drawn = sampler.generate(latents, asked)
    unasked = sampler.generate(latents, draw_labels(NUM_SAMPLES, SEED)[numbers])
    right = judge.recognise(drawn) == asked
    judged = judge.recognise(digits.test_images[tests]) == digits.test_labels[tests]
    read = judge.recognise(unasked)
    drawn_features = judge.features(drawn)
    test_features = judge.features(digits.test_images[tests])
    train_features = judge.features(digits.train_images[trainings])

    def shares(count: int) -> np.ndarray:
        return np.bincount(read[:count], minlength=NUM_DIGITS) / len(read[:count])

    def distance(count: int) -> float:
        return frechet_distance(drawn_features[:count], test_features[:count])

    def ratio(count: int) -> float:
        return distance(count) / frechet_distance(train_features[:count], test_features[:count])

    def figure(unit: str, split: str, value_of: object) -> Figure:
        value = None if first_500_only else float(value_of(NUM_SAMPLES))  # type: ignore[operator]
        return Figure(unit, split, NUM_SAMPLES, value, float(value_of(500)))  # type: ignore[operator]

    return {
        "recognised_as_asked": figure("accuracy", "drawn digits, 1,000 of each", lambda count: right[:count].mean()),
        "judge_accuracy": figure("accuracy", "MNIST test", lambda count: judged[:count].mean()),
        "rarest_digit": figure("share", "drawn digits, none asked for", lambda count: shares(count).min()),
        "commonest_digit": figure("share", "drawn digits, none asked for", lambda count: shares(count).max()),
        "frechet_distance": figure("distance", "drawn digits and MNIST test", distance),
        "frechet_ratio": figure("ratio", "drawn digits, MNIST training and MNIST test", ratio),
    }


def frechet_distance(first: np.ndarray, second: np.ndarray) -> float:
    """The squared Fréchet distance between two clouds of features, each taken for a normal distribution.

    ``|m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½)`` with means m and covariances C (Heusel et al. 2017,
    https://arxiv.org/abs/1706.08500).

    Args:
        first: (count, features).
        second: (count, features); the counts may differ.
    """
    means = [np.asarray(features, np.float64).mean(axis=0) for features in (first, second)]
    covariances = [np.cov(np.asarray(features, np.float64), rowvar=False) for features in (first, second)]
    # The trace of a square root is the sum of the square roots of the eigenvalues, which are real and not
    # negative here, since C1 C2 has those of C1^½ C2 C1^½; rounding may leave a trace of either.
    eigenvalues = np.linalg.eigvals(covariances[0] @ covariances[1]).real
    root_trace = np.sqrt(np.maximum(eigenvalues, 0)).sum()
    difference = means[0] - means[1]
    distance = difference @ difference + np.trace(covariances[0]) + np.trace(covariances[1]) - 2 * root_trace
    return float(max(distance, 0.0))

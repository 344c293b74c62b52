"""The figures of a digit GAN, taken by its judge: a classifier that saw only real training digits."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from models.digit_gan import DigitSampler
from models.digit_gan.images import NUM_DIGITS
from models.digit_gan.sampler import draw_labels, draw_latents
from models.storage import ModelFolder
from training.datasets import mnist
from training.digit_gan.classifier import right_after_drawings
from training.digit_gan.clouds import frechet_distance, frechet_interval, nearest_distances, overlap
from training.figures import Figure, hash_order

NUM_SAMPLES = 10_000
NUM_LESSONS = 60_000
SEED = 2026
MORE_EPOCHS = (
    "The preset trains for forty epochs since this had been read for a network of eight, whose Fréchet ratio was 2.32."
)
"""Of the figures of ``digits``."""
BETWEEN = "drawn digits and MNIST test"
BESIDE_TRAINING = "drawn digits, MNIST training and MNIST test"
FIGURES = {
    "recognised_as_asked": ("accuracy", "drawn digits, 1,000 of each"),
    "judge_accuracy": ("accuracy", "MNIST test"),
    "rarest_digit": ("share", "drawn digits, none asked for"),
    "commonest_digit": ("share", "drawn digits, none asked for"),
    "frechet_distance": ("distance", BETWEEN),
    "frechet_low": ("distance", BETWEEN),
    "frechet_high": ("distance", BETWEEN),
    "frechet_ratio": ("ratio", BESIDE_TRAINING),
    "precision": ("share", BETWEEN),
    "precision_share": ("share", BESIDE_TRAINING),
    "recall": ("share", BETWEEN),
    "recall_share": ("share", BESIDE_TRAINING),
    "coverage": ("share", BETWEEN),
    "coverage_share": ("share", BESIDE_TRAINING),
    "worst_digit_coverage_share": ("share", BESIDE_TRAINING),
    "trained_on_samples": ("accuracy", "MNIST test"),
    "nearest_ratio": ("ratio", BESIDE_TRAINING),
}
"""Each figure's unit and what it is measured on."""
ASKED = ("recognised_as_asked", "trained_on_samples")
"""Those that only a GAN has that can be asked for a digit: of the others' drawings nobody knows what they should be."""


@dataclasses.dataclass(frozen=True)
class Evidence:
    """What each drawing and each real digit contributes; every array has one row an item, in hash order."""

    asked_right: np.ndarray
    """Drawings that the judge reads as asked."""
    read: np.ndarray
    """What the judge reads where no digit was asked for."""
    drawn_features: np.ndarray
    """The judge's features of the drawings."""
    drawn_nearest: np.ndarray
    """Distances from the drawings to the nearest training images."""
    test_images: np.ndarray
    """Real test digits."""
    test_labels: np.ndarray
    """Which ones they are."""
    test_right: np.ndarray
    """Those that the judge reads right."""
    test_features: np.ndarray
    """The judge's features of them."""
    test_nearest: np.ndarray
    """Distances from them to the nearest training images."""
    train_features: np.ndarray
    """The judge's features of as many training digits."""

    def first(self, count: int) -> "Evidence":
        """The same of the first items alone."""
        return Evidence(**{field.name: getattr(self, field.name)[:count] for field in dataclasses.fields(self)})


def measure(folder: ModelFolder, data_dir: str | Path | None = None, first_500_only: bool = False) -> dict[str, Figure]:
    """Take the figures of a digit GAN, see :func:`measure_with_files`."""
    return measure_with_files(folder, data_dir, first_500_only)[0]


def measure_with_files(
    folder: ModelFolder, data_dir: str | Path | None = None, first_500_only: bool = False
) -> tuple[dict[str, Figure], dict[str, Any]]:
    """Take the figures of a digit GAN, and what a page draws of them, by file.

    * ``recognised_as_asked``: drawn digits that the judge reads as the digit asked for.
    * ``judge_accuracy``: real test digits that the judge reads right: how far to trust the rest.
    * ``rarest_digit``, ``commonest_digit``: shares, as the judge reads them, when no digit is asked for.
    * ``frechet_distance``, ``frechet_low``, ``frechet_high``: between drawn and real test digits in the judge's
      features, and the ends of its 95% interval.
    * ``frechet_ratio``: that, over the same distance between 10,000 real training and the real test digits.
    * ``precision``, ``recall``, ``coverage``: in the judge's features against the test digits, five neighbours; with
      ``_share`` the same over what the 10,000 real training digits score.
    * ``worst_digit_coverage_share``: of each digit the share of its real test images that the drawings cover, over the
      share that the real training digits cover; the smallest of the ten.
    * ``trained_on_samples``: real test digits read right by a classifier that saw 60,000 drawn ones, each taken for the
      digit asked for, and no real one.
    * ``nearest_ratio``: the mean distance, in pixels, from a drawn digit to the nearest of all 60,000 training images,
      over the same for the real test digits: far below 1 would be copies.

    Those in :data:`ASKED` are left out for a GAN that cannot be asked for a digit.

    Returns:
        The figures by name; and ``scores.json``, a list of ten each: the share of the digits ``drawn`` when none is
        asked for, and the share of the real test images of a digit that the drawings (``coverage``) and the real
        training digits (``real_coverage``) cover.
    """
    sampler = DigitSampler.load(folder.path)
    digits = mnist.load(data_dir)
    evidence = gather(sampler, digits, 500 if first_500_only else NUM_SAMPLES)
    of_500, scores = figures_of(evidence.first(500))
    of_all: dict[str, float] = {}
    if not first_500_only:
        of_all, scores = figures_of(evidence)
    if sampler.conditional:
        of_500["trained_on_samples"] = taught(sampler, 500, evidence)
        if not first_500_only:
            of_all["trained_on_samples"] = taught(sampler, NUM_LESSONS, evidence)
    note = MORE_EPOCHS if folder.config["preset"] == "digits" else None
    return {
        name: Figure(unit, split, "test", NUM_SAMPLES, of_all.get(name), of_500[name], note)
        for name, (unit, split) in FIGURES.items()
        if sampler.conditional or name not in ASKED
    }, {"scores.json": scores}


def gather(sampler: DigitSampler, digits: mnist.Mnist, count: int) -> Evidence:
    """Draw, and have the judge look at the drawings and at as many real digits."""
    judge = sampler.judge
    # A drawing is identified by its number: its pixels may differ in the last bit from machine to machine.
    numbers = hash_order(str(number) for number in range(NUM_SAMPLES))[:count]
    tests = hash_order(image.tobytes() for image in digits.test_images)[:count]
    trainings = hash_order(image.tobytes() for image in digits.train_images)[:count]
    latents = draw_latents(NUM_SAMPLES, sampler.latent_size, SEED)[numbers]
    asked = np.asarray(numbers) % NUM_DIGITS
    drawn = draw(sampler, latents, asked)
    unasked = draw(sampler, latents, draw_labels(NUM_SAMPLES, SEED)[numbers]) if sampler.conditional else drawn
    test_images, test_labels = digits.test_images[tests], digits.test_labels[tests]
    return Evidence(
        asked_right=judge.recognise(drawn) == asked,
        read=judge.recognise(unasked),
        drawn_features=judge.features(drawn),
        drawn_nearest=nearest_distances(drawn, digits.train_images),
        test_images=test_images,
        test_labels=test_labels,
        test_right=judge.recognise(test_images) == test_labels,
        test_features=judge.features(test_images),
        test_nearest=nearest_distances(test_images, digits.train_images),
        train_features=judge.features(digits.train_images[trainings]),
    )


def draw(sampler: DigitSampler, latents: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The digits asked for, or what comes of the latents where nothing can be asked for."""
    return sampler.generate(latents, labels if sampler.conditional else None)


def taught(sampler: DigitSampler, lessons: int, evidence: Evidence) -> float:
    """How many real digits of the evidence a classifier reads right that saw ``lessons`` drawings and nothing else."""
    labels = np.arange(lessons) % NUM_DIGITS
    # Other latents than the evidence's: what is measured does not hang on one draw.
    images = sampler.generate(draw_latents(lessons, sampler.latent_size, SEED + 1), labels)
    tests = evidence.first(lessons)
    return float(right_after_drawings(images, labels, tests.test_images, tests.test_labels, SEED).mean())


def figures_of(evidence: Evidence) -> tuple[dict[str, float], dict[str, Any]]:
    """Every figure that needs no more than the evidence, and the scores by digit."""
    drawn, test, train = evidence.drawn_features, evidence.test_features, evidence.train_features
    shares = np.bincount(evidence.read, minlength=NUM_DIGITS) / len(evidence.read)
    distance = frechet_distance(drawn, test)
    low, high = frechet_interval(drawn, test, seed=SEED)
    ours, real = overlap(test, drawn), overlap(test, train)
    precision, recall, coverage = ours.shares()
    real_precision, real_recall, real_coverage = real.shares()
    covered, real_covered = (
        np.array([cloud.covered[evidence.test_labels == digit].mean() for digit in range(NUM_DIGITS)])
        for cloud in (ours, real)
    )
    figures = {
        "recognised_as_asked": evidence.asked_right.mean(),
        "judge_accuracy": evidence.test_right.mean(),
        "rarest_digit": shares.min(),
        "commonest_digit": shares.max(),
        "frechet_distance": distance,
        "frechet_low": low,
        "frechet_high": high,
        "frechet_ratio": distance / frechet_distance(train, test),
        "precision": precision,
        "precision_share": precision / real_precision,
        "recall": recall,
        "recall_share": recall / real_recall,
        "coverage": coverage,
        "coverage_share": coverage / real_coverage,
        "worst_digit_coverage_share": (covered / real_covered).min(),
        "nearest_ratio": evidence.drawn_nearest.mean() / evidence.test_nearest.mean(),
    }
    scores = {"drawn": shares.tolist(), "coverage": covered.tolist(), "real_coverage": real_covered.tolist()}
    return {name: float(value) for name, value in figures.items()}, scores

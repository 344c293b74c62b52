"""Probabilities that mean what they say: one temperature (Guo et al. 2017), and how true they are with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.probabilities import softmax
from models.sentiment.reliability import KINDS_OF_TEXT, kind_of_text

# Texts in a bin of a reliability table: its accuracy is then known to eight points at worst (a standard error).
FEWEST_IN_BIN = 40
CHANCE_DRAWS = 200
CHANCE_SEED = 2026


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature T for which softmax(logits / T) gives the labels the highest likelihood.

    Args:
        logits: (texts, labels).
        labels: (texts,) the right ones.
    """

    def surprise(temperature: float) -> float:
        return float(-np.log(softmax(logits / temperature)[np.arange(len(labels)), labels] + 1e-12).mean())

    temperatures = np.geomspace(0.25, 8.0, 400)
    return float(min(temperatures, key=surprise))


def calibration_error(probabilities: np.ndarray, labels: np.ndarray, num_bins: int = 15) -> float:
    """The expected calibration error: how far confidence is from accuracy, averaged over equally wide bins.

    ECE = sum_b |b| / n * |accuracy(b) - confidence(b)|

    Args:
        probabilities: (texts, labels).
        labels: (texts,) the right ones.
        num_bins: bins of confidence between 0 and 1.
    """
    confidence = probabilities.max(axis=-1)
    right = probabilities.argmax(axis=-1) == labels
    bins = np.minimum((confidence * num_bins).astype(int), num_bins - 1)
    gaps = np.bincount(bins, right - confidence, minlength=num_bins)
    return float(np.abs(gaps).sum() / len(labels))


def calibration_excess(probabilities: np.ndarray, labels: np.ndarray, num_bins: int = 15) -> float:
    """The calibration error less the one that chance alone gives.

    Even a model whose every probability is true has a calibration error on finitely many texts. Its mean is found
    by drawing labels from the model's own probabilities, 200 times with a fixed seed.

    Args:
        probabilities: (texts, labels).
        labels: (texts,) the right ones.
        num_bins: bins of confidence between 0 and 1.
    """
    random = np.random.default_rng(CHANCE_SEED)
    edges = probabilities.cumsum(axis=-1)[:, :-1]  # (texts, labels - 1)
    by_chance = []
    for _ in range(CHANCE_DRAWS):
        drawn = (random.random((len(edges), 1)) > edges).sum(axis=-1)
        by_chance.append(calibration_error(probabilities, drawn, num_bins))
    return calibration_error(probabilities, labels, num_bins) - float(np.mean(by_chance))


def reliability(
    probabilities: np.ndarray, labels: np.ndarray, num_bins: int = 20, limit: float | None = None
) -> list[dict[str, Any]]:
    """How often the most probable label is right, by how probable it is.

    Equally wide bins of confidence; one with fewer than 40 texts is joined with the next, so that together they
    reach from 0 to 1.

    Args:
        probabilities: (texts, labels).
        labels: (texts,) the right ones.
        num_bins: bins before the joining.
        limit: a bound of bins that none may reach across, however few texts are on one side of it.

    Returns:
        A row a bin: ``from`` and ``to`` (confidence, the upper bound not included), the mean ``confidence`` and the
        ``accuracy`` of its texts, and their ``count``. No rows for no texts.
    """
    if len(labels) == 0:
        return []
    confidence = probabilities.max(axis=-1)
    right = probabilities.argmax(axis=-1) == labels
    fine = np.minimum((confidence * num_bins).astype(int), num_bins - 1)
    counts = np.bincount(fine, minlength=num_bins)
    # No bound where there is nothing on one side of it.
    bound = 0 if limit is None else round(limit * num_bins)
    bound = bound if counts[:bound].any() and counts[bound:].any() else 0
    joined: list[list[int]] = [[]]
    for number in range(num_bins):
        if counts[joined[-1]].sum() >= FEWEST_IN_BIN or (number == bound and joined[-1]):
            joined.append([])
        joined[-1].append(number)
    # What is left over at the top belongs to the bin below it.
    if len(joined) > 1 and counts[joined[-1]].sum() < FEWEST_IN_BIN and joined[-1][0] != bound:
        last = joined.pop()
        joined[-1] += last
    rows = []
    for numbers in joined:
        chosen = np.isin(fine, numbers)
        rows.append(
            {
                "from": numbers[0] / num_bins,
                "to": (numbers[-1] + 1) / num_bins,
                "confidence": round(float(confidence[chosen].mean()), 4),
                "accuracy": round(float(right[chosen].mean()), 4),
                "count": int(chosen.sum()),
            }
        )
    return rows


def reliability_by_kind(
    probabilities: np.ndarray,
    labels: np.ndarray,
    kinds: Sequence[str],
    limits: Mapping[str, float] | None = None,
) -> list[dict[str, Any]]:
    """The :func:`reliability` of each kind of text, where there are enough of it.

    Args:
        probabilities: (texts, labels), calibrated.
        labels: (texts,) the right ones.
        kinds: of each text, see :func:`models.sentiment.reliability.kind_of_text`.
        limits: where "cannot tell" was decided to begin, by kind; else it is to be read off the bins.

    Returns:
        A row a kind: which kind it is ``of``, ``count`` of texts and their ``bins``; and the ``limit``, where one was
        given.
    """
    limits = limits or {}
    of = np.array(kinds)
    return [
        {
            "of": kind,
            "count": int((of == kind).sum()),
            **({"limit": limits[kind]} if kind in limits else {}),
            "bins": reliability(probabilities[of == kind], labels[of == kind], limit=limits.get(kind)),
        }
        for kind in KINDS_OF_TEXT
        if (of == kind).sum() >= FEWEST_IN_BIN
    ]


@dataclass(frozen=True)
class JudgedSet:
    """A set of texts, and what a model says of them."""

    texts: Sequence[str]
    num_tokens: Sequence[int]
    """Of each text."""
    probabilities: np.ndarray
    """(texts, labels), calibrated."""
    labels: np.ndarray
    """(texts,) the right ones."""
    two_way: bool
    """Whether the set knows no neutral."""


def reliability_of_sets(sets: Iterable[JudgedSet], limits: Mapping[str, float] | None = None) -> list[dict[str, Any]]:
    """The :func:`reliability_by_kind` of several sets together.

    Of the sets that know no neutral only the long texts are counted: short ones may well be neutral.
    """
    kinds: list[str] = []
    probabilities, labels = [], []
    for one in sets:
        of = np.array([kind_of_text(text, count) for text, count in zip(one.texts, one.num_tokens, strict=True)])
        counted = (of == "long") | (not one.two_way)
        kinds += of[counted].tolist()
        probabilities.append(one.probabilities[counted])
        labels.append(one.labels[counted])
    return reliability_by_kind(np.concatenate(probabilities), np.concatenate(labels), kinds, limits)

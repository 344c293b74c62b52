"""Probabilities that mean what they say: one temperature, fitted on validation data (Guo et al. 2017)."""

import numpy as np


def softmax(logits: np.ndarray) -> np.ndarray:
    """exp(z) / sum exp(z), along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


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

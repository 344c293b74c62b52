"""How good predictions are: accuracy, and the perplexity of a model that forecasts characters."""

import math

import numpy as np


def perplexity(nats: float | np.ndarray) -> float:
    """exp(mean nats a character): among how many equally likely characters the model is undecided.

    1 for a perfect forecast, the vocabulary's size for a uniform guess. An array is averaged before exp is taken.
    """
    mean = float(np.mean(nats))
    return math.exp(mean) if mean < 709 else math.inf


def accuracy(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The share of predictions that equal their targets, 0 to 1; both of any one shape."""
    if np.shape(predictions) != np.shape(targets):
        raise ValueError(f"Expected targets of shape {np.shape(predictions)}, received {np.shape(targets)}.")
    return float(np.mean(np.equal(predictions, targets)))

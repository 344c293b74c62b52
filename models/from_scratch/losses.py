"""Losses in NumPy: each function gives the value and its gradient with respect to its first argument.

A value is the mean over everything that is predicted, as Keras's default ``sum_over_batch_size`` has it, so the
gradients carry the same division. The cross-entropies take logits: softmax or sigmoid and logarithm together can be
computed without an overflow, and their gradients together are a mere difference, ``probabilities - targets``.
That difference is *not* the gradient of a softmax: whoever writes it as the softmax layer's ``backward`` has a layer
that is right beside this one loss only.
"""

import numpy as np


def mean_squared_error(outputs: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """L = mean((y_hat - y)^2), dL/dy_hat = 2 (y_hat - y) / n.

    Args:
        outputs: y_hat, of any shape.
        targets: y, of the same shape.

    Returns:
        The loss, and its gradient in the shape of ``outputs``; n is the number of elements.
    """
    _check_same_shape(outputs, targets)
    difference = outputs - targets
    return float(np.mean(difference**2)), 2.0 * difference / difference.size


def binary_cross_entropy(logits: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """L = -mean(y log sigmoid(z) + (1 - y) log(1 - sigmoid(z))), dL/dz = (sigmoid(z) - y) / n.

    Written as ``max(z, 0) - z y + log(1 + exp(-|z|))``, in which nothing can overflow.

    Args:
        logits: z, of any shape.
        targets: y from 0 to 1, of the same shape.

    Returns:
        The loss in nats, and its gradient in the shape of ``logits``.
    """
    _check_same_shape(logits, targets)
    shrinking = np.exp(-np.abs(logits))
    value = np.mean(np.maximum(logits, 0) - logits * targets + np.log1p(shrinking))
    probabilities = np.where(logits >= 0, 1.0, shrinking) / (1.0 + shrinking)
    return float(value), (probabilities - targets) / logits.size


def sparse_categorical_cross_entropy(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """L = -mean(log softmax(z)_label), dL/dz = (softmax(z) - one_hot(label)) / n, n being the number of labels.

    Args:
        logits: z (..., classes).
        labels: integers (...), from 0 to classes - 1.

    Returns:
        The loss in nats, and its gradient in the shape of ``logits``.
    """
    labels = np.asarray(labels)
    if labels.shape != logits.shape[:-1]:
        raise ValueError(f"Expected labels of shape {logits.shape[:-1]}, received {labels.shape}.")
    if labels.size and not (labels.min() >= 0 and labels.max() < logits.shape[-1]):
        raise ValueError(
            f"Expected labels from 0 to {logits.shape[-1] - 1}, received {labels.min()} to {labels.max()}."
        )
    flat = log_softmax(logits).reshape(-1, logits.shape[-1])  # (rows, classes)
    rows = np.arange(len(flat))
    value = -np.mean(flat[rows, labels.ravel()])
    gradient = np.exp(flat)
    gradient[rows, labels.ravel()] -= 1.0
    return float(value), (gradient / len(flat)).reshape(logits.shape)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """The logarithm of softmax, z - log(sum_k exp(z_k)) along the last axis, computed from z - max(z)."""
    shifted = logits - np.max(logits, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


def _check_same_shape(outputs: np.ndarray, targets: np.ndarray) -> None:
    if np.shape(outputs) != np.shape(targets):
        raise ValueError(f"Expected targets of shape {np.shape(outputs)}, received {np.shape(targets)}.")

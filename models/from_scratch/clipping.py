"""Gradients kept from growing too large, by Keras's three formulae.

Clipping by value bends the gradient's direction; clipping by a norm only shortens it. A recurrent network's gradient
may explode, and the usual cure is the norm over all its parameters together (Pascanu, Mikolov & Bengio 2013).
"""

from collections.abc import Mapping

import numpy as np


def global_norm(gradients: Mapping[str, np.ndarray]) -> float:
    """The length of all gradients taken as one vector: sqrt(sum of all squares)."""
    return float(np.sqrt(sum(float(np.sum(np.square(gradient))) for gradient in gradients.values())))


def clip_by_value(gradients: Mapping[str, np.ndarray], limit: float) -> dict[str, np.ndarray]:
    """Each element cut off at -limit and limit (Keras's ``clipvalue``)."""
    _check_positive(limit)
    return {name: np.clip(gradient, -limit, limit) for name, gradient in gradients.items()}


def clip_by_norm(gradients: Mapping[str, np.ndarray], limit: float) -> dict[str, np.ndarray]:
    """Each gradient by itself shortened to at most ``limit`` (Keras's ``clipnorm``): g limit / max(|g|, limit)."""
    _check_positive(limit)
    return {
        name: gradient * limit / max(float(np.linalg.norm(gradient)), limit) for name, gradient in gradients.items()
    }


def clip_by_global_norm(gradients: Mapping[str, np.ndarray], limit: float) -> dict[str, np.ndarray]:
    """All gradients shortened by one factor, min(1, limit / norm), so that their global norm is at most ``limit``.

    Keras's ``global_clipnorm``. A norm that is not finite makes every gradient NaN, as in Keras: a gradient that
    exploded to infinity has no direction to keep.
    """
    _check_positive(limit)
    norm = global_norm(gradients)
    scale = min(1.0, limit / norm) if norm > 0 and np.isfinite(norm) else 1.0 if norm == 0 else float("nan")
    return {name: gradient * scale for name, gradient in gradients.items()}


def _check_positive(limit: float) -> None:
    if not limit > 0:
        raise ValueError(f"Expected a limit above 0, received {limit}.")

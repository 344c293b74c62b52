"""Gradients kept from growing too large: all shortened together, which leaves their direction as it is.

A recurrent network's gradient may explode, and the usual cure is to clip the norm over all its parameters together
(Pascanu, Mikolov & Bengio 2013).
"""

from collections.abc import Mapping

import numpy as np


def global_norm(gradients: Mapping[str, np.ndarray]) -> float:
    """The length of all gradients taken as one vector: sqrt(sum of all squares)."""
    return float(np.sqrt(sum(float(np.sum(np.square(gradient))) for gradient in gradients.values())))


def clip_by_global_norm(gradients: Mapping[str, np.ndarray], limit: float) -> dict[str, np.ndarray]:
    """All gradients shortened by one factor, min(1, limit / norm), so that their global norm is at most ``limit``.

    Keras's ``global_clipnorm``. A norm that is not finite makes every gradient NaN, as in Keras: a gradient that
    exploded to infinity has no direction to keep.
    """
    if not limit > 0:
        raise ValueError(f"Expected a limit above 0, received {limit}.")
    norm = global_norm(gradients)
    scale = min(1.0, limit / norm) if norm > 0 and np.isfinite(norm) else 1.0 if norm == 0 else float("nan")
    return {name: gradient * scale for name, gradient in gradients.items()}

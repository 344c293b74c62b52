"""Logits as probabilities."""

import numpy as np


def softmax(logits: np.ndarray) -> np.ndarray:
    """Along the last axis, of the same type and shape; the largest is taken off, so that nothing overflows."""
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)  # type: ignore[no-any-return]

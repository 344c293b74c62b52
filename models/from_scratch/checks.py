"""A gradient measured instead of derived: move one number a little and see what becomes of the loss."""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from models.from_scratch.base import Layer

STEP = 1e-6
"""How far a number is moved: the formula's own error falls with its square, that of rounding grows as it shrinks."""


FLOOR = 1e-2
"""Of the layer's largest gradient: a gradient that is all smaller is measured against this.

Some gradients are zero by nature, such as that of an attention's key bias; what computers have there is rounding,
and a relative error of that would say nothing.
"""


def relative_error(found: np.ndarray, expected: np.ndarray, least_scale: float = 0.0) -> float:
    """The largest difference over the largest entry of either, or over ``least_scale`` where that is larger."""
    scale = max(np.abs(found).max(initial=0), np.abs(expected).max(initial=0), least_scale)
    return float(np.abs(found - expected).max(initial=0) / scale) if scale > 0 else 0.0


def numerical_gradient(
    outputs: Callable[[], np.ndarray], weights: np.ndarray, values: np.ndarray, entries: np.ndarray, step: float = STEP
) -> np.ndarray:
    """dL/dv = (L(v + h) - L(v - h)) / 2h with L the sum of outputs times ``weights``, for ``entries`` of ``values``.

    ``entries`` are flat indices; each number is moved in place and put back. The outputs are subtracted one by one
    before they are summed: the many that did not change cancel exactly, and with them their rounding. Copies, because
    a layer may hand back the very array that is moved.
    """
    slopes, flat = [], values.flat  # reshape would copy an array that does not lie in one piece
    for entry in entries:
        kept = flat[entry]
        flat[entry] = kept + step
        above = outputs().copy()
        flat[entry] = kept - step
        below = outputs().copy()
        flat[entry] = kept
        slopes.append(((above - below) * weights).sum() / (2 * step))
    return np.array(slopes)


def central_differences(
    layer: Layer,
    inputs: np.ndarray | tuple[np.ndarray, ...],
    training: bool = False,
    seed: int = 0,
    most_entries: int | None = None,
    **options: object,
) -> dict[str, float]:
    """How far ``layer``'s gradients are from central differences, in float64: a relative error for each parameter.

    Under "inputs" stands the gradient by the inputs, where they are no whole numbers. The loss is the sum of the
    outputs times fixed random numbers, so that no mistake cancels out. The layer itself is left as it is.

    Args:
        layer: the layer to check.
        inputs: its inputs, or a tuple of them for a layer with several.
        training: whether it runs as in training; its random numbers are the same each time.
        seed: of the loss's random numbers and of the entries.
        most_entries: so many of each array are measured, drawn at random; all when left out.
        options: handed on to ``forward``.
    """
    generator = np.random.default_rng(seed)
    layer = copy.deepcopy(layer).astype(np.float64)
    arrays = inputs if isinstance(inputs, tuple) else (inputs,)
    given = [array if np.issubdtype(array.dtype, np.integer) else array.astype(np.float64) for array in arrays]

    def outputs(which: Any) -> np.ndarray:
        return which.forward(*given, training=training, **options)

    worked = copy.deepcopy(layer)
    weights = generator.standard_normal(outputs(worked).shape)
    by_inputs = worked.backward(weights)

    def again() -> np.ndarray:
        # A copy each time: the same random numbers are drawn again, and moving averages stay where they are.
        return outputs(copy.deepcopy(layer))

    by_each: tuple[np.ndarray, ...] = by_inputs if isinstance(by_inputs, tuple) else (by_inputs,)
    pairs = [(name, values, worked.gradients[name]) for name, values in layer.parameters.items()]
    pairs += [("inputs", values, gradient) for values, gradient in zip(given, by_each, strict=True)]
    least_scale = FLOOR * max(np.abs(gradient).max(initial=0) for _, _, gradient in pairs)
    errors: dict[str, float] = {}
    for name, values, gradient in pairs:
        if np.issubdtype(values.dtype, np.integer):
            continue
        entries = np.arange(values.size)
        if most_entries is not None and values.size > most_entries:
            entries = generator.choice(values.size, most_entries, replace=False)
        measured = numerical_gradient(again, weights, values, entries)
        error = relative_error(gradient.reshape(-1)[entries], measured, least_scale)
        errors[name] = max(error, errors.get(name, 0.0))
    return errors

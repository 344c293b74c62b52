"""Images of digits: their sizes, how the networks see them, and the check of what comes in. Needs no Keras."""

from typing import Any

import numpy as np

from models.errors import PlaygroundError

NUM_DIGITS = 10
IMAGE_SIZE = 28


def to_network(images: np.ndarray) -> np.ndarray:
    """Grey levels 0-255 (count, 28, 28) as the networks see them: float32 (count, 28, 28, 1), paper -1 and ink 1."""
    return (np.asarray(images, "float32") / 127.5 - 1)[..., None]


def from_network(images: np.ndarray) -> np.ndarray:
    """The generator's images (count, 28, 28, 1) in [-1, 1] as grey levels: uint8 (count, 28, 28)."""
    return np.clip(np.rint((images[..., 0] + 1) * 127.5), 0, 255).astype(np.uint8)


def checked_images(images: Any, shape: tuple[int, ...] = (IMAGE_SIZE, IMAGE_SIZE)) -> np.ndarray:
    """``images`` as an array of grey levels (count, *shape).

    Raises:
        PlaygroundError: another shape, no numbers, or values outside 0-255.
    """
    try:
        array = np.asarray(images)
    except ValueError:  # rows of different lengths
        array = np.empty(0, dtype=object)
    if array.dtype.kind not in "uif" or array.ndim != 3 or array.shape[1:] != shape:
        raise PlaygroundError(
            "Expected images as numbers of shape (count, {height}, {width}), received {kind} of shape {shape}.",
            height=shape[0],
            width=shape[1],
            kind=str(array.dtype),
            shape=str(array.shape),
        )
    # Written so that a value that is not a number fails too.
    if array.size and not (array.min() >= 0 and array.max() <= 255):
        raise PlaygroundError(
            "Expected grey levels from 0 (paper) to 255 (ink), received {low} to {high}.",
            low=float(array.min()),
            high=float(array.max()),
        )
    return array

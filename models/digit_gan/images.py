"""Images in and out of the networks, in batches of one fixed size."""

import threading
from typing import Any

import keras
import numpy as np

from models.digit_gan.architectures import IMAGE_SIZE
from models.errors import PlaygroundError

CHUNK = 100


def to_network(images: np.ndarray) -> np.ndarray:
    """Grey levels 0-255 (count, 28, 28) as the networks see them: float32 (count, 28, 28, 1), paper -1 and ink 1."""
    return (np.asarray(images, "float32") / 127.5 - 1)[..., None]


def from_network(images: np.ndarray) -> np.ndarray:
    """The generator's images (count, 28, 28, 1) in [-1, 1] as grey levels: uint8 (count, 28, 28)."""
    return np.clip(np.rint((images[..., 0] + 1) * 127.5), 0, 255).astype(np.uint8)


def checked_images(images: Any) -> np.ndarray:
    """``images`` as an array of grey levels (count, 28, 28).

    Raises:
        PlaygroundError: another shape, no numbers, or values outside 0-255.
    """
    try:
        array = np.asarray(images)
    except ValueError:  # rows of different lengths
        array = np.empty(0, dtype=object)
    if array.dtype.kind not in "uif" or array.ndim != 3 or array.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE):
        raise PlaygroundError(
            "Expected images as numbers of shape (count, 28, 28), received {kind} of shape {shape}.",
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


class Network:
    """A network that answers in batches of exactly ``CHUNK`` items, padded.

    One shape is compiled once, and an item's result cannot depend on how many others were asked for
    (kernels for other shapes may add up in another order). Several threads may call it.
    """

    def __init__(self, network: keras.Model) -> None:
        self.network = network
        if keras.config.backend() == "tensorflow":
            self.network.jit_compile = False
        self._lock = threading.Lock()
        self._inputs = [
            np.zeros((0, *tensor.shape[1:]), keras.backend.standardize_dtype(tensor.dtype)) for tensor in network.inputs
        ]
        self(*[np.zeros((1, *empty.shape[1:]), empty.dtype) for empty in self._inputs])

    def __call__(self, *inputs: np.ndarray) -> tuple[np.ndarray, ...]:
        """The network's outputs, arrays with one row for each item.

        Args:
            inputs: an array (count, ...) for each input of the network.
        """
        count = len(inputs[0])
        chunks = []
        # With no items, one chunk of padding still tells the shapes of the outputs.
        for first in range(0, max(count, 1), CHUNK):
            batch = [
                np.asarray(value[first : first + CHUNK], empty.dtype)
                for value, empty in zip(inputs, self._inputs, strict=True)
            ]
            padding = CHUNK - len(batch[0])
            if padding:
                batch = [np.concatenate([value, np.zeros((padding, *value.shape[1:]), value.dtype)]) for value in batch]
            with self._lock:
                outputs = self.network.predict_on_batch(batch if len(batch) > 1 else batch[0])
            chunks.append(outputs if isinstance(outputs, list | tuple) else [outputs])
        return tuple(np.concatenate(output)[:count] for output in zip(*chunks, strict=True))

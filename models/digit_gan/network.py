"""Networks that answer in batches of one fixed size."""

import threading

import keras
import numpy as np

CHUNK = 100


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

"""The network in NumPy, for writing: one character at a time, Keras takes far longer to start than to compute.

The same weights and the same arithmetic as the Keras network (a test compares them), float32, and no state of its
own: any number of threads may use one :class:`StepNetwork`.
"""

from collections.abc import Sequence

import keras
import numpy as np

State = tuple[np.ndarray, ...]


def _sigmoid(x: np.ndarray) -> np.ndarray:
    # Through tanh nothing overflows.
    return 0.5 * np.tanh(0.5 * x) + 0.5


class _LSTM:
    def __init__(self, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> None:
        self.kernel, self.bias = kernel, bias
        self.recurrent_kernel = recurrent_kernel
        self.num_states = 2

    def read(self, projected: np.ndarray, state: State) -> tuple[np.ndarray, State]:
        """From the projected inputs (time, 4 H): the outputs (time, H) and the last state."""
        hidden, cell = state
        size = len(hidden)
        outputs = np.empty((len(projected), size), np.float32)
        for time, row in enumerate(projected):
            z = row + hidden @ self.recurrent_kernel
            i, f, o = _sigmoid(z[:size]), _sigmoid(z[size : 2 * size]), _sigmoid(z[3 * size :])
            cell = f * cell + i * np.tanh(z[2 * size : 3 * size])
            hidden = o * np.tanh(cell)
            outputs[time] = hidden
        return outputs, (hidden, cell)


class _GRU:
    def __init__(self, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> None:
        # Keras keeps two biases, one inside the reset gate's product (reset_after).
        self.kernel, self.bias = kernel, bias[0]
        self.recurrent_kernel, self.recurrent_bias = recurrent_kernel, bias[1]
        self.num_states = 1

    def read(self, projected: np.ndarray, state: State) -> tuple[np.ndarray, State]:
        """From the projected inputs (time, 3 H): the outputs (time, H) and the last state."""
        (hidden,) = state
        size = len(hidden)
        outputs = np.empty((len(projected), size), np.float32)
        for time, row in enumerate(projected):
            recurrent = hidden @ self.recurrent_kernel + self.recurrent_bias
            gates = _sigmoid(row[: 2 * size] + recurrent[: 2 * size])
            update, reset = gates[:size], gates[size:]
            candidate = np.tanh(row[2 * size :] + reset * recurrent[2 * size :])
            hidden = update * hidden + (1 - update) * candidate
            outputs[time] = hidden
        return outputs, (hidden,)


class _RNN:
    def __init__(self, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> None:
        self.kernel, self.bias, self.recurrent_kernel = kernel, bias, recurrent_kernel
        self.num_states = 1

    def read(self, projected: np.ndarray, state: State) -> tuple[np.ndarray, State]:
        """From the projected inputs (time, H): the outputs (time, H) and the last state."""
        (hidden,) = state
        outputs = np.empty_like(projected)
        for time, row in enumerate(projected):
            hidden = np.tanh(row + hidden @ self.recurrent_kernel)
            outputs[time] = hidden
        return outputs, (hidden,)


_CELLS = ((keras.layers.LSTM, _LSTM), (keras.layers.GRU, _GRU), (keras.layers.SimpleRNN, _RNN))


class StepNetwork:
    """A copy of a Keras network's weights that reads and writes in NumPy.

    Args:
        network: of :func:`models.text_generation.architectures.build_network`.
    """

    def __init__(self, network: keras.Model) -> None:
        layers = {layer.name: layer for layer in network.layers}
        embedding = layers["embedding"].get_weights()[0]
        self.vocabulary_size, self.hidden_size = len(embedding), network.inputs[1].shape[-1]
        self._cells = []
        for number in range(1, len(layers)):
            layer = layers.get(f"recurrent_{number}")
            if layer is None:
                break
            cell = next(twin for kind, twin in _CELLS if isinstance(layer, kind))
            self._cells.append(cell(*layer.get_weights()))
        # What the first layer makes of each character, once and for all: (vocabulary_size, gates * H).
        self._first_projected = embedding @ self._cells[0].kernel + self._cells[0].bias
        if "projection" in layers:
            kernel, bias = layers["projection"].get_weights()
            self._output = (np.ascontiguousarray(embedding.T), np.zeros(self.vocabulary_size, np.float32))
            self._projection: tuple[np.ndarray, np.ndarray] | None = (kernel, bias)
        else:
            self._output = tuple(layers["logits"].get_weights())
            self._projection = None

    def empty_state(self) -> list[State]:
        """The state of having read nothing."""
        zeros = np.zeros(self.hidden_size, np.float32)
        return [(zeros,) * cell.num_states for cell in self._cells]

    def read(self, tokens: Sequence[int] | np.ndarray, state: list[State]) -> tuple[np.ndarray, list[State]]:
        """Read ``tokens`` (time,) on from ``state``, which stays as it was.

        Returns:
            the outputs of the last layer, (time, hidden_size), for :meth:`logits`, and the new state.
        """
        outputs, after = self._cells[0].read(self._first_projected[np.asarray(tokens)], state[0])
        new_state = [after]
        for cell, before in zip(self._cells[1:], state[1:], strict=True):
            outputs, after = cell.read(outputs @ cell.kernel + cell.bias, before)
            new_state.append(after)
        return outputs, new_state

    def logits(self, outputs: np.ndarray) -> np.ndarray:
        """The logits of the next character after each row of ``outputs``: (..., vocabulary_size)."""
        if self._projection is not None:
            outputs = outputs @ self._projection[0] + self._projection[1]
        return outputs @ self._output[0] + self._output[1]

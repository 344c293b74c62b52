"""The network in NumPy, for writing: one character at a time, Keras takes far longer to start than to compute.

The same weights and the same arithmetic as the Keras network (a test compares them), float32, and no state of its
own: any number of threads may use one :class:`StepNetwork`. It reads one text, or as many rows of texts side by side
as the state has.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any

import keras
import numpy as np

from models.errors import PlaygroundError

State = tuple[np.ndarray, ...]
Clamp = tuple[np.ndarray, np.ndarray] | None
"""Units of one layer, and the values at which their outputs are held."""
LayerTrace = dict[str, np.ndarray]
"""What went on in one layer, by name, float32 (time, hidden_size) each."""


def _halved(weights: np.ndarray, gates: int) -> np.ndarray:
    """The weights with those of the first ``gates`` quarters (or thirds) halved, see :func:`_to_gates`."""
    weights = weights.copy()
    weights[..., :gates] *= 0.5
    return np.ascontiguousarray(weights)


def _to_gates(tanh_of_half: np.ndarray) -> np.ndarray:
    """From ``tanh(z / 2)`` to ``sigmoid(z)``, in place.

    Nothing overflows, one call of tanh serves gates and candidate, and halving a weight is exact in floating point.
    """
    tanh_of_half *= 0.5
    tanh_of_half += 0.5
    return tanh_of_half


class _KerasProduct:
    """A matrix on the right of ``@`` by which Keras multiplies: for many rows much faster than NumPy's BLAS."""

    __array_ufunc__ = None  # NumPy leaves the product to __rmatmul__

    def __init__(self, matrix: np.ndarray) -> None:
        self._matrix = keras.ops.convert_to_tensor(matrix)

    def __rmatmul__(self, rows: np.ndarray) -> np.ndarray:
        product = keras.ops.matmul(rows.reshape(-1, rows.shape[-1]), self._matrix)
        return keras.ops.convert_to_numpy(product).reshape(*rows.shape[:-1], -1)


class _LSTM:
    states = ("hidden", "cell")

    def __init__(self, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> None:
        # Keras has the candidate third, between the forget and the output gate; here it comes last.
        size = len(recurrent_kernel)
        order = np.r_[: 2 * size, 3 * size : 4 * size, 2 * size : 3 * size]
        self.kernel = _halved(kernel[:, order], 3 * size)
        self.recurrent_kernel = _halved(recurrent_kernel[:, order], 3 * size)
        self.bias = _halved(bias[order], 3 * size)

    def read(self, projected: np.ndarray, state: State, clamp: Clamp = None) -> tuple[np.ndarray, State]:
        """From the projected inputs (time, ..., 4 H) and states (..., H): outputs (time, ..., H) and last state."""
        hidden, cell = state
        size = hidden.shape[-1]
        outputs = np.empty((len(projected), *hidden.shape), np.float32)
        for time, row in enumerate(projected):
            z = hidden @ self.recurrent_kernel
            z += row
            np.tanh(z, out=z)
            gates = _to_gates(z[..., : 3 * size])
            cell = gates[..., size : 2 * size] * cell
            cell += gates[..., :size] * z[..., 3 * size :]
            hidden = outputs[time]
            np.tanh(cell, out=hidden)
            hidden *= gates[..., 2 * size :]
            if clamp is not None:
                hidden[..., clamp[0]] = clamp[1]
        return outputs, (hidden.copy(), cell)

    def trace(self, projected: np.ndarray, outputs: np.ndarray) -> LayerTrace:
        """What went on inside while ``outputs`` (time, H) came from ``projected`` (time, 4 H)."""
        size = outputs.shape[-1]
        z = np.tanh(projected + _before(outputs) @ self.recurrent_kernel)
        gates, candidate = _to_gates(z[:, : 3 * size]), z[:, 3 * size :]
        cell = np.zeros_like(outputs)
        before = np.zeros(size, np.float32)
        for time in range(len(outputs)):
            before = cell[time] = gates[time, size : 2 * size] * before + gates[time, :size] * candidate[time]
        return {
            "input_gate": gates[:, :size],
            "forget_gate": gates[:, size : 2 * size],
            "candidate": candidate,
            "output_gate": gates[:, 2 * size :],
            "cell": cell,
            "hidden": outputs,
        }


class _GRU:
    states = ("hidden",)

    def __init__(self, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> None:
        # Keras keeps two biases, one inside the reset gate's product (reset_after).
        gates = 2 * len(recurrent_kernel)
        self.kernel, self.bias = _halved(kernel, gates), _halved(bias[0], gates)
        self.recurrent_kernel, self.recurrent_bias = _halved(recurrent_kernel, gates), _halved(bias[1], gates)

    def read(self, projected: np.ndarray, state: State, clamp: Clamp = None) -> tuple[np.ndarray, State]:
        """From the projected inputs (time, ..., 3 H) and states (..., H): outputs (time, ..., H) and last state."""
        (hidden,) = state
        outputs = np.empty((len(projected), *hidden.shape), np.float32)
        for time, row in enumerate(projected):
            update, _reset, candidate = self._gates(row, hidden)
            hidden = update * hidden + (1 - update) * candidate
            if clamp is not None:
                hidden[..., clamp[0]] = clamp[1]
            outputs[time] = hidden
        return outputs, (hidden,)

    def _gates(self, projected: np.ndarray, hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        size = hidden.shape[-1]
        recurrent = hidden @ self.recurrent_kernel + self.recurrent_bias
        gates = _to_gates(np.tanh(projected[..., : 2 * size] + recurrent[..., : 2 * size]))
        update, reset = gates[..., :size], gates[..., size:]
        return update, reset, np.tanh(projected[..., 2 * size :] + reset * recurrent[..., 2 * size :])

    def trace(self, projected: np.ndarray, outputs: np.ndarray) -> LayerTrace:
        """What went on inside while ``outputs`` (time, H) came from ``projected`` (time, 3 H)."""
        update, reset, candidate = self._gates(projected, _before(outputs))
        return {"update_gate": update, "reset_gate": reset, "candidate": candidate, "hidden": outputs}


class _RNN:
    states = ("hidden",)

    def __init__(self, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray) -> None:
        self.kernel, self.bias, self.recurrent_kernel = kernel, bias, recurrent_kernel

    def read(self, projected: np.ndarray, state: State, clamp: Clamp = None) -> tuple[np.ndarray, State]:
        """From the projected inputs (time, ..., H) and states (..., H): outputs (time, ..., H) and last state."""
        (hidden,) = state
        outputs = np.empty_like(projected)
        for time, row in enumerate(projected):
            hidden = np.tanh(row + hidden @ self.recurrent_kernel)
            if clamp is not None:
                hidden[..., clamp[0]] = clamp[1]
            outputs[time] = hidden
        return outputs, (hidden,)

    def trace(self, projected: np.ndarray, outputs: np.ndarray) -> LayerTrace:
        """A plain recurrent layer has nothing inside but its outputs (time, H)."""
        return {"hidden": outputs}


def _before(outputs: np.ndarray) -> np.ndarray:
    """The outputs of the step before each, zeros before the first: (time, H)."""
    return np.concatenate([np.zeros_like(outputs[:1]), outputs[:-1]])


_CELLS = ((keras.layers.LSTM, _LSTM), (keras.layers.GRU, _GRU), (keras.layers.SimpleRNN, _RNN))


class StepNetwork:
    """A copy of a Keras network's weights that reads and writes in NumPy.

    Args:
        network: of :func:`models.text_generation.architectures.build_network`.

    Raises:
        PlaygroundError: the network is bidirectional: it needs the characters that it should write.
    """

    def __init__(self, network: keras.Model) -> None:
        if len(network.inputs) == 1:
            raise PlaygroundError(
                "Expected a network that reads from left to right, received one that reads both ways."
            )
        layers = {layer.name: layer for layer in network.layers}
        embedding = layers["embedding"].get_weights()[0]
        self.vocabulary_size, self.hidden_size = len(embedding), network.inputs[1].shape[-1]
        self._cells: list[Any] = []
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
            self._output: tuple[Any, np.ndarray] = (
                np.ascontiguousarray(embedding.T),
                np.zeros(self.vocabulary_size, np.float32),
            )
            self._projection: tuple[np.ndarray, np.ndarray] | None = (kernel, bias)
        else:
            self._output = tuple(layers["logits"].get_weights())
            self._projection = None

    @property
    def num_layers(self) -> int:
        """The number of recurrent layers."""
        return len(self._cells)

    @cached_property
    def for_rows(self) -> "StepNetwork":
        """The same network for many rows of texts side by side; for a single one it would be slower."""
        twin = copy(self)
        twin._cells = [copy(cell) for cell in self._cells]
        for cell in twin._cells:
            cell.kernel, cell.recurrent_kernel = _KerasProduct(cell.kernel), _KerasProduct(cell.recurrent_kernel)
        twin._output = (_KerasProduct(self._output[0]), self._output[1])
        return twin

    def empty_state(self, *rows: int) -> list[State]:
        """The state of having read nothing: arrays of shape (hidden_size,), or (rows, hidden_size)."""
        zeros = np.zeros((*rows, self.hidden_size), np.float32)
        return [(zeros,) * len(cell.states) for cell in self._cells]

    def clamps(self, clamped: Mapping[tuple[int, int], float] | None) -> list[Clamp]:
        """For :meth:`read`, from (layer number from 1, unit) -> value."""
        held: list[dict[int, float]] = [{} for _cell in self._cells]
        for (layer, unit), value in (clamped or {}).items():
            held[layer - 1][unit] = value
        return [
            (np.array(list(units)), np.array(list(units.values()), np.float32)) if units else None for units in held
        ]

    def read(
        self, tokens: Sequence[int] | np.ndarray, state: list[State], clamps: list[Clamp] | None = None
    ) -> tuple[np.ndarray, list[State]]:
        """Read ``tokens`` (time,) or (time, rows) on from ``state``, which stays as it was.

        Returns:
            the outputs of the last layer, (time, hidden_size) or (time, rows, hidden_size), for :meth:`logits`, and
            the new state.
        """
        clamps = clamps or [None] * len(self._cells)
        outputs, after = self._cells[0].read(self._first_projected[np.asarray(tokens)], state[0], clamps[0])
        new_state = [after]
        for cell, before, clamp in zip(self._cells[1:], state[1:], clamps[1:], strict=True):
            projected = outputs @ cell.kernel
            projected += cell.bias
            outputs, after = cell.read(projected, before, clamp)
            new_state.append(after)
        return outputs, new_state

    def trace(self, tokens: np.ndarray) -> list[LayerTrace]:
        """What goes on in each layer while ``tokens`` (time,) are read from an empty state."""
        projected, traces = self._first_projected[tokens], []
        for number, (cell, before) in enumerate(zip(self._cells, self.empty_state(), strict=True), start=1):
            outputs, _after = cell.read(projected, before)
            traces.append(cell.trace(projected, outputs))
            if number < self.num_layers:
                projected = outputs @ self._cells[number].kernel + self._cells[number].bias
        return traces

    def logits(self, outputs: np.ndarray) -> np.ndarray:
        """The logits of the next character after each row of ``outputs``: (..., vocabulary_size)."""
        if self._projection is not None:
            outputs = outputs @ self._projection[0] + self._projection[1]
        return outputs @ self._output[0] + self._output[1]

"""Recurrent layers: the walk along time that all cells share, and the plainest cell.

The gradient goes back through every step (back-propagation through time, Werbos 1990), in Keras's conventions: the
order of the gates, the shapes of the weights, and what a masked step does.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import DTypeLike

from models.from_scratch.activations import ACTIVATIONS
from models.from_scratch.base import Layer, glorot_uniform

State = tuple[np.ndarray, ...]
"""What a cell hands on to the next step, (batch, hidden_size) each: ``(hidden,)``, or ``(hidden, cell)`` of an LSTM."""
Work = dict[str, np.ndarray]
"""What went on inside a cell at one step, by name, (batch, hidden_size) each."""


class Recurrent(Layer):
    """A cell walking along time; each kind of cell says what one step does, and how a gradient goes back through it.

    Shapes: inputs (batch, time, input_size); outputs (batch, time, hidden_size) with ``return_sequences``, else the
    last step's, (batch, hidden_size). ``kernel`` is (input_size, gates * hidden_size), ``recurrent_kernel``
    (hidden_size, gates * hidden_size), ``bias`` (gates * hidden_size,): a block of columns for each gate.

    Args:
        input_size: numbers that come in at each step.
        hidden_size: units.
        return_sequences: whether every step's output comes out, or the last one's only.
        use_bias: whether there is a bias.
        zero_output_for_mask: whether a masked step puts out zeros, instead of what the step before it put out.
        generator: the random numbers that the weights start from.
        dtype: of the weights.

    After :meth:`forward`, ``final_state`` is the state behind the last step. After :meth:`backward`,
    ``initial_state_gradient`` is the gradient of the loss by the initial state, and ``hidden_gradients``, (batch,
    time, hidden_size), that by the hidden state of each step.
    """

    gates: ClassVar[int] = 1
    state_names: ClassVar[tuple[str, ...]] = ("hidden",)

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        return_sequences: bool = False,
        use_bias: bool = True,
        zero_output_for_mask: bool = False,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        generator = generator or np.random.default_rng()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.return_sequences, self.use_bias = return_sequences, use_bias
        self.zero_output_for_mask = zero_output_for_mask
        columns = self.gates * hidden_size
        self.parameters["kernel"] = glorot_uniform((input_size, columns), generator, dtype)
        self.parameters["recurrent_kernel"] = orthogonal((hidden_size, columns), generator, dtype)
        if use_bias:
            self.parameters["bias"] = self.first_bias().astype(dtype)
        self.final_state: State = ()
        self.initial_state_gradient: State = ()
        self.hidden_gradients = np.zeros((0, 0, hidden_size))

    def first_bias(self) -> np.ndarray:
        """The bias that Keras starts from."""
        return np.zeros(self.gates * self.hidden_size)

    def input_bias(self) -> np.ndarray | float:
        """What is added to the projected inputs."""
        return self.parameters["bias"] if self.use_bias else 0.0

    def step(self, projected: np.ndarray, state: State) -> tuple[State, Work]:
        """One step: from ``projected = x_t @ kernel + bias``, (batch, gates * hidden_size), and the state before it."""
        raise NotImplementedError

    def step_backward(self, state_gradient: State, before: State, work: Work) -> tuple[np.ndarray, State]:
        """Back through one step.

        Args:
            state_gradient: the gradient of the loss by the state behind the step.
            before: the state before the step.
            work: what :meth:`step` said.

        Returns:
            The gradient by ``projected`` and the gradient by the state before. What the step adds to the gradient
            of the recurrent weights is added to ``gradients``.
        """
        raise NotImplementedError

    def forward(
        self,
        inputs: np.ndarray,
        training: bool = False,
        initial_state: np.ndarray | State | None = None,
        mask: np.ndarray | None = None,
    ) -> np.ndarray:
        """Walk along time.

        Args:
            inputs: (batch, time, input_size).
            training: changes nothing here.
            initial_state: the state before the first step; zeros unless given.
            mask: (batch, time); where it is False the step is skipped and the state carried over it.

        Returns:
            (batch, time, hidden_size), or (batch, hidden_size).

        Raises:
            ValueError: an array of another shape.
        """
        outputs, self.final_state, self._works = self._walk(inputs, initial_state, mask)
        self._inputs, self._mask = inputs, mask
        return outputs if self.return_sequences else outputs[:, -1]

    def _walk(
        self, inputs: np.ndarray, initial_state: np.ndarray | State | None, mask: np.ndarray | None
    ) -> tuple[np.ndarray, State, list[tuple[State, Work]]]:
        """Every step's output, the final state, and for each step the state before it and what went on inside."""
        if inputs.ndim != 3 or inputs.shape[2] != self.input_size or not inputs.shape[1]:
            raise ValueError(
                f"expected inputs of shape (batch, time, {self.input_size}) with at least one step, "
                f"received {inputs.shape}"
            )
        batch, time = inputs.shape[:2]
        if mask is not None and mask.shape != (batch, time):
            raise ValueError(f"expected a mask of shape {(batch, time)}, received {mask.shape}")
        projected = inputs @ self.parameters["kernel"] + self.input_bias()  # (batch, time, gates * hidden_size)
        state = self._first_state(initial_state, batch, projected.dtype)
        output = np.zeros((batch, self.hidden_size), projected.dtype)
        outputs, works = np.empty((batch, time, self.hidden_size), projected.dtype), []
        for t in range(time):
            after, work = self.step(projected[:, t], state)
            works.append((state, work))
            if mask is None:
                state, output = after, after[0]
            else:
                there = mask[:, t, None].astype(bool)  # (batch, 1)
                state = tuple(np.where(there, new, old) for new, old in zip(after, state, strict=True))
                output = np.where(there, after[0], 0 if self.zero_output_for_mask else output)
            outputs[:, t] = output
        return outputs, state, works

    def _first_state(self, given: np.ndarray | State | None, batch: int, dtype: np.dtype) -> State:
        shape = (batch, self.hidden_size)
        if given is None:
            return tuple(np.zeros(shape, dtype) for _name in self.state_names)
        states = (given,) if isinstance(given, np.ndarray) else tuple(given)
        if [state.shape for state in states] != [shape] * len(self.state_names):
            raise ValueError(
                f"expected an initial state ({', '.join(self.state_names)}) of shape {shape} each, "
                f"received {[state.shape for state in states]}"
            )
        return states

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """Walk back through time: at each step the gradient of its own output meets that of all later steps."""
        inputs, mask = self._inputs, self._mask
        batch, time = inputs.shape[:2]
        d_outputs = np.zeros((batch, time, self.hidden_size), output_gradient.dtype)
        if self.return_sequences:
            d_outputs[...] = output_gradient
        else:
            d_outputs[:, -1] = output_gradient
        self.gradients = {name: np.zeros_like(value) for name, value in self.parameters.items()}
        self.hidden_gradients = np.zeros_like(d_outputs)
        d_projected = np.zeros((batch, time, self.gates * self.hidden_size), d_outputs.dtype)
        d_state: State = tuple(np.zeros_like(d_outputs[:, 0]) for _name in self.state_names)
        d_carried = np.zeros_like(d_outputs[:, 0])  # by the output that a masked step repeats
        for t in reversed(range(time)):
            before, work = self._works[t]
            d_output = d_outputs[:, t] + d_carried
            there = np.ones((batch, 1), bool) if mask is None else mask[:, t, None].astype(bool)
            d_after = tuple(np.where(there, gradient, 0) for gradient in (d_state[0] + d_output, *d_state[1:]))
            d_projected[:, t], d_before = self.step_backward(d_after, before, work)
            # A masked step hands the gradient on as it is, just as it handed on the state.
            d_state = tuple(new + np.where(there, 0, old) for new, old in zip(d_before, d_state, strict=True))
            d_carried = np.zeros_like(d_output) if self.zero_output_for_mask else np.where(there, 0, d_output)
            self.hidden_gradients[:, t] = np.where(there, d_after[0], d_state[0])
        self.initial_state_gradient = d_state
        flat = d_projected.reshape(-1, d_projected.shape[-1])
        self.gradients["kernel"] += inputs.reshape(-1, self.input_size).T @ flat
        self._bias_gradient(flat)
        return d_projected @ self.parameters["kernel"].T

    def _bias_gradient(self, d_projected: np.ndarray) -> None:
        if self.use_bias:
            self.gradients["bias"] += d_projected.sum(axis=0)

    def show_work(
        self,
        inputs: np.ndarray,
        initial_state: np.ndarray | State | None = None,
        mask: np.ndarray | None = None,
    ) -> dict[str, np.ndarray]:
        """What goes on inside at each step, by name, (batch, time, hidden_size) each; :meth:`backward` is not touched.

        A masked step shows what it would have computed.
        """
        _outputs, _state, works = self._walk(inputs, initial_state, mask)
        return {name: np.stack([work[name] for _before, work in works], axis=1) for name in works[0][1]}


class SimpleRNN(Recurrent):
    r"""The plain recurrent layer (Elman 1990).

    .. math:: h_t = f(x_t W_{xh} + h_{t-1} W_{hh} + b_h)

    Args:
        activation: the name of :math:`f` in :data:`models.from_scratch.activations.ACTIVATIONS`.

    The other arguments are those of :class:`Recurrent`.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        return_sequences: bool = False,
        use_bias: bool = True,
        zero_output_for_mask: bool = False,
        activation: str = "tanh",
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__(
            input_size, hidden_size, return_sequences, use_bias, zero_output_for_mask, generator=generator, dtype=dtype
        )
        if activation not in ACTIVATIONS:
            raise ValueError(f"expected an activation among {', '.join(ACTIVATIONS)}, received {activation}")
        self.activation = activation
        self.function = ACTIVATIONS[activation]

    def step(self, projected: np.ndarray, state: State) -> tuple[State, Work]:
        """One step of the equation."""
        (h,) = state
        z = projected + h @ self.parameters["recurrent_kernel"]
        h = self.function.value(z)
        return (h,), {"before_activation": z, "hidden": h}

    def step_backward(self, state_gradient: State, before: State, work: Work) -> tuple[np.ndarray, State]:
        """Back through the activation, then through :math:`W_{hh}` transposed."""
        dz = self.function.gradient(work["before_activation"], work["hidden"], state_gradient[0])
        self.gradients["recurrent_kernel"] += before[0].T @ dz
        return dz, (self.through_recurrent_kernel(dz),)

    def through_recurrent_kernel(self, dz: np.ndarray) -> np.ndarray:
        r"""From the gradient by :math:`z_t` to that by :math:`h_{t-1}`: :math:`dz\, W_{hh}^\top`."""
        return dz @ self.parameters["recurrent_kernel"].T


class SimpleRNNWithoutTranspose(SimpleRNN):
    r"""Wrong on purpose: the backward step of a well-known tutorial, which carries the gradient through :math:`W_{hh}`.

    Shapes agree, training goes down and may reach 100% (at one step nothing is wrong, and the last steps of a
    sentence weigh most), so nothing but a gradient check tells. It is here to be caught, and to train beside the
    right one.
    """

    def through_recurrent_kernel(self, dz: np.ndarray) -> np.ndarray:
        """The transpose is missing."""
        return dz @ self.parameters["recurrent_kernel"]


def orthogonal(shape: tuple[int, int], generator: np.random.Generator, dtype: DTypeLike) -> np.ndarray:
    """A matrix whose shorter side is orthonormal, as Keras starts recurrent kernels (Saxe et al. 2014)."""
    rows, columns = shape
    q, r = np.linalg.qr(generator.standard_normal((max(shape), min(shape))))
    q = q * np.where(np.diag(r) < 0, -1.0, 1.0)  # makes the choice of q unique, thus uniform
    return np.ascontiguousarray(q if rows >= columns else q.T, dtype)

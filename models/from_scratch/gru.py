"""The GRU: two gates and no cell of its own, in both conventions of the reset gate."""

import numpy as np
from numpy.typing import DTypeLike

from models.from_scratch.activations import sigmoid
from models.from_scratch.recurrent import Recurrent, State, Work


class GRU(Recurrent):
    r"""Gated recurrent unit (Cho et al. 2014).

    .. math::
        z_t &= \sigma(x_t W_{xz} + h_{t-1} W_{hz} + b_z) \\
        r_t &= \sigma(x_t W_{xr} + h_{t-1} W_{hr} + b_r) \\
        h_t &= z_t \odot h_{t-1} + (1 - z_t) \odot \tilde h_t

    and the candidate, where the reset gate acts after the product (``reset_after``, Keras's default and cuDNN's form)
    or before it (the first paper's form):

    .. math::
        \tilde h_t &= \tanh(x_t W_{xh} + b_h + r_t \odot (h_{t-1} W_{hh} + b_{hh})) \\
        \tilde h_t &= \tanh(x_t W_{xh} + b_h + (r_t \odot h_{t-1}) W_{hh})

    The columns lie in the order z, r, candidate. With ``reset_after`` the bias has two rows, (2, 3 * hidden_size): one
    for the inputs and one inside the product with the state.

    Args:
        reset_after: which of the two forms.

    The other arguments are those of :class:`models.from_scratch.recurrent.Recurrent`.
    """

    gates = 3

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        return_sequences: bool = False,
        use_bias: bool = True,
        zero_output_for_mask: bool = False,
        reset_after: bool = True,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.reset_after = reset_after
        super().__init__(
            input_size, hidden_size, return_sequences, use_bias, zero_output_for_mask, generator=generator, dtype=dtype
        )

    def first_bias(self) -> np.ndarray:
        """Zeros; two rows with ``reset_after``."""
        return np.zeros((2, 3 * self.hidden_size) if self.reset_after else 3 * self.hidden_size)

    def input_bias(self) -> np.ndarray | float:
        """The first row of the bias, where it has two."""
        if not self.use_bias:
            return 0.0
        return self.parameters["bias"][0] if self.reset_after else self.parameters["bias"]

    def _recurrent_bias(self) -> np.ndarray | float:
        return self.parameters["bias"][1] if self.use_bias and self.reset_after else 0.0

    def step(self, projected: np.ndarray, state: State) -> tuple[State, Work]:
        """One step of the equations."""
        (h,) = state
        size, u = self.hidden_size, self.parameters["recurrent_kernel"]
        x_gates, x_candidate = projected[:, : 2 * size], projected[:, 2 * size :]
        if self.reset_after:
            recurrent = h @ u + self._recurrent_bias()  # (batch, 3 * hidden_size)
            gates = sigmoid(x_gates + recurrent[:, : 2 * size])
            z, r = gates[:, :size], gates[:, size:]
            product = recurrent[:, 2 * size :]
            candidate = np.tanh(x_candidate + r * product)
        else:
            gates = sigmoid(x_gates + h @ u[:, : 2 * size])
            z, r = gates[:, :size], gates[:, size:]
            product = (r * h) @ u[:, 2 * size :]
            candidate = np.tanh(x_candidate + product)
        h = z * h + (1 - z) * candidate
        return (h,), {"update_gate": z, "reset_gate": r, "product": product, "candidate": candidate, "hidden": h}

    def step_backward(self, state_gradient: State, before: State, work: Work) -> tuple[np.ndarray, State]:
        """Back through the equations, from the last to the first."""
        (dh,), (h,) = state_gradient, before
        z, r, candidate = work["update_gate"], work["reset_gate"], work["candidate"]
        size, u = self.hidden_size, self.parameters["recurrent_kernel"]
        d_candidate = dh * (1 - z) * (1 - candidate**2)  # before the tanh
        dz = dh * (h - candidate) * z * (1 - z)  # before the sigmoid
        dh_before = dh * z
        if self.reset_after:
            dr = d_candidate * work["product"] * r * (1 - r)
            d_recurrent = np.concatenate([dz, dr, d_candidate * r], axis=1)  # by h U + b, (batch, 3 * hidden_size)
            self.gradients["recurrent_kernel"] += h.T @ d_recurrent
            if self.use_bias:
                self.gradients["bias"][1] += d_recurrent.sum(axis=0)
            dh_before = dh_before + d_recurrent @ u.T
        else:
            d_reset_state = d_candidate @ u[:, 2 * size :].T  # by r * h
            dr = d_reset_state * h * r * (1 - r)
            d_gates = np.concatenate([dz, dr], axis=1)
            self.gradients["recurrent_kernel"][:, : 2 * size] += h.T @ d_gates
            self.gradients["recurrent_kernel"][:, 2 * size :] += (r * h).T @ d_candidate
            dh_before = dh_before + d_gates @ u[:, : 2 * size].T + d_reset_state * r
        return np.concatenate([dz, dr, d_candidate], axis=1), (dh_before,)

    def _bias_gradient(self, d_projected: np.ndarray) -> None:
        if self.use_bias:
            row = self.gradients["bias"][0] if self.reset_after else self.gradients["bias"]
            row += d_projected.sum(axis=0)

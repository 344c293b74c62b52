"""The LSTM: a cell state that gates write to, keep and read."""

import numpy as np

from models.from_scratch.activations import sigmoid
from models.from_scratch.recurrent import Recurrent, State, Work


class LSTM(Recurrent):
    r"""Long short-term memory (Hochreiter and Schmidhuber 1997; the forget gate: Gers et al. 2000).

    .. math::
        i_t &= \sigma(x_t W_{xi} + h_{t-1} W_{hi} + b_i) \\
        f_t &= \sigma(x_t W_{xf} + h_{t-1} W_{hf} + b_f) \\
        g_t &= \tanh(x_t W_{xg} + h_{t-1} W_{hg} + b_g) \\
        o_t &= \sigma(x_t W_{xo} + h_{t-1} W_{ho} + b_o) \\
        c_t &= f_t \odot c_{t-1} + i_t \odot g_t \\
        h_t &= o_t \odot \tanh(c_t)

    The columns of the weights lie in the order i, f, g, o, as in Keras; the forget gate's bias starts at 1.
    Arguments as of :class:`models.from_scratch.recurrent.Recurrent`.
    """

    gates = 4
    state_names = ("hidden", "cell")

    def first_bias(self) -> np.ndarray:
        """Zeros, but for the forget gate, which starts open (Jozefowicz et al. 2015)."""
        bias = np.zeros((4, self.hidden_size))
        bias[1] = 1
        return bias.ravel()

    def step(self, projected: np.ndarray, state: State) -> tuple[State, Work]:
        """One step of the equations."""
        h, c = state
        z = projected + h @ self.parameters["recurrent_kernel"]  # (batch, 4 * hidden_size)
        z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)
        i, f, g, o = sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)
        c = f * c + i * g
        h = o * np.tanh(c)
        return (h, c), {"input_gate": i, "forget_gate": f, "candidate": g, "output_gate": o, "cell": c, "hidden": h}

    def step_backward(self, state_gradient: State, before: State, work: Work) -> tuple[np.ndarray, State]:
        """Back through the equations, from the last to the first."""
        dh, dc = state_gradient
        h_before, c_before = before
        i, f, g, o = work["input_gate"], work["forget_gate"], work["candidate"], work["output_gate"]
        tanh_c = np.tanh(work["cell"])
        dc = dc + dh * o * (1 - tanh_c**2)
        dz = np.concatenate(  # sigmoid' = s (1 - s), tanh' = 1 - tanh ** 2
            [
                dc * g * i * (1 - i),
                dc * c_before * f * (1 - f),
                dc * i * (1 - g**2),
                dh * tanh_c * o * (1 - o),
            ],
            axis=1,
        )
        self.gradients["recurrent_kernel"] += h_before.T @ dz
        return dz, (dz @ self.parameters["recurrent_kernel"].T, dc * f)

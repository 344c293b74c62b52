"""The LSTM layer that the text script trains with: ``keras.layers.LSTM``, its gradient written out by hand.

Keras's own loop leaves the gradient to the backend, which multiplies the inputs and adds up the weights' gradients
step by step. Here whatever does not depend on the step before is one large product over all steps, which on a CPU
trains one and a half times as fast (the figures are in docs/text_generation.md) and loses nothing to sums in
bfloat16. Weights, results and gradients are those of the Keras layer (a test compares them), so the network that is
saved holds plain Keras layers.
"""

from typing import Any

import keras
from keras import ops


class LSTM(keras.layers.LSTM):
    """``keras.layers.LSTM`` for training on a CPU: no masks, no dropout of inputs or states inside the cell.

    With the rows of ``z = x W + h U + b`` cut in four (Hochreiter and Schmidhuber 1997, with the forget gate of
    Gers et al. 2000)::

        i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o)      g = tanh(z_g)
        c = f * c_before + i * g                                h = o * tanh(c)

    Args:
        units: the size of the hidden state.
        weight_dropout: share of the recurrent weights U that are zero in a training step, the same ones at every
            time step, the others scaled up (DropConnect on U: Merity, Keskar and Socher 2018).
    """

    def __init__(self, units: int, weight_dropout: float = 0.0, **kwargs: Any) -> None:
        super().__init__(units, **kwargs)
        self.weight_dropout = weight_dropout
        self.weight_dropout_seed = keras.random.SeedGenerator() if weight_dropout else None

    def inner_loop(self, sequences: Any, initial_state: Any, mask: Any, training: bool = False) -> Any:
        """Run over ``sequences`` (batch, time, features): the last output, every output, the last states."""
        hidden, cell_state = initial_state
        # A variable itself, not its value, would be taken by TensorFlow for one that the function has captured.
        weights = [ops.copy(weight) for weight in (self.cell.kernel, self.cell.recurrent_kernel)]
        bias = ops.copy(self.cell.bias)
        if training and self.weight_dropout:
            weights[1] = keras.random.dropout(weights[1], self.weight_dropout, seed=self.weight_dropout_seed)
        outputs, last_cell = _lstm(sequences, hidden, ops.cast(cell_state, "float32"), *weights, bias)
        last = outputs[:, -1]
        return last, outputs, [last, last_cell]


def _forward(x: Any, hidden: Any, cell: Any, kernel: Any, recurrent_kernel: Any, bias: Any) -> tuple[Any, ...]:
    """Every hidden state, gate and cell state, time first: (time, batch, H), (time, batch, 4 H), (time, batch, H)."""
    projected = ops.matmul(ops.transpose(x, (1, 0, 2)), kernel) + bias  # (time, batch, 4 H)

    def step(carry: Any, projected_now: Any) -> tuple[Any, Any]:
        hidden, cell, _ = carry
        z = ops.cast(projected_now + ops.matmul(hidden, recurrent_kernel), "float32")
        z_i, z_f, z_g, z_o = ops.split(z, 4, axis=1)
        i, f, g, o = ops.sigmoid(z_i), ops.sigmoid(z_f), ops.tanh(z_g), ops.sigmoid(z_o)
        cell = f * cell + i * g
        hidden = ops.cast(o * ops.tanh(cell), hidden.dtype)
        gates = ops.cast(ops.concatenate([i, f, g, o], axis=1), hidden.dtype)
        # TensorFlow's scan wants what is carried and what is collected to look the same.
        return (hidden, cell, gates), (hidden, cell, gates)

    _, collected = ops.scan(step, (hidden, cell, ops.zeros_like(projected[0])), projected)
    return collected


@ops.custom_gradient
def _lstm(x: Any, hidden: Any, cell: Any, kernel: Any, recurrent_kernel: Any, bias: Any) -> Any:
    hiddens, cells, gates = _forward(x, hidden, cell, kernel, recurrent_kernel, bias)

    def gradient(*upstream: Any, **_: Any) -> tuple[Any, ...]:
        d_outputs, d_last_cell = upstream if len(upstream) == 2 else upstream[0]
        cells_before = ops.concatenate([cell[None], cells[:-1]], axis=0)

        def step(carry: Any, now: Any) -> tuple[Any, Any]:
            d_hidden, d_cell, _ = carry
            d_output, gates_now, cell_now, cell_before = now
            i, f, g, o = ops.split(ops.cast(gates_now, "float32"), 4, axis=1)
            tanh_cell = ops.tanh(cell_now)
            d_h = ops.cast(d_hidden, "float32") + ops.cast(d_output, "float32")
            d_c = d_cell + d_h * o * (1 - tanh_cell * tanh_cell)
            d_z = [d_c * g * i * (1 - i), d_c * cell_before * f * (1 - f)]
            d_z += [d_c * i * (1 - g * g), d_h * tanh_cell * o * (1 - o)]
            d_z = ops.cast(ops.concatenate(d_z, axis=1), d_hidden.dtype)  # (batch, 4 H)
            carry = (ops.matmul(d_z, ops.transpose(recurrent_kernel)), d_c * f, d_z)
            return carry, carry

        start = (ops.zeros_like(hidden), d_last_cell, ops.zeros_like(gates[0]))
        sequence = (ops.transpose(d_outputs, (1, 0, 2)), gates, cells, cells_before)
        (d_hidden, d_cell, _), (_, _, d_z) = ops.scan(step, start, sequence, reverse=True)

        units = recurrent_kernel.shape[0]
        d_z_rows = ops.reshape(d_z, (-1, 4 * units))  # (time * batch, 4 H)
        hiddens_before = ops.reshape(ops.concatenate([hidden[None], hiddens[:-1]], axis=0), (-1, units))
        x_rows = ops.reshape(ops.transpose(x, (1, 0, 2)), (-1, x.shape[-1]))
        d_x = ops.transpose(ops.matmul(d_z, ops.transpose(kernel)), (1, 0, 2))
        d_kernel = ops.matmul(ops.transpose(x_rows), d_z_rows)
        d_recurrent_kernel = ops.matmul(ops.transpose(hiddens_before), d_z_rows)
        d_bias = ops.cast(ops.sum(ops.cast(d_z_rows, "float32"), axis=0), d_z_rows.dtype)
        return d_x, d_hidden, d_cell, d_kernel, d_recurrent_kernel, d_bias

    return (ops.transpose(hiddens, (1, 0, 2)), cells[-1]), gradient

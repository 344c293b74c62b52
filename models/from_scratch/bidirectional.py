"""One recurrent layer reads from the left, another from the right."""

import numpy as np

from models.from_scratch.base import Block
from models.from_scratch.recurrent import Recurrent, State


class Bidirectional(Block):
    r"""Two recurrent layers over the same inputs, their outputs side by side (Schuster and Paliwal 1997).

    .. math:: y_t = [\overrightarrow{h}_t ; \overleftarrow{h}_t]

    The second one reads the inputs, and the mask, from right to left; its outputs are turned round again. Where every
    step comes out, masked steps put out zeros, as Keras's wrapper does.

    Args:
        forward_layer: reads from left to right.
        backward_layer: reads from right to left; the same ``return_sequences``.
    """

    def __init__(self, forward_layer: Recurrent, backward_layer: Recurrent) -> None:
        super().__init__()
        if forward_layer.return_sequences != backward_layer.return_sequences:
            raise ValueError("expected two layers with the same return_sequences, received one with and one without")
        self.return_sequences = forward_layer.return_sequences
        self.forward_layer = self.add("forward", forward_layer)
        self.backward_layer = self.add("backward", backward_layer)
        for layer in (forward_layer, backward_layer):
            layer.zero_output_for_mask = self.return_sequences

    def forward(
        self,
        inputs: np.ndarray,
        training: bool = False,
        initial_state: State | None = None,
        mask: np.ndarray | None = None,
    ) -> np.ndarray:
        """Read both ways.

        Args:
            inputs: (batch, time, input_size).
            training: changes nothing here.
            initial_state: the states of the first layer, then those of the second.
            mask: (batch, time), False where a step is skipped.

        Returns:
            (batch, time, 2 * hidden_size), or (batch, 2 * hidden_size).
        """
        half = len(self.forward_layer.state_names)
        left = None if initial_state is None else initial_state[:half]
        right = None if initial_state is None else initial_state[half:]
        from_left = self.forward_layer.forward(inputs, training, left, mask)
        from_right = self.backward_layer.forward(
            inputs[:, ::-1], training, right, None if mask is None else mask[:, ::-1]
        )
        if self.return_sequences:
            from_right = from_right[:, ::-1]
        return np.concatenate([from_left, from_right], axis=-1)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """Each layer's half of the gradient back through it; the inputs get the sum."""
        size = self.forward_layer.hidden_size
        d_left, d_right = output_gradient[..., :size], output_gradient[..., size:]
        if self.return_sequences:
            d_right = d_right[:, ::-1]
        d_inputs = self.forward_layer.backward(d_left) + self.backward_layer.backward(d_right)[:, ::-1]
        self.gather_gradients()
        return d_inputs

    def show_work(self, inputs: np.ndarray, mask: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """What goes on inside both layers, each array (batch, time, hidden_size); time always runs left to right."""
        work = {f"forward/{name}": value for name, value in self.forward_layer.show_work(inputs, mask=mask).items()}
        turned = None if mask is None else mask[:, ::-1]
        for name, value in self.backward_layer.show_work(inputs[:, ::-1], mask=turned).items():
            work[f"backward/{name}"] = value[:, ::-1]
        return work

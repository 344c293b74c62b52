"""Layers one after another."""

import numpy as np

from models.from_scratch.base import Block, Layer


class Sequential(Block):
    """y = f_n(... f_2(f_1(x))): what one layer puts out, the next takes in.

    Its parameters are called ``0/kernel``, ``0/bias``, ``1/kernel``, ...: by the layers' places.
    """

    def __init__(self, *layers: Layer) -> None:
        super().__init__()
        for place, layer in enumerate(layers):
            self.add(str(place), layer)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """Through all layers, the first one first."""
        outputs = inputs
        for layer in self.children.values():
            outputs = layer.forward(outputs, training)
        return outputs

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """The chain rule: back through all layers, the last one first."""
        gradient = output_gradient
        for layer in reversed(self.children.values()):
            gradient = layer.backward(gradient)
        self.gather_gradients()
        return gradient

"""Dropout: in training, a part of the numbers is set to zero at random."""

import numpy as np

from models.from_scratch.base import Layer


class Dropout(Layer):
    """y = x m / (1 - p), m being 0 with probability p and else 1, drawn anew for each number (Srivastava et al. 2014).

    Dividing by 1 - p keeps the expected value, so that nothing is left to do at inference, where y = x. Give ``mask`` a
    value, an array of zeros and ones, and that is used in place of drawn ones.
    """

    def __init__(self, rate: float, *, generator: np.random.Generator | None = None) -> None:
        super().__init__()
        if not 0 <= rate < 1:
            raise ValueError(f"expected a rate from 0 to below 1, received {rate}")
        self.rate = rate
        self.generator = generator or np.random.default_rng()
        self.mask: np.ndarray | None = None

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """The same shape; at inference the same numbers."""
        self.scale = np.ones((), inputs.dtype)
        if training and self.rate > 0:
            m = self.generator.random(inputs.shape) >= self.rate if self.mask is None else self.mask
            self.scale = (m / (1 - self.rate)).astype(inputs.dtype)
        return inputs * self.scale

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """What was dropped gets no gradient, what was not gets it divided by 1 - p as well."""
        return output_gradient * self.scale

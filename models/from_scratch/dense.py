"""The layer that connects everything with everything."""

import numpy as np
from numpy.typing import DTypeLike

from models.from_scratch.activations import Activation
from models.from_scratch.base import Layer, glorot_uniform


class Dense(Layer):
    """y = f(x W + b), with W the kernel (input_size, output_size) and b the bias (output_size,).

    Inputs may have any number of axes before the last: (..., input_size) -> (..., output_size).
    """

    def __init__(
        self,
        input_size: int,
        output_size: int,
        activation: str = "linear",
        use_bias: bool = True,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        self.f = Activation(activation)
        self.parameters["kernel"] = glorot_uniform((input_size, output_size), generator, dtype)
        if use_bias:
            self.parameters["bias"] = np.zeros(output_size, dtype)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(..., input_size) -> (..., output_size)."""
        self.x = inputs
        z = self.x @ self.parameters["kernel"]  # (..., output_size)
        if "bias" in self.parameters:
            z = z + self.parameters["bias"]
        return self.f(z)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """dW = x^T dz, db = the sum of dz over all examples, dx = dz W^T."""
        W = self.parameters["kernel"]
        dz = self.f.backward(output_gradient)
        x_rows = self.x.reshape(-1, W.shape[0])  # (examples, input_size)
        dz_rows = dz.reshape(-1, W.shape[1])  # (examples, output_size)
        self.gradients["kernel"] = x_rows.T @ dz_rows
        if "bias" in self.parameters:
            self.gradients["bias"] = dz_rows.sum(axis=0)
        return dz @ W.T


class Reshape(Layer):
    """The same numbers in another shape: (batch, ...) -> (batch, *shape); one entry of ``shape`` may be -1."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.target = tuple(shape)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, ...) -> (batch, *shape)."""
        self.shape = inputs.shape
        return inputs.reshape(len(inputs), *self.target)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """The same numbers in the shape that they came in."""
        return output_gradient.reshape(self.shape)


class Flatten(Reshape):
    """All axes but the first become one: (batch, ...) -> (batch, the product of the others)."""

    def __init__(self) -> None:
        super().__init__((-1,))

"""Activation functions y = f(z), each with the gradient that it passes on: dL/dz from dL/dy."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from models.from_scratch.base import Layer

_erf = np.frompyfunc(math.erf, 1, 1)
"""NumPy has no error function of its own, so this asks Python's for each entry: exact, about 0.1 microseconds each."""


def erf(z: np.ndarray) -> np.ndarray:
    """The error function, entry by entry: erf(z) = 2 / sqrt(pi) * integral of exp(-t^2) from 0 to z."""
    return np.asarray(_erf(z), dtype=z.dtype)


def linear(z: np.ndarray) -> np.ndarray:
    """Leave ``z`` as it is: y = z."""
    return z


def linear_gradient(z: np.ndarray, y: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """dz = dy."""
    return dy


def sigmoid(z: np.ndarray) -> np.ndarray:
    """y = 1 / (1 + e^-z), written so that e to a large power never occurs."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def sigmoid_gradient(z: np.ndarray, y: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """dz = dy * y (1 - y)."""
    return dy * y * (1 - y)


def tanh(z: np.ndarray) -> np.ndarray:
    """y = (e^z - e^-z) / (e^z + e^-z)."""
    return np.tanh(z)


def tanh_gradient(z: np.ndarray, y: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """dz = dy * (1 - y^2)."""
    return dy * (1 - y**2)


def relu(z: np.ndarray) -> np.ndarray:
    """y = max(z, 0)."""
    return np.maximum(z, 0)


def relu_gradient(z: np.ndarray, y: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """dz = dy where z > 0, else 0 (at the corner z = 0, too, as frameworks have it)."""
    return dy * (z > 0)


def leaky_relu(z: np.ndarray) -> np.ndarray:
    """y = z where z > 0, else 0.2 z: Keras's slope."""
    return np.where(z > 0, z, np.asarray(0.2, z.dtype) * z)


def leaky_relu_gradient(z: np.ndarray, y: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """dz = dy where z > 0, else 0.2 dy."""
    return np.where(z > 0, dy, np.asarray(0.2, z.dtype) * dy)


def gelu(z: np.ndarray) -> np.ndarray:
    """y = z Phi(z) with Phi(z) = (1 + erf(z / sqrt 2)) / 2, the exact form (Hendrycks and Gimpel 2016).

    Keras takes this one where it is asked for "gelu"; the tanh in its place is an approximation for speed.
    """
    return z * (1 + erf(z / math.sqrt(2))) / 2


def gelu_gradient(z: np.ndarray, y: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """dz = dy * (Phi(z) + z phi(z)), phi being the normal density, the derivative of Phi."""
    Phi = (1 + erf(z / math.sqrt(2))) / 2
    phi = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return dy * (Phi + z * phi)


def softmax(z: np.ndarray) -> np.ndarray:
    """y_i = e^{z_i} / sum_k e^{z_k} along the last axis; the largest z is taken off first, which changes nothing."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_gradient(z: np.ndarray, y: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """dz = J^T dy = y * (dy - sum_i dy_i y_i): the whole Jacobian, multiplied out so that it need not be stored.

    Right beside any loss. The well-known y - t is this together with the gradient of cross-entropy.
    """
    return y * (dy - (dy * y).sum(axis=-1, keepdims=True))


class Function(NamedTuple):
    """An activation y = f(z) and its gradient: (z, y, dL/dy) -> dL/dz."""

    value: Callable[[np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


ACTIVATIONS = {
    "linear": Function(linear, linear_gradient),
    "sigmoid": Function(sigmoid, sigmoid_gradient),
    "tanh": Function(tanh, tanh_gradient),
    "relu": Function(relu, relu_gradient),
    "leaky_relu": Function(leaky_relu, leaky_relu_gradient),
    "gelu": Function(gelu, gelu_gradient),
    "softmax": Function(softmax, softmax_gradient),
}


class Activation(Layer):
    """An activation as a layer of its own: y = f(z)."""

    def __init__(self, name: str) -> None:
        super().__init__()
        if name not in ACTIVATIONS:
            raise ValueError(f"expected an activation among {', '.join(ACTIVATIONS)}, received {name}")
        self.name = name
        self.function = ACTIVATIONS[name]

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """y = f(z), of the same shape."""
        self.z = inputs
        self.y = self.function.value(inputs)
        return self.y

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """dL/dz."""
        return self.function.gradient(self.z, self.y, output_gradient)

"""Normalization: numbers brought to mean 0 and variance 1, then to a mean and a spread that are learned."""

import numpy as np
from numpy.typing import DTypeLike

from models.from_scratch.base import Layer


def normalize(x: np.ndarray, axes: tuple[int, ...], epsilon: float) -> tuple[np.ndarray, np.ndarray]:
    """x_hat = (x - mu) / sqrt(sigma^2 + epsilon) with mu and sigma^2 over ``axes``; and 1 / sqrt(sigma^2 + epsilon)."""
    mu = x.mean(axis=axes, keepdims=True)
    variance = ((x - mu) ** 2).mean(axis=axes, keepdims=True)
    s = 1 / np.sqrt(variance + np.asarray(epsilon, x.dtype))
    return (x - mu) * s, s


def normalize_gradient(dx_hat: np.ndarray, x_hat: np.ndarray, s: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    """dx = s (dx_hat - mean(dx_hat) - x_hat mean(dx_hat x_hat)).

    Every x moves mu and sigma, and so every x_hat. What the two means take off is the part of the gradient that
    would only shift all x together, or stretch them: normalization undoes both.
    """
    along_shift = dx_hat.mean(axis=axes, keepdims=True)
    along_stretch = (dx_hat * x_hat).mean(axis=axes, keepdims=True)
    return s * (dx_hat - along_shift - x_hat * along_stretch)


class LayerNormalization(Layer):
    """y = gamma x_hat + beta, x_hat normalized over the last axis: each example by itself (Ba et al. 2016)."""

    def __init__(
        self,
        size: int,
        epsilon: float = 1e-3,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        self.epsilon = epsilon
        self.parameters = {"gamma": np.ones(size, dtype), "beta": np.zeros(size, dtype)}

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(..., size) -> (..., size)."""
        self.x_hat, self.s = normalize(inputs, (-1,), self.epsilon)
        return self.parameters["gamma"] * self.x_hat + self.parameters["beta"]

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """dgamma = sum of dy x_hat, dbeta = sum of dy, and back through mean and variance."""
        dy, others = output_gradient, tuple(range(output_gradient.ndim - 1))
        self.gradients["gamma"] = (dy * self.x_hat).sum(axis=others)
        self.gradients["beta"] = dy.sum(axis=others)
        return normalize_gradient(dy * self.parameters["gamma"], self.x_hat, self.s, (-1,))


class BatchNormalization(Layer):
    """y = gamma x_hat + beta, each channel normalized over the batch and all places (Ioffe and Szegedy 2015).

    In training x_hat comes from the batch's own mean and variance, and moving averages of both are kept in ``state``:
    m <- momentum m + (1 - momentum) mu. At inference x_hat comes from those, so an example's output does not depend
    on its company.
    """

    def __init__(
        self,
        size: int,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        self.momentum, self.epsilon = momentum, epsilon
        self.parameters = {"gamma": np.ones(size, dtype), "beta": np.zeros(size, dtype)}
        self.state = {"moving_mean": np.zeros(size, dtype), "moving_variance": np.ones(size, dtype)}

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, ..., size) -> (batch, ..., size)."""
        self.training = training
        self.axes = tuple(range(inputs.ndim - 1))
        if training:
            self.x_hat, self.s = normalize(inputs, self.axes, self.epsilon)
            for name, value in (("mean", inputs.mean(axis=self.axes)), ("variance", inputs.var(axis=self.axes))):
                moving = self.state[f"moving_{name}"]
                moving[...] = self.momentum * moving + (1 - self.momentum) * value
        else:
            self.s = 1 / np.sqrt(self.state["moving_variance"] + np.asarray(self.epsilon, inputs.dtype))
            self.x_hat = (inputs - self.state["moving_mean"]) * self.s
        return self.parameters["gamma"] * self.x_hat + self.parameters["beta"]

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """After training, back through the batch's mean and variance; after inference these are constants."""
        dy = output_gradient
        self.gradients["gamma"] = (dy * self.x_hat).sum(axis=self.axes)
        self.gradients["beta"] = dy.sum(axis=self.axes)
        dx_hat = dy * self.parameters["gamma"]
        return normalize_gradient(dx_hat, self.x_hat, self.s, self.axes) if self.training else dx_hat * self.s

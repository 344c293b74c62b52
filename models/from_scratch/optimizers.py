"""SGD, momentum, RMSprop, Adam and AdamW in NumPy, equal to Keras's step for step.

An optimizer is given two dicts of arrays with the same names, the parameters and their gradients, and changes the
parameters in place. What it remembers of each parameter (its moment estimates) is in ``state[name]``, to be looked
at. A step with learning rate lr and gradient g:

    SGD       theta -= lr g
    Momentum  v = mu v - lr g;                  theta += v          (Nesterov: theta += mu v - lr g)
    RMSprop   v = rho v + (1 - rho) g^2;        theta -= lr g / sqrt(v + epsilon)
    Adam      m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  both corrected for having begun at 0
    AdamW     theta -= lr decay theta first, then Adam's step
"""

import math
from collections.abc import Mapping

import numpy as np


class Optimizer:
    """What all have in common: the learning rate, the count of steps, and a memory for each parameter.

    Attributes:
        learning_rate: may be changed between steps.
        steps: how many steps were made.
        state: for each parameter's name, its moment estimates by their names, arrays of the parameter's shape.
    """

    moments: tuple[str, ...] = ()
    """What is remembered of each parameter, beginning at zero."""

    def __init__(self, learning_rate: float = 0.01):
        if not learning_rate > 0:
            raise ValueError(f"Expected a learning rate above 0, received {learning_rate}.")
        self.learning_rate = learning_rate
        self.steps = 0
        self.state: dict[str, dict[str, np.ndarray]] = {}

    def step(self, parameters: Mapping[str, np.ndarray], gradients: Mapping[str, np.ndarray]) -> None:
        """Change each array of ``parameters`` in place, downhill along the array of that name in ``gradients``."""
        if parameters.keys() != gradients.keys():
            raise ValueError(f"Expected gradients of {sorted(parameters)}, received those of {sorted(gradients)}.")
        self.steps += 1
        for name, parameter in parameters.items():
            if name not in self.state:
                self.state[name] = {moment: np.zeros_like(parameter) for moment in self.moments}
            self.update(parameter, gradients[name], self.state[name])

    def update(self, parameter: np.ndarray, gradient: np.ndarray, moments: dict[str, np.ndarray]) -> None:
        """One parameter's step, in place; ``moments`` is its memory, in place, too."""
        raise NotImplementedError


class SGD(Optimizer):
    """Gradient descent: theta -= lr g."""

    def update(self, parameter: np.ndarray, gradient: np.ndarray, moments: dict[str, np.ndarray]) -> None:
        """Step: theta -= lr g."""
        parameter -= self.learning_rate * gradient


class Momentum(Optimizer):
    """Gradient descent that keeps its velocity (Keras's ``SGD(momentum=...)``).

    v = mu v - lr g; theta += v. The learning rate is inside the velocity: one that is changed on the way acts on the
    coming steps only. ``nesterov`` looks one step of the velocity ahead: theta += mu v - lr g.
    """

    moments = ("velocity",)

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.9, nesterov: bool = False):
        super().__init__(learning_rate)
        self.momentum, self.nesterov = momentum, nesterov

    def update(self, parameter: np.ndarray, gradient: np.ndarray, moments: dict[str, np.ndarray]) -> None:
        """Step: v = mu v - lr g; theta += v, or mu v - lr g."""
        velocity = moments["velocity"]
        velocity *= self.momentum
        velocity -= self.learning_rate * gradient
        if self.nesterov:
            parameter += self.momentum * velocity - self.learning_rate * gradient
        else:
            parameter += velocity


class RMSprop(Optimizer):
    """A step of its own length for each weight: the gradient divided by the root of its mean square (Hinton 2012).

    v = rho v + (1 - rho) g^2; theta -= lr g / sqrt(v + epsilon). Epsilon stands under the root, as in Keras.
    """

    moments = ("mean_square",)

    def __init__(self, learning_rate: float = 0.001, rho: float = 0.9, epsilon: float = 1e-7):
        super().__init__(learning_rate)
        self.rho, self.epsilon = rho, epsilon

    def update(self, parameter: np.ndarray, gradient: np.ndarray, moments: dict[str, np.ndarray]) -> None:
        """Step: v = rho v + (1 - rho) g^2; theta -= lr g / sqrt(v + epsilon)."""
        mean_square = moments["mean_square"]
        mean_square *= self.rho
        mean_square += (1 - self.rho) * np.square(gradient)
        parameter -= self.learning_rate * gradient / np.sqrt(mean_square + self.epsilon)


class Adam(Optimizer):
    """Momentum and RMSprop together, both corrected for having begun at zero (Kingma & Ba 2015).

    m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, and after t steps, in one of two forms:

    * ``epsilon_form="keras"``: theta -= lr sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + epsilon)
    * ``epsilon_form="paper"``: m_hat = m / (1 - b1^t), v_hat = v / (1 - b2^t), theta -= lr m_hat / (sqrt(v_hat) +
      epsilon), which is Algorithm 1 of the paper, the form of most articles and of PyTorch.

    They differ in what epsilon is added to. Dividing Keras's numerator and denominator by sqrt(1 - b2^t) gives the
    paper's form with an epsilon of epsilon / sqrt(1 - b2^t): at the first step, with b2 = 0.999, it counts 31.6 times
    as much, after 1,000 steps 1.26 times. While gradients are far larger than epsilon that is nothing. Where they are
    as small as it is, the paper's first step is half of lr long, and Keras's three hundredths of lr.
    """

    moments = ("mean", "mean_square")
    FORMS = ("keras", "paper")

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        epsilon_form: str = "keras",
    ):
        super().__init__(learning_rate)
        if epsilon_form not in self.FORMS:
            raise ValueError(f'Expected an epsilon_form of "keras" or "paper", received "{epsilon_form}".')
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.epsilon, self.epsilon_form = epsilon, epsilon_form

    def update(self, parameter: np.ndarray, gradient: np.ndarray, moments: dict[str, np.ndarray]) -> None:
        """Both moments, their corrections for the first steps, and the step."""
        mean, mean_square = moments["mean"], moments["mean_square"]
        mean += (1 - self.beta_1) * (gradient - mean)
        mean_square += (1 - self.beta_2) * (np.square(gradient) - mean_square)
        correction_1 = 1 - self.beta_1**self.steps
        correction_2 = 1 - self.beta_2**self.steps
        if self.epsilon_form == "keras":
            rate = self.learning_rate * math.sqrt(correction_2) / correction_1
            parameter -= rate * mean / (np.sqrt(mean_square) + self.epsilon)
        else:
            rate = self.learning_rate / correction_1
            parameter -= rate * mean / (np.sqrt(mean_square / correction_2) + self.epsilon)


class AdamW(Adam):
    """Adam beside a decay of the weights that does not go through the moments (Loshchilov & Hutter 2019).

    theta -= lr decay theta, then Adam's step: decay by way of the gradient would be divided by its root mean square.
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        epsilon_form: str = "keras",
    ):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, epsilon_form)
        self.weight_decay = weight_decay

    def update(self, parameter: np.ndarray, gradient: np.ndarray, moments: dict[str, np.ndarray]) -> None:
        """Step: theta -= lr decay theta; then as Adam."""
        parameter -= self.learning_rate * self.weight_decay * parameter
        super().update(parameter, gradient, moments)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
}
"""By the names that the programs and pages call them."""


def create(name: str, learning_rate: float) -> Optimizer:
    """The optimizer of that name with Keras's other settings (momentum 0.9)."""
    if name not in OPTIMIZERS:
        raise ValueError(f"Expected an optimizer of {', '.join(OPTIMIZERS)}, received {name}.")
    return OPTIMIZERS[name](learning_rate)

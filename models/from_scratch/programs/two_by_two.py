"""The smallest network that learns: a 2x2 matrix, a sigmoid, mean squared error; its gradient by hand.

    python -m models.from_scratch.programs.two_by_two

    z = x W,  y_hat = sigmoid(z),  L = mean((y_hat - y)^2)          x = [-0.5, 0.1],  y = [0.1, 0.2]

By the chain rule dL/dW = x^T (dL/dy_hat * sigmoid'(z)), an outer product. The program prints
that gradient beside the central differences and Adam's first step in both of its forms.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import DTypeLike

from models.from_scratch.losses import mean_squared_error
from models.from_scratch.optimizers import Adam, Optimizer, create
from models.from_scratch.programs import common

X = np.array([-0.5, 0.1])
Y = np.array([0.1, 0.2])


class TwoByTwo:
    """y_hat = sigmoid(x W), with one example to learn.

    Attributes:
        parameters: ``W`` (2, 2); row i holds the weights from input i, as in a Keras kernel.
    """

    def __init__(self, seed: int = 0, dtype: DTypeLike = np.float64):
        generator = np.random.default_rng(seed)
        self.parameters: dict[str, np.ndarray] = {"W": generator.normal(0, 1, (2, 2)).astype(dtype)}
        self.x: np.ndarray = X.astype(dtype)
        self.y: np.ndarray = Y.astype(dtype)

    def forward(self) -> np.ndarray:
        """y_hat = sigmoid(x W), (2,)."""
        z = self.x @ self.parameters["W"]
        return 1 / (1 + np.exp(-z))

    def loss(self) -> float:
        """L = mean((y_hat - y)^2)."""
        return mean_squared_error(self.forward(), self.y)[0]

    def backward(self) -> dict[str, np.ndarray]:
        """dL/dW, one link of the chain a line."""
        y_hat = self.forward()
        d_y_hat = 2 * (y_hat - self.y) / y_hat.size  # (2,): of the mean of squares
        d_z = d_y_hat * y_hat * (1 - y_hat)  # (2,): sigmoid' = sigmoid (1 - sigmoid)
        d_W = np.outer(self.x, d_z)  # (2, 2): weight (i, j) carries x_i to z_j
        return {"W": d_W}

    def train(self, num_steps: int, optimizer: Optimizer) -> Iterator[tuple[int, common.Figures]]:
        """Step by step: yields the loss before the first step and after each."""
        yield 0, {"loss": self.loss()}
        for step in range(1, num_steps + 1):
            optimizer.step(self.parameters, self.backward())
            yield step, {"loss": self.loss()}


def first_steps_of_adam(seed: int, learning_rate: float, epsilon: float = 1e-7) -> dict[str, np.ndarray]:
    """Where Adam's first step leads from the same weights, by the form of its epsilon."""
    after = {}
    for form in Adam.FORMS:
        network = TwoByTwo(seed)
        Adam(learning_rate, epsilon=epsilon, epsilon_form=form).step(network.parameters, network.backward())
        after[form] = network.parameters["W"]
    return after


def main(arguments: list[str] | None = None) -> None:
    """Train, then print the figures."""
    parser = common.parser(__doc__, "adam", 0.1)
    parser.add_argument("--num-steps", type=int, default=1000, help="steps of the optimizer")
    options = parser.parse_args(arguments)
    network = TwoByTwo(options.seed)
    by_hand = network.backward()
    error = common.gradient_errors(network.loss, network.parameters, by_hand)["W"]
    print(f"dL/dW by hand:\n{by_hand['W']}\nrelative error against central differences: {error:.1e}")
    forms = first_steps_of_adam(options.seed, options.learning_rate)
    difference = np.abs(forms["keras"] - forms["paper"]).max()
    print(f"Adam's first step, Keras's form:\n{forms['keras']}\nthe paper's form differs by {difference:.1e} at most")
    every = max(options.num_steps // 10, 1)
    for step, figures in network.train(options.num_steps, create(options.optimizer, options.learning_rate)):
        if step % every == 0 or step == options.num_steps:
            print(f"{step:6d}  loss {figures['loss']:.3e}")
    print(f"y_hat = {network.forward().round(4)}, y = {Y}: loss {network.loss():.1e}")


if __name__ == "__main__":
    common.run(main)

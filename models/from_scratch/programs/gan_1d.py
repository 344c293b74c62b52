"""A GAN in one dimension: a generator learns a distribution of numbers that it never sees, in plain NumPy.

    python -m models.from_scratch.programs.gan_1d --distribution two_bumps

The discriminator D says how real a number x looks; the generator G turns noise z into numbers that should pass:

    L_D = -mean log D(x) - mean log(1 - D(G(z)))
    L_G = -mean log D(G(z))         non-saturating, what everybody trains
    L_G =  mean log(1 - D(G(z)))    saturating: the paper's minimax game, flat where D is sure (Goodfellow et al. 2014)

It ends with the Wasserstein distance between drawn and real numbers: how far, on average, the drawn ones would have to
be carried to become the real ones. With ``--start 3`` the generator begins beside one of the two bumps and never finds
the other: mode collapse.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike

from models.from_scratch.activations import sigmoid
from models.from_scratch.base import Block
from models.from_scratch.dense import Dense
from models.from_scratch.losses import binary_cross_entropy
from models.from_scratch.optimizers import Adam, Optimizer
from models.from_scratch.programs import common

LOSSES = ("non_saturating", "saturating")
HIDDEN_SIZE, BATCH_SIZE, NUM_STEPS = 16, 64, 300
GENERATOR_RATE, DISCRIMINATOR_RATE = 0.002, 0.01
DRAWN = 400
"""Numbers drawn to look at a state."""
EDGE = 4.0
GRID = np.linspace(-EDGE, EDGE, 121)
"""Where the discriminator's opinion is asked for."""


@dataclass(frozen=True)
class Distribution:
    """What is to be learned: how to draw ``count`` numbers from it, and its density."""

    draw: Callable[[np.random.Generator, int], np.ndarray]
    density: Callable[[np.ndarray], np.ndarray]


def _bell(x: np.ndarray, mean: float | np.ndarray, deviation: float) -> np.ndarray:
    return np.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))


DISTRIBUTIONS = {
    "normal": Distribution(
        lambda generator, count: generator.normal(1.0, 0.6, count),
        lambda x: _bell(x, 1.0, 0.6),
    ),
    "two_bumps": Distribution(
        lambda generator, count: generator.normal(0, 0.3, count) + np.where(generator.random(count) < 0.5, -2.0, 2.0),
        lambda x: (_bell(x, -2.0, 0.3) + _bell(x, 2.0, 0.3)) / 2,
    ),
    "uniform": Distribution(
        lambda generator, count: generator.uniform(-2.0, 2.0, count),
        lambda x: np.where(np.abs(x) <= 2.0, 0.25, 0.0),
    ),
}


class Network(Block):
    """Two hidden layers of tanh and one number out: (count, 1) -> (count, 1)."""

    def __init__(self, generator: np.random.Generator, dtype: DTypeLike = np.float64):
        super().__init__()
        sizes = (1, HIDDEN_SIZE, HIDDEN_SIZE, 1)
        for number, (before, after) in enumerate(pairwise(sizes), start=1):
            last = number == len(sizes) - 1
            self.add(
                f"dense_{number}", Dense(before, after, "linear" if last else "tanh", generator=generator, dtype=dtype)
            )
        # One vector of all parameters, of which the layers hold pieces: an optimizer's step on six small arrays would
        # cost six times as much, all of it for calling NumPy.
        self.vector = np.concatenate([value.ravel() for value in self.parameters.values()])
        pieces = np.split(self.vector, np.cumsum([value.size for value in self.parameters.values()])[:-1])
        for layer in self.children.values():
            for parameter, value in layer.parameters.items():
                layer.parameters[parameter] = pieces.pop(0).reshape(value.shape)
        for name, layer in self.children.items():
            self._adopt(name, layer)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """Layer after layer."""
        for layer in self.children.values():
            inputs = layer.forward(inputs, training)
        return inputs

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """Layer before layer."""
        for layer in reversed(self.children.values()):
            output_gradient = layer.backward(output_gradient)
        self.gather_gradients()
        return output_gradient

    def learn(self, optimizer: Optimizer) -> None:
        """One step of ``optimizer`` along the gradients."""
        gradient = np.concatenate([value.ravel() for value in self.gradients.values()])
        optimizer.step({"all": self.vector}, {"all": gradient})


@dataclass(frozen=True)
class State:
    """The game after a number of steps.

    Attributes:
        step: how many.
        discriminator_loss: L_D on this step's batch.
        generator_loss: L_G on this step's batch, in the form that is trained.
        pulls: for both forms of L_G, how strongly each drawn number is pulled: the mean of |dL_G/dx| times their count.
        drawn: numbers of the generator, from the same noise in every state, (DRAWN,).
        opinion: D at each point of :data:`GRID`.
        distance: Wasserstein distance between ``drawn`` and as many real numbers.
    """

    step: int
    discriminator_loss: float
    generator_loss: float
    pulls: dict[str, float]
    drawn: np.ndarray
    opinion: np.ndarray
    distance: float


@dataclass(frozen=True)
class Game:
    """What is played: who learns what, and how."""

    distribution: str = "normal"
    """One of :data:`DISTRIBUTIONS`."""
    loss: str = "non_saturating"
    """The generator's, one of :data:`LOSSES`."""
    seed: int = 0
    """Of the weights, the noise and the real numbers."""
    generator_rate: float = GENERATOR_RATE
    """The generator's learning rate; the discriminator's is DISCRIMINATOR_RATE."""
    discriminator_steps: int = 2
    """The discriminator's, each on BATCH_SIZE numbers of either kind, for one of the generator's."""
    start: float = 0.0
    """About which number the generator's first drawings lie."""


def train(game: Game, num_steps: int = NUM_STEPS, every: int = 10) -> Iterator[State]:
    """Play the game; a state before the first step and after every ``every`` steps.

    Args:
        game: its settings.
        num_steps: the generator's steps.
        every: so many steps lie between two states.

    Raises:
        ValueError: no such distribution or loss, in one sentence.
    """
    if game.distribution not in DISTRIBUTIONS:
        raise ValueError(f"Expected a distribution of {', '.join(DISTRIBUTIONS)}, received {game.distribution}.")
    if game.loss not in LOSSES:
        raise ValueError(f"Expected a loss of {', '.join(LOSSES)}, received {game.loss}.")
    random = np.random.default_rng(game.seed)
    # Single precision halves the time, and noise is what all of it begins with.
    generator, discriminator = Network(random, np.float32), Network(random, np.float32)
    # It begins narrow, so that there is one place where it begins.
    generator.parameters["dense_3/kernel"] *= 0.2
    generator.parameters["dense_3/bias"] += game.start
    # Less memory than usual: the opponent's next move makes old gradients wrong (Radford et al. 2016).
    generator_optimizer = Adam(game.generator_rate, beta_1=0.5)
    discriminator_optimizer = Adam(DISCRIMINATOR_RATE, beta_1=0.5)
    draw_real = DISTRIBUTIONS[game.distribution].draw
    noise_to_look, real_to_look = random.standard_normal((DRAWN, 1), np.float32), draw_real(random, DRAWN)
    for step in range(num_steps + 1):
        # The generator holds still meanwhile, so it draws for all of the discriminator's steps at once.
        several = (game.discriminator_steps, BATCH_SIZE, 1)
        all_real = draw_real(random, game.discriminator_steps * BATCH_SIZE).reshape(several).astype(np.float32)
        noise = random.standard_normal(several, np.float32)
        for real, drawn in zip(all_real, generator.forward(noise), strict=True):
            loss_d = discriminator_gradients(discriminator, real, drawn)
            discriminator.learn(discriminator_optimizer)
        noise = random.standard_normal((BATCH_SIZE, 1), np.float32)
        loss_g = generator_gradients(generator, discriminator, noise, game.loss)
        if step % every == 0 or step == num_steps:
            drawn = generator.forward(noise_to_look)
            yield State(
                step,
                loss_d,
                loss_g,
                {form: pull(discriminator, drawn, form) for form in LOSSES},
                drawn[:, 0],
                sigmoid(discriminator.forward(GRID[:, None]))[:, 0],
                wasserstein(drawn[:, 0], real_to_look),
            )
        generator.learn(generator_optimizer)


def discriminator_gradients(discriminator: Network, real: np.ndarray, drawn: np.ndarray) -> float:
    """L_D, and its gradients in the discriminator: real numbers are to get a 1, drawn ones a 0."""
    numbers = np.concatenate([real, drawn])  # (2 batch, 1)
    answers = np.concatenate([np.ones_like(real), np.zeros_like(drawn)])
    value, d_logits = binary_cross_entropy(discriminator.forward(numbers), answers)
    # The mean over both halves is half of the sum of their means.
    discriminator.backward(2 * d_logits)
    return 2 * value


def generator_gradients(generator: Network, discriminator: Network, noise: np.ndarray, loss: str) -> float:
    """L_G, and its gradients in the generator, by way of the discriminator's input."""
    value, d_numbers = _by_numbers(discriminator, generator.forward(noise), loss)
    generator.backward(d_numbers)
    return value


def pull(discriminator: Network, drawn: np.ndarray, loss: str) -> float:
    """How strongly L_G pulls at each of the drawn numbers (count, 1), on average."""
    _value, d_numbers = _by_numbers(discriminator, drawn, loss)
    return float(np.abs(d_numbers).sum())


def _by_numbers(discriminator: Network, drawn: np.ndarray, loss: str) -> tuple[float, np.ndarray]:
    """L_G and its gradient by the drawn numbers."""
    logits = discriminator.forward(drawn)
    if loss == "non_saturating":
        value, d_logits = binary_cross_entropy(logits, np.ones_like(logits))
    else:
        value, d_logits = binary_cross_entropy(logits, np.zeros_like(logits))
        value, d_logits = -value, -d_logits
    return value, discriminator.backward(d_logits)


def wasserstein(drawn: np.ndarray, real: np.ndarray) -> float:
    """The mean distance between the sorted numbers of two equally long lists: in one dimension nothing is shorter."""
    return float(np.abs(np.sort(drawn) - np.sort(real)).mean())


def best_opinion(state: State, distribution: str, width: float = 0.12) -> np.ndarray:
    """The best opinion at each point of GRID: p / (p + q), with q the density of the drawn numbers, smoothed.

    Not a number where hardly any number of either kind lies, for there any opinion is as good.
    """
    p = DISTRIBUTIONS[distribution].density(GRID)
    q = _bell(GRID[:, None], state.drawn[None, :], width).mean(axis=1)
    return np.where(p + q > 0.005, p / np.maximum(p + q, 0.005), np.nan)


def main(arguments: list[str] | None = None) -> None:
    """Train, then print the figure."""
    parser = common.parser(__doc__)
    parser.add_argument("--distribution", choices=list(DISTRIBUTIONS), default="normal", help="what is learned")
    parser.add_argument("--loss", choices=LOSSES, default=LOSSES[0], help="the generator's loss")
    parser.add_argument("--generator-rate", type=float, default=GENERATOR_RATE, help="the generator's learning rate")
    parser.add_argument("--discriminator-steps", type=int, default=2, help="for each step of the generator")
    parser.add_argument("--start", type=float, default=0.0, help="about which number the first drawings lie")
    parser.add_argument("--num-steps", type=int, default=NUM_STEPS, help="steps of the generator")
    options = vars(parser.parse_args(arguments))
    states = []
    num_steps = options.pop("num_steps")
    for state in train(Game(**options), num_steps, every=max(num_steps // 10, 1)):
        states.append(state)
        figures = {
            "discriminator_loss": state.discriminator_loss,
            "generator_loss": state.generator_loss,
            "distance": state.distance,
        }
        print(common.line(state.step, figures))
    print(f"Wasserstein distance {states[-1].distance:.3f}, before training {states[0].distance:.3f}")


if __name__ == "__main__":
    common.run(main)

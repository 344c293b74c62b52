"""Four landscapes of two parameters for optimizers to descend, each with its gradient, and the descent itself.

The gradients are written by hand; a test compares them with central differences.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from models.from_scratch.optimizers import Optimizer

FLAT, STEEP = 0.2, 8.0
"""The curvatures of the ravine along x and along y."""
FARTHEST = 1e6
"""Beyond this a run has diverged and is ended."""


@dataclass(frozen=True)
class Surface:
    """A function f(x, y) with its gradient.

    Attributes:
        value: f of x and y, numbers or arrays of one shape.
        gradient: x and y to (df/dx, df/dy).
        formula: in LaTeX, within an ``aligned``.
        half_width: the chart shows both coordinates from ``-half_width`` to ``half_width``.
        start: where a visitor begins.
        minima: the points where f is least.
        learning_rates: for each optimizer one that shows its character here.
    """

    value: Callable[[np.ndarray, np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
    formula: str
    half_width: float
    start: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    learning_rates: dict[str, float]


def bowl(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """f = (x^2 + y^2) / 2: as steep in every direction."""
    return (x**2 + y**2) / 2


def bowl_gradient(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(x, y)."""
    return x, y


def ravine(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """f = (a x^2 + b y^2) / 2 with b forty times a: steep walls, a floor that hardly falls."""
    return (FLAT * x**2 + STEEP * y**2) / 2


def ravine_gradient(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(a x, b y)."""
    return FLAT * x, STEEP * y


def saddle(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """f = x^2 / 2 - y^2 / 2 + y^4 / 16: a pass at (0, 0), where the gradient vanishes, between valleys at y = +-2."""
    return x**2 / 2 - y**2 / 2 + y**4 / 16


def saddle_gradient(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(x, -y + y^3 / 4)."""
    return x, -y + y**3 / 4


def beale(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """f = (3/2 - x + x y)^2 + (9/4 - x + x y^2)^2 + (21/8 - x + x y^3)^2 (Beale 1958): plains, walls, a bent valley."""
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def beale_gradient(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each bracket e_k = c_k - x + x y^k: df/dx = sum 2 e_k (y^k - 1), df/dy = sum 2 e_k k x y^(k-1)."""
    brackets = [(constant - x + x * y**k, k) for k, constant in ((1, 1.5), (2, 2.25), (3, 2.625))]
    by_x = sum(2 * e * (y**k - 1) for e, k in brackets)
    by_y = sum(2 * e * k * x * y ** (k - 1) for e, k in brackets)
    return by_x, by_y


SURFACES = {
    "bowl": Surface(
        bowl,
        bowl_gradient,
        r"f(x, y) = \tfrac12 (x^2 + y^2)",
        3.0,
        (-2.5, 2.0),
        ((0.0, 0.0),),
        {"sgd": 0.1, "momentum": 0.05, "rmsprop": 0.05, "adam": 0.1},
    ),
    "ravine": Surface(
        ravine,
        ravine_gradient,
        rf"f(x, y) = \tfrac12 ({FLAT:g}\,x^2 + {STEEP:g}\,y^2)",
        4.0,
        (-3.5, 1.5),
        ((0.0, 0.0),),
        {"sgd": 0.2, "momentum": 0.02, "rmsprop": 0.05, "adam": 0.1},
    ),
    "saddle": Surface(
        saddle,
        saddle_gradient,
        r"f(x, y) = \tfrac12 x^2 - \tfrac12 y^2 + \tfrac1{16} y^4",
        3.0,
        (-2.5, 0.01),
        ((0.0, 2.0), (0.0, -2.0)),
        {"sgd": 0.1, "momentum": 0.02, "rmsprop": 0.02, "adam": 0.05},
    ),
    "beale": Surface(
        beale,
        beale_gradient,
        r"f = {} & (\tfrac32 - x + xy)^2 + (\tfrac94 - x + xy^2)^2 \\ & + (\tfrac{21}8 - x + xy^3)^2",
        4.5,
        (1.0, 1.5),
        ((3.0, 0.5),),
        {"sgd": 0.01, "momentum": 0.005, "rmsprop": 0.05, "adam": 0.2},
    ),
}


@dataclass(frozen=True)
class Place:
    """Where an optimizer stands after a number of steps.

    ``gradient`` is the one here, for the next step; ``moments`` are what the optimizer remembers (x and y of each).
    """

    step: int
    point: tuple[float, float]
    value: float
    gradient: tuple[float, float]
    moments: dict[str, tuple[float, float]]


def descend(surface: Surface, start: tuple[float, float], optimizer: Optimizer, count: int) -> Iterator[Place]:
    """The start and the places after each of ``count`` steps; ends early where the run has diverged."""
    point = np.array(start, np.float64)
    for step in range(count + 1):
        slope = np.array(surface.gradient(*point), np.float64)
        value = float(surface.value(*point))
        moments = {name: _pair(moment) for name, moment in optimizer.state.get("point", {}).items()}
        if not (np.isfinite(value) and np.abs(point).max() <= FARTHEST):
            return
        yield Place(step, _pair(point), value, _pair(slope), moments)
        optimizer.step({"point": point}, {"point": slope})


def _pair(values: np.ndarray) -> tuple[float, float]:
    return float(values[0]), float(values[1])

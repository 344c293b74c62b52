"""A network of two inputs, two hidden and two output units, worked out one number at a time.

    h = sigmoid(x W1),  o = sigmoid(h W2),  L = mean((o - y)^2)

Nothing here is a matrix product: each edge's multiplication is a step of its own, forward, then backward by the chain
rule, then the update. :func:`gradients` is the same with two Dense layers, :func:`central_differences` the same without
any calculus; the tests hold all three together.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np

from models.from_scratch.dense import Dense
from models.from_scratch.losses import mean_squared_error

INPUTS, HIDDEN, OUTPUTS = ("x1", "x2"), ("h1", "h2"), ("o1", "o2")
EDGES = tuple((a, b) for left, right in ((INPUTS, HIDDEN), (HIDDEN, OUTPUTS)) for b in right for a in left)
"""The eight weights by the units that they connect, in the order in which the forward pass uses them."""
WEIGHTS = dict(zip(EDGES, (0.2, 0.5, -0.4, 0.6, 0.1, -0.3, -0.5, 0.8), strict=True))
EXAMPLE = {"x1": -0.5, "x2": 0.1, "y1": 0.1, "y2": 0.2}

Edge = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """One number worked out: which, in which phase, from what, and everything that is known afterwards.

    Attributes:
        phase: ``forward``, ``loss``, ``backward`` or ``update``.
        name: of the number: ``z_h1``, ``h1``, ``loss``, ``d_o1`` (the loss by
            z_o1), ``dw_h1_o2`` (the loss by a weight), ``w_x1_h1`` (the new weight).
        formula: in LaTeX with letters.
        numbers: the same with the numbers put in.
        value: the result.
        edge: the edge that was walked, if it was one.
        unit: the unit that was worked out, if it was one.
        known: every number known after this step.
    """

    phase: str
    name: str
    formula: str
    numbers: str
    value: float
    edge: Edge | None = None
    unit: str | None = None
    known: dict[str, float] = field(default_factory=dict)


def plain(value: float, digits: int = 4) -> str:
    """A number for a formula: ``-0.0512``, in parentheses where it is below zero."""
    text = f"{value:.{digits}g}" if 1e-4 <= abs(value) < 1e5 or value == 0 else f"{value:.2e}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = rf"{mantissa}\cdot 10^{{{int(exponent)}}}"
    return f"({text})" if value < 0 else text


def letter(name: str) -> str:
    """A unit's LaTeX: ``x1`` is x_1."""
    return f"{name[0]}_{name[1:]}"


def weight(a: str, b: str) -> str:
    """An edge's LaTeX: w_{x_1 h_2}."""
    return f"w_{{{letter(a)}{letter(b)}}}"


def steps(weights: dict[Edge, float], example: dict[str, float], learning_rate: float) -> list[Step]:
    """Everything from the inputs to the new weights: 33 steps."""
    book = _Book(dict(example), [])
    known, targets = book.known, dict(zip(OUTPUTS, ("y1", "y2"), strict=True))
    for left, right in ((INPUTS, HIDDEN), (HIDDEN, OUTPUTS)):
        for b in right:
            for a in left:
                _walk_edge(book, a, b, weights[a, b])
            z = f"z_{{{letter(b)}}}"
            formula = rf"{letter(b)} = \sigma({z}) = \frac{{1}}{{1 + e^{{-{z}}}}}"
            numbers = rf"\sigma({known[f'z_{b}']:.4g})"
            book.write(Step("forward", b, formula, numbers, _sigmoid(known[f"z_{b}"]), unit=b))

    squares = " + ".join(rf"({known[o]:.4g} - {plain(known[y])})^2" for o, y in targets.items())
    book.write(
        Step(
            "loss",
            "loss",
            r"L = \tfrac12\left[(o_1 - y_1)^2 + (o_2 - y_2)^2\right]",
            rf"\tfrac12\left[{squares}\right]",
            sum((known[o] - known[y]) ** 2 for o, y in targets.items()) / 2,
        )
    )

    for o, y in targets.items():
        formula = (
            rf"\delta_{{{letter(o)}}} = \frac{{\partial L}}{{\partial z_{{{letter(o)}}}}}"
            rf" = ({letter(o)} - {letter(y)})\,{letter(o)}(1 - {letter(o)})"
        )
        numbers = rf"({known[o]:.4g} - {plain(known[y])})\cdot{known[o]:.4g}\cdot(1 - {known[o]:.4g})"
        book.write(
            Step("backward", f"d_{o}", formula, numbers, (known[o] - known[y]) * known[o] * (1 - known[o]), unit=o)
        )
    for h in HIDDEN:
        for o in OUTPUTS:
            _edge_gradient(book, h, o)
        parts = [(weights[h, o], known[f"d_{o}"]) for o in OUTPUTS]
        carried = rf"\Bigl(\sum_k {weight(h, 'ok')}\,\delta_{{o_k}}\Bigr)"
        formula = rf"\delta_{{{letter(h)}}} = {carried}\,{letter(h)}(1 - {letter(h)})"
        total = " + ".join(rf"{plain(w, 3)}\cdot{plain(d, 3)}" for w, d in parts)
        slope = known[h] * (1 - known[h])
        numbers = rf"({total})\cdot{plain(slope, 3)}"
        book.write(Step("backward", f"d_{h}", formula, numbers, sum(w * d for w, d in parts) * slope, unit=h))
    for x in INPUTS:
        for h in HIDDEN:
            _edge_gradient(book, x, h)

    for a, b in EDGES:
        w, slope = weights[a, b], known[f"dw_{a}_{b}"]
        formula = rf"{weight(a, b)} \leftarrow {weight(a, b)} - \eta\,\frac{{\partial L}}{{\partial {weight(a, b)}}}"
        numbers = rf"{w:.4g} - {plain(learning_rate)}\cdot{plain(slope)}"
        book.write(Step("update", f"w_{a}_{b}", formula, numbers, w - learning_rate * slope, edge=(a, b)))
    return book.steps


@dataclass
class _Book:
    """What is known so far, and the steps that led there."""

    known: dict[str, float]
    steps: list[Step]

    def write(self, step: Step) -> None:
        """One more number is known."""
        self.known[step.name] = step.value
        self.steps.append(replace(step, known=dict(self.known)))


def _walk_edge(book: _Book, a: str, b: str, w: float) -> None:
    """What ``a`` sends along an edge is added to what has arrived at ``b``: z_b += a w."""
    z, before = f"z_{{{letter(b)}}}", book.known.get(f"z_{b}")
    book.write(
        Step(
            "forward",
            f"z_{b}",
            rf"{z} \leftarrow {z} + {letter(a)}\,{weight(a, b)}",
            rf"{before or 0:.4g} + {plain(book.known[a])}\cdot{plain(w)}",
            (before or 0.0) + book.known[a] * w,
            edge=(a, b),
        )
    )


def _edge_gradient(book: _Book, a: str, b: str) -> None:
    """The loss by one weight: what came in at its beginning times the error at its end."""
    book.write(
        Step(
            "backward",
            f"dw_{a}_{b}",
            rf"\frac{{\partial L}}{{\partial {weight(a, b)}}} = {letter(a)}\,\delta_{{{letter(b)}}}",
            rf"{plain(book.known[a])}\cdot{plain(book.known[f'd_{b}'])}",
            book.known[a] * book.known[f"d_{b}"],
            edge=(a, b),
        )
    )


def _sigmoid(z: float) -> float:
    # e to a large power never occurs.
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def kernels(weights: dict[Edge, float]) -> tuple[np.ndarray, np.ndarray]:
    """The weights as the two kernels W1 and W2, each (2, 2): a row for each unit that an edge begins at."""
    first = [[weights[a, b] for b in HIDDEN] for a in INPUTS]
    second = [[weights[a, b] for b in OUTPUTS] for a in HIDDEN]
    return np.array(first, np.float64), np.array(second, np.float64)


def by_edge(first: np.ndarray, second: np.ndarray) -> dict[Edge, float]:
    """The entries of two (2, 2) kernels by the units that they connect, in the order of :data:`EDGES`."""
    values = {(a, b): float(first[i, j]) for i, a in enumerate(INPUTS) for j, b in enumerate(HIDDEN)}
    values |= {(a, b): float(second[i, j]) for i, a in enumerate(HIDDEN) for j, b in enumerate(OUTPUTS)}
    return {edge: values[edge] for edge in EDGES}


def loss_of(weights: dict[Edge, float], example: dict[str, float]) -> float:
    """The loss, forward only."""
    return gradients(weights, example)[0]


def gradients(weights: dict[Edge, float], example: dict[str, float]) -> tuple[float, dict[Edge, float]]:
    """The loss and its gradient by every weight, from two Dense layers and their ``backward``."""
    layers = [Dense(2, 2, "sigmoid", use_bias=False) for _kernel in range(2)]
    for layer, kernel in zip(layers, kernels(weights), strict=True):
        layer.parameters["kernel"][...] = kernel
    x, y = arrays(example)
    loss, d_outputs = mean_squared_error(layers[1].forward(layers[0].forward(x)), y)
    layers[0].backward(layers[1].backward(d_outputs))
    return loss, by_edge(layers[0].gradients["kernel"], layers[1].gradients["kernel"])


def arrays(example: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets as (1, 2) arrays: a batch of one."""
    return (
        np.array([[example["x1"], example["x2"]]], np.float64),
        np.array([[example["y1"], example["y2"]]], np.float64),
    )


def central_differences(
    weights: dict[Edge, float], example: dict[str, float], width: float = 1e-5
) -> dict[Edge, float]:
    """(L(w + e) - L(w - e)) / 2e for each weight: the slope measured instead of derived; its error shrinks as e^2."""
    slopes = {}
    for edge in EDGES:
        above = loss_of({**weights, edge: weights[edge] + width}, example)
        below = loss_of({**weights, edge: weights[edge] - width}, example)
        slopes[edge] = (above - below) / (2 * width)
    return slopes


def train(weights: dict[Edge, float], example: dict[str, float], learning_rate: float, count: int) -> dict[Edge, float]:
    """The weights after ``count`` updates of gradient descent."""
    for _update in range(count):
        _loss, slopes = gradients(weights, example)
        weights = {edge: weights[edge] - learning_rate * slopes[edge] for edge in EDGES}
    return weights

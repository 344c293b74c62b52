"""Normalization: over each example, over the batch, or by moving averages; the same numbers, three results."""

import numpy as np
import streamlit as st

from models.from_scratch import normalization
from models.from_scratch.normalization import BatchNormalization, LayerNormalization
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.foundations.layers import picture, windows
from pages.shared import N_, _, address, show_code, whole_within

NAMES = {
    "layer": N_("layer: each example"),
    "batch": N_("batch, training"),
    "inference": N_("batch, inference"),
}
START = np.array([[1.0, 2, 3, 4], [2, 4, 6, 8], [10, 10, 10, 14], [-3, 0, 3, 0]])
MOMENTUM = 0.9


def show() -> None:
    """The view."""
    st.markdown(
        _(
            "Normalization takes the mean off and divides by the spread, so that the next layer always meets numbers "
            "of the same size; then $\\gamma$ and $\\beta$, which are learned, may put back what was useful. The "
            "question is only: mean and spread **of what**?"
        )
    )
    drawing.equations(
        r"\hat x &= \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \quad y = \gamma\,\hat x + \beta",
        r"\tfrac{\partial L}{\partial x} &= \tfrac{1}{\sqrt{\sigma^2 + \epsilon}}"
        r"\bigl(g - \overline{g} - \hat x\,\overline{g \hat x}\bigr), \;\; g = \gamma \tfrac{\partial L}{\partial y}",
    )
    kind = address.choose("normalization", _("Over"), NAMES)
    st.caption(_("Four examples (rows) of four numbers: click a cell and type."))
    x = picture.edit("examples", START, 0.1)
    epsilon = 10.0 ** whole_within(
        st.slider(_("ε, as a power of ten"), -8, 0, -3, key="foundations_normalization_epsilon", bind="query-params"),
        -8,
        0,
    )
    seen = 0
    if kind == "inference":
        label = _("Batches like this one seen in training (momentum {momentum})").format(momentum=MOMENTUM)
        seen = whole_within(st.slider(label, 0, 60, 10, key="foundations_batches", bind="query-params"), 0, 60)
    layer: LayerNormalization | BatchNormalization
    if kind == "layer":
        layer = LayerNormalization(x.shape[1], epsilon)
    else:
        layer = BatchNormalization(x.shape[1], MOMENTUM, epsilon)
        for _batch in range(seen):
            layer.forward(x, training=True)
    y = layer.forward(x, training=kind == "batch")
    i, j = windows.choose_cell(x.shape, _("Cell, in reading order"))
    _show(kind, layer, x, y, (i, j))
    exercises.show("layers_normalization", _exercises(x))
    shown = LayerNormalization if kind == "layer" else BatchNormalization
    show_code(normalization.normalize, normalization.normalize_gradient, shown.forward, shown.backward)


def _show(
    kind: str,
    layer: LayerNormalization | BatchNormalization,
    x: np.ndarray,
    y: np.ndarray,
    cell: tuple[int, int],
) -> None:
    """Before and after; framed, the numbers that the mean and the spread of the chosen cell are taken of."""
    i, j = cell
    box = {"layer": (i, 0, 1, x.shape[1]), "batch": (0, j, x.shape[0], 1), "inference": (i, j, 1, 1)}[kind]
    group = x[i] if kind == "layer" else x[:, j]
    mean, variance = group.mean(), group.var()
    if isinstance(layer, BatchNormalization) and kind == "inference":
        mean, variance = layer.state["moving_mean"][j], layer.state["moving_variance"][j]
    said = {
        "layer": _("Before. Mean and spread are those of the framed row: the example by itself."),
        "batch": _("Before. Mean and spread are those of the framed column: one number over all examples."),
        "inference": _("Before. Mean and spread are the moving averages: the other examples do not matter."),
    }[kind]
    left, right = st.columns(2)
    with left:
        windows.heat_map(x, "foundations_normalization_before", said, box)
    with right:
        windows.heat_map(
            y,
            "foundations_normalization_after",
            _("After. The framed cell was {before} and is {after}.").format(
                before=windows.number(x[cell]), after=f"{y[cell]:.2f}"
            ),
            (i, j, 1, 1),
            cells=drawing.Cells(decimals=2),
        )
    above, below = f"{windows.number(x[cell])} - {_factor(mean)}", f"{variance:.4g} + {_plain(layer.epsilon)}"
    drawing.equations(
        rf"\mu &= {mean:.4g}, \quad \sigma^2 = {variance:.4g}",
        rf"y_{{{i},{j}}} &= \frac{{{above}}}{{\sqrt{{{below}}}}} = \mathbf{{{y[cell]:.3f}}}",
    )
    slope = float(np.abs(layer.backward(np.ones_like(y))).max())
    st.markdown(
        _(
            "If every output has a gradient of 1, the largest gradient of an input is {largest}: adding the same to "
            "all numbers of a group changes nothing."
        ).format(largest=f"{slope:.0e}" if slope else "0")
        if kind != "inference"
        else _(
            "If every output has a gradient of 1, the largest gradient of an input is {largest}: at inference mean and "
            "spread are constants, and a number that moves is not held back."
        ).format(largest=f"{slope:.3g}")
    )


def _factor(value: float) -> str:
    return f"({value:.4g})" if value < 0 else f"{value:.4g}"


def _plain(value: float) -> str:
    """A power of ten as LaTeX has it."""
    return f"10^{{{round(np.log10(value))}}}"


def _exercises(x: np.ndarray) -> list[Exercise]:
    y = LayerNormalization(4, 1e-12).forward(np.array([[2.0, 2, 2, 6]]))
    layer = BatchNormalization(1, 0.9)
    for _batch in range(2):
        layer.forward(np.full((4, 1), 10.0), training=True)
    same = np.allclose(LayerNormalization(4, 1e-12).forward(x[1:2]), LayerNormalization(4, 1e-12).forward(10 * x[1:2]))
    yes, no = _("yes"), _("no")
    return [
        Exercise(
            _("Layer normalization of the example 2, 2, 2, 6 (ε ≈ 0): what becomes of the 6?"),
            float(y[0, 3]),
            0.01,
            _("The mean is 3, the variance the mean of 1, 1, 1 and 9."),
        ),
        Exercise(
            _("A moving average begins at 0, the momentum is 0.9. After two batches of mean 10, what is it?"),
            float(layer.state["moving_mean"][0]),
            0.01,
            _("$m \\leftarrow 0.9\\,m + 0.1 \\cdot 10$, twice."),
        ),
        Exercise(
            _("All numbers of an example are multiplied by 10. Does its layer normalization (ε ≈ 0) stay the same?"),
            yes if same else no,
            hint=_("Mean and spread grow by the same factor."),
            choices=[yes, no],
        ),
    ]

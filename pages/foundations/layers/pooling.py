"""Pooling: one number for each window, the largest or the mean, and where its gradient goes."""

import numpy as np
import streamlit as st

from models.from_scratch import pooling
from models.from_scratch.convolution import Conv2D
from models.from_scratch.pooling import AveragePooling2D, MaxPooling2D
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.foundations.layers import picture, windows
from pages.shared import N_, _, address, show_code, whole_within

KINDS: dict[str, type[MaxPooling2D] | type[AveragePooling2D]] = {"max": MaxPooling2D, "average": AveragePooling2D}
NAMES = {"max": N_("largest"), "average": N_("mean")}


def show() -> None:
    """The view."""
    st.markdown(
        _(
            "Pooling makes a picture smaller: each window becomes its **largest** number, or its **mean**. Nothing is "
            "learned. The largest says that something was found somewhere in the window, and forgets where."
        )
    )
    drawing.equations(
        r"y^{\max}_{ij} &= \max_{a,b}\; x_{i s + a,\; j s + b}",
        r"\bar y_{ij} &= \tfrac{1}{n} \textstyle\sum_{a,b} x_{i s + a,\; j s + b}",
    )
    x = picture.choose()
    kind = address.choose("pool", _("Kind"), NAMES)
    left, right = st.columns(2)
    with left:
        size = whole_within(st.slider(_("Window"), 1, 4, 2, key="foundations_pool_size", bind="query-params"), 1, 4)
    with right:
        stride = windows.choose_stride("pool", 2)
    padding = address.choose("pool_padding", _("Padding"), windows.PADDINGS)
    layer = KINDS[kind](size, stride, padding)
    y = layer.forward(x[None, :, :, None])[0, :, :, 0]
    i, j = windows.choose_cell(y.shape, _("Output cell, in reading order"))
    _show_window(layer, x, y, (i, j))
    _show_way_back(layer, y)
    exercises.show("layers_pooling", _exercises())
    show_code(KINDS[kind].forward, KINDS[kind].backward, pooling.GlobalMaxPooling2D)


def _show_window(layer: MaxPooling2D | AveragePooling2D, x: np.ndarray, y: np.ndarray, cell: tuple[int, int]) -> None:
    """Input and output, the chosen cell's window outlined, and its numbers."""
    (i, j), (height, width), (s, _s) = cell, layer.window, layer.stride
    (top, _bottom), (before, _after) = layer.pads
    # The part of the window that is picture and not padding.
    first_row, first_column = max(i * s - top, 0), max(j * s - before, 0)
    last_row = min(i * s - top + height, x.shape[0])
    last_column = min(j * s - before + width, x.shape[1])
    seen = x[first_row:last_row, first_column:last_column]
    left, right = st.columns(2)
    with left:
        windows.heat_map(
            x,
            "foundations_pool_input",
            _("Input {rows} by {columns}. The frame is what output cell ({i}, {j}) sees; padding never counts.").format(
                rows=x.shape[0], columns=x.shape[1], i=i, j=j
            ),
            (first_row, first_column, *seen.shape),
            cells=drawing.Cells(two_sided=bool((x < 0).any())),
        )
    with right:
        windows.heat_map(
            y,
            "foundations_pool_output",
            _("Output {rows} by {columns}. Cell ({i}, {j}) is {value}.").format(
                rows=y.shape[0], columns=y.shape[1], i=i, j=j, value=windows.number(y[i, j])
            ),
            (i, j, 1, 1),
            cells=drawing.Cells(two_sided=bool((x < 0).any()), most=float(np.abs(x).max()) or None),
        )
    numbers = [windows.number(value) for value in seen.ravel()]
    if isinstance(layer, MaxPooling2D):
        formula = rf"\max\{{{', '.join(numbers)}\}}"
    else:
        formula = rf"\tfrac{{1}}{{{seen.size}}}({' + '.join(numbers)})"
    drawing.equations(rf"y_{{{i},{j}}} &= {formula}", rf"&= \mathbf{{{windows.number(y[i, j])}}}")


def _show_way_back(layer: MaxPooling2D | AveragePooling2D, y: np.ndarray) -> None:
    """Where the gradient of every output cell goes."""
    with st.expander(_("The way back: a gradient of 1 from every output cell"), icon=":material/undo:"):
        dx = layer.backward(np.ones((1, *y.shape, 1)))[0, :, :, 0]
        windows.heat_map(
            dx,
            "foundations_pool_back",
            _("{count} of {all} pixels get a gradient; all together get {sum}, the number of output cells.").format(
                count=int((dx != 0).sum()), all=dx.size, sum=windows.number(float(dx.sum()))
            ),
            cells=drawing.Cells(two_sided=False, decimals=None if np.array_equal(dx, np.round(dx)) else 2),
        )


def _exercises() -> list[Exercise]:
    shifted = np.array([[1.0, 0, 0, 0], [0, 0, 0, 0]])
    pool = MaxPooling2D(2)
    same = np.array_equal(
        pool.forward(shifted[None, :, :, None]), pool.forward(np.roll(shifted, 1, axis=1)[None, :, :, None])
    )
    stays, changes = _("it stays the same"), _("it changes")
    edge = AveragePooling2D(3, 1, "same").forward(np.full((1, 5, 5, 1), 6.0))[0, 0, 0, 0]
    return [
        Exercise(
            _("A picture of 6 everywhere, mean of 3 by 3, padding same: what is the output in the corner?"),
            float(edge),
            0.01,
            _("Padding is not counted: only the pixels that are there."),
        ),
        Exercise(
            _(
                "One bright pixel moves from column 0 to column 1. Largest of 2 by 2 with stride 2: what becomes of "
                "the output?"
            ),
            stays if same else changes,
            hint=_("Do both places lie in the same window?"),
            choices=[stays, changes],
        ),
        Exercise(
            _(
                "How many parameters do a Conv2D of 3 by 3 from 1 to 8 channels and the pooling behind it have "
                "together?"
            ),
            float(
                sum(value.size for layer in (Conv2D(1, 8, 3), MaxPooling2D()) for value in layer.parameters.values())
            ),
            0.1,
            _("Pooling learns nothing."),
        ),
    ]

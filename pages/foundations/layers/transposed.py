"""Transposed convolution: each pixel lays the kernel, times itself, on a larger picture; how a GAN's images grow."""

import numpy as np
import streamlit as st

from models.from_scratch import convolution
from models.from_scratch.convolution import Conv2DTranspose
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.foundations.layers import picture, windows
from pages.shared import N_, _, address, show_code

KERNELS = {
    "tent": [[0.25, 0.5, 0.25], [0.5, 1, 0.5], [0.25, 0.5, 0.25]],
    "block": [[1, 1], [1, 1]],
    "ones": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
}
NAMES = {"tent": N_("tent 3 × 3"), "block": N_("ones 2 × 2"), "ones": N_("ones 3 × 3")}
START = np.array([[1.0, 0, 2], [0, 4, 0], [3, 0, 1]])


def show() -> None:
    """The view."""
    st.markdown(
        _(
            "The way back of a convolution, used forwards. Every input pixel lays the whole kernel, times its value, "
            "on the output, `stride` pixels apart; where these overlap they add up. With stride 2 and padding same "
            "the side doubles: so the digits' generator goes from 7 by 7 pixels to 14 by 14."
        )
    )
    drawing.equations(
        r"y_{i s + a,\; j s + b} &\mathrel{+}= x_{ij}\, K_{ab}",
        r"\tfrac{\partial L}{\partial x_{ij}} &= \sum_{a,b} \tfrac{\partial L}{\partial y_{is+a,\;js+b}}\, K_{ab}",
    )
    st.caption(_("The input: click a cell and type."))
    x = picture.edit("transposed_picture", START)
    K = np.array(KERNELS[address.choose("transposed_kernel", _("Kernel"), NAMES)])
    left, right = st.columns(2)
    with left:
        stride = windows.choose_stride("transposed", 2)
    with right:
        padding = address.choose("transposed_padding", _("Padding"), windows.PADDINGS)
    layer = Conv2DTranspose(1, 1, K.shape, stride, padding, use_bias=False)
    layer.parameters["kernel"][:, :, 0, 0] = K
    y = layer.forward(x[None, :, :, None])[0, :, :, 0]  # (output height, output width)
    i, j = windows.choose_cell(x.shape, _("Input cell, in reading order"))
    _show(layer, x, y, K, (i, j))
    exercises.show("layers_transposed", _exercises())
    show_code(convolution.spread, Conv2DTranspose.forward, Conv2DTranspose.backward)


def _show(layer: Conv2DTranspose, x: np.ndarray, y: np.ndarray, K: np.ndarray, cell: tuple[int, int]) -> None:
    """Input and output; outlined, a pixel and where it lays the kernel."""
    (i, j), (s, _s) = cell, layer.stride
    top, left_edge = (start - cut for start, cut in zip((i * s, j * s), layer.before, strict=True))
    # What "same" crops of the kernel is not there to outline.
    first_row, first_column = max(top, 0), max(left_edge, 0)
    last_row, last_column = min(top + K.shape[0], y.shape[0]), min(left_edge + K.shape[1], y.shape[1])
    left, right = st.columns(2)
    with left:
        windows.heat_map(
            x,
            "foundations_transposed_input",
            _("Input {rows} by {columns}. Cell ({i}, {j}) is {value}.").format(
                rows=x.shape[0], columns=x.shape[1], i=i, j=j, value=windows.number(x[i, j])
            ),
            (i, j, 1, 1),
        )
    with right:
        windows.heat_map(
            y,
            "foundations_transposed_output",
            _("Output {rows} by {columns}. The frame is where cell ({i}, {j}) of the input lays the kernel.").format(
                rows=y.shape[0], columns=y.shape[1], i=i, j=j
            ),
            (first_row, first_column, last_row - first_row, last_column - first_column),
            cells=drawing.Cells(decimals=None if np.array_equal(y, np.round(y)) else 2 if y.size <= 49 else 1),
        )
    drawing.equations(rf"x_{{{i},{j}}} K &= {windows.number(x[i, j])} \cdot {_matrix(K)} = {_matrix(x[i, j] * K)}")
    contributions = Conv2DTranspose(1, 1, K.shape, s, layer.padding)
    contributions.parameters["kernel"][:, :, 0, 0] = 1
    counts = contributions.forward(np.ones((1, *x.shape, 1)))
    if counts.min() == counts.max():
        st.markdown(_("Every output pixel is reached by equally many kernels here: no pattern of the layer's own."))
    else:
        st.markdown(
            _(
                "Output pixels are reached by {least} to {most} kernels here. Where that differs from pixel to pixel "
                "inside the picture, generators draw checkerboards; a kernel whose side is a multiple of the stride "
                "avoids it."
            ).format(least=f"{counts.min():.0f}", most=f"{counts.max():.0f}")
        )


def _matrix(values: np.ndarray) -> str:
    """A small matrix in LaTeX."""
    rows = r" \\ ".join(" & ".join(windows.number(value) for value in row) for row in values)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def _exercises() -> list[Exercise]:
    seven = np.zeros((1, 7, 7, 1))
    side = Conv2DTranspose(1, 1, 5, 2, "valid").forward(seven).shape[1]
    three = Conv2DTranspose(1, 1, 3, 2, "valid")
    three.parameters["kernel"][...] = 1
    most = three.forward(np.ones((1, 3, 3, 1))).max()
    return [
        Exercise(
            _("7 by 7 pixels, kernel 5 by 5, stride 2, padding valid: how many pixels is a side of the output?"),
            float(side),
            0.1,
            _("The last kernel begins at $6 \\cdot 2$ and is 5 wide."),
        ),
        Exercise(
            _("Kernel 3 by 3 and stride 2: how many kernels reach the output pixel that most of them reach?"),
            float(most),
            0.1,
            _("Along one side two neighbours' kernels overlap in one pixel; think of both directions."),
        ),
    ]

"""Convolution: a kernel slides over a picture; one output cell at a time, with its sum written out."""

import numpy as np
import streamlit as st

from models.from_scratch import convolution
from models.from_scratch.convolution import Conv2D, padding_of
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.foundations.layers import picture, windows
from pages.shared import N_, _, address, show_code

KERNELS = {
    "vertical": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "horizontal": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "blur": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
}
"""Small kernels with a purpose: edges (Sobel), a sum of neighbours, more contrast."""
NAMES = {
    "vertical": N_("vertical edges"),
    "horizontal": N_("horizontal edges"),
    "blur": N_("sum of nine"),
    "sharpen": N_("sharpen"),
    "own": N_("my own"),
}


def show() -> None:
    """The view."""
    st.markdown(
        _(
            "A convolution looks at a picture through a small window. At each place the window's numbers are "
            "multiplied by those of the **kernel** and summed: one number of the output. The same kernel everywhere: "
            "nine numbers find the same thing wherever it is. Training finds the kernels; here they are yours to "
            "choose."
        )
    )
    drawing.equations(
        r"y_{ij} &= \sum_{a,b} x_{i s + a,\; j s + b}\, K_{ab}",
        r"\tfrac{\partial L}{\partial K_{ab}} &= \sum_{i,j} x_{is+a,\;js+b}\, \tfrac{\partial L}{\partial y_{ij}}",
    )
    x = picture.choose()
    K = _kernel()
    left, right = st.columns(2)
    with left:
        stride = windows.choose_stride("conv")
    with right:
        padding = address.choose("conv_padding", _("Padding"), windows.PADDINGS)
    layer = Conv2D(1, 1, K.shape, stride, padding, use_bias=False)
    layer.parameters["kernel"][:, :, 0, 0] = K
    y = layer.forward(x[None, :, :, None])[0, :, :, 0]  # (rows, columns)
    i, j = windows.choose_cell(y.shape, _("Output cell, in reading order"))
    _show_window(layer, x, y, (i, j))
    _show_way_back(layer, y, (i, j))
    exercises.show("layers_convolution", _exercises(x, K, stride, padding, (i, j)))
    show_code(convolution.correlate, convolution.spread, Conv2D.forward, Conv2D.backward, padding_of)


def _kernel() -> np.ndarray:
    chosen = address.choose("kernel", _("Kernel"), NAMES)
    if chosen == "own":
        return picture.edit("own_kernel", np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]]), step=0.01)
    return np.array(KERNELS[chosen], np.float64)


def _show_window(layer: Conv2D, x: np.ndarray, y: np.ndarray, cell: tuple[int, int]) -> None:
    """Input and output, the chosen cell's window outlined, its sum written out."""
    padded, K = layer.x[0, :, :, 0], layer.parameters["kernel"][:, :, 0, 0]
    (i, j), (s, _s) = cell, layer.stride
    (top, bottom), (before, after) = layer.pads
    box = (i * s, j * s, *K.shape)
    left, right = st.columns(2)
    with left:
        said = _("Input {rows} by {columns}. The frame is the window that output cell ({i}, {j}) sees.")
        if top + bottom + before + after:
            said += " " + _("Outside the dotted line lies the padding, all zeros.")
        inside = (top, before, *x.shape) if padded.shape != x.shape else None
        windows.heat_map(
            padded,
            "foundations_conv_input",
            said.format(rows=x.shape[0], columns=x.shape[1], i=i, j=j),
            box,
            inside=inside,
            cells=drawing.Cells(two_sided=bool((padded < 0).any())),
        )
    with right:
        windows.heat_map(
            y,
            "foundations_conv_output",
            _("Output {rows} by {columns}: blue above zero, orange below. Cell ({i}, {j}) is {value}.").format(
                rows=y.shape[0], columns=y.shape[1], i=i, j=j, value=windows.number(y[i, j])
            ),
            (i, j, 1, 1),
        )
    seen = padded[box[0] : box[0] + K.shape[0], box[1] : box[1] + K.shape[1]]
    terms = [rf"{windows.number(p)}\cdot{_bracket(k)}" for p, k in zip(seen.ravel(), K.ravel(), strict=True)]
    windows.written_sum(f"y_{{{i},{j}}}", terms, y[i, j])


def _bracket(value: float) -> str:
    """A factor, in brackets where it is negative."""
    written = windows.number(value)
    return f"({written})" if value < 0 else written


def _show_way_back(layer: Conv2D, y: np.ndarray, cell: tuple[int, int]) -> None:
    """What comes back to the input from one output cell, and from all of them."""
    with st.expander(_("The way back: what each pixel gets of the gradient"), icon=":material/undo:"):
        choices = {"one": N_("from this output cell"), "all": N_("from every output cell")}
        which = address.choose("conv_back", _("A gradient of 1 comes"), choices)
        dy = np.ones_like(y)
        if which == "one":
            dy = np.zeros_like(y)
            dy[cell] = 1
        dx = layer.backward(dy[None, :, :, None])[0, :, :, 0]
        windows.heat_map(
            dx,
            "foundations_conv_way_back",
            _(
                "The kernel laid back on the input wherever its window was; where windows overlap, they add up. The "
                "largest gradient of a pixel is {most}, the smallest {least}."
            ).format(most=windows.number(dx.max()), least=windows.number(dx.min())),
        )


def _exercises(x: np.ndarray, K: np.ndarray, stride: int, padding: str, cell: tuple[int, int]) -> list[Exercise]:
    layer = Conv2D(1, 1, K.shape, stride, padding)
    dy = np.zeros_like(layer.forward(x[None, :, :, None]))
    dy[0, *cell, 0] = 2
    layer.backward(dy)
    return [
        Exercise(
            _(
                "A picture of 28 by 28 meets a kernel of 5 by 5 with stride 2 and padding valid. How many numbers has "
                "the output?"
            ),
            float(Conv2D(1, 1, 5, 2).forward(np.zeros((1, 28, 28, 1))).size),
            0.1,
            _("Along one side the window fits at 0, 2, 4, ... as long as it ends within 28."),
        ),
        Exercise(
            _("How many parameters has a Conv2D from 16 to 32 channels with a kernel of 3 by 3, bias and all?"),
            float(sum(value.size for value in Conv2D(16, 32, 3).parameters.values())),
            0.1,
            _("Each of the 32 filters looks at 3 by 3 pixels of all 16 channels, and has one bias."),
        ),
        Exercise(
            _(
                "A gradient of 2 comes to output cell ({i}, {j}) above, and none to the others. What is the gradient "
                "by the kernel's upper left number, $K_{{00}}$?"
            ).format(i=cell[0], j=cell[1]),
            float(layer.gradients["kernel"][0, 0, 0, 0]),
            0.01,
            _("What did $K_{00}$ meet in this window? Multiply it by the gradient."),
        ),
    ]

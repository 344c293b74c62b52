"""Dropout: a part of the numbers is set to zero in training, the rest grows, and the mean stays."""

import numpy as np
import streamlit as st

from models.from_scratch.dropout import Dropout
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.foundations.layers import windows
from pages.shared import N_, _, address, show_code, whole_within

NAMES = {"training": N_("training"), "inference": N_("inference")}
SHAPE = (6, 8)
DRAWS = 200


def show() -> None:
    """The view."""
    st.markdown(
        _(
            "In training, dropout sets each number to zero with probability $p$, anew at every step, so that no unit "
            "can rely on another being there. What stays is divided by $1 - p$: the expected value is kept, and at "
            "inference nothing is left to do."
        )
    )
    drawing.equations(r"y = \frac{m\,x}{1 - p}, \quad m \sim \text{Bernoulli}(1 - p)")
    left, middle, right = st.columns(3)
    percent = whole_within(
        left.slider(_("Rate p, in percent"), 0, 95, 30, 5, key="foundations_rate_percent", bind="query-params"), 0, 95
    )
    seed = whole_within(
        middle.number_input(_("Seed"), 0, 10**6, 1, key="foundations_dropout_seed", bind="query-params"), 0, 10**6
    )
    with right:
        phase = address.choose("phase", _("Phase"), NAMES)
    p, training = percent / 100, phase == "training"
    x = np.round(np.random.default_rng(0).uniform(1, 9, SHAPE))
    layer = Dropout(p, generator=np.random.default_rng(seed))
    y = layer.forward(x, training)
    i, j = windows.choose_cell(x.shape, _("Cell, in reading order"))
    _show(layer, x, y, (i, j), training)
    _show_mean(x, p, seed)
    exercises.show("layers_dropout", _exercises(x, p))
    show_code(Dropout.forward, Dropout.backward)


def _show(layer: Dropout, x: np.ndarray, y: np.ndarray, cell: tuple[int, int], training: bool) -> None:
    """Before and after, and the chosen cell's sum."""
    i, j = cell
    left, right = st.columns(2)
    with left:
        windows.heat_map(
            x,
            "foundations_dropout_before",
            _("Before: {count} numbers with mean {mean}.").format(count=x.size, mean=f"{x.mean():.2f}"),
            (i, j, 1, 1),
            cells=drawing.Cells(two_sided=False, most=9),
        )
    with right:
        windows.heat_map(
            y,
            "foundations_dropout_after",
            _("After: {count} of {all} are zero; the mean is {mean}.").format(
                count=int((y == 0).sum()), all=y.size, mean=f"{y.mean():.2f}"
            ),
            (i, j, 1, 1),
            cells=drawing.Cells(two_sided=False, most=9),
        )
    if training:
        kept = int(y[cell] != 0)
        drawing.equations(
            rf"y_{{{i},{j}}} = \frac{{{kept} \cdot {x[cell]:.0f}}}{{1 - {layer.rate:.2f}}} = \mathbf{{{y[cell]:.3g}}}"
        )
    else:
        drawing.equations(rf"y_{{{i},{j}}} = x_{{{i},{j}}} = \mathbf{{{y[cell]:.3g}}}")
    slope = layer.backward(np.ones_like(y))[cell]
    st.markdown(_("A gradient of 1 at this cell's output comes to its input as {slope}.").format(slope=f"{slope:.3g}"))


def _show_mean(x: np.ndarray, p: float, seed: int) -> None:
    """The mean of the outputs over many draws."""
    layer = Dropout(p, generator=np.random.default_rng(seed))
    means = np.array([layer.forward(x, training=True).mean() for _draw in range(DRAWS)])
    counts = np.arange(1, DRAWS + 1)
    drawing.lines(
        {
            _("this draw"): means,
            _("mean of all so far"): np.cumsum(means) / counts,
            _("without dropout"): np.full(DRAWS, x.mean()),
        },
        counts,
        "foundations_dropout_means",
        _(
            "The mean of the outputs over {count} draws in training: a draw lies between {least} and {most}, their "
            "mean is {mean}; without dropout it is {plain}."
        ).format(
            count=DRAWS,
            least=f"{means.min():.2f}",
            most=f"{means.max():.2f}",
            mean=f"{means.mean():.2f}",
            plain=f"{x.mean():.2f}",
        ),
        drawing.Axes(x_title=_("draw"), y_title=_("mean of the outputs"), height=260),
    )


def _exercises(x: np.ndarray, p: float) -> list[Exercise]:
    kept = Dropout(0.2)
    kept.mask = np.ones((1, 1))
    wrong = _("1 − p of it"), _("the same"), _("1 / (1 − p) of it")
    return [
        Exercise(
            _("With $p = 0.2$, what becomes of an 8 that is kept?"),
            float(kept.forward(np.array([[8.0]]), training=True)[0, 0]),
            0.01,
            _("Divide it by $1 - p$."),
        ),
        Exercise(
            _("With the rate above, how many of {count} numbers are dropped on average?").format(count=x.size),
            p * x.size,
            0.01,
            _("The rate times the count."),
        ),
        Exercise(
            _(
                "Somebody forgets the division by $1 - p$. What is the expected output in training, compared with "
                "that at inference?"
            ),
            wrong[0],
            hint=_("With probability $p$ it is 0, else $x$."),
            choices=list(wrong),
        ),
    ]

"""The end of the proof: how small the step of a central difference should be, and exercises about it."""

import numpy as np
import streamlit as st

from models.from_scratch.checks import central_differences, numerical_gradient, relative_error
from models.from_scratch.recurrent import SimpleRNN, SimpleRNNWithoutTranspose
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.shared import _

EXPONENTS = np.arange(-14, 0.5, 0.5)
"""Steps h = 10^x of the figure."""


def show() -> None:
    """The figure and the exercises."""
    show_steps()
    exercises.show("proof", make_exercises())


def step_errors(exponents: np.ndarray, seed: int = 0) -> tuple[list[float], list[float]]:
    """How far measured slopes are from the derived ones for steps h = 10^x: central, and to one side only."""
    generator = np.random.default_rng(seed)
    layer = SimpleRNN(3, 4, generator=generator)
    inputs = generator.standard_normal((2, 5, 3))
    weights = generator.standard_normal(layer(inputs).shape)
    layer.backward(weights)
    kernel, derived = layer.parameters["kernel"], layer.gradients["kernel"].reshape(-1)
    entries = np.arange(kernel.size)
    here = (layer(inputs) * weights).sum()
    central, one_sided = [], []
    for h in 10.0**exponents:
        measured = numerical_gradient(lambda: layer(inputs), weights, kernel, entries, h)
        central.append(relative_error(derived, measured))
        slopes = []
        for entry in entries:
            kept = kernel.flat[entry]
            kernel.flat[entry] = kept + h
            slopes.append(((layer(inputs) * weights).sum() - here) / h)
            kernel.flat[entry] = kept
        one_sided.append(relative_error(derived, np.array(slopes)))
    return central, one_sided


_cached_step_errors = st.cache_data(max_entries=4, show_spinner=False)(step_errors)


def show_steps() -> None:
    """How small the step should be: the figure that says why 1e-6."""
    st.subheader(_("How small a step?"), anchor=False)
    central, one_sided = _cached_step_errors(EXPONENTS)
    best, best_one_sided = int(np.argmin(central)), int(np.argmin(one_sided))
    drawing.lines(
        {_("central difference"): central, _("to one side only"): one_sided},
        EXPONENTS,
        "foundations_proof_steps",
        _(
            "The error of a measured slope of a plain RNN against the step h, both axes in powers of ten. Large steps "
            "err because the loss is curved, small ones because of rounding. To both sides it is best at h = {best}, "
            "with an error of {error}; to one side only at h = {other}, with {more}."
        ).format(
            best=f"{10 ** EXPONENTS[best]:.0e}",
            error=f"{central[best]:.0e}",
            other=f"{10 ** EXPONENTS[best_one_sided]:.0e}",
            more=f"{one_sided[best_one_sided]:.0e}",
        ),
        drawing.Axes(x_title=_("step h, as a power of ten"), y_title=_("relative error"), logarithmic=True),
    )


def make_exercises() -> list[Exercise]:
    """Questions whose answers are computed here."""
    one_step = SimpleRNNWithoutTranspose(2, 3, generator=np.random.default_rng(0))
    caught = max(central_differences(one_step, np.random.default_rng(1).standard_normal((2, 1, 2))).values()) > 1e-6
    yes, no = _("yes"), _("no")
    x, h = 2.0, 0.1
    slope = ((x + h) ** 3 - (x - h) ** 3) / (2 * h)
    central, _one_sided = step_errors(np.array([-1.0, -2.0]))
    return [
        Exercise(
            _("What is the central difference of $x^3$ at $x = 2$ with $h = 0.1$? (the slope itself is 12)"),
            slope,
            0.001,
            _("Take $2.1^3 - 1.9^3$ and divide it by 0.2."),
        ),
        Exercise(
            _(
                "The plain RNN whose transpose is forgotten gets sequences of a single step. Would central differences "
                "catch it?"
            ),
            yes if caught else no,
            hint=_("When does a gradient pass through $W_{hh}$ at all?"),
            choices=[yes, no],
        ),
        Exercise(
            _(
                "From $h = 0.1$ to $h = 0.01$: by about which factor does the error of the central difference shrink? "
                "(see the figure)"
            ),
            central[0] / central[1],
            0.3 * central[0] / central[1],
            _("The error of a central difference falls with $h^2$, to one side only with $h$."),
        ),
    ]

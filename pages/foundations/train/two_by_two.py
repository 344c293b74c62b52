"""The 2x2 network: its gradient by hand, Adam in both of its forms, and the loss as it falls."""

import numpy as np
import pandas as pd
import streamlit as st

from models.from_scratch.optimizers import Adam
from models.from_scratch.programs import common
from models.from_scratch.programs import two_by_two as program
from models.from_scratch.programs.two_by_two import TwoByTwo
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.foundations.train import figures, running, settings
from pages.foundations.train.running import Run
from pages.shared import _, percent, pgettext, show_code

RATES = {"adam": 0.05, "adamw": 0.05, "rmsprop": 0.02, "momentum": 1.0, "sgd": 5.0}
NUM_STEPS = 400
STEPS_A_SLICE = 20
EPSILONS = [10.0**power for power in range(-8, 0)]
WEIGHTS = ("W₁₁", "W₁₂", "W₂₁", "W₂₂")


def show() -> None:
    """The program's part of the section."""
    st.markdown(
        _(
            "The smallest network that learns: two inputs, two outputs, four weights, one example. Its gradient takes "
            "three lines by hand. First see that it is right, then let the optimizer use it."
        )
    )
    drawing.equations(
        r"z &= x W, \quad \hat y = \sigma(z)",
        r"L &= \tfrac12 \textstyle\sum_j (\hat y_j - y_j)^2",
        r"\tfrac{\partial L}{\partial W} &= x^\top \big[(\hat y - y)\,\hat y\,(1 - \hat y)\big]",
        r"x &= (-0.5,\ 0.1), \quad y = (0.1,\ 0.2)",
    )
    chosen = settings.choose("two_by_two", RATES)

    def make() -> Run:
        network = TwoByTwo(chosen.seed)
        steps = network.train(NUM_STEPS, chosen.make_optimizer())
        return Run(network, steps, chosen.in_words(), steps_a_slice=STEPS_A_SLICE)

    run = running.panel("two_by_two", make, _view)
    if run is not None and run.rows:
        figures.table(run, {"loss": _("loss")}, pgettext("update", "step"), "foundations_two_by_two_table")
    slope = _show_gradient(chosen.seed)
    _show_forms(chosen)
    exercises.show("train_two_by_two", _exercises(chosen.seed, slope))
    show_code(TwoByTwo.backward, TwoByTwo.train, Adam.update)


def _view(run: Run) -> None:
    step, now = run.rows[-1]
    first = run.rows[0][1]["loss"]
    answer = ", ".join(f"{value:.4f}" for value in run.subject.forward())
    figures.metrics(
        "two_by_two", {pgettext("update", "step"): str(step), _("loss"): f"{now['loss']:.2e}", "ŷ": f"({answer})"}
    )
    said = _(
        "The loss went from {first} to {now} in {step} steps; the network answers ({answer}) and should (0.1, 0.2)."
    )
    said = said.format(first=f"{first:.2e}", now=f"{now['loss']:.2e}", step=step, answer=answer)
    figures.curves(
        run,
        {"loss": _("loss")},
        "foundations_two_by_two_loss",
        alt=said,
        axes=figures.Axes(x_title=pgettext("update", "step"), y_title=_("loss"), logarithmic=True),
    )
    st.caption(said)


def _show_gradient(seed: int) -> np.ndarray:
    """The gradient at the first weights, by hand and measured."""
    st.subheader(_("The gradient by hand, and measured"), anchor=False)
    network = TwoByTwo(seed)
    by_hand = network.backward()["W"]
    weights = network.parameters["W"].reshape(-1)
    measured = [common.central_difference(network.loss, weights, place) for place in range(4)]
    off = np.abs(by_hand.reshape(-1) - measured).max()
    st.dataframe(
        pd.DataFrame(
            {
                _("weight"): WEIGHTS,
                _("first value"): weights,
                _("by hand"): by_hand.reshape(-1),
                _("central difference"): measured,
            }
        ),
        hide_index=True,
        key="foundations_two_by_two_gradient",
        column_config={
            _("first value"): st.column_config.NumberColumn(format="%.5f"),
            _("by hand"): st.column_config.NumberColumn(format="%.8f"),
            _("central difference"): st.column_config.NumberColumn(format="%.8f"),
        },
    )
    st.caption(_("At the weights of this seed the two are at most {difference} apart.").format(difference=f"{off:.0e}"))
    return by_hand


def _show_forms(chosen: settings.Settings) -> None:
    """Adam's first step in Keras's form and in the paper's, with an epsilon to choose."""
    st.subheader(_("Where Adam's epsilon stands"), anchor=False)
    st.markdown(
        _(
            "Adam divides by the root of the mean square and adds a small ε, so that it never divides by zero. The "
            "paper and most articles correct the mean square first and then add ε; Keras adds ε before the correction, "
            "so that in the first step it counts 1/√(1 − β₂) = 31.6 times as much. With the usual ε nobody notices: "
            "make it larger and the two part."
        )
    )
    drawing.equations(
        r"\text{Keras:}\quad W &\leftarrow W - "
        r"\eta\,\tfrac{\sqrt{1-\beta_2^t}}{1-\beta_1^t}\,\tfrac{m}{\sqrt{v} + \epsilon}",
        r"\text{paper:}\quad W &\leftarrow W - \eta\,\tfrac{\hat m}{\sqrt{\hat v} + \epsilon}",
    )
    epsilon = st.select_slider(
        "ε",
        EPSILONS,
        1e-7,
        format_func=lambda value: f"{value:.0e}",
        key="foundations_train_epsilon",
        bind="query-params",
    )
    epsilon = epsilon if epsilon in EPSILONS else 1e-7
    before = TwoByTwo(chosen.seed).parameters["W"].reshape(-1)
    after = program.first_steps_of_adam(chosen.seed, chosen.learning_rate, epsilon)
    moved = {form: values.reshape(-1) - before for form, values in after.items()}
    st.dataframe(
        pd.DataFrame({_("weight"): WEIGHTS, _("Keras's form"): moved["keras"], _("the paper's form"): moved["paper"]}),
        hide_index=True,
        key="foundations_two_by_two_forms",
        column_config={
            name: st.column_config.NumberColumn(format="%.6f") for name in (_("Keras's form"), _("the paper's form"))
        },
    )
    share = np.abs(moved["keras"]).sum() / np.abs(moved["paper"]).sum()
    st.caption(
        _(
            "How far Adam's first step moves each weight, learning rate {rate}: Keras's form goes {share} as far as "
            "the paper's."
        ).format(rate=f"{chosen.learning_rate:g}", share=percent(share, 2))
    )


def _exercises(seed: int, by_hand: np.ndarray) -> list[Exercise]:
    network = TwoByTwo(seed)
    answer = network.forward()
    return [
        Exercise(
            _(
                "With seed {seed} the network begins by answering $\\hat y_1 = {answer}$; it should say $0.1$. What is "
                "$\\partial L / \\partial \\hat y_1$?"
            ).format(seed=seed, answer=f"{answer[0]:.4f}"),
            float(answer[0] - 0.1),
            0.001,
            _("$L = \\frac12 \\sum_j (\\hat y_j - y_j)^2$ is the mean of two squares; its slope is $\\hat y_1 - y_1$."),
        ),
        Exercise(
            _(
                "$\\partial L/\\partial W_{{11}} = {slope}$. The first input is $-0.5$, the second $0.1$. What is "
                "$\\partial L/\\partial W_{{21}}$?"
            ).format(slope=f"{by_hand[0, 0]:.5f}"),
            float(by_hand[1, 0]),
            0.0002,
            _("Both weights lead to the same output, so they differ only in the input: multiply by $0.1 / (-0.5)$."),
        ),
        Exercise(
            _("By which factor does Keras's form make $\\epsilon$ count more in the first step, if $\\beta_2 = 0.99$?"),
            10.0,
            0.01,
            _("$1 / \\sqrt{1 - \\beta_2}$."),
        ),
    ]

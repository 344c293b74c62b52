"""Optimizers: SGD, momentum, RMSprop and Adam race down a surface, and show what each remembers on the way."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from models.from_scratch import optimizers as rules
from models.from_scratch import surfaces
from models.from_scratch.surfaces import SURFACES, Place, Surface
from pages.foundations import drawing, exercises, play
from pages.foundations.exercises import Exercise
from pages.foundations.optimizers import race_chart
from pages.shared import N_, _, address, charts, number, pgettext, show_code, within

RUNNERS = {"sgd": N_("SGD"), "momentum": N_("Momentum"), "rmsprop": "RMSprop", "adam": "Adam"}
TITLES = {"bowl": N_("Bowl"), "ravine": N_("Ravine"), "saddle": N_("Saddle"), "beale": N_("Beale's function")}
ABOUT = {
    "bowl": N_("As steep in every direction: the gradient points at the goal, and plain SGD needs no help."),
    "ravine": N_(
        "Forty times as steep across as along: SGD must go slowly because of the walls and hardly moves along the "
        "floor."
    ),
    "saddle": N_(
        "The gradient vanishes on the pass at (0, 0). Whoever starts almost on the ridge must first notice the small "
        "slope that leads off it."
    ),
    "beale": N_("Plains where hardly anything slopes, steep walls, and a bent valley that leads to (3, 0.5)."),
}
RATES = [round(digit * 10.0**power, 6) for power in range(-4, 1) for digit in (1, 2, 5)]
MOMENTS = {"velocity": "v", "mean": "m", "mean_square": "s"}
"""What an optimizer remembers, by the letter in its equation."""
STEPS = 150


def show() -> None:
    """The section."""
    st.markdown(
        _(
            "The gradient says which way is down; an optimizer decides how far to go. Momentum keeps some of the speed "
            "of the steps before, RMSprop divides each coordinate's step by how large its slope usually is, Adam does "
            "both. Here all four start from the same point: move it, change their learning rates, and watch who gets "
            "where."
        )
    )
    name = address.choose("surface", _("Surface"), TITLES)
    surface = SURFACES[name]
    st.caption(_(ABOUT[name]))
    drawing.equations(surface.formula)
    stage = st.container()
    start, rates = _settings(name, surface)
    paths = {
        runner: list(surfaces.descend(surface, start, rules.create(runner, rates[runner]), STEPS)) for runner in RUNNERS
    }
    with stage:
        step = _show_race(surface, paths)
    _show_memories(surface, paths, step)
    exercises.show("optimizers", _exercises(rates, paths))
    show_code(
        surfaces.descend, surface.value, surface.gradient, *(rules.OPTIMIZERS[runner].update for runner in RUNNERS)
    )


def _settings(name: str, surface: Surface) -> tuple[tuple[float, float], dict[str, float]]:
    """The start and the learning rates, each surface's own."""
    edge = surface.half_width
    columns = st.columns(2)
    start = [
        within(
            column.slider(
                _("Start, {axis}").format(axis=axis),
                -edge,
                edge,
                value,
                0.01,
                key=f"foundations_{name}_{axis}",
                bind="query-params",
            ),
            -edge,
            edge,
            value,
        )
        for axis, value, column in zip("xy", surface.start, columns, strict=True)
    ]
    rates = {}
    for position, runner in enumerate(RUNNERS):
        if position % 2 == 0:
            columns = st.columns(2)
        chosen = columns[position % 2].select_slider(
            _("Learning rate of {optimizer}").format(optimizer=_(RUNNERS[runner])),
            RATES,
            surface.learning_rates[runner],
            key=f"foundations_{name}_{runner}",
            bind="query-params",
        )
        rates[runner] = chosen if chosen in RATES else surface.learning_rates[runner]
    return (start[0], start[1]), rates


def _show_race(surface: Surface, paths: Mapping[str, list[Place]]) -> int:
    """The step control and the chart; the step."""
    step = play.choose_step("race", STEPS, pgettext("update", "Step"), start=STEPS, stride=3, seconds=0.5)
    said = _standings(surface, paths, step)
    names = {runner: _(title) for runner, title in RUNNERS.items()}
    charts.show(race_chart.race(surface, paths, names, step), "foundations_race_chart", alt=said)
    st.caption(said)
    return step


def _show_memories(surface: Surface, paths: Mapping[str, list[Place]], step: int) -> None:
    """What each optimizer remembers at the step, the heights as curves, and everything as a table."""
    st.markdown(_("**What each knows after step {step}**").format(step=number(step)))
    drawing.equations(
        r"\text{SGD:}\quad \theta &\leftarrow \theta - \eta\,g",
        r"\text{Momentum:}\quad v &\leftarrow 0.9\,v - \eta\,g, \quad \theta \leftarrow \theta + v",
        r"\text{RMSprop:}\quad s &\leftarrow 0.9\,s + 0.1\,g^2",
        r"\theta &\leftarrow \theta - \eta\,g / \sqrt{s + \epsilon}",
        r"\text{Adam:}\quad m &\leftarrow 0.9\,m + 0.1\,g",
        r"s &\leftarrow 0.999\,s + 0.001\,g^2",
        r"\theta &\leftarrow \theta - \eta\,\tfrac{\sqrt{1 - 0.999^t}}{1 - 0.9^t}\,\tfrac{m}{\sqrt s + \epsilon}",
    )
    names = {runner: _(title) for runner, title in RUNNERS.items()}
    st.dataframe(_memories(paths, step), hide_index=True, key="foundations_memories")
    st.caption(
        _(
            "g is the gradient where the runner stands; v, m and s are the velocity, the mean gradient and the mean "
            "squared gradient that it remembers, each along x and along y."
        )
    )
    lowest = float(surface.value(*(np.array(value) for value in surface.minima[0])))
    drawing.lines(
        {names[runner]: np.maximum([place.value - lowest for place in path], 1e-12) for runner, path in paths.items()},
        range(STEPS + 1),
        "foundations_heights",
        _(
            "How high above the lowest point each runner stands, step by step, on a logarithmic scale; the dotted line "
            "is step {step}."
        ).format(step=number(step)),
        drawing.Axes(
            x_title=pgettext("update", "step"), here=step, logarithmic=True, colours=list(race_chart.COLOURS.values())
        ),
    )
    with st.expander(_("All steps as a table"), icon=":material/table:"):
        st.dataframe(_all_steps(paths), hide_index=True, key="foundations_race_steps")


def _standings(surface: Surface, paths: Mapping[str, list[Place]], step: int) -> str:
    """Who is where after ``step`` steps, the lowest first; who has diverged or left the chart is told in words."""
    running = {runner: path[step] for runner, path in paths.items() if step < len(path)}
    order = sorted(running, key=lambda runner: running[runner].value)
    parts = [
        _("{optimizer} at ({x}, {y}), f = {value}").format(
            optimizer=_(RUNNERS[runner]),
            x=_rounded(running[runner].point[0]),
            y=_rounded(running[runner].point[1]),
            value=f"{running[runner].value:.3g}",
        )
        for runner in order
        if max(map(abs, running[runner].point)) <= surface.half_width
    ]
    sentences = []
    if parts:
        sentences.append(
            _("After step {step}, the lowest first: {runners}.").format(step=number(step), runners=_("; ").join(parts))
        )
    for runner, path in paths.items():
        left = next((place.step for place in path if max(map(abs, place.point)) > surface.half_width), len(path))
        if left > step:
            continue
        if len(path) <= STEPS:
            said = _("{optimizer} diverges: its steps grow larger and larger, and it leaves the chart in step {left}.")
        elif runner in running and max(map(abs, running[runner].point)) > surface.half_width:
            said = _("{optimizer} has left the chart in step {left} and is outside of it.")
        else:
            continue
        sentences.append(said.format(optimizer=_(RUNNERS[runner]), left=number(left)))
    return " ".join(sentences)


def _rounded(value: float) -> str:
    # No minus sign before a zero.
    return f"{round(value, 2) + 0.0:.2f}"


def _memories(paths: Mapping[str, list[Place]], step: int) -> pd.DataFrame:
    """One row a runner: place, height, gradient, and its moment estimates."""
    rows = []
    for runner, path in paths.items():
        if step >= len(path):
            rows.append({_("optimizer"): _(RUNNERS[runner]), "x, y": _("diverged")})
            continue
        place = path[step]
        rows.append(
            {
                _("optimizer"): _(RUNNERS[runner]),
                "x, y": _pair(place.point),
                "f": f"{place.value:.4g}",
                "g": _pair(place.gradient),
                **{MOMENTS[name]: _pair(moment) for name, moment in place.moments.items()},
            }
        )
    columns = [_("optimizer"), "x, y", "f", "g", *MOMENTS.values()]
    return pd.DataFrame(rows).reindex(columns=columns).fillna("–")


def _pair(values: tuple[float, float]) -> str:
    return f"{values[0]:.3g}, {values[1]:.3g}"


def _all_steps(paths: Mapping[str, list[Place]]) -> pd.DataFrame:
    """One row a step: each runner's place and height."""
    table: dict[str, object] = {pgettext("update", "step"): range(STEPS + 1)}
    for runner, path in paths.items():
        rest = [None] * (STEPS + 1 - len(path))
        table[f"{_(RUNNERS[runner])} x"] = [place.point[0] for place in path] + rest
        table[f"{_(RUNNERS[runner])} y"] = [place.point[1] for place in path] + rest
        table[f"{_(RUNNERS[runner])} f"] = [place.value for place in path] + rest
    return pd.DataFrame(table)


def _exercises(rates: Mapping[str, float], paths: Mapping[str, list[Place]]) -> list[Exercise]:
    moved = abs(paths["adam"][1].point[0] - paths["adam"][0].point[0]) if len(paths["adam"]) > 1 else rates["adam"]
    choices = [_("none of them"), _("only Momentum"), _("RMSprop and Adam"), _("all four")]
    return [
        Exercise(
            _("On the ravine, above which learning rate does SGD diverge wherever it starts off the floor?"),
            2 / surfaces.STEEP,
            0.005,
            _(
                "A step multiplies $y$ by $1 - {steep}\\,\\eta$. When is that further from 0 than 1 is? Try rates on "
                "either side."
            ).format(steep=f"{surfaces.STEEP:g}"),
        ),
        Exercise(
            _("How far does Adam's very first step move $x$ with the settings above?"),
            moved,
            max(0.01 * moved, 1e-6),
            _(
                "In the first step $m = 0.1\\,g$, $s = 0.001\\,g^2$ and $t = 1$: put them into Adam's equation. What "
                "is left, however large the slope?"
            ),
        ),
        Exercise(
            _("On the saddle, start at $y = 0$ exactly. Which optimizers find the way off the ridge?"),
            choices[0],
            hint=_("Set it and see. What is the slope along $y$ there, and what can a mean of zeros become?"),
            choices=choices,
        ),
    ]

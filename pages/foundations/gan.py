"""A GAN in one dimension: two small networks play against each other, and every step can be looked at."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from models.from_scratch.programs import gan_1d
from models.from_scratch.programs.gan_1d import Game, State
from pages.foundations import drawing, exercises, play
from pages.foundations.exercises import Exercise
from pages.shared import N_, _, address, charts, number, percent, pgettext, show_code, whole_within, within

DISTRIBUTIONS = {"normal": N_("Normal"), "two_bumps": N_("Two bumps"), "uniform": N_("Uniform")}
LOSSES = {"non_saturating": N_("non-saturating"), "saturating": N_("saturating")}
RATES = (0.0005, 0.001, 0.002, 0.005, 0.01)
EVERY = 10
LARGEST_SEED = 999
FARTHEST_START = 3.0
MISSED = 0.05
"""A bump that fewer than this share of the drawn numbers come from has been lost."""


def show() -> None:
    """The section."""
    st.markdown(
        _(
            "A generator turns noise into numbers, a discriminator says of each number how real it looks. Each learns "
            "from the other: the discriminator to tell drawn numbers from real ones, the generator to be taken for "
            "real. It never sees a real number; all it knows of them comes back through the discriminator."
        )
    )
    drawing.equations(
        r"L_D &= -\overline{\log D(x)} - \overline{\log(1 - D(G(z)))}",
        r"L_G &= -\overline{\log D(G(z))} \quad\text{(" + _("non-saturating") + ")}",
        r"L_G &= \overline{\log(1 - D(G(z)))} \quad\text{(" + _("saturating") + ")}",
    )
    distribution = address.choose("distribution", _("What is to be learned"), DISTRIBUTIONS)
    stage = st.container()
    game = _choose_game(distribution)
    states = played(game)
    with stage:
        step = play.choose_step(
            "gan_step",
            states[-1].step,
            pgettext("update", "Step"),
            start=states[-1].step,
            every=EVERY,
            stride=20,
            seconds=0.5,
        )
        _show_state(states[step // EVERY], distribution)
    _show_history(states, step)
    exercises.show("gan", _exercises())
    show_code(gan_1d.train, gan_1d.discriminator_gradients, gan_1d.generator_gradients, gan_1d.best_opinion)


@st.cache_data(max_entries=64, show_spinner=False)
def played(game: Game) -> list[State]:
    """The whole game with these settings, every tenth step."""
    return list(gan_1d.train(game, every=EVERY))


def _choose_game(distribution: str) -> Game:
    loss = address.choose("gan_loss", _("Generator's loss"), LOSSES)
    left, right = st.columns(2)
    start = left.slider(
        _("The generator begins at"),
        -FARTHEST_START,
        FARTHEST_START,
        0.0,
        0.5,
        key="foundations_gan_start",
        bind="query-params",
    )
    rate = right.select_slider(
        _("Generator's learning rate"), RATES, 0.002, key="foundations_gan_rate", bind="query-params"
    )
    left, right = st.columns(2)
    steps = left.slider(
        _("Discriminator's steps for each of the generator's"),
        1,
        5,
        2,
        key="foundations_gan_discriminator",
        bind="query-params",
    )
    seed = right.number_input(_("Seed"), 0, LARGEST_SEED, 0, 1, key="foundations_gan_seed", bind="query-params")
    return Game(
        distribution,
        loss,
        whole_within(seed, 0, LARGEST_SEED),
        rate if rate in RATES else RATES[2],
        whole_within(steps, 1, 5),
        round(2 * within(start, -FARTHEST_START, FARTHEST_START)) / 2,
    )


def _show_state(state: State, distribution: str) -> None:
    said = _in_words(state, distribution)
    charts.show(_picture(state, distribution), "foundations_gan_picture", alt=said)
    st.caption(said)


def _picture(state: State, distribution: str) -> go.Figure:
    """Both densities, and what the discriminator thinks of each number beside the best that it could think."""
    grid = gan_1d.GRID
    density = gan_1d.DISTRIBUTIONS[distribution].density(grid)
    width = 0.2
    counts, edges = np.histogram(state.drawn, bins=np.arange(-gan_1d.EDGE, gan_1d.EDGE + width / 2, width))
    real, drawn, opinion = charts.LINE_COLORS[2], charts.LINE_COLORS[1], charts.LINE_COLORS[0]
    highest = max(1.0, float(density.max()) * 1.25)
    # All in one go: each later change of a figure has Plotly check its layout again, and costs milliseconds.
    traces = [
        go.Bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts / (len(state.drawn) * width),
            name=_("drawn numbers"),
            marker={"color": drawn, "opacity": 0.65},
            width=width,
            hovertemplate="%{x:.1f}: %{y:.2f}<extra></extra>",
        ),
        go.Scatter(
            x=grid, y=density, name=_("real numbers"), mode="lines", fill="tozeroy", line={"color": real, "width": 2}
        ),
    ] + [
        go.Scatter(
            x=grid,
            y=np.round(values, 4),
            name=name,
            mode="lines",
            line={"color": opinion, "width": 2, "dash": dash},
            yaxis="y2",
        )
        for name, values, dash in (
            (_("discriminator's opinion (right)"), state.opinion, "solid"),
            (_("the best opinion (right)"), gan_1d.best_opinion(state, distribution), "dot"),
        )
    ]
    layout = {
        "height": 380,
        "showlegend": True,
        "bargap": 0,
        "legend": {"orientation": "h", "y": -0.12, "yanchor": "top", "x": 0, "xanchor": "left"},
        "xaxis": {"range": [-gan_1d.EDGE, gan_1d.EDGE], "showgrid": False, "zeroline": False, "fixedrange": True},
        "yaxis": {"range": [0, highest], "zeroline": False, "fixedrange": True},
        "yaxis2": {
            "overlaying": "y",
            "side": "right",
            "range": [0, 1.02],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        **charts.quiet(),
    }
    return go.Figure(traces, layout)


def _in_words(state: State, distribution: str) -> str:
    said = _(
        "Step {step}: the drawn numbers (orange) lie around {mean}, give or take {deviation}; they would have to be "
        "carried {distance} on average to become the real ones (blue). The discriminator (green) gives the drawn ones "
        "{opinion} on average."
    ).format(
        step=number(state.step),
        mean=f"{state.drawn.mean():.2f}",
        deviation=f"{state.drawn.std():.2f}",
        distance=f"{state.distance:.2f}",
        opinion=percent(np.interp(state.drawn, gan_1d.GRID, state.opinion).mean(), 0),
    )
    if distribution == "two_bumps":
        left = float((state.drawn < 0).mean())
        said += " " + _("{left} of them lie left of 0, {right} right of it; of the real ones, half each.").format(
            left=percent(left, 0), right=percent((1 - left), 0)
        )
        if min(left, 1 - left) < MISSED:
            said += " " + _("One bump is not drawn at all: mode collapse.")
    return said


def _show_history(states: Sequence[State], step: int) -> None:
    """Losses, the generator's pull under either loss, and everything as a table."""
    steps = [state.step for state in states]
    drawing.lines(
        {
            _("discriminator's loss"): [state.discriminator_loss for state in states],
            _("generator's loss"): [state.generator_loss for state in states],
        },
        steps,
        "foundations_gan_losses",
        _(
            "Both losses, step by step. They do not fall as other losses do: each network's gain is the other's loss. "
            "A discriminator that can tell nothing apart has a loss of 2 log 2 = 1.39. The dotted line is step {step}."
        ).format(step=number(step)),
        drawing.Axes(x_title=pgettext("update", "step"), here=step),
    )
    apart = max(states, key=lambda state: state.pulls["non_saturating"] / max(state.pulls["saturating"], 1e-8))
    drawing.lines(
        {_(LOSSES[form]): [max(state.pulls[form], 1e-8) for state in states] for form in gan_1d.LOSSES},
        steps,
        "foundations_gan_pulls",
        _(
            "How strongly either loss would pull at a drawn number, on average, on a logarithmic scale. Where the "
            "discriminator is sure that a number is drawn, the saturating loss hardly pulls: in step {step} the other "
            "one pulls {times} times as strongly. Begin far away and let the discriminator take more steps, and see it "
            "grow."
        ).format(
            step=number(apart.step), times=f"{apart.pulls['non_saturating'] / max(apart.pulls['saturating'], 1e-8):.1f}"
        ),
        drawing.Axes(x_title=pgettext("update", "step"), here=step, logarithmic=True),
    )
    with st.expander(_("All steps as a table"), icon=":material/table:"):
        st.dataframe(
            pd.DataFrame(
                {
                    pgettext("update", "step"): steps,
                    _("discriminator's loss"): [state.discriminator_loss for state in states],
                    _("generator's loss"): [state.generator_loss for state in states],
                    _("mean of the drawn numbers"): [float(state.drawn.mean()) for state in states],
                    _("their standard deviation"): [float(state.drawn.std()) for state in states],
                    _("share left of 0"): [float((state.drawn < 0).mean()) for state in states],
                    _("distance to the real numbers"): [state.distance for state in states],
                }
            ),
            hide_index=True,
            key="foundations_gan_table",
        )


def _exercises() -> list[Exercise]:
    choices = [_("both bumps, half each"), _("only the bump at 2"), _("the middle between the bumps")]
    return [
        Exercise(
            _(
                "At some number $x$, drawn and real numbers are equally frequent. What is the best opinion $D(x)$ that "
                "a discriminator can have there?"
            ),
            0.5,
            0.005,
            _("It is the share of real numbers among all that come out at $x$: $p / (p + q)$ with $p = q$."),
        ),
        Exercise(
            _("The generator has won: $D = 0.5$ everywhere. What is $L_D$ then? (two decimals)"),
            2 * float(np.log(2)),
            0.01,
            _("Put 0.5 into both logarithms: each is $-\\log 0.5$, natural logarithms."),
        ),
        Exercise(
            _(
                "Choose two bumps, let the generator begin at 3, and look at the last step (learning rate 0.002). What "
                "has it learned to draw?"
            ),
            choices[1],
            hint=_("The discriminator only ever compares: does it pull a number across the empty middle?"),
            choices=choices,
        ),
    ]

"""Backpropagation: a network of six units worked out one edge at a time, and its gradient found in three ways."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from models.from_scratch import small_network
from models.from_scratch.small_network import EDGES, EXAMPLE, WEIGHTS, Edge, Step
from pages.foundations import drawing, exercises, play
from pages.foundations.backpropagation import drawing as network_drawing
from pages.foundations.backpropagation.drawing import pretty
from pages.foundations.exercises import Exercise
from pages.shared import N_, _, address, show_code, warm_up, within

LARGEST = 20.0
"""Of a weight, an input or a target."""
PHASES = {
    "forward": N_("Forward"),
    "loss": N_("Loss"),
    "backward": N_("Backward"),
    "update": N_("Update"),
}
WEIGHT_KEYS = {edge: f"foundations_weight_{edge[0]}_{edge[1]}" for edge in EDGES}
EXAMPLE_KEYS = {name: f"foundations_example_{name}" for name in EXAMPLE}
ASKED = "foundations_tensorflow_asked"


def show() -> None:
    """The section."""
    st.markdown(
        _(
            "A network learns by asking of each weight: if you were a little larger, would the loss rise or fall, and "
            "how steeply? Backpropagation answers for all weights at once, by walking the network backwards and "
            "multiplying slopes (the chain rule). Here it does so one edge at a time, with every number in sight."
        )
    )
    drawing.equations(
        r"h &= \sigma(x W_1), \quad o = \sigma(h W_2)",
        r"L &= \tfrac12 \textstyle\sum_k (o_k - y_k)^2",
        r"\delta_o &= (o - y)\,o\,(1 - o)",
        r"\delta_h &= (\delta_o W_2^\top)\,h\,(1 - h)",
        r"\tfrac{\partial L}{\partial W_2} &= h^\top\delta_o, \quad \tfrac{\partial L}{\partial W_1} = x^\top\delta_h",
    )
    _follow_link("weights", WEIGHT_KEYS.values(), WEIGHTS.values())
    _follow_link("example", EXAMPLE_KEYS.values(), EXAMPLE.values())
    stage = st.container()
    weights, example, rate = _settings()
    with stage:
        _show_step(small_network.steps(weights, example, rate), weights)
    address.keep_numbers("weights", list(weights.values()), list(WEIGHTS.values()))
    address.keep_numbers("example", list(example.values()), list(EXAMPLE.values()))
    slopes = small_network.gradients(weights, example)[1]
    _show_comparison(weights, example, slopes)
    exercises.show("backpropagation", _exercises(weights, slopes))
    show_code(small_network.steps, small_network.gradients, small_network.central_differences)


def _follow_link(name: str, keys: Iterable[str], start: Iterable[float]) -> None:
    """Put the numbers of a link, or at first those to start with, where the widgets with these keys will find them."""
    defaults = list(start)
    asked = address.take_numbers(name, defaults, -LARGEST, LARGEST)
    for key, value in zip(keys, asked or defaults, strict=True):
        if asked is not None or key not in st.session_state:
            st.session_state[key] = float(value)


def _settings() -> tuple[dict[Edge, float], dict[str, float], float]:
    """Weights, example and learning rate, each to be changed."""
    st.subheader(_("Change any number"), anchor=False)
    with st.container(horizontal=True, gap="small", key="foundations_weights"):
        weights = {
            edge: _number(_("Weight {edge}").format(edge=f"{pretty(edge[0])} → {pretty(edge[1])}"), key)
            for edge, key in WEIGHT_KEYS.items()
        }
    with st.container(horizontal=True, gap="small", key="foundations_example"):
        example = {
            name: _number(
                (_("Input {name}") if name.startswith("x") else _("Target {name}")).format(name=pretty(name)), key
            )
            for name, key in EXAMPLE_KEYS.items()
        }
    rate = st.slider(_("Learning rate η"), 0.1, 10.0, 1.0, 0.1, key="foundations_rate", bind="query-params")
    rate = within(rate, 0.1, 10.0)
    with st.container(horizontal=True, gap="small", key="foundations_updates"):
        for count, label in ((1, _("Make 1 update")), (100, _("Make 100 updates"))):
            st.button(label, key=f"foundations_update_{count}", on_click=_update, args=(rate, count))
        st.button(_("Begin again"), icon=":material/restart_alt:", key="foundations_restart", on_click=_restart)
    return weights, example, rate


def _number(label: str, key: str) -> float:
    # Persisted: a run that overtakes the browser's drawing of the one before would otherwise start it at the minimum.
    value = st.number_input(
        label, -LARGEST, LARGEST, step=0.1, format="%.4g", key=key, width=150, persist_state="session"
    )
    return within(value, -LARGEST, LARGEST, 0.0)


def _update(rate: float, count: int) -> None:
    """Put the updated weights where the old ones were."""
    weights = {edge: float(st.session_state[key]) for edge, key in WEIGHT_KEYS.items()}
    example = {name: float(st.session_state[key]) for name, key in EXAMPLE_KEYS.items()}
    for edge, value in small_network.train(weights, example, rate, count).items():
        st.session_state[WEIGHT_KEYS[edge]] = within(value, -LARGEST, LARGEST, 0.0)


def _restart() -> None:
    for edge, key in WEIGHT_KEYS.items():
        st.session_state[key] = WEIGHTS[edge]
    for name, key in EXAMPLE_KEYS.items():
        st.session_state[key] = EXAMPLE[name]


def _show_step(steps: list[Step], weights: dict[Edge, float]) -> None:
    """The step control, the drawing, the step in letters and numbers, and all steps as a table."""
    number = play.choose_step("step", len(steps), _("Step"), first=1)
    step = steps[number - 1]
    with st.container(horizontal=True, gap="small", key="foundations_phases"):
        for phase, name in PHASES.items():
            first = next(place for place, one in enumerate(steps, start=1) if one.phase == phase)
            st.button(
                _(name),
                key=f"foundations_phase_{phase}",
                type="primary" if phase == step.phase else "secondary",
                on_click=_jump,
                args=(first,),
            )
    said = _in_words(step, number, len(steps))
    with st.container(horizontal_alignment="center"):
        st.image(network_drawing.network(step, weights, st.context.theme.type or "light"), width=620, alt=said)
    drawing.equations(step.formula, rf"{step.numbers} = \mathbf{{{step.value:.5g}}}".replace("e-0", "e-"))
    st.caption(said)
    with st.expander(_("All steps as a table"), icon=":material/table:"):
        st.dataframe(
            pd.DataFrame(
                {
                    _("step"): range(1, len(steps) + 1),
                    _("phase"): [_(PHASES[one.phase]) for one in steps],
                    _("number"): [_symbol(one.name) for one in steps],
                    _("value"): [one.value for one in steps],
                }
            ),
            hide_index=True,
            key="foundations_steps",
        )


def _jump(step: int) -> None:
    st.session_state["foundations_step"] = step
    st.session_state["foundations_step_playing"] = False


def _symbol(name: str) -> str:
    """A number's name without LaTeX: ∂L/∂w h₁→o₂."""
    kind, *units = name.split("_")
    place = "→".join(pretty(unit) for unit in units)
    if kind == "loss":
        return "L"
    return {"z": "z {place}", "d": "δ {place}", "dw": "∂L/∂w {place}", "w": "w {place}"}.get(kind, pretty(kind)).format(
        place=place
    )


def _in_words(step: Step, number: int, count: int) -> str:
    """What happens in this step, in a sentence."""
    place = {"number": number, "count": count, "value": f"{step.value:.5g}", "symbol": _symbol(step.name)}
    if step.edge is not None:
        place |= {"start": pretty(step.edge[0]), "end": pretty(step.edge[1])}
    if step.unit is not None:
        place |= {"unit": pretty(step.unit)}
    if step.phase == "forward" and step.edge is not None:
        said = _(
            "Step {number} of {count}: {start} times its weight is added to what arrives at {end}: {symbol} = {value}."
        )
    elif step.phase == "forward":
        said = _(
            "Step {number} of {count}: the sigmoid squeezes what has arrived at {unit} to between 0 and 1: {value}."
        )
    elif step.phase == "loss":
        said = _("Step {number} of {count}: the mean of the squared errors is the loss: {value}.")
    elif step.phase == "backward" and step.unit is not None:
        said = _(
            "Step {number} of {count}: the error at {unit}, how steeply the loss rises with what arrives there, is "
            "{value}."
        )
    elif step.phase == "backward":
        said = _(
            "Step {number} of {count}: the slope by the weight from {start} to {end} is what came in at its beginning "
            "times the error at its end: {value}."
        )
    else:
        said = _("Step {number} of {count}: the weight from {start} to {end} goes against its slope, to {value}.")
    return said.format(**place)


def _show_comparison(weights: dict[Edge, float], example: dict[str, float], slopes: dict[Edge, float]) -> None:
    """The gradient by every weight in three ways, and how far they are apart."""
    st.subheader(_("The same gradient, found in three ways"), anchor=False)
    measured = small_network.central_differences(weights, example)
    columns = {
        _("weight"): [f"{pretty(a)} → {pretty(b)}" for a, b in EDGES],
        "NumPy": list(slopes.values()),
        _("central difference"): list(measured.values()),
    }
    off = max(abs(slopes[edge] - measured[edge]) for edge in EDGES)
    said = _("NumPy and the central differences are at most {difference} apart.").format(difference=f"{off:.1e}")
    if st.session_state.get(ASKED):
        framework = _tensorflow(weights, example)
        columns["TensorFlow"] = [framework[edge] for edge in EDGES]
        columns[_("NumPy − TensorFlow")] = [slopes[edge] - framework[edge] for edge in EDGES]
        off = max(abs(slopes[edge] - framework[edge]) for edge in EDGES)
        said += " " + _("NumPy and TensorFlow, both in double precision, are at most {difference} apart.").format(
            difference=f"{off:.1e}"
        )
    st.dataframe(
        pd.DataFrame(columns),
        hide_index=True,
        key="foundations_gradients",
        column_config={
            name: st.column_config.NumberColumn(format="%.1e" if "−" in name else "%.9f") for name in list(columns)[1:]
        },
    )
    st.caption(said)
    if not st.session_state.get(ASKED):
        st.button(
            _("Ask TensorFlow, too"), icon=":material/compare_arrows:", key="foundations_tensorflow", on_click=_ask
        )


def _ask() -> None:
    st.session_state[ASKED] = True


def _tensorflow(weights: dict[Edge, float], example: dict[str, float]) -> dict[Edge, float]:
    """TensorFlow's gradient of the same network, two Keras layers in double precision."""
    with st.spinner(_("Starting TensorFlow …")):
        warm_up.wait()
        from models.side_by_side.network import network_gradients
    first, second = network_gradients(small_network.kernels(weights), *small_network.arrays(example))
    return small_network.by_edge(first, second)


def _exercises(weights: dict[Edge, float], slopes: dict[Edge, float]) -> list[Exercise]:
    rise = 0.1 * slopes["h1", "o1"]
    found = [
        Exercise(
            _(
                "By how much does the loss change, to first order, when $w_{h_1o_1}$ grows by 0.1? "
                "(with the weights above, to three decimals or better)"
            ),
            rise,
            max(0.03 * abs(rise), 2e-4),
            _("A slope says how much the loss rises for one unit of the weight: multiply it by 0.1."),
        ),
    ]
    if abs(slopes["h2", "o2"]) > 1e-6:
        rate = weights["h2", "o2"] / slopes["h2", "o2"]
        found.append(
            Exercise(
                _("Which learning rate $\\eta$ would bring $w_{h_2o_2}$ to exactly 0 in a single update?"),
                rate,
                max(0.02 * abs(rate), 1e-3),
                _("Solve $w - \\eta\\,\\partial L/\\partial w = 0$ for $\\eta$; the slope is in the table above."),
            )
        )
    choices = [_("those of the first layer"), _("those of the second layer"), _("all of them"), _("none of them")]
    found.append(
        Exercise(
            _("Both inputs are set to 0. Which weights have a slope of exactly 0 then? Set them and see."),
            choices[0],
            hint=_(
                "The slope by a weight has what came in at its beginning as a factor. What comes in at $h_1$'s edges?"
            ),
            choices=choices,
        )
    )
    return found

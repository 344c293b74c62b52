"""A sentence's walk through a recurrent cell, drawn: gates as heat maps, and each step's numbers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from pages.foundations import drawing, play
from pages.shared import N_, _, escape_markdown, number, pgettext

QUANTITIES = {
    "input_gate": ("i", N_("Input gate: how much of the candidate is written (0 nothing, 1 all of it).")),
    "forget_gate": ("f", N_("Forget gate: how much of the cell is kept (0 nothing, 1 all of it).")),
    "output_gate": ("o", N_("Output gate: how much of the cell is shown.")),
    "update_gate": ("z", N_("Update gate: how much of the old state stays (0 nothing, 1 all of it).")),
    "reset_gate": ("r", N_("Reset gate: how much of the old state the candidate gets to see.")),
    "candidate": ("g", N_("Candidate: what could be written, from −1 to 1.")),
    "cell": ("c", N_("Cell: what is remembered.")),
    "hidden": ("h", N_("Hidden state: what comes out and goes on to the next step.")),
}
"""What a cell shows of itself: its letter, and what it means."""
GATES = ("input_gate", "forget_gate", "output_gate", "update_gate", "reset_gate")


@dataclass(frozen=True)
class Walk:
    """What went on inside a cell while a sentence passed through it."""

    tokens: list[str]
    work: dict[str, np.ndarray]
    """By name, (time, units) each."""
    backwards: np.ndarray | None = None
    """The hidden states of a second layer that read from the right, (time, units)."""
    first_unit: int = 1
    """What the first unit is called."""


def show(walk: Walk, cell: str) -> int:
    """The step control, the heat maps and the step's numbers; the step."""
    last = len(walk.tokens)
    step = play.choose_step("rnn_step", last, pgettext("time", "Step"), first=1, start=last)
    st.markdown(
        _("Step {step} of {last} reads **{token}**.").format(
            step=number(step), last=number(last), token=escape_markdown(visible(walk.tokens[step - 1]))
        )
    )
    _show_numbers(walk, cell, step)
    units = walk.work["hidden"].shape[1]
    rows = [str(walk.first_unit + unit) for unit in range(units)]
    columns = [visible(token) for token in walk.tokens]
    marked = [(unit, step - 1) for unit in range(units)]
    shown = [name for name in QUANTITIES if name in walk.work]
    maps = {name: walk.work[name] for name in shown}
    captions = {name: f"{letter(name, cell)} · {_(QUANTITIES[name][1])}" for name in shown}
    if walk.backwards is not None:
        maps["backwards"] = walk.backwards
        captions["backwards"] = _(
            "Hidden state of a second layer with weights of its own, which reads from the right; both states side by "
            "side are the output of a bidirectional layer."
        )
    for position, (name, values) in enumerate(maps.items()):
        if position % 2 == 0:
            # A pair at a time: below one another, as on a phone, they keep their order.
            pair = st.columns(2) if len(maps) > 1 else [st.container()]
        with pair[position % 2]:
            drawing.heat_map(
                values.T,
                f"foundations_rnn_{name}",
                captions[name],
                drawing.Cells(
                    rows=rows,
                    columns=columns,
                    most=1.0 if name != "cell" else None,
                    two_sided=name not in GATES,
                    marked=marked,
                    height=26 * units + 70,
                    decimals=1,
                ),
            )
    return step


def _show_numbers(walk: Walk, cell: str, step: int) -> None:
    """The step as a table, a row a unit, and worked out in numbers for the first unit."""
    names = [name for name in QUANTITIES if name in walk.work]
    table: dict[str, object] = {_("unit"): [walk.first_unit + unit for unit in range(walk.work["hidden"].shape[1])]}
    for name in ("cell", "hidden"):
        if name in walk.work:
            table[letter(name, cell) + " " + _("before")] = np.round(before(walk, name, step), 4)
    for name in names:
        table[letter(name, cell)] = np.round(walk.work[name][step - 1], 4)
    drawing.equations(*_in_numbers(walk, cell, step))
    st.dataframe(pd.DataFrame(table), hide_index=True, key="foundations_rnn_numbers")
    st.caption(
        _(
            "The numbers of this step, a row for each unit; the equations above are worked out with those of unit "
            "{unit}."
        ).format(unit=walk.first_unit)
    )


def letter(name: str, cell: str) -> str:
    """What the equations of a cell call a quantity."""
    return "h̃" if cell == "gru" and name == "candidate" else QUANTITIES[name][0]


def before(walk: Walk, name: str, step: int) -> np.ndarray:
    """A state before the step, (units,): zeros before the first."""
    return walk.work[name][step - 2] if step > 1 else np.zeros_like(walk.work[name][0])


def _in_numbers(walk: Walk, cell: str, step: int) -> list[str]:
    """The equations of the step for the first unit."""
    # Rounded, and zero without a sign.
    now = {name: round(float(values[step - 1, 0]), 3) + 0.0 for name, values in walk.work.items()}
    h = round(float(before(walk, "hidden", step)[0]), 3) + 0.0
    if cell == "rnn":
        return [rf"h &= \tanh({now['before_activation']:.3f}) = {now['hidden']:.3f}"]
    if cell == "gru":
        z, candidate = now["update_gate"], now["candidate"]
        return [rf"h &= {z:.3f} \cdot {_bracket(h)} + {1 - z:.3f} \cdot {_bracket(candidate)} = {now['hidden']:.3f}"]
    c = round(float(before(walk, "cell", step)[0]), 3) + 0.0
    i, f, g, o = now["input_gate"], now["forget_gate"], now["candidate"], now["output_gate"]
    return [
        rf"c &= {f:.3f} \cdot {_bracket(c)} + {i:.3f} \cdot {_bracket(g)} = {now['cell']:.3f}",
        rf"h &= {o:.3f} \cdot \tanh({now['cell']:.3f}) = {now['hidden']:.3f}",
    ]


def _bracket(value: float) -> str:
    return f"({value:.3f})" if value < 0 else f"{value:.3f}"


def visible(token: str) -> str:
    """A character that shows nothing, as a sign."""
    return {" ": "␣", "\n": "⏎", "\t": "⇥"}.get(token, token)

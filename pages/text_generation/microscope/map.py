"""Many units at once: gates, cell and output along the text as a heat map."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from pages.shared import N_, _, charts, number, whole_within
from pages.text_generation.coloured import visible
from pages.text_generation.microscope.words import EXPLANATIONS, QUANTITIES, is_gate, joined, quantity, tracked

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

MOST_MOVING = 32
"""Units in the heat map of those that vary most."""
WINDOWS = (60, 120, 240)
"""Characters drawn at once."""
MOST_TICKS = 60
"""Characters up to which each is written below its column."""
WHICH = {
    "moving": N_("those that vary most"),
    "found": N_("those that track something"),
    "all": N_("all, as a picture"),
}


@dataclass(frozen=True)
class Shown:
    """What the map shows: units of a layer along a stretch of the text."""

    layer: int
    quantity: str
    values: np.ndarray
    """(time, hidden_size): of all units along the whole text."""
    start: int
    end: int
    units: np.ndarray
    labels: list[str] | None
    """Of the units; None where they are too many to be named."""


def show(author: str, generator: TextGenerator, text: str, traces: list[dict[str, np.ndarray]]) -> None:
    """The map, what to show in it, and the same in words."""
    names = [name for name in QUANTITIES if name in traces[0]]
    left, right = st.columns(2)
    name = left.selectbox(_("Quantity"), names, format_func=quantity, key="text_map_quantity", persist_state="session")
    layer = right.selectbox(
        _("Layer"), range(1, len(traces) + 1), len(traces) - 1, key=f"text_map_layer_{author}", persist_state="session"
    )
    layer = whole_within(layer, 1, len(traces))
    name = name if name in names else names[0]
    found = [one for one in generator.units or [] if one.layer == layer]
    kinds = [kind for kind in WHICH if kind != "found" or found]
    which = st.segmented_control(
        _("Units"),
        kinds,
        default=kinds[0],
        required=True,
        format_func=lambda kind: _(WHICH[kind]),
        key=f"text_map_which_{len(kinds)}",
    )
    start, end = _choose_window(len(text))
    values = traces[layer - 1][name].astype(np.float32)
    if which == "found":
        units = np.array(list(dict.fromkeys(one.unit for one in found)))
        labels = [f"{tracked(one.property)} · {one.unit}" for one in found]
    elif which == "all":
        units, labels = alike_together(values), None
    else:
        units = most_moving(values, MOST_MOVING)
        labels = [str(unit) for unit in units]
    shown = Shown(layer, name, values, start, end, units, labels)
    said = _in_words(shown)
    charts.show(heat_map(text, shown), "text_map", alt=said)
    st.caption(said)


def _choose_window(length: int) -> tuple[int, int]:
    """Which stretch of the text to draw."""
    if length <= WINDOWS[0]:
        return 0, length
    left, right = st.columns(2)
    wide = left.segmented_control(
        _("Characters at once"), WINDOWS, default=WINDOWS[0], required=True, key="text_map_wide"
    )
    wide = wide if wide in WINDOWS else WINDOWS[0]
    last = max(length - wide, 0)
    if not last:
        return 0, length
    start = right.slider(_("From character"), 1, last + 1, 1, key=f"text_map_start_{last}")
    start = whole_within(start, 1, last + 1) - 1
    return start, start + wide


def most_moving(values: np.ndarray, count: int) -> np.ndarray:
    """The ``count`` columns of ``values`` (time, units) that vary most, those that move alike next to each other."""
    chosen = np.argsort(-values.std(axis=0), kind="stable")[:count]
    return chosen[alike_together(values[:, chosen])]


def alike_together(values: np.ndarray) -> np.ndarray:
    """The columns of ``values`` (time, units) in an order in which neighbours move alike.

    By the angle of their first two principal components, so that the order closes to a ring (as in PCA seriation).
    """
    centred = values - values.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    centred = centred / np.maximum(size, 1e-9)
    # (units, units) of correlations: small beside the text, and its eigenvectors are the components.
    _eigenvalues, vectors = np.linalg.eigh(centred.T @ centred)
    if vectors.shape[1] < 2:
        return np.arange(values.shape[1])
    return np.argsort(np.arctan2(vectors[:, -1], vectors[:, -2]), kind="stable")


def heat_map(text: str, shown: Shown) -> go.Figure:
    """Units (rows) along the characters (columns)."""
    start, units, labels, two_sided = shown.start, shown.units, shown.labels, not is_gate(shown.quantity)
    most = max(float(np.percentile(np.abs(shown.values[:, units]), 99.5)), 1e-6) if two_sided else 1.0
    text = text[start : shown.end]
    places = list(range(len(text)))
    signs = [html.escape(visible(character), quote=False) for character in text]
    rows = np.broadcast_to(units[:, None], (len(units), len(text)))
    columns = np.broadcast_to(
        np.array([f"{start + place + 1}: {sign}" for place, sign in enumerate(signs)]), rows.shape
    )
    figure = go.Figure(
        go.Heatmap(
            z=np.round(shown.values[start : shown.end, units].T, 3),
            x=places,
            zmin=-most if two_sided else 0.0,
            zmax=most,
            colorscale=charts.colour_scale(two_sided, 0.95),
            customdata=columns if labels is None else np.dstack([columns, rows]),
            hovertemplate="%{customdata}<br>%{z:.2f}<extra></extra>"
            if labels is None
            else "%{customdata[0]}<br>%{customdata[1]}: %{z:.2f}<extra></extra>",
            colorbar={"thickness": 10, "outlinewidth": 0, "len": 0.9},
        )
    )
    height = 360 if labels is None else max(220, 17 * len(units) + 70)
    figure.update_layout(height=height, **charts.quiet())
    figure.update_yaxes(
        autorange="reversed",
        showgrid=False,
        fixedrange=True,
        showticklabels=labels is not None,
        tickvals=list(range(len(units))),
        ticktext=[html.escape(label, quote=False) for label in labels or []],
        tickfont={"size": 10},
    )
    few = len(text) <= MOST_TICKS
    step = max(len(text) // 6, 1)
    figure.update_xaxes(
        tickvals=places if few else places[::step],
        ticktext=signs if few else [str(start + place + 1) for place in places[::step]],
        tickangle=0,
        tickfont={"size": 11 if few else 10},
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    return figure


def _in_words(shown: Shown) -> str:
    """What the map shows: how many units, the restless and the steady one, and what the quantity means."""
    values, units = shown.values, shown.units
    moves = values[:, units].std(axis=0)
    restless, steady = int(units[moves.argmax()]), int(units[moves.argmin()])
    said = _(
        "{shown} of {all} units of layer {layer}, {quantity}, characters {start} to {end} of {length}; units that move "
        "alike lie next to each other. Over the whole text unit {restless} varies most ({low} to {high}), unit "
        "{steady} least."
    ).format(
        shown=number(len(units)),
        all=number(values.shape[1]),
        layer=number(shown.layer),
        quantity=quantity(shown.quantity),
        start=number(shown.start + 1),
        end=number(shown.end),
        length=number(len(values)),
        restless=restless,
        steady=steady,
        low=f"{values[:, restless].min():+.2f}",
        high=f"{values[:, restless].max():+.2f}",
    )
    return joined(said, _(EXPLANATIONS[shown.quantity]))

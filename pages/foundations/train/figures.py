"""The curves of a training while it goes, and its numbers as a table."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.foundations.train.running import Figures, Run
from pages.shared import _, charts

MOST_POINTS = 250
MOST_ROWS = 12
Row = tuple[int, Figures]


def points(rows: Sequence[Row], name: str) -> tuple[np.ndarray, np.ndarray]:
    """Steps and values of one figure, at most :data:`MOST_POINTS`: each is the mean of the steps that it stands for."""
    found = [(step, figures[name]) for step, figures in rows if name in figures]
    size = math.ceil(len(found) / MOST_POINTS) or 1
    pieces = [found[start : start + size] for start in range(0, len(found), size)]
    steps = np.array([piece[-1][0] for piece in pieces])
    return steps, np.array([np.mean([value for _step, value in piece]) for piece in pieces])


@dataclass(frozen=True)
class Axes:
    """How the curves are drawn."""

    x_title: str
    y_title: str
    logarithmic: bool = False
    share: bool = False
    """From 0 to 100%."""
    reference: tuple[float, str] | None = None
    """A height and its name, drawn dotted."""


def curves(run: Run, names: Mapping[str, str], key: str, alt: str, axes: Axes) -> None:
    """One line for each of the figures ``names`` (figure to what the visitor reads), against the step."""
    figure = go.Figure()
    for position, (name, shown) in enumerate(names.items()):
        steps, values = points(run.rows, name)
        figure.add_scatter(
            x=steps,
            y=values,
            name=shown,
            mode="lines",
            line={"color": charts.LINE_COLORS[position], "width": 2},
            hovertemplate="%{y:.1%}" if axes.share else "%{y:.4g}",
        )
    if axes.reference is not None:
        height, shown = axes.reference
        figure.add_hline(y=height, line={"color": charts.LABEL_COLORS["neutral"], "width": 1, "dash": "dash"})
        figure.add_annotation(
            text=shown,
            font={"size": 12, "color": charts.LABEL_COLORS["neutral"]},
            showarrow=False,
            xref="paper",
            x=1,
            xanchor="right",
            # On a logarithmic axis a line wants the value, a text its logarithm.
            y=math.log10(height) if axes.logarithmic else height,
            yanchor="bottom",
        )
    figure.update_layout(height=260, showlegend=len(names) > 1, hovermode="x unified", uirevision=key)
    figure.update_layout(**charts.quiet())
    figure.update_layout(legend={"orientation": "h", "y": -0.3, "yanchor": "top", "x": 0, "xanchor": "left"})
    figure.update_xaxes(title=axes.x_title, showgrid=False, fixedrange=True, rangemode="tozero")
    figure.update_yaxes(title=axes.y_title, fixedrange=True, type="log" if axes.logarithmic else None)
    if axes.logarithmic:
        figure.update_yaxes(
            **_logarithmic_ticks([found[name] for _step, found in run.rows for name in names.keys() & found.keys()])
        )
    if axes.share:
        figure.update_yaxes(range=[0, 1.04], tickformat=".0%")
    charts.show(figure, key, alt=alt)


def _logarithmic_ticks(values: Sequence[float]) -> dict[str, object]:
    """Powers of ten where the values span two or more, else 1, 2, 5, 10, ..."""
    positive = [value for value in values if value > 0]
    if not positive or max(positive) / min(positive) >= 100:
        return {"dtick": 1, "exponentformat": "power"}
    first, last = (math.floor(math.log10(bound(positive))) for bound in (min, max))
    marks = [digit * 10.0**power for power in range(first, last + 2) for digit in (1, 2, 5)]
    return {"tickvals": marks, "ticktext": [f"{mark:g}" for mark in marks]}


def metrics(name: str, values: Mapping[str, str]) -> None:
    """The figures of this moment side by side."""
    with st.container(horizontal=True, gap="medium", key=f"foundations_{name}_metrics"):
        for label, value in values.items():
            st.metric(label, value, width="content")


def table(run: Run, names: Mapping[str, str], step: str, key: str) -> None:
    """About ten rows of a run's figures, evenly spaced, and the last one."""
    last = run.rows[-1][0]
    every = next(
        size for power in range(9) for size in (10**power, 2 * 10**power, 5 * 10**power) if last / size <= MOST_ROWS
    )
    shown = [row for row in run.rows if row[0] % every == 0 or row[0] == last]
    columns: dict[str, list[float | int | None]] = {step: [number for number, _figures in shown]}
    for name, label in names.items():
        columns[label] = [figures.get(name) for _number, figures in shown]
    with st.expander(_("The numbers as a table"), icon=":material/table:"):
        st.dataframe(
            pd.DataFrame(columns),
            hide_index=True,
            key=key,
            column_config={label: st.column_config.NumberColumn(format="%.4g") for label in names.values()},
        )

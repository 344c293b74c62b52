"""The charts: Plotly figures that sit on the page's own background, light or dark."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.shared.language import _
from pages.shared.words import percent, term

LABEL_COLORS = {"negative": "#CC5A4E", "neutral": "#8E9694", "positive": "#2A9D87"}
LINE_COLORS = ("#2A9D87", "#C7782B", "#5B7FD4", "#BE5B8A", "#8A9B3A", "#7F6DC4", "#CC5A4E", "#4A9BB5")
"""Mid-tones: each stands out from a light page as from a dark one."""
BLUE, ORANGE = "59, 125, 216", "224, 122, 31"
"""What is above zero and what is below, as CSS has it within ``rgba()``."""


def colour_scale(two_sided: bool, strongest: float) -> list[list[object]]:
    """Plotly's colours from nothing to blue, and with ``two_sided`` from orange to nothing to blue."""
    blue = [[0.0, f"rgba({BLUE}, 0)"], [1.0, f"rgba({BLUE}, {strongest})"]]
    if not two_sided:
        return blue
    return [[0.0, f"rgba({ORANGE}, {strongest})"], [0.5, f"rgba({ORANGE}, 0)"], [0.5, f"rgba({BLUE}, 0)"], blue[1]]


def probability_bars(probabilities: Mapping[str, float]) -> go.Figure:
    """One horizontal bar a label, with its percentage written beside it."""
    labels = list(probabilities)
    values = [probabilities[label] for label in labels]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=[term(label) for label in labels],
            orientation="h",
            marker={"color": [LABEL_COLORS.get(label, LINE_COLORS[0]) for label in labels], "cornerradius": 6},
            text=[percent(value) for value in values],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_layout(height=44 * len(labels) + 24, bargap=0.35, **quiet())
    figure.update_xaxes(range=[0, 1.12], visible=False, fixedrange=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, ticksuffix="  ")
    return figure


def history_lines(
    curves: Mapping[str, pd.Series], name: str, references: Mapping[str, Sequence[float]] | None = None
) -> go.Figure:
    """One line a run: a column of its history against the epoch (the index of each series).

    ``references``, each a name and its heights from low to high, are drawn as dotted lines across, on a logarithmic
    scale: they lie far from the curves.
    """
    figure = go.Figure()
    for position, (run, values) in enumerate(curves.items()):
        figure.add_scatter(
            x=values.index,
            y=values,
            name=run,
            mode="lines+markers" if len(values) < 40 else "lines",
            line={"color": LINE_COLORS[position % len(LINE_COLORS)], "width": 2},
            marker={"size": 5},
        )
    figure.update_layout(height=340, showlegend=True, hovermode="x unified", **quiet())
    figure.update_layout(legend={"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0, "xanchor": "left"})
    few = max((len(values) for values in curves.values()), default=0) <= 12
    figure.update_xaxes(title=_("epoch"), showgrid=False, fixedrange=True, dtick=1 if few else None)
    figure.update_yaxes(title=term(name), fixedrange=True)
    if references:
        for reference, heights in references.items():
            for height in heights:
                figure.add_hline(y=height, line={"dash": "dot", "width": 1, "color": LABEL_COLORS["neutral"]})
            figure.add_annotation(
                text=reference,
                font={"size": 12, "color": LABEL_COLORS["neutral"]},
                showarrow=False,
                xref="paper",
                x=1,
                xanchor="right",
                y=math.log10(heights[-1]),  # on a logarithmic axis a line wants the value, a text its logarithm
                yanchor="bottom",
            )
        highest = max(
            max(max(heights) for heights in references.values()), *(float(values.max()) for values in curves.values())
        )
        ticks = [tick for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000) if tick <= highest]
        figure.update_yaxes(type="log", tickvals=ticks, range=[-0.06, 1.12 * math.log10(highest)])
    return figure


def show(figure: go.Figure, key: str, alt: str) -> None:
    """Draw a figure across the page; ``alt`` says in words what it shows."""
    st.plotly_chart(figure, theme="streamlit", key=key, alt=alt, config={"displayModeBar": False})


def quiet() -> dict[str, object]:
    """The layout that all charts share: no ground of their own, narrow margins, no dragging."""
    clear = "rgba(0, 0, 0, 0)"
    return {
        "paper_bgcolor": clear,
        "plot_bgcolor": clear,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "dragmode": False,
    }

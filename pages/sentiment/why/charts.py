"""The charts that say why: bars by word, the attention map, the deletion curves."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from pages.shared import _
from pages.shared.charts import colour_scale, quiet

if TYPE_CHECKING:
    from models.sentiment.explanation_checks import Deletion
    from models.sentiment.explanations import Explanation

MOST_BARS = 24
MOST_IN_MAP = 36
BLUE, ORANGE, GREY = "#3B7DD8", "#E07A1F", "#8E9694"
"""For and against, told apart by every kind of eye, mid-tones for light and dark ground."""
LEGEND = {"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0, "xanchor": "left"}


def strongest(explanation: Explanation) -> np.ndarray:
    """The places, in order, of the words that count most by attribution or by occlusion."""
    size = np.zeros(len(explanation.words))
    for values in (explanation.attributions, explanation.occlusions):
        size = np.maximum(size, np.abs(values) / max(np.abs(values).max(), 1e-12))
    return np.sort(np.argsort(-size, kind="stable")[:MOST_BARS])


def word_bars(words: Sequence[str], attributions: np.ndarray, occlusions: np.ndarray) -> go.Figure:
    """Two bars a word, one for each way of asking; to the right speaks for the label."""
    places = list(range(len(words)))
    figure = go.Figure()
    for values, name, color in (
        (attributions, _("integrated gradients"), BLUE),
        (occlusions, _("occlusion"), GREY),
    ):
        figure.add_bar(
            x=values,
            y=places,
            orientation="h",
            name=name,
            marker={"color": color, "cornerradius": 3},
            hovertemplate="%{x:+.3f}<extra>%{fullData.name}</extra>",
        )
    figure.update_layout(height=30 * len(words) + 90, bargap=0.3, barmode="group", showlegend=True, **quiet())
    figure.update_layout(legend={**LEGEND, "y": 1.0, "yanchor": "bottom", "traceorder": "normal"})
    figure.update_xaxes(
        zeroline=True, zerolinecolor=GREY, zerolinewidth=1.5, fixedrange=True, title=_("margin, in nats")
    )
    figure.update_yaxes(
        autorange="reversed", tickvals=places, ticktext=_plain(words), showgrid=False, fixedrange=True, ticksuffix="  "
    )
    return figure


def attention_map(words: Sequence[str], weights: np.ndarray) -> go.Figure:
    """Who looks (rows) at whom (columns)."""
    rows = list(range(len(words)))
    names = _plain(words)
    figure = go.Figure(
        go.Heatmap(
            z=weights,
            colorscale=colour_scale(two_sided=False, strongest=1),
            zmin=0,
            hovertemplate="%{y} → %{x}: %{z:.1%}<extra></extra>",
            showscale=True,
            colorbar={"tickformat": ".0%", "thickness": 10, "outlinewidth": 0, "len": 0.9},
            xgap=1,
            ygap=1,
        )
    )
    figure.update_layout(height=max(240, 22 * len(words) + 110), **quiet())
    figure.update_xaxes(tickvals=rows, ticktext=names, side="top", tickangle=-55, showgrid=False, fixedrange=True)
    figure.update_yaxes(tickvals=rows, ticktext=names, autorange="reversed", showgrid=False, fixedrange=True)
    return figure


def deletion_curves(deletion: Deletion, label: str) -> go.Figure:
    """The probability of the label against the share of words that is gone, one line for each kind of order."""
    figure = go.Figure()
    shares = deletion.shares
    low, high = deletion.at_random.min(axis=0), deletion.at_random.max(axis=0)
    figure.add_scatter(
        x=[*shares, *shares[::-1]],
        y=[*high, *low[::-1]],
        mode="lines",
        fill="toself",
        fillcolor="rgba(142, 150, 148, 0.18)",
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )
    lines = [
        (deletion.named, _("as named"), BLUE, "solid", 3),
        (deletion.at_random.mean(axis=0), _("in random order"), GREY, "dash", 2),
    ]
    if len(deletion.randomised):
        lines.append((deletion.randomised.mean(axis=0), _("as shuffled networks name them"), ORANGE, "dot", 2))
    for curve, name, color, dash, width in lines:
        figure.add_scatter(
            x=shares,
            y=curve,
            name=name,
            mode="lines",
            line={"color": color, "dash": dash, "width": width},
            hovertemplate="%{x:.0%} → %{y:.0%}<extra>%{fullData.name}</extra>",
        )
    figure.update_layout(height=330, showlegend=True, **quiet())
    figure.update_layout(legend={**LEGEND, "y": -0.22})
    figure.update_xaxes(title=_("share of the words that is gone"), tickformat=".0%", range=[0, 1], fixedrange=True)
    figure.update_yaxes(
        title=_("probability of {label}").format(label=label), tickformat=".0%", range=[0, 1.02], fixedrange=True
    )
    return figure


def _plain(words: Sequence[str]) -> list[str]:
    """Words as Plotly shows them: it takes text for a kind of HTML."""
    return [html.escape(" ".join(word.split()), quote=False) for word in words]

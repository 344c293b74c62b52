"""The charts of the sentiment page's figures: reliability, confusions, accuracy by length."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from pages.shared import _, number, percent, pgettext, term
from pages.shared.charts import LINE_COLORS, quiet

GREY = "#8E9694"
ORANGE = "rgba(199, 120, 43, 0.13)"


def uncertainty(accuracy: float, count: int) -> tuple[float, float]:
    """Between which bounds the true accuracy lies 19 times in 20, after ``count`` texts (Wilson 1927)."""
    z = 1.96
    middle = (accuracy + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(accuracy * (1 - accuracy) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def reliability_curve(
    bins: Sequence[Mapping[str, Any]], least: float, confidence: float | None = None, limit: float = 0.0
) -> go.Figure:
    """How often the model is right against how sure it is, a dot a bin with its uncertainty.

    Args:
        bins: rows with confidence, accuracy and count.
        least: the lowest possible confidence.
        confidence: that of the visitor's own text, drawn as a line.
        limit: up to where the ground is tinted: "cannot tell".
    """
    figure = go.Figure()
    figure.add_scatter(
        x=[least, 1], y=[least, 1], mode="lines", line={"color": GREY, "dash": "dot", "width": 1.5}, hoverinfo="skip"
    )
    bounds = [uncertainty(one["accuracy"], one["count"]) for one in bins]
    figure.add_scatter(
        x=[one["confidence"] for one in bins],
        y=[one["accuracy"] for one in bins],
        error_y=_error_bars(bins, bounds),
        mode="lines+markers",
        line={"color": LINE_COLORS[0], "width": 2},
        marker={"size": 8},
        text=[number(one["count"]) for one in bins],
        hovertemplate="%{x:.1%} → %{y:.1%} (%{text})<extra></extra>",
    )
    if limit > least:
        figure.add_vrect(x0=least, x1=min(limit, 1), fillcolor=ORANGE, line_width=0, layer="below")
        figure.add_annotation(
            x=least, y=1.04, text=_("cannot tell"), showarrow=False, xanchor="left", font={"color": LINE_COLORS[1]}
        )
    if confidence is not None:
        figure.add_vline(x=max(confidence, least), line={"color": LINE_COLORS[1], "width": 2})
        figure.add_annotation(
            x=max(confidence, least),
            y=0.02,
            text=_("your text"),
            showarrow=False,
            xanchor="right" if confidence > (1 + least) / 2 else "left",
            font={"color": LINE_COLORS[1]},
        )
    figure.update_layout(height=330, showlegend=False, **quiet())
    figure.update_xaxes(
        title=_("how sure it is"), range=[least - 0.01, 1.01], tickformat=".0%", fixedrange=True, showgrid=False
    )
    figure.update_yaxes(title=_("how often it is right"), range=[0, 1.09], tickformat=".0%", fixedrange=True)
    return figure


def confusion_matrix(confusion: Sequence[Sequence[int]], labels: Sequence[str]) -> go.Figure:
    """Rows: what a text is; columns: what the model said. A cell is tinted by its share of the row."""
    counts = np.array(confusion)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    names = [term(label) for label in labels]
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=names,
            y=names,
            zmin=0,
            zmax=1,
            # Translucent, so it tints a light page as well as a dark one.
            colorscale=[[0, "rgba(42, 157, 135, 0.04)"], [1, "rgba(42, 157, 135, 0.45)"]],
            showscale=False,
            hoverinfo="skip",
            xgap=3,
            ygap=3,
        )
    )
    # Not the heatmap's own text: that would choose its colour by the tint, not by the page behind it.
    figure.add_scatter(
        x=names * len(names),
        y=[name for name in names for _column in names],
        text=[
            f"{number(int(count))}<br>{percent(share)}" for count, share in zip(counts.flat, shares.flat, strict=True)
        ],
        mode="text",
        textfont={"size": 14},
        hoverinfo="skip",
    )
    figure.update_layout(height=90 * len(labels) + 70, showlegend=False, **quiet())
    figure.update_xaxes(title=pgettext("label", "read as"), fixedrange=True, showgrid=False, side="bottom")
    figure.update_yaxes(title=_("is"), fixedrange=True, showgrid=False, autorange="reversed", ticksuffix="  ")
    return figure


def accuracy_by_length(rows: Sequence[Mapping[str, Any]], unit: str) -> go.Figure:
    """A dot a length, as high as the share that was read right, with its uncertainty."""
    bounds = [uncertainty(row["accuracy"], row["count"]) for row in rows]
    figure = go.Figure(
        go.Scatter(
            x=[length(row) for row in rows],
            y=[row["accuracy"] for row in rows],
            error_y=_error_bars(rows, bounds),
            mode="lines+markers",
            line={"color": LINE_COLORS[0], "width": 2},
            marker={"size": 9},
            text=[number(row["count"]) for row in rows],
            hovertemplate="%{x}: %{y:.1%} (%{text})<extra></extra>",
        )
    )
    figure.update_layout(height=300, **quiet())
    figure.update_xaxes(title=unit, type="category", fixedrange=True, showgrid=False)
    lowest = min(low for low, _high in bounds)
    figure.update_yaxes(
        title=_("right"), range=[max(0.0, np.floor(10 * lowest - 0.5) / 10), 1.0], tickformat=".0%", fixedrange=True
    )
    return figure


def _error_bars(rows: Sequence[Mapping[str, Any]], bounds: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Thin lines from the lower to the upper bound of each row's accuracy."""
    return {
        "array": [high - row["accuracy"] for row, (_low, high) in zip(rows, bounds, strict=True)],
        "arrayminus": [row["accuracy"] - low for row, (low, _high) in zip(rows, bounds, strict=True)],
        "thickness": 1.2,
        "width": 0,
    }


def length(row: Mapping[str, Any]) -> str:
    """The lengths of a bin: ``8–12``, or one number."""
    return str(row["from"]) if row["from"] == row["to"] else f"{row['from']}–{row['to']}"

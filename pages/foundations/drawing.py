"""What several sections draw: equations, heat maps with numbers in them, lines."""

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from pages.shared import charts

MOST_NUMBERS = 144
"""Cells up to which a heat map has its numbers written in them."""
STYLE = """
<style>
@media (max-width: 480px) { [data-testid="stMain"] .katex { font-size: 0.98em; } }
[data-testid="stMain"] .katex-display { overflow-x: auto; overflow-y: hidden; padding: 0.15rem 0; margin: 0.4rem 0; }
</style>
"""


def equations(*lines: str) -> None:
    r"""Equations below one another, aligned where each has an ``&``; keep a line short enough for a phone."""
    st.latex(r"\begin{aligned}" + r" \\[2pt] ".join(lines) + r"\end{aligned}")


@dataclass(frozen=True)
class Cells:
    """How a matrix is drawn as a heat map."""

    rows: Sequence[str] | None = None
    """Names of the rows; their numbers when left out."""
    columns: Sequence[str] | None = None
    most: float | None = None
    """The value of the strongest colour; the largest magnitude when left out."""
    two_sided: bool = True
    """Whether values below zero exist; otherwise the colours go from none to blue."""
    marked: Sequence[tuple[int, int]] = ()
    """Cells (row, column) with a frame."""
    height: int | None = None
    """In pixels."""
    decimals: int | None = None
    """Of the numbers in the cells; two when left out."""


PLAIN = Cells()


def heat_map(values: np.ndarray, key: str, caption: str, cells: Cells = PLAIN) -> None:
    """A matrix as colours, blue above zero and orange below, with its numbers while there are few, and a caption.

    Args:
        values: (rows, columns), drawn with the first row at the top.
        key: the chart's key, beginning with ``foundations_``.
        caption: what it shows, in words.
        cells: how it is drawn.
    """
    values = np.asarray(values, np.float64)
    figure = heat_map_figure(values, cells)
    figure.update_layout(height=cells.height or int(min(max(34 * values.shape[0] + 60, 120), 620)))
    charts.show(figure, key, alt=caption)
    st.caption(caption)


def heat_map_figure(values: np.ndarray, cells: Cells) -> go.Figure:
    """The figure that :func:`heat_map` shows."""
    height, width = values.shape
    finite = np.abs(values[np.isfinite(values)])
    most = cells.most or max(float(finite.max()) if finite.size else 1.0, 1e-9)
    figure = go.Figure(
        go.Heatmap(
            z=np.round(values, 5),
            zmin=-most if cells.two_sided else 0.0,
            zmax=most,
            colorscale=charts.colour_scale(cells.two_sided, 0.9),
            showscale=values.size > MOST_NUMBERS,
            texttemplate=f"%{{z:.{2 if cells.decimals is None else cells.decimals}f}}"
            if values.size <= MOST_NUMBERS
            else None,
            hovertemplate="%{y} · %{x}: %{z:.4f}<extra></extra>",
            colorbar={"thickness": 10, "outlinewidth": 0, "len": 0.9},
            # Plotly takes a cell that nothing fills for a white one, and writes on it in black.
            textfont={"color": "#EDF1EF"} if st.context.theme.type == "dark" else None,
            xgap=1,
            ygap=1,
        )
    )
    figure.update_layout(shapes=_frames(cells.marked), **charts.quiet())
    figure.update_yaxes(
        autorange="reversed", showgrid=False, zeroline=False, fixedrange=True, **_names(cells.rows, height)
    )
    figure.update_xaxes(showgrid=False, zeroline=False, fixedrange=True, tickangle=0, **_names(cells.columns, width))
    return figure


def _logarithmic(curves: Sequence[Sequence[float] | np.ndarray]) -> dict[str, object]:
    """A logarithmic axis with ticks at powers of ten, at 1, 2 and 5 where it spans few, sparser where many."""
    axis: dict[str, object] = {"type": "log", "exponentformat": "power"}
    values = np.concatenate([np.asarray(curve, np.float64) for curve in curves])
    values = values[np.isfinite(values) & (values > 0)]
    span = float(np.log10(values.max() / values.min())) if values.size else 0.0
    if span < 1.5 and values.size:
        # Plotly's own ticks there are mere digits: "5" for 0.5 as well as for 5.
        decades = range(math.floor(np.log10(values.min())), math.ceil(np.log10(values.max())) + 1)
        return {**axis, "tickvals": [float(f"{digit}e{decade}") for decade in decades for digit in (1, 2, 5)]}
    return {**axis, "dtick": 1 if span < 6 else None}


def _frames(marked: Sequence[tuple[int, int]]) -> list[dict[str, object]]:
    """A frame around each marked cell (row, column); a single one where together they fill a rectangle."""
    corners = [(row, column, row, column) for row, column in marked]
    if marked:
        rows, columns = zip(*marked, strict=True)
        whole = (min(rows), min(columns), max(rows), max(columns))
        if len(set(marked)) == (whole[2] - whole[0] + 1) * (whole[3] - whole[1] + 1):
            corners = [whole]
    return [
        {
            "type": "rect",
            "x0": left - 0.5,
            "x1": right + 0.5,
            "y0": top - 0.5,
            "y1": bottom + 0.5,
            "line": {"color": charts.LINE_COLORS[1], "width": 3},
        }
        for top, left, bottom, right in corners
    ]


def _names(names: Sequence[str] | None, count: int) -> dict[str, object]:
    """The tick marks of an axis with ``count`` cells."""
    if names is None:
        return {"tickmode": "auto", "nticks": min(count, 12), "tickformat": "d"}
    # Repeated names stay apart: the place is the position, the name only what is written there.
    texts = [html.escape(str(name), quote=False) for name in names]
    return {"tickvals": list(range(count)), "ticktext": texts}


@dataclass(frozen=True)
class Axes:
    """How curves are drawn."""

    x_title: str = ""
    y_title: str = ""
    here: float | None = None
    """Where a vertical line stands."""
    logarithmic: bool = False
    height: int = 300
    """In pixels."""
    colours: Sequence[str] = charts.LINE_COLORS


def lines(
    curves: Mapping[str, Sequence[float] | np.ndarray],
    x: Sequence[float] | np.ndarray,
    key: str,
    caption: str,
    axes: Axes,
) -> None:
    """Curves over ``x``, named in the legend, with a caption; one may end early."""
    here = axes.here
    # All in one go: each later change of a figure has Plotly check its layout again, and costs milliseconds.
    traces = [
        go.Scatter(
            x=list(x)[: len(values)],
            y=values,
            name=name,
            mode="lines",
            line={"color": axes.colours[position % len(axes.colours)], "width": 2},
        )
        for position, (name, values) in enumerate(curves.items())
    ]
    mark = {"dash": "dot", "width": 1, "color": charts.LABEL_COLORS["neutral"]}
    shapes = [{"type": "line", "x0": here, "x1": here, "y0": 0, "y1": 1, "yref": "paper", "line": mark}]
    ticks = _logarithmic(list(curves.values())) if axes.logarithmic else {}
    layout = {
        "height": axes.height,
        "showlegend": len(curves) > 1,
        "hovermode": "x unified",
        "legend": {"orientation": "h", "y": -0.25, "yanchor": "top", "x": 0, "xanchor": "left"},
        "shapes": [] if here is None else shapes,
        "xaxis": {"title": {"text": axes.x_title or None}, "showgrid": False, "fixedrange": True},
        "yaxis": {"title": {"text": axes.y_title or None}, "fixedrange": True, **ticks},
        **charts.quiet(),
    }
    figure = go.Figure(traces, layout)
    charts.show(figure, key, alt=caption)
    st.caption(caption)

"""Two heat maps, input and output, in which a window and the cell that it makes are outlined; sums written out."""

from dataclasses import replace

import numpy as np
import streamlit as st

from pages.foundations import drawing, play
from pages.shared import N_, _, charts, whole_within

Box = tuple[int, int, int, int]
"""First row, first column, rows, columns."""
PADDINGS = {"valid": N_("valid (none)"), "same": N_("same (zeros around)")}
MOST_ROW = 5
"""Terms in a row of a written sum, so that it fits a phone."""


def choose_cell(shape: tuple[int, ...], label: str) -> tuple[int, int]:
    """A cell of a matrix of ``shape`` in reading order, by slider or played: its row and column."""
    rows, columns = shape
    number = play.choose_step("cell", rows * columns, label, first=1, start=(rows // 2) * columns + columns // 2 + 1)
    return divmod(number - 1, columns)


def heat_map(
    values: np.ndarray,
    key: str,
    caption: str,
    box: Box | None = None,
    inside: Box | None = None,
    cells: drawing.Cells = drawing.PLAIN,
) -> None:
    """A matrix with square cells; ``box`` is outlined, and what lies outside ``inside`` is padding.

    Args:
        values: (rows, columns).
        key: the chart's key.
        caption: what it shows, in words.
        box: what to outline.
        inside: what is not padding; a dotted line is drawn around it.
        cells: how it is drawn; the numbers have no decimals where all are whole, else one, unless it says more.
    """
    if cells.decimals is None:
        cells = replace(cells, decimals=0 if np.array_equal(values, np.round(values)) else 1)
    figure = drawing.heat_map_figure(values, cells)
    for place, style in ((inside, {"width": 2, "dash": "dot", "color": charts.LABEL_COLORS["neutral"]}), (box, None)):
        if place is not None:
            row, column, height, width = place
            figure.add_shape(
                type="rect",
                x0=column - 0.5,
                x1=column + width - 0.5,
                y0=row - 0.5,
                y1=row + height - 0.5,
                line=style or {"width": 3, "color": charts.LINE_COLORS[1]},
            )
    figure.update_traces(showscale=False)
    figure.update_layout(height=min(max(36 * values.shape[0] + 30, 190), 360))
    figure.update_yaxes(scaleanchor="x", constrain="domain")
    figure.update_xaxes(constrain="domain")
    charts.show(figure, key, alt=caption)
    st.caption(caption)


def number(value: float) -> str:
    """A number in a formula: whole where it is, else with three digits."""
    return f"{value:.0f}" if value == round(value) else f"{value:.3g}"


def written_sum(name: str, terms: list[str], result: float, joint: str = " + ") -> None:
    """``name = term + term + ... = result`` as LaTeX, a few terms a row."""
    lines = [joint.join(terms[start : start + MOST_ROW]) for start in range(0, len(terms), MOST_ROW)]
    first, *others = lines
    drawing.equations(
        f"{name} &= {first}",
        *(f"&\\quad{joint}{line}" for line in others),
        f"&= \\mathbf{{{number(result)}}}",
    )


def choose_stride(name: str, start: int = 1) -> int:
    """How far the window moves on."""
    return whole_within(
        st.slider(_("Stride"), 1, 3, start, key=f"foundations_{name}_stride", bind="query-params"), 1, 3
    )

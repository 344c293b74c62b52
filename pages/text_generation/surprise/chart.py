"""The curve of the view "Surprise": nats a character along a text."""

import numpy as np
import plotly.graph_objects as go

from pages.shared.charts import quiet
from pages.shared.language import _

WINDOW = 30
"""Characters over which the mean is taken."""
MOST_POINTS = 2_000
ORANGE, GREY = "#E07A1F", "#8E9694"


def running_mean(nats: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean over each :data:`WINDOW` characters, thinned where there are more points than a screen has.

    Args:
        nats: (count,), at least a window of them.
        first: the place of the first of them in the text.

    Returns:
        where each window ends in the text (exclusive), and its mean.
    """
    sums = np.cumsum(np.concatenate([[0.0], nats]))
    means = (sums[WINDOW:] - sums[:-WINDOW]) / WINDOW
    places = np.arange(len(means)) + WINDOW + first
    step = -(-len(means) // MOST_POINTS)
    return places[::step], means[::step]


def curve(places: np.ndarray, means: np.ndarray, uniform: float) -> go.Figure:
    """The mean against the place in the text, and the uniform guess."""
    figure = go.Figure(
        go.Scatter(
            x=places,
            y=means,
            mode="lines",
            line={"color": ORANGE, "width": 2},
            hovertemplate="%{x}: %{y:.2f}<extra></extra>",
        )
    )
    figure.add_hline(y=uniform, line={"color": GREY, "dash": "dot", "width": 1.5})
    figure.update_layout(height=240, showlegend=False, **quiet())
    figure.update_xaxes(title=_("place in the text"), showgrid=False, fixedrange=True)
    figure.update_yaxes(title=_("nats a character"), rangemode="tozero", fixedrange=True)
    return figure

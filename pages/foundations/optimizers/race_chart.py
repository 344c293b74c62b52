"""The race of the optimizers as a chart: the surface from above, a path each, and the runners moving along."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from models.from_scratch.surfaces import Place, Surface
from pages.shared import _, charts

COLOURS = dict(zip(("sgd", "momentum", "rmsprop", "adam"), charts.LINE_COLORS, strict=False))
RESOLUTION = 61
"""Points of the contour lines' grid along each coordinate."""
FRAME_STEPS, FRAME_MILLISECONDS = 3, 100
"""A frame for every third step, and the browser draws the way between: a frame a step takes long to build."""


def race(
    surface: Surface, paths: Mapping[str, Sequence[Place]], names: Mapping[str, str], step: int, height: int = 430
) -> go.Figure:
    """The surface with each optimizer's path up to ``step``; its button lets the runners run from the start.

    Args:
        surface: what is descended.
        paths: by optimizer; a run that has diverged is shorter than the others.
        names: of the optimizers, for the legend.
        step: how far the paths are drawn.
        height: of the chart in pixels.
    """
    edge = surface.half_width
    figure = go.Figure(_ground(surface))
    figure.add_scatter(
        x=[x for x, _y in surface.minima],
        y=[y for _x, y in surface.minima],
        mode="markers",
        marker={"symbol": "x-thin", "size": 12, "line": {"width": 2, "color": charts.LABEL_COLORS["neutral"]}},
        name=_("minimum"),
        hoverinfo="skip",
        showlegend=False,
    )
    for name, path in paths.items():
        points = np.array([place.point for place in path[: step + 1]])
        # Far outside the chart a line need not be followed.
        points = np.clip(points, -3 * edge, 3 * edge)
        figure.add_scatter(
            x=points[:, 0],
            y=points[:, 1],
            mode="lines+markers",
            name=names[name],
            line={"color": COLOURS[name], "width": 2},
            marker={"size": 4},
            hovertemplate="%{x:.3f}, %{y:.3f}<extra>" + names[name] + "</extra>",
        )
    runners = len(figure.data)
    for name, path in paths.items():
        figure.add_scatter(
            **_at(path, step, edge),
            mode="markers",
            name=names[name],
            marker={"size": 13, "color": COLOURS[name], "line": {"width": 1.5, "color": "white"}},
            hoverinfo="skip",
            showlegend=False,
        )
    places = list(range(runners, runners + len(paths)))
    last = max(len(path) for path in paths.values()) - 1
    figure.frames = [
        go.Frame(data=[_at(path, moment, edge) | {"type": "scatter"} for path in paths.values()], traces=places)
        for moment in range(0, last + FRAME_STEPS, FRAME_STEPS)
    ]
    figure.update_layout(height=height, showlegend=True, updatemenus=[_button()], **charts.quiet())
    figure.update_layout(
        margin={"t": 40}, legend={"orientation": "h", "y": -0.1, "yanchor": "top", "x": 0, "xanchor": "left"}
    )
    figure.update_xaxes(range=[-edge, edge], showgrid=False, zeroline=False, fixedrange=True)
    figure.update_yaxes(range=[-edge, edge], showgrid=False, zeroline=False, fixedrange=True)
    return figure


def _at(path: Sequence[Place], step: int, edge: float) -> dict[str, list[float]]:
    """A runner's place after ``step`` steps; where it has left for good, nowhere in the chart."""
    x, y = path[min(step, len(path) - 1)].point
    return {
        "x": [round(float(np.clip(x, -3 * edge, 3 * edge)), 4)],
        "y": [round(float(np.clip(y, -3 * edge, 3 * edge)), 4)],
    }


def _ground(surface: Surface) -> list[go.Heatmap | go.Contour]:
    """The surface from above with contour lines, low ground dark; logarithmic, so that plains have some, too."""
    line = np.linspace(-surface.half_width, surface.half_width, RESOLUTION)
    x, y = np.meshgrid(line, line)
    lowest = float(surface.value(*(np.array(value) for value in surface.minima[0])))
    height = np.log1p(4 * (surface.value(x, y) - lowest))
    height = np.round(height, 3).astype(np.float32)
    dark_to_light = [
        [0.0, f"rgba({charts.BLUE}, 0.42)"],
        [0.5, f"rgba({charts.BLUE}, 0.16)"],
        [1.0, f"rgba({charts.BLUE}, 0.02)"],
    ]
    line_colour = [[0.0, f"rgba({charts.BLUE}, 0.45)"], [1.0, f"rgba({charts.BLUE}, 0.45)"]]
    shared = {"x": line, "y": line, "z": height, "showscale": False, "hoverinfo": "skip"}
    return [
        go.Heatmap(**shared, colorscale=dark_to_light, zsmooth="best"),
        go.Contour(**shared, colorscale=line_colour, contours={"coloring": "lines"}, ncontours=16, line={"width": 0.8}),
    ]


def _button() -> dict[str, object]:
    timing = {
        "frame": {"duration": FRAME_MILLISECONDS, "redraw": False},
        "transition": {"duration": FRAME_MILLISECONDS, "easing": "linear"},
    }
    return {
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "y": 1.02,
        "yanchor": "bottom",
        "pad": {"l": 0, "b": 0, "t": 0, "r": 0},
        "bgcolor": "rgba(0, 0, 0, 0)",
        "bordercolor": charts.LABEL_COLORS["neutral"],
        "font": {"color": charts.LINE_COLORS[0], "size": 13},
        "buttons": [
            {"label": "▶ " + _("Let them race"), "method": "animate", "args": [None, timing | {"fromcurrent": False}]}
        ],
    }

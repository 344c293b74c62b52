"""How the training of a visitor's author goes: its loss as a curve and in words, and what it writes so far."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import plotly.graph_objects as go

from pages.shared import _, charts, number

MOST_POINTS = 300
"""Of the curve on the page; a long training has more rows."""
LONGEST_SAMPLE = 1_500


@dataclass(frozen=True)
class Progress:
    """What a run's folder says so far. The losses are nats a character."""

    seconds: tuple[float, ...] = ()
    losses: tuple[float, ...] = ()
    """In training, dropout and all."""
    measured_seconds: tuple[float, ...] = ()
    measured: tuple[float, ...] = ()
    """On the part of the text that is kept apart."""
    sample: str = ""
    """What the network wrote last."""

    @property
    def trained(self) -> float:
        """Seconds of training so far."""
        return max([*self.seconds[-1:], *self.measured_seconds[-1:]], default=0.0)


def read_progress(run: Path) -> Progress:
    """Read ``progress.csv``, ``history.csv`` and the newest sample of a run that may be writing them this moment."""
    steps = _columns(run / "progress.csv", "seconds", "loss")
    epochs = _columns(run / "history.csv", "wall_seconds", "validation_nats")
    every = math.ceil(len(steps) / MOST_POINTS) or 1
    shown = steps[:-1:every] + steps[-1:]
    samples = sorted((run / "samples").glob("*.txt"))
    try:
        sample = samples[-1].read_text(encoding="utf-8")[:LONGEST_SAMPLE] if samples else ""
    except OSError:
        sample = ""
    return Progress(
        tuple(seconds for seconds, _loss in shown),
        tuple(loss for _seconds, loss in shown),
        tuple(seconds for seconds, _nats in epochs),
        tuple(nats for _seconds, nats in epochs),
        sample,
    )


def _columns(path: Path, first: str, second: str) -> list[tuple[float, float]]:
    """Two columns of a CSV file as numbers; a row that is not whole yet is left out."""
    rows = []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                try:
                    pair = float(row[first]), float(row[second])
                except (KeyError, TypeError, ValueError):
                    continue
                if all(map(math.isfinite, pair)):
                    rows.append(pair)
    except (OSError, UnicodeDecodeError, csv.Error):
        return []
    return rows


def curve(progress: Progress, different: int, budget: int) -> go.Figure:
    """The losses against the seconds of training, between the uniform guess and the perfect forecast.

    Args:
        progress: what there is so far.
        different: how many different characters the text has; a guess among them costs ln(different) nats.
        budget: seconds that the training may take: the width of the chart, so that it does not jump.
    """
    uniform = math.log(different)
    figure = go.Figure()
    figure.add_scatter(
        x=progress.seconds,
        y=progress.losses,
        name=_("in training"),
        mode="lines",
        line={"color": charts.LINE_COLORS[0], "width": 2},
        hovertemplate="%{y:.2f}",
    )
    figure.add_scatter(
        x=progress.measured_seconds,
        y=progress.measured,
        name=_("on the text kept apart"),
        mode="lines+markers",
        line={"color": charts.LINE_COLORS[1], "width": 2},
        marker={"size": 7},
        hovertemplate="%{y:.2f}",
    )
    for value, name, position in (
        (uniform, _("uniform guess"), "top left"),
        (0.0, _("perfect forecast"), "bottom left"),
    ):
        figure.add_hline(
            y=value,
            line={"color": charts.LABEL_COLORS["neutral"], "width": 1, "dash": "dash"},
            annotation={"text": name, "font": {"color": charts.LABEL_COLORS["neutral"]}},
            annotation_position=position,
        )
    figure.update_layout(height=300, showlegend=True, hovermode="x unified", uirevision="own", **charts.quiet())
    figure.update_layout(legend={"orientation": "h", "y": -0.25, "yanchor": "top", "x": 0, "xanchor": "left"})
    end = max(budget, progress.trained)
    figure.update_xaxes(title=_("seconds of training"), range=[0, 1.02 * end], showgrid=False, fixedrange=True)
    highest = max([uniform, *progress.losses, *progress.measured])
    figure.update_yaxes(title=_("nats a character"), range=[-0.1 * highest, 1.15 * highest], fixedrange=True)
    return figure


def curve_in_words(progress: Progress, different: int) -> str:
    """The chart in a sentence or three."""
    uniform = _(
        "Guessing among its {different} characters would cost {nats} nats a character (perplexity {different}), "
        "a perfect forecast 0 (perplexity 1)."
    ).format(different=number(different), nats=number(round(math.log(different), 2)))
    if not progress.losses:
        return uniform
    said = _("After {seconds} s of training a character costs {nats} nats.").format(
        seconds=number(round(progress.trained)), nats=number(round(progress.losses[-1], 2))
    )
    if progress.measured:
        best = min(progress.measured)
        said += " " + _(
            "On the tenth of the text that is kept apart it was {nats} at best (perplexity {perplexity})."
        ).format(nats=number(round(best, 2)), perplexity=number(round(math.exp(best), 1)))
    return said + " " + uniform

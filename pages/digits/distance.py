"""The Fréchet distance to real digits, with its interval, and the other measures: this GAN beside simpler ones.

Nothing is computed here: the figures are those that ``training.evaluate`` wrote.
"""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from models import storage
from models.errors import PlaygroundError
from pages.digits import alarm
from pages.shared import N_, _, charts, loaders, number, show_error, term
from pages.shared import figure as written

MEASURES = {
    "frechet_distance": N_("How far apart do the cloud of the drawings and that of real test digits lie?"),
    "frechet_ratio": N_("The same, over the distance between real training and real test digits."),
    "recognised_as_asked": N_("Does the judge read the digit that was asked for?"),
    "precision": N_("How many drawings lie where real digits are?"),
    "precision_share": N_("The same, over what as many real training digits reach."),
    "recall": N_("How many real digits lie where drawings are?"),
    "recall_share": N_("The same, over what as many real training digits reach."),
    "coverage": N_("How many real digits have a drawing near them?"),
    "coverage_share": N_("The same, over what as many real training digits reach."),
    "worst_digit_coverage_share": N_("The same for the digit that is worst off."),
    "rarest_digit": N_("How often does the rarest digit come, when none is asked for? Its due is 10%."),
    "commonest_digit": N_("And the commonest?"),
    "trained_on_samples": N_(
        "How many real test digits does a classifier read right that has learnt from drawings only?"
    ),
    "nearest_ratio": N_("How far are drawings from the nearest training digit, over how far real test digits are?"),
    "judge_accuracy": N_("How many real test digits does the judge read right? So far it is to be trusted."),
}
"""What each measure asks, in the table's order."""
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
Metrics = Mapping[str, Mapping[str, Any]]


def show() -> None:
    """The distance of each GAN that is here, drawn and in words, and everything else that was measured."""
    metrics: dict[str, Metrics] = {}
    for preset in alarm.shipped():
        try:
            metrics[preset] = _metrics(str(storage.PRETRAINED / preset), loaders.stamp(storage.PRETRAINED / preset))
        except PlaygroundError as error:
            show_error(error)
    measured = {preset: one for preset, one in metrics.items() if "frechet_distance" in one}
    if not measured:
        return
    st.subheader(_("How far from real digits?"), anchor=False)
    said = in_words(measured)
    charts.show(bars(measured), "digits_distance_bars", alt=said)
    st.caption(said)
    st.markdown(
        _(
            "**What the number means.** The judge, a classifier of digits, sees every image as a point. The drawn "
            "digits make one cloud of points, real test digits another, and the Fréchet distance says how far apart "
            "the two lie in place and in shape: 0 would be the same cloud. Even two samples of real digits are not at "
            "0, so the ratio counts: 2 means twice as far from real digits as other real digits are. It does not see "
            "copies, and hardly sees a single bad drawing; that is why there is more than one measure."
        )
    )
    table = table_of(metrics)
    if len(table):
        st.table(table, width="stretch", alt=_("All measures of each GAN."))
        st.caption(_("Measured by `python -m training.evaluate`; each model's own folder holds these figures."))
        with st.expander(_("What each measure asks"), icon=":material/help:"):
            asked = [name for name in MEASURES if any(name in one for one in metrics.values())]
            st.markdown("\n".join(f"- **{term(name)}**: {_(MEASURES[name])}" for name in asked))


@st.cache_data(max_entries=16, show_spinner=False)
def _metrics(path: str, stamp: loaders.Stamp) -> Metrics:
    """The figures of a folder whose every file is what it should be."""
    return storage.open_model(path, "digit_gan").metadata.get("metrics") or {}


def value(metrics: Metrics, name: str) -> float | None:
    """A measured figure as a number; None where it was not measured."""
    found = metrics.get(name, {}).get("value")
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def interval(metrics: Metrics) -> tuple[float, float] | None:
    """Between which bounds the distance lies 19 times in 20; None where that was not measured."""
    low, high = value(metrics, "frechet_low"), value(metrics, "frechet_high")
    return None if low is None or high is None else (low, high)


def in_words(measured: Mapping[str, Metrics]) -> str:
    """The chart in sentences: each distance with its interval, and how often the distance of real digits it is."""
    said = []
    for preset, metrics in measured.items():
        bounds, ratio = interval(metrics), value(metrics, "frechet_ratio")
        one = f"{_(alarm.NAMES[preset])} {written(value(metrics, 'frechet_distance'), 'distance')}"
        if bounds is not None:
            one = _("{said} ({low} to {high}, 19 times in 20)").format(
                said=one, low=written(bounds[0], "distance"), high=written(bounds[1], "distance")
            )
        if ratio is not None:
            one = _("{said}, {ratio} times that of real digits").format(said=one, ratio=f"{ratio:.1f}")
        said.append(one)
    counts = [metrics["frechet_distance"].get("count") for metrics in measured.values()]
    return _("Fréchet distance of {count} drawings to real test digits: {said}.").format(
        count=number(counts[0]) if isinstance(counts[0], int) else "–", said=_("; ").join(said)
    )


def bars(measured: Mapping[str, Metrics]) -> go.Figure:
    """A point a GAN on a logarithmic scale, with its interval; above them, how far other real digits are."""
    first = next(iter(measured.values()))
    ratio = value(first, "frechet_ratio")
    names: list[str] = []
    points: list[float] = []
    intervals: list[tuple[float, float] | None] = []
    if ratio:
        names.append(_("other real digits"))
        points.append((value(first, "frechet_distance") or 0.0) / ratio)
        intervals.append(None)
    for preset, metrics in measured.items():
        names.append(_(alarm.NAMES[preset]))
        points.append(value(metrics, "frechet_distance") or 0.0)
        intervals.append(interval(metrics))
    bounds = [around or (point, point) for around, point in zip(intervals, points, strict=True)]
    grey = charts.LABEL_COLORS["neutral"]
    figure = go.Figure(
        go.Scatter(
            x=points,
            y=names,
            mode="markers+text",
            marker={"size": 13, "color": [grey, *charts.LINE_COLORS][0 if ratio else 1 :][: len(names)]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [high - point for point, (_low, high) in zip(points, bounds, strict=True)],
                "arrayminus": [point - low for point, (low, _high) in zip(points, bounds, strict=True)],
                "thickness": 2,
                "color": grey,
            },
            text=[f"{point:.2f}" for point in points],
            textposition="top center",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_layout(height=56 * len(names) + 80, showlegend=False, **charts.quiet())
    lowest, highest = min(low for low, _high in bounds), max(high for _low, high in bounds)
    figure.update_xaxes(
        type="log",
        title=_("Fréchet distance"),
        fixedrange=True,
        tickvals=[tick for tick in TICKS if lowest / 3 <= tick <= 3 * highest],
        range=[math.log10(max(lowest, 1e-3) / 1.4), math.log10(max(highest, 1e-3) * 1.4)],
    )
    figure.update_yaxes(showgrid=False, fixedrange=True, ticksuffix="  ", range=[len(names) - 0.6, -0.8])
    return figure


def table_of(metrics: Mapping[str, Metrics]) -> pd.DataFrame:
    """Every measure that at least one GAN has, a row each; the columns are the GANs."""
    rows = {}
    for name in MEASURES:
        units = [str(one[name].get("unit", "")) for one in metrics.values() if name in one]
        if units:
            rows[term(name)] = {
                _(alarm.NAMES[preset]): _with_interval(name, one, units[0]) for preset, one in metrics.items()
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def _with_interval(name: str, metrics: Metrics, unit: str) -> str:
    bounds = interval(metrics) if name == "frechet_distance" else None
    said = written(value(metrics, name), unit)
    return said if bounds is None else f"{said} ({written(bounds[0], unit)}–{written(bounds[1], unit)})"

"""The view "Walk": from digit to digit, from hand to hand, round and back; to scrub through or to watch."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from models.digit_gan.latents import between, loop
from pages.digits import drawing, hand, pictures, style_map
from pages.shared import N_, _, address, charts, figure, whole

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler

STEPS = 50
MILLISECONDS = 80
LARGE = 8
"""Screen pixels for each of the drawing's while one frame is shown."""
IN_STRIP = 11
WAYS = {
    "digit": N_("Digit to digit"),
    "hand": N_("Hand to hand"),
    "loop": N_("Round and back"),
    "count": N_("Counting"),
}
DIGITS = tuple(range(10))


@dataclass(frozen=True)
class Walk:
    """A way through latents and digits."""

    latents: np.ndarray
    """float32 (steps + 1, latent_size)."""
    mixtures: np.ndarray
    """How much of each digit: (steps + 1, 10)."""
    said: str
    """What changes on the way."""
    closed: bool
    """Whether its last step is its first again."""


def show(sampler: DigitSampler) -> tuple[Callable[..., Any], ...]:
    """The walk and the map of styles; returns the functions that drew them."""
    way = address.choose("way", _("What changes"), WAYS, collapsed=True)
    ends, stage = st.container(), st.container()
    chosen = hand.choose(sampler)
    with ends:
        walk = _choose_walk(way, sampler, chosen)
    with stage:
        _show_walk(sampler, way, walk)
    style_map.show(sampler, chosen)
    return mixture, type(sampler).blend, between, loop, style_map.draw_map


def mixture(corners: Sequence[int], steps: int) -> np.ndarray:
    """From one digit to the next, straight: how much of each, (steps + 1, 10).

    Args:
        corners: the digits that are passed, at equal distances.
        steps: between the first and the last.
    """
    pure = np.eye(10)[list(corners)]
    places = np.linspace(0, len(corners) - 1, steps + 1)
    before = np.minimum(places.astype(int), max(len(corners) - 2, 0))
    share = (places - before)[:, None]
    return (1 - share) * pure[before] + share * pure[np.minimum(before + 1, len(corners) - 1)]


def _choose_walk(way: str, sampler: DigitSampler, chosen: hand.Hand) -> Walk:
    """The ends of a walk, from the widgets that this way has."""
    here = np.repeat(chosen.latent[None], STEPS + 1, axis=0)
    if way == "count":
        return Walk(here, mixture([*DIGITS, 0], STEPS), _("One hand counts from 0 to 9, and from 9 back to 0."), True)
    left, right = st.columns(2)
    digit = _choose_digit(left, _("From") if way == "digit" else _("Digit"), "digits_from", 3)
    if way == "digit":
        other = _choose_digit(right, _("To"), "digits_to", 8)
        said = _("One hand, from {start} to {end}.").format(start=digit, end=other)
        return Walk(here, mixture([digit, other], STEPS), said, False)
    constant = mixture([digit], STEPS)
    if way == "loop":
        address.number_asked("digits_reach", _("How far round"), 0.05, 1)
        reach = right.slider(_("How far round"), 0.05, 1.0, 0.6, 0.05, key="digits_reach", bind="query-params")
        towards = hand.latents_of(3, sampler, chosen.seed)[1:]
        latents = loop(chosen.latent, towards, STEPS, reach)
        said = _("One {digit}, from hand to hand on a circle, and back where it began.").format(digit=digit)
        return Walk(np.concatenate([latents, latents[:1]]), constant, said, True)
    address.whole_number_asked("digits_seed_to", _("Seed of the other hand"), 0, drawing.HIGHEST_SEED)
    seed = right.number_input(
        _("Seed of the other hand"), 0, drawing.HIGHEST_SEED, 2, key="digits_seed_to", bind="query-params"
    )
    seed = whole(_("Seed of the other hand"), seed, 0, drawing.HIGHEST_SEED)
    other_hand = hand.latents_of(1, sampler, seed)[0]
    latents = between(chosen.latent, other_hand, np.linspace(0, 1, STEPS + 1))
    said = _("One {digit}, from the hand below to the hand of seed {seed}.").format(digit=digit, seed=seed)
    return Walk(latents, constant, said, False)


def _choose_digit(place: Any, label: str, key: str, first: int) -> int:
    address.whole_number_asked(key, label, 0, 9)
    chosen = place.select_slider(label, DIGITS, first, key=key, bind="query-params")
    return chosen if chosen in DIGITS else first


def _show_walk(sampler: DigitSampler, way: str, walk: Walk) -> None:
    """One frame or all of them, a strip, what the judge reads along the way, and the files."""
    frames = sampler.blend(walk.latents, walk.mixtures)
    probabilities = sampler.judge.classify(frames)
    left, right = st.columns([2, 3], vertical_alignment="center")
    percent = right.slider(
        _("Along the way"), 0, 100, 50, 100 // STEPS, "%d%%", key="digits_along", bind="query-params"
    )
    plays = right.toggle(_("Play"), key="digits_play", help=_("The whole way, again and again, in your browser."))
    at = round(min(max(percent, 0), 100) * STEPS / 100)
    with left:
        width = LARGE * frames.shape[2]
        if plays:
            moving = pictures.to_moving_png(_there_and_back(frames, walk.closed), drawing.ink(), MILLISECONDS)
            drawing.put(moving, width, "walk", walk.said)
        else:
            drawing.put(frames[at], width, "walk", walk.said + " " + _reading_at(percent, probabilities[at]))
    right.markdown(walk.said)
    right.caption(_reading_at(percent, probabilities[at]) + " " + in_words(probabilities))
    strip = pictures.arrange(frames[np.linspace(0, STEPS, IN_STRIP).round().astype(int)], IN_STRIP)
    drawing.put(strip, drawing.shown_width(strip), "strip", _("The way in {count} steps.").format(count=IN_STRIP))
    if way == "digit":
        start, end = (int(row.argmax()) for row in walk.mixtures[[0, -1]])
        charts.show(_chart(probabilities, start, end, percent), "digits_walk_chart", in_words(probabilities))
    drawing.offer("walk", walk.said, strip, lambda: pictures.to_gif(_there_and_back(frames, walk.closed), MILLISECONDS))


def _there_and_back(frames: np.ndarray, closed: bool) -> list[np.ndarray]:
    """The frames so that the last leads to the first: a closed way once, an open one there and back."""
    return [*frames[:-1]] if closed else [*frames, *frames[-2:0:-1]]


def _reading_at(percent: int, probabilities: np.ndarray) -> str:
    read = int(probabilities.argmax())
    return _("{percent}% of the way: the judge reads a {digit}, with probability {probability}.").format(
        percent=percent, digit=read, probability=figure(float(probabilities[read]), "share")
    )


def in_words(probabilities: np.ndarray) -> str:
    """What the judge reads from one end to the other.

    Args:
        probabilities: (steps + 1, 10).
    """
    said = []
    last = len(probabilities) - 1
    for digit, run in itertools.groupby(enumerate(probabilities.argmax(axis=1)), key=lambda pair: pair[1]):
        steps = [step for step, _digit in run]
        said.append(
            _("{digit} ({start}–{end}%)").format(
                digit=int(digit), start=round(100 * steps[0] / last), end=round(100 * steps[-1] / last)
            )
        )
    return _("From end to end it reads: {digits}.").format(digits=_(", ").join(said))


def _chart(probabilities: np.ndarray, start: int, end: int, percent: int) -> go.Figure:
    """The judge's probability of both ends and of every other digit together, along the way."""
    ends = sorted({start, end})
    curves = {str(digit): probabilities[:, digit] for digit in ends}
    curves[_("another digit")] = 1 - probabilities[:, ends].sum(axis=1)
    drawn = go.Figure()
    for position, (name, values) in enumerate(curves.items()):
        drawn.add_scatter(
            x=np.linspace(0, 100, len(values)),
            y=100 * values,
            name=name,
            mode="lines",
            line={"color": charts.LINE_COLORS[position], "width": 2},
        )
    drawn.add_vline(x=percent, line={"dash": "dot", "width": 1, "color": charts.LABEL_COLORS["neutral"]})
    drawn.update_layout(height=220, showlegend=True, hovermode="x unified", **charts.quiet())
    drawn.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"})
    drawn.update_xaxes(title=_("along the way"), ticksuffix="%", showgrid=False, fixedrange=True)
    drawn.update_yaxes(title=_("the judge's probability"), ticksuffix="%", range=[-3, 103], fixedrange=True)
    return drawn

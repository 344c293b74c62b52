"""The generator's closest drawing to the visitor's digit: the search as it runs, and what it found."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from models.digit_gan.latents import to_text
from pages.digits import hand
from pages.digits.own import pictures as own_pictures
from pages.digits.own.pictures import Shown
from pages.shared import _, charts, number, percent, pgettext

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler
    from models.digit_gan.closest import Found

PICTURES_A_SECOND = 8
FILM = (0, 1, 2, 5, 10, 20, 50, 100)
"""The steps whose drawings are kept."""
READ = "read"
"""Of the digits to draw it as: those that the judge reads."""
FOUND = "digits_own_found"


@dataclass(frozen=True)
class Search:
    """A search that has ended: what it was for, its last state, and how it went there."""

    key: tuple[bytes, int | None]
    last: Found
    film: dict[int, np.ndarray]
    best: np.ndarray
    """(steps + 1,), the smallest distance so far."""
    starts: np.ndarray
    """(steps + 1, starts), the distance of each start's drawing."""
    seconds: float


def prepare(sampler: DigitSampler) -> None:
    """Have the gradient compiled while the visitor draws."""
    from models.digit_gan.closest import is_ready, make_ready

    if not is_ready(sampler):
        threading.Thread(target=make_ready, args=(sampler,), name="closest", daemon=True).start()


def show(sampler: DigitSampler, seen: np.ndarray) -> None:
    """The button, the search while it runs, and its result as long as it is about this digit."""
    st.subheader(_("The generator's closest drawing"), anchor=False)
    st.markdown(
        _(
            "The generator has never seen your digit. Which of all the hands that it can draw comes closest? The "
            "latent, the random numbers that it draws from, is changed step by step until the drawing fits; "
            "the network itself stays as it is."
        )
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    label = None
    if sampler.conditional:
        chosen = left.selectbox(
            _("Draw it as"),
            [READ, *map(str, range(10))],
            format_func=lambda digit: _("what the judge reads") if digit == READ else digit,
            key="digits_own_label",
            persist_state="session",
        )
        label = int(chosen) if chosen in map(str, range(10)) else None
    asked = right.button(
        _("Find its closest drawing"), type="primary", icon=":material/search:", key="digits_own_find", width="stretch"
    )
    key = (seen.tobytes(), label)
    place = st.empty()
    if asked:
        st.session_state[FOUND] = _run(sampler, seen, key, place)
    search: Search | None = st.session_state.get(FOUND)
    if search is not None and search.key == key:
        with place.container():
            _show_found(sampler, seen, search)


def _run(sampler: DigitSampler, seen: np.ndarray, key: tuple[bytes, int | None], place: Any) -> Search:
    """Search, and show the drawing as it changes, about eight times a second."""
    from models.digit_gan.closest import STEPS, closest

    film, best, starts = {}, [], []
    started = shown = time.perf_counter()
    for state in closest(sampler, seen, label=key[1]):
        best.append(state.distance)
        starts.append(state.now)
        if state.step in FILM:
            film[state.step] = state.image
        now = time.perf_counter()
        if state.step == 0 or now - shown >= 1 / PICTURES_A_SECOND:
            shown = now
            words = _("Step {step} of {steps}: {distance} away.").format(
                step=state.step, steps=STEPS, distance=percent(state.distance)
            )
            place.html(own_pictures.row(_pictures(seen, state.image, words), 176))
    return Search(key, state, film, np.array(best), np.array(starts), time.perf_counter() - started)


def _pictures(seen: np.ndarray, image: np.ndarray, words: str) -> list[Shown]:
    """Yours, the generator's, and where they differ."""
    return [
        Shown(own_pictures.digit(seen), _("Your digit."), _("Yours")),
        Shown(own_pictures.digit(image), _("The generator's closest drawing."), words),
        Shown(
            own_pictures.difference(seen, image),
            _("The difference of the two pictures."),
            _("Orange: ink that only yours has. Teal: ink that only the generator's has."),
        ),
    ]


def _show_found(sampler: DigitSampler, seen: np.ndarray, search: Search) -> None:
    from models.digit_gan.closest import CANDIDATES

    last = search.last
    words = _("The generator's: {distance} away").format(distance=percent(last.distance))
    own_pictures.show(_pictures(seen, last.image, words), 176)
    reading = sampler.judge.classify(last.image[None])[0]
    st.markdown(
        _(
            "Found in {seconds} s and {steps} steps, drawn as {digit}: {distance} away. The best of {candidates} "
            "random hands was {first} away, an empty sheet would be {blank} away. The judge reads the drawing as "
            "{read} ({share})."
        ).format(
            seconds=f"{search.seconds:.1f}",
            steps=number(last.step),
            digit=reading.argmax() if last.label is None else last.label,
            distance=percent(last.distance),
            candidates=number(CANDIDATES * len(last.now)),
            first=percent(search.best[0]),
            blank=percent(float(np.sqrt(np.square(seen / 255).mean()))),
            read=reading.argmax(),
            share=chance(reading.max()),
        )
    )
    st.caption(
        _(
            "How far two pictures lie apart: the root of the mean squared difference of their 784 pixels, in per cent "
            "of full ink. 0% is the same picture."
        )
    )
    film = [
        Shown(own_pictures.digit(image), _("The drawing at step {step}.").format(step=step), str(step))
        for step, image in search.film.items()
    ]
    st.markdown(_("**How it came there**, step by step"))
    own_pictures.show(film, 68, breaks=True)
    said = in_words(search)
    charts.show(curve(search), "digits_own_curve", alt=said)
    st.caption(said)
    st.button(
        _("Write with this hand"),
        icon=":material/edit:",
        key="digits_own_write",
        on_click=_write_with,
        args=(sampler, to_text(last.latent)),
        help=_("Its latent goes to the view Draw, as the hand that writes your number."),
    )


def _write_with(sampler: DigitSampler, text: str) -> None:
    """For the button: the hand, as a text, pasted where the view Draw takes one, its sliders in the middle."""
    hand.reset(hand.style_keys(sampler))
    st.session_state["digits_hand"] = text
    st.session_state["digits_view"] = "draw"


def in_words(search: Search) -> str:
    """The curve, in sentences."""
    first, last = search.best[0], search.best[-1]
    half = int(np.argmax(search.best <= (first + last) / 2))
    return _(
        "From {first} to {last}. The thick line is the closest drawing so far; each thin line is one of the {starts} "
        "hands that set out together. Half of the way was made after {half} of {steps} steps, and the hands ended "
        "between {nearest} and {farthest} away."
    ).format(
        first=percent(first),
        last=percent(last),
        starts=number(search.starts.shape[1]),
        half=number(half),
        steps=number(len(search.best) - 1),
        nearest=percent(search.starts[-1].min()),
        farthest=percent(search.starts[-1].max()),
    )


def curve(search: Search) -> go.Figure:
    """The distance at each step: of every start, and the smallest so far."""
    figure = go.Figure()
    steps = np.arange(len(search.best))
    for one in search.starts.T:
        figure.add_scatter(x=steps, y=one, mode="lines", line={"color": "#8E9694", "width": 1}, opacity=0.5)
    figure.update_traces(hoverinfo="skip")
    figure.add_scatter(
        x=steps,
        y=search.best,
        mode="lines",
        line={"color": charts.LINE_COLORS[0], "width": 3},
        hovertemplate=_("step {step}: {distance} away").format(step="%{x}", distance="%{y:.1%}") + "<extra></extra>",
    )
    figure.update_layout(height=260, showlegend=False, **charts.quiet())
    figure.update_xaxes(title=pgettext("update", "step"), showgrid=False, fixedrange=True)
    figure.update_yaxes(title=_("distance"), tickformat=".0%", rangemode="tozero", fixedrange=True)
    return figure


def chance(share: float) -> str:
    """A probability as it is written everywhere in this view; no network is ever wholly sure."""
    if share < 0.001:
        return _("under 0.1%")
    if share > 0.999:
        return _("over 99.9%")
    return percent(share) if share < 0.1 or share > 0.9 else percent(share, 0)

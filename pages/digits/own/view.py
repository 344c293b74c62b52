"""The view "Draw one yourself": a digit of the visitor's, read, judged, and drawn again by the generator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from models.digit_gan.prepare import MOST_MEGAPIXELS, prepare, read_picture
from models.errors import PlaygroundError
from pages.digits.own import pictures as own_pictures
from pages.digits.own import search as own_search
from pages.digits.own import sheet as own_sheet
from pages.digits.own.search import chance
from pages.shared import _, charts, number, percent, show_error
from pages.shared.uploads import check_size

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler

MOST_MEGABYTES = 15
ENDINGS = ["png", "jpg", "jpeg", "webp", "gif", "bmp"]
UPLOADED = "digits_own_uploaded"
"""Where the session keeps what was read from an upload: the prepared digit, and whether its ink was light."""
CLEAR = 0.6
"""A judge that gives its first choice less names no digit clearly."""
COMPARED = 100


def show(sampler: DigitSampler) -> tuple[Callable[..., Any], ...]:
    """The sheet or the upload, what the networks see of it, and what they say; returns the functions that did it."""
    from models.digit_gan.closest import closest

    own_search.prepare(sampler)
    kind = st.segmented_control(
        _("Where your digit comes from"),
        ["draw", "upload"],
        default="draw",
        required=True,
        format_func=lambda kind: _("Draw it") if kind == "draw" else _("Upload a picture"),
        key="digits_own_source",
        label_visibility="collapsed",
        persist_state="session",
    )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        try:
            seen, said = _uploaded() if kind == "upload" else _drawn()
        except PlaygroundError as error:
            show_error(error)
            seen, said = None, ""
    if seen is None:
        right.info(_("Your digit will be shown here as the networks see it; then they say what they think of it."))
    else:
        with right:
            _show_seen(seen, said)
        probabilities = sampler.judge.classify(seen[None])[0]
        _show_reading(probabilities)
        _show_opinion(sampler, seen, int(probabilities.argmax()))
        own_search.show(sampler, seen)
    return prepare, type(sampler.judge).classify, type(sampler).realness, closest


def _drawn() -> tuple[np.ndarray | None, str]:
    strokes = own_sheet.show()
    return (prepare(own_sheet.inked(strokes)), "") if strokes else (None, "")


def _uploaded() -> tuple[np.ndarray | None, str]:
    """The digit of the picture that was uploaded, now or before the visitor looked at another view."""
    upload = st.file_uploader(
        _("A picture of one digit, up to {megabytes} MB and {megapixels} megapixels").format(
            megabytes=MOST_MEGABYTES, megapixels=MOST_MEGAPIXELS
        ),
        type=ENDINGS,
        key="digits_own_file",
        # Another file, or none any more: what was read of the last one goes.
        on_change=lambda: st.session_state.pop(UPLOADED, None),
        max_upload_size=MOST_MEGABYTES,
        help=_("It is read in the memory of this server, for you alone, and kept nowhere."),
    )
    if upload is not None and UPLOADED not in st.session_state:
        check_size(upload.getvalue(), MOST_MEGABYTES)
        picture = read_picture(upload.getvalue())
        st.session_state[UPLOADED] = prepare(picture.ink), picture.light_on_dark
    if UPLOADED not in st.session_state:
        return None, ""
    if upload is None:
        st.caption(_("This is still the picture that you uploaded before; another one takes its place."))
    seen, light_on_dark = st.session_state[UPLOADED]
    return seen, _("Read as light ink on a dark ground.") if light_on_dark else _("Read as dark ink on a light ground.")


def _show_seen(seen: np.ndarray, said: str) -> None:
    st.markdown(_("**What the networks see**"))
    own_pictures.show([own_pictures.Shown(own_pictures.digit(seen), _("Your digit in 28 by 28 pixels."), said)], 196)
    st.caption(
        _(
            "As MNIST's authors did it: cropped to the ink, the longer side scaled to 20 pixels with soft edges, and "
            "laid into 28×28 so that the ink's centre of mass is in the middle."
        )
    )


def _show_reading(probabilities: np.ndarray) -> None:
    st.subheader(_("Which digit is it?"), anchor=False)
    said = in_words(probabilities)
    charts.show(bars(probabilities), "digits_own_reading", alt=said)
    st.caption(said)


def in_words(probabilities: np.ndarray) -> str:
    """What the judge reads, in sentences."""
    first, second = (int(digit) for digit in np.argsort(-probabilities, kind="stable")[:2])
    values = {"first": first, "share": chance(probabilities[first])}
    values |= {"second": second, "other": chance(probabilities[second])}
    if probabilities[first] < CLEAR:
        template = _(
            "The judge cannot name this clearly: perhaps {first} ({share}), perhaps {second} ({other}). "
            "It knows ten digits and nothing else, so it names one even where there is none."
        )
    else:
        template = _(
            "The judge, a small network that was trained on real digits only, reads it as {first}: {share}. "
            "Its next guess is {second}: {other}."
        )
    return template.format(**values)


def bars(probabilities: np.ndarray) -> go.Figure:
    """The probability of each of the ten digits."""
    first = int(probabilities.argmax())
    figure = go.Figure(
        go.Bar(
            x=[str(digit) for digit in range(10)],
            y=probabilities,
            marker={
                "color": [charts.LINE_COLORS[0] if digit == first else "#8E9694" for digit in range(10)],
                "cornerradius": 4,
            },
            text=[percent(one, 0) if one >= 0.005 else "" for one in probabilities],
            textposition="outside",
            textangle=0,
            cliponaxis=False,
            hovertemplate="%{x}: %{y:.1%}<extra></extra>",
        )
    )
    figure.update_layout(height=220, bargap=0.25, **charts.quiet())
    figure.update_xaxes(type="category", showgrid=False, fixedrange=True)
    figure.update_yaxes(range=[0, 1.12], visible=False, fixedrange=True)
    return figure


def _show_opinion(sampler: DigitSampler, seen: np.ndarray, digit: int) -> None:
    """What the discriminator says of it, beside what it says of the generator's own drawings of that digit."""
    st.subheader(_("Did a person write it?"), anchor=False)
    opinion = float(sampler.realness(seen[None], None if not sampler.conditional else [digit])[0])
    drawn = sampler.sample(COMPARED, digit if sampler.conditional else None, seed=0)
    others = sampler.realness(drawn, [digit] * COMPARED if sampler.conditional else None)
    left, right = st.columns([1, 3], vertical_alignment="center")
    left.metric(_("The discriminator's opinion"), chance(opinion))
    verdict = (
        _("It takes your {digit} for one that a person wrote.")
        if opinion > 0.5
        else _("It takes your {digit} for one that the generator drew.")
    )
    right.markdown(verdict.format(digit=digit))
    right.caption(
        _(
            "Of {count} drawings of the same digit by the generator, it finds {below} less convincing; half of them "
            "lie between {low} and {high}. It was trained to give real digits a high number and its generator's a low "
            "one. That is an opinion, not a probability: it knows the pens and the scanner of MNIST, and a mouse or "
            "a finger leaves other lines."
        ).format(
            count=number(COMPARED),
            below=number(int((others < opinion).sum())),
            low=chance(np.percentile(others, 25)),
            high=chance(np.percentile(others, 75)),
        )
    )

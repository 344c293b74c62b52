"""The view "Draw": a number in a hand that never existed, and a sheet of the digits that are asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from models.digit_gan.latents import draw_labels, draw_latents, loop
from models.errors import PlaygroundError
from pages.digits import drawing, hand, pictures, typed
from pages.shared import _, address, ngettext, show_error, whole, within

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler

FRAMES, MILLISECONDS = 40, 90
REACH = 0.6
"""How far the hands of the animation go: far enough to see, near enough to know the hand again."""
MOST_VARIETY = 1.5


def show(sampler: DigitSampler) -> tuple[Callable[..., Any], ...]:
    """The number and the sheet; returns the functions that drew them."""
    written = st.text_input(
        _("A number to write"),
        "2026-11-21",
        max_chars=60,
        key="digits_number",
        bind="query-params",
        help=_("A number, a date, a telephone number. Full-width digits are digits too."),
    )
    place = st.container()
    varied = st.toggle(
        _("Every digit in another hand"),
        key="digits_varied",
        bind="query-params",
        help=_("Off: one latent draws all the digits, so they look as one person writes them."),
    )
    chosen = hand.choose(sampler)
    with place:
        _show_number(sampler, written or "", chosen, varied)
    _show_sheet(sampler, chosen.seed)
    return write_number, draw_sheet, type(sampler).generate


def write_number(sampler: DigitSampler, groups: list[list[int]], latents: np.ndarray) -> np.ndarray:
    """A number as one picture, uint8 (height, width): each digit from its latent, with gaps between the groups."""
    digits = [digit for group in groups for digit in group]
    return typed.write_out(sampler.generate(latents, digits), groups)


def draw_sheet(sampler: DigitSampler, count: int, labels: Any, seed: int, variety: float) -> np.ndarray:
    """``count`` digits, uint8 (count, 28, 28): at variety 1 what the seed draws, at 0 all in the average hand."""
    if variety == 1:
        return sampler.sample(count, labels=labels, seed=seed)  # type: ignore[no-any-return]
    if labels is None:
        labels = draw_labels(count, seed)
    return sampler.generate(variety * hand.latents_of(count, sampler, seed), labels)  # type: ignore[no-any-return]


def dance(sampler: DigitSampler, groups: list[list[int]], latents: np.ndarray, seed: int) -> list[np.ndarray]:
    """The number while its hands go round a circle in latent space, back to where they began: pictures."""
    towards = draw_latents(2, sampler.latent_size, seed + 1)
    ways = np.stack([loop(latent, towards, FRAMES, REACH) for latent in latents], axis=1)
    return [write_number(sampler, groups, step) for step in ways]


def _show_number(sampler: DigitSampler, written: str, chosen: hand.Hand, varied: bool) -> None:
    try:
        groups = typed.read_number(written)
    except PlaygroundError as error:
        show_error(error)
        return
    if not groups:
        st.info(_("Type a number above to see it written."))
        return
    count = sum(map(len, groups))
    latents = hand.others(sampler, chosen, count) if varied else np.repeat(chosen.latent[None], count, axis=0)
    picture = write_number(sampler, groups, latents)
    said = _("The number {number}, drawn.").format(number=written.strip())
    drawing.put(picture, drawing.shown_width(picture), "number", said)
    if typed.has_signs(written):
        st.caption(_("The network learnt digits only: every other sign is left as a gap."))
    drawing.offer(
        "number",
        said,
        picture,
        lambda: pictures.to_gif(dance(sampler, groups, latents, chosen.seed), MILLISECONDS),
    )


def _show_sheet(sampler: DigitSampler, seed: int) -> None:
    st.subheader(_("A sheet of digits"), anchor=False)
    address.whole_number_asked("digits_count", _("How many"), 1, drawing.MOST_IMAGES)
    address.number_asked("digits_variety", _("Variety"), 0, MOST_VARIETY)
    left, right = st.columns(2)
    count = left.slider(_("How many"), 1, drawing.MOST_IMAGES, 40, key="digits_count", bind="query-params")
    variety = right.slider(
        _("Variety"),
        0.0,
        MOST_VARIETY,
        1.0,
        0.05,
        key="digits_variety",
        bind="query-params",
        help=_(
            "What the latents are multiplied by. 1: as the network learnt. Less: hands nearer to the average one, "
            "neater and more alike. More: hands bolder than it ever drew in training."
        ),
    )
    which = st.pills(
        _("Which digits (none chosen: all ten)"),
        [str(digit) for digit in range(10)],
        selection_mode="multi",
        key="digits_which",
        bind="query-params",
    )
    count = whole(_("How many"), count, 1, drawing.MOST_IMAGES)
    labels = drawing.spread(which, count)
    started = time.perf_counter()
    images = draw_sheet(sampler, count, labels, seed, within(variety, 0, MOST_VARIETY))
    milliseconds = 1000 * (time.perf_counter() - started)
    drawing.show(images, 10, "sheet", alt=drawing.in_words(which))
    st.caption(
        ngettext("{sheet} One digit, drawn in {time} ms.", "{sheet} {count} digits, drawn in {time} ms.", count).format(
            sheet=drawing.in_words(which), count=count, time=round(milliseconds)
        )
    )

"""The view "Draw": a number in a hand that never existed, and a sheet of the digits that are asked for."""

import secrets
import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared.digits import drawing, link
from pages.shared.language import _, ngettext

HIGHEST_SEED = 2**31 - 1


def new_noise() -> None:
    """Another seed: the same digits in other hands."""
    st.session_state["digits_seed"] = secrets.randbelow(100_000)


def show(sampler: Any) -> tuple[Callable[..., Any], ...]:
    """The number and the sheet; returns the functions that drew them."""
    link.whole_number_asked("digits_seed", _("Seed"), 0, HIGHEST_SEED)
    link.whole_number_asked("digits_count", _("How many"), 1, drawing.MOST_IMAGES)
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    written = left.text_input(_("A number to write"), "2026", max_chars=40, key="digits_number", bind="query-params")
    seed = middle.number_input(_("Seed"), 0, HIGHEST_SEED, 1, key="digits_seed", bind="query-params")
    right.button(_("Other hands"), icon=":material/casino:", key="digits_new", on_click=new_noise, width="stretch")
    seed = drawing.checked(_("Seed"), seed, 0, HIGHEST_SEED)
    number = drawing.parse_number(written)
    if number:
        images = sampler.sample(len(number), labels=number, seed=seed)
        drawing.show(images, len(number), "number", alt=_("The number {number}, drawn.").format(number=written))
    else:
        st.info(_("Type a number above to see it written."))

    st.subheader(_("A sheet of digits"), anchor=False)
    count = st.slider(_("How many"), 1, drawing.MOST_IMAGES, 40, key="digits_count", bind="query-params")
    which = st.pills(
        _("Which digits (none chosen: all ten)"),
        [str(digit) for digit in range(10)],
        selection_mode="multi",
        key="digits_which",
        bind="query-params",
    )
    count = drawing.checked(_("How many"), count, 1, drawing.MOST_IMAGES)
    labels = drawing.spread(which, count)
    started = time.perf_counter()
    images = sampler.sample(count, labels=labels, seed=seed)
    milliseconds = 1000 * (time.perf_counter() - started)
    drawing.show(images, 10, "sheet", alt=drawing.in_words(which, count))
    st.caption(
        ngettext("{sheet} One digit, drawn in {time} ms.", "{sheet} {count} digits, drawn in {time} ms.", count).format(
            sheet=drawing.in_words(which, count), count=count, time=round(milliseconds)
        )
    )
    return type(sampler).sample, drawing.spread

"""Digits: write a number in a hand that never existed, or fill a sheet with the digits you choose."""

import secrets
import time

import streamlit as st

from pages.shared import drawing
from pages.shared.language import _, ngettext
from pages.shared.loaders import load
from pages.shared.page import page
from pages.shared.source import show_code


def new_noise() -> None:
    """Another seed: the same digits in other hands."""
    st.session_state["digits_seed"] = secrets.randbelow(100_000)


with page("digits"):
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    written = left.text_input(_("A number to write"), "2026", max_chars=40, key="digits_number", bind="query-params")
    seed = middle.number_input(_("Seed"), 0, 2**31 - 1, 1, key="digits_seed", bind="query-params")
    right.button(_("Other hands"), icon=":material/casino:", key="digits_new", on_click=new_noise, width="stretch")
    seed = drawing.checked(_("Seed"), seed, 0, 2**31 - 1)
    number = drawing.parse_number(written)
    sampler = load("digits")
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
    show_code(type(sampler).sample, drawing.spread)

"""The hand that writes: a seed or a pasted text, moved along the styles by sliders, and a text to share it by."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from models.digit_gan.latents import draw_latents, from_text, rounded, to_text
from models.digit_gan.styles import FAR as MOST_STEPS
from models.errors import PlaygroundError
from pages.digits import drawing
from pages.shared import N_, _, address, show_error, whole, within

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler

STYLES = {
    "slant": (N_("Slant"), N_("From leaning left to leaning right.")),
    "thickness": (N_("Thickness"), N_("From a thin pen to a thick one.")),
    "width": (N_("Width"), N_("From narrow digits to wide ones.")),
    "height": (N_("Height"), N_("From low digits to tall ones.")),
    "top_heaviness": (N_("Weight above"), N_("From ink that lies low to ink that lies high.")),
    "other": (N_("Nameless"), N_("A way in which hands differ that no measure of ours names.")),
}
"""The styles of :mod:`models.digit_gan.styles`: their names, and what a slider does."""


@dataclass(frozen=True)
class Hand:
    """A hand as the visitor has set it."""

    seed: int
    latent: np.ndarray
    """float32 (latent_size,), exactly as its text says it."""
    amounts: np.ndarray
    """What the sliders say, in steps along each style: (styles,)."""
    text: str
    """The latent, to be copied."""


def latents_of(count: int, sampler: DigitSampler, seed: int) -> np.ndarray:
    """The latents that a seed draws: float32 (count, latent_size)."""
    return draw_latents(count, sampler.latent_size, seed)


def style_keys(sampler: DigitSampler) -> list[str]:
    """The keys of the sliders, which are also their names in a link."""
    names = sampler.styles.names if sampler.styles is not None else ()
    return [
        f"digits_{name}" + (f"_{names[:index].count(name) + 1}" if names.count(name) > 1 else "")
        for index, name in enumerate(names)
    ]


def style_name(names: tuple[str, ...], index: int) -> str:
    """What a visitor knows a style as."""
    name = names[index]
    said = _(STYLES[name][0]) if name in STYLES else name
    return f"{said} {names[:index].count(name) + 1}" if names.count(name) > 1 else said


def choose(sampler: DigitSampler) -> Hand:
    """The seed, the sliders and the text of a hand."""
    address.whole_number_asked("digits_seed", _("Seed"), 0, drawing.HIGHEST_SEED)
    with st.container(horizontal=True, vertical_alignment="bottom", key="digits_hand_row"):
        seed = st.number_input(_("Seed"), 0, drawing.HIGHEST_SEED, 1, key="digits_seed", bind="query-params", width=160)
        st.button(_("Other hands"), icon=":material/casino:", key="digits_new", on_click=new_seed)
        keys = style_keys(sampler)
        st.button(
            _("As it was"),
            icon=":material/restart_alt:",
            key="digits_plain",
            on_click=reset,
            args=(keys,),
            help=_("All sliders back to the middle."),
        )
    seed = whole(_("Seed"), seed, 0, drawing.HIGHEST_SEED)
    amounts = _choose_amounts(sampler, keys)
    said = st.container()
    with st.expander(_("Share this hand"), icon=":material/share:"):
        start = _pasted(sampler, said)
        if start is None:
            start = latents_of(1, sampler, seed)[0]
        moved = start if sampler.styles is None else sampler.styles.move(start[None], amounts)[0]
        text = to_text(moved)
        st.caption(
            _("This text is the hand: {count} numbers, rounded. The address of this page says the same.").format(
                count=len(moved)
            )
        )
        st.code(text, language=None, wrap_lines=True)
    return Hand(seed, rounded(moved), amounts, text)


def others(sampler: DigitSampler, hand: Hand, count: int) -> np.ndarray:
    """``count`` hands of which the first is ``hand`` and the rest are its seed's next ones, moved as it is."""
    latents = latents_of(count, sampler, hand.seed)
    if sampler.styles is not None:
        latents = sampler.styles.move(latents, hand.amounts)
    latents = rounded(latents)
    latents[0] = hand.latent
    return latents  # type: ignore[no-any-return]


def new_seed() -> None:
    """For a button: another seed, and no pasted hand in its way."""
    st.session_state["digits_seed"] = secrets.randbelow(100_000)
    st.session_state["digits_hand"] = ""


def reset(keys: list[str]) -> None:
    """For a button: every slider back to the middle."""
    for key in keys:
        st.session_state[key] = 0.0


def _choose_amounts(sampler: DigitSampler, keys: list[str]) -> np.ndarray:
    """What the sliders say; none where the model comes without styles."""
    styles = sampler.styles
    amounts = np.zeros(len(keys))
    if styles is None:
        return amounts
    for index, key in enumerate(keys):
        address.number_asked(key, style_name(styles.names, index), -MOST_STEPS, MOST_STEPS)
    # Narrow enough for two beside each other on a telephone, where columns would stand in a long row.
    with st.container(horizontal=True, key="digits_styles"):
        for index, key in enumerate(keys):
            name = style_name(styles.names, index)
            said = _(STYLES[styles.names[index]][1])
            correlation = styles.correlation(index)
            if correlation is not None:
                said += " " + _("Correlation with that measure among hands: {correlation}.").format(
                    correlation=f"{correlation:.2f}"
                )
            amount = st.slider(
                name,
                -MOST_STEPS,
                MOST_STEPS,
                0.0,
                0.1,
                format="%+.1f",
                key=key,
                bind="query-params",
                help=said,
                width=160,
            )
            amounts[index] = within(amount, -MOST_STEPS, MOST_STEPS)
    return amounts


def _pasted(sampler: DigitSampler, said: Any) -> np.ndarray | None:
    """The hand that was pasted; None where nothing was, or something else, which is told in ``said``."""
    text = st.text_input(
        _("Paste a hand"),
        key="digits_hand",
        max_chars=1_000,
        bind="query-params",
        help=_("The text of a hand, as it stands below or as somebody sent it to you. Empty: the seed's hand."),
    )
    if not (text or "").strip():
        return None
    try:
        latent = from_text(text, sampler.latent_size)
    except PlaygroundError as error:
        with said:
            show_error(error)
        return None
    said.caption(_("The pasted hand writes; the seed draws only the other hands."))
    return latent

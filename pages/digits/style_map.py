"""A map of two styles: one digit in hands that differ along both, and a table of what each style was found to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from models.digit_gan.styles import Styles
from pages.digits import drawing, hand, pictures
from pages.shared import _, figure, number

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler

ACROSS = 9


def show(sampler: DigitSampler, chosen: hand.Hand) -> None:
    """The map around a hand; one sentence where the model comes without styles."""
    st.subheader(_("A map of styles"), anchor=False)
    styles = sampler.styles
    if styles is None:
        st.info(_("No styles were found for this model yet: `python -m training.digit_gan.styles digits` does it."))
        return
    names = [hand.style_name(styles.names, index) for index in range(len(styles.names))]
    first, second, third = st.columns(3)
    across = first.selectbox(
        _("From left to right"), range(len(names)), format_func=names.__getitem__, key="digits_map_across"
    )
    up = second.selectbox(
        _("From bottom to top"), range(len(names)), 1, format_func=names.__getitem__, key="digits_map_up"
    )
    digit = third.selectbox(_("Digit"), range(10), 2, key="digits_map_digit")
    images = draw_map(sampler, chosen.latent, across, up, digit)
    picture = pictures.arrange(images, ACROSS)
    said = _(
        "One {digit} in {count} hands: {across} grows from left to right, {up} from bottom to top, by {steps} standard "
        "deviations either way. In the middle is the hand above."
    ).format(digit=digit, count=len(images), across=names[across], up=names[up], steps=number(hand.MOST_STEPS))
    drawing.put(picture, drawing.shown_width(picture), "map", said)
    st.caption(said)
    drawing.offer("map", said, picture)
    with st.expander(_("How the styles were found"), icon=":material/explore:"):
        _explain(styles, names)


def draw_map(sampler: DigitSampler, latent: np.ndarray, across: int, up: int, digit: int) -> np.ndarray:
    """One digit in the hands around ``latent``, row by row: uint8 (81, 28, 28).

    Args:
        sampler: draws.
        latent: the hand in the middle, (latent_size,).
        across: the style that grows from left to right.
        up: the one that grows from bottom to top; where it is the same one, its steps add up.
        digit: which digit.
    """
    styles = sampler.styles
    assert styles is not None, "the map is of a model with styles"
    steps = np.linspace(-hand.MOST_STEPS, hand.MOST_STEPS, ACROSS)
    amounts = np.zeros((ACROSS, ACROSS, len(styles.names)))
    amounts[:, :, across] += steps
    amounts[:, :, up] += steps[::-1, None]
    latents = styles.move(latent[None], amounts.reshape(ACROSS * ACROSS, -1))
    return sampler.generate(latents, digit)  # type: ignore[no-any-return]


def _explain(styles: Styles, names: list[str]) -> None:
    st.markdown(
        _(
            "Nobody told the network what slant is. We had it draw all ten digits in a thousand hands, took the "
            "principal components of what differs between hands, and turned the first ones towards what can be "
            "measured of handwriting. Each is one direction in latent space; the sliders move a hand along it."
        )
    )
    correlations = [styles.correlation(index) for index in range(len(names))]
    st.dataframe(
        pd.DataFrame(
            {
                _("Style"): names,
                _("Correlation with its measure"): ["–" if value is None else f"{value:.2f}" for value in correlations],
                _("Share of what differs"): [figure(float(share), "share") for share in styles.shares],
                _("Still read as asked, 3 steps away"): [figure(float(share), "share") for share in styles.recognised],
            }
        ),
        hide_index=True,
    )
    st.caption(
        _(
            "The correlations were measured on hands that the directions were not found with; the judge read 100 of "
            "those hands, moved to either end, in all ten digits."
        )
    )

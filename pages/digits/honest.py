"""The view "Is it honest?": copies, collapse, and the distance to real digits beside that of simpler GANs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from models.digit_gan.nearest import NearestDigits
from pages.digits import alarm, distance, drawing, real
from pages.shared import _, ngettext, number, percent
from training.datasets import mnist

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler

MOST = 50
COMPARED = 200
"""Real test digits, to know what is ordinary: 20 of each digit, give or take."""
COMPARED_SEED = 11
NEAR = 0.25
"""Of the ordinary distance: what lies nearer may be a copy."""


def show(sampler: DigitSampler) -> tuple[Callable[..., Any], ...]:
    """Nearest real digits, the alarm for collapse, the Fréchet distance; returns the functions that did it."""
    st.subheader(_("Drawn or copied?"), anchor=False)
    digits = real.digits_or_offer(
        "digits_honest_download", _("Beside each drawing, this shows the nearest digit that the network learnt from.")
    )
    if digits is not None:
        _show_nearest(sampler, digits)
    alarm.show(digits)
    distance.show()
    return real.find, alarm.watch, alarm.verdict


def _show_nearest(sampler: DigitSampler, digits: mnist.Mnist) -> None:
    labels, seed = drawing.ask_for_digits("honest", 12, MOST)
    images = sampler.sample(len(labels), labels=labels, seed=seed)
    with st.spinner(_("Looking through the real digits …")):
        index = real.neighbours(digits)
        started = time.perf_counter()
        found, distances = real.find(index, images)
        milliseconds = 1000 * (time.perf_counter() - started)
        ordinary = _ordinary(index, digits, real.state())
    drawing.gallery(
        [
            drawing.Picture(
                [image, digits.train_images[row]],
                [
                    _("A drawn {digit}.").format(digit=digit),
                    _("A real {digit}.").format(digit=digits.train_labels[row]),
                ],
                [_("apart {distance}").format(distance=f"{apart:.1f}"), _("no. {row}").format(row=number(int(row)))],
            )
            for image, digit, row, apart in zip(images, labels, found, distances, strict=True)
        ]
    )
    st.caption(
        _(
            "Left: drawn. Right: the nearest of {count} real training digits, with its place among them; found in "
            "{time} ms. Apart: the Euclidean distance of the pixels, where one pixel from paper to full ink counts 1."
        ).format(count=number(len(index)), time=round(milliseconds))
    )
    st.markdown(in_words(distances, ordinary[labels]))


@st.cache_data(max_entries=1, show_spinner=False)
def _ordinary(_index: NearestDigits, _digits: mnist.Mnist, state: str) -> np.ndarray:
    """How far real test digits, which are no copies, lie from their nearest training digit: mean by digit, (10,)."""
    images, labels = real.some(_digits, "test", COMPARED, COMPARED_SEED)
    distances = real.find(_index, images)[1]
    of_all = distances.mean()
    return np.array([distances[labels == digit].mean() if digit in labels else of_all for digit in range(10)])


def in_words(distances: np.ndarray, ordinary: np.ndarray) -> str:
    """What the distances say about copying.

    Args:
        distances: of the drawings to their nearest, (count,).
        ordinary: what is ordinary for the digit that each of them is, (count,).
    """
    ratio = float(distances.mean() / ordinary.mean())
    copies = int((distances < NEAR * ordinary).sum())
    said = [
        _(
            "A copy would lie at 0. These lie {mean} from their nearest on average, the closest {least}. Real test "
            "digits of the same kind, which are no copies, lie {ordinary} from theirs: a ratio of {ratio}."
        ).format(
            mean=f"{distances.mean():.1f}",
            least=f"{distances.min():.1f}",
            ordinary=f"{ordinary.mean():.1f}",
            ratio=f"{ratio:.2f}",
        )
    ]
    if copies:
        said.append(
            ngettext(
                "**{count} of them lies at less than {near} of what is ordinary for its digit**: look closely.",
                "**{count} of them lie at less than {near} of what is ordinary for their digit**: look closely.",
                copies,
            ).format(count=number(copies), near=percent(NEAR, 0))
        )
    elif ratio >= 0.9:
        said.append(_("**So these are no copies**: they are as far from what the network saw as new real digits are."))
    else:
        said.append(
            _(
                "**So these are no copies**, though they lie a little nearer to what the network saw than new real "
                "digits do: it draws the ordinary more often than the odd."
            )
        )
    return " ".join(said)

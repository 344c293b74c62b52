"""The view "Real or drawn?": a game against the discriminator, and its opinion of each drawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from pages.digits import drawing, game, real
from pages.shared import _, charts, number, percent
from training.datasets import mnist

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler

MOST = 100
REAL_SEED = 7


def show(sampler: DigitSampler) -> tuple[Callable[..., Any], ...]:
    """The game, then the discriminator's opinion of fresh drawings; returns the functions that did it."""
    st.subheader(_("Real or drawn?"), anchor=False)
    digits = real.digits_or_offer(
        "digits_game_download", _("The game shows real digits beside drawn ones, from the test set of MNIST.")
    )
    if digits is not None:
        game.show(sampler, digits)
    _show_opinions(sampler, digits)
    return game.rounds_of, game.play, type(sampler).realness


def _show_opinions(sampler: DigitSampler, digits: mnist.Mnist | None) -> None:
    st.subheader(_("The discriminator's opinion"), anchor=False)
    labels, seed = drawing.ask_for_digits("opinion", 40, MOST)
    images = sampler.sample(len(labels), labels=labels, seed=seed)
    opinions = sampler.realness(images, labels)
    order = np.argsort(-opinions, kind="stable")
    drawing.gallery(
        [
            drawing.Picture(
                [images[place]],
                [_("A drawn {digit}.").format(digit=labels[place])],
                [percent(opinions[place], 0)],
            )
            for place in order
        ]
    )
    st.caption(in_words(opinions[order], labels[order]))
    if digits is not None:
        _show_beside_real(sampler, digits, opinions, len(labels))
    st.markdown(
        _(
            "**What the number means.** The discriminator was trained on one thing only: to give real digits a high "
            "number and the generator's a low one. The number here is the sigmoid of that, which is an opinion and "
            "not a probability: of a hundred digits at 90%, nothing says that ninety are real. It was told which "
            "digit each image should be, and never saw a real digit under a wrong name, so it has no opinion about "
            "wrong labels: which digit it is, the judge says, another network."
        )
    )


def in_words(opinions: np.ndarray, labels: np.ndarray) -> str:
    """What the gallery shows, in sentences; the opinions come sorted, the highest first."""
    fooled = int((opinions > 0.5).sum())
    return _(
        "Sorted from the most convincing to the least. The discriminator takes {fooled} of these {count} for written "
        "by a person (over 50%). It believes most in a {best} ({highest}), least in a {worst} ({lowest}); half of "
        "them lie above {median}."
    ).format(
        fooled=number(fooled),
        count=number(len(opinions)),
        best=labels[0],
        highest=percent(opinions[0], 0),
        worst=labels[-1],
        lowest=percent(opinions[-1], 0),
        median=percent(np.median(opinions), 0),
    )


def _show_beside_real(sampler: DigitSampler, digits: mnist.Mnist, opinions: np.ndarray, count: int) -> None:
    images, labels = real.some(digits, "test", count, REAL_SEED)
    of_real = sampler.realness(images, labels)
    said = _(
        "Beside that, {count} real test digits that it never saw: it takes {believed} of them for real, and half of "
        "them lie above {median} (drawn: {drawn_median}). Were the two rows alike, it could no longer tell them apart."
    ).format(
        count=number(count),
        believed=number(int((of_real > 0.5).sum())),
        median=percent(np.median(of_real), 0),
        drawn_median=percent(np.median(opinions), 0),
    )
    charts.show(strips(opinions, of_real), "digits_opinion_strips", alt=said)
    st.caption(said)


def strips(drawn: np.ndarray, of_real: np.ndarray) -> go.Figure:
    """Every opinion as a tick on a line from 0 to 100%, the drawn digits above, the real ones below."""
    figure = go.Figure()
    for name, values, color in (
        (_("drawn"), drawn, charts.LINE_COLORS[1]),
        (_("real"), of_real, charts.LINE_COLORS[0]),
    ):
        figure.add_scatter(
            x=values,
            y=[name] * len(values),
            mode="markers",
            marker={"symbol": "line-ns", "size": 18, "line": {"width": 1.5, "color": color}},
            opacity=0.7,
            hovertemplate="%{x:.0%}<extra></extra>",
        )
    figure.update_layout(height=150, showlegend=False, **charts.quiet())
    figure.update_xaxes(range=[-0.02, 1.02], tickformat=".0%", showgrid=False, fixedrange=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, ticksuffix="  ")
    return figure

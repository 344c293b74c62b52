"""The game: ten pairs of a real digit and a drawn one. The visitor and the discriminator look for the drawn ones."""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from pages.digits import drawing
from pages.shared import _, address, number, percent, whole
from training.datasets import mnist

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler

ROUNDS = 10
SHOWN_WIDTH = 5 * 28
COLUMN_WIDTH = 165
"""Screen pixels: two stand side by side on a phone."""
_ANSWERS = "digits_game_answers"


@dataclass(frozen=True)
class Round:
    """A real digit and a drawn one, the same digit both, on two sides."""

    digit: int
    images: tuple[np.ndarray, np.ndarray]
    """uint8 (28, 28), left and right."""
    drawn: int
    """On which side the drawn one is: 0 is left, 1 is right."""


def rounds_of(seed: int, sampler: DigitSampler, digits: mnist.Mnist) -> list[Round]:
    """Ten rounds, each of the ten digits once; the same seed gives the same ones to everybody.

    Args:
        seed: of the game.
        sampler: the DigitSampler that draws.
        digits: the real digits; only test digits are shown, and no network was trained on those.
    """
    chance = np.random.default_rng([seed, 3])
    asked = chance.permutation(10)
    drawings = sampler.sample(ROUNDS, labels=asked, seed=seed)
    rounds = []
    for digit, drawing_of_it in zip(asked, drawings, strict=True):
        real = digits.test_images[chance.choice(np.flatnonzero(digits.test_labels == digit))]
        side = int(chance.integers(2))
        pair = (drawing_of_it, real) if side == 0 else (real, drawing_of_it)
        rounds.append(Round(int(digit), pair, side))
    return rounds


def play(rounds: Sequence[Round], sampler: DigitSampler) -> tuple[list[int], np.ndarray]:
    """How the discriminator plays: of each pair it takes the one that looks less real to it for the drawn one.

    Returns:
        The side it chose in each round, and its opinion of both images, (rounds, 2).
    """
    images = np.array([image for one in rounds for image in one.images])
    labels = np.repeat([one.digit for one in rounds], 2)
    opinions = np.asarray(sampler.realness(images, labels)).reshape(-1, 2)
    return opinions.argmin(axis=1).tolist(), opinions


def by_guessing(score: int) -> float:
    """How probable it is to be right at least ``score`` times of ten by tossing a coin."""
    return sum(math.comb(ROUNDS, right) for right in range(score, ROUNDS + 1)) / 2**ROUNDS


def new_game() -> None:
    """Another seed: ten other pairs."""
    st.session_state["digits_game"] = secrets.randbelow(100_000)


def _answer(seed: int, place: int, side: int) -> None:
    given = _answers(seed)
    # A click that comes twice answers one round.
    if place == len(given):
        st.session_state[_ANSWERS] = (seed, [*given, side])


def _again(seed: int) -> None:
    st.session_state[_ANSWERS] = (seed, [])


def _answers(seed: int) -> list[int]:
    """What the visitor has answered so far in the game of this seed."""
    of_seed, given = st.session_state.get(_ANSWERS, (seed, []))
    return given if of_seed == seed else []


def show(sampler: DigitSampler, digits: mnist.Mnist) -> None:
    """The round that is on, or the scores of both at the end."""
    address.whole_number_asked("digits_game", _("Game"), 0, drawing.HIGHEST_SEED)
    st.markdown(
        _(
            "Of each pair, a person wrote one and the network drew the other: find the drawn one. The real ones are "
            "test digits, which neither network was trained on. The discriminator plays the same {count} rounds; both "
            "scores are shown at the end."
        ).format(count=ROUNDS)
    )
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    seed = left.number_input(
        _("Game"),
        0,
        drawing.HIGHEST_SEED,
        1,
        key="digits_game",
        bind="query-params",
        help=_("The same number is the same game. It stands in this page's address, so a link hands it on."),
    )
    right.button(_("Another game"), icon=":material/casino:", key="digits_game_new", on_click=new_game)
    seed = whole(_("Game"), seed, 0, drawing.HIGHEST_SEED)
    rounds = rounds_of(seed, sampler, digits)
    given = _answers(seed)
    if len(given) < ROUNDS:
        _show_round(seed, rounds, given)
    else:
        _show_scores(seed, rounds, given, sampler)


def _show_round(seed: int, rounds: Sequence[Round], given: Sequence[int]) -> None:
    place = len(given)
    now = rounds[place]
    st.progress(
        place / ROUNDS,
        text=_("Round {place} of {count}: which of these two was drawn? Both are a {digit}.").format(
            place=number(place + 1), count=number(ROUNDS), digit=now.digit
        ),
    )
    sides = (
        (_("The left one, unmarked."), _("The left one"), "1"),
        (_("The right one, unmarked."), _("The right one"), "2"),
    )
    with st.container(horizontal=True, gap="small"):
        for side, (alt, label, key) in enumerate(sides):
            with st.container(width=COLUMN_WIDTH, horizontal_alignment="center"):
                drawing.put(now.images[side], SHOWN_WIDTH, f"game_{side}", alt)
                st.button(
                    label,
                    key=f"digits_game_{place}_{side}",
                    on_click=_answer,
                    args=(seed, place, side),
                    shortcut=key,
                    width="stretch",
                )
    if given:
        st.caption(_about_the_last(rounds[place - 1], given[-1]))
    else:
        st.caption(_("With the keyboard: 1 for the left one, 2 for the right one."))


def _about_the_last(last: Round, side: int) -> str:
    where = _("the left one") if last.drawn == 0 else _("the right one")
    if side == last.drawn:
        return _("Right: of the two of digit {digit}, {where} was drawn.").format(digit=last.digit, where=where)
    return _("Wrong: of the two of digit {digit}, {where} was drawn.").format(digit=last.digit, where=where)


def _show_scores(seed: int, rounds: Sequence[Round], given: Sequence[int], sampler: DigitSampler) -> None:
    chosen, opinions = play(rounds, sampler)
    yours = sum(side == one.drawn for side, one in zip(given, rounds, strict=True))
    its = sum(side == one.drawn for side, one in zip(chosen, rounds, strict=True))
    of_all = _("{right} of {count}")
    with st.container(horizontal=True, gap="large"):
        st.metric(_("You"), of_all.format(right=number(yours), count=number(ROUNDS)), width="content")
        st.metric(_("The discriminator"), of_all.format(right=number(its), count=number(ROUNDS)), width="content")
    st.markdown(verdict(yours, its))
    drawing.gallery(
        [
            drawing.Picture(
                one.images,
                [_("drawn") if side == one.drawn else _("real") for side in range(2)],
                [
                    _("you: right") if mine == one.drawn else _("you: wrong"),
                    (
                        _("it: right, {left} and {right}") if other == one.drawn else _("it: wrong, {left} and {right}")
                    ).format(left=percent(opinion[0], 0), right=percent(opinion[1], 0)),
                ],
                marked=one.drawn,
            )
            for one, mine, other, opinion in zip(rounds, given, chosen, opinions, strict=True)
        ]
    )
    st.caption(
        _(
            "Framed: the drawn one of each pair. The percentages are what the discriminator thinks of the two; it "
            "takes the lower one for the drawn one."
        )
    )
    st.button(
        _("Play this game again"), icon=":material/replay:", key="digits_game_again", on_click=_again, args=(seed,)
    )


def verdict(yours: int, its: int) -> str:
    """Who won, and what of it may be luck."""
    if yours > its:
        said = [_("You see more than the discriminator.")]
    elif yours < its:
        said = [_("The discriminator sees more than you.")]
    else:
        said = [_("You and the discriminator are even.")]
    if yours > ROUNDS // 2:
        said.append(
            _("Who only guesses is right {score} times or more in {share} of all games.").format(
                score=number(yours), share=percent(by_guessing(yours))
            )
        )
    else:
        said.append(_("Who only guesses is right 5 times of 10 on average: the drawn ones fooled you."))
    return " ".join(said)

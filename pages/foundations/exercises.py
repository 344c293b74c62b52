"""The end of a section: two or three exercises that check the answer and give a hint where it is not right yet."""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.shared import _, escape_markdown


@dataclass(frozen=True)
class Exercise:
    """A question whose answer the page knows because it computed it.

    Everything is in the visitor's language already; question and hint are Markdown and may hold ``$LaTeX$``.
    """

    question: str
    answer: float | str
    """A number, or one of the choices."""
    tolerance: float = 0.01
    """How far a number may be off, absolutely."""
    hint: str = ""
    choices: Sequence[str] | None = None


def show(topic: str, exercises: Sequence[Exercise]) -> None:
    """The exercises of a topic. Answers stay in the session and are checked again when the numbers above have moved."""
    st.subheader(_("Try it yourself"), anchor=False)
    for position, exercise in enumerate(exercises):
        key = f"foundations_{topic}_exercise_{position + 1}"
        with st.container(border=True, key=f"box_{key}"):
            st.markdown(f"**{position + 1}.** {exercise.question}")
            if exercise.choices is not None:
                _ask_choice(exercise, key)
            else:
                _ask_number(exercise, key)


def _ask_choice(exercise: Exercise, key: str) -> None:
    chosen = st.radio(
        _("Your answer"),
        list(exercise.choices or ()),
        index=None,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    if chosen is not None:
        _say(chosen == exercise.answer, exercise.hint)


def _ask_number(exercise: Exercise, key: str) -> None:
    typed = st.text_input(
        _("Your answer"),
        key=key,
        max_chars=40,
        placeholder=_("a number, then Enter"),
        label_visibility="collapsed",
        persist_state="session",
    )
    if not (typed or "").strip():
        return
    value = parse_number(typed or "")
    if value is None:
        st.info(
            _("Expected a number such as 0.25, 0,25 or 1/4, received {received}.").format(
                received=escape_markdown((typed or "")[:40])
            )
        )
    else:
        _say(abs(value - float(exercise.answer)) <= exercise.tolerance, exercise.hint)


def _say(right: bool, hint: str) -> None:
    if right:
        st.success(_("Right."), icon=":material/check_circle:")
    else:
        st.warning(_("Not yet.") + (f" {hint}" if hint else ""), icon=":material/lightbulb:")


def parse_number(text: str) -> float | None:
    """A typed number: a decimal point or comma, a fraction, any minus sign; None where it is no number."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")
    plain = plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain
    above, stroke, below = plain.partition("/")
    try:
        value = float(above) / (float(below) if stroke else 1.0)
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) else None

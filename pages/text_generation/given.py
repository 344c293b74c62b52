"""The text that the views "surprise" and "microscope" look at: pasted, or taken from what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.shared import _
from pages.text_generation.authors import EXAMPLES
from pages.text_generation.drafts import shelf_of

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

MOST_CHARACTERS = 100_000
"""What a visitor may paste; a view that looks at less of it says so."""


def choose_text(author: str) -> str:
    """The text to look at, the same in every view that asks: typed, pasted, or the author's last text by a click.

    At first it is what this visitor wrote with this author, else an example in the author's manner.
    """
    texts = shelf_of(author).drafts
    written = texts[0].whole if texts else ""
    given, example = st.session_state.get("text_given"), EXAMPLES.get(author, "")
    if given is None:
        st.session_state["text_given"] = written[:MOST_CHARACTERS] or example
    elif given != example and given in EXAMPLES.values():
        # Nobody's own words: another author, another example.
        st.session_state["text_given"] = example
    text = st.text_area(
        _("Text to look at"),
        key="text_given",
        persist_state="session",
        max_chars=MOST_CHARACTERS,
        height=150,
    )
    if written and written != text:
        st.button(
            _("Take what was written"),
            key="text_take",
            icon=":material/content_paste_go:",
            on_click=_take,
            args=(written,),
        )
    return (text or "")[:MOST_CHARACTERS]


def show_example(author: str) -> None:
    """A text of our own, on a click."""
    if author in EXAMPLES:
        st.button(
            _("An example"), key="text_example", icon=":material/lightbulb:", on_click=_take, args=(EXAMPLES[author],)
        )


def _take(written: str) -> None:
    st.session_state["text_given"] = written[:MOST_CHARACTERS]


def opening(generator: TextGenerator) -> str:
    """What a text is read behind: a poem, as in training, behind the end of another."""
    return "\n" if generator.vocabulary.poems else ""

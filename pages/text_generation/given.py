"""The text that the views "surprise" and "microscope" look at: pasted, or taken from what was written."""

import streamlit as st

from pages.shared.language import _
from pages.text_generation.authors import EXAMPLES
from pages.text_generation.drafts import shelf_of

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


def _take(written: str) -> None:
    st.session_state["text_given"] = written[:MOST_CHARACTERS]

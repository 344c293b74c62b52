"""The authors whose text a network has read, and which of them the visitor writes with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from models import storage
from pages.shared import _, address, loaders, title
from pages.text_generation.own_author import session as own_author_session

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

AUTHORS = storage.shipped_for("text_generation")
BEGINNINGS = {"shakespeare": "ROMEO:\n", "time_machine": "The Time Traveller ", "tang_poetry": "春"}
"""By author, the beginning that is offered."""
EXAMPLES = {
    "shakespeare": "KING EDWARD:\nMy lord, the night is dark, and I must ride\nTo London ere the morning. Fetch my "
    "horse.\n\nSERVANT:\nMy gracious lord, the underground is quicker:\nThe Circle Line will take us to the Tower.\n",
    "time_machine": "The Time Traveller put his hand upon the lever, and looked at us with a\nqueer smile. 'I have "
    "charged the batteries,' said he, 'and downloaded the\nmaps. In a week, or in a minute, I shall be back.'\n",
    "tang_poetry": "明月照高楼，清风入夜秋。手机无信号，独坐看江流。",
}
"""Texts of our own to look at, in the author's manner, with something in them that he cannot have expected."""
OWN = "own"
"""What the visitor's own author is called where a preset's name would stand."""


def beginning_of(author: str) -> str:
    """The beginning that is offered with an author."""
    return BEGINNINGS.get(author, "")


def choose_author() -> str:
    """The author that the visitor clicked or that the link names."""
    options = {author: title(author) for author in AUTHORS}
    if own_author_session.is_ready():
        options[OWN] = _("Your own")
    elif st.query_params.get("author") == OWN:
        address.take("author")  # nobody else has him, nor who loads the page anew: no fault of the link
    author = address.choose("author", _("Author"), options)
    prompt = st.session_state.get("text_prompt")
    if prompt is None or prompt in BEGINNINGS.values():
        # Nobody's own words: another author, another beginning.
        st.session_state["text_prompt"] = beginning_of(author)
    return author


def generator_of(author: str) -> TextGenerator:
    """The author's generator.

    Raises:
        PlaygroundError: it is missing or damaged, in one sentence.
    """
    return own_author_session.generator() if author == OWN else loaders.generator(author)

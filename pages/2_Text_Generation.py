"""Text generation: choose an author, give a beginning, read along while a network writes on, and look into it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared import N_, _, address, page, show_code
from pages.text_generation import authors, given, surprise, writing
from pages.text_generation.microscope import view as microscope
from pages.text_generation.own_author import view as own_author

# Each view draws its section and returns the functions that the page shows at its end.
ABOUT_A_TEXT: dict[str, Callable[[str, Any, str], tuple[Callable[..., Any], ...]]] = {
    "surprise": surprise.show,
    "microscope": microscope.show,
}
OTHERS: dict[str, Callable[[], tuple[Callable[..., Any], ...]]] = {"own": own_author.show}
NAMES = {
    "write": N_("Writing"),
    "surprise": N_("Surprise"),
    "microscope": N_("Microscope"),
    "own": N_("Your own author"),
}

with page("text_generation", whole=("view", "author", "text")):
    view = address.choose("view", _("View"), NAMES, collapsed=True)
    # What the view is about: the beginning to write on from, or the text to look at.
    text_key = "text_prompt" if view == "write" else "text_given"
    address.take_text(text_key)
    if view in OTHERS:
        show_code(*OTHERS[view]())
    else:
        author = authors.choose_author()
        generator = authors.generator_of(author)
        if view == "write":
            desk = writing.show(author, generator)
            show_code(*desk.functions)
        else:
            text = given.choose_text(author)
            show_code(*ABOUT_A_TEXT[view](author, generator, text))
    address.keep_text(st.session_state.get(text_key))
    if view == "write":
        # Last, so that the whole page stands, and its address, while the text grows.
        address.end()
        desk.write_on()

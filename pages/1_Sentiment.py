"""Sentiment: read a sentence, ask why, and read many at once. The language is recognised from the text."""

import streamlit as st

from pages.sentiment import compare, many, one_text, reading, scores
from pages.shared import N_, _, address, page, show_code

# Each view draws its section and returns the functions that the page shows at its end.
ABOUT_ONE_TEXT = {"read": one_text.show, "compare": compare.show}
EXAMPLES = {"read": reading.show_examples, "compare": compare.show_examples}
OTHERS = {"many": many.show, "scores": scores.show}
NAMES = {"read": N_("Read"), "compare": N_("Compare"), "many": N_("Many at once"), "scores": N_("Scores")}

with page("sentiment", whole=("view", "text", "model")):
    view = address.choose("view", _("View"), NAMES, collapsed=True)
    reading.follow_link()
    if view in OTHERS:
        reading.keep_in_link()
        show_code(*OTHERS[view]())
    else:
        text, language = reading.choose_text()
        reading.keep_in_link()
        result = st.container()
        EXAMPLES[view]()
        if not text.strip():
            result.info(_("Type a sentence above, or click an example."))
        else:
            with result:
                functions = ABOUT_ONE_TEXT[view](text, language)
            show_code(*functions)

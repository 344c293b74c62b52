"""Sentiment: read a sentence, ask why, and read many at once. The language is recognised from the text."""

import streamlit as st

from pages.sentiment import compare, link, many, one_text, reading, scores
from pages.shared.language import _
from pages.shared.page import page
from pages.shared.source import show_code

# Each view draws its section and returns the functions that the page shows at its end.
ABOUT_ONE_TEXT = {"read": one_text.show, "compare": compare.show}
EXAMPLES = {"read": reading.show_examples, "compare": compare.show_examples}
OTHERS = {"many": many.show, "scores": scores.show}
VIEWS = {**ABOUT_ONE_TEXT, **OTHERS}

with page("sentiment"):
    link.follow(list(VIEWS))
    view = link.choose_view(VIEWS)
    if view in OTHERS:
        link.keep(view)
        show_code(*VIEWS[view]())
    else:
        text, language = reading.choose_text()
        link.keep(view)
        result = st.container()
        EXAMPLES[view]()
        if not text.strip():
            result.info(_("Type a sentence above, or click an example."))
        else:
            with result:
                functions = VIEWS[view](text, language)
            show_code(*functions)

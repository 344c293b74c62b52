"""The home page: what is here, which models are ready, how good they are.

    streamlit run streamlit_app.py

It imports neither Keras nor TensorFlow, so it appears at once; they are brought in behind it while
the visitor reads.
"""

import streamlit as st

from pages.home.cards import CARDS, show_card, show_foundations
from pages.shared.language import _
from pages.shared.page import page
from pages.shared.source import show_code

COLUMNS = 3

with page("home"):
    for start in range(0, len(CARDS), COLUMNS):
        for card, column in zip(CARDS[start : start + COLUMNS], st.columns(COLUMNS), strict=False):
            with column:
                show_card(card)
    show_foundations()
    st.caption(
        _("Every figure was measured by `python -m training.evaluate` on data that the model never saw in training.")
    )
    show_code(show_card)

"""The home page: what is here, which models are ready, how good they are.

    streamlit run streamlit_app.py

It imports neither Keras nor TensorFlow, so it appears at once; they are brought in behind it while
the visitor reads.
"""

import streamlit as st

from pages.home.cards import CARDS, show_card, show_foundations
from pages.shared import _, page, show_code

COLUMNS = 3

with page("home"):
    for start in range(0, len(CARDS), COLUMNS):
        for card, column in zip(CARDS[start : start + COLUMNS], st.columns(COLUMNS), strict=False):
            with column:
                show_card(card)
    show_foundations()
    st.caption(
        _(
            "Every figure was measured by `python -m training.evaluate` and says of which kind it is. *Test*: on data "
            "that was not trained on and chose neither epoch nor temperature nor setting. *Validation*: on data like "
            "that which chose them. *Taught*: on what was trained on. Where test data had been looked at before "
            "something was decided, *How it was made* says so."
        )
    )
    show_code(show_card)

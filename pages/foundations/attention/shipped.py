"""The shipped sentiment Transformer on the attention section: NumPy beside Keras on the visitor's text."""

import pandas as pd
import streamlit as st

from pages.foundations import sentences
from pages.shared.language import _
from pages.shared.words import term

ASKED = "foundations_attention_asked"


def show_beside_keras() -> None:
    """The visitor's text through NumPy and through Keras, and how far their probabilities are apart."""
    st.subheader(_("The shipped Transformer, in NumPy and in Keras"), anchor=False)
    st.markdown(
        _(
            "The weights of the shipped sentiment model put into the layers of this page: token vectors, two blocks of "
            "attention, the convolutions and the table of votes beside them, and the calibrated softmax at the end."
        )
    )
    text = st.text_input(
        _("A text to judge"),
        "this is not bad, but i would not watch it again",
        max_chars=sentences.LONGEST,
        key="foundations_attention_shipped",
        bind="query-params",
    )
    text = (text or "")[: sentences.LONGEST]
    if not st.session_state.get(ASKED):
        st.button(
            _("Run both"),
            icon=":material/compare_arrows:",
            key="foundations_attention_run",
            on_click=_ask,
            type="primary",
        )
        return
    reader = sentences.shipped_reader()
    if not reader.classifier.tokenizer.pieces(text):
        st.info(_("Type a text first."))
        return
    both = reader.compare([text])
    st.dataframe(
        pd.DataFrame(
            {
                _("label"): [term(label) for label in reader.classifier.labels],
                "NumPy": both.ours[0].astype(float),
                "Keras": both.keras[0].astype(float),
                _("difference"): (both.ours - both.keras)[0].astype(float),
            }
        ),
        hide_index=True,
        key="foundations_attention_beside",
        column_config={
            "NumPy": st.column_config.NumberColumn(format="%.6f"),
            "Keras": st.column_config.NumberColumn(format="%.6f"),
            _("difference"): st.column_config.NumberColumn(format="%.1e"),
        },
    )
    st.caption(
        _(
            "The largest difference of two probabilities is {largest}. Text to tokens, the weights and the temperature "
            "are the shipped model's own; the network and the softmax are computed twice."
        ).format(largest=f"{both.largest:.1e}")
    )


def _ask() -> None:
    st.session_state[ASKED] = True

"""The shipped sentiment Transformer on the attention section: NumPy beside Keras on the visitor's text."""

import streamlit as st

from pages.foundations import sentences
from pages.shared import _, term


def show_beside_keras() -> None:
    """The visitor's text through NumPy and through Keras, and how far their probabilities are apart."""
    st.subheader(_("The shipped Transformer, in NumPy and in Keras"), anchor=False)
    st.markdown(
        _(
            "The weights of the shipped sentiment model put into the layers of this page: token vectors and their "
            "places, one block of attention after the other, the mean of what comes out, and the calibrated softmax at "
            "the end."
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
    if not sentences.both_asked("attention"):
        return
    reader = sentences.shipped_reader()
    if not reader.classifier.tokenizer.pieces(text):
        st.info(_("Type a text first."))
        return
    both = sentences.read_twice(text)
    labels = [term(label) for label in reader.classifier.labels]
    sentences.show_beside("attention", {_("label"): labels}, both.ours[0], both.keras[0])
    st.caption(
        _(
            "The largest difference of two probabilities is {largest}. Text to tokens, the weights and the temperature "
            "are the shipped model's own; the network and the softmax are computed twice."
        ).format(largest=f"{both.largest:.1e}")
    )

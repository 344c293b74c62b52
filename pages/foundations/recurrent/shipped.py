"""The shipped Shakespeare LSTM on the recurrent section: its gates over a text, and NumPy beside Keras."""

import numpy as np
import streamlit as st

from pages.foundations import sentences
from pages.foundations.recurrent.walks import Walk, visible
from pages.shared import _, number, whole_within

UNITS = 8
NEXT_SHOWN = 5


def walk(text: str, most: int) -> Walk | None:
    """The text through one layer of the shipped network, character by character; None where there is none."""
    left, right = st.columns(2)
    layer = left.slider(_("Layer"), 1, 2, 1, key="foundations_rnn_layer", bind="query-params")
    writer = sentences.shipped_writer()
    hidden_size = writer.twin.layers[0].hidden_size
    first = right.number_input(
        _("First unit shown"),
        1,
        hidden_size - UNITS + 1,
        1,
        UNITS,
        key="foundations_rnn_first",
        bind="query-params",
    )
    start = whole_within(first, 1, hidden_size - UNITS + 1) - 1
    characters = sentences.cut(list(text), most)
    if not characters:
        return None
    works = writer.twin.show_work(writer.vocabulary.encode("".join(characters))[None])
    work = works[whole_within(layer, 1, len(works)) - 1]
    shown = slice(start, start + UNITS)
    return Walk(characters, {name: value[0, :, shown] for name, value in work.items()}, first_unit=start + 1)


def show_beside_keras() -> None:
    """The visitor's text through NumPy and through Keras, and how far their probabilities are apart."""
    st.subheader(_("The shipped LSTM, in NumPy and in Keras"), anchor=False)
    st.markdown(
        _(
            "The weights of the shipped Shakespeare network (two layers of 512 units) put into the layers of this "
            "page: both read the same text and say what may come next."
        )
    )
    text = st.text_area(
        _("A text in Shakespeare's English"),
        "ROMEO:\nBut soft, what light through yonder window",
        max_chars=sentences.LONGEST,
        key="foundations_rnn_shipped",
        bind="query-params",
        height=100,
    )
    text = (text or "")[: sentences.LONGEST]
    if not sentences.both_asked("rnn"):
        return
    if not text:
        st.info(_("Type a text first."))
        return
    writer = sentences.shipped_writer()
    both = writer.compare(text)
    last = both.ours[-1]
    order = np.argsort(-last)[:NEXT_SHOWN]
    names = [_name(writer, int(token)) for token in order]
    sentences.show_beside("rnn", {_("next character"): names}, last[order], both.keras[-1][order])
    st.caption(
        _(
            "After each of the {count} characters a probability for each of {size}: the largest difference of all is "
            "{largest}. The table shows the most probable characters behind the last one. Text to numbers is the "
            "shipped model's own; everything after that is computed twice."
        ).format(count=number(len(text)), size=number(both.ours.shape[1]), largest=f"{both.largest:.1e}")
    )


def _name(writer: object, token: int) -> str:
    characters = writer.vocabulary.characters  # type: ignore[attr-defined]
    return visible(characters[token - 1]) if token else _("unknown")

"""A typed sentence as numbers: its words with a vector each, and the shipped networks that run in NumPy."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from models import storage
from pages.shared import _, loaders, number, warm_up

if TYPE_CHECKING:
    from models.sentiment import SentimentClassifier
    from models.side_by_side.shipped import Beside, ShippedReader, ShippedWriter

LONGEST = 300
"""Characters that a text field takes."""
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’][^\W\d_\u3400-\u9fff]+)*|\d+|[^\w\s]|[\u3400-\u9fff]|\w")


def words_of(text: str, most: int) -> list[str]:
    """The words, signs and Chinese characters of a text; of more than ``most`` the first, and a sentence says so."""
    words = _WORD.findall(text[:LONGEST])
    return cut(words, most)


def cut(tokens: list[str], most: int) -> list[str]:
    """The first ``most`` tokens; one sentence where there are more."""
    if len(tokens) > most:
        st.info(
            _("Only the first {most} of {count} are shown.").format(most=number(most), count=number(len(tokens))),
            icon=":material/content_cut:",
        )
    return tokens[:most]


def vectors(words: list[str], size: int, seed: int) -> np.ndarray:
    """A random vector for each word, (words, size): the same word has the same vector wherever it stands."""
    found = []
    for word in words:
        digest = hashlib.sha256(word.lower().encode("utf-8")).digest()
        found.append(np.random.default_rng([seed, *digest[:8]]).standard_normal(size))
    return np.array(found).reshape(len(words), size)


def ask(key: str, default: str) -> str:
    """The field for a sentence; the address carries it."""
    text = st.text_input(
        _("A sentence"), default, max_chars=LONGEST, key=key, bind="query-params", persist_state="session"
    )
    return (text or "")[:LONGEST]


def both_asked(section: str) -> bool:
    """Whether the visitor wants to see both networks run, which takes seconds; until then, the button for it."""
    asked = f"foundations_{section}_asked"
    if not st.session_state.get(asked):
        st.button(
            _("Run both"),
            icon=":material/compare_arrows:",
            key=f"foundations_{section}_run",
            on_click=_ask,
            args=(asked,),
            type="primary",
        )
    return bool(st.session_state.get(asked))


def _ask(asked: str) -> None:
    st.session_state[asked] = True


def show_beside(section: str, names: Mapping[str, Sequence[str]], ours: np.ndarray, keras: np.ndarray) -> None:
    """Our numbers beside Keras's, and how far they are apart; ``names`` is the column that says whose they are."""
    st.dataframe(
        pd.DataFrame(
            {
                **names,
                "NumPy": ours.astype(float),
                "Keras": keras.astype(float),
                _("difference"): (ours - keras).astype(float),
            }
        ),
        hide_index=True,
        key=f"foundations_{section}_beside",
        column_config={
            "NumPy": st.column_config.NumberColumn(format="%.6f"),
            "Keras": st.column_config.NumberColumn(format="%.6f"),
            _("difference"): st.column_config.NumberColumn(format="%.1e"),
        },
    )


def shipped_writer() -> ShippedWriter:
    """The shipped Shakespeare LSTM, in NumPy and in Keras.

    Raises:
        PlaygroundError: the preset is missing or damaged, in one sentence.
    """
    path = storage.PRETRAINED / "shakespeare"
    with st.spinner(_("Opening the model …")):
        warm_up.wait()
        return _writer(str(path), loaders.stamp(path) if path.is_dir() else ())


def shipped_reader() -> ShippedReader:
    """The shipped English sentiment Transformer, in NumPy and in Keras.

    Raises:
        PlaygroundError: the preset is missing or damaged, in one sentence.
    """
    classifier = loaders.classifier("sentiment_en")
    path = storage.PRETRAINED / "sentiment_en"
    return _reader(str(path), loaders.stamp(path), classifier)


def read_twice(text: str) -> Beside:
    """What the shipped Transformer says of a text, in NumPy and in Keras.

    Kept once computed: whatever the visitor moves elsewhere in the section runs all of it again.
    """
    path = storage.PRETRAINED / "sentiment_en"
    return _read_twice(text, str(path), loaders.stamp(path), shipped_reader())


@st.cache_resource(max_entries=1, show_spinner=False)
def _writer(path: str, stamp: loaders.Stamp) -> ShippedWriter:
    from models.side_by_side.shipped import ShippedWriter

    return ShippedWriter.load(path)


@st.cache_resource(max_entries=1, show_spinner=False)
def _reader(path: str, stamp: loaders.Stamp, _classifier: SentimentClassifier) -> ShippedReader:
    from models.side_by_side.shipped import ShippedReader

    return ShippedReader(_classifier)


@st.cache_data(max_entries=64, show_spinner=False)
def _read_twice(text: str, path: str, stamp: loaders.Stamp, _both: ShippedReader) -> Beside:
    return _both.compare([text])

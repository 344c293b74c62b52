"""Embedding: each word takes its row of a table, and sends its gradient back to it."""

import numpy as np
import streamlit as st

from models.from_scratch.embedding import Embedding
from pages.foundations import drawing, exercises
from pages.foundations.exercises import Exercise
from pages.shared import _, escape_markdown, show_code, whole_within

MOST_WORDS = 12
LONGEST = 14
"""Characters of a word that are shown."""


def show() -> None:
    """The view."""
    st.markdown(
        _(
            "A network computes with numbers, so each word of the vocabulary gets a **row of a table**, and training "
            "moves the rows. Looking a row up is the same as multiplying a one-hot vector by the table, without the "
            "multiplication."
        )
    )
    drawing.equations(
        r"y_t &= E_{x_t}",
        r"\tfrac{\partial L}{\partial E_v} &= \textstyle\sum_{t:\, x_t = v} \tfrac{\partial L}{\partial y_t}",
    )
    text = st.text_input(
        _("Words"), "the cat sat on the mat", max_chars=120, key="foundations_words", bind="query-params"
    )
    left, right = st.columns(2)
    size = whole_within(
        left.slider(_("Numbers for each word"), 1, 6, 4, key="foundations_embedding_size", bind="query-params"), 1, 6
    )
    seed = whole_within(
        right.number_input(_("Seed"), 0, 10**6, 1, key="foundations_embedding_seed", bind="query-params"), 0, 10**6
    )
    words = (text or "").lower().split()[:MOST_WORDS]
    if not words:
        st.info(_("Type a word or more."))
        return
    vocabulary = sorted(set(words))
    tokens = np.array([vocabulary.index(word) for word in words])
    layer = Embedding(len(vocabulary), size, generator=np.random.default_rng(seed))
    layer.parameters["embeddings"] *= 20  # from -1 to 1: easier on the eye than Keras's start of +-0.05
    y = layer.forward(tokens)  # (words, size)
    place = _choose_word(words)
    _show(layer, vocabulary, tokens, y, place)
    exercises.show("layers_embedding", _exercises(vocabulary, words, tokens, size))
    show_code(Embedding.forward, Embedding.backward)


def _choose_word(words: list[str]) -> int:
    if len(words) == 1:
        return 0
    key = "foundations_word"
    if key in st.session_state:
        st.session_state[key] = whole_within(st.session_state[key], 1, len(words))
    return (
        whole_within(st.slider(_("Place in the text"), 1, len(words), 1, key=key, bind="query-params"), 1, len(words))
        - 1
    )


def _show(layer: Embedding, vocabulary: list[str], tokens: np.ndarray, y: np.ndarray, place: int) -> None:
    """The table and the output, the chosen word's row framed in both; then the gradient by the table."""
    E, token = layer.parameters["embeddings"], int(tokens[place])
    columns = [str(column) for column in range(E.shape[1])]
    shown = [word if len(word) <= LONGEST else word[: LONGEST - 1] + "…" for word in vocabulary]
    word = escape_markdown(shown[token])
    left, right = st.columns(2)
    with left:
        drawing.heat_map(
            E,
            "foundations_embedding_table",
            _(
                "The table E: {rows} words, {columns} numbers each. “{word}” is token {token}: its row is framed."
            ).format(rows=len(vocabulary), columns=E.shape[1], word=word, token=token),
            drawing.Cells(
                rows=shown, columns=columns, most=1.0, marked=[(token, column) for column in range(E.shape[1])]
            ),
        )
    with right:
        drawing.heat_map(
            y,
            "foundations_embedding_output",
            _("The output: a row for each word of the text. Place {place} is “{word}”.").format(
                place=place + 1, word=word
            ),
            drawing.Cells(
                rows=[shown[number] for number in tokens],
                columns=columns,
                most=1.0,
                marked=[(place, column) for column in range(E.shape[1])],
            ),
        )
    st.markdown(
        "x = [" + ", ".join(f"**{number}**" if t == place else str(number) for t, number in enumerate(tokens)) + "]"
    )
    layer.backward(np.ones_like(y))
    dE = layer.gradients["embeddings"]
    twice = [escape_markdown(name) for name, row in zip(shown, dE, strict=True) if row[0] > 1]
    said = _("A gradient of 1 from every output number: each row of the table gets as many as its word has places.")
    if twice:
        said += " " + _("More than once: {words}.").format(words=_(", ").join(twice))
    drawing.heat_map(
        dE,
        "foundations_embedding_back",
        said,
        drawing.Cells(rows=shown, columns=columns, most=max(float(dE.max()), 1.0), two_sided=False, decimals=0),
    )


def _exercises(vocabulary: list[str], words: list[str], tokens: np.ndarray, size: int) -> list[Exercise]:
    most = int(np.bincount(tokens).argmax())
    count = int((tokens == most).sum())
    shipped = Embedding(10_000, 128).parameters["embeddings"].size
    return [
        Exercise(
            _("How many parameters has an embedding of 10,000 words, 128 numbers each?"),
            float(shipped),
            0.1,
            _("One table: rows times columns."),
        ),
        Exercise(
            _(
                "Every output number has a gradient of 0.5. What is the gradient by each number in the row of “{word}”?"
            ).format(word=escape_markdown(vocabulary[most][:LONGEST])),
            0.5 * count,
            0.001,
            _("Count the places of the word in the text: their gradients add up."),
        ),
        Exercise(
            _("One-hot vectors times E instead: how many multiplications would this text cost?"),
            float(len(words) * len(vocabulary) * size),
            0.1,
            _("A matrix of places by words times one of words by numbers."),
        ),
    ]

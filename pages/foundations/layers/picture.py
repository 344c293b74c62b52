"""The picture that a window slides over: one of a few, a digit drawn by the shipped GAN, or the visitor's own."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from models.errors import PlaygroundError
from pages.shared import N_, _, address, loaders, sentence, whole_within

BRIGHTEST = 9
LIMIT = 99.0
"""Of a number that a visitor types, either way."""
PICTURES = {
    "edge": ["0009999", "0009999", "0009999", "0009999", "0009999", "0009999", "0009999"],
    "cross": ["0009000", "0009000", "0009000", "9999999", "0009000", "0009000", "0009000"],
    "slope": ["9876543", "8765432", "7654321", "6543210", "5432100", "4321000", "3210000"],
}
"""Pictures of a few grey levels, 0 to 9, a string a row."""
NAMES = {
    "edge": N_("an edge"),
    "cross": N_("a cross"),
    "slope": N_("a slope"),
    "digit": N_("a digit from the GAN"),
    "own": N_("my own numbers"),
}


def choose() -> np.ndarray:
    """A picture of numbers 0 to 9, or whatever the visitor types: (height, width)."""
    chosen = address.choose("picture", _("Picture"), NAMES)
    if chosen == "own":
        st.caption(_("Click a cell and type."))
        return edit("own_picture", rows_of(PICTURES["edge"]))
    if chosen == "digit":
        drawn = _digit()
        if drawn is not None:
            return drawn
        chosen = "edge"
    return rows_of(PICTURES[chosen])


def rows_of(strings: Sequence[str]) -> np.ndarray:
    """Numbers from strings of single digits: (rows, columns)."""
    return np.array([[float(digit) for digit in row] for row in strings])


def _digit() -> np.ndarray | None:
    """A drawn digit, 14 pixels a side: four neighbours averaged to one, ink as 0 to 9."""
    left, right = st.columns(2)
    digit = left.number_input(_("Digit"), 0, 9, 5, key="foundations_digit", bind="query-params")
    seed = right.number_input(_("Seed"), 0, 10**6, 1, key="foundations_digit_seed", bind="query-params")
    digit, seed = whole_within(digit, 0, 9), whole_within(seed, 0, 10**6)
    try:
        image = loaders.sampler("digits").sample(1, labels=digit, seed=seed)[0]
    except PlaygroundError as error:
        st.info(sentence(error))
        return None
    quarters = image.astype(np.float64).reshape(14, 2, 14, 2).mean(axis=(1, 3))
    return np.round(BRIGHTEST * quarters / 255)


def edit(name: str, start: np.ndarray, step: float = 1.0, rows: Sequence[str] | None = None) -> np.ndarray:
    """A matrix that the visitor edits, and that the address carries as ``?name=1,2,...``; of the shape of ``start``."""
    base_key, number_key, last_key = (f"foundations_{name}_{part}" for part in ("base", "number", "last"))
    asked = address.take_numbers(name, start.ravel().tolist(), -LIMIT, LIMIT)
    values = None if asked is None else np.array(asked)
    editor = f"foundations_{name}_{st.session_state.get(number_key, 0)}"
    if values is None and editor not in st.session_state:
        # Streamlit forgets the edits of an editor that was not on the page for a while.
        values = st.session_state.get(last_key)
    if values is not None and values.size == start.size:
        st.session_state[base_key] = values.reshape(start.shape)
        # A new editor: the old one would lay its edits over these numbers.
        number = st.session_state[number_key] = st.session_state.get(number_key, 0) + 1
        editor = f"foundations_{name}_{number}"
    base = st.session_state.setdefault(base_key, start)
    columns = [str(column) for column in range(start.shape[1])]
    edited = st.data_editor(
        pd.DataFrame(base, columns=columns, index=list(rows) if rows else None),
        key=editor,
        hide_index=rows is None,
        num_rows="fixed",
        column_config={
            column: st.column_config.NumberColumn(
                min_value=-LIMIT, max_value=LIMIT, step=step, format="%.4g", width=52, required=True
            )
            for column in columns
        },
        width="content",
    )
    values = np.clip(np.nan_to_num(edited.to_numpy(np.float64)), -LIMIT, LIMIT)  # of the shape of ``start``
    st.session_state[last_key] = values
    address.keep_numbers(name, values.ravel().tolist(), start.ravel().tolist())
    return values

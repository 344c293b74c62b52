"""The view "Microscope": what goes on inside the network while it reads a text, and what happens if a unit is held."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from pages.shared import _, number
from pages.text_generation.given import opening, show_example
from pages.text_generation.microscope import hold as microscope_hold
from pages.text_generation.microscope import map as microscope_map
from pages.text_generation.microscope import units as microscope_units

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

MOST_CHARACTERS = 1_500
"""What is read of a text: every gate of every unit at every character is kept in memory."""
Traces = list[dict[str, np.ndarray]]


def show(author: str, generator: TextGenerator, text: str) -> tuple[Callable[..., Any], ...]:
    """Units that track something, the text coloured by one of them, a heat map of many, and one held.

    Returns:
        The functions that did it, to be shown at the end of the page.
    """
    show_example(author)
    functions = (type(generator).trace, microscope_hold.write_and_read)
    if not text.strip():
        st.info(_("Paste a text above, or click the example, to see what the network holds in mind while it reads."))
        return functions
    read = text[:MOST_CHARACTERS]
    if len(text) > len(read):
        st.warning(
            _("Your text has {count} characters; the microscope reads the first {limit}.").format(
                count=number(len(text)), limit=number(MOST_CHARACTERS)
            )
        )
    with st.spinner(_("Reading …"), show_time=True):
        traces = _traces(generator, id(generator), read)[1]
    st.subheader(_("One unit along the text"), anchor=False)
    chosen = microscope_units.choose(author, generator, traces)
    microscope_units.show_text(generator, read, traces, chosen)
    st.subheader(_("Many units at once"), anchor=False)
    microscope_map.show(author, generator, read, traces)
    st.subheader(_("Hold the unit, and see what changes"), anchor=False)
    microscope_hold.show(author, generator, read, chosen)
    return functions


@st.cache_resource(max_entries=4, show_spinner=False)
def _traces(_generator: TextGenerator, identity: int, text: str) -> tuple[TextGenerator, Traces]:
    """Every quantity of every layer along the text, float16 (len(text), hidden_size).

    Shared by all visitors, since it is large. The generator is kept with it, so that no other can get its identity.
    """
    before = len(opening(_generator))
    layers = _generator.trace(opening(_generator) + text)
    return _generator, [
        {name: values[before:].astype(np.float16) for name, values in layer.items()} for layer in layers
    ]

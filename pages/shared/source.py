"""The end of every page: the code that ran, taken from the running functions and never typed again."""

import inspect
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared.language import _


def show_code(*functions: Callable[..., Any]) -> None:
    """Show the source of the functions that did the page's work, in a fold at its end."""
    st.space("small")
    with st.expander(_("Show the code that ran"), icon=":material/code:"):
        for function in functions:
            real = inspect.unwrap(function)
            st.caption(f"`{real.__module__}.{real.__qualname__}`")
            st.code(inspect.cleandoc(inspect.getsource(real)), language="python", wrap_lines=True)

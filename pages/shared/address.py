"""What every page says of a link that it cannot follow to the letter."""

from collections.abc import Sequence

import streamlit as st

from pages.shared.language import _, escape_markdown


def show_left_out(parts: Sequence[str]) -> None:
    """One sentence with the parts of a link that mean nothing here, such as ``view=nowhere``; none without parts."""
    if parts:
        said = _(", ").join(escape_markdown(part if len(part) <= 60 else part[:60] + "…") for part in parts)
        st.warning(_("A part of this link means nothing here and is left out: {parts}.").format(parts=said))

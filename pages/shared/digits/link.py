"""The page's state in its address, so that a link opens on the same view with the same digits.

``?view=walk&digits_seed=7``: the view is kept here, everything else by the widgets, which are bound to the address
under their keys. A number that no widget would send is said in one sentence and left out.
"""

from collections.abc import Callable, Collection, Sequence

import streamlit as st

from pages.shared.language import N_, _, escape_markdown
from pages.shared.words import number

VIEW_NAMES = {
    "draw": N_("Draw"),
    "walk": N_("Walk"),
    "opinion": N_("Real or drawn?"),
    "honest": N_("Is it honest?"),
    "learnt": N_("How it learnt"),
    "own": N_("Draw one yourself"),
}

_WRITTEN = "digits_link"
_TOUCHED = "digits_touched"


def follow(views: Sequence[str]) -> None:
    """Take over the view that the address names, where it is a link that was followed and not one of this page's own.

    Called before any of the page's widgets is drawn.
    """
    asked = st.query_params.get("view")
    # A click that overtakes the address written for the click before it brings the older address along.
    touched = st.session_state.pop(_TOUCHED, False)
    if touched or asked is None or asked == st.session_state.get(_WRITTEN):
        return
    if asked in views:
        st.session_state["digits_view"] = asked
        return
    part = escape_markdown("view=" + (asked if len(asked) <= 60 else asked[:60] + "…"))
    st.warning(_("A part of this link means nothing here and is left out: {parts}.").format(parts=part))


def touched() -> None:
    """For ``on_change`` of what chooses the view: this run was started by it, so it decides and not the address."""
    st.session_state[_TOUCHED] = True


def keep(view: str) -> None:
    """Write the view into the address."""
    st.session_state[_WRITTEN] = view
    if st.query_params.get("view") != view:
        # Not from_dict: the rest of the address belongs to the widgets that are bound to it.
        st.query_params["view"] = view


def choose_view(views: Collection[str]) -> str:
    """The views side by side; the chosen one by name."""
    first = next(iter(views))
    chosen = st.segmented_control(
        _("View"),
        list(views),
        default=None if "digits_view" in st.session_state else first,
        required=True,
        format_func=lambda view: _(VIEW_NAMES[view]),
        key="digits_view",
        on_change=touched,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen if chosen is not None and chosen in views else first


def whole_number_asked(key: str, name: str, lowest: int, highest: int) -> None:
    """Say so where the address asks a widget for a whole number that it does not have.

    Called before the widget is drawn: it leaves such a number out without a word, and takes it from the address.

    Args:
        key: of the widget, which is also the name in the address.
        name: what the visitor knows it as.
        lowest: the widget's own limit.
        highest: likewise.
    """
    _asked(key, name, int, lowest, highest)


def number_asked(key: str, name: str, lowest: float, highest: float) -> None:
    """The same for a number that need not be whole."""
    _asked(key, name, float, lowest, highest)


def _asked(key: str, name: str, read: Callable[[str], float], lowest: float, highest: float) -> None:
    asked = st.query_params.get(key)
    if asked is None:
        return
    try:
        fits = lowest <= read(asked) <= highest
    except ValueError:
        fits = False
    if not fits:
        st.warning(
            _(
                "The link asks for something that is left out. {name}: expected {lowest} to {highest}, "
                "received {received}."
            ).format(
                name=name,
                lowest=number(lowest),
                highest=number(highest),
                received=escape_markdown(asked if len(asked) <= 40 else asked[:40] + "…"),
            )
        )

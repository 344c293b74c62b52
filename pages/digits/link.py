"""The page's state in its address, so that a link opens on the same view with the same digits.

``?view=walk&digits_seed=7``: the view is kept here, everything else by the widgets, which are bound to the address
under their keys. A number that no widget would send is said in one sentence and left out.
"""

from collections.abc import Callable, Collection, Mapping

import streamlit as st

from pages.shared.address import show_left_out
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

ONLY_IN = {"way": ("walk",), "gan": ("honest", "learnt")}
"""What else is kept here, and the views that it belongs to."""


def follow(views: Collection[str]) -> None:
    """Take over the view that the address names, where it is a link that was followed and not one of this page's own.

    Called before any of the page's widgets is drawn.
    """
    _follow("view", views)


def keep(view: str) -> None:
    """Write the view into the address, and take what belongs to another view out of it."""
    for name, owners in ONLY_IN.items():
        if view not in owners and name in st.query_params:
            del st.query_params[name]
    _keep("view", view)


def choose_view(views: Collection[str]) -> str:
    """The views side by side; the chosen one by name."""
    return _choose("view", _("View"), {view: VIEW_NAMES[view] for view in views})


def choose(name: str, label: str, options: Mapping[str, str]) -> str:
    """One of a few, side by side, by a name that is the same in a link in every language.

    Args:
        name: what the address calls it.
        label: what it chooses, for who cannot see it.
        options: what a visitor knows each option as, marked for translation.
    """
    _follow(name, options)
    chosen = _choose(name, label, options)
    _keep(name, chosen)
    return chosen


def _follow(name: str, options: Collection[str]) -> None:
    asked = st.query_params.get(name)
    # A click that overtakes the address written for the click before it brings the older address along.
    touched = st.session_state.pop(f"digits_{name}_touched", False)
    if touched or asked is None or asked == st.session_state.get(f"digits_{name}_written"):
        return
    if asked in options:
        st.session_state[f"digits_{name}"] = asked
        return
    show_left_out([f"{name}={asked}"])


def _keep(name: str, value: str) -> None:
    st.session_state[f"digits_{name}_written"] = value
    if st.query_params.get(name) != value:
        # Not from_dict: the rest of the address belongs to the widgets that are bound to it.
        st.query_params[name] = value


def _touch(name: str) -> None:
    """This run was started by the control, so it decides and not the address."""
    st.session_state[f"digits_{name}_touched"] = True


def _choose(name: str, label: str, options: Mapping[str, str]) -> str:
    first = next(iter(options))
    chosen = st.segmented_control(
        label,
        list(options),
        default=None if f"digits_{name}" in st.session_state else first,
        required=True,
        format_func=lambda option: _(options[option]),
        key=f"digits_{name}",
        on_change=_touch,
        args=(name,),
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen if chosen is not None and chosen in options else first


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

"""The page's state in its address, so that a link opens on the same view, author and text.

``?view=write&author=shakespeare&text=ROMEO%3A``: ``text`` is the beginning to write on from in the view "write" and
the text to look at in the others; one longer than :data:`MOST_CHARACTERS` stays out. Whoever follows a link gets what
it says; from then on the widgets decide and the address follows them.
"""

from collections.abc import Sequence

import streamlit as st

from models.storage import shipped_for
from pages.shared.address import show_left_out
from pages.shared.language import N_, _
from pages.shared.words import number

AUTHORS, OWN = shipped_for("text_generation"), "own"

MOST_CHARACTERS = 500
"""Of a text in a link: a Chinese character takes nine bytes there, and many servers take no address over 8 kB."""
VIEW_NAMES = {
    "write": N_("Writing"),
    "surprise": N_("Surprise"),
    "microscope": N_("Microscope"),
    "own": N_("Your own author"),
}
NAMES = ("view", "author", "text")

_WRITTEN = "text_link"
_TOUCHED = "text_touched"


def text_key(view: str) -> str:
    """Where the session keeps the text that this view is about."""
    return "text_prompt" if view == "write" else "text_given"


def follow(views: Sequence[str]) -> None:
    """Take over what the address says, where it is a link that was followed and not one that this page wrote.

    Called before any of the page's widgets is drawn. A value that means nothing here is left out, in one sentence.
    """
    asked = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    # A click that overtakes the address written for the click before it brings the older address along.
    touched = st.session_state.pop(_TOUCHED, False)
    if touched or not asked or asked == st.session_state.get(_WRITTEN):
        return
    bad = []
    view, author, text = asked.get("view", views[0]), asked.get("author"), asked.get("text")
    if view not in views:
        bad.append(f"view={view}")
        view = views[0]
    st.session_state["text_view"] = view
    if author is not None and author not in AUTHORS:
        # A visitor's own author is not in anybody else's session.
        bad.append(f"author={author}")
    elif author is not None:
        st.session_state["text_author"] = author
    if text is not None and len(text) > MOST_CHARACTERS:
        bad.append(_("a text of more than {limit} characters").format(limit=number(MOST_CHARACTERS)))
    elif text is not None:
        st.session_state[text_key(view)] = text
    if bad != [f"author={OWN}"]:
        show_left_out(bad)


def touched() -> None:
    """For ``on_change`` and ``on_click``: this run was started by a widget, so the widgets decide."""
    st.session_state[_TOUCHED] = True


def keep(view: str, author: str | None) -> None:
    """Write the state into the address; a text that is too long for it stays out."""
    text = st.session_state.get(text_key(view))
    state = {"view": view}
    if author is not None:
        state["author"] = author
    if text and len(text) <= MOST_CHARACTERS:
        state["text"] = text
    st.session_state[_WRITTEN] = state
    for name in NAMES:
        if name not in state and name in st.query_params:
            del st.query_params[name]
    changed = {name: value for name, value in state.items() if st.query_params.get(name) != value}
    if changed:
        # Not from_dict: the settings of the view "write" are bound to the address by their widgets.
        st.query_params.update(changed)


def choose_view(views: Sequence[str]) -> str:
    """The views side by side; the chosen one by name."""
    if len(views) == 1:
        return views[0]
    chosen = st.segmented_control(
        _("View"),
        views,
        default=None if "text_view" in st.session_state else views[0],
        required=True,
        format_func=lambda view: _(VIEW_NAMES[view]),
        key="text_view",
        on_change=touched,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen if chosen is not None and chosen in views else views[0]

"""The page's state in its address, so that a link opens on the same view, sentence and model.

``?view=read&text=not+bad&model=sentiment_en&lang=en``: ``model`` is absent where the text's language decides, and a
text longer than :data:`MOST_CHARACTERS` stays out. Whoever follows a link gets what it says; from then on the widgets
decide and the address follows them.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.shared.address import show_left_out
from pages.shared.language import LANGUAGES, N_, _
from pages.shared.words import number

MOST_CHARACTERS = 500
"""Of a text in a link: a Chinese character takes nine bytes there, and many servers take no address over 8 kB."""
AUTOMATIC = "automatic"
VIEW_NAMES = {
    "read": N_("Read"),
    "compare": N_("Compare"),
    "many": N_("Many at once"),
    "scores": N_("Scores"),
}
MODELS = {f"sentiment_{code}": code for code in LANGUAGES}
"""What a link calls the models: preset -> the language it reads."""

_WRITTEN = "sentiment_link"
_TOUCHED = "sentiment_touched"


def follow(views: Sequence[str]) -> None:
    """Take over what the address says, where it is a link that was followed and not one that this page wrote.

    Called before any of the page's widgets is drawn. A value that means nothing here is left out, in one sentence.
    """
    asked = {name: st.query_params[name] for name in ("view", "text", "model") if name in st.query_params}
    # A click that overtakes the address written for the click before it brings the older address along.
    touched = st.session_state.pop(_TOUCHED, False)
    if touched or not asked or asked == st.session_state.get(_WRITTEN):
        return
    bad = []
    view, model, text = asked.get("view", views[0]), asked.get("model"), asked.get("text")
    if view not in views:
        bad.append(f"view={view}")
    else:
        st.session_state["sentiment_view"] = view
    if model is not None and model not in MODELS:
        bad.append(f"model={model}")
    else:
        st.session_state["sentiment_language"] = AUTOMATIC if model is None else MODELS[model]
    if text is not None and len(text) > MOST_CHARACTERS:
        bad.append(_("a text of more than {limit} characters").format(limit=number(MOST_CHARACTERS)))
    elif text is not None:
        st.session_state["sentiment_text"] = text
    show_left_out(bad)


def touched() -> None:
    """For ``on_change`` and ``on_click``: this run was started by a widget, so the widgets decide."""
    st.session_state[_TOUCHED] = True


def keep(view: str) -> None:
    """Write the state into the address, and say so where the text is too long for it."""
    text = st.session_state.get("sentiment_text")
    chosen = st.session_state.get("sentiment_language", AUTOMATIC)
    state = {"view": view}
    too_long = text is not None and len(text) > MOST_CHARACTERS
    if text is not None and not too_long:
        state["text"] = text
    if chosen in LANGUAGES:
        state["model"] = f"sentiment_{chosen}"
    st.session_state[_WRITTEN] = state
    kept = {name: value for name, value in st.query_params.items() if name not in ("view", "text", "model")}
    if {**kept, **state} != st.query_params.to_dict():
        st.query_params.from_dict({**kept, **state})
    if too_long:
        st.caption(
            _("A text of more than {limit} characters is not kept in this page's address.").format(
                limit=number(MOST_CHARACTERS)
            )
        )


def choose_view(views: Mapping[str, object]) -> str:
    """The views side by side; the chosen one by name."""
    chosen = st.segmented_control(
        _("View"),
        list(views),
        default=None if "sentiment_view" in st.session_state else next(iter(views)),
        required=True,
        format_func=lambda view: _(VIEW_NAMES[view]),
        key="sentiment_view",
        on_change=touched,
        label_visibility="collapsed",
        persist_state="session",
    )
    return chosen if chosen is not None and chosen in views else next(iter(views))

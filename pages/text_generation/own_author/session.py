"""The author that a visitor has trained: held by the visitor's session alone, and what the other views ask of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from models.errors import PlaygroundError
from pages.shared import open_own
from pages.text_generation.own_author import jobs as training_jobs
from pages.text_generation.own_author.jobs import State, Training

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

_TRAINING = "text_own_training"
_GENERATOR = "text_own_generator"
_OF_IT = (_TRAINING, _GENERATOR, "text_shelf_own", "text_next", "text_surprise")
"""What a session may hold of it: the author, what he wrote, and what other views keep of what he said."""


def mine() -> Training | None:
    """This visitor's training, in whatever state; None where there is none."""
    training: Training | None = st.session_state.get(_TRAINING)
    if training is not None and training.state is not State.FORGOTTEN:
        training_jobs.shared().touch(training)
    return training


def is_ready() -> bool:
    """Whether this visitor has an author that can write."""
    training = mine()
    return training is not None and training.state is State.FINISHED


def keep(training: Training) -> None:
    """From now on this is the visitor's training."""
    drop()
    st.session_state[_TRAINING] = training


def drop() -> None:
    """Nothing in the session points to a training, or to what was written with it, any more."""
    for name in _OF_IT:
        st.session_state.pop(name, None)
    if st.session_state.get("text_author") == "own":
        del st.session_state["text_author"]


def generator() -> TextGenerator:
    """The visitor's own TextGenerator, opened once and shared with nobody.

    Raises:
        PlaygroundError: it has been forgotten meanwhile, or never was.
    """
    training = mine()
    if training is None or training.state is not State.FINISHED:
        raise PlaygroundError("Your own author is not here any more: it was forgotten, or its training is not over.")
    kept = st.session_state.get(_GENERATOR)
    if kept is None or kept[0] is not training:
        kept = st.session_state[_GENERATOR] = (training, open_own(training.run))
    own: TextGenerator = kept[1]
    return own


def presence() -> Callable[[], bool]:
    """Tells, from any thread, whether the browser of the session that asks now is still connected."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return lambda: True
    session = context.session_id
    return lambda: runtime.exists() and runtime.get_instance().is_active_session(session)

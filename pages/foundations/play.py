"""A step to look at: a slider with buttons for back, next and play, all of which work from the keyboard."""

import streamlit as st

from pages.shared import _, whole_within


def choose_step(
    name: str,
    last: int,
    label: str,
    first: int = 0,
    start: int | None = None,
    stride: int = 1,
    every: int = 1,
    seconds: float = 0.8,
) -> int:
    """The step that the visitor looks at, from ``first`` to ``last``; the address carries it.

    Playing draws the page anew for each step, so whatever the section draws from the returned step is animated.

    Args:
        name: the widget's key is ``foundations_<name>``, which is the parameter in the address, too.
        last: the last step; a step beyond it (the run became shorter) is brought back to it.
        label: what a step is, in the visitor's language.
        first: the first step.
        start: where a visitor begins; ``first`` by default.
        stride: how far a button, and playing, goes at once.
        every: only each so many-th step, counted from ``first``, can be looked at.
        seconds: that playing rests on a step.
    """
    key = f"foundations_{name}"
    if last <= first:
        return first
    start = first if start is None else start
    planned = st.session_state.pop(f"{key}_next", None)
    if planned is not None:
        st.session_state[key] = planned
    if key in st.session_state:
        st.session_state[key] = whole_within(st.session_state[key], first, last)
    step = st.slider(label, first, last, start, every, key=key, bind="query-params")
    step = whole_within(step, first, last)
    step -= (step - first) % every
    playing = bool(st.session_state.get(f"{key}_playing")) and step < last
    st.session_state[f"{key}_playing"] = playing
    with st.container(horizontal=True, gap="small", key=f"{key}_buttons"):
        st.button(
            _("Back"),
            icon=":material/skip_previous:",
            key=f"{key}_back",
            disabled=step <= first,
            on_click=_go,
            args=(key, max(step - stride, first)),
        )
        st.button(
            _("Next"),
            icon=":material/skip_next:",
            key=f"{key}_forward",
            disabled=step >= last,
            on_click=_go,
            args=(key, min(step + stride, last)),
        )
        st.button(
            _("Pause") if playing else _("Play"),
            icon=":material/pause:" if playing else ":material/play_arrow:",
            key=f"{key}_play",
            on_click=_pause if playing else _play,
            args=(key, first if step >= last else step),
        )
        if playing:
            st.session_state[f"{key}_drawn"] = True
            st.fragment(_tick, run_every=seconds)(key, min(step + stride, last))
    return step


def _tick(key: str, following: int) -> None:
    """Go on by one step each time the clock of this fragment strikes."""
    if st.session_state.pop(f"{key}_drawn", False):
        # The page itself draws the fragment once before the clock does.
        return
    if st.session_state.get(f"{key}_playing"):
        st.session_state[f"{key}_next"] = following
        st.rerun()


def _go(key: str, step: int) -> None:
    st.session_state[f"{key}_playing"] = False
    st.session_state[key] = step


def _play(key: str, step: int) -> None:
    st.session_state[f"{key}_playing"] = True
    st.session_state[key] = step


def _pause(key: str, step: int) -> None:
    st.session_state[f"{key}_playing"] = False

"""What of the page's state stands in its address besides the widgets that Streamlit binds to it themselves.

A choice stands there by its name (``?topic=gan``), the same in every language; so do numbers packed into one
value. A value in the address that this page did not write itself comes from a link that was followed, or from the
browser's back button, and is taken over; from then on the widgets decide and the address follows them.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.shared.address import show_left_out

PAGE = "foundations"
_WRITTEN = "foundations_written"
_ARRIVED = "foundations_arrived"
_MOVED = "foundations_moved"
_KEPT = "foundations_kept"
_BAD = "foundations_bad"


def begin() -> None:
    """Called before the page's first widget."""
    context = get_script_run_ctx()
    moved = bool(getattr(context, "is_history_navigation", False))
    st.session_state[_MOVED] = moved
    # Whoever comes from another page, or for the first time, comes with a link.
    st.session_state[_ARRIVED] = moved or st.session_state.get("page_before") != PAGE
    st.session_state[_KEPT] = {}
    st.session_state[_BAD] = []


def given(name: str) -> str | None:
    """The value of ``name`` in a link that was followed; None where this page wrote it, or where there is none."""
    asked = st.query_params.get(name)
    if asked is None or st.session_state.get(_ARRIVED):
        return asked
    # Not only the last one written: a click may overtake the address written for the click before it.
    return None if asked in st.session_state.get(_WRITTEN, {}).get(name, ()) else asked


def left_out(name: str) -> bool:
    """Whether the visitor went back, in the browser's history, to an address without ``name``: the default holds."""
    return bool(st.session_state.get(_MOVED)) and name not in st.query_params


def reject(name: str, value: str) -> None:
    """Remember that a part of the link means nothing; :func:`end` says so."""
    # Otherwise the same part would be refused again at every click.
    st.session_state.setdefault(_WRITTEN, {}).setdefault(name, set()).add(value)
    st.session_state[_BAD].append(f"{name}={value}")


def keep(name: str, value: str, default: str | None = None) -> None:
    """Write ``value`` into the address at the end of this run, unless it is the default."""
    if value != default:
        st.session_state[_KEPT][name] = value


def end() -> None:
    """Called after the page's last widget: bring the address in line and say what of the link was left out."""
    kept, written = st.session_state[_KEPT], st.session_state.setdefault(_WRITTEN, {})
    for name, value in kept.items():
        written.setdefault(name, set()).add(value)
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    for name in written:
        if name not in kept and name in st.query_params:
            del st.query_params[name]


def show_rejected() -> None:
    """One sentence about the parts of the link that mean nothing here, where there are any."""
    show_left_out(st.session_state[_BAD])


def choose(
    name: str,
    label: str,
    options: Sequence[str],
    format_func: Callable[[str], str] = str,
    default: str | None = None,
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> str:
    """Options side by side, one of them chosen; the address carries ``?name=option``.

    Args:
        name: of the parameter in the address; the widget's key is ``foundations_<name>``.
        label: what is chosen, in the visitor's language.
        options: the names as the address has them.
        format_func: an option's name to what the visitor reads.
        default: chosen where nobody has chosen yet; the first option when it is left out.
        label_visibility: as Streamlit has it.
    """
    key, fallback = f"foundations_{name}", default or options[0]
    asked = given(name)
    if asked in options:
        st.session_state[key] = asked
    elif asked is not None:
        reject(name, asked)
    if left_out(name) or st.session_state.get(key) not in options:
        st.session_state[key] = fallback
    chosen = st.segmented_control(
        label,
        options,
        required=True,
        format_func=format_func,
        key=key,
        label_visibility=label_visibility,
        persist_state="session",
    )
    chosen = chosen if chosen is not None and chosen in options else fallback
    keep(name, chosen, fallback)
    return chosen


def take_numbers(name: str, keys: Sequence[str], defaults: Sequence[float], lowest: float, highest: float) -> None:
    """Put the numbers of a followed link (``?name=0.2,-0.4``) where the widgets with these keys will find them.

    Called before those widgets are drawn; numbers outside the limits, or another count of them, are refused.
    """
    asked = given(name)
    values: Sequence[float] | None = None
    if asked is not None:
        values = _numbers(asked, len(keys), lowest, highest)
        if values is None:
            reject(name, asked)
    for position, key in enumerate(keys):
        if values is not None:
            st.session_state[key] = float(values[position])
        elif left_out(name):
            st.session_state[key] = float(defaults[position])
        else:
            st.session_state.setdefault(key, float(defaults[position]))


def keep_numbers(name: str, values: Sequence[float], defaults: Sequence[float]) -> None:
    """Write numbers into the address as one value, six digits each, unless they are the defaults."""
    keep(name, _packed(values), _packed(defaults))


def _numbers(text: str, count: int, lowest: float, highest: float) -> list[float] | None:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    return values if len(values) == count and all(lowest <= value <= highest for value in values) else None


def _packed(values: Sequence[float]) -> str:
    return ",".join(f"{value:.6g}" for value in values)

"""Every page's state in its address: a link opens on the same view and settings, and the browser's Back leads back.

Streamlit itself keeps there what a widget is bound to (``bind="query-params"``). This module keeps the rest, each under
a name of its own: a choice (``?view=walk``), a text, numbers packed into one value. What this page has neither written
nor taken over comes from a link that was followed or from the browser's history, and is taken over; from then on the
widgets decide and the address follows them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.shared.language import _, escape_markdown
from pages.shared.words import number, shortened

MOST_CHARACTERS = 500
"""Of a text in a link: a Chinese character takes nine bytes there, and many servers take no address over 8 kB."""
REMEMBERED = 50


@dataclass
class _Address:
    """One page's address in one run; ``known`` and ``written`` last as long as the visit."""

    prefix: str
    """What the keys of the page's widgets begin with."""
    whole: Collection[str]
    known: dict[str, list[str]]
    """Values taken over or written, the latest last. Several of each: a click that overtakes the address written for
    the click before it brings the older address along."""
    written: set[str]
    """Names that this page answers for: it takes them out of the address when nothing keeps them any more."""
    went_back: bool
    followed: bool = False
    """Whether there is anything of ``whole`` that comes from a link."""
    kept: dict[str, str] = field(default_factory=dict)
    rejected: list[str] = field(default_factory=list)
    notice: DeltaGenerator = field(default_factory=st.container)

    def knows(self, name: str, value: str) -> bool:
        return value in self.known.get(name, ())

    def forget(self, name: str, value: str) -> None:
        self.known[name] = [one for one in self.known.get(name, ()) if one != value]

    def remember(self, name: str, value: str) -> None:
        self.forget(name, value)
        self.known[name] = [*self.known[name], value][-REMEMBERED:]


def _here() -> _Address:
    here: _Address = st.session_state["address"]
    return here


def went_back() -> bool:
    """Whether the browser's Back or Forward started this run."""
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def begin(page: str, whole: Collection[str] = ()) -> None:
    """Called by every page before its first widget.

    Args:
        page: its name; the first word of it is what the keys of its widgets begin with.
        whole: names that make up the page's address together. They stand there even at their defaults, and a link that
            has one of them and lacks another asks for the other's default; one that nothing on the page keeps goes.
    """
    known, written = st.session_state.setdefault(f"address_{page}", ({}, set()))
    here = st.session_state["address"] = _Address(page.split("_")[0], whole, known, written, went_back())
    asked = st.query_params.to_dict()
    if here.went_back or st.session_state.get("page_before") != page:
        # Whoever comes from another page, or for the first time, comes with a link.
        for name, value in asked.items():
            here.forget(name, value)
    here.followed = any(name in whole and not here.knows(name, value) for name, value in asked.items())


def end(complete: bool = True) -> None:
    """Called by every page after its last widget: bring the address in line and tell what of a link means nothing.

    Args:
        complete: whether the page was drawn to its end. Otherwise nobody knows what the rest of it would have kept, and
            that stays.
    """
    here, address = _here(), st.query_params
    answered = (*here.written, *here.whole) if complete else ()
    gone = [name for name in answered if name in address and name not in here.kept]
    changed: dict[str, str | tuple[()]] = dict.fromkeys((*gone, *_unbound()), ())  # no value: no such name
    changed |= {name: value for name, value in here.kept.items() if address.get(name) != value}
    here.written.update(here.kept)
    for name, value in here.kept.items():
        here.remember(name, value)
    if changed:
        # All at once: each change of the address is a step of the browser's Back.
        address.update(changed)
    if here.rejected:
        said = _(", ").join(escape_markdown(shortened(part, 60)) for part in here.rejected)
        here.notice.warning(_("A part of this link means nothing here and is left out: {parts}.").format(parts=said))
        here.rejected.clear()


def _unbound() -> list[str]:
    """The names in the address of bound widgets that have left the page, free to be taken out.

    Streamlit takes them out itself when the run has ended, which would be a step of Back on its own.
    """
    context = get_script_run_ctx()
    if context is None:
        return []
    drawn = context.shared.widget_ids_this_run
    with context.session_state.query_params() as address:
        bindings = [binding for name in address if (binding := address.get_binding_for_param(name)) is not None]
        bindings = [binding for binding in bindings if binding.widget_id not in drawn]
        for binding in bindings:
            address.unbind_widget(binding.widget_id)
    return [binding.param_key for binding in bindings]


def take(name: str) -> str | None:
    """The value of ``name`` in a link that was followed, given once; None where this page wrote it or there is none."""
    asked = st.query_params.get(name)
    if asked is None or _here().knows(name, asked):
        return None
    _here().remember(name, asked)
    return asked


def left_out(name: str) -> bool:
    """Whether the visitor followed a link, or went back, to an address that lacks ``name``: the default holds."""
    here = _here()
    return name not in st.query_params and (here.went_back or (here.followed and name in here.whole))


def reject(name: str, value: str) -> None:
    """Tell, when the page stands, that a part of the link means nothing; it leaves the address."""
    _here().written.add(name)
    _here().rejected.append(f"{name}={value}")


def keep(name: str, value: str | None, default: str | None = None) -> None:
    """Have the address carry ``value``; nothing for None, or for the default where the page does not write it."""
    if value is not None and (value != default or name in _here().whole):
        _here().kept[name] = value


def follow(name: str, key: str, options: Mapping[str, object], default: object) -> None:
    """Put what a link asks for where the widget with this key, not yet drawn, finds it.

    Args:
        name: of the parameter.
        key: of the widget.
        options: what the link may say, and the widget's value for it.
        default: the widget's value where neither a link nor the visitor has chosen yet.
    """
    asked = take(name)
    if asked is not None and asked not in options:
        reject(name, asked)
    elif asked is not None:
        st.session_state[key] = options[asked]
    if left_out(name) or st.session_state.get(key) not in (*options.values(), default):
        st.session_state[key] = default


def choose(
    name: str, label: str, options: Mapping[str, str] | Sequence[str], default: str = "", collapsed: bool = False
) -> str:
    """Options side by side, one of them chosen; the address carries ``?name=option``, the same in every language.

    Args:
        name: of the parameter; the widget's key is the page's prefix and this.
        label: what is chosen, in the visitor's language.
        options: each with what a visitor knows it as, marked for translation; names without are shown as they are.
        default: chosen where nobody has chosen yet; the first option when it is left out.
        collapsed: whether the label is for those alone who cannot see the options.
    """
    key, first = f"{_here().prefix}_{name}", default or next(iter(options))
    follow(name, key, dict(zip(options, options, strict=True)), first)
    chosen = st.segmented_control(
        label,
        list(options),
        required=True,
        format_func=lambda option: _(options[option]) if isinstance(options, Mapping) else option,
        key=key,
        label_visibility="collapsed" if collapsed else "visible",
        persist_state="session",
    )
    chosen = chosen if chosen is not None and chosen in options else first
    keep(name, chosen, first)
    return chosen


def take_text(key: str) -> None:
    """Put the text of a followed link where the text area with this key, not yet drawn, finds it."""
    asked = take("text")
    if asked is not None and len(asked) > MOST_CHARACTERS:
        _here().rejected.append(_("a text of more than {limit} characters").format(limit=number(MOST_CHARACTERS)))
    elif asked is not None:
        st.session_state[key] = asked


def keep_text(text: str | None) -> bool:
    """Have the address carry the text; False where it is too long for that."""
    fits = text is None or len(text) <= MOST_CHARACTERS
    keep("text", text if fits else None)
    return fits


def take_numbers(name: str, defaults: Sequence[float], lowest: float, highest: float) -> Sequence[float] | None:
    """The numbers of a followed link (``?name=0.2,-0.4``), as many as there are defaults; None where there are none.

    Numbers outside the limits, or another count of them, are refused. An address that lacks them asks for the defaults.
    """
    asked = take(name)
    if asked is None:
        return defaults if left_out(name) else None
    try:
        values = [float(part) for part in asked.split(",")]
    except ValueError:
        values = []
    if len(values) == len(defaults) and all(lowest <= value <= highest for value in values):
        return values
    reject(name, asked)
    return None


def keep_numbers(name: str, values: Sequence[float], defaults: Sequence[float]) -> None:
    """Have the address carry numbers as one value, six digits each, unless they are the defaults."""
    keep(name, *(",".join(f"{value:.6g}" for value in numbers) for numbers in (values, defaults)))


def whole_number_asked(key: str, name: str, lowest: int, highest: int) -> None:
    """Say so where the address asks a bound widget for a whole number that it does not have.

    Called before the widget is drawn: it leaves such a number out without a word, and takes it from the address.

    Args:
        key: of the widget, which is also the name in the address.
        name: what the visitor knows it as.
        lowest: the widget's own limit.
        highest: likewise.
    """
    _number_asked(key, name, (lowest, highest), int)


def number_asked(key: str, name: str, lowest: float, highest: float) -> None:
    """The same for a number that need not be whole."""
    _number_asked(key, name, (lowest, highest), float)


def _number_asked(key: str, name: str, limits: tuple[float, float], read: Callable[[str], float]) -> None:
    asked = st.query_params.get(key)
    if asked is None:
        return
    try:
        fits = limits[0] <= read(asked) <= limits[1]
    except ValueError:
        fits = False
    if not fits:
        said = _(
            "The link asks for something that is left out. {name}: expected {lowest} to {highest}, received {received}."
        )
        received = escape_markdown(shortened(asked, 40))
        st.warning(said.format(name=name, lowest=number(limits[0]), highest=number(limits[1]), received=received))

"""A unit held at a value: what the network writes then, and what becomes of its expectations of a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from pages.shared import _, escape_markdown, number, whole_within, within
from pages.text_generation import coloured
from pages.text_generation.authors import beginning_of
from pages.text_generation.coloured import visible
from pages.text_generation.given import opening
from pages.text_generation.microscope.units import Chosen
from pages.text_generation.microscope.words import tracked

if TYPE_CHECKING:
    from models.text_generation import TextGenerator
    from models.text_generation.units import TrackingUnit

LONGEST_BEGINNING = 200
TEMPERATURE = 0.8
LEAST_FULL_COLOUR = 0.1
"""Nats: smaller changes than this never get the strongest colour."""


Clamped = Mapping[tuple[int, int], float]


@dataclass(frozen=True)
class Start:
    """What the network writes on from, how far, and by which seed."""

    beginning: str
    length: int
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What the network writes, and the nats of the visitor's text, with some units held or none."""

    written: str
    nats: np.ndarray


def show(author: str, generator: TextGenerator, text: str, chosen: Chosen) -> None:
    """What to hold at which value, the two texts side by side, and the change in nats."""
    clamped = _choose_value(generator, chosen)
    left, middle, right = st.columns([2, 1, 1])
    beginning = left.text_input(
        _("Beginning"), beginning_of(author), max_chars=LONGEST_BEGINNING, key=f"text_hold_beginning_{author}"
    )
    length = middle.number_input(_("Characters"), 50, 600, 300, 50, key="text_hold_length")
    seed = right.number_input(_("Seed"), 0, 2**31 - 1, 1, key="text_hold_seed")
    start = Start(
        (beginning or "")[:LONGEST_BEGINNING],
        whole_within(length, 50, 600),
        whole_within(seed, 0, 2**31 - 1),
    )
    with st.spinner(_("Writing both …"), show_time=True):
        original = _kept("text_hold_original", generator, text, {}, start)
        held = _kept("text_hold_held", generator, text, clamped, start)
    _show_texts(original.written, held.written, start.beginning, len(clamped))
    _show_change(text, original.nats, held.nats)


def _kept(key: str, generator: TextGenerator, text: str, clamped: Clamped, start: Start) -> Outcome:
    """The outcome, from the session where the same was asked for last: moving a slider repeats only one half."""
    of = (text, clamped, start)
    kept = st.session_state.get(key)
    if kept is None or kept[0] is not generator or kept[1] != of:
        kept = st.session_state[key] = (generator, of, write_and_read(generator, text, clamped, start))
    return kept[2]


def write_and_read(generator: TextGenerator, text: str, clamped: Clamped, start: Start) -> Outcome:
    """Write from ``start``, and read ``text``, with the outputs of some units held."""
    written = generator.stream(start.beginning, start.length, temperature=TEMPERATURE, seed=start.seed, clamped=clamped)
    return Outcome("".join(written), generator.score(opening(generator) + text, clamped=clamped))


def _choose_value(generator: TextGenerator, chosen: Chosen) -> dict[tuple[int, int], float]:
    """The value at which the unit's output is held, and which others are held with it."""
    one = chosen.tracking
    names = {"silence": _("silence it (0)")}
    if one is not None:
        names["low"] = _("as if not: {property}").format(property=tracked(one.property))
        names["high"] = _("as if: {property}").format(property=tracked(one.property))
        if one.kind == "number":
            names["low"] = _("as if low: {property}").format(property=tracked(one.property))
            names["high"] = _("as if high: {property}").format(property=tracked(one.property))
    names["value"] = _("at a value of your own")
    how = st.segmented_control(
        _("Hold its output"),
        list(names),
        default="silence",
        required=True,
        format_func=lambda name: names.get(name, name),
        key=f"text_hold_how_{one is not None}_{one is not None and one.kind}",
    )
    own = 0.0
    if how == "value":
        own = within(st.slider(_("Value"), -1.0, 1.0, 1.0, 0.05, key="text_hold_value"), -1.0, 1.0)
    units = [(chosen.layer, chosen.unit, one)]
    others = [
        other
        for other in generator.units or []
        if one is not None and other.property == one.property and (other.layer, other.unit) != (one.layer, one.unit)
    ]
    if others and st.toggle(
        _("Together with the other {count} found for the same property").format(count=number(len(others))),
        key="text_hold_together",
    ):
        units += [(other.layer, other.unit, other) for other in others]

    def value_of(tracking: TrackingUnit | None) -> float:
        if how == "low" and tracking is not None:
            return tracking.output_when_low
        if how == "high" and tracking is not None:
            return tracking.output_when_high
        return own

    clamped = {(layer, unit): value_of(tracking) for layer, unit, tracking in units}
    st.caption(
        _("Held after every step, whatever the gates say: {units}.").format(
            units=_(", ").join(
                _("layer {layer}, unit {unit} at {value}").format(layer=layer, unit=unit, value=f"{value:+.2f}")
                for (layer, unit), value in clamped.items()
            )
        )
    )
    return clamped


def first_difference(one: str, other: str) -> int | None:
    """Where two texts first differ; None where they are the same."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return None if len(one) == len(other) else min(len(one), len(other))


def _show_texts(original: str, held: str, beginning: str, count: int) -> None:
    place = first_difference(original, held)
    for column, title, text, key in zip(
        st.columns(2),
        (
            _("The original"),
            _("With the unit held") if count == 1 else _("With {count} units held").format(count=count),
        ),
        (original, held),
        ("text_hold_original_paper", "text_hold_held_paper"),
        strict=True,
    ):
        with column:
            st.markdown(f"**{title}**")
            levels = np.zeros(len(beginning) + len(text))
            if place is not None:
                # Faint from the difference on, strong and underlined where it is.
                levels[len(beginning) + place :] = 0.16
                levels[len(beginning) + place] = 1.01
            coloured.show(beginning + text, levels, None, None, key)
    if place is None:
        st.caption(_("Letter for letter the same: at this temperature and seed the unit decides nothing here."))
    else:
        st.caption(
            _(
                "The same seed and temperature {temperature}. The first {count} characters are the same; then the "
                "original goes on with “{original}”, the other with “{held}” (marked)."
            ).format(
                temperature=TEMPERATURE,
                count=number(place),
                original=escape_markdown(visible(original[place : place + 1])),
                held=escape_markdown(visible(held[place : place + 1])),
            )
        )


def _show_change(text: str, nats: np.ndarray, held_nats: np.ndarray) -> None:
    """How much more, or less, the text above surprises the network with the unit held."""
    change = held_nats - nats
    if not len(change):
        return
    first = len(text) - len(change)
    before, after = float(nats.mean()), float(held_nats.mean())
    st.markdown(
        _(
            "Read with the unit held, **your text** costs {after} nats a character instead of {before} ({change}): "
            "perplexity {after_perplexity} instead of {before_perplexity}."
        ).format(
            after=f"{after:.3f}",
            before=f"{before:.3f}",
            change=f"{after - before:+.3f}",
            after_perplexity=f"{np.exp(after):.2f}",
            before_perplexity=f"{np.exp(before):.2f}",
        )
    )
    changed = _("{character}: {before} nats, held {after} ({change})")
    tips = [_("{character}: the first character, which nothing predicts").format(character=visible(text[0]))] * first
    tips += [
        changed.format(
            character=visible(character), before=f"{old:.2f}", after=f"{new:.2f}", change=f"{new - old:+.2f}"
        )
        for character, old, new in zip(text[first:], nats, held_nats, strict=True)
    ]
    full = max(float(np.abs(change).max()), LEAST_FULL_COLOUR)
    coloured.show(
        text,
        np.concatenate([np.zeros(first), -change / full]),
        tips,
        coloured.Scale(
            _("more surprising, by {nats} nats").format(nats=f"{full:.2f}"), _("less surprising"), two_sided=True
        ),
        "text_hold_paper",
    )
    worst, best = int(change.argmax()), int(change.argmin())
    st.caption(
        _(
            "Most harm at character {worst} (“{worst_text}”, {harm} nats), most good at character {best} "
            "(“{best_text}”, {good})."
        ).format(
            worst=number(worst + first + 1),
            worst_text=escape_markdown(visible(text[worst + first])),
            harm=f"{change[worst]:+.2f}",
            best=number(best + first + 1),
            best_text=escape_markdown(visible(text[best + first])),
            good=f"{change[best]:+.2f}",
        )
    )

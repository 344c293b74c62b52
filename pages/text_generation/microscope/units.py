"""One unit of the network: chosen from those that track something, or any; and the text coloured by its value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from models.text_generation.units import BARS
from pages.shared import _, escape_markdown, number, pgettext, whole_within
from pages.text_generation import coloured
from pages.text_generation.coloured import visible
from pages.text_generation.microscope.words import EXPLANATIONS, QUANTITIES, is_gate, joined, quantity, tracked

if TYPE_CHECKING:
    from models.text_generation import TextGenerator
    from models.text_generation.units import TrackingUnit


@dataclass(frozen=True)
class Chosen:
    """A unit and what to look at of it; ``tracking`` where it was chosen for what it tracks."""

    layer: int
    unit: int
    quantity: str
    tracking: TrackingUnit | None = None


def choose(author: str, generator: TextGenerator, traces: list[dict[str, np.ndarray]]) -> Chosen:
    """A unit from the list of those that track something, or any by its number."""
    found: list[TrackingUnit] = generator.units or []
    # Each author's own keys: the networks have other sizes.
    keys = {name: f"text_unit_{name}_{author}" for name in ("property", "found", "layer", "number", "quantity")}
    if found:
        _choose_found(found, keys)
    else:
        st.caption(_("Nobody has searched this network for units that track something: choose any unit."))
    layer, unit, name = _choose_any(traces, keys)
    tracking = next((one for one in found if (one.layer, one.unit) == (layer, unit)), None)
    if found:
        with st.expander(_("All units found, and how well each tracks"), icon=":material/table:"):
            _show_table(found)
    return Chosen(layer, unit, name, tracking)


def _choose_found(found: list[TrackingUnit], keys: dict[str, str]) -> None:
    """What shall be tracked, and the units that track it."""
    names = list(dict.fromkeys(one.property for one in found))
    st.markdown(
        _(
            "These units were found by comparing every unit with properties that can be read off a text by plain "
            "rules. Click what one of them tracks."
        )
    )
    if keys["layer"] not in st.session_state:
        st.session_state[keys["property"]] = names[0]
        _take_property(found, keys)
    name = st.pills(
        _("Units that track something"),
        names,
        format_func=tracked,
        key=keys["property"],
        on_change=_take_property,
        args=(found, keys),
        label_visibility="collapsed",
        persist_state="session",
    )
    same = [place for place, one in enumerate(found) if one.property == name]
    if same:
        st.pills(
            _("The units that track it"),
            same,
            format_func=lambda place: _("layer {layer}, unit {unit}").format(
                layer=found[place].layer, unit=found[place].unit
            ),
            key=keys["found"],
            on_change=_take,
            args=(found, keys),
            persist_state="session",
        )


def _take_property(found: list[TrackingUnit], keys: dict[str, str]) -> None:
    """The best unit for the clicked property."""
    name = st.session_state.get(keys["property"])
    place = next((place for place, one in enumerate(found) if one.property == name), None)
    if place is not None:
        st.session_state[keys["found"]] = place
        _take(found, keys)


def _take(found: list[TrackingUnit], keys: dict[str, str]) -> None:
    """The numbers of the clicked unit into the boxes below."""
    place = st.session_state.get(keys["found"])
    if place is not None and place < len(found):
        st.session_state[keys["layer"]] = found[place].layer
        st.session_state[keys["number"]] = found[place].unit
        st.session_state[keys["quantity"]] = found[place].quantity


def _choose_any(traces: list[dict[str, np.ndarray]], keys: dict[str, str]) -> tuple[int, int, str]:
    """Layer, number and quantity, whatever they are; a widget's limits are advice, so they are cut to size."""
    last = traces[0]["hidden"].shape[1] - 1
    names = [name for name in QUANTITIES if name in traces[0]]

    def other() -> None:
        # No longer the unit that was clicked.
        st.session_state[keys["property"]] = st.session_state[keys["found"]] = None

    left, middle, right = st.columns(3)
    layer = left.selectbox(
        _("Layer"), range(1, len(traces) + 1), key=keys["layer"], on_change=other, persist_state="session"
    )
    unit = middle.number_input(_("Unit"), 0, last, key=keys["number"], on_change=other, persist_state="session")
    name = right.selectbox(_("Quantity"), names, format_func=quantity, key=keys["quantity"], persist_state="session")
    return whole_within(layer, 1, len(traces)), whole_within(unit, 0, last), name or names[0]


def _show_table(found: list[TrackingUnit]) -> None:
    rows = [
        {
            _("tracks"): tracked(one.property),
            _("layer"): one.layer,
            _("unit"): one.unit,
            _("quantity"): quantity(one.quantity),
            _("it is"): _("high there") if one.direction > 0 else _("low there"),
            _("figure"): f"{one.figure:.3f}",
            pgettext("kind of figure", "of"): _("area under the ROC curve")
            if one.kind == "yes_no"
            else _("rank correlation"),
        }
        for one in found
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    st.caption(
        _(
            "Chosen on the first half of the validation text, measured on {count} characters of the other half. Kept "
            "from an area of {area} (0.5 is chance) or a rank correlation of {correlation} (0 is chance) on."
        ).format(count=number(found[0].count), area=BARS["yes_no"], correlation=BARS["number"])
    )


def show_text(generator: TextGenerator, text: str, traces: list[dict[str, np.ndarray]], chosen: Chosen) -> None:
    """The text coloured by the unit's value, and what it tracks in words."""
    values = traces[chosen.layer - 1][chosen.quantity][:, chosen.unit].astype(np.float64)
    gate = is_gate(chosen.quantity)
    most = 1.0 if gate else max(float(np.abs(values).max()), 1e-6)
    tips = [f"{visible(character)}: {value:+.3f}" for character, value in zip(text, values, strict=True)]
    ends = ("0", "1") if gate else (f"{-most:+.2f}", f"{most:+.2f}")
    coloured.show(text, values / most, tips, coloured.Scale(*ends, two_sided=not gate), "text_unit_paper")
    highest, lowest = int(values.argmax()), int(values.argmin())
    said = [
        _(
            "Unit {unit} of layer {layer}, {quantity}: highest ({high}) at “{high_text}”, lowest ({low}) at "
            "“{low_text}”."
        ).format(
            unit=number(chosen.unit),
            layer=number(chosen.layer),
            quantity=quantity(chosen.quantity),
            high=f"{values[highest]:+.2f}",
            low=f"{values[lowest]:+.2f}",
            high_text=_around(text, highest),
            low_text=_around(text, lowest),
        ),
        _(EXPLANATIONS[chosen.quantity]),
    ]
    st.caption(joined(*said))
    if chosen.tracking is not None:
        st.markdown(_in_words(generator, text, traces, chosen.tracking))


def _around(text: str, place: int) -> str:
    """A character with those around it, itself in ‹ ›."""
    before, after = text[max(place - 8, 0) : place], text[place + 1 : place + 9]
    return escape_markdown(f"{visible(before)}‹{visible(text[place])}›{visible(after)}")


def _in_words(generator: TextGenerator, text: str, traces: list[dict[str, np.ndarray]], one: TrackingUnit) -> str:
    """What the unit tracks, how well on text it was not chosen by, and how well on this text."""
    if one.kind == "yes_no":
        said = _(
            "This unit tracks: **{property}**. Of a character where that is so and another where it is not, its "
            "{quantity} is {direction} at the first {figure} of the time (area under the ROC curve, {count} characters "
            "of validation text that it was not chosen by)."
        )
        figure = _percent(one.figure)
        direction = _("higher") if one.direction > 0 else _("lower")
    else:
        said = _(
            "This unit tracks: **{property}**. As that grows, its {quantity} {direction}: rank correlation {figure} "
            "({count} characters of validation text that it was not chosen by)."
        )
        figure = f"{one.direction * one.figure:+.2f}"
        direction = _("rises") if one.direction > 0 else _("falls")
    said = said.format(
        property=tracked(one.property),
        quantity=quantity(one.quantity),
        direction=direction,
        figure=figure,
        count=number(one.count),
    )
    here = _agreement_here(generator, text, traces, one)
    if np.isnan(here):
        return joined(said, _("In your text that never changes, so nothing can be said about it there."))
    figure = _percent(here) if one.kind == "yes_no" else f"{one.direction * here:+.2f}"
    return joined(said, _("In your text: {figure}.").format(figure=figure))


def _percent(figure: float) -> str:
    """An area as a percentage, rounded down: 0.9996 is not always."""
    return f"{math.floor(1000 * figure) / 10:.1f}%" if figure < 0.999 else f"{math.floor(10_000 * figure) / 100:.2f}%"


def _agreement_here(
    generator: TextGenerator, text: str, traces: list[dict[str, np.ndarray]], one: TrackingUnit
) -> float:
    """The unit's figure on this very text, in its own direction; NaN where there is none."""
    from models.text_generation.properties import agreement, properties_of  # with SciPy, which Keras imports too

    known = properties_of(generator.vocabulary.poems).get(one.property)
    if known is None:
        return float("nan")
    values = one.direction * traces[one.layer - 1][one.quantity][:, one.unit].astype(np.float32)
    return float(agreement(values[:, None], known.labels(text), one.kind)[0])

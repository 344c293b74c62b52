"""The next character: how probable each one is before and after the settings, and the visitor may choose it himself."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from models.errors import PlaygroundError
from models.text_generation.sampling import PROMPT_CHARACTERS_READ, next_probabilities
from pages.shared import N_, _, escape_markdown, number, percent, sentence
from pages.shared.charts import LINE_COLORS, quiet
from pages.text_generation import drafts
from pages.text_generation.drafts import Draft, Sampling, Wish

if TYPE_CHECKING:
    from models.text_generation import NextCharacters, TextGenerator

TITLE = N_("The next character")
MOST_BARS = 10
MOST_ROWS = 200
LONGEST_PUT = 200
TAIL = 24
"""Characters of the text that the caption repeats."""
BEFORE_COLOR = "#A9B0AE"
NAMES = {" ": N_("space"), "\n": N_("new line"), "\t": N_("tab"), "\u3000": N_("wide space")}
"""What cannot be seen needs a name."""


def show(generator: TextGenerator, author: str, draft: Draft | None, wish: Wish) -> tuple[Callable[..., Any], ...]:
    """The distribution after the text on the page, or after the beginning where nothing is written yet.

    Returns:
        The functions that did it, to be shown at the end of the page.
    """
    text = draft.whole if draft is not None else wish.prompt
    # Top-k and top-p cut by the network's order, so this is the order of the bars as well, unless a form forbids some.
    try:
        following = distribution(generator, text, wish.sampling)
    except PlaygroundError as error:
        # The text was begun in another form than is asked for now; the rest of the page is still good for something.
        st.info(sentence(error))
        return (type(generator).next_characters,)
    order = np.argsort(-np.maximum(following.before, following.after), kind="stable")
    shown = [int(index) for index in order[:MOST_BARS] if following.before[index] or following.after[index]]
    said = in_words(following, text, order)
    st.caption(said)
    _show_bars(following, shown, author, wish, said)
    _show_choices(
        generator, author, wish, [following.characters[index] for index in shown], draft is not None and draft.full
    )
    with st.expander(_("As a table"), icon=":material/table:"):
        _show_table(following, order)
    return type(generator).next_characters, in_words


def distribution(generator: TextGenerator, text: str, sampling: Sampling) -> NextCharacters:
    """What ``generator.next_characters`` says; a text is read once, however often the settings change.

    Returns:
        characters (tuple of str), before and after (float64 arrays, one number a character).
    """
    text = text[-PROMPT_CHARACTERS_READ:]
    kept = st.session_state.get("text_next")
    if kept is not None and kept["of"] == (id(generator), text):
        if kept["sampling"] == sampling:
            return kept["next"]
        if sampling.form is None and kept["sampling"].form is None:
            before = kept["next"].before
            with np.errstate(divide="ignore"):
                # Logits are logarithms of probabilities, but for a number that changes nothing.
                after = next_probabilities(np.log(before), sampling.temperature, sampling.top_k, sampling.top_p)
            following = replace(kept["next"], after=after)
            kept.update(sampling=sampling, next=following)
            return following
    following = generator.next_characters(text, **sampling.arguments(text))
    st.session_state["text_next"] = {"of": (id(generator), text), "sampling": sampling, "next": following}
    return following


def name_of(character: str) -> str:
    """A character as it can be read: “e”, space, new line, U+200B."""
    if character in NAMES:
        return _(NAMES[character])
    if unicodedata.category(character)[0] in "CZ":
        return f"U+{ord(character):04X}"
    return f"“{character}”"


def chance(probability: float) -> str:
    """A probability for the eye: ``43.1%``, and never ``0.0%`` for what can happen."""
    if 0 < probability < 0.0005:
        return "<0.1%"
    return percent(probability)


def in_words(following: NextCharacters, text: str, order: np.ndarray) -> str:
    """What the bars say, as Markdown."""
    before, after = following.before, following.after
    names = [escape_markdown(name_of(following.characters[int(index)])) for index in order[:3]]
    said = []
    tail = text[-TAIL:].replace("\n", "↵")
    if tail:
        shown = ("…" if len(text) > TAIL else "") + tail
        said.append(_("After “{tail}” the network finds:").format(tail=escape_markdown(shown)))
    else:
        said.append(_("At the beginning of a text the network finds:"))
    said.append(
        _(", ").join(f"{name} {chance(before[int(index)])}" for name, index in zip(names, order[:3], strict=False))
        + _(".")
    )
    present = before[before > 0]
    choices = float(np.exp(-(present * np.log(present)).sum()))
    said.append(
        _("It hesitates as between {choices} equally probable characters.").format(choices=number(round(choices, 1)))
    )
    left, top = int((after > 0).sum()), int(after.argmax())
    if left == len(after):
        settings = _("With these settings any of the {all} characters may be drawn")
    else:
        settings = _("With these settings {count} of the {all} characters may be drawn")
    said.append(
        settings.format(count=number(left), all=number(len(after)))
        + _("; most often {name}, {percent}.").format(
            name=escape_markdown(name_of(following.characters[top])), percent=chance(after[top])
        )
    )
    return " ".join(said)


def bars(following: NextCharacters, shown: Sequence[int]) -> go.Figure:
    """Two bars a character: how probable the network finds it, and how often it is drawn."""
    names = [html.escape(name_of(following.characters[index])) for index in shown]
    figure = go.Figure()
    for values, title, color in (
        (following.before, _("the network's own"), BEFORE_COLOR),
        (following.after, _("after temperature, top-k and top-p: drawn from"), LINE_COLORS[0]),
    ):
        figure.add_bar(
            x=[float(values[index]) for index in shown],
            y=names,
            name=title,
            orientation="h",
            marker={"color": color, "cornerradius": 4},
            text=[chance(values[index]) for index in shown],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y} %{text}<extra></extra>",
        )
    most = max(float(values[index]) for values in (following.before, following.after) for index in shown)
    figure.update_layout(height=38 * len(shown) + 60, bargap=0.28, bargroupgap=0.08, barmode="group", **quiet())
    figure.update_layout(legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0})
    figure.update_xaxes(range=[0, 1.16 * most], visible=False, fixedrange=True)
    figure.update_yaxes(
        autorange="reversed", showgrid=False, fixedrange=True, ticksuffix="  ", type="category", tickfont_size=14
    )
    return figure


def _show_bars(following: NextCharacters, shown: Sequence[int], author: str, wish: Wish, said: str) -> None:
    # A chart remembers what was clicked; the next one is another chart.
    key = _chart_key()
    characters = [following.characters[index] for index in shown]
    figure = bars(following, shown)
    # Of a fixed height, so that the buttons below stay under the visitor's finger while one chart follows another.
    with st.container(height=int(figure.layout.height) + 16, border=False, key="text_next_chart"):
        st.plotly_chart(
            figure,
            theme="streamlit",
            key=key,
            alt=said,
            on_select=lambda: _clicked(key, characters, author, wish),
            selection_mode="points",
            config={"displayModeBar": False},
        )


def _chart_key() -> str:
    return f"text_next_bars_{st.session_state.get('text_picks', 0)}"


def _clicked(key: str, characters: Sequence[str], author: str, wish: Wish) -> None:
    if key != _chart_key():
        # The browser may send what was clicked in a chart that is gone together with the next click elsewhere.
        return
    points = st.session_state[key]["selection"]["points"]
    index = points[0].get("point_index") if points else None
    if isinstance(index, int) and 0 <= index < len(characters):
        _pick(author, wish, characters[index])


def _pick(author: str, wish: Wish, character: str) -> None:
    st.session_state["text_picks"] = st.session_state.get("text_picks", 0) + 1
    drafts.put(author, wish, character)


def _show_choices(generator: TextGenerator, author: str, wish: Wish, characters: Sequence[str], full: bool) -> None:
    """The same characters as buttons, and a field for any others; nothing can be put behind a text that is full."""
    st.caption(_("Click a bar or a button to put that character yourself; “Go on” lets the network write on from it."))
    with st.container(horizontal=True, gap="xsmall", key="text_next_choices"):
        for position, character in enumerate(characters):
            st.button(
                escape_markdown(name_of(character).strip("“”") or character),
                key=f"text_next_{position}",
                disabled=full,
                on_click=_pick,
                args=(author, wish, character),
            )
    st.text_input(
        _("Or type what comes next"),
        key="text_next_typed",
        max_chars=LONGEST_PUT,
        disabled=full,
        on_change=_typed,
        args=(generator, author, wish),
        placeholder=_("one character or several, then Enter"),
    )
    error = st.session_state.pop("text_next_refused", None)
    if error is not None:
        st.error(sentence(error), icon=":material/error:")


def _typed(generator: TextGenerator, author: str, wish: Wish) -> None:
    characters = (st.session_state["text_next_typed"] or "")[:LONGEST_PUT]
    unknown = generator.unknown_characters(characters)
    if unknown:
        st.session_state["text_next_refused"] = PlaygroundError(
            "Expected characters that the network knows, received {received}.", received=" ".join(unknown)
        )
    elif characters:
        st.session_state["text_next_typed"] = ""
        _pick(author, wish, characters)


def _show_table(following: NextCharacters, order: np.ndarray) -> None:
    rows = [int(index) for index in order[:MOST_ROWS]]
    table = pd.DataFrame(
        {
            _("character"): [name_of(following.characters[index]) for index in rows],
            _("the network's own"): [100 * float(following.before[index]) for index in rows],
            _("drawn from"): [100 * float(following.after[index]) for index in rows],
        }
    )
    shares = st.column_config.NumberColumn(format="%.3f%%")
    st.dataframe(
        table,
        hide_index=True,
        key="text_next_table",
        column_config={_("the network's own"): shares, _("drawn from"): shares},
    )
    if len(rows) < len(order):
        st.caption(
            _("The {some} most probable of {all} characters.").format(some=number(len(rows)), all=number(len(order)))
        )

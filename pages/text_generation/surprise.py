"""The view "Surprise": a text coloured by how little the network expected each character."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.shared import _, charts, escape_markdown, ngettext, number, percent
from pages.text_generation import coloured
from pages.text_generation.coloured import visible
from pages.text_generation.given import opening, show_example

if TYPE_CHECKING:
    from models.text_generation import Surprise, TextGenerator

MOST_CHARACTERS = 50_000
"""What is read of a text."""
MOST_PLACES = 10
"""Rows of the table of surprising places."""
CONTEXT = 8
"""Characters before and after a surprising one in the table."""
MOST_UNKNOWN = 20
COMPARED = 4_000
"""Characters over which a reading in pieces is compared with an exact one."""
WINDOW = 30
"""Characters over which the mean is taken."""
MOST_POINTS = 2_000
ORANGE, GREY = "#E07A1F", "#8E9694"


def show(author: str, generator: TextGenerator, text: str) -> tuple[Callable[..., Any], ...]:
    """The text in colours, its perplexity, and where and why the network was surprised.

    Returns:
        The functions that did it, to be shown at the end of the page.
    """
    show_example(author)
    if not text.strip():
        st.info(_("Paste a text above, or click the example: every character is coloured by how unexpected it was."))
        return (type(generator).surprise,)
    read = text[:MOST_CHARACTERS]
    if len(text) > len(read):
        st.warning(
            _("Your text has {count} characters; only the first {limit} were read.").format(
                count=number(len(text)), limit=number(MOST_CHARACTERS)
            )
        )
    found = _surprise(generator, read)
    nats = found.nats
    if not len(nats):
        st.info(_("One character alone is not predicted by anything: two or more are needed."))
        return (type(generator).surprise,)
    # What a poem begins with is predicted too, from the end of a poem before it.
    first = len(read) - len(nats)
    _show_figures(generator, found)
    _show_remarks(generator, read, found)
    _show_text(generator, read, found, first)
    _show_places(read, found, first)
    if len(nats) >= 2 * WINDOW:
        _show_curve(generator, read, nats, first)
    return (type(generator).surprise,)


def _surprise(generator: TextGenerator, text: str) -> Surprise:
    """What the network made of the text; kept until another text, or another network, is asked about."""
    kept = st.session_state.get("text_surprise")
    if kept is None or kept["of"][0] is not generator or kept["of"][1] != text:
        with st.spinner(_("Reading …"), show_time=True):
            found = generator.surprise(opening(generator) + text)
            difference = None
            if not found.exact:
                exact = generator.score((opening(generator) + text)[:COMPARED])
                difference = float(found.nats[: len(exact)].mean() - exact.mean())
        kept = {"of": (generator, text), "found": found, "difference": difference}
        st.session_state["text_surprise"] = kept
    return kept["found"]


def _show_figures(generator: TextGenerator, found: Surprise) -> None:
    """Perplexity and mean, beside those of the uniform guess, and the same in words."""
    nats, size = found.nats, len(generator.vocabulary)
    mean, perplexity = float(nats.mean()), math.exp(float(nats.mean()))
    left, middle, right = st.columns(3)
    left.metric(_("Perplexity"), f"{perplexity:.2f}", border=True)
    middle.metric(_("Nats a character"), f"{mean:.3f}", border=True)
    right.metric(_("Uniform guess: perplexity"), number(size), border=True)
    best = sum(math.exp(-value) >= others[0][1] for value, others in zip(nats, found.alternatives, strict=True))
    st.markdown(
        _(
            "The network was as unsure as if it had chosen each time among {perplexity} equally likely characters; a "
            "uniform guess chooses among all {size} ({uniform} nats), and a perfect one has perplexity 1. "
            "{best} of {count} characters were the ones that it thought most probable."
        ).format(
            perplexity=f"{perplexity:.2f}",
            size=number(size),
            uniform=f"{math.log(size):.2f}",
            best=number(best),
            count=number(len(nats)),
        )
    )


def _show_remarks(generator: TextGenerator, text: str, found: Surprise) -> None:
    """What was read otherwise than the visitor may think: unknown characters, line breaks in poems, pieces."""
    remarks = []
    unknown = generator.unknown_characters(text)
    if unknown:
        named = " ".join(visible(character) for character in unknown[:MOST_UNKNOWN])
        remarks.append(
            ngettext(
                "{count} character is absent from the training text, or too rare in it, and read as unknown: "
                "{characters}",
                "{count} characters are absent from the training text, or too rare in it, and read as unknown: "
                "{characters}",
                len(unknown),
            ).format(count=number(len(unknown)), characters=escape_markdown(named))
            + (" …" if len(unknown) > MOST_UNKNOWN else "")
        )
    if generator.vocabulary.poems and "\n" in text.strip("\n"):
        remarks.append(_("A line break ends a poem here: write the lines of one poem without breaks."))
    if not found.exact:
        remarks.append(
            _(
                "A text of this length is read in pieces side by side, each behind the 512 characters before it. On "
                "the first {count} characters that changes the mean by {difference} nats."
            ).format(count=number(COMPARED), difference=f"{st.session_state['text_surprise']['difference']:+.5f}")
        )
    for remark in remarks:
        st.caption(remark)


def _show_text(generator: TextGenerator, text: str, found: Surprise, first: int) -> None:
    start, end = coloured.part_of(text, "text_surprise_part")
    nats = np.concatenate([np.zeros(first), found.nats])
    guess = math.log(len(generator.vocabulary))
    tips = _tips(text, found, first, start, end)
    coloured.show(
        text[start:end],
        nats[start:end] / guess,
        tips,
        coloured.Scale(
            _("expected"),
            _("as surprising as a uniform guess ({nats} nats), underlined if more").format(nats=f"{guess:.1f}"),
        ),
        "text_surprise_paper",
    )
    st.caption(
        _("Hover over a character, tap it, or use the arrow keys: its nats, and what the network would have written.")
    )


def _tips(text: str, found: Surprise, first: int, start: int, end: int) -> list[str]:
    """What is said about each character from ``start`` to ``end``; a sentence is looked up once, not 4,000 times."""
    nothing = _("{character}: the first character, which nothing predicts")
    predicted = _("{character}: {nats} nats, probability {percent}\nInstead: {others}")
    comma, tiny = _(", "), _("below 0.01%")
    tips = [nothing.format(character=visible(character)) for character in text[start:first]]
    for place in range(max(start, first), end):
        nats = float(found.nats[place - first])
        tips.append(
            predicted.format(
                character=visible(text[place]),
                nats=f"{nats:.2f}",
                percent=chance(math.exp(-nats), tiny),
                others=in_words(found.alternatives[place - first], comma, tiny),
            )
        )
    return tips


def chance(probability: float, tiny: str) -> str:
    """A probability: ``41%``, ``0.8%``, ``tiny`` below a hundredth of a percent."""
    if probability < 1e-4:
        return tiny
    return percent(probability, 0) if probability >= 0.1 else f"{100 * probability:.2g}%"


def in_words(alternatives: list[tuple[str, float]], comma: str, tiny: str) -> str:
    """``e 41%, a 12%, ␣ 3%``."""
    return comma.join(f"{visible(character)} {chance(probability, tiny)}" for character, probability in alternatives)


def _show_places(text: str, found: Surprise, first: int) -> None:
    """The most surprising characters as a table, which says in words what the colours show."""
    order = np.argsort(-found.nats, kind="stable")[:MOST_PLACES]
    rows = []
    for index in order:
        place = int(index) + first
        before, after = text[max(place - CONTEXT, 0) : place], text[place + 1 : place + 1 + CONTEXT]
        rows.append(
            {
                _("place"): place + 1,
                _("where"): f"{visible(before)}‹{visible(text[place])}›{visible(after)}",
                _("nats"): round(float(found.nats[index]), 2),
                _("instead"): in_words(found.alternatives[index], _(", "), _("below 0.01%")),
            }
        )
    st.markdown("**" + _("The most surprising places") + "**")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        key="text_surprise_places",
        column_config={
            _("place"): st.column_config.NumberColumn(width=50),
            _("where"): st.column_config.TextColumn(width=170),
            _("nats"): st.column_config.NumberColumn(format="%.2f", width=50),
            _("instead"): st.column_config.TextColumn(width=150),
        },
    )


def _show_curve(generator: TextGenerator, text: str, nats: np.ndarray, first: int) -> None:
    """The mean over a window along the text, with the uniform guess as a line, and its extremes in words."""
    places, means = running_mean(nats, first)
    high, low = int(means.argmax()), int(means.argmin())

    def passage(index: int) -> str:
        start = int(places[index]) - WINDOW
        return escape_markdown(visible(text[max(start, 0) : start + WINDOW]))

    said = _(
        "The mean over {window} characters runs from {low} nats (“{low_text}”) to {high} nats (“{high_text}”); the "
        "dotted line is the uniform guess."
    ).format(
        window=number(WINDOW),
        low=f"{means[low]:.2f}",
        high=f"{means[high]:.2f}",
        low_text=passage(low),
        high_text=passage(high),
    )
    charts.show(curve(places, means, math.log(len(generator.vocabulary))), "text_surprise_curve", alt=said)
    st.caption(said)


def running_mean(nats: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean over each :data:`WINDOW` characters, thinned where there are more points than a screen has.

    Args:
        nats: (count,), at least a window of them.
        first: the place of the first of them in the text.

    Returns:
        where each window ends in the text (exclusive), and its mean.
    """
    sums = np.cumsum(np.concatenate([[0.0], nats]))
    means = (sums[WINDOW:] - sums[:-WINDOW]) / WINDOW
    places = np.arange(len(means)) + WINDOW + first
    step = -(-len(means) // MOST_POINTS)
    return places[::step], means[::step]


def curve(places: np.ndarray, means: np.ndarray, uniform: float) -> go.Figure:
    """The mean against the place in the text, and the uniform guess."""
    figure = go.Figure(
        go.Scatter(
            x=places,
            y=means,
            mode="lines",
            line={"color": ORANGE, "width": 2},
            hovertemplate="%{x}: %{y:.2f}<extra></extra>",
        )
    )
    figure.add_hline(y=uniform, line={"color": GREY, "dash": "dot", "width": 1.5})
    figure.update_layout(height=240, showlegend=False, **charts.quiet())
    figure.update_xaxes(title=_("place in the text"), showgrid=False, fixedrange=True)
    figure.update_yaxes(title=_("nats a character"), rangemode="tozero", fixedrange=True)
    return figure

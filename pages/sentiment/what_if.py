"""What if: a copy of the text to change, its verdict beside the first one, and the single words that turn it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models.sentiment.what_if import MOST_WORDS, Flip, Search, one_word_flips, without, words
from pages.shared import _, charts, escape_markdown, ngettext, number, percent, term

if TYPE_CHECKING:
    from models.sentiment import Prediction, SentimentClassifier

MOST_FLIPS = 12
MOST_SHOWN = 1_000
"""Characters of the text that stand beside its copy."""


def show(classifier: SentimentClassifier, text: str, language: str) -> None:
    """The text beside its copy, both verdicts, the difference, and the one-word flips."""
    if st.session_state.get("sentiment_edit_of") != (text, language):
        st.session_state["sentiment_edit_of"] = (text, language)
        st.session_state["sentiment_edit"] = text
    left, right = st.columns(2)
    with left:
        st.caption(_("The text"))
        with st.container(border=True, height=150):
            st.text(text[:MOST_SHOWN] + ("…" if len(text) > MOST_SHOWN else ""))
    with right:
        st.caption(_("Your version"))
        copy = st.text_area(
            _("Your version"),
            key="sentiment_edit",
            height=150,
            label_visibility="collapsed",
            persist_state="page",
        )
    copy = copy or ""
    _show_words(classifier, copy, text)
    if not copy.strip():
        st.info(_("Nothing is left to read: start again, or type something."))
    else:
        before, after = classifier.classify([text, copy])
        _show_difference(left, right, before, after)
    _show_flips(classifier, text, language)


def _show_words(classifier: SentimentClassifier, copy: str, text: str) -> None:
    """The words of the copy as buttons: a click leaves one out."""
    # What stands after the limit has no buttons, so it need not be cut into words; no word is that long.
    spans = words(classifier, copy[: 40 * MOST_WORDS])
    with st.container(horizontal=True, gap="xsmall", key="sentiment_words"):
        for position, span in enumerate(spans[:MOST_WORDS]):
            st.button(
                escape_markdown(copy[slice(*span)]),
                key=f"sentiment_word_{position}",
                on_click=_drop,
                args=(copy, span),
            )
        if copy != text:
            st.button(
                _("Start again"),
                key="sentiment_edit_again",
                icon=":material/undo:",
                type="primary",
                on_click=_use,
                args=(text,),
            )
    said = _("Type in your version, or click a word to leave it out.")
    if len(spans) > MOST_WORDS or len(copy) > 40 * MOST_WORDS:
        said += " " + _("Only the first {count} words are here as buttons.").format(count=number(MOST_WORDS))
    st.caption(said)


def _drop(copy: str, span: tuple[int, int]) -> None:
    # A word of a text that was meanwhile typed over is no longer there.
    if st.session_state.get("sentiment_edit") == copy:
        _use(without(copy, [span]))


def _use(text: str) -> None:
    st.session_state["sentiment_edit"] = text


def _show_difference(left: DeltaGenerator, right: DeltaGenerator, before: Prediction, after: Prediction) -> None:
    """Both verdicts, and what moved, as points of probability."""
    for column, prediction in ((left, before), (right, after)):
        column.markdown(
            _("**{label}**, {percent}").format(
                label=term(prediction.label).capitalize(),
                percent=percent(prediction.probabilities[prediction.label]),
            )
        )
    words = difference_in_words(before.probabilities, after.probabilities)
    charts.show(movement(before.probabilities, after.probabilities), "sentiment_what_if_chart", alt=words)
    turned = _("The verdict turns.") if before.label != after.label else _("The verdict stays.")
    st.caption(f"{turned} {words}")


def difference_in_words(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """The movement in words: ``positive 72.0% → 14.9% (-57.1 points), ...``."""
    moved = (
        _("{label} {before}% → {after}% ({points} points)").format(
            label=term(label),
            before=f"{100 * before[label]:.1f}",
            after=f"{100 * after[label]:.1f}",
            points=f"{100 * (after[label] - before[label]):+.1f}",
        )
        for label in before
    )
    return _(", ").join(moved)


def movement(before: Mapping[str, float], after: Mapping[str, float]) -> go.Figure:
    """A row for each label: an open ring where its probability was, a full dot where it is now."""
    figure = go.Figure()
    for label, was in before.items():
        color = charts.LABEL_COLORS.get(label, charts.LINE_COLORS[0])
        figure.add_scatter(
            x=[was, after[label]],
            y=[term(label)] * 2,
            mode="lines+markers",
            line={"color": color, "width": 3},
            marker={
                "size": [13, 15],
                "symbol": ["circle-open", "circle"],
                "color": color,
                "line": {"width": 3, "color": color},
            },
            hoverinfo="skip",
            showlegend=False,
        )
    figure.update_layout(height=40 * len(before) + 40, **charts.quiet())
    figure.update_xaxes(range=[-0.03, 1.03], tickformat=".0%", nticks=5, fixedrange=True, zeroline=False)
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, ticksuffix="  ")
    return figure


def _show_flips(classifier: SentimentClassifier, text: str, language: str) -> None:
    """The single words that turn the verdict of the text; a click puts the changed text into the copy."""
    st.markdown(_("**One word that turns the verdict**"))
    search = _search(classifier, text, language)
    if search.too_long:
        st.caption(
            _("Looked for in texts of up to {count} words; this one is longer.").format(count=number(MOST_WORDS))
        )
        return
    tried = ngettext("{count} text was read for this.", "{count} texts were read for this.", search.texts_read).format(
        count=number(search.texts_read)
    )
    if not search.flips:
        st.caption(_("No single word, left out or replaced, turns the verdict of this text.") + " " + tried)
        return
    with st.container(horizontal=True, gap="xsmall", key="sentiment_flips_found"):
        for position, flip in enumerate(search.flips[:MOST_FLIPS]):
            st.button(_flip_in_words(flip), key=f"sentiment_flip_{position}", on_click=_use, args=(flip.text,))
    st.caption(
        _(
            "A word is left out, or replaced by one that the network finds opposite and that stands near it in its own "
            "table of words, whether or not that is good grammar. Click one to put it into your version."
        )
        + " "
        + tried
    )


def _flip_in_words(flip: Flip) -> str:
    word = escape_markdown(flip.word)
    change = f"~~{word}~~" if flip.replacement is None else f"{word} → {escape_markdown(flip.replacement)}"
    return f"{change} · {term(flip.label)} {percent(flip.probability, 0)}"


def _search(classifier: SentimentClassifier, text: str, language: str) -> Search:
    """The search, kept until another text is read: every click on the page runs this again."""
    key = (id(classifier), language, text)
    kept = st.session_state.get("sentiment_flips")
    if kept is None or kept[0] != key:
        with st.spinner(_("Trying other words …")):
            kept = (key, one_word_flips(classifier, text))
        st.session_state["sentiment_flips"] = kept
    return kept[1]

"""Learned or copied? What of a text stands word for word in what the network read, and what of unseen text does."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import streamlit as st

from models.text_generation.copies import CopyIndex
from pages.shared import N_, _, characters, charts, escape_markdown, number, percent
from pages.text_generation import coloured
from pages.text_generation.drafts import Draft, Wish

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

TITLE = N_("Learned or copied?")
MOST_QUOTED = 80
PROMPT_SHOWN = 1_000
STYLE = """
<style>
.copied-text { max-height: 26rem; overflow-y: auto; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.85;
  font-size: 1.02rem; margin: 0;
  font-family: Charter, "Iowan Old Style", "Source Serif", Georgia, "Noto Serif CJK SC", "Songti SC", serif; }
.copied-text .prompt { opacity: 0.55; }
.copied-text mark { color: inherit; background: rgba(199, 120, 43, 0.34); border-bottom: 2px solid #C7782B;
  padding: 0.1em 0; }
.copied-text .longest { border-bottom: 2px dotted #5B7FD4; }
</style>
"""


def show(generator: TextGenerator, author: str, draft: Draft | None, wish: Wish) -> tuple[Callable[..., Any], ...]:
    """The text with its copied runs, the longest of them in a sentence, and how much is new, by length."""
    index = generator.copies
    if index is None:
        st.info(_("This model has no index of what it read, so nothing can be said about copies."))
        return ()
    if draft is None or not draft.text:
        st.info(_("Nothing is written yet. Once it is, this compares it with what the network read."))
        return ()
    spans = index.copied_spans(draft.text)
    longest = index.longest_copied_run(draft.text)
    st.markdown(" ".join(_about_the_longest(index, draft.text, longest, spans)))
    with st.container(border=True):
        st.html(STYLE + highlighted(draft, spans, longest))
    st.caption(" ".join(_about_the_colours(index, draft)))
    _show_new_shares(index, draft.text)
    st.caption(_about_the_index(index))
    return type(index).copied_lengths, type(index).copied_spans, type(index).new_shares


def _about_the_longest(
    index: CopyIndex, text: str, longest: tuple[int, int], spans: Sequence[tuple[int, int]]
) -> list[str]:
    start, end = longest
    if start == end:
        return [_("Nothing here that is long enough to be looked up stands in what the network read.")]
    quoted = escape_markdown(shortened(text[start:end]))
    said = [
        _("The longest run that stands word for word in what the network read has **{length}**: “{run}”.").format(
            length=characters(end - start), run=quoted
        )
    ]
    held_back = index.held_back
    every = held_back.characters_for_one(end - start)
    if every is None:
        said.append(
            _(
                "In {all} of text of the same kind that it did not read, the longest has {longest}: "
                "none is as long as this one."
            ).format(all=characters(held_back.characters), longest=characters(held_back.longest))
        )
    else:
        said.append(
            _(
                "In {all} of text of the same kind that it did not read, the longest has {longest}, and a run as long "
                "as this one or longer comes once in {every}."
            ).format(
                all=characters(held_back.characters),
                longest=characters(held_back.longest),
                every=characters(round(every)),
            )
        )
    if not spans:
        said.append(_("So nothing here is copied beyond what is ordinary."))
    return said


def highlighted(draft: Draft, spans: Sequence[tuple[int, int]], longest: tuple[int, int]) -> str:
    """The text as HTML: runs worth a word marked, the longest one underlined where it is not among them."""
    runs = [(*span, "<mark>", "</mark>") for span in united(spans)]
    if not runs and longest[0] < longest[1]:
        runs = [(*longest, '<span class="longest">', "</span>")]
    shown = draft.prompt[-PROMPT_SHOWN:]
    parts = [f'<span class="prompt">{html.escape(("…" if len(shown) < len(draft.prompt) else "") + shown)}</span>']
    place = 0
    for start, end, opened, closed in runs:
        parts += [html.escape(draft.text[place:start]), opened, html.escape(draft.text[start:end]), closed]
        place = end
    parts.append(html.escape(draft.text[place:]))
    return f'<p class="copied-text" dir="auto" tabindex="0">{"".join(parts)}</p>'


def united(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans, sorted by their start, with those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def shortened(run: str) -> str:
    """A run on one line, with signs for what cannot be seen; its middle is left out where it is long."""
    run = coloured.visible(run)
    return run if len(run) <= MOST_QUOTED else f"{run[: MOST_QUOTED // 2]} … {run[-MOST_QUOTED // 2 :]}"


def _about_the_colours(index: CopyIndex, draft: Draft) -> list[str]:
    said = [
        _(
            "Marked: runs of {shortest} or more that stand in the training text. Of the held-back text less than 1% "
            "lies in runs so long; shorter ones two texts share without copying. Where nothing is marked, the "
            "longest run is dotted."
        ).format(shortest=characters(index.shortest))
    ]
    if draft.prompt:
        said.append(_("The beginning (grey) is yours: a run counts from where the network goes on."))
    if draft.by_hand:
        said.append(_("What you put in by hand is looked up like the rest."))
    return said


def _show_new_shares(index: CopyIndex, text: str) -> None:
    here, there = index.new_shares(text), index.held_back.new_shares
    if not here:
        return
    parts = _(", ").join(
        _("of {n} characters in a row {here} (held-back text: {there})").format(
            n=number(n), here=percent(share, 0), there=percent(there[n], 0)
        )
        for n, share in here.items()
        if n in there
    )
    said = _("New, that is nowhere in what the network read: {parts}.").format(parts=parts)
    charts.show(new_share_bars(here, there), "text_copied_shares", alt=said)
    st.caption(said)


def new_share_bars(here: dict[int, float], there: dict[int, float]) -> go.Figure:
    """The share of new n-grams by n: this text's beside the held-back text's."""
    figure = go.Figure()
    lengths = [n for n in here if n in there]
    for name, shares, color in (
        (_("this text"), here, charts.LINE_COLORS[1]),
        (_("held-back text"), there, charts.LINE_COLORS[2]),
    ):
        figure.add_bar(
            x=[number(n) for n in lengths],
            y=[shares[n] for n in lengths],
            name=name,
            marker={"color": color, "cornerradius": 4},
            text=[percent(shares[n], 0) for n in lengths],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    figure.update_layout(height=270, barmode="group", bargap=0.3, showlegend=True, **charts.quiet())
    figure.update_layout(legend={"orientation": "h", "y": 1.16, "x": 0}, margin_t=36)
    figure.update_xaxes(title=_("characters in a row"), type="category", showgrid=False, fixedrange=True)
    figure.update_yaxes(range=[0, 1.12], visible=False, fixedrange=True)
    return figure


def _about_the_index(index: CopyIndex) -> str:
    rates = _(", ").join(f"{tier.length}: {percent(tier.false_positive_rate)}" for tier in index.tiers)
    return _(
        "How this is known: the text is not here, only a small index of hashes of its n-grams (Bloom filters). A run "
        "counts when every n-gram in it is found, so no copy is missed or told too short. It may be told a little too "
        "long: where two passages are joined that read alike for {overlap} in between, and where the filters err. Of "
        "the n-grams that are new they take for known, by length: {rates}; the shares above are corrected for that."
    ).format(overlap=characters(index.tiers[-1].length - 1), rates=rates)

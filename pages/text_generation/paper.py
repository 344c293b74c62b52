"""A sheet that a text grows on, as plain text; of a long one only the last piece is sent again. Or several sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import _, characters
from pages.text_generation import drafts, poem
from pages.text_generation.drafts import MOST_CANDIDATES, Draft

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

BEGINNING_SHOWN = 2_000
PIECE = 2_000
"""Characters after which a piece of the text is left alone, at the end of a line."""
ACROSS = 2
"""Sheets in a row."""


class Paper:
    """A text in pieces below one another, each an element of its own.

    Args:
        sheet: a container without gaps, so that the pieces look like one text.
        longest: of the texts that may have stood on this sheet before. As long as a run of the page goes on, what an
            earlier run left stays where nothing else comes: here its pieces go, before the new text arrives.
    """

    def __init__(self, sheet: DeltaGenerator, longest: int = 0) -> None:
        self._sheet = sheet
        self._cleared = [sheet.empty() for _piece in range(longest // PIECE + 2)] if longest else []
        self._element = self._next_element()
        self._start = 0

    def _next_element(self) -> DeltaGenerator:
        return self._cleared.pop(0) if self._cleared else self._sheet.empty()

    def begin(self, prompt: str) -> None:
        """Leave out all but the end of a long beginning, and say so."""
        hidden = max(len(prompt) - BEGINNING_SHOWN, 0)
        if hidden:
            self._element.caption(_("… {hidden} before this …").format(hidden=characters(hidden)))
            self._start, self._element = hidden, self._next_element()

    def say(self, sentence: str) -> None:
        """Say something where no text is yet."""
        self._element.caption(sentence)

    def show(self, whole: str) -> None:
        """Show the text as far as it is written; ``whole`` begins with the prompt and only ever grows."""
        while len(whole) - self._start > 2 * PIECE:
            end = _end_of_line(whole, self._start + PIECE)
            if end is None:
                break
            self._element.text(whole[self._start : end])
            self._start, self._element = end + 1, self._next_element()
        self._element.text(whole[self._start :])


def _end_of_line(text: str, start: int) -> int | None:
    """The first newline from ``start`` on that ends a line which is not empty: the break between two pieces.

    (A piece that ended in an empty line would be shown without it.)
    """
    end = text.find("\n", start)
    while end > 0 and text[end - 1] == "\n":
        end = text.find("\n", end + 1)
    return end if end > 0 else None


def show_candidates(
    stage: DeltaGenerator, generator: TextGenerator, author: str, texts: Sequence[Draft]
) -> list[Paper]:
    """Several texts from one beginning: a sheet for each, two in a row, with a button that chooses it.

    Returns:
        the sheets, in the order of the texts.
    """
    papers = []
    for first in range(0, MOST_CANDIDATES, ACROSS):
        row = texts[first : first + ACROSS]
        if not row:
            stage.empty()
            continue
        for position, (draft, column) in enumerate(zip(row, stage.columns(ACROSS), strict=False), start=first):
            with column:
                sheet = st.container(border=True, height=340, autoscroll=True, gap=None, key=f"paper_{position}")
                paper = Paper(sheet, longest=drafts.LONGEST_TEXT if draft.running else 0)
                paper.begin(draft.prompt)
                paper.show(draft.whole)
                papers.append(paper)
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    st.button(
                        _("Choose"),
                        icon=":material/check:",
                        key=f"text_choose_{position}",
                        on_click=drafts.choose,
                        args=(author, draft),
                    )
                    st.caption(_in_words(draft), width="content")
                if draft.running:
                    st.empty()
                else:
                    poem.show_verdict(generator, draft)
    stage.caption(
        _(
            "Each text has its own seed and its turn at every character. Choose one, and it goes on alone; the others "
            "are kept as an earlier text."
        )
    )
    return papers


def _in_words(draft: Draft) -> str:
    """A candidate's seed and, once it rests, its length."""
    if draft.running:
        return _("Seed {seed}").format(seed=draft.seed)
    return _("Seed {seed}, {characters}").format(seed=draft.seed, characters=characters(len(draft.text)))

"""Several texts from one beginning, side by side; one of them is chosen to go on with."""

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared.language import _
from pages.shared.words import characters
from pages.text_generation import drafts, poem
from pages.text_generation.drafts import MOST_CANDIDATES, Draft
from pages.text_generation.paper import Paper

ACROSS = 2


def show(stage: DeltaGenerator, generator: Any, author: str, texts: Sequence[Draft]) -> list[Paper]:
    """A sheet for each text, two in a row, with a button that chooses it.

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
                    st.caption(in_words(draft), width="content")
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


def in_words(draft: Draft) -> str:
    """A candidate's seed and, once it rests, its length."""
    if draft.running:
        return _("Seed {seed}").format(seed=draft.seed)
    return _("Seed {seed}, {characters}").format(seed=draft.seed, characters=characters(len(draft.text)))

"""The view "Writing": a beginning, and the network writes on; stop it, let it go on, have it write anew."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.shared import _, characters, number
from pages.text_generation import copied, drafts, next_character, poem
from pages.text_generation.drafts import Draft, Shelf, Wish
from pages.text_generation.paper import Paper, show_candidates
from pages.text_generation.settings import choose_wish

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

UPDATES_PER_SECOND = 15

# What stands in a tab below the text once it rests: draws itself and returns the functions to show at the page's end.
BELOW: dict[str, Callable[[Any, str, Draft | None, Wish], tuple[Callable[..., Any], ...]]] = {
    next_character.TITLE: next_character.show,
    copied.TITLE: copied.show,
}


@dataclass(frozen=True)
class Desk:
    """The view as it stands on the page; ``write_on`` lets what is not finished grow."""

    functions: tuple[Callable[..., Any], ...]
    write_on: Callable[[], None]


def show(author: str, generator: TextGenerator) -> Desk:
    """The beginning, the settings, the text as far as it is written, and what can be said about it."""
    wish = choose_wish(generator)
    shelf = drafts.shelf_of(author)
    _show_buttons(generator, author, wish, shelf)
    with st.container():
        _show_leaves(author, shelf)
        drafts.show_refusal()
    # While a text grows the run goes on, and what an earlier run left would stay on the page: so there is an element
    # in every place, in each state the same number, and an empty one takes away what stood there.
    if len(shelf.drafts) > 1:
        st.empty()
        papers = show_candidates(st.container(), generator, author, shelf.drafts)
    else:
        papers = [_show_one(generator, shelf)]
        st.empty()
    functions: list[Callable[..., Any]] = [write, type(generator).stream]
    if shelf.running:
        st.caption(_("The next character can be looked at when the text rests."))
    elif len(shelf.drafts) > 1:
        st.empty()
    else:
        with st.container():
            functions.extend(_show_below(generator, author, shelf, wish))

    def write_on() -> None:
        if shelf.running:
            write(shelf.drafts, papers)
            st.rerun()  # the buttons now mean something else

    return Desk(tuple(functions), write_on)


def _show_buttons(generator: TextGenerator, author: str, wish: Wish, shelf: Shelf) -> None:
    """Write, stop, go on, write anew, download, and the way to what was written before."""
    running, empty = shelf.running, not shelf.drafts
    with st.container(horizontal=True, gap="small", key="text_buttons"):
        st.button(
            _("Write"),
            type="primary",
            icon=":material/edit:",
            key="text_write",
            disabled=running,
            on_click=drafts.begin,
            args=(generator, author, wish),
        )
        st.button(
            _("Stop"),
            icon=":material/stop:",
            key="text_stop",
            disabled=not running,
            on_click=drafts.stop,
            args=(author,),
        )
        st.button(
            _("Go on"),
            icon=":material/resume:",
            key="text_continue",
            disabled=running or empty or all(draft.full for draft in shelf.drafts),
            on_click=drafts.go_on,
            args=(generator, author, wish),
        )
        st.button(
            _("Another one"),
            icon=":material/refresh:",
            key="text_regenerate",
            disabled=running or empty,
            on_click=drafts.regenerate,
            args=(generator, author, wish),
            help=_("From the same beginning as the text below, by a new seed. The text below is kept."),
        )
        st.download_button(
            _("Download"),
            data=_file(shelf.drafts),
            file_name=f"{author}.txt",
            mime="text/plain",
            key="text_download",
            icon=":material/download:",
            disabled=empty,
            on_click="ignore",
        )


def _file(texts: Sequence[Draft]) -> str:
    """What is downloaded: the text, or the candidates with a rule between them."""
    return ("\n\n" + 20 * "-" + "\n\n").join(draft.whole for draft in texts)


def _show_leaves(author: str, shelf: Shelf) -> None:
    """Back to what was written before, forward again, and on to an empty sheet."""
    if not shelf.versions:
        return
    count = len(shelf.versions)
    at_last = shelf.at >= count - 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="text_versions"):
        st.button(
            _("Earlier text"),
            icon=":material/chevron_left:",
            key="text_back",
            disabled=shelf.at == 0,
            on_click=drafts.leaf,
            args=(author, -1),
        )
        st.button(
            _("New sheet") if at_last else _("Later text"),
            icon=":material/add:" if at_last else ":material/chevron_right:",
            key="text_forward",
            disabled=shelf.at == count,
            on_click=drafts.leaf,
            args=(author, 1),
        )
        if shelf.at == count:
            said = _("An empty sheet.")
        else:
            said = _("Text {position} of {count}.").format(position=number(shelf.at + 1), count=number(count))
        if count == drafts.MOST_VERSIONS:
            said += " " + _("No more are kept: the next one takes the oldest one's place.")
        st.caption(said, width="content")


def _show_one(generator: TextGenerator, shelf: Shelf) -> Paper:
    with st.container():
        sheet = st.container(border=True, height=420, autoscroll=True, gap=None, key="paper")
        paper = Paper(sheet, longest=drafts.LONGEST_TEXT if shelf.running else 0)
        if not shelf.drafts:
            paper.say(_("The text will appear here."))
            return paper
        (draft,) = shelf.drafts
        paper.begin(draft.prompt)
        paper.show(draft.whole)
        st.caption(in_words(draft))
        if draft.running:
            st.empty()
        else:
            poem.show_verdict(generator, draft)
    return paper


def _show_below(generator: TextGenerator, author: str, shelf: Shelf, wish: Wish) -> list[Callable[..., Any]]:
    """The sections about the text, each in a tab and computed when it is opened."""
    draft = shelf.drafts[0] if shelf.drafts else None
    functions: list[Callable[..., Any]] = []
    if len(BELOW) == 1:
        ((title, section),) = BELOW.items()
        st.subheader(_(title), anchor=False)
        return [*section(generator, author, draft, wish)]
    tabs = st.tabs([_(title) for title in BELOW], key="text_tab", on_change="rerun")
    for tab, section in zip(tabs, BELOW.values(), strict=True):
        if tab.open:
            with tab:
                functions.extend(section(generator, author, draft, wish))
    return functions


def write(texts: Sequence[Draft], papers: Sequence[Paper]) -> None:
    """Let the texts grow in turns, a character each, until all are long enough, and show them as they do.

    Every ``paper.show`` is a place where a click may interrupt; what was written by then is in the drafts, and the
    next run goes on from there. Nothing here is shared with another visitor.
    """
    shown = 0.0
    while growing := [draft for draft in texts if draft.running]:
        for draft in growing:
            draft.grow()
        now = time.perf_counter()
        if now - shown >= 1 / UPDATES_PER_SECOND:
            for draft, paper in zip(texts, papers, strict=True):
                if draft in growing:
                    paper.show(draft.whole)
            shown = now
    for draft, paper in zip(texts, papers, strict=True):
        paper.show(draft.whole)


def in_words(draft: Draft) -> str:
    """How much was written, how fast, and with which seed it can be written again."""
    if draft.running:
        return _("Writing … Seed {seed}.").format(seed=draft.seed)
    by_network = len(draft.text) - draft.by_hand
    if by_network and draft.seconds:
        said = _("{characters} written, {speed} a second. Seed {seed}.").format(
            characters=characters(by_network), speed=number(round(by_network / draft.seconds)), seed=draft.seed
        )
    else:
        said = _("Seed {seed}.").format(seed=draft.seed)
    if draft.by_hand:
        said += " " + _("{characters} put in by hand.").format(characters=characters(draft.by_hand))
    if draft.full:
        said += " " + _("It cannot become longer here.")
    return said

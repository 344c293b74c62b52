"""The texts that a visitor has an author write: each grows by itself, and none is lost to the next.

They live in the visitor's own session, a :class:`Shelf` for each author. A *version* is what stands on the page at one
time: one draft, or several candidates side by side. Writing anew puts another version on the shelf and leaves the
ones before it where they are.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import streamlit as st

from models.errors import PlaygroundError
from models.text_generation.sampling import Form
from pages.shared import sentence

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

LONGEST_TEXT = 50_000
MOST_VERSIONS = 20
"""Of each author; the oldest goes when one more is written."""
MOST_CANDIDATES = 4
_REFUSED = "text_refused"


class FormWish(Protocol):
    """A form that the text shall keep, such as a poem's. Compared with ``==``: a frozen dataclass will do."""

    def form(self, before: str) -> Form:
        """The rules for what is written on from ``before``."""
        ...


@dataclass(frozen=True)
class Sampling:
    """How a character is drawn; ``top_k`` and ``top_p`` may be None."""

    temperature: float
    top_k: int | None
    top_p: float | None
    form: FormWish | None = None

    def arguments(self, before: str) -> dict[str, Any]:
        """What ``stream`` and ``next_characters`` want to be called with, ``before`` being their prompt."""
        form = {} if self.form is None else {"form": self.form.form(before)}
        return {"temperature": self.temperature, "top_k": self.top_k, "top_p": self.top_p, **form}


@dataclass(frozen=True)
class Wish:
    """What the visitor asks for; each candidate adds its position to the ``seed``."""

    prompt: str
    length: int
    sampling: Sampling
    seed: int
    num_candidates: int = 1


@dataclass
class Draft:
    """A text being written. ``stream`` carries the network's state from one rerun to the next."""

    prompt: str
    seed: int
    sampling: Sampling
    stream: Iterator[str] | None = None
    wanted: int = 0
    text: str = ""
    seconds: float = 0.0
    by_hand: int = 0
    """Characters of ``text`` that the visitor put there."""
    running: bool = False

    @property
    def whole(self) -> str:
        """The beginning and what was written on from it."""
        return self.prompt + self.text

    @property
    def full(self) -> bool:
        """Whether it is as long as a text may become."""
        return len(self.text) >= LONGEST_TEXT

    def go_on(self, generator: TextGenerator, sampling: Sampling, length: int) -> None:
        """Let it grow: to its end where it was stopped on the way, else by ``length`` characters.

        As long as nothing else changes, a text is one stream, whose state and dice go on: where it was stopped and
        in how many pieces it was asked for makes no difference to it.
        """
        if self.stream is None or self.sampling != sampling:
            # The whole text is the prompt now; another seed, or the same dice would fall in the same order.
            self.sampling, self.wanted = sampling, len(self.text)
            self.stream = generator.stream(
                self.whole,
                length=max(LONGEST_TEXT - len(self.text), 0),
                seed=self.seed + len(self.text),
                **sampling.arguments(self.whole),
            )
        if len(self.text) >= self.wanted:
            self.wanted = min(len(self.text) + length, LONGEST_TEXT)
        self.running = len(self.text) < self.wanted

    def grow(self) -> None:
        """Take one more character from the stream; at the end of what is wanted it rests."""
        started = time.perf_counter()
        character = "" if self.stream is None else next(self.stream, "")
        self.seconds += time.perf_counter() - started
        self.text += character
        if not character or len(self.text) >= self.wanted:
            self.running = False

    def put(self, characters: str) -> None:
        """Add what the visitor chose. The network has not read it yet, so its state is of no use any more."""
        self.text += characters
        self.by_hand += len(characters)
        self.stream, self.running = None, False

    def taken_over(self) -> Draft:
        """A copy that goes on in this one's place; this one stays as it is."""
        copy = Draft(**vars(self))
        self.stream, self.running = None, False
        return copy


@dataclass
class Shelf:
    """The versions of one author, oldest first, and the one on the page; behind the last is an empty sheet."""

    versions: list[list[Draft]] = field(default_factory=list)
    at: int = 0
    next_seed: int = 0

    @property
    def drafts(self) -> list[Draft]:
        """The candidates of the version on the page; none on an empty sheet."""
        return self.versions[self.at] if self.at < len(self.versions) else []

    @property
    def running(self) -> bool:
        """Whether the version on the page is still growing."""
        return any(draft.running for draft in self.drafts)

    def add(self, drafts: list[Draft]) -> None:
        """Put a new version on the page."""
        self.stop()
        self.versions = [*self.versions, drafts][-MOST_VERSIONS:]
        self.at = len(self.versions) - 1
        self.next_seed = max(self.next_seed, *(draft.seed + 1 for draft in drafts))

    def stop(self) -> None:
        """Let the version on the page rest."""
        for draft in self.drafts:
            draft.running = False


def shelf_of(author: str) -> Shelf:
    """This visitor's shelf for this author."""
    return st.session_state.setdefault(f"text_shelf_{author}", Shelf())


def begin(generator: TextGenerator, author: str, wish: Wish) -> None:
    """Write from the beginning, by the visitor's seed."""
    _write(generator, author, wish, wish.prompt, wish.seed)


def regenerate(generator: TextGenerator, author: str, wish: Wish) -> None:
    """The same beginning as the text on the page, by a seed that no version on the shelf had."""
    shelf = shelf_of(author)
    if shelf.drafts:
        _write(generator, author, wish, shelf.drafts[0].prompt, shelf.next_seed)


def _write(generator: TextGenerator, author: str, wish: Wish, prompt: str, seed: int) -> None:
    drafts = [Draft(prompt, seed + position, wish.sampling) for position in range(wish.num_candidates)]
    with _refusals():
        for draft in drafts:
            draft.go_on(generator, wish.sampling, wish.length)
        shelf_of(author).add(drafts)


def stop(author: str) -> None:
    """Stop where the text is."""
    shelf_of(author).stop()


def go_on(generator: TextGenerator, author: str, wish: Wish) -> None:
    """Go on from where the text on the page ends, by the settings as they are now."""
    shelf = shelf_of(author)
    if not shelf.running:
        with _refusals():
            for draft in shelf.drafts:
                draft.go_on(generator, wish.sampling, wish.length)


def choose(author: str, draft: Draft) -> None:
    """Go on with one candidate alone; the version with all of them stays on the shelf."""
    shelf = shelf_of(author)
    if any(draft is one for one in shelf.drafts):
        shelf.add([draft.taken_over()])


def leaf(author: str, steps: int) -> None:
    """Put the version before (-1) or after (+1) on the page; after the last comes an empty sheet."""
    shelf = shelf_of(author)
    shelf.stop()
    shelf.at = max(0, min(shelf.at + steps, len(shelf.versions)))


def put(author: str, wish: Wish, characters: str) -> None:
    """Add characters by hand to the text on the page, or to the beginning where there is none."""
    shelf = shelf_of(author)
    if not shelf.drafts:
        shelf.add([Draft(wish.prompt, wish.seed, wish.sampling)])
    for draft in shelf.drafts[:1]:
        if not draft.full:
            draft.put(characters)


@contextmanager
def _refusals() -> Iterator[None]:
    """What a click may not do is said on the page that it leads to: a callback has no place to say it."""
    try:
        yield
    except PlaygroundError as error:
        st.session_state[_REFUSED] = error


def show_refusal() -> None:
    """Say why the last click did nothing, if so."""
    error = st.session_state.pop(_REFUSED, None)
    if error is not None:
        st.error(sentence(error), icon=":material/error:")

"""Poems that keep their form: four or eight lines of five or seven characters, on request an acrostic (藏头诗).

:class:`PoemForm` says, character by character, what the form allows next; the network chooses among that.
:func:`check_form` looks at a finished poem and says whether it keeps a form, whoever wrote it.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from models.errors import PlaygroundError
from models.text_generation.copies import END_OF_POEM, PUNCTUATION
from models.text_generation.vocabulary import Vocabulary

LINE_LENGTHS = (5, 7)
NUMS_OF_LINES = (4, 8)
# The first is what a form writes; in others' poems a question or a cry may end a line as well.
AFTER_ODD, AFTER_EVEN = "，？！", "。？！"


@dataclass(frozen=True)
class FormReport:
    """Whether a poem keeps a form."""

    obeys: bool
    line_lengths: tuple[int, ...]
    """Characters of each line, punctuation not counted."""
    problem: PlaygroundError | None
    """The first thing that is wrong, as a sentence that a page can translate; None where nothing is."""


class PoemForm:
    """What a poem of this form may go on with. The next poem after it has the same form, from its beginning on.

    An acrostic wants a line to begin with a certain character however unlikely the network finds it there.

    Args:
        line_length: characters of a line, 5 or 7.
        num_lines: 4 (绝句) or 8 (律诗).
        acrostic: the characters that the first lines begin with; traditional ones are taken as simplified.
        prompt: the beginning of the first poem, which was given; it must keep the form itself.

    Raises:
        PlaygroundError: there is no such form, or acrostic or prompt do not fit into it.
    """

    def __init__(self, line_length: int = 5, num_lines: int = 4, acrostic: str = "", prompt: str = "") -> None:
        if line_length not in LINE_LENGTHS:
            raise PlaygroundError("Expected lines of 5 or 7 characters, received {received}.", received=line_length)
        if num_lines not in NUMS_OF_LINES:
            raise PlaygroundError("Expected a poem of 4 or 8 lines, received {received}.", received=num_lines)
        self.line_length = line_length
        self.num_lines = num_lines
        self.acrostic = acrostic_characters(acrostic)
        self.prompt = prompt
        if len(self.acrostic) > num_lines:
            raise PlaygroundError(
                "An acrostic has a character for each line: expected at most {expected}, received {received}.",
                expected=num_lines,
                received=len(self.acrostic),
            )
        report = self._look_at(prompt.rsplit(END_OF_POEM, 1)[-1], finished=False)
        if report.problem is not None:
            raise report.problem

    def check_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Raise a PlaygroundError that names the characters of the acrostic that the network has never learnt."""
        unknown = vocabulary.unknown_characters(self.acrostic)
        if unknown:
            raise PlaygroundError(
                "The network has never learnt {characters}: choose other characters for the acrostic.",
                characters=" ".join(unknown),
            )

    def allowed(self, vocabulary: Vocabulary, written: str) -> np.ndarray:
        """Which tokens may follow, bool (vocabulary_size,).

        Args:
            vocabulary: the network's.
            written: what was written after the prompt, so far.
        """
        self.check_vocabulary(vocabulary)
        poem = (self.prompt + written).rsplit(END_OF_POEM, 1)[-1]
        line, place = divmod(len(poem), self.line_length + 1)
        if line >= self.num_lines:
            return _only(vocabulary, END_OF_POEM)
        if place == self.line_length:
            return _only(vocabulary, (AFTER_ODD if line % 2 == 0 else AFTER_EVEN)[0])
        if place == 0 and line < len(self.acrostic):
            return _only(vocabulary, self.acrostic[line])
        return _in_lines(vocabulary)

    def check(self, poem: str) -> FormReport:
        """Whether a finished poem keeps this form, acrostic included."""
        return self._look_at(poem, finished=True)

    def _look_at(self, poem: str, finished: bool) -> FormReport:
        lines = _lines(poem)
        return _report(lines, _problem(lines, self.line_length, self.num_lines, self.acrostic, finished))


def check_form(
    poem: str, line_length: int | None = None, num_lines: int | None = None, acrostic: str = ""
) -> FormReport:
    """Whether a poem is regular: an even number of lines, four or more, of five or of seven characters throughout.

    Odd lines end with ，, even ones with 。; instead of either a ？ or ！ may stand.

    Args:
        poem: one poem; a newline after it does not matter.
        line_length: the characters that a line must have; None for 5 or 7, whichever the first has.
        num_lines: the lines that it must have; None for any even number from 4 on.
        acrostic: the characters that its first lines must begin with.
    """
    lines = _lines(poem.removesuffix(END_OF_POEM))
    if line_length is None and lines:
        line_length = min(LINE_LENGTHS, key=lambda length: (abs(length - len(lines[0][0])), length))
    return _report(lines, _problem(lines, line_length or 5, num_lines, acrostic_characters(acrostic), finished=True))


def acrostic_characters(text: str) -> str:
    """What a visitor typed as an acrostic, simplified; spaces and punctuation between the characters are left out."""
    kept = "".join(text.split())
    return "".join(
        character for character in _to_simplified().convert(kept) if unicodedata.category(character)[0] != "P"
    )


def _lines(poem: str) -> list[tuple[str, str]]:
    """The lines of a poem, each with the punctuation that ends it, "" where none does."""
    lines, line = [], ""
    for character in poem:
        if character in PUNCTUATION + END_OF_POEM:
            lines.append((line, character))
            line = ""
        else:
            line += character
    return [*lines, (line, "")] if line else lines


def _report(lines: list[tuple[str, str]], problem: PlaygroundError | None) -> FormReport:
    return FormReport(problem is None, tuple(len(line) for line, _mark in lines), problem)


def _problem(
    lines: list[tuple[str, str]], line_length: int, num_lines: int | None, acrostic: str, finished: bool
) -> PlaygroundError | None:
    for number, (line, mark) in enumerate(lines, start=1):
        begun = not finished and number == len(lines) and not mark
        if len(line) > line_length or (len(line) < line_length and not begun):
            return PlaygroundError(
                "Line {line} has {received} characters instead of {expected}: {text}",
                line=number,
                received=len(line),
                expected=line_length,
                text=line[:20],
            )
        marks = AFTER_ODD if number % 2 else AFTER_EVEN
        if mark not in marks or not mark:
            if begun:
                continue
            return PlaygroundError(
                "Line {line} should end with {expected} and ends with {received}.",
                line=number,
                expected=marks[0],
                received=mark.strip() or line[-1:],
            )
    if num_lines is not None and (len(lines) > num_lines or (finished and len(lines) < num_lines)):
        return PlaygroundError(
            "The poem has {received} lines instead of {expected}.", received=len(lines), expected=num_lines
        )
    if finished and num_lines is None and (len(lines) % 2 or len(lines) < min(NUMS_OF_LINES)):
        return PlaygroundError(
            "The poem has {received} lines; a regular one has four or more, and an even number.", received=len(lines)
        )
    for number, (wanted, (line, _mark)) in enumerate(zip(acrostic, lines, strict=False), start=1):
        if line[:1] != wanted:
            return PlaygroundError(
                "Line {line} should begin with {expected} and begins with {received}.",
                line=number,
                expected=wanted,
                received=line[:1],
            )
    if finished and len(acrostic) > len(lines):
        return PlaygroundError(
            "The acrostic has {expected} characters, the poem only {received} lines.",
            expected=len(acrostic),
            received=len(lines),
        )
    return None


@lru_cache(maxsize=4)
def _in_lines(vocabulary: Vocabulary) -> np.ndarray:
    """The tokens that may stand within a line: every known character but punctuation and the end of a poem."""
    allowed = np.ones(len(vocabulary), bool)
    allowed[vocabulary.encode(PUNCTUATION + END_OF_POEM)] = False
    allowed[0] = False
    allowed.flags.writeable = False
    return allowed


def _only(vocabulary: Vocabulary, character: str) -> np.ndarray:
    allowed = np.zeros(len(vocabulary), bool)
    allowed[vocabulary.encode(character)] = True
    return allowed


@cache
def _to_simplified() -> Any:
    import opencc

    return opencc.OpenCC("t2s")

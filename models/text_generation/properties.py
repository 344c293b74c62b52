"""What of a text a unit may track: properties that anybody can read off it, each by a plain rule.

A property gives every character a number: 1 or 0 for yes or no, or a count. :func:`agreement` says how well a unit's
values go along with it. A rule may look ahead (a speaker's name is one because a colon ends its line): the network
cannot, and a unit that agrees all the same has guessed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import rankdata

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?。！？]['\"”’)]*")
_LONGEST_NAME = 40
_OPENING, _CLOSING = "\"'“‘「『", "\"'”’」』"
POEM_PUNCTUATION = "，。？！；、：「」『』《》"
_NATURE = frozenset(
    "天地日月星辰风云雨雪霜露雷烟霞雾山水江河湖海溪泉石岩峰谷林树木竹松柳梅桃兰菊莲荷花草叶鸟雁莺燕蝉猿鹤"
)
_NUMBERS = frozenset("一二三四五六七八九十百千万两双")
_NEGATIONS = frozenset("不无未莫非勿休")


@dataclass(frozen=True)
class Property:
    """Something that can be read off a text. ``labels`` gives each character its number, float32 (time,)."""

    kind: Literal["yes_no", "number"]
    labels: Callable[[str], np.ndarray]


def agreement(values: np.ndarray, labels: np.ndarray, kind: Literal["yes_no", "number"]) -> np.ndarray:
    """How well each unit goes along with a property.

    Args:
        values: (time, units), a column for each unit.
        labels: (time,), of :attr:`Property.labels`.
        kind: of the property.

    Returns:
        (units,) float64. For yes or no the area under the ROC curve: how often the unit is higher at a random yes than
        at a random no; 0.5 says nothing, 0 that it is always lower. For a number Spearman's rank correlation. NaN
        where the property, or the unit, never changes.
    """
    return agreement_of_ranks(rankdata(values, axis=0), labels, kind)


def agreement_of_ranks(ranks: np.ndarray, labels: np.ndarray, kind: Literal["yes_no", "number"]) -> np.ndarray:
    """The same from the ranks of the values in each column, for those who ask about many properties."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if kind == "yes_no":
            yes = labels > 0.5
            count = int(yes.sum())
            if count in (0, len(labels)):
                return np.full(ranks.shape[1], np.nan)
            # Mann and Whitney: what the mean rank of the yeses exceeds the least possible one by.
            return (ranks[yes].mean(axis=0) - (count + 1) / 2) / (len(labels) - count)
        centred, own = ranks - ranks.mean(axis=0), rankdata(labels)
        own -= own.mean()
        return centred.T @ own / np.sqrt((centred**2).sum(axis=0) * (own**2).sum())


def _flags(length: int, spans: list[tuple[int, int]]) -> np.ndarray:
    """1 inside the spans, 0 elsewhere."""
    flags = np.zeros(length, np.float32)
    for start, end in spans:
        flags[start:end] = 1
    return flags


def _is_one_of(characters: str | frozenset[str]) -> Callable[[str], np.ndarray]:
    return lambda text: np.array([character in characters for character in text], np.float32)


def _since(marks: str) -> Callable[[str], np.ndarray]:
    """Characters since the last of ``marks``, which itself is 0."""

    def count(text: str) -> np.ndarray:
        counts, last = np.zeros(len(text), np.float32), -1
        for place, character in enumerate(text):
            if character in marks:
                last = place
            counts[place] = place - last
        return counts

    return count


def position_in_line(text: str) -> np.ndarray:
    """Characters since the last line break, which itself is 0."""
    return _since("\n")(text)


def line_in_paragraph(text: str) -> np.ndarray:
    """The number of the line in its paragraph, from 1; an empty line ends a paragraph."""
    numbers, number, before = np.zeros(len(text), np.float32), 1, ""
    for place, character in enumerate(text):
        if before == "\n":
            number = 1 if text[place - 2 : place] == "\n\n" else number + 1
        numbers[place], before = number, character
    return numbers


def speaker_name(text: str) -> np.ndarray:
    """A short line after an empty line (or at the beginning) that ends in a colon."""
    pattern = re.compile(rf"(?:\A|(?<=\n\n))[^\n:]{{1,{_LONGEST_NAME}}}:(?=\n|\Z)")
    return _flags(len(text), [match.span() for match in pattern.finditer(text)])


def in_quotation(text: str) -> np.ndarray:
    """From an opening quotation mark to its end, or to the end of the paragraph; an apostrophe is neither."""
    flags, inside = np.zeros(len(text), np.float32), False
    for place, character in enumerate(text):
        before = text[place - 1] if place else "\n"
        after = text[place + 1] if place + 1 < len(text) else "\n"
        opens = character in _OPENING and not before.isalnum() and not after.isspace()
        closes = character in _CLOSING and not before.isspace() and not after.isalnum()
        if character == "\n" and before == "\n":
            inside = False
        if not inside and opens:
            inside = True
        elif inside and closes:
            inside = False
        flags[place] = inside
    return flags


def in_word(text: str) -> np.ndarray:
    """Letters, and apostrophes between them."""
    return _flags(len(text), [match.span() for match in _WORD.finditer(text)])


def position_in_word(text: str) -> np.ndarray:
    """1 at a word's first letter, 2 at its second; 0 between words."""
    counts = np.zeros(len(text), np.float32)
    for match in _WORD.finditer(text):
        counts[match.start() : match.end()] = np.arange(1, match.end() - match.start() + 1)
    return counts


def in_capitalised_word(text: str) -> np.ndarray:
    """A word that begins with a capital letter."""
    return _flags(len(text), [match.span() for match in _WORD.finditer(text) if match[0][0].isupper()])


def in_capitals(text: str) -> np.ndarray:
    """A word of two letters or more, all of them capitals."""
    words = [match for match in _WORD.finditer(text) if len(match[0]) > 1 and match[0].isupper()]
    return _flags(len(text), [match.span() for match in words])


def first_word_of_line(text: str) -> np.ndarray:
    """From a line's first character to the end of its first word."""
    return _flags(len(text), [match.span() for match in re.finditer(r"^[^\s]+", text, re.MULTILINE)])


def between_sentences(text: str) -> np.ndarray:
    """The mark that ends a sentence, and whatever stands between it and the next letter."""
    spans = []
    for match in _SENTENCE_END.finditer(text):
        following = re.compile(r"\W*").match(text, match.end())
        spans.append((match.start(), following.end() if following else match.end()))
    return _flags(len(text), spans)


def in_question(text: str) -> np.ndarray:
    """In a sentence that ends in a question mark."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if match[0][0] in "?？":
            spans.append((start, match.end()))
        start = match.end()
    return _flags(len(text), spans)


def _clauses(text: str) -> list[tuple[int, int, int]]:
    """Of poems, one a line: start and end of each clause, its mark of punctuation included, and its number."""
    clauses = []
    for poem in re.finditer(r"[^\n]+", text):
        pieces = re.finditer(rf"[^{POEM_PUNCTUATION}]+[{POEM_PUNCTUATION}]*", poem[0])
        clauses += [(poem.start() + piece.start(), poem.start() + piece.end(), number)
                    for number, piece in enumerate(pieces, start=1)]  # fmt: skip
    return clauses


def clause_number(text: str) -> np.ndarray:
    """The number of the clause in its poem, from 1; 0 at the end of a poem."""
    numbers = np.zeros(len(text), np.float32)
    for start, end, number in _clauses(text):
        numbers[start:end] = number
    return numbers


def second_of_couplet(text: str) -> np.ndarray:
    """In the second, the fourth, ... clause of a poem."""
    return _flags(len(text), [(start, end) for start, end, number in _clauses(text) if number % 2 == 0])


def in_seven(text: str) -> np.ndarray:
    """In a clause of seven characters, its punctuation not counted."""
    sevens = [(start, end) for start, end, _number in _clauses(text)
              if len(text[start:end].rstrip(POEM_PUNCTUATION)) == 7]  # fmt: skip
    return _flags(len(text), sevens)


def before_punctuation(text: str) -> np.ndarray:
    """The character after this one is a mark of punctuation."""
    following = _is_one_of(POEM_PUNCTUATION)(text[1:])
    return np.concatenate([following, np.zeros(min(len(text), 1), np.float32)])


PROSE = {
    "position_in_line": Property("number", position_in_line),
    "line_in_paragraph": Property("number", line_in_paragraph),
    "first_word_of_line": Property("yes_no", first_word_of_line),
    "speaker_name": Property("yes_no", speaker_name),
    "in_quotation": Property("yes_no", in_quotation),
    "in_word": Property("yes_no", in_word),
    "position_in_word": Property("number", position_in_word),
    "in_capitalised_word": Property("yes_no", in_capitalised_word),
    "in_capitals": Property("yes_no", in_capitals),
    "between_sentences": Property("yes_no", between_sentences),
    "since_sentence": Property("number", _since(".!?")),
    "since_punctuation": Property("number", _since(",.;:!?-")),
    "in_question": Property("yes_no", in_question),
    "vowel": Property("yes_no", _is_one_of("aeiouAEIOU")),
}
"""What a unit that reads running text may track."""

POEMS = {
    "position_in_clause": Property("number", _since(POEM_PUNCTUATION + "\n")),
    "clause_number": Property("number", clause_number),
    "position_in_poem": Property("number", _since("\n")),
    "second_of_couplet": Property("yes_no", second_of_couplet),
    "in_seven": Property("yes_no", in_seven),
    "punctuation": Property("yes_no", _is_one_of(POEM_PUNCTUATION)),
    "before_punctuation": Property("yes_no", before_punctuation),
    "end_of_poem": Property("yes_no", _is_one_of("\n")),
    "in_question": Property("yes_no", in_question),
    "nature": Property("yes_no", _is_one_of(_NATURE)),
    "number_word": Property("yes_no", _is_one_of(_NUMBERS)),
    "negation": Property("yes_no", _is_one_of(_NEGATIONS)),
}
"""What a unit that reads poems, one a line, may track."""


def properties_of(poems: bool) -> dict[str, Property]:
    """The table for one kind of text."""
    return POEMS if poems else PROSE

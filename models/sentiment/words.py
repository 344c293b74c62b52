"""The words of a text as a person typed them, and which tokens each was read as."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

JOINED_BY = {"'": str.isalpha, "’": str.isalpha, ".": str.isdigit, ",": str.isdigit}
"""Signs within a word: ``isn't``, ``3.50``; each with what must stand on both sides of it."""


@dataclass(frozen=True)
class TypedWord:
    """A word, or a sign, of a text."""

    start: int
    """Where it begins in the text."""
    end: int
    """Where it ends, exclusive."""
    tokens: tuple[int, ...]
    """The places of its tokens among those of the text, in order; at least one."""


def typed_words(text: str, offsets: Sequence[tuple[int, int]]) -> list[TypedWord]:
    """Put sub-words together to the words that were typed.

    A word is a run of letters and digits with the apostrophes, decimal points and accents in it, or one sign, repeated
    or not (``!!!``), or one emoji of several characters. Chinese has no spaces: there every token is a word.

    Args:
        text: what the offsets belong to.
        offsets: from where to where in the text each token was read, in order.

    Returns:
        The words that tokens were read from, in the order of their first tokens. Each token is in exactly one.
    """
    if not offsets:
        return []
    text = text[: max(1, *(end for _, end in offsets))]
    spans = _spans(text)
    owner = [0] * len(text)
    for index, (start, end) in enumerate(spans):
        owner[start:end] = [index] * (end - start)
    found: dict[object, list[int]] = {}
    places: dict[object, tuple[int, int]] = {}
    for token, (start, end) in enumerate(offsets):
        if any(is_han(character) for character in text[start:end]):
            key: object = ("token", token)
            places[key] = (start, end)
        else:
            # What was rewritten is placed at the last character that it came from.
            key = owner[max(end - 1, 0)]
            places[key] = spans[key]
        found.setdefault(key, []).append(token)
    return [TypedWord(*places[key], tuple(tokens)) for key, tokens in found.items()]


def is_han(character: str) -> bool:
    """Whether this is a Chinese character."""
    ranges = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))
    return any(first <= character <= last for first, last in ranges)


def _spans(text: str) -> list[tuple[int, int]]:
    """From where to where each run of characters goes that belong together; spaces count as runs too."""
    starts = [place for place in range(len(text)) if place == 0 or not _goes_on(text, place)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _goes_on(text: str, place: int) -> bool:
    """Whether the character at ``place`` belongs to the one before it."""
    before, here = text[place - 1], text[place]
    if before.isspace() or here.isspace():
        return before.isspace() and here.isspace()
    # Accents, and what makes one emoji of several.
    if unicodedata.category(here) in ("Mn", "Mc", "Me") or here == "\u200d" or "\U0001f3fb" <= here <= "\U0001f3ff":
        return True
    if before == "\u200d" or all("\U0001f1e6" <= sign <= "\U0001f1ff" for sign in (before, here)):
        return True
    if is_han(before) or is_han(here):
        return False
    if _in_word(before) and here.isalnum():
        return True
    for sign, side in ((here, place), (before, place - 1)):
        if sign in JOINED_BY and 0 < side < len(text) - 1:
            fits = JOINED_BY[sign]
            if fits(text[side - 1]) and fits(text[side + 1]):
                return True
    return before == here


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")

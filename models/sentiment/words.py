"""The words of a text as a person typed them, and which tokens each was read as."""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

JOINED_BY = {"'": str.isalpha, "’": str.isalpha, ".": str.isdigit, ",": str.isdigit}
"""Signs within a word: ``isn't``, ``3.50``; each with what must stand on both sides of it."""
# A sign in HTML, which one program more may have written anew: &amp;#39;
_ENTITY = re.compile(r"&(?:amp;(?=#?\w{1,8};))?#?\w{1,8};|.", re.DOTALL)


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
    or not (``!!!``), or one emoji of several characters; an HTML entity is the sign that it stands for. Chinese has no
    spaces: there every token is a word, and characters that were read as fewer are one.

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
    han = (0, 0)  # where the last Chinese word stands
    for token, (start, end) in enumerate(offsets):
        if any(is_han(character) for character in text[start:end]):
            # Of 哈哈哈哈, read as 哈哈, each token comes from the whole.
            begun = han[0] if start < han[1] else start
            key: object = ("han", begun)
            places[key] = han = (begun, max(end, han[1]))
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


def plain(text: str) -> str:
    """A text with the sign that each HTML entity stands for."""
    return "".join(sign for _, sign in _signs(text))


def _signs(text: str) -> list[tuple[int, str]]:
    """The characters of a text, entities as the ones that they stand for, and where each begins."""
    found = []
    for match in _ENTITY.finditer(text):
        sign = html.unescape(html.unescape(match[0]))
        if len(sign) == 1:
            found.append((match.start(), sign))
        else:
            found += list(enumerate(match[0], match.start()))
    return found


def _spans(text: str) -> list[tuple[int, int]]:
    """From where to where each run of characters goes that belong together; spaces count as runs too."""
    places, signs = zip(*_signs(text), strict=True)
    whole = "".join(signs)
    starts = [place for number, place in enumerate(places) if number == 0 or not _goes_on(whole, number)]
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

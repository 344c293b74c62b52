"""The text that a visitor gives to be learnt from: pasted or a file, in whatever encoding, or one sentence why not."""

import re
from dataclasses import dataclass

from models.errors import PlaygroundError
from models.text_generation.own_text import check_own_text
from pages.shared import uploads

MOST_MEGABYTES = 20
MOST_PASTED = 1_000_000
MOST_CHARACTERS = 5_000_000
FEWEST_DIFFERENT = 10
PACKED = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
"""How files begin that hold a text and are none: PDF, Word and e-books, old Office, rich text."""


@dataclass(frozen=True)
class OwnText:
    """A text to learn from, and how it came to us."""

    text: str
    name: str = ""
    """The file's name; empty for a pasted text."""
    encoding: str = ""
    unreadable: int = 0
    """Characters that the encoding did not explain, left out of the text."""

    @property
    def different(self) -> int:
        """How many different characters it has."""
        return len(set(self.text))


def read_file(name: str, data: bytes) -> OwnText:
    """The text of a file that a visitor uploaded: UTF-8, UTF-16, GB18030 or Windows-1252.

    Raises:
        PlaygroundError: it is empty, too big, or no plain text.
    """
    uploads.check_size(data, MOST_MEGABYTES)
    if not data.strip():
        raise PlaygroundError("Expected a text, received {name}, which is empty.", name=name)
    if data.startswith(PACKED):
        raise PlaygroundError(
            "Expected a plain text file, received {name}, which is a document of another kind: "
            "please save it as plain text (.txt) and choose that.",
            name=name,
        )
    text, encoding, unreadable = uploads.decode(name, data)
    if uploads.is_binary(text):
        raise uploads.no_text(name)
    return OwnText(tidy(text), name, encoding, unreadable)


def tidy(text: str) -> str:
    """One kind of line end, at most one empty line between two lines, no control characters and none that is broken.

    What stands there a thousand times, such as a page's worth of empty lines, would be most of what is learnt.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = re.sub(r"[\x00-\x09\x0b-\x1f\x7f\ufeff\ufffd\ud800-\udfff]", "", text)
    text = re.sub(r"[ \u3000]+\n", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def check(given: OwnText) -> None:
    """Refuse what no network could learn to write from.

    Raises:
        PlaygroundError: with the reason, in one sentence.
    """
    check_own_text(given.text)
    length = len(given.text)
    if length > MOST_CHARACTERS:
        raise PlaygroundError(
            "Expected a text of at most {limit} characters, received {received}: in the time that a visitor has here, "
            "a network could not read more even once.",
            limit=MOST_CHARACTERS,
            received=length,
        )
    if given.different < FEWEST_DIFFERENT:
        raise PlaygroundError(
            "Expected a text with at least {limit} different characters, received one with {received}: "
            "there is nothing to learn in it.",
            limit=FEWEST_DIFFERENT,
            received=given.different,
        )

"""A sheet that a text grows on, as plain text; of a long one only the last piece is sent again."""

from streamlit.delta_generator import DeltaGenerator

from pages.shared.language import _
from pages.shared.words import characters

BEGINNING_SHOWN = 2_000
PIECE = 2_000
"""Characters after which a piece of the text is left alone, at the end of a line."""


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

"""What a visitor types to have written: a number, a date, a telephone number, as digits with gaps between them."""

import re
import unicodedata

import numpy as np

from models.errors import PlaygroundError

LONGEST_NUMBER = 24
DIGITS_IN_A_LINE = 12
PITCH = 22
"""Pixels from one digit to the next: a drawing has a margin of four on each side, which a number does not want."""
GAP = 12
"""Pixels more between two groups of digits."""
SEPARATORS = set(",.;:/\\|-‐‑–—−_'’·•()[]+#年月日号时分秒，。：；、（）")


def read_number(text: str | None) -> list[list[int]]:
    """The groups of digits in what was typed: spaces and separators part them; full-width digits are digits.

    Raises:
        PlaygroundError: something in it is neither digit nor separator, or it is too long.
    """
    groups: list[list[int]] = [[]]
    for character in text or "":
        value = unicodedata.digit(character, None)
        if value is not None:
            groups[-1].append(value)
        elif character.isspace() or character in SEPARATORS:
            groups.append([])
        else:
            raise PlaygroundError("Expected a number made of the digits 0-9, received {received}.", received=character)
    groups = [group for group in groups if group]
    count = sum(map(len, groups))
    if count > LONGEST_NUMBER:
        raise PlaygroundError(
            "Expected a number of at most {limit} digits, received {received}.", limit=LONGEST_NUMBER, received=count
        )
    return groups


def has_signs(text: str) -> bool:
    """Whether something was typed that is left out of the picture: a separator that is no space."""
    return bool(re.search(r"[^\d\s]", text.strip()))


def write_out(images: np.ndarray, groups: list[list[int]]) -> np.ndarray:
    """A drawn number as one picture, with gaps between its groups; a long one takes several lines.

    Args:
        images: uint8 (count, height, width), one for each digit.
        groups: the digits, as :func:`read_number` parts them.

    Returns:
        uint8 (lines * height, widest line).
    """
    places = _places(groups)
    height, width = images.shape[1:]
    picture = np.zeros(
        (height * (1 + max(line for line, _x in places)), width + max(x for _line, x in places)), np.uint8
    )
    for image, (line, x) in zip(images, places, strict=True):
        part = picture[height * line : height * (line + 1), x : x + width]
        np.maximum(part, image, out=part)
    return picture


def _places(groups: list[list[int]]) -> list[tuple[int, int]]:
    """The line of each digit, and where in it the digit's drawing begins."""
    places = []
    line, in_line, x = 0, 0, 0
    for group in groups:
        # A group that does not fit begins a new line, and one that fits in no line is broken.
        if in_line and in_line + len(group) > DIGITS_IN_A_LINE:
            line, in_line, x = line + 1, 0, 0
        elif in_line:
            x += GAP
        for _digit in group:
            if in_line == DIGITS_IN_A_LINE:
                line, in_line, x = line + 1, 0, 0
            places.append((line, x))
            in_line, x = in_line + 1, x + PITCH
    return places

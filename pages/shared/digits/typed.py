"""What a visitor types to have written: a number, a date, a telephone number, as digits with gaps between them."""

import re
import unicodedata

import numpy as np

from models.errors import PlaygroundError
from pages.shared.digits import pictures

LONGEST_NUMBER = 24
DIGITS_IN_A_LINE = 12
GAP = 14
"""Pixels between two groups of digits: half a digit."""
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


def parse_number(text: str | None) -> list[int]:
    """The digits of a typed number, without the gaps; it raises what :func:`read_number` does."""
    return [digit for group in read_number(text) for digit in group]


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
    lines: list[np.ndarray] = []
    line: list[np.ndarray] = []
    in_line, at = 0, 0
    for group in groups:
        # A group that does not fit goes on in a new line, and one that fits in no line is broken.
        if in_line and in_line + len(group) > DIGITS_IN_A_LINE:
            lines.append(np.concatenate(line, axis=1))
            line, in_line = [], 0
        if in_line:
            line.append(np.zeros((images.shape[1], GAP), np.uint8))
        for first in range(0, len(group), DIGITS_IN_A_LINE):
            if first:
                lines.append(np.concatenate(line, axis=1))
                line, in_line = [], 0
            part = images[at : at + len(group[first : first + DIGITS_IN_A_LINE])]
            line.append(pictures.arrange(part, len(part)))
            in_line += len(part)
            at += len(part)
    lines.append(np.concatenate(line, axis=1))
    widest = max(one.shape[1] for one in lines)
    return np.concatenate([np.pad(one, ((0, 0), (0, widest - one.shape[1]))) for one in lines])

"""Digits as pictures: a grid of sharp pixels on the page's own background, and a PNG to keep."""

import io
import unicodedata
from collections.abc import Sequence

import numpy as np
import streamlit as st
from PIL import Image

from models.errors import PlaygroundError
from pages.shared.language import _

MOST_IMAGES = 200
LONGEST_NUMBER = 24
LIGHT, DARK = (36, 41, 43), (231, 229, 223)
"""The ink on a light page and on a dark one: the text's own colours."""


def checked(name: str, value: object, lowest: int, highest: int) -> int:
    """``value`` as a whole number within its limits: what a widget promises, the server checks.

    Raises:
        PlaygroundError: it is none.
    """
    if not isinstance(value, int) or not lowest <= value <= highest:
        raise PlaygroundError(
            "{name}: expected a whole number from {lowest} to {highest}, received {received}.",
            name=name,
            lowest=lowest,
            highest=highest,
            received="" if value is None else str(value)[:40],
        )
    return value


def parse_number(text: str | None) -> list[int]:
    """The digits of a typed number; spaces and separators are left out, full-width digits are digits.

    Raises:
        PlaygroundError: something in it is no digit, or it is too long.
    """
    digits = [character for character in text or "" if not character.isspace() and character not in ",.-_'"]
    for character in digits:
        if unicodedata.digit(character, None) is None:
            raise PlaygroundError("Expected a number made of the digits 0-9, received {received}.", received=character)
    if len(digits) > LONGEST_NUMBER:
        raise PlaygroundError(
            "Expected a number of at most {limit} digits, received {received}.",
            limit=LONGEST_NUMBER,
            received=len(digits),
        )
    return [unicodedata.digit(character) for character in digits]


def spread(which: Sequence[str], count: int) -> list[int] | None:
    """Labels for ``count`` images: the chosen digits in turn; None, which means all ten, where none is chosen."""
    chosen = sorted({int(digit) for digit in which if digit in set("0123456789")})
    return [chosen[index % len(chosen)] for index in range(count)] if chosen else None


def in_words(which: Sequence[str], count: int) -> str:
    """What the sheet shows, in a sentence."""
    chosen = sorted(set(which))
    if not chosen:
        return _("All ten digits, evenly.")
    return _("The digits {digits} in turn.").format(digits=_(", ").join(chosen))


def sheet(images: np.ndarray, columns: int, ink: tuple[int, int, int], paper: tuple[int, int, int] | None) -> bytes:
    """A PNG of the images in rows, each of their pixels a square of whole pixels.

    Args:
        images: uint8 (count, height, width), 255 is ink.
        columns: images in a row.
        ink: its colour.
        paper: the background, or None for a transparent one.
    """
    count, height, width = images.shape
    columns = max(1, min(columns, count))
    rows = -(-count // columns)
    grid = np.zeros((rows * columns, height, width), np.uint8)
    grid[:count] = images
    alpha = grid.reshape(rows, columns, height, width).swapaxes(1, 2).reshape(rows * height, columns * width)
    scale = max(2, min(8, 1600 // alpha.shape[1]))
    alpha = alpha.repeat(scale, axis=0).repeat(scale, axis=1)
    picture = Image.new("RGBA", (alpha.shape[1], alpha.shape[0]), (*ink, 0))
    picture.putalpha(Image.fromarray(alpha))
    if paper is not None:
        opaque = Image.new("RGBA", picture.size, (*paper, 255))
        picture = Image.alpha_composite(opaque, picture).convert("L")
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=False)
    return file.getvalue()


def show(images: np.ndarray, columns: int, name: str, alt: str) -> None:
    """Show the images sharp, in the theme's ink, with a button that keeps them black on white."""
    ink = DARK if st.context.theme.type == "dark" else LIGHT
    with st.container(key=f"pixels_{name}"):
        st.image(sheet(images, columns, ink, None), width=min(704, 112 * min(columns, len(images))), alt=alt)
    st.download_button(
        _("Download as PNG"),
        data=sheet(images, columns, (0, 0, 0), (255, 255, 255)),
        file_name=f"digits-{name}.png",
        mime="image/png",
        key=f"digits_download_{name}",
        icon=":material/download:",
        on_click="ignore",
    )

"""Large digits side by side, each pixel a sharp square, and the difference of two of them in colour."""

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from pages.digits import drawing, pictures

MINE, THEIRS = (199, 120, 43), (42, 157, 135)
"""Orange and teal, mid-tones that stand out from a light page as from a dark one."""

STYLE = """
<style>
.own-pictures { display: grid; gap: 0.75rem; }
.own-pictures figure { margin: 0; min-width: 0; }
.own-pictures img {
  width: 100%; aspect-ratio: 1; image-rendering: pixelated; border-radius: 0; display: block;
  outline: 1px solid rgba(128, 128, 128, 0.35);
}
.own-pictures figcaption { font-size: 0.85rem; line-height: 1.4; margin-top: 0.35rem; opacity: 0.85; }
</style>
"""


@dataclass(frozen=True)
class Shown:
    """One picture: a PNG, what it shows for those who do not see it, and the words below it."""

    png: bytes
    alt: str
    caption: str


def row(shown: Sequence[Shown], width: int, breaks: bool = False) -> str:
    """The pictures as HTML, side by side; they shrink where the page is narrow.

    Args:
        shown: their words are plain text.
        width: the most that each takes, in pixels.
        breaks: whether the row breaks instead, and ``width`` is the least.
    """
    columns = f"repeat(auto-fill, minmax({width}px, 1fr))" if breaks else f"repeat({len(shown)}, minmax(0, {width}px))"
    figures = "".join(
        f'<figure><img src="data:image/png;base64,{base64.b64encode(one.png).decode()}" alt="{html.escape(one.alt)}">'
        f"<figcaption>{html.escape(one.caption)}</figcaption></figure>"
        for one in shown
    )
    return f'{STYLE}<div class="own-pictures" style="grid-template-columns: {columns}">{figures}</div>'


def digit(image: np.ndarray) -> bytes:
    """A digit (28, 28), 255 is ink, as a PNG in the theme's ink."""
    return pictures.to_transparent_png(image, drawing.ink())


def difference(mine: np.ndarray, theirs: np.ndarray) -> bytes:
    """Where two digits (28, 28) differ: orange where only the first has ink, teal where only the second has."""
    first, second = mine.astype(np.int16), theirs.astype(np.int16)
    colours = np.where((first > second)[..., None], MINE, THEIRS).astype(np.uint8)
    strength = np.abs(first - second).astype(np.uint8)
    # What both have stays as a shadow, so that the digit can be recognised.
    shared = (np.minimum(first, second) // 5).astype(np.uint8)
    shadow = shared > strength
    colours[shadow] = drawing.ink()
    picture = Image.fromarray(np.dstack([colours, np.where(shadow, shared, strength)]), "RGBA")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def show(shown: Sequence[Shown], width: int, breaks: bool = False) -> None:
    """Show the pictures of :func:`row`."""
    st.html(row(shown, width, breaks))

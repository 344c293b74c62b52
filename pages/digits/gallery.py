"""Small digits in rows that break where the page is narrow, each with a word or two below it."""

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from pages.digits import drawing, pictures

STYLE = """
<style>
.digit-gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(var(--least), 1fr));
  gap: 0.7rem 0.5rem; }
.digit-gallery figure { margin: 0; text-align: center; }
.digit-gallery span { display: flex; justify-content: center; gap: 0.35rem; }
.digit-gallery img { width: 56px; height: 56px; image-rendering: pixelated; border-radius: 0; }
.digit-gallery img.marked { outline: 2px solid #C7782B; outline-offset: 1px; }
.digit-gallery figcaption { font-size: 0.8rem; line-height: 1.35; opacity: 0.85; overflow-wrap: anywhere; }
</style>
"""


@dataclass(frozen=True)
class Picture:
    """One digit, or several that belong together."""

    images: Sequence[np.ndarray]
    """uint8 (28, 28) each, ink is 255."""
    alts: Sequence[str]
    """What each shows, for those who do not see it."""
    lines: Sequence[str] = ()
    """What stands below, plain text."""
    marked: int | None = None
    """Which of the images has a frame."""


def show(shown: Sequence[Picture]) -> None:
    """Draw the pictures in the theme's ink."""
    ink = drawing.ink()
    most = max((len(picture.images) for picture in shown), default=1)
    figures = "".join(_figure(picture, ink) for picture in shown)
    st.html(f'{STYLE}<div class="digit-gallery" style="--least: {64 * most + 16}px">{figures}</div>')


def _figure(picture: Picture, ink: pictures.Ink) -> str:
    images = ""
    for place, (image, alt) in enumerate(zip(picture.images, picture.alts, strict=True)):
        data = base64.b64encode(pictures.to_transparent_png(image, ink)).decode()
        kind = ' class="marked"' if place == picture.marked else ""
        images += f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}"{kind}>'
    caption = "<br>".join(html.escape(line) for line in picture.lines)
    return f"<figure><span>{images}</span><figcaption>{caption}</figcaption></figure>"

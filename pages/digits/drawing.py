"""Digits as pictures on the page: sharp pixels in the theme's own ink, alone or in rows, with buttons to keep them."""

import base64
import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from pages.digits import pictures
from pages.shared import _, address, whole

MOST_IMAGES = 200
HIGHEST_SEED = 2**31 - 1
LIGHT, DARK = (36, 41, 43), (231, 229, 223)
"""The ink on a light page and on a dark one: the text's own colours."""
WIDEST = 704
"""Pixels of the page."""
GALLERY_STYLE = """
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


def ask_for_digits(view: str, count: int, most: int) -> tuple[np.ndarray, int]:
    """How many digits a view draws, and from which seed: the two controls, side by side.

    Args:
        view: what the keys of the controls, and so the address, call it.
        count: how many where nobody has chosen.
        most: the most that may be chosen.

    Returns:
        The digits in turn, (count,), and the seed.
    """
    address.whole_number_asked(f"digits_{view}_seed", _("Seed"), 0, HIGHEST_SEED)
    address.whole_number_asked(f"digits_{view}_count", _("How many"), 1, most)
    left, right = st.columns(2, vertical_alignment="bottom")
    chosen = left.slider(_("How many"), 1, most, count, key=f"digits_{view}_count", bind="query-params")
    seed = right.number_input(_("Seed"), 0, HIGHEST_SEED, 1, key=f"digits_{view}_seed", bind="query-params")
    labels = np.arange(whole(_("How many"), chosen, 1, most)) % 10
    return labels, whole(_("Seed"), seed, 0, HIGHEST_SEED)


def spread(which: Sequence[str], count: int) -> list[int] | None:
    """Labels for ``count`` images: the chosen digits in turn; None, which means all ten, where none is chosen."""
    chosen = sorted({int(digit) for digit in which if digit in set("0123456789")})
    return [chosen[index % len(chosen)] for index in range(count)] if chosen else None


def in_words(which: Sequence[str]) -> str:
    """What the sheet shows, in a sentence."""
    chosen = sorted(set(which))
    if not chosen:
        return _("All ten digits, evenly.")
    return _("The digits {digits} in turn.").format(digits=_(", ").join(chosen))


def ink() -> pictures.Ink:
    """The colour of strokes in the visitor's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def shown_width(picture: np.ndarray, most: int = 4) -> int:
    """How wide a picture is shown: a whole number of screen pixels for each of its own, where it fits the page."""
    across: int = picture.shape[1]
    return across * max(1, min(most, WIDEST // across))


def put(picture: np.ndarray | bytes, width: int, name: str, alt: str) -> None:
    """Show a picture, sharp: uint8 (height, width) in the theme's ink, or a file that is ready."""
    data = picture if isinstance(picture, bytes) else pictures.to_transparent_png(picture, ink())
    with st.container(key=f"pixels_{name}"):
        st.image(data, width=width, alt=alt)


def offer(name: str, title: str, picture: np.ndarray | None, moving: Callable[[], bytes] | None = None) -> None:
    """Buttons that keep a picture as PNG and SVG, and what moves as GIF; a file is made when it is asked for.

    Args:
        name: of the picture, in the files' names and the buttons' keys.
        title: what the SVG calls itself.
        picture: uint8 (height, width), 255 is ink.
        moving: makes the GIF.
    """
    kinds: list[tuple[str, str, str, Callable[[], bytes | str]]] = []
    if picture is not None:
        kinds.append((_("Download as PNG"), "png", "image/png", lambda: pictures.to_png(picture)))
        kinds.append((_("Download as SVG"), "svg", "image/svg+xml", lambda: pictures.to_svg(picture, title)))
    if moving is not None:
        kinds.append((_("Download as GIF"), "gif", "image/gif", moving))
    with st.container(horizontal=True, gap="small", key=f"digits_files_{name}"):
        for label, kind, mime, make in kinds:
            st.download_button(
                label,
                data=make,
                file_name=f"digits-{name}.{kind}",
                mime=mime,
                key=f"digits_download_{name}_{kind}",
                icon=":material/download:",
                on_click="ignore",
            )


def show(images: np.ndarray, columns: int, name: str, alt: str) -> None:
    """Show images in rows, sharp, in the theme's ink, with buttons that keep them black on white."""
    picture = pictures.arrange(images, columns)
    put(picture, shown_width(picture), name, alt)
    offer(name, alt, picture)


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


def gallery(shown: Sequence[Picture]) -> None:
    """Small digits in rows that break where the page is narrow, each with a word or two below it."""
    colour = ink()
    most = max((len(picture.images) for picture in shown), default=1)
    figures = "".join(_figure(picture, colour) for picture in shown)
    st.html(f'{GALLERY_STYLE}<div class="digit-gallery" style="--least: {64 * most + 16}px">{figures}</div>')


def _figure(picture: Picture, ink: pictures.Ink) -> str:
    images = ""
    for place, (image, alt) in enumerate(zip(picture.images, picture.alts, strict=True)):
        data = base64.b64encode(pictures.to_transparent_png(image, ink)).decode()
        kind = ' class="marked"' if place == picture.marked else ""
        images += f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt)}"{kind}>'
    caption = "<br>".join(html.escape(line) for line in picture.lines)
    return f"<figure><span>{images}</span><figcaption>{caption}</figcaption></figure>"

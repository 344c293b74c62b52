"""The sheet that a visitor draws on, and the check of what it sends. Its HTML, CSS and JavaScript are in canvas/.

Streamlit has no such widget. Ours is an SVG: its lines take the theme's own ink, and what comes back are the strokes
themselves, a few hundred whole numbers, from which the picture is drawn here.
"""

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw

from models.errors import PlaygroundError
from pages.shared import _

SIDE = 280
PEN = 22
"""The sheet's side and the pen's width, in the units of canvas.html and canvas.css."""
MOST_STROKES = 100
MOST_POINTS = 5000
SCALE = 2
"""Pixels of the picture for each unit of the sheet."""
KEPT = "digits_own_strokes"
"""Where the session keeps the strokes while the visitor looks at another view."""

Strokes = list[list[int]]

_FOLDER = Path(__file__).with_name("canvas")
_HTML, _CSS, _JS = ((_FOLDER / f"canvas.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
_sheet = st.components.v2.component("playground.digit_sheet", html=_HTML, css=_CSS, js=_JS)


def show() -> Strokes:
    """Show the sheet with what the visitor has drawn so far; the strokes that are on it now.

    Raises:
        PlaygroundError: what came back is no drawing.
    """
    kept: Strokes = st.session_state.get(KEPT, [])
    state = _sheet(
        key="digits_own_sheet",
        data={
            "strokes": kept,
            "most_strokes": MOST_STROKES,
            "most_points": MOST_POINTS,
            "words": {
                "label": _("A sheet to draw a digit on"),
                "hint": _("Draw a digit here"),
                "help": _(
                    "With the keyboard: arrow keys move, the space bar puts the pen down and lifts it, "
                    "Backspace takes the last stroke back, Delete clears the sheet."
                ),
                "undo": _("Undo"),
                "clear": _("Clear"),
                "undone": _("The last stroke is gone."),
                "cleared": _("The sheet is empty."),
                "where": _("Row {row}, column {column}."),
                "down": _("The pen is down."),
                "up": _("The pen is lifted."),
            },
        },
        # The sheet's state is kept only under a name that has a callback.
        on_strokes_change=lambda: None,
    )
    drawn = state.get("strokes")
    if drawn is not None:
        kept = checked(drawn)
        st.session_state[KEPT] = kept
    return kept


def checked(strokes: Any) -> Strokes:
    """``strokes`` as they came from the browser, which may send anything.

    Raises:
        PlaygroundError: they are no strokes, too many, or leave the sheet.
    """
    fine = (
        isinstance(strokes, list)
        and len(strokes) <= MOST_STROKES
        and all(isinstance(stroke, list) and stroke and len(stroke) % 2 == 0 for stroke in strokes)
        and sum(map(len, strokes)) <= 2 * MOST_POINTS
        # A whole number may come as 12.0, and True is none.
        and all(type(each) in (int, float) and 0 <= each <= SIDE for stroke in strokes for each in stroke)
    )
    if not fine:
        raise PlaygroundError(
            "Expected a drawing of at most {strokes} strokes and {points} points, received something else.",
            strokes=MOST_STROKES,
            points=MOST_POINTS,
        )
    return [[round(each) for each in stroke] for stroke in strokes]


def inked(strokes: Strokes) -> np.ndarray:
    """The strokes as a picture: uint8 (560, 560), 255 is ink."""
    picture = Image.new("L", (SCALE * SIDE, SCALE * SIDE))
    pencil = ImageDraw.Draw(picture)
    reach = SCALE * PEN / 2
    for stroke in strokes:
        points = [(SCALE * x, SCALE * y) for x, y in zip(stroke[::2], stroke[1::2], strict=True)]
        pencil.line(points, fill=255, width=SCALE * PEN)
        for x, y in points:  # the pen is round
            pencil.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
    return np.asarray(picture)

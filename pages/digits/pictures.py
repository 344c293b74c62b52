"""Digits as files: PNG, SVG with real outlines, and pictures that move."""

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image

Ink = tuple[int, int, int]
HALF = 127.5
"""An outline runs where there is half as much ink as there can be."""
UNITS = 10
"""Of an SVG's coordinates in a pixel of the drawing."""
GREYS = 16
"""Of a GIF: a stroke's edge needs no more, and the file is half as large."""


def arrange(images: np.ndarray, columns: int) -> np.ndarray:
    """Images (count, height, width) in rows, as one picture: uint8 (rows * height, columns * width)."""
    count, height, width = images.shape
    columns = max(1, min(columns, count))
    rows = -(-count // columns)
    grid = np.zeros((rows * columns, height, width), np.uint8)
    grid[:count] = images
    return grid.reshape(rows, columns, height, width).swapaxes(1, 2).reshape(rows * height, columns * width)


def to_png(picture: np.ndarray) -> bytes:
    """Black on white, each pixel of the drawing a square of whole pixels."""
    return _saved(Image.fromarray(255 - _enlarged(picture, largest=8)), "PNG")


def to_transparent_png(picture: np.ndarray, ink: Ink) -> bytes:
    """On the page's own background, a pixel for each of the drawing's: the browser enlarges it without blurring."""
    image = Image.frombytes("P", picture.shape[::-1], np.ascontiguousarray(picture).tobytes())
    image.putpalette(ink * 256)
    # A pixel is the number of a colour, all are the ink, and the more ink the less transparent.
    return _saved(image, "PNG", transparency=bytes(range(256)), compress_level=1)


def to_moving_png(frames: Sequence[np.ndarray], ink: Ink, milliseconds: int) -> bytes:
    """An animation on the page's own background that begins again for ever, for :func:`to_transparent_png`'s place."""
    images = []
    for frame in frames:
        image = Image.new("RGBA", frame.shape[::-1], (*ink, 0))
        image.putalpha(Image.fromarray(frame))
        images.append(image)
    return _saved(images[0], "PNG", save_all=True, append_images=images[1:], duration=milliseconds, loop=0)


def to_gif(frames: Sequence[np.ndarray], milliseconds: int) -> bytes:
    """An animation, black on white, that begins again for ever."""
    palette = [grey for level in range(GREYS) for grey in [255 - round(255 * level / (GREYS - 1))] * 3]
    images = []
    for frame in frames:
        levels = np.rint(_enlarged(frame, largest=6) * ((GREYS - 1) / 255)).astype(np.uint8)
        image = Image.frombytes("P", levels.shape[::-1], levels.tobytes())
        image.putpalette(palette)
        images.append(image)
    return _saved(
        images[0], "GIF", save_all=True, append_images=images[1:], duration=milliseconds, loop=0, optimize=False
    )


def to_svg(picture: np.ndarray, title: str) -> str:
    """The outlines of the ink as curves, which stay smooth at any size.

    Args:
        picture: uint8 (height, width), 255 is ink.
        title: what a screen reader says it is.
    """
    height, width = picture.shape
    path = "".join(_curve(points) for points in outlines(picture))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {UNITS * width} {UNITS * height}" '
        f'width="{4 * width}" height="{4 * height}" role="img">'
        f'<title>{escape(title)}</title><path fill-rule="evenodd" d="{path}"/></svg>\n'
    )


def outlines(picture: np.ndarray) -> list[np.ndarray]:
    """The closed lines along which the ink is :data:`HALF`, by marching squares.

    Each square between four pixels that are not all on one side is crossed by the line, from the edge where the ink
    ends to the one where it begins again, clockwise; the neighbour sees the same edge the other way round, so that
    the pieces join into rings.

    Args:
        picture: uint8 (height, width).

    Returns:
        An array (points, 2) of x and y in pixels for each ring; a pixel's centre lies at half a pixel.
    """
    ink = np.pad(picture.astype(np.float64), 1)
    inside = ink > HALF
    corners = [inside[:-1, :-1], inside[:-1, 1:], inside[1:, 1:], inside[1:, :-1]]  # clockwise from the top left
    follows: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    mixed = np.argwhere(np.logical_or.reduce(corners) & ~np.logical_and.reduce(corners))
    for row, column in mixed.tolist():
        edges = [(0, row, column), (1, row, column + 1), (0, row + 1, column), (1, row, column)]
        here = [bool(corner[row, column]) for corner in corners]
        ends = [side for side in range(4) if here[side] and not here[(side + 1) % 4]]
        begins = [side for side in range(4) if not here[side] and here[(side + 1) % 4]]
        # Of two crossings of one square, the ink in its middle says which edges belong together.
        joined = ink[row : row + 2, column : column + 2].mean() > HALF
        for side in ends:
            after = min(begins, key=lambda other: (other - side) % 4 if joined else (side - other) % 4)
            follows[edges[side]] = edges[after]
    rings = []
    while follows:
        first, edge = next(iter(follows.items()))
        del follows[first]
        ring = [first]
        while edge != first:
            ring.append(edge)
            edge = follows.pop(edge)
        rings.append(np.array([_crossing(ink, *one) for one in ring]))
    return rings


def _crossing(ink: np.ndarray, down: int, row: int, column: int) -> tuple[float, float]:
    """Where the line crosses the edge from a pixel to the one to its right, or below it where ``down``: x and y."""
    start, end = ink[row, column], ink[row + down, column + 1 - down]
    share = (HALF - start) / (end - start)
    # Less the margin of one pixel; the centre of the first pixel is at half a pixel.
    return column - 0.5 + (0 if down else share), row - 0.5 + (share if down else 0)


def _curve(points: np.ndarray) -> str:
    """A ring as an SVG path: a quadratic curve around each point, from the middle before it to the middle after it."""
    corners = np.rint(points * UNITS).astype(int)
    middles = (corners + np.roll(corners, 1, axis=0)) // 2
    pieces = [f"M{middles[0, 0]} {middles[0, 1]}q"]
    steps = np.concatenate([corners - middles, np.roll(middles, -1, axis=0) - middles], axis=1)
    pieces.append(" ".join(str(number) for number in steps.ravel().tolist()))
    return "".join(pieces).replace(" -", "-") + "z"


def _enlarged(picture: np.ndarray, largest: int) -> np.ndarray:
    scale = max(2, min(largest, 1600 // picture.shape[1]))
    return picture.repeat(scale, axis=0).repeat(scale, axis=1)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()

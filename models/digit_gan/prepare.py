"""A drawn or photographed digit as MNIST would have it: 28x28 grey levels, ink is 255.

MNIST's authors scaled each digit, its proportions kept and its edges softened, to fit a box of 20x20 pixels, and laid
the box into 28x28 so that the centre of mass of the ink is in the middle (http://yann.lecun.com/exdb/mnist/). A network
that was trained on such pictures reads others only when they are brought to the same form.

Pillow and NumPy only: no network is needed here.
"""

import io
import struct
import threading
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from models.errors import PlaygroundError

SIZE = 28
BOX = 20
MOST_MEGAPIXELS = 32
"""What a photograph may have; it is read from the file's first bytes, before any pixel is unpacked."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
"""What Pillow may open. Not EPS, which would start a program, nor the formats that nobody draws in."""
LEAST_CONTRAST = 24
LONGEST_SIDE = 280

# An unpacked photograph takes a hundred megabytes: one at a time, however many visitors there are.
_unpacking = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """An uploaded picture: its ``ink``, uint8 (height, width), 255 where it is darkest, and how it was read.

    ``light_on_dark`` says that the ink was the lighter of the two.
    """

    ink: np.ndarray
    light_on_dark: bool


def prepare(ink: np.ndarray) -> np.ndarray:
    """Crop to the ink, scale the longer side to 20 pixels, centre by mass in 28x28.

    Args:
        ink: uint8 (height, width), 0 is paper and 255 is ink.

    Returns:
        uint8 (28, 28). A digit of MNIST comes back as it is.

    Raises:
        PlaygroundError: it is no such array, or there is no ink on it.
    """
    ink = np.asarray(ink)
    if ink.dtype != np.uint8 or ink.ndim != 2:
        raise PlaygroundError(
            "Expected a picture as uint8 of shape (height, width), received {kind} of shape {shape}.",
            kind=str(ink.dtype),
            shape=str(ink.shape),
        )
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        raise PlaygroundError("Expected a digit, received an empty sheet.")
    digit = Image.fromarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = BOX / max(digit.size)
    width, height = (max(1, round(side * scale)) for side in digit.size)
    # Pillow's filters take in every pixel of a picture that is made smaller: that softens the edges.
    scaled = np.asarray(digit.resize((width, height), Image.Resampling.HAMMING), np.float64)
    # The darkest point is full ink again: a hair line, averaged with its paper, would nearly vanish.
    scaled *= ink.max() / scaled.max() if scaled.max() > 0 else 1.0
    top, left = (_first(scaled.sum(axis=other), side) for other, side in ((1, height), (0, width)))
    prepared = np.zeros((SIZE, SIZE), np.uint8)
    prepared[top : top + height, left : left + width] = np.rint(scaled)
    return prepared


def _first(mass: np.ndarray, side: int) -> int:
    """Where a side begins so that the centre of its mass comes to pixel 14; nothing is ever cut off."""
    middle = float((mass * np.arange(side)).sum() / mass.sum())
    return int(np.clip(round(SIZE / 2 - middle), 0, SIZE - side))


def read_picture(data: bytes) -> Picture:
    """The ink of an uploaded picture, whichever of its two shades that is.

    Args:
        data: the file. PNG, JPEG, WebP, GIF or BMP; a photograph is turned as its camera says, shadows on the paper
            are taken out, and a transparent ground counts as paper.

    Returns:
        The ink, its longer side at most 280 pixels.

    Raises:
        PlaygroundError: the file is empty, no picture, damaged, too large, or all of one shade.
    """
    if not data:
        raise PlaygroundError("Expected a picture, received an empty file.")
    with _unpacking:
        grey = _grey(data)
    if int(grey.max()) - int(grey.min()) < LEAST_CONTRAST:
        raise PlaygroundError("Expected a picture of a digit, received one that is all of one shade.")
    light_on_dark = _is_light_on_dark(grey)
    return Picture(_ink(grey if light_on_dark else 255 - grey), light_on_dark)


def _grey(data: bytes) -> np.ndarray:
    """The picture's shades, uint8 (height, width), small."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError:
        raise PlaygroundError(
            "Expected a picture of at most {limit} megapixels, received a larger one.", limit=MOST_MEGAPIXELS
        ) from None
    except (OSError, SyntaxError, ValueError, struct.error):
        raise PlaygroundError("Expected a picture (PNG, JPEG, WebP, GIF or BMP), received another file.") from None
    megapixels = image.width * image.height / 1e6
    if megapixels > MOST_MEGAPIXELS:
        raise PlaygroundError(
            "Expected a picture of at most {limit} megapixels, received {received}.",
            limit=MOST_MEGAPIXELS,
            received=round(megapixels),
        )
    try:
        image.draft("L", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked small
        image.load()
        grey = _flattened(ImageOps.exif_transpose(_small(image)))
    # What Pillow raises for a file that is cut off or lies about itself.
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, struct.error):
        raise PlaygroundError("Expected a whole picture, received one whose file is damaged.") from None
    return np.array(grey)


def _small(image: Image.Image) -> Image.Image:
    """The picture no larger than is of use, before anything else is done with millions of pixels."""
    if image.mode in ("1", "P", "PA"):  # their numbers are no shades, which could be averaged
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode.startswith("I"):  # 16 bits a pixel, which a conversion to "L" would cut off at 255
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX)
    return image


def _flattened(image: Image.Image) -> Image.Image:
    """The picture in shades of grey ("L"), on an opaque ground."""
    if not image.has_transparency_data:
        return image.convert("L")
    layers = image.convert("LA")
    shade, alpha = np.asarray(layers.getchannel("L")), np.asarray(layers.getchannel("A"))
    seen = shade[alpha > 127]
    if not len(seen) or int(alpha.min()) > 127:
        return layers.convert("L")
    # Ink of one shade upon nothing lies on paper of the opposite shade; a whole picture with a
    # transparent border goes on in its own commonest shade.
    if int(np.percentile(seen, 98)) - int(np.percentile(seen, 2)) < LEAST_CONTRAST:
        ground = 255 if np.median(seen) < 128 else 0
    else:
        ground = int(np.median(seen))
    paper = Image.new("LA", image.size, (ground, 255))
    return Image.alpha_composite(paper.convert("RGBA"), layers.convert("RGBA")).convert("L")


def _is_light_on_dark(grey: np.ndarray) -> bool:
    """Whether the ink is the lighter shade: paper is what runs along the border, or else what there is more of."""
    dark = grey <= _threshold(grey)
    border = np.concatenate([dark[0], dark[-1], dark[:, 0], dark[:, -1]]).mean()
    return bool(border > 0.5 if abs(border - 0.5) > 0.2 else dark.mean() > 0.5)


def _threshold(shades: np.ndarray) -> int:
    """The shade that parts the two groups best: the largest variance between them (Otsu 1979)."""
    counts = np.bincount(shades.ravel(), minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    sums = np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return int(np.nanargmax(np.where((below > 0) & (above > 0), variance, np.nan)))


def _ink(shades: np.ndarray) -> np.ndarray:
    """The ink alone, full ink at 255, from shades in which it is the lighter: paper and the shadows on it are 0."""
    paper = shades[shades <= _threshold(shades)]
    uneven = float(np.percentile(paper, 95) - np.percentile(paper, 5))
    ground = _ground(shades) if uneven > 20 else np.full(shades.shape, np.median(paper))
    ink = np.clip(shades - ground, 0, 255).astype(np.uint8)
    level = float(np.percentile(ink[ink > _threshold(ink)], 80)) if ink.max() > 0 else 0.0
    if level < LEAST_CONTRAST / 2:
        raise PlaygroundError("Expected a picture of a digit, received one that is all of one shade.")
    strength = np.clip(ink / level, 0, 1)
    if max(shades.shape) > 2 * SIZE:
        # Grain of the paper and of the JPEG; a picture as small as the network's own has none to lose.
        strength = _without_specks(np.clip((strength - 0.25) / 0.65, 0, 1))
    return np.rint(255 * strength).astype(np.uint8)


def _without_specks(strength: np.ndarray) -> np.ndarray:
    """Without ink that is narrower than three pixels and far from wider ink: one grain would widen the crop.

    Hair lines are as narrow: where more than a tenth of the ink would go, all of it stays.
    """
    wide = Image.fromarray(strength > 0).convert("L").filter(ImageFilter.MinFilter(3))
    near = np.asarray(wide.filter(ImageFilter.MaxFilter(7))) > 0
    return strength * near if (strength * near).sum() >= 0.9 * strength.sum() else strength


def _ground(shades: np.ndarray) -> np.ndarray:
    """The paper under the ink: the darkest shade near each point, wherever something wider than a stroke is that dark.

    A morphological opening (erosion, then dilation) with a square wider than any stroke, smoothed.
    """
    width = max(3, round(0.3 * min(shades.shape)) | 1)
    opened = shades
    for extreme in (np.min, np.max):
        for axis in (0, 1):
            margin = [(width // 2, width // 2) if axis == each else (0, 0) for each in (0, 1)]
            windows = np.lib.stride_tricks.sliding_window_view(np.pad(opened, margin, mode="edge"), width, axis)
            opened = extreme(windows, axis=-1)
    smooth = Image.fromarray(opened).filter(ImageFilter.GaussianBlur(width / 4))
    return np.asarray(smooth, np.float64)

"""Pictures brought to MNIST's form, and files that are no pictures of digits."""

import io
import struct
import zlib
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from models.digit_gan.prepare import BOX, SIZE, prepare, read_picture
from models.errors import PlaygroundError
from training.datasets import mnist

HOOK = [(60, 60), (200, 70), (130, 250)]


def drawn(points=HOOK, width=24, size=(300, 300)):
    """A digit's bent stroke as a picture, 255 is ink."""
    picture = Image.new("L", size)
    ImageDraw.Draw(picture).line(points, fill=255, width=width, joint="curve")
    return np.asarray(picture)


def file_of(picture, kind="PNG", **options):
    file = io.BytesIO()
    (picture if isinstance(picture, Image.Image) else Image.fromarray(picture)).save(file, kind, **options)
    return file.getvalue()


def apart(first, second):
    """Root mean squared difference, as a share of full ink."""
    return np.sqrt(np.square(first.astype(float) - second.astype(float)).mean()) / 255


def nearly(first, second):
    """As ``apart``, or one pixel beside: where the centre of mass lies between two pixels, a trifle decides."""
    places = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return min(apart(np.roll(first, place, axis=(0, 1)), second) for place in places)


def test_it_has_the_form_of_mnist():
    image = prepare(drawn())
    assert image.shape == (SIZE, SIZE)
    assert image.dtype == np.uint8
    assert image.max() == 255
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert max(height, width) == BOX
    ink = drawn()
    sides = [np.ptp(np.flatnonzero(ink.any(axis=axis))) + 1 for axis in (1, 0)]
    assert width / height == pytest.approx(sides[1] / sides[0], abs=1 / BOX)
    # The centre of mass is at pixel 14, or as near as whole pixels allow.
    for axis in (0, 1):
        middle = (image.sum(axis=1 - axis) * np.arange(SIZE)).sum() / image.sum(dtype=float)
        assert middle == pytest.approx(SIZE / 2, abs=0.51)


def test_place_and_size_do_not_matter():
    image = prepare(drawn())
    np.testing.assert_array_equal(prepare(np.pad(drawn(), ((7, 90), (33, 0)))), image)
    distance = nearly(prepare(drawn([(3 * x, 3 * y) for x, y in HOOK], 72, (900, 900))), image)
    assert distance < 0.05
    np.testing.assert_array_equal(prepare(image), image)


def test_lines_and_dots_are_not_lost():
    for line in ([(0, 150), (299, 150)], [(150, 0), (150, 299)]):
        image = prepare(drawn(line, width=1))
        assert image.max() == 255
        assert (image > 0).sum() == BOX
    dot = np.zeros((100, 100), np.uint8)
    dot[99, 0] = 200
    assert (prepare(dot) == 200).sum() == BOX * BOX


@pytest.mark.parametrize(
    ("ink", "sentence"),
    [
        (np.zeros((28, 28), np.uint8), "empty sheet"),
        (np.zeros((0, 0), np.uint8), "empty sheet"),
        (np.ones((28, 28)), "uint8"),
        (np.ones((2, 28, 28), np.uint8), "shape"),
    ],
)
def test_what_is_no_picture_is_refused(ink, sentence):
    with pytest.raises(PlaygroundError, match=sentence):
        prepare(ink)


@pytest.mark.data
@pytest.mark.skipif(not mnist.is_available(), reason="the MNIST file is not in the data folder")
def test_a_digit_of_mnist_comes_back():
    digits = mnist.load().test_images[:50]
    for digit in digits:
        np.testing.assert_array_equal(prepare(digit), digit)
    redrawn = []
    for digit in digits:
        large = Image.fromarray(digit).resize((364, 364), Image.Resampling.BICUBIC)
        # As a person would trace it: ink or no ink, somewhere on a larger sheet.
        redrawn.append(apart(prepare(np.pad(np.uint8(255) * (np.asarray(large) > 110), ((10, 50), (80, 0)))), digit))
    others = [apart(digit, other) for digit, other in pairwise(digits)]
    assert np.mean(redrawn) < np.mean(others) / 3
    assert max(redrawn) < np.mean(others)


GROUNDS = {
    "black on white": lambda ink: file_of(255 - ink),
    "white on black": file_of,
    "blue on yellow": lambda ink: file_of(np.where(ink[..., None] > 0, (30, 30, 160), (250, 240, 120)).astype("uint8")),
    "grey on grey, JPEG": lambda ink: file_of((170 - ink // 3).astype(np.uint8), "JPEG", quality=60),
    "two colours, GIF": lambda ink: file_of(Image.fromarray(255 - ink).convert("P"), "GIF"),
    "bits": lambda ink: file_of(Image.fromarray(255 - ink).convert("1"), "BMP"),
    "16 bits": lambda ink: file_of(Image.fromarray((255 - ink).astype(np.uint16) * 257)),
    "CMYK": lambda ink: file_of(Image.fromarray(255 - ink).convert("CMYK"), "JPEG"),
    "black on nothing": lambda ink: file_of(np.dstack([np.zeros_like(ink)] * 3 + [ink])),
    "white on nothing": lambda ink: file_of(np.dstack([np.full_like(ink, 255)] * 3 + [ink])),
    "white, with a transparent border": lambda ink: file_of(
        np.dstack([255 - np.pad(ink, 9)] * 3 + [np.pad(np.full_like(ink, 255), 9)])
    ),
}


@pytest.mark.parametrize("ground", GROUNDS)
def test_ink_is_found_on_any_ground(ground):
    picture = read_picture(GROUNDS[ground](drawn()))
    assert picture.light_on_dark == ground.startswith("white on")
    distance = nearly(prepare(picture.ink), prepare(drawn()))
    assert distance < 0.06


def test_a_photograph_with_a_shadow_grain_and_an_orientation():
    ink = drawn([(2 * x, 2 * y) for x, y in HOOK], 48, (600, 800))
    shade = np.linspace(120, 250, 600)[None, :] - np.linspace(0, 60, 800)[:, None]  # darker to the left and below
    grain = np.random.default_rng(1).normal(0, 6, ink.shape)
    soft = np.asarray(Image.fromarray(ink).filter(ImageFilter.GaussianBlur(2)), float) / 255
    photo = Image.fromarray(np.clip(shade * (1 - 0.75 * soft) + grain, 0, 255).astype(np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: a viewer turns the picture by 90 degrees
    picture = read_picture(file_of(photo.transpose(Image.Transpose.ROTATE_90), "JPEG", quality=80, exif=exif))
    assert not picture.light_on_dark
    assert picture.ink.shape[0] > picture.ink.shape[1]
    distance = nearly(prepare(picture.ink), prepare(ink))
    assert distance < 0.12


def test_a_picture_of_the_networks_own_size_is_taken_as_it_is():
    digit = prepare(drawn())
    for file in (file_of(digit), file_of(255 - digit)):
        np.testing.assert_allclose(prepare(read_picture(file).ink).astype(int), digit, atol=2)


def header_of_png(width, height):
    """The first bytes of a PNG whose pixels are not there: reading on would fail in another way."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    begin = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + begin + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty file"),
        (b"not a picture", "another file"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "another file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "another file"),
        (header_of_png(10_000, 10_000), "at most 32 megapixels, received 100"),
        (header_of_png(2**20, 2**20), "at most 32 megapixels, received a larger one"),
        (file_of(np.full((50, 50), 90, np.uint8)), "all of one shade"),
        (file_of(np.zeros((50, 50, 4), np.uint8)), "all of one shade"),
        (file_of(np.random.default_rng(2).integers(0, 255, (90, 90), np.uint8))[:3000], "damaged"),
        (header_of_png(40, 40), "damaged"),
    ],
    ids=["empty", "text", "eps", "svg", "100 megapixels", "bomb", "one colour", "transparent", "cut off", "no pixels"],
)
def test_files_that_show_no_digit_are_refused(data, sentence):
    with pytest.raises(PlaygroundError, match=sentence):
        read_picture(data)

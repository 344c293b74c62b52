"""What a visitor types and links to on the digits page, and what no widget would send."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.errors import PlaygroundError
from pages.digits import drawing, pictures, typed
from tests.pages.conftest import words_of


@pytest.mark.parametrize(
    "query",
    [
        {"digits_count": "0"},
        {"digits_count": "1000000"},
        {"digits_seed": "-3"},
        {"digits_seed": "x"},
        {"digits_which": "11"},
        {"digits_number": "9" * 500},
        {"digits_number": "<script>"},
    ],
)
def test_a_bad_link_to_digits_does_no_harm(query, presets, open_page):
    app = open_page("digits", **query)
    assert not app.exception
    assert len(app.error) <= 1


def test_digits_follow_their_link(presets, open_page):
    app = open_page("digits", digits_count="12", digits_which="7", digits_seed="5", digits_number="42")
    assert app.slider(key="digits_count").value == 12
    assert app.number_input(key="digits_seed").value == 5
    assert app.text_input(key="digits_number").value == "42"
    assert "The digits 7 in turn. 12 digits" in words_of(app)


def test_other_hands_change_the_seed(presets, open_page):
    app = open_page("digits")
    before = app.number_input(key="digits_seed").value
    app.button(key="digits_new").click().run()
    assert app.number_input(key="digits_seed").value != before
    assert not app.exception


@pytest.mark.parametrize("text", ["20x6", "二零", "½", "1" * 25])
def test_what_is_no_number_is_one_sentence(text, presets, open_page):
    app = open_page("digits")
    app.text_input(key="digits_number").set_value(text).run()
    assert not app.exception and len(app.error) == 1


def test_an_empty_number_still_draws_the_sheet(presets, open_page):
    app = open_page("digits")
    app.text_input(key="digits_number").set_value("").run()
    assert not app.error and "40 digits" in words_of(app)


@given(st.text(max_size=30))
def test_read_number_gives_digits_or_one_sentence(text):
    try:
        groups = typed.read_number(text)
    except PlaygroundError:
        return
    digits = [digit for group in groups for digit in group]
    assert all(0 <= digit <= 9 for digit in digits) and len(digits) <= typed.LONGEST_NUMBER


def test_read_number_reads_what_people_type():
    assert typed.read_number(" 2,026 ") == [[2], [0, 2, 6]]
    assert typed.read_number("２０２６") == [[2, 0, 2, 6]]
    assert typed.read_number(None) == []


def test_spread_takes_turns():
    assert drawing.spread(["3", "1"], 5) == [1, 3, 1, 3, 1]
    assert drawing.spread([], 5) is None
    assert drawing.spread(["x", "-1"], 2) is None


@pytest.mark.parametrize(("count", "columns"), [(1, 10), (4, 4), (23, 10), (200, 10)])
def test_a_sheet_is_sharp_and_whole(count, columns):
    images = np.random.default_rng(count).integers(0, 256, (count, 28, 28), dtype=np.uint8)
    picture = np.asarray(Image.open(io.BytesIO(pictures.to_png(pictures.arrange(images, columns)))))
    across = min(columns, count)
    scale = picture.shape[1] // (28 * across)
    assert picture.shape == (-(-count // columns) * 28 * scale, 28 * across * scale)
    # Each pixel is a square of one grey: taking one of each square gives the drawing back, ink black on white.
    small = picture[::scale, ::scale]
    assert (small.repeat(scale, 0).repeat(scale, 1) == picture).all()
    row, column = divmod(count - 1, columns)
    last = small[28 * row : 28 * row + 28, 28 * column : 28 * column + 28]
    assert np.abs(255 - last.astype(int) - images[-1]).max() <= 1

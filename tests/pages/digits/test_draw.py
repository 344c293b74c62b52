"""The view "Draw": numbers in one hand or many, hands shared as texts, and files that open anywhere."""

import io
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PIL import Image

from models.errors import PlaygroundError
from pages.digits import draw, hand, pictures, typed
from tests.pages.conftest import words_of
from tests.pages.fakes import FakeSampler

pytestmark = pytest.mark.usefixtures("without_keras")


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("2026-11-21", [[2, 0, 2, 6], [1, 1], [2, 1]]),
        ("+86 138-0013-8000", [[8, 6], [1, 3, 8], [0, 0, 1, 3], [8, 0, 0, 0]]),
        ("2026年11月21日", [[2, 0, 2, 6], [1, 1], [2, 1]]),
        ("（０１０）", [[0, 1, 0]]),
        (" - ", []),
        ("-5", [[5]]),
    ],
)
def test_numbers_dates_and_telephones_become_groups(text, groups):
    assert typed.read_number(text) == groups
    assert typed.has_signs(text)
    assert not typed.has_signs(" 20 26\t")


def test_a_number_is_written_with_gaps_and_in_lines():
    images = np.zeros((24, 28, 28), np.uint8)
    images[:, 10, 4:24] = np.arange(1, 25)[:, None]
    picture = typed.write_out(images[:6], [[1, 2, 3], [4, 5, 6]])
    assert picture.shape == (28, 28 + 5 * typed.PITCH + typed.GAP)
    seen = picture[10][picture[10] > 0]
    assert list(dict.fromkeys(seen.tolist())) == [1, 2, 3, 4, 5, 6]
    long = typed.write_out(images, [[1] * 10, [2] * 14])
    assert long.shape == (3 * 28, 28 + 11 * typed.PITCH)
    assert [set(row[row > 0].tolist()) for row in long[10::28]] == [
        set(range(1, 11)),
        set(range(11, 23)),
        {23, 24},
    ]


def test_one_hand_writes_all_digits_or_each_its_own(presets, open_page):
    app = open_page("digits", digits_number="+86 138-0013", digits_seed="4")
    assert "every other sign is left as a gap" in words_of(app)
    alone = hand.latents_of(1, FakeSampler(), 4)
    app.toggle(key="digits_varied").set_value(True).run()
    assert not app.exception and not app.error
    assert app.toggle(key="digits_varied").value
    chosen = hand.Hand(4, alone[0], np.array([0.0, 0.0]), "")
    hands = hand.others(FakeSampler(), chosen, 3)
    np.testing.assert_array_equal(hands[0], alone[0])
    assert len(np.unique(hands, axis=0)) == 3
    moved = hand.others(FakeSampler(), hand.Hand(4, alone[0], np.array([1.5, 0.0]), ""), 3)
    np.testing.assert_allclose(moved[1:] - hands[1:], np.eye(1, 6) * np.full((2, 1), 1.5), atol=0.05)


def test_a_hand_goes_round_as_a_text(presets, open_page):
    app = open_page("digits", digits_seed="4", digits_slant="1.5")
    text = app.code[0].value
    assert app.slider(key="digits_slant").value == 1.5
    # Pasted elsewhere it is the same hand, with the sliders in the middle.
    other = open_page("digits", digits_hand=text, digits_seed="9")
    assert not other.error and other.code[0].value == text
    assert "The pasted hand writes" in words_of(other)
    other.slider(key="digits_slant").set_value(1.0).run()
    assert other.code[0].value != text
    other.button(key="digits_plain").click().run()
    assert other.slider(key="digits_slant").value == 0 and other.code[0].value == text
    other.button(key="digits_new").click().run()
    assert other.text_input(key="digits_hand").value == "" and other.code[0].value != text
    # What is no hand is one sentence, and everything else stays.
    other.text_input(key="digits_hand").set_value(text[:-1] + ("A" if text[-1] != "A" else "B")).run()
    assert not other.exception
    assert [error.value for error in other.error] == [
        "Expected the text of a hand as it was copied, received one with a mistake in it."
    ]
    assert "40 digits, drawn in" in words_of(other)


def test_what_no_widget_would_ask_for_is_a_sentence_each_and_nothing_is_lost(presets, open_page):
    app = open_page(
        "digits",
        digits_number="12a4",
        digits_count="10000",
        digits_seed="-3",
        digits_slant="nan",
        digits_variety="7",
        digits_which="3",
        view="waltz",
    )
    assert not app.exception
    assert [error.value for error in app.error] == ["Expected a number made of the digits 0-9, received a."]
    said = [warning.value for warning in app.warning]
    assert [text.split(". ")[-1] for text in said[1:]] == [
        "Seed: expected 0 to 2,147,483,647, received -3.",
        "Slant: expected -3 to 3, received nan.",
        "How many: expected 1 to 200, received 10000.",
        "Variety: expected 0 to 1.5, received 7.",
    ]
    assert said[0] == "A part of this link means nothing here and is left out: view=waltz."
    assert app.text_input(key="digits_number").value == "12a4"
    assert "The digits 3 in turn. 40 digits" in words_of(app)
    app.text_input(key="digits_number").set_value("124").run()
    assert not app.error and not app.warning


def test_a_sheet_at_variety_1_is_what_the_seed_draws_and_at_0_one_hand():
    sampler = FakeSampler()
    np.testing.assert_array_equal(draw.draw_sheet(sampler, 5, [3] * 5, 7, 1.0), sampler.sample(5, [3] * 5, 7))
    average = draw.draw_sheet(sampler, 5, [3] * 5, 7, 0.0)
    assert (average == average[0]).all()


def test_the_dance_of_a_number_ends_where_it_began():
    sampler = FakeSampler()
    latents = hand.latents_of(2, sampler, 1)
    frames = draw.dance(sampler, [[4], [2]], latents, 1)
    np.testing.assert_array_equal(frames[0], draw.write_number(sampler, [[4], [2]], latents))
    with Image.open(io.BytesIO(pictures.to_gif(frames, 90))) as gif:
        assert gif.format == "GIF" and gif.info["loop"] == 0
        assert gif.n_frames > 1 and gif.info["duration"] >= 90


def test_an_outline_follows_the_ink():
    picture = np.zeros((12, 20), np.uint8)
    picture[2:10, 3:15] = 255
    picture[4:8, 6:12] = 0
    rings = pictures.outlines(picture)
    areas = sorted(abs(area(ring)) for ring in rings)
    # A rectangle's corners are cut off, where a line crosses half of a pixel.
    assert areas == pytest.approx([4 * 6, 8 * 12], abs=1)
    assert np.sign([area(ring) for ring in rings]).sum() == 0, "the hole runs the other way round"
    outer = max(rings, key=len)
    assert outer.min(axis=0) == pytest.approx([3, 2]) and outer.max(axis=0) == pytest.approx([15, 10])


@pytest.mark.parametrize("seed", range(3))
def test_outlines_are_closed_and_cover_what_is_inked(seed):
    picture = np.random.default_rng(seed).integers(0, 256, (15, 17), dtype=np.uint8)
    rings = pictures.outlines(picture)
    covered = abs(sum(area(ring) for ring in rings))
    assert covered == pytest.approx((picture > 127).sum(), rel=0.1)
    for ring in rings:
        steps = np.abs(ring - np.roll(ring, 1, axis=0)).max(axis=1)
        assert len(ring) >= 4 and steps.max() <= 1


def area(ring: np.ndarray) -> float:
    x, y = ring.T
    return float((x * np.roll(y, 1) - y * np.roll(x, 1)).sum() / 2)


def test_files_are_valid_and_small():
    sampler = FakeSampler()
    picture = pictures.arrange(sampler.sample(10, list(range(10)), 1), 10)
    svg = pictures.to_svg(picture, 'The number 4 < 5 & "6", drawn.')
    root = ElementTree.fromstring(svg)
    namespace = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{namespace}svg" and root.get("viewBox") == "0 0 2800 280"
    assert root.find(f"{namespace}title").text == 'The number 4 < 5 & "6", drawn.'
    assert root.find(f"{namespace}path").get("d").count("M") == 10
    assert len(svg) < 20_000
    page = Image.open(io.BytesIO(pictures.to_transparent_png(picture, (1, 2, 3)))).convert("RGBA")
    np.testing.assert_array_equal(np.asarray(page)[..., 3], picture)
    assert set(map(tuple, np.asarray(page)[picture > 0][:, :3].tolist())) == {(1, 2, 3)}
    moving = Image.open(io.BytesIO(pictures.to_moving_png([picture, 255 - picture], (1, 2, 3), 80)))
    assert moving.n_frames == 2 and moving.info["loop"] == 0
    nothing = pictures.to_svg(np.zeros((28, 28), np.uint8), "nothing")
    assert ElementTree.fromstring(nothing).find(f"{namespace}path").get("d") == ""


def test_too_long_a_number_is_refused():
    assert len(typed.read_number("1" * 24)[0]) == 24
    with pytest.raises(PlaygroundError, match="at most 24 digits, received 25"):
        typed.read_number("1-" * 25)

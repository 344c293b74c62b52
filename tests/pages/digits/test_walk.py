"""The view "Walk": its ways, scrubbing, what the judge reads along them, links, and the map of styles."""

import numpy as np
import pytest

from models.digit_gan import styles
from models.digit_gan.latents import from_text
from models.errors import PlaygroundError
from pages.digits import hand, style_map, walk
from tests.pages.conftest import words_of
from tests.pages.fakes import FakeJudge, FakeSampler

pytestmark = pytest.mark.usefixtures("without_keras")


def test_a_mixture_goes_from_digit_to_digit():
    mixtures = walk.mixture([3, 8], 50)
    assert mixtures.shape == (51, 10)
    np.testing.assert_allclose(mixtures.sum(axis=1), 1)
    np.testing.assert_array_equal(mixtures[[0, -1]], np.eye(10)[[3, 8]])
    np.testing.assert_allclose(mixtures[25, [3, 8]], 0.5)
    np.testing.assert_array_equal(walk.mixture([4], 50), np.eye(10)[[4] * 51])
    np.testing.assert_array_equal(walk.mixture([6, 6], 50), np.eye(10)[[6] * 51])
    round_trip = walk.mixture([*range(10), 0], 50)
    np.testing.assert_allclose(round_trip[::5], np.eye(10)[[*range(10), 0]], atol=1e-12)


def test_what_is_read_along_the_way_is_told_in_words(presets, open_page):
    app = open_page("digits", view="walk", digits_from="2", digits_to="4")
    assert not app.exception and not app.error
    said = words_of(app)
    assert "One hand, from 2 to 4." in said
    assert "50% of the way: the judge reads a 3, with probability 91.0%." in said
    assert "From end to end it reads: 2 (0–" in said
    app.slider(key="digits_along").set_value(100).run()
    assert "100% of the way: the judge reads a 4" in words_of(app)
    app.toggle(key="digits_play").set_value(True).run()
    assert not app.exception and not app.error


@pytest.mark.parametrize(
    ("way", "query", "expected"),
    [
        ("hand", {"digits_seed_to": "5"}, "One 3, from the hand below to the hand of seed 5."),
        ("loop", {"digits_reach": "0.3"}, "One 3, from hand to hand on a circle, and back where it began."),
        ("count", {}, "One hand counts from 0 to 9, and from 9 back to 0."),
    ],
)
def test_a_link_opens_on_its_way(way, query, expected, presets, open_page):
    app = open_page("digits", view="walk", way=way, **query)
    assert not app.exception and not app.error and not app.warning
    assert expected in words_of(app)
    assert app.query_params["way"] == way
    app.segmented_control(key="digits_view").set_value("draw").run()
    assert "way" not in app.query_params and app.query_params["view"] == "draw"
    assert "A sheet of digits" in words_of(app)


def test_a_bad_link_walks_all_the_same(presets, open_page):
    app = open_page("digits", view="walk", way="backwards", digits_from="12", digits_along="x", digits_seed="3")
    assert not app.exception and not app.error
    assert "way=backwards" in app.warning[0].value
    assert "One hand, from 3 to 8." in words_of(app)


def test_steps_of_a_closed_and_an_open_way_follow_one_another():
    frames = np.arange(5)[:, None, None] * np.ones((1, 2, 2), np.uint8)
    order = [int(frame[0, 0]) for frame in walk._there_and_back(frames, closed=False)]
    assert order == [0, 1, 2, 3, 4, 3, 2, 1]
    order = [int(frame[0, 0]) for frame in walk._there_and_back(frames, closed=True)]
    assert order == [0, 1, 2, 3]


def test_runs_of_readings_are_told_as_they_come():
    images = FakeSampler().generate(np.zeros((5, 6)), [7, 7, 1, 7, 7])
    assert walk.in_words(FakeJudge().classify(images)) == (
        "From end to end it reads: 7 (0–25%), 1 (50–50%), 7 (75–100%)."
    )


def test_the_middle_of_the_map_is_the_hand():
    sampler = FakeSampler()
    latent = hand.latents_of(1, sampler, 2)[0] * 0.2
    images = style_map.draw_map(sampler, latent, across=0, up=1, digit=6)
    assert images.shape == (81, 28, 28)
    np.testing.assert_array_equal(images[40], sampler.generate(latent[None], 6)[0])
    # The first style moves the block to the right, the second does nothing here.
    left = [int(np.flatnonzero(image.any(axis=0))[0]) for image in images[:9]]
    assert left == sorted(left) and left[0] < left[-1]
    np.testing.assert_array_equal(images[:9], images[72:])


def test_without_styles_there_are_no_sliders_and_one_sentence(presets, open_page, monkeypatch):
    monkeypatch.setattr(FakeSampler, "styles", None)
    app = open_page("digits", view="walk")
    assert not app.exception and not app.error
    assert "python -m training.digit_gan.styles digits" in app.info[0].value
    assert not [slider for slider in app.slider if slider.key == "digits_slant"]
    assert len(app.code[0].value) == 11


def test_the_engine_refuses_in_one_sentence_what_the_page_cannot_send():
    with pytest.raises(PlaygroundError, match="a text of 11 characters"):
        from_text("x", 6)


def test_the_page_knows_every_style():
    assert {*styles.MEASURES, styles.OTHER} == set(hand.STYLES)

"""The view "Draw one yourself": what is drawn or uploaded is read, judged, searched for, and kept for the session."""

import io
import json
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from models.errors import PlaygroundError
from pages.digits.own import pictures as own_pictures
from pages.digits.own import search as own_search
from pages.digits.own import sheet as own_sheet
from tests.pages import fakes
from tests.pages.conftest import words_of

# Upright: 20 pixels of ink high when prepared, which the stand-in of the judge reads as a 9.
LINE = [140, 60, 140, 220]


def closest(sampler, image, label=None):
    """Nears the picture by half in each of four steps."""
    latent = np.arange(sampler.latent_size) / 4
    for step in range(5):
        distance = 0.4 / 2**step
        drawn = (image * (1 - distance)).astype(np.uint8)
        starts = np.array([distance, 0.5])
        yield SimpleNamespace(
            step=step, image=drawn, distance=distance, label=9 if label is None else label, latent=latent, now=starts
        )


@pytest.fixture
def own(presets, open_page, monkeypatch):
    """``own()``: the view, with a stand-in for the search, and what is to be on the sheet."""
    module = ModuleType("models.digit_gan.closest")
    module.closest, module.STEPS, module.CANDIDATES = closest, 4, 20
    module.is_ready, module.make_ready = lambda sampler: True, None
    monkeypatch.setitem(sys.modules, module.__name__, module)

    def own(strokes=None, **query):
        app = open_page("digits", view="own", **query)
        if strokes is not None:
            app.session_state[own_sheet.KEPT] = strokes
            app.run()
        assert not app.exception
        return app

    return own


def sheet_data(app):
    (sheet,) = app.get("bidi_component")
    return json.loads(sheet.proto.json or sheet.proto.mixed.json)


def test_a_drawing_is_read_judged_searched_for_and_kept(own):
    app = own()
    assert sheet_data(app)["strokes"] == []
    assert "as the networks see it" in words_of(app)
    assert len(app.button) == 0

    app.session_state[own_sheet.KEPT] = [LINE]
    app.run()
    said = words_of(app)
    assert sheet_data(app)["strokes"] == [LINE]
    assert "reads it as 9: 91.0%. Its next guess is 0: 1.0%." in said
    assert "It takes your 9 for one that the generator drew." in said
    assert app.metric[0].value == "20%"
    assert "Of 100 drawings of the same digit by the generator, it finds 0 less convincing" in said

    app.button(key="digits_own_find").click().run()
    said = words_of(app)
    assert not app.exception and not app.error
    assert "and 4 steps, drawn as 9: 2.5% away. The best of 40 random hands was 40.0% away" in said
    assert "From 40.0% to 2.5%." in said
    assert "Half of the way was made after 1 of 4 steps, and the hands ended between 2.5% and 50.0% away." in said
    assert any("data:image/png;base64," in element.proto.body for element in app.get("html"))

    app.segmented_control(key="digits_view").set_value("learnt").run()
    app.segmented_control(key="digits_view").set_value("own").run()
    assert sheet_data(app)["strokes"] == [LINE]
    assert "as 9: 2.5% away" in words_of(app)
    app.selectbox(key="digits_own_label").set_value("3").run()
    assert "away. The best of" not in words_of(app), "the result belongs to another question"
    app.button(key="digits_own_find").click().run()
    assert "and 4 steps, drawn as 3: 2.5% away." in words_of(app)

    app.button(key="digits_own_write").click().run()
    assert not app.exception and not app.error
    assert app.segmented_control(key="digits_view").value == "draw"
    assert "The pasted hand writes" in words_of(app)


def test_a_digit_that_the_judge_cannot_name_is_said_to_be_one(own, monkeypatch):
    undecided = np.array([[0.05, 0.05, 0.35, 0.05, 0.05, 0.05, 0.05, 0.25, 0.05, 0.05]])
    monkeypatch.setattr(fakes.FakeJudge, "classify", lambda judge, images: np.repeat(undecided, len(images), axis=0))
    said = words_of(own([LINE]))
    assert "The judge cannot name this clearly: perhaps 2 (35%), perhaps 7 (25%)." in said


def picture(paper, ink):
    image = np.full((90, 60), paper, np.uint8)
    image[10:80, 25:35] = ink
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def test_a_picture_is_read_or_refused_in_one_sentence(own):
    app = own()
    app.segmented_control(key="digits_own_source").set_value("upload").run()

    def give(data):
        app.file_uploader(key="digits_own_file").set_value(("digit.png", data, "image/png")).run()
        assert not app.exception
        return words_of(app)

    assert "Read as dark ink on a light ground." in html_of(app, give(picture(250, 20)))
    assert "reads it as 9" in words_of(app)
    app.segmented_control(key="digits_view").set_value("learnt").run()
    app.segmented_control(key="digits_view").set_value("own").run()
    assert "reads it as 9" in words_of(app), "the picture is forgotten with its view"
    assert "still the picture that you uploaded before" in words_of(app)

    assert "received another file" in give(b"no picture")
    assert "reads it as 9" not in words_of(app)
    assert len(app.error) == 1
    assert "all of one shade" in give(picture(90, 90))
    assert "Read as light ink on a dark ground." in html_of(app, give(picture(20, 250)))
    assert not app.error


def html_of(app, said):
    return said + "".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize(
    "strokes",
    [
        None,
        "strokes",
        {"strokes": []},
        [LINE, None],
        [[]],
        [[1]],
        [[1, 2, 3]],
        [[-1, 2]],
        [[1, 281]],
        [["1", 2]],
        [[True, 2]],
        [[float("nan"), 2]],
        [[[1], 2]],
        [[1, 2]] * (own_sheet.MOST_STROKES + 1),
        [[1, 2] * (own_sheet.MOST_POINTS + 1)],
    ],
)
def test_what_is_no_drawing_is_refused(strokes):
    with pytest.raises(PlaygroundError, match="Expected a drawing of at most"):
        own_sheet.checked(strokes)


def test_strokes_become_ink():
    assert own_sheet.checked([[1, 2.0, 279.6, 280]]) == [[1, 2, 280, 280]]
    assert own_sheet.checked([]) == []
    ink = own_sheet.inked([LINE, [40, 40]])
    assert ink.shape == (560, 560)
    # The line is as wide as the pen, and the dot is round.
    assert (ink[280] > 0).sum() == pytest.approx(own_sheet.SCALE * own_sheet.PEN, abs=2)
    assert (ink[:, :200] > 0).sum() == pytest.approx(np.pi * (own_sheet.SCALE * own_sheet.PEN / 2) ** 2, rel=0.05)


def test_the_difference_has_the_colour_of_whose_ink_it_is(monkeypatch):
    monkeypatch.setattr(own_pictures.drawing, "ink", lambda: (0, 0, 0))
    mine, theirs = np.zeros((2, 28, 28), np.uint8)
    mine[0, :2], theirs[0, 1:3] = 255, 255
    pixels = np.asarray(Image.open(io.BytesIO(own_pictures.difference(mine, theirs))))
    assert tuple(pixels[0, 0]) == (*own_pictures.MINE, 255)
    assert tuple(pixels[0, 1]) == (0, 0, 0, 51)
    assert tuple(pixels[0, 2]) == (*own_pictures.THEIRS, 255)
    assert pixels[0, 3, 3] == 0


def test_words_below_a_picture_are_shown_as_they_are():
    shown = own_pictures.Shown(b"", '"><script>', "<b>&")
    assert "<script>" not in own_pictures.row([shown], 10)
    assert "&lt;b&gt;&amp;" in own_pictures.row([shown], 10)


def test_shares_are_never_rounded_to_certainty():
    assert [own_search.chance(share) for share in (0.0, 0.0009, 0.05, 0.5, 0.912, 0.9995)] == [
        "under 0.1%",
        "under 0.1%",
        "5.0%",
        "50%",
        "91.2%",
        "over 99.9%",
    ]


def test_browser_and_server_agree_on_the_sheet():
    assert f'viewBox="0 0 {own_sheet.SIDE} {own_sheet.SIDE}"' in own_sheet._HTML
    assert f"const SIDE = {own_sheet.SIDE};" in own_sheet._JS
    assert f"stroke-width: {own_sheet.PEN};" in own_sheet._CSS

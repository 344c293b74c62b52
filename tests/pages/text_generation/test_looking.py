"""The views "Surprise" and "Microscope", with a small network of random weights in the place of an author."""

import json
import math

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from models.text_generation.units import TrackingUnit
from pages.text_generation import coloured, surprise
from pages.text_generation.microscope import hold as microscope_hold
from pages.text_generation.microscope import map as microscope_map
from tests.models.text_generation.conftest import build
from tests.pages.conftest import words_of


def draw(view, generator, text):
    from importlib import import_module

    import streamlit as st

    st.session_state["language"] = st.session_state.get("language", "en")
    import_module(f"pages.text_generation.{view}").show("shakespeare", generator, text)


def open_view(view, generator, text, language="en"):
    app = AppTest.from_function(draw, args=(view, generator, text), default_timeout=600)
    app.session_state["language"] = language
    app.run()
    assert not app.exception
    return app


@pytest.fixture(scope="module")
def generator():
    made = build().generator
    made.__dict__["units"] = [
        TrackingUnit("in_word", "yes_no", 2, 3, "cell", -1, 0.95, 400, 0.25, -0.5),
        TrackingUnit("in_word", "yes_no", 1, 7, "hidden", 1, 0.93, 400, -0.25, 0.5),
        TrackingUnit("position_in_line", "number", 1, 0, "cell", 1, 0.8, 400, 0.0, 0.5),
    ]
    return made


def papers(app):
    """What the coloured texts were given."""
    return [json.loads(node.proto.json) for node in walk(app.main) if node.type == "bidi_component"]


def walk(node):
    yield node
    for child in getattr(node, "children", {}).values():
        yield from walk(child)


def test_surprise_says_what_score_says(generator):
    text = "bad <b>cab</b> 漢\n" + "feed a bee " * 6
    app = open_view("surprise", generator, text)
    nats = generator.score(text)
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics["Perplexity"] == f"{math.exp(nats.mean()):.2f}"
    assert metrics["Nats a character"] == f"{nats.mean():.3f}"
    assert metrics["Uniform guess: perplexity"] == str(len(generator.vocabulary))
    said = words_of(app)
    assert "too rare in it" in said and "漢" in said
    assert "The mean over 30 characters" in said
    (paper,) = papers(app)
    assert paper["text"] == text
    levels = np.array(paper["levels"])
    assert levels[0] == 0 and np.allclose(levels[1:] * math.log(len(generator.vocabulary)), nats, atol=0.01)
    others = generator.surprise(text).alternatives[4]
    assert all(f"{coloured.visible(character)} " in paper["tips"][5] for character, _probability in others)
    table = app.dataframe[0].value
    assert table["place"][0] == nats.argmax() + 2
    assert "‹" in table["where"][0]


def test_surprise_of_nothing_of_one_character_of_a_poem_and_of_a_long_text(generator, monkeypatch):
    assert "Paste a text above" in open_view("surprise", generator, " \n").info[0].value
    assert "One character alone" in open_view("surprise", generator, "a").info[0].value
    # A poem is read behind the end of another, so its first character is predicted too.
    poet = build(poems=True).generator
    app = open_view("surprise", poet, "ab\nc", "zh")
    assert f"{poet.score(chr(10) + 'ab' + chr(10) + 'c').mean():.3f}" in [metric.value for metric in app.metric]
    assert "一首诗结束" in words_of(app)
    monkeypatch.setattr(surprise, "MOST_CHARACTERS", 4_500)
    app = open_view("surprise", generator, "a bad cab " * 451)
    assert app.warning[0].value == "Your text has 4,510 characters; only the first 4,500 were read."
    assert "read in pieces" in words_of(app)
    assert len(papers(app)[0]["text"]) == coloured.MOST_CHARACTERS
    (part,) = app.slider
    assert not part.set_value(2).run().exception
    assert len(papers(app)[0]["text"]) == 500


def test_microscope_shows_a_unit_and_holds_it(generator):
    text = "bad <b>cab</b>\n" + "feed a bee " * 8
    app = open_view("microscope.view", generator, text)
    trace = generator.trace(text)
    unit, _original, held, change = papers(app)
    values = trace[1]["cell"][:, 3]
    assert unit["text"] == text
    assert np.allclose(np.array(unit["levels"]), values / np.abs(values).max(), atol=0.01)
    said = words_of(app)
    assert "This unit tracks: **inside a word**" in said and "lower at the first 95.0%" in said
    assert "layer 2, unit 3 at +0.00" in said
    silenced = "".join(generator.stream("ROMEO:\n", 300, temperature=0.8, seed=1, clamped={(2, 3): 0}))
    assert held["text"] == "ROMEO:\n" + silenced
    difference = generator.score(text, clamped={(2, 3): 0}) - generator.score(text)
    assert np.argmin(change["levels"]) == difference.argmax() + 1
    assert f"({difference.mean():+.3f})" in said

    # Another property, and then a unit that tracks nothing.
    app.button_group(key="text_unit_property_shakespeare").set_value("position_in_line").run()
    assert not app.exception
    assert "rank correlation +0.80" in words_of(app)
    app.number_input(key="text_unit_number_shakespeare").set_value(5).run()
    app.selectbox(key="text_unit_quantity_shakespeare").set_value("forget_gate").run()
    assert not app.exception
    assert "This unit tracks" not in words_of(app)
    gate = trace[0]["forget_gate"][:, 5]
    assert np.allclose(papers(app)[0]["levels"], gate, atol=0.01)


def test_microscope_of_nothing_and_of_a_network_without_gates(make_small_rnn):
    assert "Paste a text above" in open_view("microscope.view", make_small_rnn, "").info[0].value
    app = open_view("microscope.view", make_small_rnn, "a bad cab", "zh")
    assert "还没有人在这个网络里" in words_of(app)
    assert list(app.selectbox(key="text_map_quantity").options) == ["输出（隐藏状态）"]


@pytest.fixture(scope="module")
def make_small_rnn():
    return build("rnn", num_layers=1).generator


def test_units_that_move_alike_lie_together():
    time = np.linspace(0, 6, 200)
    slow, fast = np.sin(time), np.sin(9 * time)
    values = np.stack([slow, fast, 2 * slow, 3 * fast, 0 * slow], axis=1).astype(np.float32)
    assert set(microscope_map.most_moving(values, 4)) == {0, 1, 2, 3}
    order = list(microscope_map.alike_together(values[:, :4]))
    assert abs(order.index(0) - order.index(2)) in (1, 3) and abs(order.index(1) - order.index(3)) in (1, 3)


@pytest.mark.parametrize(
    ("one", "other", "place"), [("abc", "abd", 2), ("abc", "abc", None), ("ab", "abc", 2), ("", "", None)]
)
def test_the_first_difference(one, other, place):
    assert microscope_hold.first_difference(one, other) == place


@pytest.mark.parametrize(("characters", "shown"), [("\n", "↵"), (" ", "␣"), ("a b ", "a b␣"), ("  ", "␣␣"), ("", "")])
def test_white_space_is_made_visible(characters, shown):
    assert coloured.visible(characters) == shown

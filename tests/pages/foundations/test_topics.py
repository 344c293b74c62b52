"""The foundations page: topics from a link with their state, exercises that check, steps that play, bad links told."""

import re
import subprocess
import sys

import pytest

from models.from_scratch import small_network
from pages.foundations import topics
from pages.foundations.exercises import parse_number
from tests.pages.conftest import ROOT, words_of


def address(app, name: str) -> str:
    """The value of a parameter in the page's address; empty where it is not there."""
    value = app.query_params.get(name, "")
    return value[0] if isinstance(value, list) else value


@pytest.mark.parametrize("topic", topics.TOPICS)
def test_every_topic_opens_from_a_link_and_closes_with_exercises_and_code(topic, presets, open_page):
    app = open_page("foundations", "zh", topic=topic)
    assert not app.exception and not app.error and not app.warning, words_of(app)
    assert address(app, "topic") == topic
    assert app.segmented_control(key="foundations_topic").value == topic
    asked = [one for one in [*app.text_input, *app.radio] if re.search(r"exercise_\d$", one.key or "")]
    assert 2 <= len(asked) <= 3, [one.key for one in [*app.text_input, *app.radio]]
    assert app.expander[-1].label == "查看刚才运行的代码"


def test_no_topic_brings_keras_in_when_it_is_opened():
    """In a process of its own: here other tests have imported it."""
    program = (
        "import importlib, pkgutil, sys, pages.foundations as page; "
        "[importlib.import_module(found.name) for found in pkgutil.walk_packages(page.__path__, page.__name__ + '.')]; "
        "sys.exit(', '.join({'keras', 'tensorflow'} & set(sys.modules)) or 0)"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_a_link_carries_the_weights_and_the_step(presets, open_page):
    weights = "1,-2,0.5,0,3,0.25,-1,2"
    app = open_page("foundations", weights=weights, foundations_step="13")
    kept = dict(zip(small_network.EDGES, map(float, weights.split(",")), strict=True))
    loss = small_network.loss_of(kept, small_network.EXAMPLE)
    assert app.slider(key="foundations_step").value == 13
    assert f"Step 13 of 33: the mean of the squared errors is the loss: {loss:.5g}." in words_of(app)
    assert app.number_input(key="foundations_weight_h1_o1").value == 3
    app.number_input(key="foundations_weight_h1_o1").set_value(0.5).run()
    assert address(app, "weights") == "1,-2,0.5,0,0.5,0.25,-1,2"
    app.button(key="foundations_update_100").click().run()
    assert (
        small_network.loss_of(
            {edge: app.number_input(key=f"foundations_weight_{edge[0]}_{edge[1]}").value for edge in kept},
            small_network.EXAMPLE,
        )
        < 0.5 * loss
    )
    app.button(key="foundations_restart").click().run()
    assert "weights" not in app.query_params
    # Another topic takes nothing of this one's state along.
    app.number_input(key="foundations_weight_x1_h1").set_value(2.0).run()
    app.segmented_control(key="foundations_topic").set_value("gan").run()
    assert "weights" not in app.query_params and address(app, "topic") == "gan"


@pytest.mark.parametrize(
    "query",
    [
        {"topic": "alchemy"},
        {"weights": "1,2,3"},
        {"weights": "1,2,3,4,5,6,7,nan"},
        {"weights": "1,2,3,4,5,6,7,99"},
        {"example": "<b>,1,1,1"},
        {"topic": "optimizers", "surface": "moon"},
        {"topic": "gan", "distribution": "*poisson*"},
    ],
)
def test_what_means_nothing_in_a_link_is_told_once_and_left_out(query, presets, open_page):
    app = open_page("foundations", **query)
    assert not app.exception and not app.error
    assert len(app.warning) == 1 and app.warning[0].value.startswith("A part of this link means nothing here")
    bad = list(query)[-1]
    assert address(app, bad) != query[bad]
    assert not app.run().warning


@pytest.mark.parametrize("query", [{"foundations_step": "9999"}, {"foundations_step": "x"}, {"foundations_rate": "-5"}])
def test_numbers_out_of_range_fall_back(query, presets, open_page):
    app = open_page("foundations", **query)
    assert not app.exception and not app.error
    assert 1 <= app.slider(key="foundations_step").value <= 33
    assert 0.1 <= app.slider(key="foundations_rate").value <= 10


def test_an_exercise_says_right_or_not_yet_and_keeps_the_answer(presets, open_page):
    app = open_page("foundations", topic="gan")
    box = app.text_input(key="foundations_gan_exercise_1")
    box.set_value("0,7").run()
    assert any(warning.value.startswith("Not yet.") and "$p = q$" in warning.value for warning in app.warning)
    app.text_input(key="foundations_gan_exercise_1").set_value("0,5").run()
    assert [success.value for success in app.success] == ["Right."] and not app.warning
    app.text_input(key="foundations_gan_exercise_2").set_value("a *half*").run()
    assert any(r"received a \*half\*" in info.value for info in app.info)
    app.radio(key="foundations_gan_exercise_3").set_value("both bumps, half each").run()
    assert len(app.warning) == 1
    app.radio(key="foundations_gan_exercise_3").set_value("only the bump at 2").run()
    assert len(app.success) == 2
    app.segmented_control(key="foundations_topic").set_value("optimizers").run()
    app.segmented_control(key="foundations_topic").set_value("gan").run()
    assert app.text_input(key="foundations_gan_exercise_1").value == "0,5" and len(app.success) == 2


@pytest.mark.parametrize(
    ("typed", "value"),
    [("0.25", 0.25), ("0,25", 0.25), (" −1/4 ", -0.25), ("０．５", 0.5), ("1e-3", 1e-3), ("+2", 2.0)],
)
def test_numbers_are_read_as_people_write_them(typed, value):
    assert parse_number(typed) == pytest.approx(value)


@pytest.mark.parametrize("typed", ["", "half", "1/0", "nan", "inf", "1.000,5", "1/2/3", "0x10"])
def test_what_is_no_number_is_none(typed):
    assert parse_number(typed) is None


def test_steps_go_back_and_forth_and_play(presets, open_page):
    app = open_page("foundations", foundations_step="12")
    assert app.button(key="foundations_phase_forward").label == "Forward"
    app.button(key="foundations_step_forward").click().run()
    assert app.slider(key="foundations_step").value == 13
    app.button(key="foundations_step_back").click().run().button(key="foundations_step_back").click().run()
    assert app.slider(key="foundations_step").value == 11
    app.button(key="foundations_phase_update").click().run()
    assert app.slider(key="foundations_step").value == 26
    app.button(key="foundations_step_play").click().run()
    assert app.button(key="foundations_step_play").label == "Pause"
    # The clock of the browser would strike now: what it plans is where the next run begins.
    app.session_state["foundations_step_next"] = 27
    assert app.run().slider(key="foundations_step").value == 27
    app.button(key="foundations_step_play").click().run()
    assert app.button(key="foundations_step_play").label == "Play"
    app.slider(key="foundations_step").set_value(33).run()
    assert app.button(key="foundations_step_forward").disabled
    app.button(key="foundations_step_play").click().run()
    assert app.slider(key="foundations_step").value == 1


def test_a_run_that_diverges_is_told_in_words(presets, open_page):
    query = {"topic": "optimizers", "surface": "ravine", "foundations_ravine_sgd": "0.5"}
    app = open_page("foundations", **query)
    assert "SGD diverges: its steps grow larger and larger, and it leaves the chart in step" in words_of(app)
    assert "Momentum diverges" not in words_of(app)
    app.select_slider(key="foundations_ravine_sgd").set_value(0.2).run()
    assert "diverges:" not in words_of(app)
    assert address(app, "surface") == "ravine"


def test_mode_collapse_is_told_in_words(presets, open_page):
    app = open_page("foundations", topic="gan", distribution="two_bumps", foundations_gan_start="3")
    assert "100% right of it" in words_of(app) and "mode collapse" in words_of(app)
    app.slider(key="foundations_gan_start").set_value(0.0).run()
    assert "mode collapse" not in words_of(app)


def test_the_home_page_links_to_every_topic(presets, open_page):
    app = open_page("home")
    assert not app.exception and "Foundations" in [one.value for one in app.subheader]

"""The page of training runs: shipped models and run folders side by side, whole, growing and damaged."""

import math
import os

import pandas as pd
import pytest

from models import storage
from pages.shared import charts
from pages.training_runs import comparison as runs
from tests.pages import fakes
from tests.pages.conftest import words_of


@pytest.fixture
def run_folder(presets):
    folder = storage.runs_folder()
    fakes.write_preset(folder, "digits-first", learning_rate=0.002)
    fakes.write_preset(folder, "digits-second", learning_rate=0.004)
    return folder


def test_runs_are_compared_and_their_differences_named(run_folder, open_page):
    app = open_page("training_runs")
    app.multiselect(key="runs").set_value(["runs/digits-first", "runs/digits-second"]).run()
    said = words_of(app)
    assert not app.exception and not app.error
    assert "--learning-rate 0.002" in said and "--learning-rate 0.004" in said
    assert "Differing: `preset`, `learning_rate`." in said
    assert "runs/digits-first: from 2.002 to 0.402, lowest 0.402 at epoch 5." in said
    assert "1 h 2 min" in said


def test_a_perplexity_is_drawn_between_a_blind_guess_and_a_perfect_one(run_folder, open_page):
    path = run_folder / "own-first"
    path.mkdir()
    storage.write_json(path / "config.json", {"preset": "own"})
    storage.write_json(path / "vocabulary.json", {"unknown": 0, "poems": False, "characters": "abcd efg"})
    (path / "history.csv").write_text("epoch,loss,validation_perplexity\n1,2.0,8.1\n2,1.0,3.5\n")
    app = open_page("training_runs", runs=["runs/own-first", "runs/digits-first"])
    app.pills[0].set_value(["validation_perplexity", "loss"]).run()
    assert not app.exception
    said = words_of(app)
    assert said.count("Dotted: a blind guess: 9; always right and sure: 1.") == 1
    assert "runs/own-first: from 8.1 to 3.5" in said


def test_a_reference_is_a_line_on_a_logarithmic_scale():
    curves = {"one": pd.Series([8.0, 3.5], index=[1, 2])}
    figure = charts.history_lines(curves, "validation_perplexity", {"blind": [60.0, 70.0], "perfect": [1.0]})
    assert [(shape.y0, shape.y1) for shape in figure.layout.shapes] == [(60, 60), (70, 70), (1, 1)]
    assert [(text.text, 10**text.y) for text in figure.layout.annotations] == [
        ("blind", pytest.approx(70)), ("perfect", 1)
    ]  # fmt: skip
    assert figure.layout.yaxis.type == "log" and figure.layout.yaxis.range[1] > math.log10(70)
    plain = charts.history_lines(curves, "loss")
    assert not plain.layout.shapes and plain.layout.yaxis.type is None


def test_runs_of_the_link_are_chosen_and_others_are_not_looked_for(run_folder, open_page):
    app = open_page("training_runs", runs=["runs/digits-first", "../../etc", "nothing"])
    assert not app.exception
    assert app.multiselect(key="runs").value == ["runs/digits-first"]


def test_nothing_chosen_and_nothing_there(presets, open_page):
    app = open_page("training_runs")
    app.multiselect(key="runs").set_value([]).run()
    assert "Choose at least one above." in words_of(app)
    for preset in presets.iterdir():
        preset.rename(presets.with_name(f"gone-{preset.name}"))
    assert "There is no model and no run yet." in words_of(open_page("training_runs"))


HARM = {
    "config is no JSON": ("config.json", b"{"),
    "config is a list": ("config.json", b"[1]"),
    "metadata is no text": ("metadata.json", b"\xff\xfe\x00"),
    "history is no table": ("history.csv", b'a,b\n"1,2\n3,4,5,6\n'),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_damaged_run_is_one_sentence_and_the_others_still_show(harm, run_folder, open_page):
    file_name, content = HARM[harm]
    (run_folder / "digits-first" / file_name).write_bytes(content)
    app = open_page("training_runs", runs=["runs/digits-first", "runs/digits-second"])
    assert not app.exception
    assert len(app.error) == 1 and "digits-first is damaged" in app.error[0].value
    assert "--learning-rate 0.004" in words_of(app)


def test_a_run_that_has_just_begun(run_folder, open_page):
    young = run_folder / "digits-young"
    young.mkdir()
    storage.write_json(young / "config.json", {"preset": "digits", "seed": 3})
    storage.write_json(young / "command.json", {"command": "python -m training.digit_gan --seed 3"})
    app = open_page("training_runs", runs=["runs/digits-young"])
    assert not app.exception and not app.error
    said = words_of(app)
    assert "No epoch is finished yet." in said
    assert "python -m training.digit_gan --seed 3" in said


def test_odd_values_do_no_harm(run_folder, open_page):
    path = run_folder / "digits-first"
    storage.write_json(path / "config.json", {"a": None, "b": {"c": [1, "x"]}, "d": "<b>*x*</b>", "e": 1e400})
    storage.write_json(
        path / "metadata.json", {"parameters": "many", "wall_seconds": "long", "metrics": [1], "task": 5}
    )
    (path / "history.csv").write_text("epoch,loss\n1,0.5\nx,y\n3,\n4,inf\n", encoding="utf-8")
    app = open_page("training_runs", runs=["runs/digits-first", "runs/digits-second"])
    assert not app.exception and not app.error


def test_the_latest_run_comes_first_after_the_shipped_models(run_folder):
    os.utime(run_folder / "digits-first", (2_000_000_000, 2_000_000_000))
    names = list(runs.find())
    assert names[-2:] == ["runs/digits-first", "runs/digits-second"]
    assert set(names[:-2]) == set(storage.SHIPPED)


def test_compare_puts_what_differs_first():
    table = runs.compare({"one": {"seed": 1, "size": 8}, "two": {"seed": 2, "size": 8, "extra": True}})
    assert list(table.index) == ["seed", "extra", "size"]
    assert table.loc["extra"].tolist() == ["–", "true"]
    assert isinstance(runs.compare({"one": {}}), pd.DataFrame)

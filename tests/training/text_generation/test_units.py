"""Units that track something: found where there are some, measured on text that they were not chosen by."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from models.errors import DamagedModelError
from models.storage import open_model, write_json
from models.text_generation import TextGenerator
from models.text_generation.properties import PROSE
from models.text_generation.units import load_units
from tests.models.text_generation.conftest import write_folder
from training import runs
from training.text_generation import units as text_generation_units
from training.text_generation.units import FEWEST_CHANGES, add_units, find_units

TEXT = "".join(f"he and we\nare {'here. so' if line % 3 else 'gone? ha'}\n" for line in range(120))


class Tracker:
    """A network of one layer whose units hold noise, but for three that hold what they are told to."""

    vocabulary = SimpleNamespace(poems=False)

    def trace(self, text):
        random = np.random.default_rng(len(text))
        cell = random.normal(size=(len(text), 8)).astype(np.float32)
        cell[:, 3] -= 4 * PROSE["in_word"].labels(text)
        cell[:, 5] += 4 * PROSE["position_in_line"].labels(text)
        if "\0" in text:  # only in the second half: the first promised more than the second keeps
            return [{"cell": cell, "hidden": np.tanh(cell)}]
        cell[:, 6] += 9 * PROSE["vowel"].labels(text)
        return [{"cell": cell, "hidden": np.tanh(cell)}]


def test_units_that_track_something_are_found_and_others_are_not():
    units = {unit.property: unit for unit in find_units(Tracker(), TEXT)}
    words, line, vowel = units["in_word"], units["position_in_line"], units["vowel"]
    assert (words.layer, words.unit, words.direction) == (1, 3, -1)
    assert (line.layer, line.unit, line.direction) == (1, 5, 1)
    assert vowel.unit == 6
    assert {unit.unit for unit in units.values()} == {3, 5, 6}
    assert words.count == len(TEXT) - len(TEXT) // 2
    assert 0.95 < words.figure <= 1
    assert words.output_when_high < words.output_when_low  # direction -1: its output falls inside a word


def test_a_unit_that_does_not_keep_its_promise_on_the_other_half_is_dropped():
    half = len(TEXT) // 2
    text = TEXT[:half] + TEXT[half:].replace("h", "\0")
    assert "vowel" in {unit.property for unit in find_units(Tracker(), TEXT)}
    assert "vowel" not in {unit.property for unit in find_units(Tracker(), text)}


def test_what_comes_too_seldom_is_not_measured():
    assert not find_units(Tracker(), TEXT[: 10 * FEWEST_CHANGES // 8])


def test_the_units_become_a_part_of_the_folder_and_are_published_with_it(tmp_path, monkeypatch):
    folder = write_folder(tmp_path / "run")
    assert TextGenerator.load(folder).units is None
    # An untrained network tracks little, and that a little: whether the character is a vowel.
    monkeypatch.setitem(text_generation_units.BARS, "yes_no", 0.7)
    written = add_units(folder, "".join(np.random.default_rng(1).choice(list("abcdefgh \n"), 3_000)))
    assert written
    assert "units.json" in open_model(folder).metadata["sha256"]
    assert TextGenerator.load(folder).units == written
    monkeypatch.setattr(runs, "PRETRAINED", tmp_path / "presets")
    assert load_units(runs.publish(folder, "shakespeare")) == written


@pytest.mark.parametrize("content", [[], {}, {"units": [{"layer": 1}]}, {"units": 3}])
def test_a_damaged_list_is_refused_in_one_sentence(tmp_path, content):
    write_json(tmp_path / "units.json", content)
    with pytest.raises(DamagedModelError, match=r"units\.json should hold a list of units"):
        load_units(tmp_path)


def test_a_unit_that_cannot_exist_is_refused(tmp_path):
    row = {
        "property": "in_word", "kind": "yes_no", "layer": 0, "unit": 1, "quantity": "cell", "direction": 1,
        "figure": 0.95, "count": 100, "output_when_low": 0.0, "output_when_high": 1.0,
    }  # fmt: skip
    write_json(tmp_path / "units.json", {"units": [{**row, "layer": 1}]})
    assert len(load_units(tmp_path)) == 1
    (tmp_path / "units.json").write_text(json.dumps({"units": [row]}))
    with pytest.raises(DamagedModelError):
        load_units(tmp_path)

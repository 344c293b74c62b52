"""The figures of docs/text_generation.md are those that the commands measured."""

import json

import numpy as np
import pytest

from training.datasets import time_machine
from training.text_generation import ablations, memorisation

pytestmark = pytest.mark.slow


def test_the_page_says_what_was_measured():
    results = json.loads(ablations.RESULTS.read_text(encoding="utf-8"))
    assert list(results) == list(ablations.ABLATIONS), "run: python -m training.text_generation.ablations"
    assert {name: result["settings"] for name, result in results.items()} == ablations.ABLATIONS
    page = ablations.PAGE.read_text(encoding="utf-8")
    assert page.count("<!-- table:") == 2
    assert ablations.filled(page, results) == page, "run: python -m training.text_generation.ablations"
    for name in ablations.ABLATIONS:
        assert f"| {name} |" in page


def test_a_result_changes_the_page():
    results = json.loads(ablations.RESULTS.read_text(encoding="utf-8"))
    page = ablations.PAGE.read_text(encoding="utf-8")
    results["base"]["validation_nats"] += 1
    assert ablations.filled(page, results) != page


def test_the_tutorials_text_is_letters_and_spaces():
    assert memorisation.letters_and_spaces("The Time Traveller (for so it\n\nWILL be: 1895!)") == (
        "the time traveller for so it will be"
    )


def test_one_text_is_learnt_and_another_measured_beside_it(monkeypatch):
    texts = {"train": "Abc, abd! " * 40, "test": "dcba cab. " * 10}
    monkeypatch.setattr(time_machine, "load", lambda data_dir: texts)
    monkeypatch.setattr(memorisation, "NUM_CHARACTERS", 200)
    monkeypatch.setattr(memorisation, "CELL", "rnn")
    monkeypatch.setattr(memorisation, "SIZES", {"hidden_size": 12, "batch_size": 4, "sequence_length": 8})
    found = memorisation.measure(num_epochs=40)
    assert found["uniform_perplexity"] == len(" abcd") + 1
    assert (found["training_characters"], found["held_out_characters"]) == (200, 89)
    assert 1 < found["training_perplexity"] < 2 < found["held_out_perplexity"]
    assert np.isfinite(found["held_out_perplexity"]) and found["settings"]["num_epochs"] == 40

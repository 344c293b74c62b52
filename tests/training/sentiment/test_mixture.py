"""What a model learns from: weights, shares, what is left out, and that no split shares a text with another."""

import os

import numpy as np
import pandas as pd
import pytest

from training.datasets import everyday, imdb, sst
from training.sentiment import mixture
from training.sentiment.mixture import LABELS, PARTS, Part, Texts


def test_a_rare_label_counts_more():
    table = pd.DataFrame({"text": list("abcde"), "label": [0, 0, 0, 0, 2]})
    texts = Texts.of(table, Part(share=0.5, weight=2.0, two_way=True))
    # Two labels: 5 / (2 * 4) and 5 / (2 * 1), and of each the root.
    np.testing.assert_allclose(texts.weights, 2 * np.sqrt([0.625] * 4 + [2.5]))
    assert texts.shares.tolist() == [0.5] * 5 and texts.two_way.all()


def test_every_set_has_its_part():
    for language, parts in PARTS.items():
        assert set(everyday.names(language)) <= set(parts)
        assert any(part.compared == "three-way" for part in parts.values())


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.skipif(not os.environ.get("PLAYGROUND_DATA"), reason="PLAYGROUND_DATA is not set")
@pytest.mark.parametrize("language", PARTS)
def test_no_validation_text_is_trained_on(language):
    data = mixture.load(language)
    assert not data.missing
    trained = set(data.training.texts)
    for name, (table, two_way) in data.validation.items():
        assert 0 < len(table) <= mixture.MOST_VALIDATION
        assert set(table["label"]) == ({0, 2} if two_way else {0, 1, 2}), name
        assert not trained & set(table["text"]), name
    assert set(data.training.labels) == set(range(len(LABELS)))
    less = mixture.load(language, with_everyday=False)
    assert len(less.training) < len(data.training) and less.validation.keys() == data.validation.keys()


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.skipif(not os.environ.get("PLAYGROUND_DATA"), reason="PLAYGROUND_DATA is not set")
def test_a_set_that_is_missing_is_left_out_and_named(monkeypatch):
    monkeypatch.setattr(everyday, "is_available", lambda name, data_dir=None: name != "airline")
    data = mixture.load("english")
    assert data.missing == ["airline"] and "airline" not in {entry["name"] for entry in data.datasets}


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.skipif(not os.environ.get("PLAYGROUND_DATA"), reason="PLAYGROUND_DATA is not set")
def test_no_test_text_of_the_treebank_or_imdb_is_trained_on():
    trained = set(mixture.load("english").training.texts)
    for tables in (sst.load(), imdb.load()):
        assert not trained & set(tables["test"]["text"])

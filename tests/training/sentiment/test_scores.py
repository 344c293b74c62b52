"""What the page shows of a test set: counted by hand, without a word of the dataset."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest

from models.storage import ModelFolder, open_model, write_hashes, write_json
from training import evaluate
from training.figures import Figure
from training.sentiment.scores import describe

NAMES = ("negative", "neutral", "positive")
PROBABILITIES = np.array(
    [
        [0.8, 0.1, 0.1],
        [0.2, 0.5, 0.3],
        [0.1, 0.2, 0.7],
        [0.6, 0.3, 0.1],  # wrong: it is positive
        [0.1, 0.6, 0.3],  # wrong: it is negative
    ]
)


def table(labels):
    return pd.DataFrame({"text": [f"secret {'word ' * number}" for number in range(5)], "label": labels})


def test_three_labels_are_counted_by_hand():
    scores = describe(table([0, 1, 2, 2, 0]), PROBABILITIES, NAMES, ("sst", "test"))
    assert scores["labels"] == list(NAMES)
    assert scores["confusion"] == [[1, 1, 0], [0, 1, 0], [1, 0, 1]]
    assert scores["said_neutral"] == 2
    assert (scores["dataset"], scores["split"], scores["count"], scores["length_unit"]) == ("sst", "test", 5, "words")
    assert [(row["from"], row["to"], row["accuracy"]) for row in scores["by_length"]] == [
        (1, 1, 1.0), (2, 2, 1.0), (3, 3, 1.0), (4, 4, 0.0), (5, 5, 0.0)
    ]  # fmt: skip
    assert [row["count"] for row in scores["reliability"]] == [5]
    # The worst first, both found 10% likely: the earlier row first.
    assert [(row["row"], row["label"]) for row in scores["mistakes"]] == [(3, "positive"), (4, "negative")]
    assert scores["mistakes"][0]["probabilities"] == {"negative": 0.6, "neutral": 0.3, "positive": 0.1}
    assert scores["mistakes"][0]["sha256"] == hashlib.sha256(b"secret word word word ").hexdigest()
    assert "secret" not in json.dumps(scores)


def test_without_neutral_texts_positive_is_compared_with_negative():
    some = table([0, 1, 2, 2, 0])
    kept = some["label"] != 1
    scores = describe(some[kept], PROBABILITIES[kept], NAMES, ("sst", "test"))
    assert scores["labels"] == ["negative", "positive"]
    assert scores["confusion"] == [[1, 1], [1, 1]]
    assert scores["said_neutral"] == 1
    # Positions in the split, not in what is left of it; 0.1 of 0.7 is a worse mistake than 0.1 of 0.4.
    assert [row["row"] for row in scores["mistakes"]] == [3, 4]
    assert scores["mistakes"][0]["probabilities"] == pytest.approx({"negative": 0.8571, "positive": 0.1429})


def test_chinese_is_counted_in_characters():
    chinese = pd.DataFrame({"text": ["房间 很好", "差"], "label": [2, 0]})
    probabilities = np.array([[0.2, 0.0, 0.8], [0.4, 0.0, 0.6]])
    scores = describe(chinese, probabilities, NAMES, ("chn_senti_corp", "test"), in_words=False)
    assert scores["confusion"] == [[0, 1], [0, 1]]
    assert scores["said_neutral"] == 0 and scores["length_unit"] == "characters"
    assert [(row["from"], row["to"]) for row in scores["by_length"]] == [(1, 1), (4, 4)]


def test_evaluating_writes_the_scores_into_the_folder(tmp_path, monkeypatch):
    class Family:
        @staticmethod
        def measure_with_files(folder, data_dir):
            figure = Figure("accuracy", "a test", "test", 5, 0.5, 0.5, "Read before.", {"a": {"failed": 1, "count": 5}})
            return {"right": figure}, {"scores.json": {"a test": {"count": 5}}}

    write_json(tmp_path / "config.json", {})
    write_hashes(tmp_path, {"task": "sentiment", "metrics": {}}, ["config.json"])
    assert ModelFolder(tmp_path).scores == {}
    monkeypatch.setattr(evaluate, "_family", lambda folder: Family)
    for _ in range(2):
        evaluate.evaluate(str(tmp_path))
        folder = open_model(tmp_path)
        assert folder.scores == {"a test": {"count": 5}}
        assert set(folder.metadata["sha256"]) == {"config.json", "evaluation.json", "scores.json"}
        card = {"value": 0.5, "unit": "accuracy", "split": "a test", "kind": "test", "count": 5, "note": "Read before."}
        assert folder.metadata["metrics"]["right"] == card
        parts = {"a": {"failed": 1, "count": 5}}
        assert folder.evaluation["figures"]["right"] == {**card, "first_500": 0.5, "parts": parts}

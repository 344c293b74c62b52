"""The figures of the shipped models are those that their evaluation wrote down."""

import os

import numpy as np
import pandas as pd
import pytest

from models.storage import ModelFolder, open_model
from training.figures import hash_order
from training.sentiment import evaluation


class Known:
    """Stands for a classifier that reads the label off the text."""

    labels = ("negative", "neutral", "positive")

    def __init__(self):
        self.asked = []

    def probabilities(self, texts):
        self.asked += texts
        return np.array([np.eye(3)[int(text.split()[-1])] for text in texts])


def test_the_first_500_are_taken_in_hash_order():
    texts = [f"text {number} {number % 3}" for number in range(900)]
    labels = [number % 3 if number % 5 else 1 for number in range(900)]
    table = pd.DataFrame({"text": texts, "label": labels})
    for first_500_only in (False, True):
        measurer = evaluation._Measurer(Known(), first_500_only)
        measurer.add("right", "accuracy", "texts", table, evaluation._accuracy)
        measurer.add("again", "accuracy", "texts", table, evaluation._accuracy)
        figure = measurer.figures["right"]
        chosen = hash_order(texts)[:500]
        assert figure.first_500 == np.mean([labels[index] == index % 3 for index in chosen])
        assert figure.count == 900
        assert figure.value == (None if first_500_only else np.mean([labels[i] == i % 3 for i in range(900)]))
        assert len(measurer.classifier.asked) == (500 if first_500_only else 900)


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.skipif(not os.environ.get("PLAYGROUND_DATA"), reason="PLAYGROUND_DATA is not set")
@pytest.mark.parametrize("preset", ["sentiment_en", "sentiment_zh"])
def test_the_shipped_figures_come_out_again(preset):
    folder = open_model(preset, "sentiment")
    assert isinstance(folder, ModelFolder)
    written = folder.evaluation["figures"]
    measured = evaluation.measure(folder, first_500_only=True)
    assert measured.keys() == written.keys()
    for name, figure in measured.items():
        for field in ("unit", "split", "kind", "count", "note"):
            assert getattr(figure, field) == written[name].get(field)
        # One text on the fence may fall to the other side on another processor.
        tolerance = 1.05 / min(500, figure.count)
        assert figure.first_500 == pytest.approx(written[name]["first_500"], abs=tolerance), name

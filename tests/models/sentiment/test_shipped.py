"""The shipped models on plain sentences: what any person would say, in the time that a person notices.

The sentences stand in ``training/sentiment/acceptance.csv``. The training grammar writes none of them any more; but the
shipped weights were made before that, with a grammar that wrote some of the English ones some hundred times: of these
weights the test shows what was taught, not what was understood.
"""

import numpy as np
import pytest

from models.sentiment import SentimentClassifier
from models.storage import PRETRAINED
from training.sentiment import acceptance


@pytest.fixture(scope="module")
def english():
    return SentimentClassifier.load("sentiment_en")


@pytest.fixture(scope="module")
def chinese():
    return SentimentClassifier.load("sentiment_zh")


@pytest.mark.parametrize(("label", "text"), acceptance.load("english"))
def test_plain_english_comes_out_as_a_person_would_say(english, label, text):
    assert english.classify([text])[0].label == label


@pytest.mark.parametrize(("label", "text"), acceptance.load("chinese"))
def test_plain_chinese_comes_out_as_a_person_would_say(chinese, label, text):
    assert chinese.classify([text])[0].label == label


def test_treebank_and_typed_text_get_the_same_answer(english):
    typed, treebank = english.probabilities(
        ["It isn't bad (really), can't complain.", "It is n't bad -LRB- really -RRB- , ca n't complain ."]
    )
    np.testing.assert_allclose(typed, treebank, atol=1e-6)


@pytest.mark.parametrize(("preset", "megabytes"), [("sentiment_en", 6), ("sentiment_zh", 5)])
def test_the_presets_are_small(preset, megabytes):
    assert sum(path.stat().st_size for path in (PRETRAINED / preset).iterdir()) <= megabytes * 1e6

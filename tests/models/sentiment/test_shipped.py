"""The shipped models on plain sentences: what any person would say, in the time that a person notices.

The sentences stand in ``training/sentiment/acceptance.csv``; the training grammar writes none of them.
"""

import numpy as np
import pytest

from models.sentiment import SentimentClassifier
from models.storage import PRETRAINED
from training.sentiment import acceptance

LABELS = ("negative", "neutral", "positive")


@pytest.fixture(scope="module")
def english():
    return SentimentClassifier.load("sentiment_en")


@pytest.fixture(scope="module")
def chinese():
    return SentimentClassifier.load("sentiment_zh")


@pytest.mark.parametrize(
    ("label", "text"), [*acceptance.load("english"), ("negative", "👎"), ("negative", "😡😡😡"), ("positive", "👍🏽")]
)
def test_plain_english_comes_out_as_a_person_would_say(english, label, text):
    assert english.classify([text])[0].label == label


@pytest.mark.parametrize(
    ("label", "text"), [*acceptance.load("chinese"), ("neutral", "今天下雨。"), ("negative", "👎"), ("positive", "👍")]
)
def test_plain_chinese_comes_out_as_a_person_would_say(chinese, label, text):
    assert chinese.classify([text])[0].label == label


def test_both_languages_know_the_same_labels(english, chinese):
    assert english.labels == chinese.labels == LABELS
    assert (english.language, chinese.language) == ("english", "chinese")


def test_handles_and_links_turn_no_verdict(english, chinese):
    for classifier, text in ((english, "they lost my bag"), (chinese, "行李丢了")):
        alone, *others = classifier.probabilities([text, f"@united {text}", f"{text} https://t.co/aB1"])
        for other in others:
            np.testing.assert_allclose(other, alone, atol=1e-6)


def test_treebank_and_typed_text_get_the_same_answer(english):
    typed, treebank = english.probabilities(
        ["It isn't bad (really), can't complain.", "It is n't bad -LRB- really -RRB- , ca n't complain ."]
    )
    np.testing.assert_allclose(typed, treebank, atol=1e-6)


@pytest.mark.parametrize("preset", ["sentiment_en", "sentiment_zh"])
def test_the_presets_are_small(preset):
    assert sum(path.stat().st_size for path in (PRETRAINED / preset).iterdir()) <= 16e6

"""The shipped models on plain sentences: what any person would say, in the time that a person notices."""

import numpy as np
import pytest

from models.sentiment import SentimentClassifier
from models.storage import PRETRAINED

ENGLISH = {
    "positive": [
        "i am not at all bad",
        "this is not bad",
        "This isn't bad.",
        "I don’t hate it!",
        "what a wonderful day",
        "the food was anything but boring",
        "i love this film",
        "not bad at all",
    ],
    "negative": [
        "i am not happy",
        "I'm not happy.",
        "this is not good",
        "I don't like it",
        "the service was not great",
        "the hotel was dirty and the staff was rude",
        "it is not at all funny",
    ],
    "neutral": ["the film is two hours long", "where is the station?", "the shop does not open on sunday"],
}
CHINESE = {
    "positive": [
        "房间很干净，服务非常好",
        "房間很乾淨，服務非常好",
        "质量不错，下次还会买",
        "一点也不差",
        "我很喜欢这本书",
    ],
    "negative": ["房间很脏，服务态度很差", "我不喜欢这个手机", "不好吃", "质量太差了，不推荐", "我对服务不满意"],
}


@pytest.fixture(scope="module")
def english():
    return SentimentClassifier.load("sentiment_en")


@pytest.fixture(scope="module")
def chinese():
    return SentimentClassifier.load("sentiment_zh")


@pytest.mark.parametrize(("label", "text"), [(label, text) for label, texts in ENGLISH.items() for text in texts])
def test_plain_english_comes_out_as_a_person_would_say(english, label, text):
    assert english.classify([text])[0].label == label


@pytest.mark.parametrize(("label", "text"), [(label, text) for label, texts in CHINESE.items() for text in texts])
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

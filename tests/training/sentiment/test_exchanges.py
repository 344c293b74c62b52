"""What is exchanged in a copy of a text, what is held back for measuring, and what stays as it is."""

import random

import pytest

from training.sentiment.exchanges import WORDS, Exchanger, typo
from training.sentiment.invariance import pairs


def copies(language, text, kind, count=200, held_back=False):
    exchange = Exchanger(language, held_back).kinds[kind]
    draw = random.Random(1)
    return {exchange(text, draw) for _ in range(count)}


@pytest.mark.parametrize("language", WORDS)
def test_training_and_measuring_put_in_different_words(language):
    for kind, words in WORDS[language].items():
        assert len(words) == len(set(words)) > 30
        text = f"so {words[0]} so" if language == "english" else f"我{words[0]}你"
        trained, measured = (copies(language, text, kind, 400, held_back) for held_back in (False, True))
        assert len(trained) > 10 and trained.isdisjoint(measured)


def test_only_what_is_a_name_or_a_number_is_exchanged():
    assert copies("english", "i will mark the turkey", "names") == {"i will mark the turkey"}
    assert copies("english", "i will mark the turkey", "places") == {"i will mark the turkey"}
    for text in ("5 stars", "10/10", "$20", "4.5", "100%", "at 10:30"):
        assert copies("english", text, "numbers") == {text}
    found = copies("english", "we were 12 people", "numbers")
    assert len(found) > 20 and all(len(text) == len("we were 12 people") for text in found)
    assert copies("chinese", "打5分", "numbers") == {"打5分"}
    assert len(copies("chinese", "我们一共12个人", "numbers")) > 20


def test_a_name_that_stands_twice_is_exchanged_for_one_other():
    for text in copies("english", "James said James was late", "names"):
        first, _, second, *_ = text.split()
        assert first == second


def test_a_slip_changes_one_word_a_little():
    draw = random.Random(2)
    text = "a really wonderful evening"
    for _ in range(200):
        slipped = typo(text, draw)
        assert slipped.split()[0] == "a" and abs(len(slipped) - len(text)) <= 1
        assert sum(one != other for one, other in zip(slipped.split(), text.split(), strict=True)) <= 1
    assert typo("so so", draw) == "so so"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("english", "James told 12 people in Paris that the gay couple was nice"),
        ("chinese", "小明从北京坐了12小时的车"),
    ],
)
def test_pairs_differ_in_what_they_are_named_after(language, text):
    found = pairs(language, [text, "nothing here" if language == "english" else "没有"])
    assert set(found) >= {"names", "places", "numbers", "handles"}
    for kind, (before, after) in found.items():
        assert len(before) == len(after) and all(one != other for one, other in zip(before, after, strict=True)), kind
    assert found["names"][0] == [text]

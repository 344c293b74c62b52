"""Texts with a word left out or replaced: where words stand, what is tried, and that a flip is one."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from models.sentiment import SentimentClassifier, what_if

VOCABULARY = ["[padding]", "[unknown]", "good", "bad", "fine", "dull", "film", "not", "##ly", "is"]
VECTORS = [[0, 0], [0, 0], [1, 0], [0.9, 0.4], [0.95, 0.1], [0.7, 0.7], [-1, 0.1], [0, 1], [0.5, 0.5], [-1, -1]]
SCORES = {"good": 2, "fine": 2, "bad": -2, "dull": -2}


class Reader:
    """Adds up the scores of the words; ``not`` turns the sum round. It counts how often it is asked."""

    labels = ("negative", "neutral", "positive")

    def __init__(self, with_table: bool = True) -> None:
        self.asked: list[int] = []
        self.tokenizer = SimpleNamespace(
            tokenizer=SimpleNamespace(token_to_id=VOCABULARY.index),
            words=lambda: [word for word in VOCABULARY if word.isalpha()],
            locate=lambda text: (text, [match.span() for match in re.finditer(r"&#?\w+;|\w+|[^\w\s]", text)]),
            encode=lambda texts: [np.array([self._number(word) for word in text.split()]) for text in texts],
        )
        table = SimpleNamespace(name="embedding", vectors=np.array(VECTORS))
        self.network = SimpleNamespace(layers=[table] if with_table else [])

    def _number(self, word: str) -> int:
        return VOCABULARY.index(word) if word in VOCABULARY else 1

    def probabilities(self, texts: list[str]) -> np.ndarray:
        self.asked.append(len(texts))
        rows = []
        for text in texts:
            found = re.findall(r"\w+", text.lower())
            score = sum(SCORES.get(word, 0) for word in found) * (-1 if {"not", "n't", "isn"} & set(found) else 1)
            row = np.exp([-score, 0.5, score])
            rows.append(row / row.sum())
        return np.array(rows)


def words(text: str) -> list[str]:
    return [text[begin:end] for begin, end in what_if.words(Reader(), text)]


def test_words_are_those_that_a_reader_would_cross_out():
    assert words("It isn't bad, is it?") == ["It", "is", "n't", "bad", "is", "it"]
    assert words("I can't, they won’t; don’t") == ["I", "can't", "they", "won’t", "do", "n’t"]
    assert words("great 😀 !!! --") == ["great", "😀"]
    assert words("") == []
    assert words("R&amp;B isn&#39;t &lt;3 caf&eacute;") == ["R", "B", "isn&#39;t", "3", "caf&eacute;"]


@pytest.mark.parametrize(
    ("text", "word", "left"),
    [
        ("Not bad at all.", "Not", "bad at all."),
        ("Not bad at all.", "all", "Not bad at."),
        ("one two three", "two", "one three"),
        ("a (b) c", "b", "a () c"),
        ("好不好", "不", "好好"),
        ("alone", "alone", ""),
    ],
)
def test_a_word_leaves_no_gap(text, word, left):
    begin = text.index(word)
    assert what_if.without(text, [(begin, begin + len(word))]) == left


def test_several_words_go_at_once():
    assert what_if.without("one two three four", [(0, 3), (8, 13)]) == "two four"


def test_a_replacement_takes_over_the_capitals():
    assert what_if.replaced("Good film", (0, 4), "bad") == "Bad film"
    assert what_if.replaced("a GOOD film", (2, 6), "bad") == "a BAD film"
    assert what_if.replaced("a good film", (2, 6), "bad") == "a bad film"


def test_flips_come_from_the_words_that_matter_with_the_nearest_opposite():
    reader = Reader()
    search = what_if.one_word_flips(reader, "A good film")
    assert [(flip.word, flip.replacement, flip.label) for flip in search.flips] == [
        ("good", None, "neutral"),
        ("good", "bad", "negative"),
    ]
    assert [flip.text for flip in search.flips] == ["A film", "A bad film"]
    # The vocabulary once, then the words alone, then every changed text together with the text.
    assert len(reader.asked) == 3 and reader.asked[-1] == search.texts_read == 1 + 3 + 2
    what_if.one_word_flips(reader, "A dull film")
    assert len(reader.asked) == 5


def test_a_negation_is_found():
    (flip,) = [flip for flip in what_if.one_word_flips(Reader(), "It is not bad").flips if flip.word == "not"]
    assert flip.replacement is None and flip.text == "It is bad" and flip.label == "negative"
    assert 0.5 < flip.probability <= 1


def test_what_no_single_word_turns_has_no_flips():
    search = what_if.one_word_flips(Reader(), "good good good good")
    assert search.flips == [] and search.texts_read > 4


@pytest.mark.parametrize("text", ["", " ", "!!!"])
def test_a_text_without_words_has_no_flips(text):
    assert what_if.one_word_flips(Reader(), text).flips == []


def test_a_long_text_is_not_searched():
    reader = Reader()
    search = what_if.one_word_flips(reader, "good " * (what_if.MOST_WORDS + 1))
    assert search == what_if.Search([], 0, too_long=True) and reader.asked == []
    assert not what_if.one_word_flips(reader, "good " * what_if.MOST_WORDS).too_long


def test_a_network_without_a_table_of_words_leaves_words_out_only():
    search = what_if.one_word_flips(Reader(with_table=False), "a good film")
    assert [(flip.word, flip.replacement) for flip in search.flips] == [("good", None)]


def test_a_real_classifier_confirms_every_flip(toy_folder):
    texts = ["this is not bad", "i am not happy .", "good film", "It isn't a terrible film", "a dull and good day"]
    classifier = SentimentClassifier.load(toy_folder)
    # A toy may find one label likeliest whatever it reads: brought into balance, its small doubts decide.
    kernel, bias = classifier.network.get_layer("logits").get_weights()
    lead = classifier.temperature * np.log(classifier.probabilities(texts)).mean(axis=0)
    classifier.network.get_layer("logits").set_weights([kernel, bias - lead])
    found = 0
    for text in texts:
        before = classifier.classify([text])[0].label
        spans = what_if.words(classifier, text)
        search = what_if.one_word_flips(classifier, text)
        assert search.texts_read > len(spans) and not search.too_long
        for flip in search.flips:
            found += 1
            after = classifier.classify([flip.text])[0]
            assert after.label == flip.label != before
            assert after.probabilities[after.label] == pytest.approx(flip.probability, abs=1e-5)
            assert flip.span in spans and text[slice(*flip.span)] == flip.word
    assert found >= 1

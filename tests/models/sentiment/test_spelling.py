"""Slips of the finger are read as the word that was meant, and real words are left alone."""

import numpy as np
import pytest

from models.sentiment.spelling import FILE_NAME, Speller, bloom_filter
from models.sentiment.tokenizer import SentimentTokenizer
from training.sentiment.tokenizer import train_english

WORDS = ["delicious", "leads", "horrible", "love", "friendly", "while"]
COUNTS = {"delicious": 5_000, "leads": 9_000, "horrible": 9_000, "while": 90_000, "leaks": 40, "whine": 12}
COUNTS["delicous"] = 9


@pytest.fixture(scope="module")
def speller():
    return Speller(WORDS, np.frombuffer(bloom_filter(COUNTS, WORDS), "uint8"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("delicous", "delicious"),  # others miss the letter, too: its neighbour is far commoner
        ("horrbile", "horrible"),
        ("horribble", "horrible"),
        ("lvoe", "love"),
        ("leaks", None),  # rare beside "leads", but another letter makes another word
        ("whine", None),
        ("leafs", "leads"),  # nobody ever wrote it
        ("shorrible", None),  # people get the first letter right
        ("loev!", None),
        ("qqqqqq", None),
    ],
)
def test_what_was_meant(speller, typed, meant):
    assert speller.correct(typed) == meant


@pytest.fixture(scope="module")
def tokenizer():
    texts = ["what a delicious and friendly place", "nobody likes a horrible town"] * 30
    plain = SentimentTokenizer(train_english(texts, 400))
    plain.speller = Speller(plain.words(), np.frombuffer(bloom_filter({}, plain.words()), "uint8"))
    return plain


def test_a_slip_is_one_token_and_keeps_its_place(tokenizer):
    text = "A delicous, freindly town isn't horible"
    (numbers,) = tokenizer.encode([text])
    (meant,) = tokenizer.encode(["a delicious, friendly town isn't horrible"])
    np.testing.assert_array_equal(numbers, meant)
    typed, places = tokenizer.locate(text)
    pieces = tokenizer.pieces(text)
    assert len(pieces) == len(places) == len(numbers)
    assert typed[slice(*places[pieces.index("delicious")])] == "delicous"
    assert typed[slice(*places[pieces.index("horrible")])] == "horible"
    assert tokenizer.respelt(text) == [("delicous", "delicious"), ("freindly", "friendly"), ("horible", "horrible")]


def test_without_a_filter_words_are_read_letter_by_letter(tokenizer, tmp_path):
    (tmp_path / "tokenizer.json").write_text(tokenizer.tokenizer.to_str())
    assert SentimentTokenizer.load(tmp_path).respelt("delicous") == []
    (tmp_path / FILE_NAME).write_bytes(bloom_filter({}, []))
    assert SentimentTokenizer.load(tmp_path).respelt("delicous") == [("delicous", "delicious")]
    assert SentimentTokenizer.load(tmp_path, respell=False).respelt("delicous") == []
    (tmp_path / FILE_NAME).write_bytes(b"short")
    assert SentimentTokenizer.load(tmp_path).speller is None

"""The hash that decides which split an item belongs to."""

import hashlib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.datasets.splits import (
    REVIEW_SHARES,
    canonical,
    cut_text,
    hash_fraction,
    split_of,
    split_table,
    without,
    without_copies,
)


def test_canonical_keeps_letters_digits_and_chinese_characters():
    assert canonical(" 早餐_很好，5 分!\n“Très bien”… 𢬵") == "早餐很好5分Trèsbien𢬵"


@given(st.text())
def test_canonical_is_what_is_alphanumeric(text):
    kept = canonical(text)
    assert canonical(kept) == kept
    assert all(char.isalnum() for char in kept)
    assert [char for char in text if char.isalpha() or char.isdecimal()] == [
        char for char in kept if char.isalpha() or char.isdecimal()
    ]


def test_the_fraction_is_the_head_of_the_sha256():
    digest = hashlib.sha256("很好".encode()).hexdigest()
    assert hash_fraction("很 好！") == pytest.approx(int(digest[:12], 16) / 16**12, abs=1e-12)


def test_spaces_and_punctuation_do_not_move_a_text():
    assert {split_of(text, REVIEW_SHARES) for text in ("很好 干净", "很好，干净。", "很好干净")} == {
        split_of("很好干净", REVIEW_SHARES)
    }


def test_each_split_gets_its_share():
    table = pd.DataFrame({"text": [f"review {number}" for number in range(4000)]})
    splits = split_table(table, REVIEW_SHARES)
    assert sum(len(split) for split in splits.values()) == 4000
    assert set(table["text"]) == set().union(*(split["text"] for split in splits.values()))
    # Four standard deviations of a binomial count are 101 and 76.
    assert len(splits["train"]) == pytest.approx(3200, abs=101)
    assert len(splits["validation"]) == pytest.approx(400, abs=76)
    assert len(splits["test"]) == pytest.approx(400, abs=76)


@given(st.text(max_size=200))
def test_the_cuts_of_a_running_text(text):
    parts = cut_text(text)
    assert "".join(parts.values()) == text
    assert list(parts) == ["train", "validation", "test"]
    assert parts["test"] == text[int(len(text) * 0.9) :]
    assert len(parts["train"]) == len(text) * 85 // 100


def test_without_removes_copies_of_the_others():
    table = pd.DataFrame({"text": ["Good!", "bad", "...", "fine"], "label": [1, 0, 0, 1]})
    assert without(table, ["GOOD", "?"], ["fine."])["text"].tolist() == ["bad", "..."]


def test_copies_leave_and_contradictions_leave_altogether():
    table = pd.DataFrame({"text": ["a b", "A-B", "c", "c!", "...", "d"], "label": [1, 1, 0, 1, 0, 0]})
    kept = without_copies(table)
    assert kept["text"].tolist() == ["a b", "d"]
    assert kept["label"].tolist() == [1, 0]
    assert without_copies(table[["text"]])["text"].tolist() == ["a b", "c", "d"]

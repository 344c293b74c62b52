"""The hash that decides which split an item belongs to; the cache of parsed tables."""

import hashlib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import DatasetError
from training.datasets.tables import (
    REVIEW_SHARES,
    canonical,
    cut_text,
    hash_fraction,
    load_tables,
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


# Kept when they are parsed


@pytest.fixture
def sample(tiny):
    sample = tiny("sst")
    sample.write()
    return sample


@pytest.fixture
def parses(sample, monkeypatch):
    """The list of the files that were really parsed."""
    calls = []
    parse = sample.module._parse
    monkeypatch.setattr(sample.module, "_parse", lambda path: calls.append(path) or parse(path))
    return calls


def entries(tmp_path):
    return list((tmp_path / "cache" / "deep-learning-playground" / "parsed").glob("*"))


def equal(first, second):
    assert list(first) == list(second)
    for split in first:
        pd.testing.assert_frame_equal(first[split], second[split])


def test_the_second_load_does_not_parse_and_gives_the_same(sample, parses, tmp_path):
    first = sample.module.load(sample.folder)
    equal(first, sample.module.load(sample.folder))
    assert len(parses) == 1
    assert len(entries(tmp_path)) == 1
    assert [path.name for path in sample.folder.iterdir()] == [sample.path.name]


@pytest.mark.parametrize("damage", ["cut off", "altered", "empty", "no text"])
def test_a_damaged_entry_is_made_again(sample, parses, tmp_path, damage):
    first = sample.module.load(sample.folder)
    (entry,) = entries(tmp_path)
    whole = entry.read_bytes()
    entry.write_bytes(
        {
            "cut off": whole[:-20],
            "altered": whole.replace(b"good", b"nice"),
            "empty": b"",
            "no text": b"\xff\x00\n\xff",
        }[damage]
    )
    equal(first, sample.module.load(sample.folder))
    assert len(parses) == 2
    assert entry.read_bytes() == whole


def test_a_changed_file_or_parser_never_meets_an_old_entry(sample, parses, monkeypatch):
    sample.module.load(sample.folder)
    # The same content in another container.
    sample.write(_with_a_comment(sample.content))
    sample.module.load(sample.folder)
    assert len(parses) == 2
    monkeypatch.setattr(sample.module, "PARSER_VERSION", sample.module.PARSER_VERSION + 1)
    sample.module.load(sample.folder)
    assert len(parses) == 3


def _with_a_comment(content):
    # A zip ends with the length of its comment and the comment.
    return content[:-2] + (5).to_bytes(2, "little") + b"again"


def test_a_cache_that_cannot_be_written_only_costs_time(sample, parses, tmp_path):
    (tmp_path / "cache").write_text("in the way")
    equal(sample.module.load(sample.folder), sample.module.load(sample.folder))
    assert len(parses) == 2


def test_an_unreadable_file_is_told_in_a_sentence(sample, tmp_path, is_one_sentence):
    with pytest.raises(DatasetError, match="damaged") as caught:
        load_tables(sample.module.SOURCE, tmp_path, 1, sample.module._parse)
    assert is_one_sentence(caught.value)

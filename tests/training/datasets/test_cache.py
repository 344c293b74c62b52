"""The cache of parsed tables."""

import pandas as pd
import pytest

from models.errors import DatasetError
from training.datasets import cache


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
        cache.load_tables(sample.module.SOURCE, tmp_path, 1, sample.module._parse)
    assert is_one_sentence(caught.value)

"""The sets of everyday sentences: read, checked, split, and named where they are missing."""

import gzip
import hashlib
import os

import pandas as pd
import pytest

from models.errors import DatasetError
from training.datasets import everyday
from training.datasets.everyday import Set

ROWS = 'text,label,source_label\n" a good day ",positive,4\nbad day,negative,0\nbad day!,negative,0\n,neutral,2\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data folder with one set of our own; the cache is elsewhere, too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    content = gzip.compress(ROWS.encode(), mtime=0)
    (tmp_path / "sentences").mkdir()
    (tmp_path / "sentences" / "ours.csv.gz").write_bytes(content)
    one = Set("ourselves", "none", hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(everyday, "SETS", {"ours": one})
    return tmp_path


def test_texts_are_cleaned_and_split(folder):
    assert everyday.is_available("ours", folder)
    tables = everyday.load("ours", folder)
    rows = pd.concat(tables.values())
    assert sorted(rows["text"]) == ["a good day", "bad day"]
    assert dict(zip(rows["text"], rows["label"], strict=True)) == {"a good day": 2, "bad day": 0}
    assert everyday.metadata("ours")["authors"] == "ourselves"


def test_a_damaged_or_missing_file_is_said_in_one_sentence(folder):
    path = folder / "sentences" / "ours.csv.gz"
    path.write_bytes(path.read_bytes()[:-9] + b"something")
    with pytest.raises(DatasetError, match=r"ours\.csv\.gz in the folder .* is damaged or is not the expected file"):
        everyday.load("ours", folder)
    path.unlink()
    assert not everyday.is_available("ours", folder)
    with pytest.raises(DatasetError, match=r"Expected sentences/ours\.csv\.gz in the folder .*, found none"):
        everyday.load("ours", folder)


def test_languages():
    assert len(everyday.names("english")) == 17 and len(everyday.names("chinese")) == 6
    assert all(name.startswith("zh_") for name in everyday.names("chinese"))


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.skipif(not os.environ.get("PLAYGROUND_DATA"), reason="PLAYGROUND_DATA is not set")
@pytest.mark.parametrize("name", everyday.SETS)
def test_the_real_sets(name):
    tables = everyday.load(name)
    texts = [set(table["text"]) for table in tables.values()]
    assert not texts[0] & texts[1] and not texts[0] & texts[2] and not texts[1] & texts[2]
    total = sum(map(len, texts))
    # Of the smallest set a tenth is 50 texts, give or take as chance has it.
    assert len(tables["test"]) == pytest.approx(0.1 * total, rel=0.3)
    assert {0, 2} <= set(tables["train"]["label"]) <= {0, 1, 2}
    assert all(text and text == text.strip() for text in tables["validation"]["text"])

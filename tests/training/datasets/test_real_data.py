"""The real files: the splits are those of the data sheets, and no two of them share a text."""

import importlib
import itertools
import os
import re

import numpy as np
import pytest

from training.datasets import imdb, mnist, shakespeare, sst, tang_poetry, time_machine
from training.datasets.tables import canonical

pytestmark = [
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("PLAYGROUND_DATA"), reason="PLAYGROUND_DATA is not set"),
]

TABLES = {
    "imdb": {"train": 22255, "validation": 2523, "test": 25000, "unsupervised": 48882},
    "sst": {"train": 159239, "validation": 1101, "test": 2210},
    "tang_poetry": {"train": 48995, "validation": 2775, "test": 2752},
    "chn_senti_corp": {"train": 6219, "validation": 779, "test": 766},
    "online_shopping": {"train": 50173, "validation": 6220, "test": 6113},
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Every table, parsed afresh into a cache of the tests' own: an old entry would hide a changed parser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        loaded = {name: importlib.import_module(f"training.datasets.{name}").load() for name in TABLES}
        yield loaded


@pytest.mark.parametrize("name", TABLES)
def test_the_counts_are_those_of_the_data_sheet(tables, name):
    assert {split: len(table) for split, table in tables[name].items()} == TABLES[name]
    sheet = importlib.import_module(f"training.datasets.{name}").__doc__
    for split, count in TABLES[name].items():
        assert re.search(rf"^    {split} +{count:,}\b", sheet, re.MULTILINE)


@pytest.mark.parametrize("name", TABLES)
def test_no_two_splits_share_a_text(tables, name):
    texts = {split: {canonical(text).casefold() for text in table["text"]} for split, table in tables[name].items()}
    for first, second in itertools.combinations(texts, 2):
        assert not (texts[first] & texts[second]) - {""}, (first, second)


def test_a_review_of_both_chinese_sets_is_in_the_same_split(tables):
    places = [
        {canonical(text): split for split, table in tables[name].items() for text in table["text"]}
        for name in ("chn_senti_corp", "online_shopping")
    ]
    both = places[0].keys() & places[1].keys()
    assert len(both) == 7020
    assert all(places[0][text] == places[1][text] for text in both)


def test_labels(tables):
    assert tables["imdb"]["test"]["label"].value_counts().to_dict() == {0: 12500, 1: 12500}
    roots = tables["sst"]["test"]["label"]
    assert int((roots != 2).sum()) == 1821
    assert np.bincount(sst.three_way(roots)).tolist() == [912, 389, 909]
    assert int(tables["sst"]["train"]["is_root"].sum()) == 8529
    assert set(tables["online_shopping"]["train"]["label"]) == {0, 1}


def test_texts_are_clean(tables):
    assert not any("<br" in text for table in tables["imdb"].values() for text in table["text"])
    poems = [text for table in tables["tang_poetry"].values() for text in table["text"]]
    marks = {char for text in poems for char in text if not char.isalnum()}
    assert marks <= set("，。？！；、：「」『』《》")
    assert not any("\\" in text or "-LRB-" in text for table in tables["sst"].values() for text in table["text"])


def test_no_training_poem_is_a_variant_of_a_held_out_one(tables):
    splits = tables["tang_poetry"]
    kept = tang_poetry.without_variants(splits["train"], splits["validation"], splits["test"])
    assert len(kept) == len(splits["train"])


def test_the_second_load_parses_nothing(tables, monkeypatch):
    monkeypatch.setattr(imdb, "_parse", None)
    for split, table in imdb.load().items():
        assert table.equals(tables["imdb"][split])


def test_mnist():
    digits = mnist.load()
    assert digits.train_images.shape == (60000, 28, 28)
    assert digits.test_images.shape == (10000, 28, 28)
    assert np.bincount(digits.test_labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert digits.train_labels.shape == (60000,)
    assert int(digits.train_images.max()) == 255


@pytest.mark.parametrize(("module", "length"), [(shakespeare, 1115394), (time_machine, 178979)])
def test_running_texts(module, length):
    splits = module.load()
    assert sum(map(len, splits.values())) == length
    assert len(splits["test"]) == length - int(length * 0.9)
    for split, text in splits.items():
        assert re.search(rf"^    {split} +{len(text):,}\b", module.__doc__, re.MULTILINE)

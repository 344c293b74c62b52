"""Every loader on a miniature of its dataset, whole and damaged."""

import importlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models.errors import DatasetError
from training.datasets import DATASETS, sst, tang_poetry


def load(tiny, name):
    sample = tiny(name)
    sample.write()
    assert sample.module.is_available(sample.folder)
    return sample.module.load(sample.folder)


def rows(table):
    return list(table.itertuples(index=False, name=None))


def together(splits):
    return pd.concat(splits.values(), ignore_index=True)


def test_mnist(tiny):
    digits = load(tiny, "mnist")
    assert digits.train_images.shape == (3, 28, 28)
    assert digits.train_images.dtype == digits.test_labels.dtype == np.uint8
    assert digits.train_images[0, 0, :3].tolist() == [0, 1, 2]
    assert digits.train_labels.tolist() == [3, 1, 4]
    assert digits.test_images.min() == 255
    assert digits.test_labels.tolist() == [1, 5]


def test_imdb(tiny):
    splits = load(tiny, "imdb")
    assert list(splits) == ["train", "validation", "test", "unsupervised"]
    assert rows(splits["test"]) == [("Never again.", 0), ("Seen in the test set, too!", 1)]
    labelled = together({split: splits[split] for split in ("train", "validation")})
    assert sorted(rows(labelled)) == [("A fine film.\n\nSee it!", 1), ("Dull and long, é.", 0)]
    assert rows(splits["unsupervised"]) == [("Nobody says whether it is good.",)]
    assert list(splits["unsupervised"].columns) == ["text"]


def test_sst(tiny):
    splits = load(tiny, "sst")
    assert rows(splits["train"]) == [
        ("It", 2, True),
        ("is", 2, False),
        ("n't", 2, False),
        ("bad", 1, False),
        ("n't bad", 3, False),
        ("It is n't bad", 3, True),
        ("(", 2, False),
        ("and/or", 0, False),
        (")", 2, False),
        ("and/or )", 1, False),
        ("( and/or )", 1, True),
    ]
    assert rows(splits["validation"]) == [("So good", 4)]
    assert rows(splits["test"]) == [("is N'T bad", 0)]
    assert splits["train"]["is_root"].dtype == bool
    assert splits["train"]["label"].dtype == splits["test"]["label"].dtype == np.int64


def test_sst_reads_either_line_end(tiny):
    sample = tiny("sst")
    expected = sample.module.SOURCE.content_sha256
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample.content)) as original, zipfile.ZipFile(buffer, "w") as other:
        for member in original.namelist():
            other.writestr(member, original.read(member).replace(b"\n", b"\r\n"))
    sample.write(buffer.getvalue())
    assert rows(sample.module.load(sample.folder)["validation"]) == [("So good", 4)]
    assert sample.module.SOURCE.content_sha256 == expected


def test_three_way():
    assert sst.three_way(pd.Series([0, 1, 2, 3, 4])).tolist() == [0, 0, 1, 2, 2]


@pytest.mark.parametrize("name", ["shakespeare", "time_machine"])
def test_running_texts(tiny, name):
    sample = tiny(name)
    sample.write()
    splits = sample.module.load(sample.folder)
    text = sample.content.decode()
    assert "".join(splits.values()) == text
    assert splits["test"] == text[int(len(text) * 0.9) :]
    assert splits["validation"] == text[int(len(text) * 0.85) : int(len(text) * 0.9)]


def test_tang_poetry(tiny):
    poems = together(load(tiny, "tang_poetry"))
    assert sorted(rows(poems)) == [
        ("题", "太宗皇帝", "秦川雄帝宅，函谷壮皇居。绮殿千寻起，离宫百雉余。"),
        ("题", "太宗皇帝", "阑风长雨秋纷纷，四海八荒同一云。"),
    ]


def test_tang_poems_that_repeat_a_held_out_poem_leave_training():
    held_out = pd.DataFrame({"text": ["秦川雄帝宅，函谷壮皇居。绮殿千寻起，离宫百雉余。"]})
    train = pd.DataFrame(
        {
            "text": [
                "秦川雄帝宅，函谷壮皇居。绮殿千寻出，离宫百尺余。",
                "秦川雄帝宅，白日依山尽。黄河入海流，欲穷千里目。",
                "白日依山尽，黄河入海流。",
                "楚，楚。",
            ]
        }
    )
    assert tang_poetry.without_variants(train, held_out)["text"].tolist() == train["text"].tolist()[1:]


def test_chn_senti_corp(tiny):
    reviews = together(load(tiny, "chn_senti_corp"))
    assert sorted(rows(reviews)) == [("太吵", 0), ("很好, 干净。", 1)]


def test_online_shopping(tiny):
    reviews = together(load(tiny, "online_shopping"))
    assert sorted(rows(reviews)) == [("好书", 1, "书籍"), ("很好 干净", 1, "酒店"), ("烂的", 0, "水果")]


def test_a_review_is_in_the_same_split_of_both_chinese_sets(tiny):
    def split_with(splits):
        (split,) = [name for name, table in splits.items() if table["text"].str.startswith("很好").any()]
        return split

    assert split_with(load(tiny, "chn_senti_corp")) == split_with(load(tiny, "online_shopping"))


@pytest.mark.parametrize("damage", ["truncated", "empty", "of another kind", "altered"])
def test_a_damaged_file_is_told_in_one_sentence(tiny, name, damage, is_one_sentence):
    sample = tiny(name)
    middle = len(sample.content) // 2
    sample.write(
        {
            "truncated": sample.content[:middle],
            "empty": b"",
            "of another kind": b"<html>Please log in</html>",
            "altered": sample.content[:middle] + b"~~~~~~~~" + sample.content[middle + 8 :],
        }[damage]
    )
    with pytest.raises(DatasetError, match="damaged") as caught:
        sample.module.load(sample.folder)
    assert is_one_sentence(caught.value)
    for told in (sample.path.name, str(sample.folder), sample.module.SOURCE.url):
        assert told in str(caught.value)


def test_a_sound_file_with_other_content_is_refused(tiny, name, monkeypatch, is_one_sentence):
    sample = tiny(name)
    sample.write()
    sample.module.load(sample.folder)
    # The last part differs: every part is looked at, and a cached entry is no way round.
    *parts, last = sample.module.SOURCE.content_sha256
    hashes = {**{part: sample.module.SOURCE.content_sha256[part] for part in parts}, last: "0" * 64}
    monkeypatch.setattr(sample.module, "SOURCE", replace(sample.module.SOURCE, content_sha256=hashes))
    with pytest.raises(DatasetError, match="should begin with 000000000000") as caught:
        sample.module.load(sample.folder)
    assert is_one_sentence(caught.value)


@pytest.mark.parametrize("name", ["imdb", "sst", "tang_poetry", "mnist", "online_shopping"])
def test_an_archive_without_the_dataset_is_refused(tiny, name):
    sample = tiny(name)
    other = tiny("chn_senti_corp")
    buffer = io.BytesIO()
    if name == "imdb":
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            archive.addfile(tarfile.TarInfo("aclImdb/README"))
    else:
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("else.csv", other.content)
    sample.write(buffer.getvalue())
    with pytest.raises(DatasetError, match="damaged"):
        sample.module.load(sample.folder)


def test_metadata_is_json_and_names_the_content(name):
    assert name in DATASETS
    module = importlib.import_module(DATASETS[name]["module"])
    metadata = json.loads(json.dumps(module.DATASET))
    assert metadata["name"] == name
    assert metadata["url"] == module.SOURCE.url
    assert metadata["licence"]
    hashes = metadata["sha256"] if isinstance(metadata["sha256"], dict) else {"": metadata["sha256"]}
    assert all(len(value) == 64 and value in module.__doc__ for value in hashes.values())


def test_the_package_is_light_and_no_loader_imports_keras():
    code = (
        "import sys, importlib, training.datasets as d;"
        "assert 'pandas' not in sys.modules, 'pandas';"
        "[importlib.import_module(entry['module']) for entry in d.DATASETS.values()];"
        "heavy = {'keras', 'tensorflow', 'streamlit'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

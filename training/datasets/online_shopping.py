"""online_shopping_10_cats: 62,774 product reviews in Chinese, positive or negative, in ten categories.

* Source: github.com/SophonPlus/ChineseNlpCorpus at commit a0b781d72158bde242c0626c9e354d2b328865ff,
  ``datasets/online_shopping_10_cats/``
* Licence: none stated; published for research.
* Layout: a zip with one CSV in UTF-8, columns ``cat,label,review``; the categories are 书籍 平板 手机 水果 洗发水
  热水器 蒙牛 衣服 计算机 酒店.
* SHA-256 of the file: 6816ded66fde9d0927ecbd370b5e12d0174d1abac35192ec014ac2a0a8d25858

``load`` gives a table for each split with the columns ``text`` (str), ``label`` (int64: 0 negative, 1 positive) and
``category`` (str):

    train       50,173 reviews   25,377 positive   24,796 negative
    validation   6,220            3,113             3,107
    test         6,113            3,081             3,032

What was done to the reviews:

* Byte order marks and spaces at the two ends are removed.
* Empty reviews and copies are dropped, compared by letters, digits and Chinese characters only; where copies carry
  different labels, all of them. Dropped:
  3 empty reviews, 215 copies, and 50 rows of 24 texts with both labels.
* The splits are 80/10/10 by the same hash as :mod:`training.datasets.chn_senti_corp` (``splits.split_of``).
"""

import io
import os
import zipfile
import zlib
from pathlib import Path

import pandas as pd

from training.datasets.source import Source, damaged, fetch, locate, read_file
from training.datasets.tables import REVIEW_SHARES, Tables, load_tables, split_table, without_copies

SOURCE = Source(
    name="online_shopping",
    file_name="online_shopping_10_cats.zip",
    url="https://raw.githubusercontent.com/SophonPlus/ChineseNlpCorpus/a0b781d72158bde242c0626c9e354d2b328865ff"
    "/datasets/online_shopping_10_cats/online_shopping_10_cats.zip",
    licence="none stated; published for research",
    content_sha256={"file": "6816ded66fde9d0927ecbd370b5e12d0174d1abac35192ec014ac2a0a8d25858"},
    algorithm="sha256",
    file_hash="6816ded66fde9d0927ecbd370b5e12d0174d1abac35192ec014ac2a0a8d25858",
)
DATASET = SOURCE.metadata()
PARSER_VERSION = 1
MEMBER = "online_shopping_10_cats.csv"


def is_available(data_dir: str | os.PathLike[str] | None = None) -> bool:
    """Whether the file is in the data folder. Downloads nothing."""
    return locate(SOURCE, data_dir) is not None


def load(data_dir: str | os.PathLike[str] | None = None) -> dict[str, pd.DataFrame]:
    """The splits ``train``, ``validation`` and ``test``, downloaded first when they are absent.

    Raises:
        DatasetError: in one sentence, when the file is absent, damaged or another one.
    """
    return load_tables(SOURCE, fetch(SOURCE, data_dir), PARSER_VERSION, _parse)


def _parse(path: Path) -> Tables:
    content = read_file(SOURCE, path)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            csv = archive.read(MEMBER)
    except (EOFError, KeyError, zipfile.BadZipFile, zlib.error):
        raise damaged(SOURCE, path) from None
    table = pd.read_csv(io.BytesIO(csv), encoding="utf-8-sig").dropna(subset=["review"])
    reviews = pd.DataFrame(
        {
            "text": table["review"].str.replace("\ufeff", "").str.strip(),
            "label": table["label"].astype("int64"),
            "category": table["cat"],
        }
    )
    return split_table(without_copies(reviews), REVIEW_SHARES)

"""IMDB: 100,000 film reviews in English, half of them labelled positive or negative.

* Source: A. Maas, R. Daly, P. Pham, D. Huang, A. Ng, C. Potts, "Learning Word Vectors for Sentiment Analysis",
  ACL 2011; https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz
* Licence: none stated; the authors ask for the paper to be cited.
* Layout: ``aclImdb/{train,test}/{pos,neg}/ID_RATING.txt`` and ``aclImdb/train/unsup/ID_0.txt``, one review a file,
  UTF-8.
* SHA-256 over those 100,000 texts sorted by name, ``name NUL bytes NUL``:
  763f6685bc9eed60d39304871086d53b45927666c58210c6f8ac522479bffbb6

``load`` gives a table for each split with the columns ``text`` (str) and ``label`` (int64: 0 negative, 1 positive;
``unsupervised`` has none), the rows in the order of the files' names:

    train         22,255 reviews   11,139 positive   11,116 negative
    validation     2,523            1,303             1,220
    test          25,000           12,500            12,500
    unsupervised  48,882

What was done to the reviews:

* Each ``<br />`` is a line break in the original page and is a newline here; spaces at the two ends are removed.
* The test set is the authors' own, whole, with the 199 copies that it holds of its own reviews.
* Whatever is identical to a test review leaves train and unsupervised: 389 texts, 123 training and 270 unlabelled
  files. Here and below only letters and digits are compared, case ignored; byte for byte it is the same files.
* 99 copies within train are dropped, so are 372 unlabelled copies of training reviews and 476 copies within
  unsupervised: no two splits share a text.
* Validation is a tenth of train by the hash of the text (``splits.split_of``).
"""

import os
import re
import tarfile
import zlib
from pathlib import Path

import pandas as pd

from training.datasets.source import Source, check_content, damaged, fetch, locate, sha256_of_members
from training.datasets.tables import Tables, load_tables, split_table, without, without_copies

SOURCE = Source(
    name="imdb",
    file_name="aclImdb_v1.tar.gz",
    url="https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz",
    licence="none stated; cite Maas et al., ACL 2011",
    content_sha256={"reviews": "763f6685bc9eed60d39304871086d53b45927666c58210c6f8ac522479bffbb6"},
    algorithm="md5",
    file_hash="7c2ac02c03563afcf9b574c7e56c153a",
)
DATASET = SOURCE.metadata()
SHARES = {"validation": 0.1, "train": 0.9}
PARSER_VERSION = 1

_REVIEW = re.compile(r"aclImdb/(?:(train|test)/(pos|neg)|train/(unsup))/\d+_\d+\.txt")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def is_available(data_dir: str | os.PathLike[str] | None = None) -> bool:
    """Whether the file is in the data folder. Downloads nothing."""
    return locate(SOURCE, data_dir) is not None


def load(data_dir: str | os.PathLike[str] | None = None) -> dict[str, pd.DataFrame]:
    """The splits ``train``, ``validation``, ``test`` and ``unsupervised``, downloaded first when they are absent.

    Raises:
        DatasetError: in one sentence, when the file is absent, damaged or another one.
    """
    return load_tables(SOURCE, fetch(SOURCE, data_dir), PARSER_VERSION, _parse)


def _parse(path: Path) -> Tables:
    reviews = {}
    try:
        # "r|gz" reads the archive once, front to back: four seconds for 100,000 members.
        with tarfile.open(path, "r|gz") as archive:
            for member in archive:
                if member.isfile() and _REVIEW.fullmatch(member.name):
                    file = archive.extractfile(member)
                    assert file is not None
                    reviews[member.name] = file.read()
    except (OSError, EOFError, tarfile.TarError, zlib.error):
        raise damaged(SOURCE, path) from None
    check_content(SOURCE, path, {"reviews": sha256_of_members(reviews)})

    rows: dict[str, list[dict[str, object]]] = {"train": [], "test": [], "unsupervised": []}
    for name in sorted(reviews):
        match = _REVIEW.fullmatch(name)
        assert match is not None
        split, label, _ = match.groups()
        text = _LINE_BREAK.sub("\n", reviews[name].decode("utf-8")).strip()
        if split is None:
            rows["unsupervised"].append({"text": text})
        else:
            rows[split].append({"text": text, "label": int(label == "pos")})
    test = pd.DataFrame(rows["test"], columns=["text", "label"])
    labelled = without_copies(without(pd.DataFrame(rows["train"], columns=["text", "label"]), test["text"]))
    unsupervised = without_copies(
        without(pd.DataFrame(rows["unsupervised"], columns=["text"]), test["text"], labelled["text"])
    )
    parts = split_table(labelled, SHARES)
    return {
        "train": parts["train"],
        "validation": parts["validation"],
        "test": test,
        "unsupervised": unsupervised,
    }

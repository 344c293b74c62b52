"""Sentences of everyday life: 23 sets of tweets, chats, posts, remarks and reviews with labels, 17 English, 6 Chinese.

* Source: the authors and public repositories named in ``sentences/README.md`` of the project's data folder, where the
  originals, which are scattered, lie parsed: ``sentences/NAME.csv.gz``, UTF-8, columns ``text,label,source_label``.
  There is no address to download them from; a set that is missing is left out of a training and named in its metadata.
* Licences: see :data:`SETS`, as their sources state them.
* Labels: 0 negative, 1 neutral, 2 positive (int64); the mapping from the authors' labels is in that README.

``load`` gives the splits ``train``, ``validation`` and ``test`` of a set, 80/10/10 by the hash of the text
(:func:`training.datasets.tables.split_of`), with the columns ``text`` (str) and ``label``.

What was done to the rows: spaces at the two ends are removed; empty texts and copies are dropped, and all copies of a
text with two labels.
"""

import gzip
import io
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from models.errors import DatasetError
from training.datasets.source import Source, damaged, data_folder, read_file
from training.datasets.tables import REVIEW_SHARES, Tables, load_tables, split_table, without_copies

NAMES = ("negative", "neutral", "positive")
PARSER_VERSION = 1
FOLDER = "sentences"


@dataclass(frozen=True)
class Set:
    """One of the sets."""

    authors: str
    licence: str
    sha256: str
    """Of the file."""


SETS: Mapping[str, Set] = {
    "dynasent": Set(
        "Potts, Wu, Geiger, Kiela 2021",
        "CC BY 4.0",
        "ee38643e4c99d5f62bd2e49cea81e52a50cea9254f2f58899a57c8c3a249ec83",
    ),
    "kaggle_tse": Set(
        "Figure Eight, Emotion in Text; Kaggle Tweet Sentiment Extraction 2020",
        "CC BY 4.0 (Kaggle competition page)",
        "49c0a983f0c32fa3e41bb8e4d8ed12495eecd42beac2eb659b05aa61d9c3a04a",
    ),
    "semeval_tweets": Set(
        "SemEval 2013-2016 task 4A, Rosenthal/Nakov et al.",
        "not stated for data (repo MIT); Twitter terms",
        "c34b31f92ffb5adaf1e1930d74c12156e7d9904a4bf0a977edb6568cbdbfd692",
    ),
    "airline": Set(
        "CrowdFlower Data for Everyone 2015",
        "CC BY-NC-SA 4.0 (Kaggle page); not stated in repo",
        "659813920499da94072a377fb8c9409abfc968ffb73e71a8fbd8cc8b854114f7",
    ),
    "uci_sentences": Set(
        "Kotzias et al. KDD 2015",
        "not stated in repo (UCI page: CC BY 4.0)",
        "c54d6528051e84cf721d35aa46980080d038d5328cf84caa2da63e4da79f2db6",
    ),
    "absa_semeval": Set(
        "Pontiki et al. 2014-16",
        "not stated for data (repos MIT)",
        "6db2ea7a5e2dade7484e2668573b22a8da92f5bb8443bcda287abd0d9b533544",
    ),
    "senti4sd": Set(
        "Calefato et al. 2018",
        "MIT",
        "7611f98b0071625ca0b731cd25090a0fa21cf023be282a01ff42e9edf941cb5f",
    ),
    "vader_tweets_nyt": Set(
        "Hutto & Gilbert 2014",
        "MIT",
        "b740b50702339b5665563851fd35929bce70ca895925b5d3cb4458520df87f45",
    ),
    "emobank": Set(
        "Buechel & Hahn 2017",
        "CC BY-SA 4.0",
        "363417632fe05078efc1418329cbc13e53ee7dd892018f096c83e4e4dc01f69b",
    ),
    "fdu_mtl": Set(
        "Liu, Qiu, Huang 2017; Blitzer et al. 2007",
        "not stated for data (repo MIT)",
        "54c1049e1012cd79a6a6c0079d93a30b3aaabd90dc25af627c632aa59c1ad683",
    ),
    "goemotions": Set(
        "Demszky et al. 2020",
        "Apache-2.0 repo; Google data CC BY 4.0 (from memory)",
        "ff4afbc44137bd7aefd21c79f5c43ad7279c626b8f2995b7a76653f90a738dab",
    ),
    "isear": Set(
        "Scherer & Wallbott 1994",
        "not stated for data (repo GPL-3)",
        "f134824d817b0e996ef446ff10a5bc779d467d30149966676b9bf66dd8ecf0cc",
    ),
    "sts_gold": Set(
        "Saif et al. 2013",
        "not stated",
        "41f5bc4e6aab187dffb57f6c0428ea00f82760a063363b72dd4c137a84c220fe",
    ),
    "sent140_manual": Set(
        "Go et al. 2009",
        "not stated",
        "b8ab3c1af2d51b5ec05138eebed06b39eb7a12bdac4dad075a0e009bac87abe5",
    ),
    "amazon_pol10k": Set(
        "Zhang, Zhao, LeCun 2015",
        "not stated",
        "8f4df8e03f83465aa756926ea54254b5f545c6650a581fc829f84d30538c41a5",
    ),
    "alexa": Set(
        "Kaggle amazon-alexa-reviews",
        "not stated",
        "f65788e06150d4f4eaa8d65a5173f5f9c65f221b7fdd8c1018678011245ed378",
    ),
    "absa_misc": Set(
        "Mukherjee et al. 2021 / H. Yang",
        "not stated for data (repo MIT)",
        "4c27f7a5dab47443726369c5b5889d9846ba28b7ddb3dea78f8c230b4c25094d",
    ),
    "zh_smp2020": Set(
        "SMP2020-EWECT, HIT-SCIR",
        "not stated (competition data)",
        "44caa93a59ca19e959a577aaf0d0a6c3527510c7c268de0040073ba0d07345ff",
    ),
    "zh_zhang": Set(
        "Zhang et al. (dish reviews)",
        "not stated",
        "660029d36e4ad38992bbd5eb353a94e9c0ae1ebdb565600b1610509c23d9f0e5",
    ),
    "zh_absa": Set(
        "Peng et al. 2018",
        "not stated for data (repo MIT)",
        "6589dcc59bfd6e2b1abc320a9676ca308d1f63b7b3654abc91c5a1a502259046",
    ),
    "zh_clue_emotion": Set(
        "Li et al. 2016 / CLUE",
        "not stated",
        "0beca1b45b5f72fb03fb6aa53c51d9eb4aa37ce091e61c2842df3a476c6f136c",
    ),
    "zh_nlpcc2014": Set(
        "NLPCC 2014 task 2",
        "not stated",
        "983923f93b0deff486d7b8183ed137afac4291b02636b4f329e7e4e1647b9198",
    ),
    "zh_bdci_car": Set(
        "CCF BDCI 2018",
        "not stated",
        "094cb89e4cc9a0f318a1df07f2d0471952191a5a6a01a0d0a69ef48ddaa6c13e",
    ),
}
"""By name, as the file has it."""


def names(language: str) -> list[str]:
    """The sets of a language, ``english`` or ``chinese``."""
    return [name for name in SETS if name.startswith("zh_") == (language == "chinese")]


def source(name: str) -> Source:
    """The file of a set."""
    one = SETS[name]
    return Source(
        name=name,
        file_name=f"{FOLDER}/{name}.csv.gz",
        url="sentences/README.md of the data folder",
        licence=one.licence,
        content_sha256={"file": one.sha256},
    )


def is_available(name: str, data_dir: str | os.PathLike[str] | None = None) -> bool:
    """Whether the file of a set is in the data folder."""
    return (data_folder(data_dir) / source(name).file_name).is_file()


def load(name: str, data_dir: str | os.PathLike[str] | None = None) -> dict[str, pd.DataFrame]:
    """The splits of a set.

    Raises:
        DatasetError: in one sentence, when the file is absent, damaged or another one.
    """
    path = data_folder(data_dir) / source(name).file_name
    if not path.is_file():
        raise DatasetError(
            "Expected {file} in the folder {folder}, found none: it has no address to be downloaded from.",
            file=source(name).file_name,
            folder=str(data_folder(data_dir)),
        )
    return load_tables(source(name), path, PARSER_VERSION, lambda path: _parse(name, path))


def metadata(name: str) -> dict[str, Any]:
    """What a model's ``metadata.json`` says of a set that it learnt from."""
    return {**source(name).metadata(), "authors": SETS[name].authors}


def _parse(name: str, path: Path) -> Tables:
    content = read_file(source(name), path)
    try:
        table = pd.read_csv(io.BytesIO(gzip.decompress(content)), dtype=str, keep_default_na=False)
        texts = pd.DataFrame(
            {"text": table["text"].str.strip(), "label": table["label"].map(NAMES.index).astype("int64")}
        )
    except (OSError, EOFError, zlib.error, KeyError, ValueError):
        raise damaged(source(name), path) from None
    return split_table(without_copies(texts), REVIEW_SHARES)

"""ChnSentiCorp: 7,766 hotel reviews in Chinese, positive or negative.

* Source: Tan Songbo's hotel reviews, the file of github.com/SophonPlus/ChineseNlpCorpus at commit
  a0b781d72158bde242c0626c9e354d2b328865ff, ``datasets/ChnSentiCorp_htl_all/``
* Licence: none stated; published for research.
* Layout: CSV in UTF-8 with the columns ``label,review``.
* SHA-256 of the file: 1d414b9c65caf3a836abdb4efded621968502ad3338e1a9d885ae131c86083f0

``load`` gives a table for each split with the columns ``text`` (str) and ``label`` (int64: 0 negative, 1 positive):

    train       6,219 reviews   4,298 positive   1,921 negative
    validation    779             536              243
    test          766             487              279

What was done to the reviews:

* Byte order marks and spaces at the two ends are removed.
* Empty reviews and copies are dropped, compared by letters, digits and Chinese characters only; where copies carry
  different labels, all of them. Dropped:
  one empty review and one copy.
* The splits are 80/10/10 by the same hash as :mod:`training.datasets.online_shopping` (``splits.split_of``), with which
  this set shares 7,020 reviews: a test review of one is never a training review of the other.
"""

import io
import os
from pathlib import Path

import pandas as pd

from training.datasets.source import Source, fetch, locate, read_file
from training.datasets.tables import REVIEW_SHARES, Tables, load_tables, split_table, without_copies

SOURCE = Source(
    name="chn_senti_corp",
    file_name="ChnSentiCorp_htl_all.csv",
    url="https://raw.githubusercontent.com/SophonPlus/ChineseNlpCorpus/a0b781d72158bde242c0626c9e354d2b328865ff"
    "/datasets/ChnSentiCorp_htl_all/ChnSentiCorp_htl_all.csv",
    licence="none stated; published for research",
    content_sha256={"file": "1d414b9c65caf3a836abdb4efded621968502ad3338e1a9d885ae131c86083f0"},
    algorithm="sha256",
    file_hash="1d414b9c65caf3a836abdb4efded621968502ad3338e1a9d885ae131c86083f0",
)
DATASET = SOURCE.metadata()
PARSER_VERSION = 1


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
    table = pd.read_csv(io.BytesIO(read_file(SOURCE, path)), encoding="utf-8-sig")
    table = table.dropna(subset=["review"])
    text = table["review"].str.replace("\ufeff", "").str.strip()
    reviews = pd.DataFrame({"text": text, "label": table["label"].astype("int64")})
    return split_table(without_copies(reviews), REVIEW_SHARES)

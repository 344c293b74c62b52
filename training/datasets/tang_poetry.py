"""全唐诗: the poems of the Tang dynasty, shown in simplified characters.

* Source: github.com/chinese-poetry/chinese-poetry at commit 99ebbef7e1345c0985c44b9fd96a3f9e776f117b;
  https://github.com/chinese-poetry/chinese-poetry/archive/99ebbef7e1345c0985c44b9fd96a3f9e776f117b.zip
* Licence: MIT; the poems are in the public domain.
* Layout: ``<root>/全唐诗/poet.tang.*.json`` (58 files) and ``<root>/全唐诗/唐诗三百首.json``, lists of poems with
  ``title``, ``author`` and ``paragraphs``, in traditional characters, UTF-8.
* SHA-256 over those 59 files sorted by name without the root folder, ``name NUL bytes NUL``:
  90bcb02ce965470d2c130090928f40e4701e9b720984be9a4b9b2a2af4c82dc5

``load`` gives a table for each split with the columns ``title``, ``author`` and ``text`` (str):

    train       48,995 poems   2,879,324 characters
    validation   2,775           163,370
    test         2,752           165,014

What was done to the 57,973 poems:

* The paragraphs are joined without a separator and converted to simplified characters (OpenCC, ``t2s``), as are
  title and author; quotation marks stay 「」.
* Editors' notes in full-width brackets are removed, and of the doubled punctuation that this leaves the first mark
  stays. 4,205 poems are kept in an altered form.
* Dropped: 197 without text; 1,445 with anything but Chinese characters and the punctuation of verse (lost characters
  □ 囗 ○, restorations in [], characters described in {}, digits, unpaired brackets); 11 that are or hold prose: they
  have a clause of sixteen characters or more or a title with its chapter. A few real poems go with them.
* 1,350 copies dropped, 355 of them the repetitions of ``唐诗三百首.json``, which comes last.
* The split is 90/5/5 by the hash of the simplified characters alone (``splits.split_of``).
* 448 training poems that share half of their clauses or more with a validation or test poem leave train: the same
  poem under another poet or with another character here and there.
"""

import json
import os
import re
import zipfile
import zlib
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd
from opencc import OpenCC

from training.datasets.source import Source, check_content, damaged, fetch, locate, sha256_of_members
from training.datasets.tables import Tables, canonical, load_tables, split_table, without_copies

SOURCE = Source(
    name="tang_poetry",
    file_name="chinese-poetry-master.zip",
    url="https://github.com/chinese-poetry/chinese-poetry/archive/99ebbef7e1345c0985c44b9fd96a3f9e776f117b.zip",
    licence="MIT",
    content_sha256={"poems": "90bcb02ce965470d2c130090928f40e4701e9b720984be9a4b9b2a2af4c82dc5"},
    # GitHub packs an archive anew when it likes: only the content is fixed.
    file_hash=None,
)
DATASET = SOURCE.metadata()
SHARES = {"train": 0.9, "validation": 0.05, "test": 0.05}
PARSER_VERSION = 1

_MEMBER = re.compile(r"[^/]+/(全唐诗/(?:poet\.tang\.\d+|唐诗三百首)\.json)")
_NOTE = re.compile(r"（[^（）]*）")
_DOUBLED = re.compile(r"([，。？！；、：])[，。？！；、：]+")
# Chinese characters (the later extensions too) and the punctuation of verse; 囗 stands for a lost character.
_VERSE = re.compile(r"(?:(?!囗)[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff，。？！；、：「」『』《》])+")
# What editors write, not poets: a clause of sixteen characters or more, a title with its chapter.
_PROSE = re.compile(r"[^，。？！；、：「」『』《》]{16,}|《[^》]*》卷[一二三四五六七八九十百]")
_CLAUSE_ENDS = re.compile(r"[，。？！；、：]")


def is_available(data_dir: str | os.PathLike[str] | None = None) -> bool:
    """Whether the file is in the data folder. Downloads nothing."""
    return locate(SOURCE, data_dir) is not None


def load(data_dir: str | os.PathLike[str] | None = None) -> dict[str, pd.DataFrame]:
    """The splits ``train``, ``validation`` and ``test``, downloaded first when they are absent.

    Raises:
        DatasetError: in one sentence, when the file is absent, damaged or another one.
    """
    path = fetch(SOURCE, data_dir, verify=lambda download: _read_members(download, named=SOURCE.file_name))
    return load_tables(SOURCE, path, PARSER_VERSION, _parse)


def _read_members(path: Path, named: str | None = None) -> dict[str, bytes]:
    """The files of the data sheet, name without the root folder -> bytes, checked.

    A fresh download lies under a temporary name; ``named`` is what an error calls it.
    """
    told = path.with_name(named) if named else path
    try:
        with zipfile.ZipFile(path) as archive:
            matches = [match for name in archive.namelist() if (match := _MEMBER.fullmatch(name))]
            members = {match[1]: archive.read(match[0]) for match in matches}
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        raise damaged(SOURCE, told) from None
    check_content(SOURCE, told, {"poems": sha256_of_members(members)})
    return members


def _parse(path: Path) -> Tables:
    members = _read_members(path)
    to_simplified = OpenCC("t2s").convert
    rows = []
    # 唐诗三百首.json comes last, so that of a poem and its repetition there the repetition is the copy.
    for name in sorted(members):
        for poem in json.loads(members[name]):
            text = clean("".join(poem["paragraphs"]))
            if text is not None:
                row = {"title": poem["title"], "author": poem["author"], "text": text}
                rows.append({column: to_simplified(value) for column, value in row.items()})
    poems = without_copies(pd.DataFrame(rows, columns=["title", "author", "text"]))
    splits = split_table(poems, SHARES)
    splits["train"] = without_variants(splits["train"], splits["validation"], splits["test"])
    return splits


def clean(text: str) -> str | None:
    """A poem without its editors' notes, or None where what is left is not a whole poem.

    >>> clean("四海（一作「萬里」）八荒同一雲。")
    '四海八荒同一雲。'
    >>> clean("冰□已鏤津。") is None
    True
    """
    before = None
    while before != text:
        # From the inside out: notes hold notes.
        before, text = text, _NOTE.sub("", text)
    text = _DOUBLED.sub(r"\1", text)
    if not canonical(text) or not _VERSE.fullmatch(text) or _PROSE.search(text):
        return None
    return text


def without_variants(train: pd.DataFrame, *held_out: pd.DataFrame) -> pd.DataFrame:
    """The training poems that share fewer than half of their clauses with any one held-out poem.

    The same poem often stands in the collection twice, under two poets or with another character here and there;
    a hash does not see that, and a model that learnt the one would be praised for knowing the other.
    """
    held = [clauses(text) for table in held_out for text in table["text"]]
    poems_with = defaultdict(list)
    for index, found in enumerate(held):
        for clause in found:
            poems_with[clause].append(index)

    def is_variant(text: str) -> bool:
        own = clauses(text)
        shared = Counter(index for clause in own for index in poems_with.get(clause, ()))
        return any(2 * count >= min(len(own), len(held[index])) for index, count in shared.items())

    keep = [not is_variant(text) for text in train["text"]]
    return train[keep].reset_index(drop=True)


def clauses(text: str) -> set[str]:
    """The clauses of a poem that are long enough to recognise it by: five characters or more."""
    found = (canonical(clause) for clause in _CLAUSE_ENDS.split(text))
    return {clause for clause in found if len(clause) >= 5}

"""Texts as tables: parsed once and kept, and which split an item belongs to.

Parsed tables are kept in the user's cache so that the second load takes a second. An entry is named after the dataset,
the version of its parser and the hashes of the file that was parsed, so a changed file or parser never meets an old
entry. It is JSON behind a checksum: an entry that was cut off or altered is not believed, and is made again.

The split is a function of an item's own text, so that a copy of it can never be elsewhere.
"""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from models.storage import sha256_of, write_atomically
from training.datasets.source import Source, cache_folder, damaged, fetch, read_file

# One split for both Chinese review sets: thousands of reviews stand in both.
REVIEW_SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}
Tables = dict[str, pd.DataFrame]


def load_tables(source: Source, path: Path, version: int, parse: Callable[[Path], Tables]) -> Tables:
    """The tables that ``parse`` makes of ``path``, from the cache when this very file was parsed before.

    Args:
        source: the dataset's file; its content hashes are part of the entry's name.
        path: where the file lies.
        version: the parser's version: raise it whenever ``parse`` would give something else.
        parse: reads and checks the file, gives a table for each split.

    Raises:
        DatasetError: the file is damaged or not the right one.
    """
    try:
        file_hash = sha256_of(path)
    except OSError:
        raise damaged(source, path) from None
    key = hashlib.sha256("\n".join([file_hash, *source.content_sha256.values()]).encode()).hexdigest()
    entry = cache_folder() / "parsed" / f"{source.name}-v{version}-{key[:32]}.json"
    tables = _read(entry)
    if tables is None:
        tables = parse(path)
        # A cache that cannot be written costs time, never the data.
        with contextlib.suppress(OSError):
            write_atomically(entry, _encode(tables))
    return tables


def _encode(tables: Mapping[str, pd.DataFrame]) -> bytes:
    columns = {split: {name: table[name].tolist() for name in table.columns} for split, table in tables.items()}
    content = json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return hashlib.sha256(content).hexdigest().encode("ascii") + b"\n" + content


def _read(entry: Path) -> Tables | None:
    """The tables of an entry; None where there is none or it is damaged."""
    try:
        checksum, _, content = entry.read_bytes().partition(b"\n")
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest().encode("ascii") != checksum:
        return None
    return {split: pd.DataFrame(columns) for split, columns in json.loads(content).items()}


class _Removal(dict[int, int | None]):
    """For ``str.translate``, three times as fast as a regular expression: learns each character when it is met."""

    def __missing__(self, code: int) -> int | None:
        # To re, "_" is a word character; Chinese characters are letters to Unicode.
        self[code] = code if re.match(r"[^\W_]", chr(code)) else None
        return self[code]


_REMOVAL = _Removal()


def canonical(text: str) -> str:
    """The text with everything but letters, digits and Chinese characters removed.

    >>> canonical("早餐 很好, 5 分!")
    '早餐很好5分'
    """
    return text.translate(_REMOVAL)


def _key(text: str) -> str:
    """What two copies have in common: the canonical text without its case."""
    return canonical(text).casefold()


def hash_fraction(text: str) -> float:
    """A number in [0, 1) that depends on the canonical text only: the first 8 bytes of its SHA-256."""
    digest = hashlib.sha256(canonical(text).encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def split_of(text: str, shares: Mapping[str, float]) -> str:
    """The split of a text, when each split gets its share of the hashes, in order.

    Args:
        text: the item.
        shares: split -> share; the shares sum to 1.
    """
    fraction = hash_fraction(text)
    bound = 0.0
    for split, share in shares.items():
        bound += share
        if fraction < bound:
            return split
    return split


def split_table(table: pd.DataFrame, shares: Mapping[str, float]) -> dict[str, pd.DataFrame]:
    """Divide a table with a ``text`` column by :func:`split_of`; each split keeps the order of the rows."""
    chosen = table["text"].map(lambda text: split_of(text, shares))
    return {split: table[chosen == split].reset_index(drop=True) for split in shares}


def cut_text(text: str, held_out: float = 0.1, validation: float = 0.05) -> dict[str, str]:
    """Divide a running text: the end is the test, a piece before it is validation, the rest is for training.

    The cuts are at ``int(length * (1 - held_out))`` and ``int(length * (1 - held_out - validation))``.
    """
    length = len(text)
    # Rounded first: 1 - 0.1 - 0.05 is a hair under 0.85 in binary.
    test_from = int(length * round(1 - held_out, 9))
    validation_from = int(length * round(1 - held_out - validation, 9))
    return {"train": text[:validation_from], "validation": text[validation_from:test_from], "test": text[test_from:]}


def without(table: pd.DataFrame, *others: Iterable[str]) -> pd.DataFrame:
    """The rows that are no copy of the others' texts: letters, digits and Chinese characters compared, case ignored."""
    taken = {_key(text) for texts in others for text in texts} - {""}
    keep = [_key(text) not in taken for text in table["text"]]
    return table[keep].reset_index(drop=True)


def without_copies(table: pd.DataFrame) -> pd.DataFrame:
    """The table without empty texts and without copies, compared as in :func:`without`.

    Where the copies carry the same label the first one stays; where their labels differ nobody knows which is
    right, and all of them leave.
    """
    keys = table["text"].map(_key)
    keep = keys != ""
    if "label" in table:
        keep &= table["label"].groupby(keys).transform("nunique") == 1
    return table[keep & ~keys.duplicated()].reset_index(drop=True)


def running_text(source: Source, data_dir: str | os.PathLike[str] | None = None) -> dict[str, str]:
    """The running texts ``train``, ``validation`` and ``test``; joined in that order they are the file.

    Raises:
        DatasetError: in one sentence, when the file is absent, damaged or another one.
    """
    return cut_text(read_file(source, fetch(source, data_dir)).decode("utf-8"))

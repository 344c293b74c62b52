"""Parsed tables, kept in the user's cache so that the second load takes a second.

An entry is named after the dataset, the version of its parser and the hashes of the file that was parsed, so a
changed file or parser never meets an old entry. It is JSON behind a checksum: an entry that was cut off or
altered is not believed, and is made again.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from models.storage import sha256_of, write_atomically
from training.datasets.source import Source, cache_folder, damaged

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

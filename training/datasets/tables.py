"""Which split an item belongs to: a function of its own text, so that a copy of it can never be elsewhere."""

import hashlib
import re
from collections.abc import Iterable, Mapping

import pandas as pd

# One split for both Chinese review sets: thousands of reviews stand in both.
REVIEW_SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}


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

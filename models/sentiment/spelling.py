"""Slips of the finger: an unknown word that is one letter away from a common one is read as that.

A word counts as known when the reviews that the tokenizer learnt from have it; which those are is kept as a Bloom
filter (Bloom 1970), 128 KB instead of the words themselves. Distances are found by symmetric deletion (SymSpell).
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from symspellpy import SymSpell, Verbosity

FILE_NAME = "known_words.bin"
NUM_BITS = 1 << 20
NUM_HASHES = 7
# A shorter word has too many neighbours, unless two letters only changed places.
SHORTEST, SHORTEST_SWAP = 5, 4
# A word that others wrote as well is a slip when its neighbour is so many times as common.
TIMES_AS_COMMON = 100


class Speller:
    """Says which common word was meant.

    Args:
        words: common words, the commonest first.
        known: the bits of the Bloom filter of words that are right as they are, uint8 (131,072,).
    """

    def __init__(self, words: Iterable[str], known: np.ndarray) -> None:
        self.known = known
        self.neighbours = _neighbours(words)
        self.correct = lru_cache(maxsize=20_000)(self._correct)

    @classmethod
    def load(cls, folder: Path, words: Iterable[str]) -> "Speller | None":
        """Open a model's filter; None where the model has none or it is damaged."""
        path = folder / FILE_NAME
        if not path.is_file() or path.stat().st_size != NUM_BITS // 8:
            return None
        return cls(words, np.frombuffer(path.read_bytes(), "uint8"))

    def _correct(self, word: str) -> str | None:
        """The common word that is one letter away; None for a word that is known or has no such neighbour."""
        if len(word) < SHORTEST_SWAP or not word.isascii() or not word.isalpha() or _contains(self.known, word):
            return None
        return _nearest(self.neighbours, word)


def bloom_filter(counts: Mapping[str, int], words: Iterable[str]) -> bytes:
    """The filter of the words that are right as they are.

    Args:
        counts: how often each word stands in the texts that a model learns from.
        words: the common words, the commonest first: what others may be a slip of.
    """
    words = list(words)
    neighbours = _neighbours(words)
    bits = np.zeros(NUM_BITS // 8, "uint8")
    for word, count in counts.items():
        if count == 1:
            continue
        meant = _nearest(neighbours, word) if len(word) >= SHORTEST_SWAP else None
        slip = meant is not None and _slipped(word, meant) and counts.get(meant, 0) >= TIMES_AS_COMMON * count
        if not slip:
            for place in _places(word):
                bits[place >> 3] |= 1 << (place & 7)
    return bits.tobytes()


def _neighbours(words: Iterable[str]) -> SymSpell:
    found = SymSpell(max_dictionary_edit_distance=1)
    common = [word for word in words if len(word) >= SHORTEST_SWAP and word.isascii() and word.isalpha()]
    for rank, word in enumerate(common):
        found.create_dictionary_entry(word, len(common) - rank)
    return found


def _nearest(neighbours: SymSpell, word: str) -> str | None:
    # People rarely get the first letter wrong, and a rhyme is another word.
    for found in neighbours.lookup(word, Verbosity.CLOSEST, max_edit_distance=1):
        swapped = sorted(found.term) == sorted(word)
        if found.term[0] == word[0] and (swapped or min(len(word), len(found.term)) >= SHORTEST):
            return found.term
    return None


def _slipped(word: str, meant: str) -> bool:
    """Whether letters changed places, one is missing or one is doubled; another letter may make another word."""
    swapped = word != meant and sorted(word) == sorted(meant)
    missing = len(word) < len(meant)
    doubled = any(
        word[place] == word[place - 1] and word[:place] + word[place + 1 :] == meant for place in range(1, len(word))
    )
    return swapped or missing or doubled


def _contains(bits: np.ndarray, word: str) -> bool:
    return all(bits[place >> 3] >> (place & 7) & 1 for place in _places(word))


def _places(word: str) -> list[int]:
    digest = hashlib.blake2b(word.encode(), digest_size=4 * NUM_HASHES).digest()
    return [int.from_bytes(digest[4 * part : 4 * part + 4], "little") % NUM_BITS for part in range(NUM_HASHES)]

"""Learned or copied? What of a text stands word for word in the training text, asked of a small index.

The training text is not shipped. For a few lengths n (a tier each) the index keeps which n-grams of characters it has,
as a Bloom filter (Bloom 1970): an n-gram of the training text is always found, one that it lacks is found at a rate
that was measured when the index was built, :attr:`Tier.false_positive_rate`. Poems are kept each by itself.

A run counts as copied when every n-gram in it, of every tier that fits into it, is found. So a run that was copied is
never missed and never reported too short. It may be reported too long, in two ways: where several filters err at
once, or where two passages of the training text are joined at a place at which both read alike for as many characters
as the longest tier has, less one. ``python -m training.text_generation.copies PRESET --measure`` says how often.
"""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import DamagedModelError

FILE_NAME = "copies.bin"
VERSION = 1
PUNCTUATION = "，。？！；、：「」『』《》"
END_OF_POEM = "\n"
_MAGIC = b"copies\n"
_BASE = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Tier:
    """The n-grams of one length."""

    length: int
    """Characters of each n-gram."""
    num_hashes: int
    """Bits that an n-gram sets."""
    bits: np.ndarray
    """uint8 (size,): eight bits of the filter a byte."""
    false_positive_rate: float
    """Of the n-grams of held-back text that are new, the share that this filter and the shorter ones take for known."""

    def found(self, hashes: np.ndarray) -> np.ndarray:
        """Which n-grams the filter takes for known: bool, as long as ``hashes``."""
        found = np.ones(len(hashes), bool)
        for places in bloom_places(hashes, self.num_hashes, 8 * len(self.bits)):
            found &= (self.bits[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8) & 1).astype(bool)
        return found


@dataclass(frozen=True)
class HeldBack:
    """The same questions asked of text by the same author (or age) that the network did not learn from."""

    characters: int
    longest: int
    """Characters of its longest run that stands in the training text."""
    runs: dict[int, int]
    """How many of its runs have a length or more, by length."""
    new_shares: dict[int, float]
    """The share of its n-grams that are new, by n."""

    def characters_for_one(self, length: int) -> float | None:
        """In how many characters there is one run of ``length`` or more; None where there is none at all."""
        runs = self.runs.get(max(length, min(self.runs, default=0)), 0)
        return self.characters / runs if runs else None


class CopyIndex:
    """Finds what a text has in common with the training text.

    Args:
        tiers: from the shortest n-grams to the longest.
        poems: the training text is a series of poems: no run goes from one into the next.
        shortest: the length from which a run is worth a word; shorter ones are common in text that nobody copied.
        held_back: what unseen text of the same kind has in common with the training text.
    """

    def __init__(self, tiers: Sequence[Tier], poems: bool, shortest: int, held_back: HeldBack) -> None:
        self.tiers = tuple(tiers)
        self.poems = poems
        self.shortest = shortest
        self.held_back = held_back

    def copied_lengths(self, text: str) -> np.ndarray:
        """For each place of ``text``, how many characters from there on stand in the training text: int64 (len(text),).

        Below the length of the shortest tier nothing is known: it is then that length less one.
        """
        size = len(text)
        places = np.arange(size)
        lengths = size - places
        for tier in self.tiers:
            windows = size - tier.length + 1
            if windows < 1:
                continue
            codes = code_points(text)
            known = tier.found(ngram_hashes(codes, tier.length))
            if self.poems:
                kept, whole = kept_windows(codes, tier.length)
                known = (known | ~kept) & whole
            # The next n-gram that is not known ends the run before its own last character.
            next_unknown = np.where(known, windows, places[:windows])
            next_unknown = np.minimum.accumulate(next_unknown[::-1])[::-1]
            lengths[:windows] = np.minimum(lengths[:windows], next_unknown - places[:windows] + tier.length - 1)
        return lengths

    def copied_spans(self, text: str, shortest: int | None = None) -> list[tuple[int, int]]:
        """The runs of ``text`` that stand in the training text and are part of no longer one: (start, end), in order.

        Two of them may overlap. Of poems, punctuation at either end of a run is not counted.

        Args:
            text: of any length.
            shortest: characters that a run must have; by default what the index was built with.
        """
        shortest = self.shortest if shortest is None else shortest
        lengths = self.copied_lengths(text)
        ends = np.arange(len(text)) + lengths
        begins = np.flatnonzero((np.diff(ends, prepend=-1) > 0) & (lengths >= shortest))
        spans = [(int(begin), int(ends[begin])) for begin in begins]
        if self.poems:
            spans = [_without_punctuation(text, *span) for span in spans]
        return [(begin, end) for begin, end in spans if end - begin >= shortest]

    def longest_copied_run(self, text: str) -> tuple[int, int]:
        """The longest run of ``text`` that stands in the training text, the first of equals; (0, 0) without any."""
        spans = self.copied_spans(text, self.tiers[0].length)
        return max(spans, key=lambda span: span[1] - span[0], default=(0, 0))

    def new_shares(self, text: str) -> dict[int, float]:
        """The share of the n-grams of ``text`` that the training text lacks, for the n of each tier.

        What the filters miss of them, which was measured, is added. Of poems, only n-grams within a line count.

        Returns:
            n -> share; no entry where the text has no n-gram so long.
        """
        lengths = self.copied_lengths(text)
        shares = {}
        for tier in self.tiers:
            new = lengths[: max(0, len(text) - tier.length + 1)] < tier.length
            if self.poems:
                new = new[within_lines(code_points(text), tier.length)]
            if len(new):
                shares[tier.length] = min(1.0, float(new.mean()) / (1 - tier.false_positive_rate))
        return shares

    def to_bytes(self) -> bytes:
        """The index as a file's content."""
        header = {
            "version": VERSION,
            "poems": self.poems,
            "shortest": self.shortest,
            "held_back": dataclasses.asdict(self.held_back),
            "tiers": [
                {
                    "length": tier.length,
                    "num_hashes": tier.num_hashes,
                    "bytes": len(tier.bits),
                    "false_positive_rate": tier.false_positive_rate,
                }
                for tier in self.tiers
            ],
        }
        filters = b"".join(tier.bits.tobytes() for tier in self.tiers)
        return _MAGIC + json.dumps(header).encode("ascii") + b"\n" + filters

    @classmethod
    def load(cls, path: Path) -> "CopyIndex":
        """Read what :meth:`to_bytes` wrote.

        Raises:
            DamagedModelError: the file does not hold such an index, or one of another version.
        """
        try:
            return cls.from_bytes(path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
            raise DamagedModelError(
                "The model folder {name} is damaged: {file} should hold an index of n-grams, version {expected}, "
                "and does not.",
                name=path.parent.name,
                file=path.name,
                expected=VERSION,
            ) from None

    @classmethod
    def from_bytes(cls, content: bytes) -> "CopyIndex":
        """Read a file's content; ValueError, KeyError and the like where it is no index."""
        magic, header_line, filters = content[: len(_MAGIC)], *content[len(_MAGIC) :].split(b"\n", 1)
        header = json.loads(header_line)
        sizes = [int(tier["bytes"]) for tier in header["tiers"]]
        if magic != _MAGIC or header["version"] != VERSION or not sizes or min(sizes) < 1 or sum(sizes) != len(filters):
            raise ValueError
        ends = np.cumsum(sizes)
        tiers = [
            Tier(
                int(tier["length"]),
                int(tier["num_hashes"]),
                np.frombuffer(filters[end - size : end], np.uint8),
                float(tier["false_positive_rate"]),
            )
            for tier, size, end in zip(header["tiers"], sizes, ends.tolist(), strict=True)
        ]
        stored = header["held_back"]
        held_back = HeldBack(
            int(stored["characters"]),
            int(stored["longest"]),
            {int(length): int(count) for length, count in stored["runs"].items()},
            {int(length): float(share) for length, share in stored["new_shares"].items()},
        )
        return cls(tiers, bool(header["poems"]), int(header["shortest"]), held_back)


def code_points(text: str) -> np.ndarray:
    """The characters' numbers: uint32 (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))


def ngram_hashes(codes: np.ndarray, length: int) -> np.ndarray:
    """A number for each n-gram: uint64 (len(codes) - length + 1,).

    A polynomial in the characters modulo 2^64, its bits then mixed as in splitmix64 (Steele et al. 2014).
    """
    count = max(0, len(codes) - length + 1)
    hashes = np.full(count, length, np.uint64)
    for offset in range(length):
        hashes *= _BASE
        hashes += codes[offset : offset + count]
    hashes ^= hashes >> np.uint64(30)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(27)
    hashes *= np.uint64(0x94D049BB133111EB)
    hashes ^= hashes >> np.uint64(31)
    return hashes


def bloom_places(hashes: np.ndarray, num_hashes: int, num_bits: int) -> list[np.ndarray]:
    """The bits that each n-gram sets: ``num_hashes`` arrays like ``hashes`` (Kirsch and Mitzenmacher 2006)."""
    first, second = hashes >> np.uint64(32), hashes & np.uint64(0xFFFFFFFF) | np.uint64(1)
    return [(first + np.uint64(number) * second) % np.uint64(num_bits) for number in range(num_hashes)]


def kept_windows(codes: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Of a series of poems: which n-grams an index keeps, and which lie within one poem (bool arrays).

    Those with punctuation anywhere but in their very middle are left out: they say nothing that the others do not.
    """
    breaks = _breaks(codes)
    whole = _window_sums(codes == ord(END_OF_POEM), length) == 0
    counts = _window_sums(breaks, length)
    if length % 2 == 1:
        middle = length // 2
        counts -= breaks[middle : middle + len(counts)]
    return (counts == 0) & whole, whole


def within_lines(codes: np.ndarray, length: int) -> np.ndarray:
    """Which n-grams of a series of poems lie within one line: bool (len(codes) - length + 1,)."""
    return _window_sums(_breaks(codes), length) == 0


def _window_sums(marks: np.ndarray, length: int) -> np.ndarray:
    sums = np.concatenate([[0], np.cumsum(marks)])
    return sums[length:] - sums[:-length]


def _breaks(codes: np.ndarray) -> np.ndarray:
    return np.isin(codes, [ord(character) for character in PUNCTUATION + END_OF_POEM])


def _without_punctuation(text: str, begin: int, end: int) -> tuple[int, int]:
    while begin < end and text[begin] in PUNCTUATION:
        begin += 1
    while begin < end and text[end - 1] in PUNCTUATION:
        end -= 1
    return begin, end

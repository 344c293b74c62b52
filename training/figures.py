"""What ``python -m training.evaluate`` measures: one module a family, each with ``measure``.

``measure(folder, data_dir, first_500_only)`` returns figures by name. Each figure says of which kind it
is, and is also taken on the first 500 items in hash order (:func:`hash_order`), small enough for a test to take again.
"""

import dataclasses
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["test", "validation", "taught"]
"""What the data of a figure had decided before: nothing; an epoch, a temperature or a setting; or it was trained on."""


@dataclass(frozen=True)
class Figure:
    """One measured number and what it was measured on."""

    unit: str
    """``accuracy`` (0-1), ``nats`` (a character), ``perplexity`` (a character), ``share`` (0-1), ``error`` (0-1),
    ``distance`` or ``ratio``."""
    split: str
    """The data, in words: ``SST-2 test``."""
    kind: Kind
    count: int
    """Items (sentences, reviews, characters, images) that ``value`` was measured on."""
    value: float | None
    """The figure on all of them; None when only the first 500 were asked for."""
    first_500: float
    """The same on the first 500 items in hash order (on all, where there are fewer)."""
    note: str | None = None
    """In a sentence, what its data had been looked at for before, where it had been."""
    parts: dict[str, dict[str, int]] | None = None
    """Where the items are of several sorts: the name of each sort -> how many ``failed``, and their ``count``."""

    def written(self) -> dict[str, Any]:
        """Every field that says something, as ``evaluation.json`` holds it."""
        fields = dataclasses.asdict(self)
        return {name: value for name, value in fields.items() if value is not None or name == "value"}

    def for_card(self) -> dict[str, Any]:
        """What ``metadata.json`` repeats of it, for cards and tables."""
        names = ("value", "unit", "split", "kind", "count", "note")
        written = self.written()
        return {name: written[name] for name in names if name in written}


def hash_order(items: Iterable[str | bytes]) -> list[int]:
    """The indices of ``items`` sorted by the SHA-256 of their bytes: an order that no one chose."""
    digests = [hashlib.sha256(item.encode() if isinstance(item, str) else item).digest() for item in items]
    return sorted(range(len(digests)), key=digests.__getitem__)

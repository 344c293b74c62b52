"""How often a classifier was right, by how sure it was, and the rule for "cannot tell".

Training measures both on the validation texts that also fitted temperature, epoch and votes, and writes them into
``classifier.json``: there the rule comes from, the confidence below which a label would be right too seldom to be given
as the answer alone. ``python -m training.evaluate`` measures again on test texts, which fitted nothing, and writes
``reliability.json``: that is what a visitor is told, wherever it is there.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# A label that is right less often than this is a guess.
LEAST_RIGHT = 0.6
KINDS_OF_TEXT = ("plain", "tweet", "long")
# Up to this many tokens a text counts as short: nearly all tweets and sentences are, most reviews are not.
SHORT_TEXT = 64
# What sentences in a book or a review do not have.
_OF_TWEETS = re.compile(
    r"(?<!\w)[@#]\w|https?://|www\.|[\U0001f300-\U0001faff\u2600-\u27bf]|(?<!\w)RT\b|[:;=]['-]?[()DPp](?!\w)"
    r"|\b(?:lol|omg|lmao|smh|wtf|idk|tbh|imo|btw)\b|//@|\[[\u4e00-\u9fff]{1,4}\]",
    re.IGNORECASE,
)


def kind_of_text(text: str, num_tokens: int) -> str:
    """One of :data:`KINDS_OF_TEXT`: a long text, a short one with the marks of a tweet, or another short one."""
    if num_tokens > SHORT_TEXT:
        return "long"
    return "tweet" if _OF_TWEETS.search(text) else "plain"


@dataclass(frozen=True)
class Bin:
    """The texts of one range of confidence."""

    lowest: float
    highest: float
    """The range: ``lowest <= confidence < highest`` (the last one holds 1 too)."""
    confidence: float
    """The mean probability of their most probable labels."""
    accuracy: float
    """The share of those labels that were right."""
    count: int
    """How many texts."""


@dataclass(frozen=True)
class Reliability:
    """Confidence against accuracy on texts of one kind."""

    of: str
    """The kind of text, one of :data:`KINDS_OF_TEXT`."""
    bins: tuple[Bin, ...]
    """In the order of confidence, from 0 to 1 without a gap."""
    kind: str = "validation"
    """``validation``: texts that also chose how the model was made; ``test``: texts that decided nothing."""
    decided_limit: float | None = None
    """The limit, where it was decided on other texts than these."""

    @property
    def count(self) -> int:
        """How many texts were measured."""
        return sum(one.count for one in self.bins)

    def at(self, confidence: float) -> Bin:
        """The bin that a confidence falls into."""
        return next((one for one in self.bins if confidence < one.highest), self.bins[-1])

    @property
    def limit(self) -> float:
        """The confidence below which the answer is "cannot tell": decided elsewhere, or read off these texts.

        Giving a label gains what it is right above :data:`LEAST_RIGHT` and loses what it is right below; the limit
        is where, on these texts, giving every label above it gained the most. So labels above it were right at least
        60% of the time, those below it less often, and one bin that chance moved does not decide.
        """
        if self.decided_limit is not None:
            return self.decided_limit
        gains = [(one.accuracy - LEAST_RIGHT) * one.count for one in self.bins]
        totals = [sum(gains[first:]) for first in range(len(gains))]
        best = max(range(len(totals)), key=totals.__getitem__)
        return self.bins[best].lowest if totals[best] > 0 else 1.0

    def right_below(self) -> tuple[float, int]:
        """The accuracy of the labels below the limit, and how many there were; (0, 0) for none."""
        return _accuracy([one for one in self.bins if one.lowest < self.limit])

    def right_above(self) -> tuple[float, int]:
        """The same for those from the limit on."""
        return _accuracy([one for one in self.bins if one.lowest >= self.limit])


def _accuracy(bins: Iterable[Bin]) -> tuple[float, int]:
    bins = list(bins)
    count = sum(one.count for one in bins)
    return (sum(one.accuracy * one.count for one in bins) / count if count else 0.0), count


def from_settings(rows: Sequence[Mapping[str, Any]], kind: str = "validation") -> tuple[Reliability, ...]:
    """The tables that ``training.sentiment.calibration.reliability_by_kind`` made; none where it made none.

    Args:
        rows: a table a kind of text.
        kind: of which kind the texts were.

    Raises:
        KeyError, TypeError, ValueError: it is no such table.
    """
    tables = []
    for row in rows:
        bins = tuple(
            Bin(
                float(one["from"]),
                float(one["to"]),
                float(one["confidence"]),
                float(one["accuracy"]),
                int(one["count"]),
            )
            for one in row["bins"]
        )
        if not bins:
            raise ValueError("a table without bins")
        limit = float(row["limit"]) if "limit" in row else None
        tables.append(Reliability(str(row["of"]), bins, kind, limit))
    return tuple(tables)

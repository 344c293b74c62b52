"""Many texts read one after another: what was asked, how far it is, and what came out. It draws nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from models.sentiment.language import recognise
from models.sentiment.tokenizer import MAX_CHARACTERS
from models.storage import preset_for
from pages.sentiment import tables
from pages.shared import LANGUAGES

if TYPE_CHECKING:
    from models.sentiment import SentimentClassifier

FEWEST_AT_ONCE, MOST_AT_ONCE = 16, 1_024
"""Rows between two looks at whether the visitor has clicked something: as many as take some tenths of a second."""
LABELS = ("negative", "neutral", "positive")
NO_VERDICT = ("empty", "number")


@dataclass
class Job:
    """A table being read; it lives in the visitor's session, so a click that reruns the page does not lose it."""

    source: object
    """What it was started from: another table, column or language is another job."""
    names: list[str]
    rows: list[list[str]]
    column: int
    chosen: str
    """The language to read in, or ``automatic``: recognised row by row."""
    labels: list[str] = field(default_factory=list)
    """The verdict of each row so far: a label, or why there is none."""
    languages: list[str] = field(default_factory=list)
    """The language each was read in; empty where there is no verdict."""
    cut: int = 0
    """Rows that were longer than a classifier reads."""
    seconds: float = 0.0
    at_once: int = 64
    running: bool = True

    def __post_init__(self) -> None:
        self.probabilities = np.full((len(self.rows), len(LABELS)), np.nan, "float32")

    @property
    def done(self) -> int:
        """How many rows have been read."""
        return len(self.labels)

    @property
    def positive(self) -> dict[str, np.ndarray]:
        """By verdict, the probability of being positive of each row that has it."""
        values, verdicts = self.probabilities[: self.done, LABELS.index("positive")], np.array(self.labels)
        return {label: values[verdicts == label] for label in LABELS}


def read_some(job: Job, load: Callable[[str], SentimentClassifier]) -> None:
    """Read the next rows of a job: those of each language together.

    Args:
        job: what is to be read, and where the results go. Its length grows last: an interruption loses this part only.
        load: gives the classifier of a preset.
    """
    started, first = time.perf_counter(), job.done
    texts = [row[job.column] for row in job.rows[first : first + job.at_once]]
    labels, languages = [""] * len(texts), [""] * len(texts)
    for index, text in enumerate(texts):
        if tables.is_missing(text):
            labels[index] = "empty"
        elif tables.is_number(text):
            labels[index] = "number"
        else:
            languages[index] = job.chosen if job.chosen in LANGUAGES else recognise(text[:MAX_CHARACTERS])
    for language in LANGUAGES:
        indices = [index for index, one in enumerate(languages) if one == language]
        if indices:
            predictions = load(preset_for("sentiment", language)).classify([texts[index] for index in indices])
            for index, prediction in zip(indices, predictions, strict=True):
                labels[index] = prediction.label
                for label, value in prediction.probabilities.items():
                    job.probabilities[first + index, LABELS.index(label)] = value
    job.cut += sum(len(text) > MAX_CHARACTERS for text in texts)
    job.languages += languages
    job.labels += labels
    seconds = time.perf_counter() - started
    job.seconds += seconds
    if seconds < 0.3:
        job.at_once = min(2 * job.at_once, MOST_AT_ONCE)
    elif seconds > 1:
        job.at_once = max(job.at_once // 2, FEWEST_AT_ONCE)


def to_csv(job: Job) -> bytes:
    """The results as a file: the columns that were given, then the verdict, the probabilities and the language."""
    names = [*job.names, "verdict", *(f"probability_{label}" for label in LABELS), "language"]
    values = [["" if value != value else round(value, 4) for value in row] for row in job.probabilities.tolist()]
    rows = zip(job.rows, job.labels, values, job.languages, strict=False)
    return tables.to_csv(names, ([*row, label, *numbers, language] for row, label, numbers, language in rows))

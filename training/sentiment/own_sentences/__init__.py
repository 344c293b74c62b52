"""Plain sentences and short reviews of our own, whose verdict any reader would agree on, and how a model fares on them.

    python -m training.sentiment.own_sentences sentiment_en

prints the failures by capability and every text that the model got wrong. The texts stand beside this file, two files
a language; no model is trained on them. ``english.csv`` and ``chinese.csv`` were looked at between trainings: their
figures count as validation. ``english_unseen.csv`` and ``chinese_unseen.csv`` were written for the pre-trained models
by somebody who knew neither those nor the grammar, and are read when a model is finished, once: keep it so
(``--unseen`` prints them).

Three kinds of rows. A ``sentence`` is right when the model gives its label. A ``review``, of a domain that training
never sees, is positive or negative, and right when P(positive) and P(negative) stand in that order. The rows of a
``group`` differ in something that must not matter (a name, a place, a number, a web address, who somebody is, a typing
error): a group is right when all its rows get one label and their P(positive) lie within 0.1 of each other.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from training.figures import Figure

COLUMNS = ["capability", "kind", "domain", "group", "label", "text"]
LARGEST_DIFFERENCE = 0.1
"""Between the P(positive) of two rows of a group that is still read alike."""
FIGURES = {
    "sentence": ("own_sentences_accuracy", "accuracy", "own plain sentences"),
    "group": ("own_groups_read_alike", "share", "own groups of sentences"),
    "review": ("own_reviews_accuracy", "accuracy", "own reviews of other domains"),
}
"""Kind -> name, unit and split of its figure."""
NOTE = "Chose no epoch, but was looked at between trainings, while the training grammar grew."
POLAR, FACTS = "plain polar", "plain facts"
UNSEEN = "own unseen sentences"


class Classifier(Protocol):
    """What is measured here: a :class:`SentimentClassifier`, or a rival with the same face."""

    labels: tuple[str, ...]

    @property
    def language(self) -> str:
        """``english`` or ``chinese``."""
        ...

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Probabilities (texts, labels)."""
        ...


def load(language: str, unseen: bool = False) -> pd.DataFrame:
    """The rows of a language (``english`` or ``chinese``): every column of ``COLUMNS`` a string.

    Only reviews have a ``domain``, and only the rows of a group a ``group``: elsewhere they are empty.
    """
    path = Path(__file__).with_name(f"{language}_unseen.csv" if unseen else f"{language}.csv")
    return pd.read_csv(path, encoding="utf-8", dtype=str, keep_default_na=False)


def judge(classifier: Classifier, table: pd.DataFrame) -> pd.DataFrame:
    """Read every row.

    Returns:
        The table with three more columns: ``given``, the most probable label; ``positive``, P(positive); and
        ``right``, whether the row is right, as the module says. All rows of a group are right, or none.
    """
    probabilities = classifier.probabilities(table["text"].tolist())
    columns = {name: probabilities[:, index] for index, name in enumerate(classifier.labels)}
    positive = columns["positive"]
    judged = table.assign(given=np.array(classifier.labels)[probabilities.argmax(axis=-1)], positive=positive)
    two_way = np.where(positive > columns["negative"], "positive", "negative")
    right = judged["label"] == np.where(judged["kind"] == "review", two_way, judged["given"])
    for rows in judged[judged["kind"] == "group"].groupby("group").groups.values():
        members = judged.loc[rows]
        spread = members["positive"].max() - members["positive"].min()
        right[rows] = members["given"].nunique() == 1 and spread <= LARGEST_DIFFERENCE
    return judged.assign(right=right)


def measure_own_sentences(classifier: Classifier, first_500_only: bool = False) -> dict[str, Figure]:
    """The share of sentences, groups and reviews that are right, each with its failures by capability.

    All are read whatever ``first_500_only`` says, for there are fewer than 500 of each; it leaves ``value`` None.
    """
    judged = judge(classifier, load(classifier.language))
    figures = {}
    for kind, (name, unit, split) in FIGURES.items():
        items = _items(judged, kind)
        right = float(items["right"].mean())
        value = None if first_500_only else right
        failures = _failures(items, "capability")
        figures[name] = Figure(unit, split, "validation", len(items), value, right, NOTE, failures)
    return figures | _measure_unseen(classifier, first_500_only)


def _measure_unseen(classifier: Classifier, first_500_only: bool) -> dict[str, Figure]:
    judged = judge(classifier, load(classifier.language, unseen=True))
    sentences = _items(judged, "sentence")
    plain = sentences["capability"].isin((POLAR, FACTS))
    parts = {
        "plain_sentences_accuracy": sentences[plain],
        "plain_polar_accuracy": sentences[sentences["capability"] == POLAR],
        "plain_neutral_accuracy": sentences[sentences["capability"] == FACTS],
        "behaviour_accuracy": sentences[~plain],
        "groups_read_alike": _items(judged, "group"),
    }
    figures = {}
    for name, items in parts.items():
        right = float(items["right"].mean())
        value = None if first_500_only else right
        unit = "share" if name == "groups_read_alike" else "accuracy"
        failures = _failures(items, "capability")
        figures[name] = Figure(unit, UNSEEN, "test", len(items), value, right, None, failures)
    return figures


def _items(judged: pd.DataFrame, kind: str) -> pd.DataFrame:
    """What is counted: the rows of a kind, a group as one."""
    rows = judged[judged["kind"] == kind]
    return rows.drop_duplicates("group") if kind == "group" else rows


def _failures(items: pd.DataFrame, column: str) -> dict[str, dict[str, int]]:
    return {
        str(part): {"failed": int((~rows["right"]).sum()), "count": len(rows)}
        for part, rows in items.groupby(column, sort=False)
    }


def report(classifier: Classifier, unseen: bool = False) -> str:
    """The failures by capability and domain, then every text that failed: a group with each of its rows."""
    judged = judge(classifier, load(classifier.language, unseen))
    lines = []
    for kind, (name, _unit, split) in FIGURES.items():
        items = _items(judged, kind)
        if items.empty:
            continue
        lines += [f"{name}: {items['right'].mean():.1%} of {len(items)} ({split})"]
        parts = _failures(items, "capability") | (_failures(items, "domain") if kind == "review" else {})
        lines += [f"  {part:28} failed {fails['failed']:3} of {fails['count']:3}" for part, fails in parts.items()]
    failed = judged[~judged["right"]]
    for capability, rows in failed.groupby("capability", sort=False):
        lines += ["", str(capability)]
        previous: object = ""
        for row in rows.itertuples():
            if row.group != previous:
                lines += [f"  {row.group}"]
                previous = row.group
            lines += [f"  {row.label:8} read as {row.given:8} P(positive) {row.positive:.2f}  {row.text}"]
    return "\n".join(lines)

"""The figures of a sentiment model: test sets, calibration, and plain sentences unlike those it was shown."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.sentiment import SentimentClassifier
from models.storage import ModelFolder
from training.datasets import chn_senti_corp, everyday, imdb, online_shopping, sst
from training.figures import Figure, Kind, hash_order
from training.sentiment import invariance, scores
from training.sentiment.calibration import JudgedSet, calibration_error, calibration_excess, reliability_of_sets
from training.sentiment.grammar import GRAMMARS, PARTS
from training.sentiment.mixture import outer
from training.sentiment.own_sentences import measure_own_sentences

# Of the grammar's sentences training and validation use other seeds; the patterns are those of validation.
GRAMMAR_SEED = (2026, 7)
GRAMMAR_COUNT = 2_000
FIRST = 500
RELIABILITY_FILE = "reliability.json"
READ_BEFORE = "The same test set had been read before, for the models of earlier rounds."
OF_GRAMMAR = "Other sentences of the same patterns and words chose the epoch."
HELD_OUT = "held-out tenth"
TURNED = "test texts with something exchanged"
FIGURES_OF = {"zh_smp2020": "microblogs", "zh_bdci_car": "cars"}
"""What the figures of a set are called, where not like the set."""
CALIBRATED = {"semeval_tweets": "tweets", "zh_smp2020": "microblogs"}
"""The sets whose calibration is measured, and what those figures are called."""

Score = Callable[[np.ndarray, np.ndarray], float]


def measure(folder: ModelFolder, data_dir: str | Path | None = None, first_500_only: bool = False) -> dict[str, Figure]:
    """Take every figure of a verified sentiment model.

    Args:
        folder: a preset or a finished run.
        data_dir: where the datasets are.
        first_500_only: leave the whole sets alone (``value`` is None), which takes seconds.
    """
    return _measure(folder, data_dir, first_500_only).figures


def measure_with_files(
    folder: ModelFolder, data_dir: str | Path | None = None
) -> tuple[dict[str, Figure], dict[str, Any]]:
    """Every figure, and by file what the page shows: of each test set, and how often the model is right on all.

    See :func:`training.sentiment.scores.describe` and :meth:`_Measurer.reliability`.
    """
    measurer = _measure(folder, data_dir, first_500_only=False)
    return measurer.figures, {scores.FILE_NAME: measurer.scores, RELIABILITY_FILE: measurer.reliability()}


def _measure(folder: ModelFolder, data_dir: str | Path | None, first_500_only: bool) -> "_Measurer":
    classifier = SentimentClassifier.load(folder.path)
    measurer = _Measurer(classifier, first_500_only)
    (_measure_english if classifier.language == "english" else _measure_chinese)(measurer, data_dir)
    measurer.add_grammar(classifier.language)
    measurer.figures |= measure_own_sentences(classifier, first_500_only)
    return measurer


def _measure_english(measurer: "_Measurer", data_dir: str | Path | None) -> None:
    sentences = sst.load(data_dir)["test"]
    three_way = sentences.assign(label=sst.three_way(sentences["label"]))
    said = three_way[three_way["label"] != 1]
    reviews = outer(imdb.load(data_dir)["test"])
    measurer.add("sst2_accuracy", "accuracy", "SST-2 test", said, _two_way, READ_BEFORE)
    measurer.add("imdb_accuracy", "accuracy", "IMDB test", reviews, _two_way, READ_BEFORE)
    measurer.add("sst_three_way_accuracy", "accuracy", "SST test", three_way, _accuracy, READ_BEFORE)
    measurer.add("sst_calibration_error", "error", "SST test", three_way, calibration_error, READ_BEFORE)
    measurer.add("sst_calibration_excess", "error", "SST test", three_way, calibration_excess, READ_BEFORE)
    measurer.add("imdb_calibration_error", "error", "IMDB test", reviews, _of_two(calibration_error), READ_BEFORE)
    measurer.add("imdb_calibration_excess", "error", "IMDB test", reviews, _of_two(calibration_excess), READ_BEFORE)
    measurer.add_sets(("semeval_tweets", "airline", "dynasent", "goemotions"), data_dir)
    measurer.tested |= {"SST test": three_way, "IMDB test": reviews}
    measurer.describe("SST test", "sst", three_way)
    measurer.describe("SST-2 test", "sst", said)
    measurer.describe("IMDB test", "imdb", reviews)
    measurer.add_invariance()


def _measure_chinese(measurer: "_Measurer", data_dir: str | Path | None) -> None:
    hotels, products = outer(chn_senti_corp.load(data_dir)["test"]), outer(online_shopping.load(data_dir)["test"])
    measurer.add("hotels_accuracy", "accuracy", "ChnSentiCorp test", hotels, _two_way, READ_BEFORE)
    measurer.add("shopping_accuracy", "accuracy", "online_shopping_10_cats test", products, _two_way, READ_BEFORE)
    for name, dataset, split, table in (
        ("hotels", "chn_senti_corp", "ChnSentiCorp test", hotels),
        ("shopping", "online_shopping", "online_shopping_10_cats test", products),
    ):
        excess = _of_two(calibration_excess)
        measurer.add(f"{name}_calibration_excess", "error", split, table, excess, READ_BEFORE)
        measurer.describe(split, dataset, table)
    measurer.add_sets(("zh_smp2020", "zh_bdci_car"), data_dir)
    measurer.tested |= {"ChnSentiCorp test": hotels, "online_shopping_10_cats test": products}
    measurer.add_invariance()


def _accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(probabilities.argmax(axis=-1) == labels))


def _two_way(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """P(positive) against P(negative), neutral left out."""
    return float(np.mean((probabilities[:, -1] > probabilities[:, 0]) == (labels == probabilities.shape[1] - 1)))


def _of_two(score: Score) -> Score:
    """A score of positive against negative: texts that are never neutral, how likely neutral is left out."""
    return lambda probabilities, labels: score(scores.two_way(probabilities), (labels > 0).astype(int))


def _mean_recall(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The share of each label's texts that are found, averaged over the labels: SemEval's measure."""
    said = probabilities.argmax(axis=-1)
    return float(np.mean([np.mean(said[labels == label] == label) for label in np.unique(labels)]))


class _Measurer:
    """Classifies each text once, however many figures ask for it."""

    def __init__(self, classifier: SentimentClassifier, first_500_only: bool) -> None:
        self.classifier = classifier
        self.first_500_only = first_500_only
        self.figures: dict[str, Figure] = {}
        self.scores: dict[str, Any] = {}
        self.tested: dict[str, pd.DataFrame] = {}
        self._known: dict[str, np.ndarray] = {}

    def add(self, name: str, unit: str, split: str, table: pd.DataFrame, score: Score, note: str | None = None) -> None:
        """Measure one figure on a test set: a table with the columns text and label."""
        self.figures[name] = self._figure(unit, split, table, score, "test", note)

    def add_sets(self, names: Sequence[str], data_dir: str | Path | None) -> None:
        """Measure on the held-out tenth of sets with a neutral class; a set that is not there is left out."""
        for name in names:
            if not everyday.is_available(name, data_dir):
                continue
            table, split = everyday.load(name, data_dir)["test"], f"{name}, {HELD_OUT}"
            short = FIGURES_OF.get(name, name)
            self.add(f"{short}_accuracy", "accuracy", split, table, _accuracy)
            self.add(f"{short}_recall", "accuracy", split, table, _mean_recall)
            if name in CALIBRATED:
                self.add(f"{CALIBRATED[name]}_calibration_excess", "error", split, table, calibration_excess)
            self.tested[split] = table
            self.describe(split, name, table)

    def add_invariance(self) -> None:
        """Measure how often a verdict turns when something is exchanged that must not matter."""
        texts = [text for table in self.tested.values() for text in table["text"]]
        for kind, (before, after) in invariance.pairs(self.classifier.language, texts).items():
            first = hash_order(before)[:FIRST]
            chosen = first if self.first_500_only else list(range(len(before)))
            self._classify([*(before[index] for index in chosen), *(after[index] for index in chosen)])

            old, new = (self._of([side[index] for index in chosen]) for side in (before, after))
            value, few = (None, slice(None)) if self.first_500_only else (invariance.turned(old, new), first)
            first_500 = invariance.turned(old[few], new[few])
            self.figures[f"turned_by_{kind}"] = Figure("share", TURNED, "test", len(before), value, first_500)

    def _figure(self, unit: str, split: str, table: pd.DataFrame, score: Score, kind: Kind, note: str | None) -> Figure:
        texts, labels = table["text"].tolist(), table["label"].to_numpy()
        first = hash_order(texts)[:FIRST]
        self._classify([texts[index] for index in first] if self.first_500_only else texts)
        value = None if self.first_500_only else score(self._of(texts), labels)
        first_500 = score(self._of([texts[index] for index in first]), labels[first])
        return Figure(unit, split, kind, len(texts), value, first_500, note)

    def add_grammar(self, language: str) -> None:
        """Measure on sentences with words, and of patterns, that were held back from training."""
        for part in PARTS[1:]:
            texts, names = GRAMMARS[language].write(GRAMMAR_COUNT, GRAMMAR_SEED, part)
            # The same sentence may be written twice: each counts once.
            table = pd.DataFrame({"text": texts, "label": [self.classifier.labels.index(name) for name in names]})
            split, table = f"own grammar, {part.replace('_', ' ')}", table.drop_duplicates("text")
            figure = self._figure("accuracy", split, table, _accuracy, "validation", OF_GRAMMAR)
            self.figures[f"grammar_{part}_accuracy"] = figure

    def describe(self, title: str, dataset: str, table: pd.DataFrame) -> None:
        """Add what the page shows of a whole test set: ``table`` has the rows of the dataset's split ``test``."""
        if not self.first_500_only:
            texts = table["text"].tolist()
            self._classify(texts)
            self.scores[title] = scores.describe(
                table,
                self._of(texts),
                self.classifier.labels,
                (dataset, "test"),
                in_words=self.classifier.language == "english",
            )

    def reliability(self) -> dict[str, Any]:
        """How often the model is right on its test sets, by length and by how sure it is.

        Where "cannot tell" begins was decided on validation texts, when the model was made, and is taken from there:
        what stands here decides nothing.
        """
        sets = []
        for table in self.tested.values():
            texts, labels = table["text"].tolist(), table["label"].to_numpy()
            num_tokens = [len(tokens) for tokens in self.classifier.tokenizer.encode(texts)]
            sets.append(JudgedSet(texts, num_tokens, self._of(texts), labels, two_way=not (labels == 1).any()))
        limits = {one.of: one.limit for one in self.classifier.decided}
        return {"kind": "test", "measured_on": list(self.tested), "tables": reliability_of_sets(sets, limits)}

    def _classify(self, texts: list[str]) -> None:
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(new, self.classifier.probabilities(new), strict=True))

    def _of(self, texts: list[str]) -> np.ndarray:
        return np.stack([self._known[text] for text in texts])

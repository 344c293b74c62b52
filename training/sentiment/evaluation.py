"""The figures of a sentiment model: test sets, calibration, and plain sentences unlike those it was shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.sentiment import SentimentClassifier
from models.storage import ModelFolder
from training.datasets import chn_senti_corp, imdb, online_shopping, sst
from training.figures import Figure, Kind, hash_order
from training.sentiment import scores
from training.sentiment.calibration import calibration_error, calibration_excess, reliability_by_length
from training.sentiment.grammar import GRAMMARS, PARTS
from training.sentiment.own_sentences import measure_own_sentences

# Of the grammar's sentences training and validation use other seeds; the patterns are those of validation.
GRAMMAR_SEED = (2026, 7)
GRAMMAR_COUNT = 2_000
FIRST = 500
RELIABILITY_FILE = "reliability.json"
NOTES = {
    "sentiment_en": "The same test set had been read once before, for the model of an earlier round.",
    "grammar": "Other sentences of the same patterns and words chose the epoch.",
}

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
    directory = None if data_dir is None else str(data_dir)
    measurer = _Measurer(classifier, first_500_only, NOTES.get(folder.config["preset"]))
    if "neutral" in classifier.labels:
        sentences = sst.load(directory)["test"]
        three_way = sentences.assign(label=sst.three_way(sentences["label"]))
        said = three_way[three_way["label"] != 1]
        measurer.add("sst2_accuracy", "accuracy", "SST-2 test", said, _two_way)
        reviews = imdb.load(directory)["test"]
        reviews = reviews.assign(label=reviews["label"] * 2)
        measurer.add("imdb_accuracy", "accuracy", "IMDB test", reviews, _two_way)
        measurer.add("sst_three_way_accuracy", "accuracy", "SST test", three_way, _accuracy)
        measurer.add("sst_calibration_error", "error", "SST test", three_way, calibration_error)
        measurer.add("sst_calibration_excess", "error", "SST test", three_way, calibration_excess)
        measurer.add("imdb_calibration_error", "error", "IMDB test", reviews, calibration_error)
        measurer.add("imdb_calibration_excess", "error", "IMDB test", reviews, calibration_excess)
        measurer.add_grammar("english")
        measurer.tested = {"SST test": three_way, "IMDB test": reviews}
        measurer.describe("SST test", "sst", three_way)
        measurer.describe("SST-2 test", "sst", said)
        measurer.describe("IMDB test", "imdb", reviews)
    else:
        hotels, products = chn_senti_corp.load(directory)["test"], online_shopping.load(directory)["test"]
        measurer.add("chn_senti_corp_accuracy", "accuracy", "ChnSentiCorp test", hotels, _accuracy)
        measurer.add("online_shopping_accuracy", "accuracy", "online_shopping_10_cats test", products, _accuracy)
        measurer.add("calibration_error", "error", "online_shopping_10_cats test", products, calibration_error)
        measurer.add("chn_senti_corp_calibration_excess", "error", "ChnSentiCorp test", hotels, calibration_excess)
        measurer.add(
            "online_shopping_calibration_excess", "error", "online_shopping_10_cats test", products, calibration_excess
        )
        measurer.add_grammar("chinese")
        measurer.tested = {"ChnSentiCorp test": hotels, "online_shopping_10_cats test": products}
        measurer.describe("ChnSentiCorp test", "chn_senti_corp", hotels)
        measurer.describe("online_shopping_10_cats test", "online_shopping", products)
    measurer.figures |= measure_own_sentences(classifier, first_500_only)
    return measurer


def _accuracy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(probabilities.argmax(axis=-1) == labels))


def _two_way(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """P(positive) against P(negative), neutral left out."""
    return float(np.mean((probabilities[:, -1] > probabilities[:, 0]) == (labels == probabilities.shape[1] - 1)))


class _Measurer:
    """Classifies each text once, however many figures ask for it."""

    def __init__(self, classifier: SentimentClassifier, first_500_only: bool, note: str | None = None) -> None:
        self.classifier = classifier
        self.first_500_only = first_500_only
        self.note = note
        self.figures: dict[str, Figure] = {}
        self.scores: dict[str, Any] = {}
        self.tested: dict[str, pd.DataFrame] = {}
        self._known: dict[str, np.ndarray] = {}

    def add(self, name: str, unit: str, split: str, table: pd.DataFrame, score: Score) -> None:
        """Measure one figure on a test set: a table with the columns text and label."""
        self.figures[name] = self._figure(unit, split, table, score, "test", self.note)

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
            figure = self._figure("accuracy", split, table, _accuracy, "validation", NOTES["grammar"])
            self.figures[f"grammar_{part}_accuracy"] = figure

    def describe(self, title: str, dataset: str, table: pd.DataFrame) -> None:
        """Add what the page shows of a whole test set: ``table`` has the rows of the dataset's split ``test``."""
        if not self.first_500_only:
            texts = table["text"].tolist()
            self._classify(texts)
            self.scores[title] = scores.describe(table, self._of(texts), self.classifier.labels, dataset, "test")

    def reliability(self) -> dict[str, Any]:
        """How often the model is right on its test sets, by length and by how sure it is.

        Where "cannot tell" begins was decided on validation texts, when the model was made, and is taken from there:
        what stands here decides nothing.
        """
        texts = [text for table in self.tested.values() for text in table["text"]]
        labels = np.concatenate([table["label"] for table in self.tested.values()])
        num_tokens = np.array([len(tokens) for tokens in self.classifier.tokenizer.encode(texts)])
        limits = {one.fewest_tokens: one.limit for one in self.classifier.decided}
        return {
            "kind": "test",
            "measured_on": list(self.tested),
            "tables": reliability_by_length(self._of(texts), labels, num_tokens, limits),
        }

    def _classify(self, texts: list[str]) -> None:
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(new, self.classifier.probabilities(new), strict=True))

    def _of(self, texts: list[str]) -> np.ndarray:
        return np.stack([self._known[text] for text in texts])

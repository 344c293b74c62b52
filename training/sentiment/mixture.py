"""What the sentiment models learn from: each set of texts, how often an epoch reads it and how much it counts.

Reviews say whether they are good or bad as a whole: a window of one may be neutral, so their loss leaves neutral out
(``two_way``). Within a set the rarer label counts more, so that a set's shares are not learnt as how the world is.
"""

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from training.datasets import chn_senti_corp, everyday, imdb, online_shopping, sst

LABELS = ("negative", "neutral", "positive")
# The validation texts of a set that are read after each epoch: enough to tell epochs apart, soon done.
MOST_VALIDATION = 600


@dataclass(frozen=True)
class Part:
    """How a set is read."""

    share: float = 1.0
    """The share of it that an epoch reads; 2 for everything twice."""
    weight: float = 1.0
    """How much a text of it counts in the loss."""
    two_way: bool = False
    """Whether neutral is left out of the loss."""
    compared: str | None = None
    """For validation: ``three-way``, ``two-way`` or None for a set that decides nothing."""


PARTS: Mapping[str, Mapping[str, Part]] = {
    "english": {
        "sst_sentences": Part(share=1.5, compared="three-way"),
        "sst_phrases": Part(share=0.35, weight=0.7),
        "imdb": Part(share=0.5, two_way=True, compared="two-way"),
        "semeval_tweets": Part(share=0.8, compared="three-way"),
        "kaggle_tse": Part(share=0.5, weight=0.7, compared="three-way"),
        "goemotions": Part(share=0.55, weight=0.7, compared="three-way"),
        "dynasent": Part(share=1.5, compared="three-way"),
        "airline": Part(compared="three-way"),
        "fdu_mtl": Part(share=0.25, two_way=True, compared="two-way"),
        "amazon_pol10k": Part(share=0.4, two_way=True),
        "uci_sentences": Part(share=1.5, compared="two-way"),
        "absa_semeval": Part(two_way=True),
        "absa_misc": Part(two_way=True),
        "senti4sd": Part(),
        "vader_tweets_nyt": Part(),
        "emobank": Part(share=0.7, weight=0.7),
        "isear": Part(share=0.3, weight=0.5),
        "sts_gold": Part(),
        "sent140_manual": Part(),
        "alexa": Part(two_way=True),
    },
    "chinese": {
        "hotels": Part(share=2.0, two_way=True, compared="two-way"),
        "shopping": Part(share=0.8, two_way=True, compared="two-way"),
        "zh_smp2020": Part(compared="three-way"),
        "zh_bdci_car": Part(compared="three-way"),
        "zh_nlpcc2014": Part(weight=0.7, two_way=True),
        "zh_clue_emotion": Part(weight=0.7),
        "zh_absa": Part(two_way=True),
        "zh_zhang": Part(),
    },
}
"""By language and set."""


@dataclass
class Texts:
    """Texts, what they say, and how they are read."""

    texts: list[str]
    labels: np.ndarray
    """A number into the labels for each text."""
    weights: np.ndarray
    """The weight of each in the loss."""
    shares: np.ndarray
    """How often an epoch reads each."""
    two_way: np.ndarray
    """Whether neutral is left out of the loss of each."""

    @classmethod
    def of(cls, table: pd.DataFrame, part: Part) -> "Texts":
        """A set's training texts; those of the rarer label count more."""
        labels = table["label"].to_numpy()
        counts = np.bincount(labels, minlength=len(LABELS))
        balance = (counts.sum() / (np.count_nonzero(counts) * np.maximum(counts, 1))) ** 0.5
        return cls(
            table["text"].tolist(),
            labels.astype("int32"),
            (part.weight * balance[labels]).astype("float32"),
            np.full(len(table), part.share, "float32"),
            np.full(len(table), part.two_way),
        )

    def __add__(self, other: "Texts") -> "Texts":
        return Texts(
            self.texts + other.texts,
            *(
                np.concatenate([getattr(self, name), getattr(other, name)])
                for name in ("labels", "weights", "shares", "two_way")
            ),
        )

    def __len__(self) -> int:
        return len(self.texts)


@dataclass
class Data:
    """Everything that one model learns from and is chosen by."""

    training: Texts
    validation: dict[str, tuple[pd.DataFrame, bool]]
    """By set: texts and labels, and whether only negative and positive are compared."""
    datasets: list[dict[str, Any]]
    """As the metadata lists them."""
    missing: list[str] = field(default_factory=list)
    """Sets whose file is not there."""


def load(language: str, data_dir: str | Path | None = None, with_everyday: bool = True) -> Data:
    """The training and validation texts of a language, ``english`` or ``chinese``.

    Args:
        language: which.
        data_dir: where the datasets are.
        with_everyday: whether the sets of :mod:`training.datasets.everyday` are read for training; they are for
            validation.

    Raises:
        DatasetError: the treebank or a review set is absent, or a file is damaged.
    """
    tables, datasets = (_english if language == "english" else _chinese)(data_dir)
    missing = []
    for name in everyday.names(language):
        if everyday.is_available(name, data_dir):
            tables[name] = everyday.load(name, data_dir)
            datasets.append(everyday.metadata(name))
        else:
            missing.append(name)
    training, validation = [], {}
    for name, part in PARTS[language].items():
        if name not in tables:
            continue
        texts = Texts.of(tables[name]["train"], part)
        if name == "sst_phrases":
            texts.shares[texts.labels == 1] *= 3 / 7  # seven in ten are polar
        if with_everyday or name not in everyday.SETS:
            training.append(texts)
        if part.compared is not None:
            rows = tables[name]["validation"]
            validation[name] = (_some(rows), part.compared == "two-way")
    return Data(reduce(operator.add, training), validation, datasets, missing)


def _english(data_dir: str | Path | None) -> tuple[dict[str, dict[str, pd.DataFrame]], list[dict[str, Any]]]:
    treebank, reviews = sst.load(data_dir), imdb.load(data_dir)
    phrases = treebank["train"].assign(label=sst.three_way(treebank["train"]["label"]))
    dev = treebank["validation"].assign(label=sst.three_way(treebank["validation"]["label"]))
    tables = {
        "sst_sentences": {"train": phrases[phrases["is_root"]], "validation": dev},
        "sst_phrases": {"train": phrases[~phrases["is_root"]]},
        "imdb": {split: outer(reviews[split]) for split in ("train", "validation")},
    }
    return tables, [sst.DATASET, imdb.DATASET]


def _chinese(data_dir: str | Path | None) -> tuple[dict[str, dict[str, pd.DataFrame]], list[dict[str, Any]]]:
    hotels, products = chn_senti_corp.load(data_dir), online_shopping.load(data_dir)
    tables = {
        "hotels": {split: outer(hotels[split]) for split in ("train", "validation")},
        # Thousands of hotel reviews stand in both sets: they are read as what they are.
        "shopping": {
            "train": outer(products["train"][products["train"]["category"] != "酒店"]),
            "validation": outer(products["validation"]),
        },
    }
    return tables, [chn_senti_corp.DATASET, online_shopping.DATASET]


def outer(table: pd.DataFrame) -> pd.DataFrame:
    """A two-way table with the labels 0 and 1 as negative and positive of three."""
    return table.assign(label=table["label"] * 2)


def _some(table: pd.DataFrame) -> pd.DataFrame:
    return table.iloc[np.linspace(0, len(table) - 1, min(len(table), MOST_VALIDATION)).astype(int)]


def of_grammar(texts: Iterable[str], names: Iterable[str]) -> Texts:
    """Sentences of the grammar, each read once."""
    texts, labels = list(texts), np.array([LABELS.index(name) for name in names], "int32")
    ones = np.ones(len(texts), "float32")
    return Texts(texts, labels, ones, ones, np.zeros(len(texts), bool))

"""What a page shows of a sentiment model on a test set: confusions, lengths, reliability, and the worst mistakes.

``python -m training.evaluate`` writes them to ``scores.json`` of the model's folder. No text of a dataset is in it: a
mistake is the position of its row in the split and the SHA-256 of its text.
"""

import hashlib
import re
from typing import Any

import numpy as np
import pandas as pd

from training.sentiment.calibration import reliability

FILE_NAME = "scores.json"
MOST_MISTAKES = 25
LENGTH_BINS = 8


def two_way(probabilities: np.ndarray) -> np.ndarray:
    """The probabilities of the first and last label alone, (texts, 2): negative against positive."""
    outer = probabilities[:, [0, -1]]
    return outer / outer.sum(axis=-1, keepdims=True)


def describe(
    table: pd.DataFrame,
    probabilities: np.ndarray,
    names: tuple[str, ...],
    source: tuple[str, str],
    in_words: bool = True,
) -> dict[str, Any]:
    """What a page shows of a model on one test set.

    Where no text is neutral, positive is compared with negative, and how likely the model finds neutral left out.

    Args:
        table: the columns text and label (a number into ``names``); its index is the row's position in the split.
        probabilities: (texts, labels).
        names: the model's labels.
        source: a name of ``training.datasets``, see :func:`training.datasets.load`, and the split of it that the rows
            stand in.
        in_words: whether lengths are counted in words: Chinese has no spaces to count them by.
    """
    right = table["label"].to_numpy()
    compared, numbers, heard = names, right, probabilities
    if "neutral" in names and not (right == names.index("neutral")).any():
        compared, numbers, heard = (names[0], names[-1]), (right > 0).astype(int), two_way(probabilities)
    said = heard.argmax(axis=-1)
    confusion = np.zeros((len(compared), len(compared)), int)
    np.add.at(confusion, (numbers, said), 1)
    return {
        "dataset": source[0],
        "split": source[1],
        "labels": list(compared),
        "count": len(table),
        "said_neutral": int((probabilities.argmax(axis=-1) == 1).sum()) if "neutral" in names else None,
        "confusion": confusion.tolist(),
        "length_unit": "words" if in_words else "characters",
        "by_length": _by_length(_lengths(table["text"], in_words), said == numbers),
        "reliability": reliability(heard, numbers),
        "mistakes": _mistakes(table, heard, numbers, compared),
    }


def _lengths(texts: pd.Series, in_words: bool) -> np.ndarray:
    return np.array([len(text.split()) if in_words else len(re.sub(r"\s", "", text)) for text in texts])


def _by_length(lengths: np.ndarray, right: np.ndarray) -> list[dict[str, Any]]:
    """Bins of about equally many texts; ``from`` and ``to`` are lengths that occur, both included."""
    edges = np.unique(np.quantile(lengths, np.arange(1, LENGTH_BINS) / LENGTH_BINS).astype(int))
    bins = np.searchsorted(edges, lengths, side="left")
    return [
        {
            "from": int(lengths[bins == number].min()),
            "to": int(lengths[bins == number].max()),
            "count": int((bins == number).sum()),
            "accuracy": round(float(right[bins == number].mean()), 4),
        }
        for number in np.unique(bins)
    ]


def _mistakes(
    table: pd.DataFrame, probabilities: np.ndarray, numbers: np.ndarray, names: tuple[str, ...]
) -> list[dict[str, Any]]:
    """The texts whose right label the model found the least probable, the worst first."""
    of_right = probabilities[np.arange(len(numbers)), numbers]
    wrong = np.flatnonzero(probabilities.argmax(axis=-1) != numbers)
    worst = wrong[np.argsort(of_right[wrong], kind="stable")][:MOST_MISTAKES]
    return [
        {
            "row": int(table.index[place]),
            "sha256": hashlib.sha256(table["text"].iloc[place].encode()).hexdigest(),
            "label": names[numbers[place]],
            "probabilities": {
                name: round(float(value), 4) for name, value in zip(names, probabilities[place], strict=True)
            },
        }
        for place in worst
    ]

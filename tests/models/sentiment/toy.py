"""A sentiment model small enough to train in a test, on sentences of our own grammar.

``python -m tests.models.sentiment.toy RUN OTHER`` trains one into RUN on whatever backend the environment names,
and prints the probabilities that it and the model in OTHER give, as JSON.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.sentiment import SentimentClassifier
from training.sentiment import data as sentiment_data
from training.sentiment import recipe as sentiment
from training.sentiment.grammar import GRAMMARS
from training.sentiment.mixture import LABELS, Data, Texts

TEXTS = ["this is not bad", "i am not happy .", "the film is two hours long", "good " * 300, "?", "café – « quoted »"]


def data(language: str = "english") -> Data:
    """400 sentences, and 20 texts that are longer than a window."""
    sentences, names = GRAMMARS[language].write(400, [0])
    labels = np.array([LABELS.index(name) for name in names], "int32")
    sentences += [" ".join(sentences[20 * part : 20 * part + 20]) for part in range(20)]
    labels = np.concatenate([labels, labels[:20]])
    ones = np.ones(len(labels), "float32")
    long_ones = np.arange(len(labels)) >= 400
    texts = Texts(sentences, labels, ones, ones * 0.9, long_ones & (labels != 1))
    table = pd.DataFrame({"text": sentences[-60:], "label": labels[-60:]})
    two_way = table[table["label"] != 1]
    names = ("sst_sentences", "imdb") if language == "english" else ("zh_smp2020", "hotels")
    return Data(texts, {names[0]: (table, False), names[1]: (two_way, True)}, [{"name": "own grammar"}], ["missing"])


def config(run_dir: Path, **changes: object) -> sentiment.Config:
    """Every kind of layer, all of them tiny."""
    settings: dict = {
        "architecture": "transformer",
        "vocabulary_size": 300,
        "hidden_size": 16,
        "num_layers": 1,
        "num_heads": 2,
        "feed_forward_size": 16,
        "num_filters": 4,
        "window_size": 64,
        "training_window": 64,
        "grammar_sentences": 40,
        "num_epochs": 2,
        "batch_size": 4,
        "max_steps_per_epoch": 6,
        "mixed_precision": False,
        "num_buckets": 1_009,
    }
    return sentiment.Config(run_dir=str(run_dir), **{**settings, **changes})


def train(run_dir: Path, **changes: object) -> Path:
    """Train a toy and return its run folder.

    Its batches have one length, so that one step is compiled.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentiment, "load", lambda language, *arguments: data(language))
        patch.setattr(sentiment_data, "bucket_lengths", lambda window_size: [window_size])
        return sentiment.train(config(run_dir, **changes))


def main(run: str, other: str) -> None:
    """Train on this backend, read with both."""
    train(Path(run), num_epochs=1, max_steps_per_epoch=2)
    print(json.dumps([SentimentClassifier.load(path).probabilities(TEXTS).tolist() for path in (run, other)]))


if __name__ == "__main__":
    main(*sys.argv[1:])

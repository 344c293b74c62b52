"""A sentiment model small enough to train in a test, on sentences of our own grammar.

``python -m tests.models.sentiment.toy RUN OTHER`` trains one into RUN on whatever backend the environment names,
and prints the probabilities that it and the model in OTHER give, as JSON.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from models.sentiment import SentimentClassifier
from training.sentiment import data as sentiment_data
from training.sentiment import pretraining
from training.sentiment import recipe as sentiment
from training.sentiment.data import LABELS, Data, Texts
from training.sentiment.grammar import GRAMMARS

TEXTS = ["this is not bad", "i am not happy .", "the film is two hours long", "good " * 300, "?", "café – « quoted »"]


def data(language: str = "english") -> Data:
    """400 sentences, and 20 texts that are longer than a window."""
    sentences, names = GRAMMARS[language].write(400, [0])
    labels = np.array([LABELS[language].index(name) for name in names], "int32")
    sentences += [" ".join(sentences[20 * part : 20 * part + 20]) for part in range(20)]
    labels = np.concatenate([labels, labels[:20]])
    ones = np.ones(len(labels), "float32")
    texts = Texts(sentences, labels, ones, ones * 0.9)
    few = Texts(sentences[-60:], labels[-60:], ones[-60:], ones[-60:])
    names = ("sst", "imdb") if language == "english" else ("hotels", "shopping")
    return Data(texts, dict.fromkeys(names, few), sentences, [{"name": "own grammar"}], unlabelled=sentences)


def config(run_dir: Path, **changes: object) -> sentiment.Config:
    """Every kind of layer, all of them tiny."""
    settings: dict = {
        "vocabulary_size": 300,
        "vector_epochs": 1,
        "hidden_size": 16,
        "num_layers": 1,
        "num_heads": 2,
        "feed_forward_size": 16,
        "num_filters": 4,
        "window_size": 64,
        "grammar_sentences": 40,
        "num_epochs": 2,
        "batch_size": 4,
        "max_steps_per_epoch": 6,
        "mixed_precision": False,
        "weight_average": 0.9,
        "pretraining_epochs": 1,
        "second_epochs": 1,
        "second_grammar_sentences": 40,
        "num_teachers": 1,
        "distilled_sentences": 50,
        "vote_ngrams": 100,
        "num_buckets": 1_009,
    }
    return sentiment.Config(run_dir=str(run_dir), **{**settings, **changes})


def train(run_dir: Path, **changes: object) -> Path:
    """Train a toy and return its run folder.

    Its batches have one length, so that each stage compiles one step.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentiment, "load_english", lambda *arguments: data("english"))
        patch.setattr(sentiment, "load_chinese", lambda *arguments: data("chinese"))
        for module in (sentiment_data, pretraining):
            patch.setattr(module, "bucket_lengths", lambda window_size: [window_size])
        return sentiment.train(config(run_dir, **changes))


def main(run: str, other: str) -> None:
    """Train on this backend, read with both."""
    train(Path(run), num_epochs=1, max_steps_per_epoch=2)
    print(json.dumps([SentimentClassifier.load(path).probabilities(TEXTS).tolist() for path in (run, other)]))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Measure how fast the shipped models answer, beside the way the tutorials do it, in one run.

    python -m benchmarks

The usual ways: ``model.predict`` for each sentence, each word left out and each digit, and, for text, a window of
the last 100 characters read again through ``model.predict`` for each new one. Beside that, text is measured against a
compiled step and against the floor, see :mod:`benchmarks.text_generation`, and digits against one call for each, see
:mod:`benchmarks.digits`. Both sides use networks of the same size on the same machine, so the ratio is about the way
of calling. Where the IMDB reviews are at hand, a linear model (TF-IDF of words and pairs, logistic regression) is
fitted on their training split and does the same: it is quicker than any network, and the reviews' row says how often
each is right. Writes ``benchmarks/results.json``, from which ``python -m training.report`` fills the README's table.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from benchmarks.digits import digits
from benchmarks.measuring import median_seconds, result
from benchmarks.text_generation import text_generation
from models.sentiment import SentimentClassifier
from models.sentiment.explanations import explain
from models.sentiment.windows import pad
from models.storage import PRETRAINED, ModelFolder, write_json
from training import command_line
from training.datasets import imdb
from training.runs import device_name

RESULTS = Path(__file__).parent / "results.json"
SENTENCE = "i thought it would be dull, and i am glad to say that i was wrong"
REVIEWS = 1_000
LINEAR = "TF-IDF, logistic regression"


def sentiment() -> list[dict[str, Any]]:
    """One sentence read and explained, and long reviews, beside ``model.predict`` and beside a linear model."""
    classifier = SentimentClassifier.load("sentiment_en")
    network = keras.models.load_model(PRETRAINED / "sentiment_en" / "model.keras", compile=False)
    # As in the tutorials, a text is padded to the longest that the network reads, and cut there.
    length = ModelFolder(PRETRAINED / "sentiment_en").config["window_size"]

    def predict(texts: list[str]) -> np.ndarray:
        return network.predict(pad([one[:length] for one in classifier.tokenizer.encode(texts)], length), verbose=0)

    words = SENTENCE.split()
    read = median_seconds(lambda: classifier.classify([SENTENCE]), 200)
    read_by_predict = median_seconds(lambda: predict([SENTENCE]), 20)
    explained = median_seconds(lambda: explain(classifier, SENTENCE), 20)
    without = [" ".join(words[:place] + words[place + 1 :]) for place in range(len(words))]
    explained_by_predict = median_seconds(lambda: [predict([one]) for one in [SENTENCE, *without]], 3)

    def row(task: str, ours: float, theirs: float, name: str) -> dict[str, Any]:
        return result(task, f"{ours * 1e3:.1f} ms", f"{theirs * 1e3:.1f} ms", name, theirs / ours)

    rows = [
        row("read one sentence", read, read_by_predict, "model.predict, padded"),
        row("explain one sentence", explained, explained_by_predict, "model.predict for each word left out"),
    ]
    if not imdb.is_available():
        print("no IMDB reviews here (PLAYGROUND_DATA): nothing is measured on them", flush=True)
        return rows
    splits = imdb.load()
    linear = linear_baseline(splits["train"])
    rows.append(row("read one sentence", read, median_seconds(lambda: linear.predict_proba([SENTENCE]), 50), LINEAR))
    weights = linear[-1].coef_
    by_linear = median_seconds(lambda: linear[0].transform([SENTENCE]).multiply(weights), 50)
    rows.append(row("explain one sentence", explained, by_linear, f"{LINEAR}: weight by word"))
    return [*rows, *reviews(classifier, predict, linear, splits["test"].sample(REVIEWS, random_state=0))]


def linear_baseline(train: pd.DataFrame) -> Pipeline:
    """The linear model that anybody would try first."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True)
    return make_pipeline(vectorizer, LogisticRegression(C=10, max_iter=200)).fit(train["text"], train["label"])


def reviews(
    classifier: SentimentClassifier, predict: Callable[[list[str]], np.ndarray], linear: Pipeline, test: pd.DataFrame
) -> list[dict[str, Any]]:
    """IMDB reviews a second, from text to label, and how many of them are right; neutral is left out."""
    texts, labels = test["text"].tolist(), test["label"].to_numpy()
    negative, positive = classifier.labels.index("negative"), classifier.labels.index("positive")

    def measure(call: Callable[[], np.ndarray], columns: tuple[int, int]) -> tuple[float, str]:
        seconds = median_seconds(call, 3)
        scores = call()
        right = float(((scores[:, columns[1]] > scores[:, columns[0]]) == labels).mean())
        speed = len(texts) / seconds
        return speed, f"{speed:,.0f} a second, {100 * right:.1f}% right"

    speed, ours = measure(lambda: classifier.probabilities(texts), (negative, positive))
    by_predict, theirs = measure(lambda: predict(texts), (negative, positive))
    by_linear, straight = measure(lambda: linear.predict_proba(texts), (0, 1))
    return [
        result("read IMDB reviews", ours, theirs, "model.predict, padded, cut at one window", speed / by_predict),
        result("read IMDB reviews", ours, straight, LINEAR, speed / by_linear),
    ]


def main() -> None:
    results = [*sentiment(), *text_generation(), *digits()]
    written = {
        "command": "python -m benchmarks",
        "measured": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "device": device_name(),
        "results": results,
    }
    write_json(RESULTS, written)


if __name__ == "__main__":
    command_line.run(main, __doc__)

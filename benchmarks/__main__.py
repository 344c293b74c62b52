"""Measure how fast the shipped models answer, beside the way the tutorials do it, in one run.

    python -m benchmarks

The usual ways: ``model.predict`` for each sentence and each digit, and, for text, a window of the last 100
characters read again through ``model.predict`` for each new one. Both sides use networks of the same size on
the same machine, so the ratio is about the way of calling. Writes ``benchmarks/results.json``, from which
``python -m training.report`` fills the README's table.
"""

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from models.digit_gan import DigitSampler
from models.sentiment import SentimentClassifier
from models.storage import PRETRAINED, ModelFolder, write_json
from models.text_generation import TextGenerator

RESULTS = Path(__file__).parent / "results.json"
SENTENCE = "i thought it would be dull, and i am glad to say that i was wrong"
WINDOW = 100
DIGITS = 100


def median_seconds(call: Callable[[], Any], repeats: int) -> float:
    """The median time of ``call``, after one that is not counted."""
    call()
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def result(task: str, ours: str, baseline: str, baseline_name: str, ratio: float) -> dict[str, Any]:
    print(f"{task}: {ours}; {baseline_name}: {baseline}; {ratio:.0f} times faster", flush=True)
    return {"task": task, "ours": ours, "baseline": baseline, "baseline_name": baseline_name, "ratio": round(ratio, 1)}


def sentiment() -> dict[str, Any]:
    classifier = SentimentClassifier.load("sentiment_en")
    network = keras.models.load_model(PRETRAINED / "sentiment_en" / "model.keras", compile=False)
    # As in the tutorials, the sentence is padded to the length of the longest review.
    length = ModelFolder(PRETRAINED / "sentiment_en").config["window_size"]
    tokens = np.zeros((1, length), "int32")
    tokens[0, : len(SENTENCE.split())] = np.arange(1, len(SENTENCE.split()) + 1)
    ours = median_seconds(lambda: classifier.classify([SENTENCE]), 200)
    theirs = median_seconds(lambda: network.predict(tokens, verbose=0), 20)
    return result(
        "read one sentence", f"{ours * 1e3:.1f} ms", f"{theirs * 1e3:.0f} ms", "model.predict, padded", theirs / ours
    )


def text_generation() -> dict[str, Any]:
    generator = TextGenerator.load("shakespeare")
    config = ModelFolder(PRETRAINED / "shakespeare").config
    size = len(generator.vocabulary)
    # The tutorials' network: one-hot windows in, the last time step out. Its weights do not matter to the clock.
    network = keras.Sequential([keras.Input((WINDOW, size))])
    for number in range(config["num_layers"]):
        last = number == config["num_layers"] - 1
        network.add(keras.layers.LSTM(config["hidden_size"], return_sequences=not last))
    network.add(keras.layers.Dense(size, activation="softmax"))
    window = np.eye(size, dtype="float32")[np.random.default_rng(0).integers(size, size=WINDOW)][None]
    length = 2000
    ours = median_seconds(lambda: sum(1 for _ in generator.stream("ROMEO:", length, seed=1)), 3) / length
    theirs = median_seconds(lambda: network.predict(window, verbose=0), 20)
    return result(
        "write one character",
        f"{1 / ours:,.0f} a second",
        f"{1 / theirs:.0f} a second",
        "window of 100 read again by model.predict",
        theirs / ours,
    )


def digits() -> dict[str, Any]:
    sampler = DigitSampler.load("digits")
    generator = keras.models.load_model(PRETRAINED / "digits" / "generator.keras", compile=False)
    latents = np.random.default_rng(0).standard_normal((DIGITS, sampler.latent_size), dtype="float32")
    ours = median_seconds(lambda: sampler.sample(DIGITS, seed=1), 20)
    one = [latents[:1], np.zeros(1, "int32")]
    theirs = median_seconds(lambda: generator.predict(one, verbose=0), 20) * DIGITS
    return result(
        f"draw {DIGITS} digits",
        f"{ours * 1e3:.0f} ms",
        f"{theirs * 1e3:,.0f} ms",
        "model.predict for each",
        theirs / ours,
    )


def main() -> None:
    results = [sentiment(), text_generation(), digits()]
    written = {
        "command": "python -m benchmarks",
        "measured": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "device": f"{os.cpu_count()} CPU cores",
        "results": results,
    }
    write_json(RESULTS, written)


if __name__ == "__main__":
    main()

"""How fast text is written and scored: beside the tutorials' loop, a compiled step, and the floor below all steps.

The floor is the matrix-vector products alone that one character of the same network takes: no gates, no softmax, no
draw. All of it with the shipped Shakespeare network.
"""

import statistics
import threading
import time
from itertools import count
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from benchmarks.measuring import median_seconds, result
from models.storage import PRETRAINED, ModelFolder
from models.text_generation import PROMPT_CHARACTERS_READ, TextGenerator
from models.text_generation.architectures import empty_states
from models.text_generation.generator import load_network
from training.datasets import shakespeare

PROMPT = "ROMEO:"
LENGTH = 2_000
WINDOW = 100
WRITERS, WRITERS_SECONDS = 20, 5.0


def text_generation() -> list[dict[str, Any]]:
    """All rows about text."""
    generator = TextGenerator.load("shakespeare")
    network = load_network(ModelFolder(PRETRAINED / "shakespeare"))
    ours = LENGTH / median_seconds(lambda: sum(1 for _ in generator.stream(PROMPT, LENGTH, seed=1)), 5)

    def written(theirs: float, name: str) -> dict[str, Any]:
        return result("write one character", f"{ours:,.0f} a second", f"{theirs:,.0f} a second", name, ours / theirs)

    return [
        written(window_loop(len(generator.vocabulary)), f"window of {WINDOW} read again by model.predict"),
        written(compiled_step(network, generator), "tf.function of one step"),
        written(products(network), "the bare matrix-vector products"),
        first_character(network, generator),
        writers(generator, ours),
        *scores(generator, ours),
    ]


def window_loop(size: int) -> float:
    """Characters a second of the tutorials' network: one-hot windows in, the last time step out."""
    config = ModelFolder(PRETRAINED / "shakespeare").config
    # Its weights do not matter to the clock.
    network = keras.Sequential([keras.Input((WINDOW, size))])
    for number in range(config["num_layers"]):
        last = number == config["num_layers"] - 1
        network.add(keras.layers.LSTM(config["hidden_size"], return_sequences=not last))
    network.add(keras.layers.Dense(size, activation="softmax"))
    window = np.eye(size, dtype="float32")[np.random.default_rng(0).integers(size, size=WINDOW)][None]
    return 1 / median_seconds(lambda: network.predict(window, verbose=0), 20)


def compiled_step(network: keras.Model, generator: TextGenerator) -> float:
    """Characters a second of a step with carried state and the draw in one ``tf.function``."""

    @tf.function
    def step(tokens: Any, states: Any) -> Any:
        logits, *states = network([tokens, *states])
        return tf.random.categorical(logits[:, -1], 1, dtype=tf.int32), states

    def write(length: int = 200) -> str:
        token, states = tf.constant([[1]]), [tf.constant(state) for state in empty_states(network, 1)]
        drawn = []
        for _ in range(length):
            token, states = step(token, states)
            drawn.append(int(token[0, 0]))
        return generator.vocabulary.decode(drawn)

    return 200 / median_seconds(write, 3)


def products(network: keras.Model) -> float:
    """Characters a second if the matrix-vector products of one step were all that there is to do."""
    matrices = [network.get_layer("logits").get_weights()[0]]
    for number in range(1, len(empty_states(network, 1)) // 2 + 1):
        kernel, recurrent_kernel, _bias = network.get_layer(f"recurrent_{number}").get_weights()
        # What the first layer makes of a character is looked up, not multiplied.
        matrices += [recurrent_kernel] if number == 1 else [kernel, recurrent_kernel]
    vectors = [np.ones(len(matrix), np.float32) for matrix in matrices]

    def multiply() -> None:
        for _ in range(LENGTH):
            for vector, matrix in zip(vectors, matrices, strict=True):
                vector @ matrix

    return LENGTH / median_seconds(multiply, 5)


def first_character(network: keras.Model, generator: TextGenerator) -> dict[str, Any]:
    """Milliseconds to the first character, behind the longest prompt that is read and far behind it."""
    longest, endless = "a " * (PROMPT_CHARACTERS_READ // 2), "a " * 50_000
    ours = median_seconds(lambda: next(generator.stream(longest, 1)), 20)
    of_endless = median_seconds(lambda: next(generator.stream(endless, 1)), 5)
    short = median_seconds(lambda: next(generator.stream(PROMPT, 1)), 20)
    tokens = generator.vocabulary.encode(longest)[None]
    theirs = median_seconds(lambda: network.predict([tokens, *empty_states(network, 1)], verbose=0), 10)
    return result(
        f"first character behind a prompt of {PROMPT_CHARACTERS_READ}",
        f"{ours * 1e3:.0f} ms (of {len(endless):,}: {of_endless * 1e3:.0f} ms, of {len(PROMPT)}: {short * 1e3:.1f} ms)",
        f"{theirs * 1e3:.0f} ms",
        "model.predict of the prompt",
        theirs / ours,
    )


def writers(generator: TextGenerator, alone: float) -> dict[str, Any]:
    """Many writers at once: characters a second together, and how evenly they share."""
    together = threading.Barrier(WRITERS)
    written = dict.fromkeys(range(WRITERS), 0)

    def write(number: int) -> None:
        stream = generator.stream(PROMPT, 10**9, seed=number)
        next(stream)
        together.wait()
        end = time.perf_counter() + WRITERS_SECONDS
        for done in count(1):
            next(stream)
            if time.perf_counter() > end:
                written[number] = done
                return

    threads = [threading.Thread(target=write, args=(number,)) for number in written]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    speeds = [done / WRITERS_SECONDS for done in written.values()]
    each = f"each {min(speeds):,.0f} to {max(speeds):,.0f}, median {statistics.median(speeds):,.0f}"
    return result(
        f"{WRITERS} writers at once",
        f"{sum(speeds):,.0f} a second together, {each}",
        f"{alone:,.0f} a second",
        "one writer alone",
        sum(speeds) / alone,
    )


def scores(generator: TextGenerator, written: float) -> list[dict[str, Any]]:
    """Characters scored a second, exactly and in pieces, and how far the two differ."""
    if shakespeare.is_available():
        text = shakespeare.load()["test"]
    else:
        text = "".join(generator.stream(PROMPT, 30_000, seed=1))
    generator.score(text[:WINDOW])
    started = time.perf_counter()
    exact = generator.score(text)
    exactly = len(text) / (time.perf_counter() - started)
    in_pieces = generator.score_in_pieces(text)
    pieces = len(text) / median_seconds(lambda: generator.score_in_pieces(text), 3)
    difference, most = abs(in_pieces.mean() - exact.mean()), np.abs(in_pieces - exact).max()
    return [
        result("score, exactly", f"{exactly:,.0f} a second", f"{written:,.0f} a second", "writing", exactly / written),
        result(
            f"score {len(text):,} characters in pieces",
            f"{pieces:,.0f} a second, {difference:.1g} nats off in the mean, {most:.1g} at most",
            f"{exactly:,.0f} a second",
            "score, exactly",
            pieces / exactly,
        ),
    ]

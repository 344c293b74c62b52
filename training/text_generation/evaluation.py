"""The figures of a network that writes: how surprised it is by text that it has never seen.

Running text (Shakespeare, The Time Machine): the test split read once from its first character to its last, from an
empty state that is carried through; for Shakespeare also in windows of 256 characters that each start from an empty
state, the protocol of nanoGPT. Poems: each by itself, from an empty state, behind one end-of-poem token; every
character and punctuation mark and the end-of-poem token after them is predicted, a character that is not in the
vocabulary as the class ``unknown``. Beside that the perplexity of a Kneser-Ney 5-gram (the module ``kneser_ney`` beside
this one) with the same vocabulary on the same poems, and the network's divided by it.

The first 500 items in hash order, which a test measures again, are windows of 200 characters, or poems, each from an
empty state.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path

import keras
import numpy as np

from models.storage import ModelFolder
from models.text_generation.architectures import run_in_pieces
from models.text_generation.generator import load_network
from models.text_generation.vocabulary import Vocabulary
from training.datasets import shakespeare, tang_poetry, time_machine
from training.figures import Figure, hash_order
from training.text_generation import kneser_ney
from training.text_generation.data import END_OF_POEM
from training.text_generation.kneser_ney import KneserNey

RUNNING_TEXTS = {"shakespeare": shakespeare, "time_machine": time_machine}
TITLES = {"shakespeare": "tiny Shakespeare", "time_machine": "The Time Machine", "tang_poetry": "Tang poetry"}
AFTER_STUDY = (
    "The test text had been read, for earlier networks, before it was decided to train once more on training and "
    "validation text together."
)
"""Of Shakespeare's figures."""
WINDOW = 200
NANOGPT_WINDOW = 256
_ROWS, _PIECE = 64, 64


def measure(folder: ModelFolder, data_dir: str | Path | None = None, first_500_only: bool = False) -> dict[str, Figure]:
    """Nats and perplexity a character on the test split, see the module's words.

    Args:
        folder: a verified model folder of the task ``text_generation``.
        data_dir: where the datasets are.
        first_500_only: only the figures of the first 500 items.
    """
    network = load_network(folder)
    vocabulary = Vocabulary.load(folder.path / "vocabulary.json")
    preset = folder.config["preset"]
    split = f"{TITLES[preset]} test"
    if preset == "tang_poetry":
        split = f"{split}, each poem from an empty state"
        splits = tang_poetry.load(data_dir)
        poems = [END_OF_POEM + text + END_OF_POEM for text in splits["test"]["text"]]
        first = mean_nats(network, vocabulary, first_500(poems))
        whole = None if first_500_only else mean_nats(network, vocabulary, poems)
        figures = _figures("", split, _predicted(poems), whole, first)
        five_gram = kneser_ney.fitted(vocabulary, splits)
        return figures | _kneser_ney_figures(five_gram, vocabulary, poems, figures["test_perplexity"])

    text = RUNNING_TEXTS[preset].load(data_dir)["test"]
    first = mean_nats(network, vocabulary, first_500(windows(text, WINDOW)))
    whole = None if first_500_only else carried_nats(network, vocabulary, text)
    figures = _figures("", f"{split}, state carried through", len(text) - 1, whole, first)
    if preset == "shakespeare":
        # A window of 256 predictions has the character after it too.
        pieces = windows(text, NANOGPT_WINDOW, more=1)
        first = mean_nats(network, vocabulary, first_500(pieces))
        whole = None if first_500_only else mean_nats(network, vocabulary, pieces)
        words = f"{split}, windows of 256 from an empty state"
        figures |= _figures("_windows_256", words, _predicted(pieces), whole, first)
        figures = {name: dataclasses.replace(figure, note=AFTER_STUDY) for name, figure in figures.items()}
    return figures


def windows(text: str, length: int, more: int = 0) -> list[str]:
    """Cut ``text`` every ``length`` characters; each window is ``more`` longer than that. A rest is dropped."""
    return [text[start : start + length + more] for start in range(0, len(text) - length - more + 1, length)]


def first_500(items: Sequence[str]) -> list[str]:
    """The first 500 items in hash order."""
    return [items[index] for index in hash_order(items)[:500]]


def carried_nats(network: keras.Model, vocabulary: Vocabulary, text: str) -> float:
    """Mean nats of each next character of one text, read from an empty state that is carried to its end."""
    tokens = vocabulary.encode(text)
    total, position = 0.0, 1
    for logits in run_in_pieces(network, tokens[None, :-1], 1000):
        targets = tokens[position : position + logits.shape[1]]
        total += float(nats_of(logits[0], targets).sum())
        position += len(targets)
    return total / (len(tokens) - 1)


def mean_nats(network: keras.Model, vocabulary: Vocabulary, texts: Iterable[str]) -> float:
    """Mean nats of each next character of many texts, each from an empty state.

    Texts of like length are read side by side, in rectangles of one size, so that nothing is compiled twice.
    """
    encoded = sorted((vocabulary.encode(text) for text in texts), key=len)
    total, count = 0.0, 0
    for start in range(0, len(encoded), _ROWS):
        rows = encoded[start : start + _ROWS]
        length = -(-(len(rows[-1]) - 1) // _PIECE) * _PIECE
        inputs, targets = np.zeros((_ROWS, length), np.int32), np.zeros((_ROWS, length), np.int32)
        real = np.zeros((_ROWS, length), bool)
        for row, tokens in enumerate(rows):
            inputs[row, : len(tokens) - 1] = tokens[:-1]
            targets[row, : len(tokens) - 1] = tokens[1:]
            real[row, : len(tokens) - 1] = True
        for index, logits in enumerate(run_in_pieces(network, inputs, _PIECE)):
            piece = np.s_[:, index * _PIECE : (index + 1) * _PIECE]
            total += float(nats_of(logits, targets[piece])[real[piece]].sum())
        count += int(real.sum())
    return total / count


def nats_of(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Minus the log-probability of each target: logits (..., vocabulary_size), targets (...), float64."""
    logits = np.asarray(logits, np.float32)
    logits = logits - logits.max(axis=-1, keepdims=True)
    chosen = np.take_along_axis(logits, targets[..., None], axis=-1)[..., 0]
    return np.log(np.exp(logits).sum(axis=-1, dtype=np.float64)) - chosen


def _kneser_ney_figures(
    five_gram: KneserNey, vocabulary: Vocabulary, poems: Sequence[str], network: Figure
) -> dict[str, Figure]:
    """The perplexity of a 5-gram on the poems that the network's perplexity was measured on, and their ratio."""

    def perplexity(texts: Iterable[str]) -> float:
        return float(np.exp(five_gram.nats([vocabulary.encode(text) for text in texts]).mean()))

    first = perplexity(first_500(poems))
    value = ratio = None
    if network.value is not None:
        value = perplexity(poems)
        ratio = network.value / value
    return {
        "test_kneser_ney_perplexity": Figure("perplexity", network.split, "test", network.count, value, first),
        "test_ratio_to_kneser_ney": Figure(
            "ratio", network.split, "test", network.count, ratio, network.first_500 / first
        ),
    }


def _predicted(texts: Iterable[str]) -> int:
    return sum(len(text) - 1 for text in texts)


def _figures(suffix: str, split: str, count: int, whole: float | None, first: float) -> dict[str, Figure]:
    return {
        f"test{suffix}_nats": Figure("nats", split, "test", count, whole, first),
        f"test{suffix}_perplexity": Figure(
            "perplexity", split, "test", count, None if whole is None else float(np.exp(whole)), float(np.exp(first))
        ),
    }

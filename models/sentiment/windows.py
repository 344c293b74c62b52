"""Texts of any length through a network that reads one window: cut, pad, read, combine.

A text longer than the window is cut into equal windows; its logits are the mean of theirs, each weighted by its
number of tokens. Windows go through the network in a few fixed shapes, so that nothing is compiled twice.
"""

from collections.abc import Iterator, Sequence

import keras
import numpy as np

from models.sentiment.lookups import PADDING

SHORTEST = 16
# The most tokens in one call: what fits a laptop's cache and keeps two cores busy.
TOKENS_AT_ONCE = 8192


def padded_lengths(window_size: int) -> list[int]:
    """The lengths that windows are padded to: 16, 24, 32, 48, 64, 96, ... up to the window size."""
    lengths = []
    length = SHORTEST
    while length < window_size:
        lengths += [length, length * 3 // 2]
        length *= 2
    return [*(length for length in lengths if length < window_size), window_size]


def cut(tokens: np.ndarray, window_size: int) -> list[np.ndarray]:
    """Cut tokens into the fewest windows that fit, equal to one token; an empty text is one window of nothing."""
    return np.array_split(tokens, max(1, -(-len(tokens) // window_size)))


def pad(windows: Sequence[np.ndarray], length: int, count: int | None = None) -> np.ndarray:
    """Windows as one int32 array (count, length), padding at the right and below."""
    batch = np.full((count or len(windows), length), PADDING, "int32")
    for row, window in zip(batch, windows, strict=False):
        row[: len(window)] = window
    return batch


def read(network: keras.Model, texts: Sequence[np.ndarray], window_size: int) -> np.ndarray:
    """The logits of each text.

    Args:
        network: from tokens (batch, length) to logits.
        texts: the tokens of each text, of any length.
        window_size: the most tokens that the network reads at once.

    Returns:
        float32 logits, (texts, labels), in the order of the texts.
    """
    pieces = [cut(tokens, window_size) for tokens in texts]
    windows = [window for group in pieces for window in group]
    owner = np.repeat(np.arange(len(texts)), [len(group) for group in pieces])
    logits = np.zeros((len(windows), network.output_shape[-1]), "float32")
    for chosen, batch in _batches(windows, window_size):
        logits[chosen] = np.asarray(network.predict_on_batch(batch), "float32")[: len(chosen)]
    weights = np.maximum([len(window) for window in windows], 1).astype("float32")
    total = np.zeros((len(texts), logits.shape[1]), "float32")
    np.add.at(total, owner, logits * weights[:, None])
    return total / np.bincount(owner, weights, minlength=len(texts))[:, None].astype("float32")


def _batches(windows: Sequence[np.ndarray], window_size: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Batches of windows of similar length, with the index of each window; rows below those are padding."""
    lengths = np.array([len(window) for window in windows])
    shortest = 0
    for length in padded_lengths(window_size):
        indices = np.flatnonzero((lengths >= shortest) & (lengths <= length))
        shortest = length + 1
        size = TOKENS_AT_ONCE // length
        for first in range(0, len(indices), size):
            chosen = indices[first : first + size]
            # One, or a power of two: few shapes.
            count = 1 << (len(chosen) - 1).bit_length()
            yield chosen, pad([windows[index] for index in chosen], length, count)

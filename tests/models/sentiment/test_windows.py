"""Texts of any length are read whole, in order, each in the fewest windows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sentiment.windows import cut, padded_lengths, read


class Counting:
    """Stands for a network: its logits are the mean token and the number of tokens of a window."""

    output_shape = (None, 2)

    def __init__(self):
        self.shapes = set()

    def predict_on_batch(self, tokens):
        self.shapes.add(tokens.shape)
        sizes = np.maximum((tokens != 0).sum(1), 1)
        return np.stack([tokens.sum(1) / sizes, sizes], axis=1)


@given(st.integers(0, 700), st.integers(1, 130))
def test_windows_are_the_text_in_the_fewest_equal_pieces(length, window_size):
    tokens = np.arange(length)
    windows = cut(tokens, window_size)
    assert np.array_equal(np.concatenate(windows), tokens)
    sizes = [len(window) for window in windows]
    assert max(sizes) <= window_size
    assert max(sizes) - min(sizes) <= 1
    assert len(windows) == max(1, -(-length // window_size))


@given(st.lists(st.integers(0, 200), max_size=40))
def test_a_long_text_is_the_mean_over_its_tokens(lengths):
    random = np.random.default_rng(len(lengths))
    texts = [random.integers(1, 50, length) for length in lengths]
    logits = read(Counting(), texts, 64)
    assert logits.shape == (len(texts), 2)
    for text, row in zip(texts, logits, strict=True):
        assert row[0] == pytest.approx(text.mean() if len(text) else 0, rel=1e-5)


def test_few_shapes_reach_the_network():
    network = Counting()
    random = np.random.default_rng(0)
    read(network, [random.integers(1, 9, size) for size in random.integers(0, 600, 2_000)], 256)
    assert {length for _, length in network.shapes} <= set(padded_lengths(256))
    assert all(count & (count - 1) == 0 for count, _ in network.shapes)


def test_lengths_grow_by_a_half_and_a_third_up_to_the_window():
    assert padded_lengths(256) == [16, 24, 32, 48, 64, 96, 128, 192, 256]
    assert padded_lengths(16) == [16]
    assert padded_lengths(20) == [16, 20]
    assert padded_lengths(100) == [16, 24, 32, 48, 64, 96, 100]

"""The layers at the bottom of every sentiment network: they turn tokens into numbers.

Everything after them is differentiable, so an explanation starts here. Token 0 is padding.
"""

from typing import Any

import keras
import numpy as np
from keras import ops

PACKAGE = "playground_sentiment"
PADDING = 0
WIDTHS = (1, 2, 3)
"""Tokens in an n-gram, where a model counts n-grams of several widths."""


@keras.saving.register_keras_serializable(package=PACKAGE)
class TokenEmbedding(keras.layers.Layer):
    """A learned vector for each token; zero at padding.

    Input: tokens, (batch, length) integers. Output: (batch, length, embedding_size).
    """

    widths = (1,)

    def __init__(self, vocabulary_size: int, embedding_size: int, **kwargs):
        super().__init__(**kwargs)
        self.vocabulary_size = vocabulary_size
        self.embedding_size = embedding_size

    def build(self, input_shape):
        """Make the table."""
        self.vectors = self.add_weight(
            shape=(self.vocabulary_size, self.embedding_size),
            initializer=keras.initializers.RandomNormal(stddev=0.1),
            name="vectors",
        )

    def call(self, tokens):
        """Look the tokens up."""
        mask = ops.cast(ops.not_equal(tokens, PADDING), self.compute_dtype)
        vectors = ops.cast(ops.take(self.vectors, tokens, axis=0), self.compute_dtype)
        return vectors * ops.expand_dims(mask, -1)

    def compute_output_shape(self, input_shape):
        """A vector for each token."""
        return (*input_shape, self.embedding_size)

    def get_config(self):
        """What rebuilds the layer."""
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "embedding_size": self.embedding_size,
        }


@keras.saving.register_keras_serializable(package=PACKAGE)
class NgramTable(keras.layers.Layer):
    """Numbers for each n-gram of tokens, in a hashed table of signed bytes (feature hashing, Weinberger et al. 2009).

    Input: tokens, (batch, length) integers. Output: (batch, length, len(widths) * size): group i belongs to the n-gram
    of ``widths[i]`` tokens that ends at that position; zero where that would reach over an end of the text.

    The table is fitted outside and only read here (see :meth:`fill`): it has no gradient.

    Args:
        num_buckets: rows of the table; a prime below 2**20 spreads best.
        widths: tokens in an n-gram.
        size: numbers for each n-gram.
    """

    def __init__(self, num_buckets: int, widths: tuple[int, ...] = WIDTHS, size: int = 1, **kwargs):
        super().__init__(**kwargs)
        self.num_buckets = num_buckets
        self.widths = tuple(widths)
        self.size = size

    def build(self, input_shape):
        """Make the table, and what one step of a byte is worth in each column."""
        self.table = self.add_weight(
            shape=(self.num_buckets, self.size), dtype="int8", initializer="zeros", trainable=False, name="table"
        )
        self.step = self.add_weight(shape=(self.size,), initializer="ones", trainable=False, name="step")

    def fill(self, values: np.ndarray) -> None:
        """Round values, (num_buckets, size), to bytes and keep those."""
        step = np.abs(values).max(axis=0) / 127
        # Half precision on disk: the step is rounded first, so that the bytes fit what will be read back.
        step = np.maximum(step.astype("float16"), np.finfo("float16").tiny).astype("float32")
        self.table.assign(np.clip(np.round(values / step), -127, 127).astype("int8"))
        self.step.assign(step)

    def call(self, tokens):
        """Look every n-gram up."""
        tokens = ops.cast(tokens, "int32")
        found = []
        for width in self.widths:
            buckets, whole = ngram_buckets(tokens, width, self.num_buckets, ops)
            values = ops.cast(ops.take(self.table, buckets, axis=0), "float32") * self.step
            found.append(values * ops.cast(whole, "float32")[..., None])
        return ops.cast(ops.concatenate(found, axis=-1), self.compute_dtype)

    def compute_output_shape(self, input_shape):
        """The numbers of each width at each position."""
        return (*input_shape, len(self.widths) * self.size)

    def get_config(self):
        """What rebuilds the layer."""
        return {
            **super().get_config(),
            "num_buckets": self.num_buckets,
            "widths": list(self.widths),
            "size": self.size,
        }


def ngram_buckets(tokens: Any, width: int, num_buckets: int, library: Any = np) -> tuple[Any, Any]:
    """Where each n-gram stands in a hashed table.

    Args:
        tokens: (batch, length) int32 below 65,536, padding at the right.
        width: tokens of an n-gram.
        num_buckets: rows of the table, a prime below 2**20 spreads best.
        library: numpy or keras.ops.

    Returns:
        The bucket of the n-gram that ends at each position, and whether all its tokens are real, both (batch, length).
    """
    # Every product stays below 2**31.
    buckets = library.zeros_like(tokens) + width
    whole = library.ones_like(tokens) > 0
    length = tokens.shape[1] if library is np else ops.shape(tokens)[1]
    # Padding where an n-gram would begin before the text.
    padded = library.pad(tokens, [(0, 0), (width - 1, 0)])
    for offset in range(width):
        token = padded[:, offset : offset + length]
        buckets = (library.mod(buckets, num_buckets) * 1663 + token * 31) % num_buckets
        whole = library.logical_and(whole, library.not_equal(token, PADDING))
    return buckets, whole


@keras.saving.register_keras_serializable(package=PACKAGE)
class NgramVote(keras.layers.Layer):
    """What the n-grams of a text say together: their sum over the square root of the number of tokens.

    Between a sum, in which a long text would shout, and a mean, in which one strong word among many would be lost.
    Inputs: numbers (batch, length, size) of an :class:`NgramTable` and tokens (batch, length). Output: (batch, size).
    """

    def call(self, numbers, tokens):
        """Add up."""
        count = ops.sum(ops.cast(ops.not_equal(tokens, PADDING), self.compute_dtype), axis=1, keepdims=True)
        return ops.sum(numbers, axis=1) / ops.sqrt(ops.maximum(count, 1.0))

    def compute_output_shape(self, numbers_shape, tokens_shape=None):
        """A number for each column."""
        return (numbers_shape[0], numbers_shape[-1])


@keras.saving.register_keras_serializable(package=PACKAGE)
class AddPositions(keras.layers.Layer):
    """A learned vector for each position, added to what stands there.

    Input and output: (batch, length, embedding_size), at most ``window_size`` long.
    """

    def __init__(self, window_size: int, **kwargs):
        super().__init__(**kwargs)
        self.window_size = window_size

    def build(self, input_shape):
        """Make the table."""
        self.positions = self.add_weight(
            shape=(self.window_size, input_shape[-1]),
            initializer=keras.initializers.RandomNormal(stddev=0.02),
            name="positions",
        )

    def call(self, vectors):
        """Add the first positions."""
        return vectors + ops.cast(self.positions[: ops.shape(vectors)[1]], self.compute_dtype)

    def compute_output_shape(self, input_shape):
        """The shape of the input."""
        return input_shape

    def get_config(self):
        """What rebuilds the layer."""
        return {**super().get_config(), "window_size": self.window_size}


def lookups(network: keras.Model) -> list[keras.layers.Layer]:
    """The layers that turn tokens into numbers; everything after them has a gradient."""
    return [layer for layer in network.layers if isinstance(layer, (TokenEmbedding, NgramTable))]


def after_lookups(network: keras.Model) -> keras.Function:
    """The rest of a network, from ``[tokens, *the outputs of its lookups]`` to logits; it shares the weights.

    Not a ``keras.Model``: one that begins within another model rewires that one's graph, which can then not be saved.
    """
    return keras.Function([*network.inputs, *(layer.output for layer in lookups(network))], network.outputs[0])

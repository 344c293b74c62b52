"""The network that reads sentiment: a Transformer encoder, pre-trained or from scratch.

Everything here is plain Keras: the same file trains on any backend and serves on TensorFlow. Token 0
is padding; it never changes an output, however much of it there is (a test says so).
"""

from dataclasses import dataclass
from typing import Any

import keras
from keras import ops

from models.sentiment.lookups import PACKAGE, PADDING, AddPositions, TokenEmbedding

# A finite "minus infinity": a row that is all padding gives no NaN.
MASKED = -1e9
# The start and the end of a text are no padding; which number they have says nothing more.
MARK = 1


@keras.saving.register_keras_serializable(package=PACKAGE)
class Surround(keras.layers.Layer):
    """Puts a learned vector before the first token of a text and another one after its last.

    Inputs: vectors (batch, length, size), zero at padding, and tokens (batch, length). Outputs: the same with two more
    places, (batch, length + 2, size) and (batch, length + 2); padding stays at the right.
    """

    def build(self, vectors_shape, tokens_shape=None):
        """Make the two vectors."""
        initializer = keras.initializers.RandomNormal(stddev=0.02)
        self.start = self.add_weight(shape=(vectors_shape[-1],), initializer=initializer, name="start")
        self.end = self.add_weight(shape=(vectors_shape[-1],), initializer=initializer, name="end")

    def call(self, vectors, tokens):
        """Put them in."""
        tokens = ops.pad(tokens, [[0, 0], [1, 1]])
        size = ops.sum(ops.cast(ops.not_equal(tokens, PADDING), "int32"), axis=1, keepdims=True)
        places = ops.arange(ops.shape(tokens)[1], dtype="int32")[None]
        first, last = ops.equal(places, 0), ops.equal(places, size + 1)  # (1, length + 2), (batch, length + 2)
        vectors = ops.pad(vectors, [[0, 0], [1, 1], [0, 0]])
        for where, vector in ((first, self.start), (last, self.end)):
            vectors = vectors + ops.cast(where, self.compute_dtype)[..., None] * ops.cast(vector, self.compute_dtype)
        return vectors, ops.where(ops.logical_or(first, last), MARK, tokens)

    def compute_output_shape(self, vectors_shape, tokens_shape=None):
        """Two places more."""
        batch, length, size = vectors_shape
        length = None if length is None else length + 2
        return (batch, length, size), (batch, length)

    def compute_output_spec(self, vectors, tokens):
        """What comes out, the tokens as they went in."""
        shape, marked = self.compute_output_shape(vectors.shape)
        return keras.KerasTensor(shape, self.compute_dtype), keras.KerasTensor(marked, tokens.dtype)


@keras.saving.register_keras_serializable(package=PACKAGE)
class SelfAttention(keras.layers.Layer):
    """Multi-head self-attention, "Attention is all you need" (Vaswani et al. 2017), blind to padding.

    Inputs: x (batch, length, hidden_size) and tokens (batch, length). Output: like x.
    """

    def __init__(self, num_heads: int, dropout: float = 0.0, **kwargs):
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.dropout = dropout

    def build(self, x_shape, tokens_shape=None):
        """Make the projections: queries, keys and values in one matrix."""
        hidden_size = x_shape[-1]
        self.head_size = hidden_size // self.num_heads
        self.query_key_value = keras.layers.Dense(3 * hidden_size, name="query_key_value", dtype=self.dtype_policy)
        self.query_key_value.build(x_shape)
        self.output_projection = keras.layers.Dense(hidden_size, name="output_projection", dtype=self.dtype_policy)
        self.output_projection.build(x_shape)
        self.attention_dropout = keras.layers.Dropout(self.dropout, dtype=self.dtype_policy)

    def weights_and_values(self, x, tokens):
        """The attention weights (batch, num_heads, length, length), each row summing to 1, and the values."""
        batch, length = ops.shape(x)[0], ops.shape(x)[1]
        split = ops.reshape(self.query_key_value(x), (batch, length, 3, self.num_heads, self.head_size))
        query, key, value = ops.unstack(ops.transpose(split, (2, 0, 3, 1, 4)), 3)  # (batch, heads, length, head_size)
        scores = ops.matmul(query * self.head_size**-0.5, ops.transpose(key, (0, 1, 3, 2)))
        # In single precision: bfloat16 has too few digits for the differences that a softmax lives on.
        scores = ops.cast(scores, "float32")
        padding = ops.cast(ops.equal(tokens, PADDING), "float32") * MASKED
        return ops.cast(ops.softmax(scores + padding[:, None, None, :], axis=-1), self.compute_dtype), value

    def call(self, x, tokens, training=None):
        """Mix the values by the attention weights."""
        weights, value = self.weights_and_values(x, tokens)
        mixed = ops.matmul(self.attention_dropout(weights, training=training), value)
        return self.output_projection(ops.reshape(ops.transpose(mixed, (0, 2, 1, 3)), ops.shape(x)))

    def compute_output_shape(self, x_shape, tokens_shape=None):
        """The shape of x."""
        return x_shape

    def get_config(self):
        """What rebuilds the layer."""
        return {**super().get_config(), "num_heads": self.num_heads, "dropout": self.dropout}


@keras.saving.register_keras_serializable(package=PACKAGE)
class EncoderBlock(keras.layers.Layer):
    """One block of BERT (Devlin et al. 2018): attention, then a two-layer network, each added to its input and normed.

    Inputs: x (batch, length, hidden_size) and tokens (batch, length). Output: like x.
    """

    def __init__(self, num_heads: int, feed_forward_size: int, dropout: float = 0.0, **kwargs):
        super().__init__(**kwargs)
        self.num_heads = num_heads
        self.feed_forward_size = feed_forward_size
        self.dropout = dropout

    def build(self, x_shape, tokens_shape=None):
        """Make the sub-layers."""
        policy = self.dtype_policy
        self.attention = SelfAttention(self.num_heads, self.dropout, name="attention", dtype=policy)
        self.attention_norm = layer_norm("attention_norm", policy)
        self.expand = keras.layers.Dense(self.feed_forward_size, activation="gelu", name="expand", dtype=policy)
        self.contract = keras.layers.Dense(x_shape[-1], name="contract", dtype=policy)
        self.feed_forward_norm = layer_norm("feed_forward_norm", policy)
        self.residual_dropout = keras.layers.Dropout(self.dropout, dtype=policy)
        for layer in (self.attention_norm, self.expand, self.feed_forward_norm):
            layer.build(x_shape)
        self.attention.build(x_shape, tokens_shape)
        self.contract.build((*x_shape[:-1], self.feed_forward_size))

    def call(self, x, tokens, training=None):
        """Attend, then think about it."""
        attended = self.attention(x, tokens, training=training)
        x = self.attention_norm(x + self.residual_dropout(attended, training=training))
        thought = self.contract(self.expand(x))
        return self.feed_forward_norm(x + self.residual_dropout(thought, training=training))

    def compute_output_shape(self, x_shape, tokens_shape=None):
        """The shape of x."""
        return x_shape

    def get_config(self):
        """What rebuilds the layer."""
        return {
            **super().get_config(),
            "num_heads": self.num_heads,
            "feed_forward_size": self.feed_forward_size,
            "dropout": self.dropout,
        }


def layer_norm(name: str, policy: Any = None) -> keras.layers.LayerNormalization:
    """The norm as the pre-trained encoders have it."""
    return keras.layers.LayerNormalization(epsilon=1e-12, name=name, dtype=policy)


@keras.saving.register_keras_serializable(package=PACKAGE)
class MeanPooling(keras.layers.Layer):
    """The mean of the vectors of a text's tokens.

    Inputs: x (batch, length, size) and tokens (batch, length). Output: (batch, size).
    """

    def call(self, x, tokens):
        """Average over what is no padding, in single precision."""
        real = ops.cast(ops.not_equal(tokens, PADDING), "float32")
        total = ops.sum(ops.cast(x, "float32") * real[..., None], axis=1)
        return ops.cast(total / ops.maximum(ops.sum(real, axis=1, keepdims=True), 1.0), self.compute_dtype)

    def compute_output_shape(self, x_shape, tokens_shape=None):
        """A vector for each text."""
        return (x_shape[0], x_shape[-1])


@dataclass(frozen=True)
class TransformerSizes:
    """The sizes of :func:`build_transformer`."""

    window_size: int = 256
    """The most tokens that go in at once."""
    hidden_size: int = 384
    """The width of token vectors and states, a multiple of ``num_heads``."""
    num_layers: int = 6
    """Transformer blocks."""
    num_heads: int = 12
    """Heads of each block's attention."""
    feed_forward_size: int = 1_536
    """The inner width of each block's feed-forward network."""
    dropout: float = 0.1
    """The share of values zeroed while training."""


def build_transformer(vocabulary_size: int, num_labels: int, sizes: TransformerSizes) -> keras.Model:
    """Build the reader: a Transformer encoder as BERT has it, the mean of its states, the logits.

    Args:
        vocabulary_size: tokens, padding included.
        num_labels: logits that come out.
        sizes: of the layers.

    Returns:
        A model from tokens, (batch, length) int32, to logits, (batch, num_labels) float32.
    """
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    vectors = TokenEmbedding(vocabulary_size, sizes.hidden_size, name="embedding")(tokens)
    x, marked = Surround(name="surround")(vectors, tokens)
    x = AddPositions(sizes.window_size + 2, name="positions")(x)
    x = layer_norm("embedding_norm")(x)
    x = keras.layers.Dropout(sizes.dropout, name="embedding_dropout")(x)
    for index in range(sizes.num_layers):
        x = EncoderBlock(sizes.num_heads, sizes.feed_forward_size, sizes.dropout, name=f"block_{index + 1}")(x, marked)
    features = MeanPooling(name="mean_pooling")(x, marked)
    features = keras.layers.Dropout(sizes.dropout, name="features_dropout")(features)
    logits = keras.layers.Dense(num_labels, dtype="float32", name="logits")(features)
    return keras.Model(tokens, logits, name="sentiment_transformer")

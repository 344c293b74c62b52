"""The network that reads sentiment: a small Transformer encoder with an n-gram reader beside it.

Everything here is plain Keras: the same file trains on any backend and serves on TensorFlow. Token 0
is padding; it never changes an output, however much of it there is (a test says so).
"""

from dataclasses import dataclass

import keras
from keras import ops

from models.sentiment.lookups import PACKAGE, PADDING, AddPositions, NgramTable, NgramVote, TokenEmbedding

# A finite "minus infinity": it survives bfloat16, and a row that is all padding gives no NaN.
MASKED = -1e9


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
        padding = ops.cast(ops.equal(tokens, PADDING), scores.dtype) * MASKED
        return ops.softmax(scores + padding[:, None, None, :], axis=-1), value

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
    """One pre-norm Transformer block: attention, then a two-layer network, each added to its input.

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
        self.attention_norm = keras.layers.LayerNormalization(name="attention_norm", dtype=policy)
        self.attention = SelfAttention(self.num_heads, self.dropout, name="attention", dtype=policy)
        self.feed_forward_norm = keras.layers.LayerNormalization(name="feed_forward_norm", dtype=policy)
        self.expand = keras.layers.Dense(self.feed_forward_size, activation="relu", name="expand", dtype=policy)
        self.contract = keras.layers.Dense(x_shape[-1], name="contract", dtype=policy)
        self.residual_dropout = keras.layers.Dropout(self.dropout, dtype=policy)
        for layer in (self.attention_norm, self.feed_forward_norm, self.expand):
            layer.build(x_shape)
        self.attention.build(x_shape, tokens_shape)
        self.contract.build((*x_shape[:-1], self.feed_forward_size))

    def call(self, x, tokens, training=None):
        """Attend, then think about it."""
        attended = self.attention(self.attention_norm(x), tokens, training=training)
        x = x + self.residual_dropout(attended, training=training)
        thought = self.contract(self.expand(self.feed_forward_norm(x)))
        return x + self.residual_dropout(thought, training=training)

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


@keras.saving.register_keras_serializable(package=PACKAGE)
class AttentionPooling(keras.layers.Layer):
    """One vector for a sentence: the mean of its states, weighted by a learned score for each.

    Inputs: x (batch, length, hidden_size) and tokens (batch, length). Output: (batch, hidden_size).
    """

    def build(self, x_shape, tokens_shape=None):
        """Make the score."""
        self.score = keras.layers.Dense(1, name="score", dtype=self.dtype_policy)
        self.score.build(x_shape)

    def weights_of_states(self, x, tokens):
        """How much each state counts: (batch, length), each row summing to 1."""
        padding = ops.cast(ops.equal(tokens, PADDING), self.compute_dtype) * MASKED
        return ops.softmax(self.score(x)[..., 0] + padding, axis=-1)

    def call(self, x, tokens):
        """Average the states."""
        return ops.sum(x * self.weights_of_states(x, tokens)[..., None], axis=1)

    def compute_output_shape(self, x_shape, tokens_shape=None):
        """A vector for each sentence."""
        return (x_shape[0], x_shape[-1])


@keras.saving.register_keras_serializable(package=PACKAGE)
class NgramPooling(keras.layers.Layer):
    """The strongest answer of each n-gram detector anywhere in the sentence (Kim 2014), over bare token vectors.

    Inputs: vectors (batch, length, embedding_size), zero at padding, and tokens (batch, length).
    Output: (batch, num_filters * len(widths)), not negative.
    """

    def __init__(self, num_filters: int, widths: tuple[int, ...] = (2, 3), **kwargs):
        super().__init__(**kwargs)
        self.num_filters = num_filters
        self.widths = tuple(widths)

    def build(self, vectors_shape, tokens_shape=None):
        """Make one convolution for each width."""
        self.detectors = [
            keras.layers.Conv1D(
                self.num_filters,
                width,
                padding="same",
                activation="relu",
                name=f"width_{width}",
                dtype=self.dtype_policy,
            )
            for width in self.widths
        ]
        for detector in self.detectors:
            detector.build(vectors_shape)

    def call(self, vectors, tokens):
        """Slide the detectors, keep each one's maximum over the real tokens."""
        # Detectors answer with at least 0, so a 0 at padding never wins over a token.
        real = ops.cast(ops.not_equal(tokens, PADDING), self.compute_dtype)[..., None]
        return ops.concatenate([ops.max(detector(vectors) * real, axis=1) for detector in self.detectors], axis=-1)

    def compute_output_shape(self, vectors_shape, tokens_shape=None):
        """A number for each detector."""
        return (vectors_shape[0], self.num_filters * len(self.widths))

    def get_config(self):
        """What rebuilds the layer."""
        return {**super().get_config(), "num_filters": self.num_filters, "widths": list(self.widths)}


@dataclass(frozen=True)
class TransformerSizes:
    """The sizes of :func:`build_transformer`."""

    window_size: int = 256
    """The most tokens that go in at once."""
    hidden_size: int = 128
    """The width of token vectors and states, a multiple of ``num_heads``."""
    num_layers: int = 2
    """Transformer blocks."""
    num_heads: int = 4
    """Heads of each block's attention."""
    feed_forward_size: int = 256
    """The inner width of each block's feed-forward network."""
    num_filters: int = 64
    """N-gram detectors of each width; 0 leaves the Transformer alone."""
    filter_widths: tuple[int, ...] = (2, 3)
    """How many tokens such a detector sees."""
    dropout: float = 0.2
    """The share of values zeroed while training."""
    num_buckets: int = 0
    """Rows of a hashed table of n-grams whose votes are added to the logits; 0 for none."""


def build_transformer(vocabulary_size: int, num_labels: int, sizes: TransformerSizes) -> keras.Model:
    """Build the reader: a Transformer encoder, and an n-gram reader over the same token vectors.

    Args:
        vocabulary_size: tokens, padding included.
        num_labels: logits that come out.
        sizes: of the layers.

    Returns:
        A model from tokens, (batch, length) int32, to logits, (batch, num_labels) float32.
    """
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    vectors = TokenEmbedding(vocabulary_size, sizes.hidden_size, name="embedding")(tokens)
    x = AddPositions(sizes.window_size, name="positions")(vectors)
    x = keras.layers.Dropout(sizes.dropout, name="embedding_dropout")(x)
    vectors = keras.layers.Dropout(sizes.dropout, name="vectors_dropout")(vectors)
    for index in range(sizes.num_layers):
        x = EncoderBlock(sizes.num_heads, sizes.feed_forward_size, sizes.dropout / 2, name=f"block_{index + 1}")(
            x, tokens
        )
    x = keras.layers.LayerNormalization(name="final_norm")(x)
    features = AttentionPooling(name="attention_pooling")(x, tokens)
    if sizes.num_filters:
        ngrams = NgramPooling(sizes.num_filters, sizes.filter_widths, name="ngram_pooling")(vectors, tokens)
        features = keras.layers.Concatenate(name="features")([features, ngrams])
    features = keras.layers.Dropout(0.5, name="features_dropout")(features)
    logits = keras.layers.Dense(num_labels, dtype="float32", name="logits")(features)
    if sizes.num_buckets:
        numbers = NgramTable(sizes.num_buckets, checked=True, squared=True, name="ngrams", dtype="float32")(tokens)
        votes = NgramVote(power=0.0, name="votes", dtype="float32")(numbers, tokens)
        vote_logits = keras.layers.Dense(num_labels, use_bias=False, dtype="float32", name="vote_logits")(votes)
        logits = keras.layers.Add(name="sum", dtype="float32")([logits, vote_logits])
    return keras.Model(tokens, logits, name="sentiment_transformer")

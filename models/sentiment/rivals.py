"""The other ways to read a sentence, to stand beside the Transformer: each sees something that another does not.

All of them map tokens, (batch, length) int32 with padding (0) at the right, to logits, and none is changed by
padding. Each begins with token vectors or, the linear one, with a table of n-grams.
"""

from collections.abc import Callable
from dataclasses import dataclass

import keras
from keras import ops

from models.sentiment.architectures import MeanPooling
from models.sentiment.lookups import PACKAGE, PADDING, NgramTable, NgramVote, TokenEmbedding

KIM_WIDTHS = (3, 4, 5)
RECURRENT: dict[str, Callable[..., keras.layers.Layer]] = {
    "rnn": keras.layers.SimpleRNN,
    "lstm": keras.layers.LSTM,
    "gru": keras.layers.GRU,
    "bilstm": keras.layers.LSTM,
}
RIVALS = ("linear", "bag", "textcnn", *RECURRENT)
"""From the simplest to the one that sees most."""


@keras.saving.register_keras_serializable(package=PACKAGE)
class NgramPooling(keras.layers.Layer):
    """The strongest answer of each n-gram detector anywhere in the sentence (Kim 2014).

    Inputs: vectors (batch, length, embedding_size), zero at padding, and tokens (batch, length).
    Output: (batch, num_filters * len(widths)), not negative.
    """

    def __init__(self, num_filters: int, widths: tuple[int, ...] = KIM_WIDTHS, **kwargs):
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


@keras.saving.register_keras_serializable(package=PACKAGE)
class LastState(keras.layers.Layer):
    """The state after the last token of each text, before any padding.

    Inputs: states (batch, length, size) and tokens (batch, length). Output: (batch, size).
    """

    def call(self, states, tokens):
        """Pick it; of a text without tokens, the first."""
        last = ops.maximum(_sizes(tokens) - 1, 0)
        return ops.take_along_axis(states, last[:, None, None], axis=1)[:, 0]

    def compute_output_shape(self, states_shape, tokens_shape=None):
        """A state for each text."""
        return (states_shape[0], states_shape[-1])


@keras.saving.register_keras_serializable(package=PACKAGE)
class Backwards(keras.layers.Layer):
    """Each text from its last token to its first; padding stays at the right.

    Inputs: x (batch, length, size) and tokens (batch, length). Output: like x.
    """

    def call(self, x, tokens):
        """Turn round."""
        places = ops.arange(ops.shape(tokens)[1], dtype="int32")[None]
        sizes = _sizes(tokens)[:, None]
        turned = ops.where(places < sizes, sizes - 1 - places, places)
        return ops.take_along_axis(x, turned[..., None], axis=1)

    def compute_output_shape(self, x_shape, tokens_shape=None):
        """The shape of x."""
        return x_shape


def _sizes(tokens):
    """How many tokens of each row are real: (batch,) int32."""
    return ops.sum(ops.cast(ops.not_equal(tokens, PADDING), "int32"), axis=1)


@dataclass(frozen=True)
class RivalSizes:
    """The sizes of :func:`build_rival`; each architecture takes those that it has."""

    embedding_size: int = 32
    """Numbers of a token vector."""
    hidden_size: int = 64
    """Numbers of a recurrent state, or of the bag's hidden layer."""
    num_filters: int = 64
    """The TextCNN's detectors of each width."""
    num_buckets: int = 131_071
    """Rows of the linear model's table."""
    dropout: float = 0.2
    """The share of token vectors' values zeroed while training; before the logits it is a half."""


def build_rival(architecture: str, vocabulary_size: int, num_labels: int, sizes: RivalSizes) -> keras.Model:
    """Build one of :data:`RIVALS`.

    * ``linear``: logistic regression over words, pairs and triples of tokens (Wang & Manning 2012, hashed).
    * ``bag``: the mean of the token vectors, then one hidden layer (Iyyer et al. 2015).
    * ``textcnn``: detectors of three, four and five tokens, the strongest answer of each (Kim 2014).
    * ``rnn``, ``lstm``, ``gru``: a state carried from token to token (Elman 1990, Hochreiter & Schmidhuber 1997,
      Cho et al. 2014); what it is after the last token decides.
    * ``bilstm``: one LSTM forwards and one backwards (Graves & Schmidhuber 2005).

    Args:
        architecture: which.
        vocabulary_size: tokens, padding included.
        num_labels: logits that come out.
        sizes: of its layers.

    Returns:
        A model from tokens, (batch, length) int32, to logits, (batch, num_labels) float32.
    """
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    if architecture == "linear":
        numbers = NgramTable(sizes.num_buckets, size=num_labels, name="ngrams", dtype="float32")(tokens)
        votes = NgramVote(name="votes", dtype="float32")(numbers, tokens)
        logits = keras.layers.Dense(num_labels, dtype="float32", name="logits")(votes)
        return keras.Model(tokens, logits, name="sentiment_linear")
    vectors = TokenEmbedding(vocabulary_size, sizes.embedding_size, name="embedding")(tokens)
    x = keras.layers.Dropout(sizes.dropout, name="embedding_dropout")(vectors)
    if architecture == "bag":
        mean = MeanPooling(name="mean_pooling")(x, tokens)
        features = keras.layers.Dense(sizes.hidden_size, activation="relu", name="hidden")(mean)
    elif architecture == "textcnn":
        features = NgramPooling(sizes.num_filters, name="ngram_pooling")(x, tokens)
    else:
        layer = RECURRENT[architecture]
        states = layer(sizes.hidden_size, return_sequences=True, name="forwards")(x)
        features = LastState(name="last_state")(states, tokens)
        if architecture == "bilstm":
            turned = Backwards(name="turn")(x, tokens)
            backwards = layer(sizes.hidden_size, return_sequences=True, name="backwards")(turned)
            first = LastState(name="first_state")(backwards, tokens)
            features = keras.layers.Concatenate(name="features")([features, first])
    features = keras.layers.Dropout(0.5, name="features_dropout")(features)
    logits = keras.layers.Dense(num_labels, dtype="float32", name="logits")(features)
    return keras.Model(tokens, logits, name=f"sentiment_{architecture}")

"""The network that writes: an embedding, recurrent layers, a logit for each character.

    tokens -> embedding -> dropout -> [recurrent layer -> dropout] x num_layers -> logits

Only plain Keras layers, so a saved network loads with ``keras.models.load_model`` and nothing else. It has no state
of its own: the recurrent states are inputs, and the new ones are outputs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from models.errors import PlaygroundError

CELLS: dict[str, type[keras.layers.Layer]] = {
    "lstm": keras.layers.LSTM,
    "gru": keras.layers.GRU,
    "rnn": keras.layers.SimpleRNN,
}
STATE_NAMES = {"lstm": ("hidden", "cell"), "gru": ("hidden",), "rnn": ("hidden",)}


@dataclass(frozen=True)
class Architecture:
    """What a network that writes is made of, whatever its vocabulary."""

    embedding_size: int
    """Numbers that stand for one character."""
    hidden_size: int
    """Units of each recurrent layer."""
    num_layers: int
    """Recurrent layers."""
    dropout: float = 0.0
    """Share of units dropped after each recurrent layer, the same ones at every time step (Gal and Ghahramani 2016)."""
    embedding_dropout: float = 0.0
    """The same for the embedding."""
    cell: str = "lstm"
    """``lstm``, ``gru`` or ``rnn``."""
    tied: bool = False
    """Use the embedding again as the output layer, behind a projection to its size (Press and Wolf 2017): right for
    the thousands of Chinese characters."""
    one_hot: bool = False
    """Let a one at its place among zeros stand for each character: an embedding that is the identity, and never
    learns; ``embedding_size`` plays no part."""
    bidirectional: bool = False
    """Every layer reads the tokens from right to left, too, and there are no states to carry. Such a network has read
    the character that it predicts, so it can be trained, but it cannot write."""


def build_network(
    vocabulary_size: int,
    architecture: Architecture,
    layers: Mapping[str, Callable[..., keras.layers.Layer]] = CELLS,
) -> keras.Model:
    """Build the network: ``[tokens, *states] -> [logits, *new_states]``.

    Shapes: tokens (batch, time) int32, each state (batch, hidden_size), logits (batch, time, vocabulary_size).
    An LSTM has two states a layer, first hidden then cell; the others have one.

    Args:
        vocabulary_size: tokens, ``unknown`` included.
        architecture: the layers and their sizes.
        layers: the layer class of each cell; training may bring one with the same weights that learns faster.

    Raises:
        PlaygroundError: an unknown cell.
    """
    cell, hidden_size, dropout = architecture.cell, architecture.hidden_size, architecture.dropout
    if cell not in layers:
        raise PlaygroundError("Expected the cell lstm, gru or rnn, received {received}.", received=cell)
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    one_hot = architecture.one_hot
    embedding_size = vocabulary_size if one_hot else architecture.embedding_size
    # Tied, the embedding is also an output layer: there, the default's tiny numbers would learn slowly.
    random = keras.initializers.RandomNormal(stddev=embedding_size**-0.5)
    embedding = keras.layers.ReversibleEmbedding(
        vocabulary_size,
        embedding_size,
        embeddings_initializer=keras.initializers.Identity() if one_hot else random,
        trainable=not one_hot,
        name="embedding",
    )
    x = embedding(tokens)
    if architecture.embedding_dropout:
        noise_shape = (None, 1, embedding_size)
        x = keras.layers.Dropout(architecture.embedding_dropout, noise_shape=noise_shape, name="dropout_0")(x)
    states, new_states = [], []
    for number in range(1, architecture.num_layers + 1):
        if architecture.bidirectional:
            # Wrapped by Keras, thus Keras's own layer: the wrapper makes its second one from the first.
            layer = CELLS[cell](hidden_size, return_sequences=True)
            x = keras.layers.Bidirectional(layer, name=f"recurrent_{number}")(x)
        else:
            before = [keras.Input((hidden_size,), name=f"{name}_{number}") for name in STATE_NAMES[cell]]
            layer = layers[cell](hidden_size, return_sequences=True, return_state=True, name=f"recurrent_{number}")
            x, *after = layer(x, initial_state=before)
            states += before
            new_states += after
        if dropout:
            x = keras.layers.Dropout(dropout, noise_shape=(None, 1, x.shape[-1]), name=f"dropout_{number}")(x)
    if architecture.tied:
        logits = embedding(keras.layers.Dense(embedding_size, name="projection")(x), reverse=True)
    else:
        logits = keras.layers.Dense(vocabulary_size, dtype="float32", name="logits")(x)
    return keras.Model([tokens, *states], [logits, *new_states], name="writer")


def check_can_write(network: keras.Model, name: str) -> None:
    """Refuse a network that reads from right to left, too: its next character is one that it has not read yet.

    Args:
        network: of :func:`build_network`.
        name: what to call it.

    Raises:
        PlaygroundError: it is bidirectional.
    """
    if any(isinstance(layer, keras.layers.Bidirectional) for layer in network.layers):
        raise PlaygroundError(
            "Expected a network that reads from left to right, received {name}, which also reads from right to left: "
            "it predicts a character that it has already read, so it cannot write the next one.",
            name=name,
        )


def empty_states(network: keras.Model, batch_size: int) -> list[np.ndarray]:
    """The states of a network that has read nothing: zeros of shape (batch_size, hidden_size) each."""
    return [np.zeros((batch_size, state.shape[-1]), np.float32) for state in network.inputs[1:]]


def run_in_pieces(network: keras.Model, tokens: np.ndarray, piece_length: int) -> Any:
    """Yield the logits of ``tokens`` (batch, time), ``piece_length`` steps at a time, the states carried through.

    Each piece is an array (batch, steps, vocabulary_size).
    """
    if keras.config.backend() == "tensorflow":
        # Compiling with XLA takes longer than the reading does.
        network.jit_compile = False
    states = empty_states(network, len(tokens))
    for start in range(0, tokens.shape[1], piece_length):
        outputs = network.predict_on_batch([tokens[:, start : start + piece_length], *states])
        logits, *states = outputs if states else [outputs]
        yield logits

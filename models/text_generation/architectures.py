"""The network that writes: an embedding, recurrent layers, a logit for each character.

    tokens -> embedding -> dropout -> [recurrent layer -> dropout] x num_layers -> logits

Only plain Keras layers, so a saved network loads with ``keras.models.load_model`` and nothing else. It has no state
of its own: the recurrent states are inputs, and the new ones are outputs.
"""

from collections.abc import Callable, Mapping
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


def build_network(
    vocabulary_size: int,
    embedding_size: int,
    hidden_size: int,
    num_layers: int,
    dropout: float = 0.0,
    embedding_dropout: float = 0.0,
    cell: str = "lstm",
    tied: bool = False,
    layers: Mapping[str, Callable[..., keras.layers.Layer]] = CELLS,
) -> keras.Model:
    """Build the network: ``[tokens, *states] -> [logits, *new_states]``.

    Shapes: tokens (batch, time) int32, each state (batch, hidden_size), logits (batch, time, vocabulary_size).
    An LSTM has two states a layer, first hidden then cell; the others have one.

    Args:
        vocabulary_size: tokens, ``unknown`` included.
        embedding_size: numbers that stand for one character.
        hidden_size: units of each recurrent layer.
        num_layers: recurrent layers.
        dropout: share of units dropped after each recurrent layer, the same ones at every time step
            (Gal and Ghahramani 2016).
        embedding_dropout: the same for the embedding.
        cell: ``lstm``, ``gru`` or ``rnn``.
        tied: use the embedding again as the output layer, behind a projection to its size (Press and Wolf 2017):
            right for the thousands of Chinese characters.
        layers: the layer class of each cell; training may bring one with the same weights that learns faster.

    Raises:
        PlaygroundError: an unknown cell.
    """
    if cell not in layers:
        raise PlaygroundError("Expected the cell lstm, gru or rnn, received {received}.", received=cell)
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    embedding = keras.layers.ReversibleEmbedding(
        vocabulary_size,
        embedding_size,
        # Tied, the embedding is also an output layer: there, the default's tiny numbers would learn slowly.
        embeddings_initializer=keras.initializers.RandomNormal(stddev=embedding_size**-0.5),
        name="embedding",
    )
    x = embedding(tokens)
    if embedding_dropout:
        x = keras.layers.Dropout(embedding_dropout, noise_shape=(None, 1, embedding_size), name="dropout_0")(x)
    states, new_states = [], []
    for number in range(1, num_layers + 1):
        before = [keras.Input((hidden_size,), name=f"{name}_{number}") for name in STATE_NAMES[cell]]
        layer = layers[cell](hidden_size, return_sequences=True, return_state=True, name=f"recurrent_{number}")
        x, *after = layer(x, initial_state=before)
        if dropout:
            x = keras.layers.Dropout(dropout, noise_shape=(None, 1, hidden_size), name=f"dropout_{number}")(x)
        states += before
        new_states += after
    if tied:
        logits = embedding(keras.layers.Dense(embedding_size, name="projection")(x), reverse=True)
    else:
        logits = keras.layers.Dense(vocabulary_size, dtype="float32", name="logits")(x)
    return keras.Model([tokens, *states], [logits, *new_states], name="writer")


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
        logits, *states = network.predict_on_batch([tokens[:, start : start + piece_length], *states])
        yield logits

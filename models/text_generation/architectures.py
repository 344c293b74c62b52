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
    one_hot: bool = False,
    bidirectional: bool = False,
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
        one_hot: let a one at its place among zeros stand for each character: an embedding that is the identity, and
            never learns; ``embedding_size`` plays no part.
        bidirectional: every layer reads the tokens from right to left, too, and there are no states to carry. Such a
            network has read the character that it predicts, so it can be trained, but it cannot write.

    Raises:
        PlaygroundError: an unknown cell.
    """
    if cell not in layers:
        raise PlaygroundError("Expected the cell lstm, gru or rnn, received {received}.", received=cell)
    tokens = keras.Input((None,), dtype="int32", name="tokens")
    embedding_size = vocabulary_size if one_hot else embedding_size
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
    if embedding_dropout:
        x = keras.layers.Dropout(embedding_dropout, noise_shape=(None, 1, embedding_size), name="dropout_0")(x)
    states, new_states = [], []
    for number in range(1, num_layers + 1):
        if bidirectional:
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
    if tied:
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

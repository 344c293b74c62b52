"""Two shipped models whose weights flow into NumPy: the same text through both, and how far their probabilities are.

The networks are written anew in :mod:`models.from_scratch.networks`, every layer of them, the calibrated softmax
included. Taken over from the shipped models are the weights, the temperature, and what comes before the network:
turning text into tokens, and cutting a long review into windows.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np

from models.errors import PlaygroundError
from models.from_scratch.activations import softmax
from models.from_scratch.networks import CharacterLSTM, SentimentTransformer
from models.sentiment.classifier import SentimentClassifier
from models.sentiment.windows import cut
from models.storage import open_model
from models.text_generation.architectures import empty_states
from models.text_generation.generator import TASK, load_network
from models.text_generation.vocabulary import Vocabulary

START, END = "[start]", "[end]"
"""What stands for the two places that the sentiment network puts around a text."""


@dataclass(frozen=True)
class Beside:
    """The same probabilities, computed twice."""

    ours: np.ndarray
    """NumPy's; each row sums to 1."""
    keras: np.ndarray
    """Keras's, of the same shape."""

    @property
    def largest(self) -> float:
        """The largest difference of two probabilities."""
        return float(np.abs(self.ours - self.keras).max(initial=0.0))


def weights_of(network: keras.Model) -> dict[str, np.ndarray]:
    """A network's weights by name, such as ``block_1/attention_norm/gamma``."""
    return {
        variable.path.replace("/lstm_cell", ""): keras.ops.convert_to_numpy(variable) for variable in network.weights
    }


def writer(network: keras.Model) -> CharacterLSTM:
    """The NumPy twin of a network that writes, of LSTM layers and with an output layer of its own.

    Raises:
        PlaygroundError: it is of another kind.
    """
    kinds = [type(layer).__name__ for layer in network.layers if layer.name.startswith("recurrent_")]
    names = {layer.name for layer in network.layers}
    if not kinds or set(kinds) != {"LSTM"} or "logits" not in names:
        raise PlaygroundError(
            "Expected a network of LSTM layers and an output layer of its own, received {received}.",
            received=", ".join([*kinds, *sorted(names & {"logits", "projection"})]),
        )
    return CharacterLSTM(weights_of(network))


def reader(network: keras.Model) -> SentimentTransformer:
    """The NumPy twin of a sentiment Transformer.

    Raises:
        PlaygroundError: the network is of another kind.
    """
    blocks = [layer for layer in network.layers if type(layer).__name__ == "EncoderBlock"]
    if not blocks:
        raise PlaygroundError(
            "Expected a Transformer of encoder blocks, received {received}.",
            received=", ".join(type(layer).__name__ for layer in network.layers),
        )
    return SentimentTransformer(weights_of(network), blocks[0].num_heads, blocks[0].attention_norm.epsilon)


class ShippedWriter:
    """A shipped network that writes, in NumPy and in Keras.

    Args:
        network: Keras's.
        vocabulary: its characters.
    """

    def __init__(self, network: keras.Model, vocabulary: Vocabulary) -> None:
        if keras.config.backend() == "tensorflow":
            network.jit_compile = False  # XLA would compile every length anew
        self.network, self.vocabulary = network, vocabulary
        self.twin = writer(network)

    @classmethod
    def load(cls, name: str = "shakespeare") -> "ShippedWriter":
        """Open a preset.

        Raises:
            PlaygroundError: it is missing, damaged, or of another kind.
        """
        folder = open_model(name, TASK)
        return cls(load_network(folder), Vocabulary.load(folder.path / "vocabulary.json"))

    def compare(self, text: str) -> Beside:
        """The probabilities of what follows each character of ``text``: (len(text), vocabulary_size).

        Raises:
            PlaygroundError: the text is empty.
        """
        if not text:
            raise PlaygroundError("Expected a text of at least one character, received none.")
        tokens = self.vocabulary.encode(text)[None]
        by_keras = self.network([tokens, *empty_states(self.network, 1)], training=False)[0]
        return Beside(
            self.twin.probabilities(tokens)[0],
            keras.ops.convert_to_numpy(keras.ops.softmax(by_keras))[0],
        )


class ShippedReader:
    """A shipped sentiment Transformer, in NumPy and in Keras.

    Args:
        classifier: the shipped model.
    """

    def __init__(self, classifier: SentimentClassifier) -> None:
        self.classifier = classifier
        self.twin = reader(classifier.network)
        # A layer keeps what it works out on its way forward: two threads at once could mix their texts.
        self._one_at_a_time = threading.Lock()

    @classmethod
    def load(cls, name: str = "sentiment_en") -> "ShippedReader":
        """Open a preset.

        Raises:
            PlaygroundError: it is missing, damaged, or of another kind.
        """
        return cls(SentimentClassifier.load(name))

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """NumPy's answer, (texts, labels); a review of several windows is their mean, weighted by their tokens.

        Raises:
            PlaygroundError: a text without anything that can be read.
        """
        rows = []
        for tokens in self.classifier.tokenizer.encode(texts):
            if not len(tokens):
                raise PlaygroundError("Expected a text with something to read in it, received none.")
            windows = cut(tokens, self.classifier.window_size)
            with self._one_at_a_time:
                logits = np.stack([self.twin.logits(window[None])[0] for window in windows])
            mean = np.average(logits, axis=0, weights=[len(window) for window in windows])
            rows.append(softmax(mean / self.classifier.temperature))
        return np.stack(rows)

    def compare(self, texts: Sequence[str]) -> Beside:
        """The probabilities of each text: (texts, labels)."""
        return Beside(self.probabilities(texts), self.classifier.probabilities(texts))

    def attention(
        self, text: str, block: int = 0, most: int | None = None, use_causal_mask: bool = False
    ) -> tuple[list[str], dict[str, np.ndarray]]:
        """The tokens of a text and what the attention of one of the network's blocks makes of them.

        Args:
            text: any text.
            block: which block, from 0 on.
            most: tokens of the text that are read; one window of them unless given.
            use_causal_mask: whether this one attention is kept from looking ahead. The shipped network never is.

        Returns:
            The tokens between the marks of start and end, :data:`START` and :data:`END`, and what
            :meth:`models.from_scratch.attention.MultiHeadAttention.show_work` says of them all.

        Raises:
            PlaygroundError: the text has nothing that can be read.
        """
        (tokens,) = self.classifier.tokenizer.encode([text])
        if not len(tokens):
            raise PlaygroundError("Expected a text with something to read in it, received none.")
        tokens = tokens[: min(most or self.classifier.window_size, self.classifier.window_size)]
        with self._one_at_a_time:
            given = self.twin.into_attention(tokens[None], block)
        work = self.twin.blocks[block].attention.show_work(given, use_causal_mask=use_causal_mask)
        return [START, *self.classifier.tokenizer.pieces(text)[: len(tokens)], END], work

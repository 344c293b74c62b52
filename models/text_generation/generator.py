"""The task object of the family: a preset that writes, and that scores what others wrote."""

import os
from collections.abc import Iterator

import keras
import numpy as np
from threadpoolctl import threadpool_limits

from models.errors import DamagedModelError, PlaygroundError
from models.storage import ModelFolder, open_model
from models.text_generation.sampling import check, draw, is_integer, next_probabilities
from models.text_generation.steps import State, StepNetwork
from models.text_generation.vocabulary import UNKNOWN, Vocabulary

TASK = "text_generation"
PROMPT_CHARACTERS_READ = 2_000
"""Of a longer prompt only the end is read: what stands further back has no influence that one could measure."""
_PIECE = 256
_START = "\n"


def load_network(folder: ModelFolder) -> keras.Model:
    """The Keras network of a verified folder.

    Raises:
        DamagedModelError: Keras cannot read it.
    """
    try:
        return keras.models.load_model(folder.path / "model.keras", compile=False)
    except Exception:
        raise DamagedModelError(
            "The model folder {name} is damaged: {file} should hold a network and does not.",
            name=folder.name,
            file="model.keras",
        ) from None


class TextGenerator:
    """Writes text, one character at a time, and says how probable a text is.

    It never changes after it is made: visitors in any number of threads may share one.

    Args:
        network: the weights, in NumPy.
        vocabulary: the characters that it knows.
    """

    def __init__(self, network: StepNetwork, vocabulary: Vocabulary) -> None:
        self.network = network
        self.vocabulary = vocabulary

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str]) -> "TextGenerator":
        """Load a preset by its name or a finished run by its folder.

        Raises:
            PlaygroundError: there is no such model, or its files are damaged.
        """
        folder = open_model(name_or_path, TASK)
        vocabulary = Vocabulary.load(folder.path / "vocabulary.json")
        network = StepNetwork(load_network(folder))
        if network.vocabulary_size != len(vocabulary):
            raise DamagedModelError(
                "The model folder {name} is damaged: expected a vocabulary of {expected} tokens, received {received}.",
                name=folder.name,
                expected=network.vocabulary_size,
                received=len(vocabulary),
            )
        # For one step of one text a second BLAS thread costs more than it brings. Set for good: a limit that one
        # visitor's thread lifts at its end would be lifted for the others too.
        threadpool_limits(limits=1, user_api="blas")
        return cls(network, vocabulary)

    def unknown_characters(self, prompt: str) -> list[str]:
        """The characters of ``prompt`` that the network has never learnt, each once: they are read as ``unknown``."""
        return self.vocabulary.unknown_characters(prompt)

    def stream(
        self,
        prompt: str,
        length: int = 500,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        seed: int | None = None,
    ) -> Iterator[str]:
        r"""Write on from a prompt.

        The prompt is read from an empty state, its last :data:`PROMPT_CHARACTERS_READ` characters. An empty prompt
        is the beginning of a line. A prompt to Tang poetry is the beginning of a poem: it is read behind the
        end-of-poem token ``"\n"``.

        Args:
            prompt: what comes before; not repeated.
            length: how many characters to write.
            temperature: below 1 more probable, above 1 more surprising characters; 0 always takes the most probable.
            top_k: choose among this many characters only.
            top_p: choose among the most probable characters that together reach this probability.
            seed: a number of 0 or more makes the text the same each time.

        Returns:
            an iterator over exactly ``length`` single characters; closing it stops the writing.

        Raises:
            PlaygroundError: at once, for an argument out of its range.
        """
        if not isinstance(prompt, str):
            raise PlaygroundError("Expected a text as the prompt, received {received}.", received=type(prompt).__name__)
        if not is_integer(length) or length < 0:
            raise PlaygroundError("Expected a length of 0 or more characters, received {received}.", received=length)
        if seed is not None and (not is_integer(seed) or seed < 0):
            raise PlaygroundError("Expected a seed of 0 or more, or none, received {received}.", received=seed)
        check(temperature, top_k, top_p)
        prompt = prompt[-PROMPT_CHARACTERS_READ:]
        if self.vocabulary.poems or not prompt:
            prompt = _START + prompt
        return self._write(prompt, int(length), temperature, top_k, top_p, seed)

    def _write(
        self,
        prompt: str,
        length: int,
        temperature: float,
        top_k: int | None,
        top_p: float | None,
        seed: int | None,
    ) -> Iterator[str]:
        random = np.random.default_rng(seed)
        outputs, state = self.network.read(self.vocabulary.encode(prompt), self.network.empty_state())
        for written in range(1, length + 1):
            logits = self.network.logits(outputs[-1]).astype(np.float64)
            logits[UNKNOWN] = -np.inf
            token = draw(next_probabilities(logits, temperature, top_k, top_p), random)
            yield self.vocabulary.characters[token - 1]
            if written < length:
                outputs, state = self.network.read([token], state)

    def score(self, text: str) -> np.ndarray:
        """How surprising each character of ``text`` is after those before it, read from an empty state.

        Args:
            text: of any length; a character outside the vocabulary counts as ``unknown``.

        Returns:
            float64 of shape (len(text) - 1,): minus the log-probability, in nats, of the second character, the
            third, and so on; empty for a text of fewer than two characters.
        """
        if not isinstance(text, str):
            raise PlaygroundError("Expected a text to score, received {received}.", received=type(text).__name__)
        tokens = self.vocabulary.encode(text)
        state: list[State] = self.network.empty_state()
        pieces = [np.empty(0)]
        for start in range(0, len(tokens) - 1, _PIECE):
            targets = tokens[start + 1 : start + 1 + _PIECE]
            outputs, state = self.network.read(tokens[start : start + len(targets)], state)
            logits = self.network.logits(outputs).astype(np.float64)
            logits -= logits.max(axis=1, keepdims=True)
            pieces.append(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(targets)), targets])
        return np.concatenate(pieces)

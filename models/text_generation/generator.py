"""The task object of the family: a preset that writes, and that scores what others wrote."""

import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from pathlib import Path
from typing import Any

import keras
import numpy as np

from models.checks import is_integer
from models.errors import DamagedModelError, PlaygroundError
from models.one_thread import one_blas_thread
from models.storage import ModelFolder, open_model
from models.text_generation.architectures import check_can_write
from models.text_generation.copies import FILE_NAME as COPIES
from models.text_generation.copies import CopyIndex
from models.text_generation.sampling import (
    PROMPT_CHARACTERS_READ,
    Form,
    allowed_logits,
    check,
    draw,
    next_probabilities,
)
from models.text_generation.steps import LayerTrace, StepNetwork
from models.text_generation.surprise import EXACT_CHARACTERS, WARM, Surprise, nats, piece_length, surprise
from models.text_generation.units import TrackingUnit, load_units
from models.text_generation.vocabulary import UNKNOWN, Vocabulary

TASK = "text_generation"
_START = "\n"
Clamped = Mapping[tuple[int, int], float]
"""(layer number from 1, unit) -> the value at which the unit's output is held after every step; 0 silences it."""


@dataclass(frozen=True)
class NextCharacters:
    """What may come next.

    Attributes:
        characters: every character that the network knows, in the order of its vocabulary.
        before: the network's own probabilities, float64 (len(characters),), sums to 1.
        after: what is drawn from, once form, temperature, top-k and top-p have had their say; likewise.
    """

    characters: tuple[str, ...]
    before: np.ndarray
    after: np.ndarray


def load_network(folder: ModelFolder) -> keras.Model:
    """The Keras network of a verified folder.

    Raises:
        DamagedModelError: Keras cannot read it.
        PlaygroundError: it reads from right to left, too.
    """
    try:
        network = keras.models.load_model(folder.path / "model.keras", compile=False)
    except Exception:
        raise DamagedModelError(
            "The model folder {name} is damaged: {file} should hold a network and does not.",
            name=folder.name,
            file="model.keras",
        ) from None
    check_can_write(network, folder.name)
    return network


class TextGenerator:
    """Writes text, one character at a time, and says how probable a text is.

    It never changes after it is made: visitors in any number of threads may share one.

    Args:
        network: the weights, in NumPy.
        vocabulary: the characters that it knows.
        path: the folder that it was loaded from, if it was.
    """

    def __init__(self, network: StepNetwork, vocabulary: Vocabulary, path: Path | None = None) -> None:
        self.network = network
        self.vocabulary = vocabulary
        self.path = path

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
        return cls(network, vocabulary, folder.path)

    @cached_property
    def units(self) -> list[TrackingUnit] | None:
        """The units that track something readable; None where nobody measured them."""
        return None if self.path is None else load_units(self.path)

    @cached_property
    def copies(self) -> CopyIndex | None:
        """Which n-grams the training text has; None where there is no index.

        Raises:
            DamagedModelError: the file is not such an index.
        """
        path = None if self.path is None else self.path / COPIES
        return CopyIndex.load(path) if path is not None and path.is_file() else None

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
        *,
        clamped: Clamped | None = None,
        form: Form | None = None,
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
            clamped: units whose outputs are held while the prompt is read and the text is written.
            form: rules that the written text must keep; where they allow nothing, everything is allowed.

        Returns:
            an iterator over exactly ``length`` single characters; closing it stops the writing.

        Raises:
            PlaygroundError: at once, for an argument out of its range.
        """
        tokens = self._opening(prompt)
        if not is_integer(length) or length < 0:
            raise PlaygroundError("Expected a length of 0 or more characters, received {received}.", received=length)
        if seed is not None and (not is_integer(seed) or seed < 0):
            raise PlaygroundError("Expected a seed of 0 or more, or none, received {received}.", received=seed)
        check(temperature, top_k, top_p)
        self._check_clamped(clamped)
        return self._write(tokens, int(length), temperature, top_k, top_p, seed, clamped, form)

    def _opening(self, prompt: str) -> np.ndarray:
        """The tokens that are read before the first character is written."""
        if not isinstance(prompt, str):
            raise PlaygroundError("Expected a text as the prompt, received {received}.", received=type(prompt).__name__)
        prompt = prompt[-PROMPT_CHARACTERS_READ:]
        if self.vocabulary.poems or not prompt:
            prompt = _START + prompt
        return self.vocabulary.encode(prompt)

    def _check_clamped(self, clamped: Any) -> None:
        for unit, value in (clamped or {}).items():
            inside = (
                isinstance(unit, tuple)
                and len(unit) == 2
                and all(is_integer(number) for number in unit)
                and 1 <= unit[0] <= self.network.num_layers
                and 0 <= unit[1] < self.network.hidden_size
            )
            if not inside:
                raise PlaygroundError(
                    "Expected a layer from 1 to {layers} and a unit from 0 to {last}, received {received}.",
                    layers=self.network.num_layers,
                    last=self.network.hidden_size - 1,
                    received=str(unit),
                )
            if not isinstance(value, Real) or not math.isfinite(value):
                raise PlaygroundError(
                    "Expected a finite number at which to hold a unit, received {received}.", received=str(value)
                )

    def _write(
        self,
        tokens: np.ndarray,
        length: int,
        temperature: float,
        top_k: int | None,
        top_p: float | None,
        seed: int | None,
        clamped: Clamped | None,
        form: Form | None,
    ) -> Iterator[str]:
        if not length:
            return
        random = np.random.default_rng(seed)
        clamps, written = self.network.clamps(clamped), ""
        with one_blas_thread():
            outputs, state = self.network.read(tokens, self.network.empty_state(), clamps)
            logits = self.network.logits(outputs[-1])
        while True:
            logits = allowed_logits(logits, form, self.vocabulary, written)
            token = draw(next_probabilities(logits, temperature, top_k, top_p), random)
            character = self.vocabulary.characters[token - 1]
            yield character
            written += character
            if len(written) == length:
                return
            with one_blas_thread():
                outputs, state = self.network.read([token], state, clamps)
                logits = self.network.logits(outputs[-1])

    def next_characters(
        self,
        text: str,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        *,
        form: Form | None = None,
        clamped: Clamped | None = None,
    ) -> NextCharacters:
        """What :meth:`stream` would draw its first character from, with ``text`` as its prompt.

        Raises:
            PlaygroundError: for an argument out of its range.
        """
        tokens = self._opening(text)
        check(temperature, top_k, top_p)
        self._check_clamped(clamped)
        with one_blas_thread():
            outputs, _state = self.network.read(tokens, self.network.empty_state(), self.network.clamps(clamped))
            logits = self.network.logits(outputs[-1])
        before = next_probabilities(allowed_logits(logits, None, self.vocabulary, ""))
        after = next_probabilities(allowed_logits(logits, form, self.vocabulary, ""), temperature, top_k, top_p)
        return NextCharacters(self.vocabulary.characters, before[UNKNOWN + 1 :], after[UNKNOWN + 1 :])

    def trace(self, text: str) -> list[LayerTrace]:
        """What goes on in each recurrent layer while ``text`` is read from an empty state.

        Returns:
            a dictionary a layer, float32 (len(text), hidden_size) each; time 0 is the text's first character. An
            LSTM has ``input_gate, forget_gate, candidate, output_gate, cell, hidden``, a GRU ``update_gate,
            reset_gate, candidate, hidden``, a plain recurrent layer ``hidden``.
        """
        with one_blas_thread():
            return self.network.trace(self._encoded(text))

    def score(self, text: str, *, clamped: Clamped | None = None) -> np.ndarray:
        """How surprising each character of ``text`` is after those before it, read from an empty state.

        Args:
            text: of any length; a character outside the vocabulary counts as ``unknown``.
            clamped: units whose outputs are held while the text is read.

        Returns:
            float64 of shape (len(text) - 1,): minus the log-probability, in nats, of the second character, the
            third, and so on; empty for a text of fewer than two characters.
        """
        self._check_clamped(clamped)
        return nats(self.network, self._encoded(text), clamps=self.network.clamps(clamped))

    def score_in_pieces(self, text: str, warm: int = WARM, piece: int | None = None) -> np.ndarray:
        """:meth:`score`, several times as fast and not quite exact: in pieces that are read side by side.

        Args:
            text: of any length; memory grows by some 20 bytes a character.
            warm: characters before each piece that are read first, from an empty state.
            piece: characters of a piece; by default some, the longer the text the longer.

        Returns:
            float64 of shape (len(text) - 1,), as of :meth:`score`; exact for the first ``warm`` characters.
        """
        tokens = self._encoded(text)
        if not is_integer(warm) or warm < 0:
            raise PlaygroundError("Expected 0 or more characters to warm up on, received {received}.", received=warm)
        if piece is not None and (not is_integer(piece) or piece < 1):
            raise PlaygroundError("Expected pieces of 1 or more characters, received {received}.", received=piece)
        return nats(self.network, tokens, int(warm), int(piece or piece_length(len(tokens))))

    def surprise(self, text: str, alternatives: int = 3) -> Surprise:
        """How surprising each character of ``text`` is, and what the network would have written instead.

        Exact up to :data:`models.text_generation.surprise.EXACT_CHARACTERS` characters, in pieces above.

        Args:
            text: a character outside the vocabulary counts as ``unknown``.
            alternatives: how many other characters to name for each.
        """
        tokens = self._encoded(text)
        if not is_integer(alternatives) or alternatives < 0:
            raise PlaygroundError("Expected 0 or more alternatives, received {received}.", received=alternatives)
        exact = len(text) <= EXACT_CHARACTERS
        return surprise(self.network, self.vocabulary, tokens, int(alternatives), exact)

    def _encoded(self, text: str) -> np.ndarray:
        if not isinstance(text, str):
            raise PlaygroundError("Expected a text to score, received {received}.", received=type(text).__name__)
        return self.vocabulary.encode(text)

"""The task object: texts in, predictions out."""

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

import models.sentiment.rivals  # noqa: F401 - registers the layers of the shipped networks, the Transformer's too
from models.errors import DamagedModelError, PlaygroundError
from models.probabilities import softmax
from models.sentiment.normalisation import Change
from models.sentiment.reliability import Reliability, from_settings, kind_of_text
from models.sentiment.tokenizer import MAX_CHARACTERS, SentimentTokenizer
from models.sentiment.windows import pad, padded_lengths, read
from models.storage import open_model

SETTINGS = "classifier.json"
RELIABILITY = "reliability.json"
# Texts tokenized and read together: what is held in memory while thousands are classified.
TEXTS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Prediction:
    """What a text says, and how sure the model is."""

    label: str
    """The most probable label."""
    probabilities: dict[str, float]
    """Label -> probability, calibrated; they sum to 1."""


@dataclass(frozen=True)
class Reading:
    """How the model saw a text."""

    tokens: list[str]
    """The sub-words that were read, in order."""
    unknown: int
    """How many of them the model does not know."""
    unknown_words: tuple[str, ...]
    """What the text has in their places, each once, in order."""
    changes: tuple[Change, ...]
    """Links, handles, emoji, entities and lengthened words: what they are read as, in order."""
    respelt: tuple[tuple[str, str], ...]
    """Words taken for a slip of the finger: as they were typed and as they are read, each once, in order."""
    truncated: bool
    """Whether the text was longer than the model reads; what lies beyond was left out."""
    windows: int
    """How many pieces the text was read in; their opinions are averaged."""


@dataclass(frozen=True)
class Calibration:
    """What makes probabilities of logits, and how often they were right."""

    temperature: float
    """By which the logits are divided."""
    reliability: Sequence[Reliability] = ()
    """What a visitor is told, by kind of text: of test texts where it was measured on them."""
    decided: Sequence[Reliability] = ()
    """The same of the validation texts that decided where "cannot tell" begins; left out, they are the same."""


class SentimentClassifier:
    """Says whether a text is negative, neutral or positive.

    Safe to share between threads: nothing changes once it is loaded.

    >>> classifier = SentimentClassifier.load("sentiment_en")
    >>> classifier.classify(["this is not bad"])[0].label
    'positive'
    """

    def __init__(
        self,
        network: keras.Model,
        tokenizer: SentimentTokenizer,
        labels: Sequence[str],
        window_size: int,
        calibration: Calibration,
    ) -> None:
        self.labels = tuple(labels)
        self.tokenizer = tokenizer
        self.window_size = window_size
        self.temperature = calibration.temperature
        self.reliability = tuple(calibration.reliability)
        self.decided = tuple(calibration.decided) or self.reliability
        self.network = network
        if keras.config.backend() == "tensorflow":
            network.jit_compile = False  # XLA would compile every shape anew
        # Keras makes its prediction function on the first call, for the shapes it meets: before any visitor.
        with _FIRST_CALLS:
            for length in padded_lengths(window_size):
                network.predict_on_batch(pad([], length, 1))
            network.predict_on_batch(pad([], window_size, 2))

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str] = "sentiment_en") -> "SentimentClassifier":
        """Open a preset by name, or a finished run by path.

        Raises:
            PlaygroundError: the folder is missing or damaged.
        """
        folder = open_model(name_or_path, "sentiment")
        settings = _settings(folder.path)
        tokenizer = SentimentTokenizer.load(folder.path, settings["language"])
        network = keras.saving.load_model(folder.path / "model.keras", compile=False)
        decided = from_settings(settings.get("reliability", ()))
        return cls(
            network,
            tokenizer,
            settings["labels"],
            settings["window_size"],
            Calibration(settings["temperature"], _measured(folder.path) or decided, decided),
        )

    def classify(self, texts: Sequence[str]) -> list[Prediction]:
        """Read texts.

        A text without a single letter, digit or sign that can be read (an empty or blank one) says nothing: its
        label is neutral where the model knows that label, with all the probability; otherwise every label is as
        probable as any other, and the first is named. Of a very long text the first 50,000 characters are read.

        Args:
            texts: any number of them, none included.

        Returns:
            A prediction for each text, in order.

        Raises:
            PlaygroundError: ``texts`` is not a list of strings.
        """
        texts = _checked(texts)
        predictions: list[Prediction] = []
        for first in range(0, len(texts), TEXTS_AT_ONCE):
            for row in self.probabilities(texts[first : first + TEXTS_AT_ONCE]).tolist():
                label = self.labels[max(range(len(row)), key=row.__getitem__)]
                predictions.append(Prediction(label, dict(zip(self.labels, row, strict=True))))
        return predictions

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """The same as an array, float64 (texts, labels): columns in the order of ``labels``, each row summing to 1."""
        tokens = self.tokenizer.encode(_checked(texts))
        if not tokens:
            return np.zeros((0, len(self.labels)))
        probabilities = self.calibrated(read(self.network, tokens, self.window_size))
        empty = [len(one) == 0 for one in tokens]
        probabilities[empty] = self._nothing_said()
        return probabilities

    def calibrated(self, logits: np.ndarray) -> np.ndarray:
        """The probabilities that the network's logits, (texts, labels), stand for: float64 of the same shape."""
        return softmax(logits.astype("float64") / self.temperature)

    def read(self, text: str) -> Reading:
        """How a text is read: its sub-words, what is unknown, whether something was left out."""
        (text,) = _checked([text])
        tokens = self.tokenizer.pieces(text)
        unknown = self.tokenizer.unknown_pieces(text)
        return Reading(
            tokens=tokens,
            unknown=len(unknown),
            unknown_words=tuple(dict.fromkeys(unknown)),
            changes=self.tokenizer.changes(text),
            respelt=tuple(dict.fromkeys(self.tokenizer.respelt(text))),
            truncated=len(text) > MAX_CHARACTERS,
            windows=max(1, -(-len(tokens) // self.window_size)),
        )

    @property
    def language(self) -> str:
        """What it reads: ``english`` or ``chinese``."""
        return self.tokenizer.language

    def reliability_of(self, text: str) -> Reliability | None:
        """How often the model was right on texts of this kind; None where that was not measured."""
        kind = kind_of_text(text, len(self.tokenizer.encode([text])[0]))
        return next((one for one in self.reliability if one.of == kind), None)

    def _nothing_said(self) -> np.ndarray:
        if "neutral" in self.labels:
            return np.array([float(label == "neutral") for label in self.labels])
        return np.full(len(self.labels), 1 / len(self.labels))


_FIRST_CALLS = threading.Lock()


def _checked(texts: Sequence[str]) -> list[str]:
    if isinstance(texts, (str, bytes)) or not hasattr(texts, "__iter__"):
        raise PlaygroundError("Expected a list of texts, received {received}.", received=type(texts).__name__)
    checked = list(texts)
    for text in checked:
        if not isinstance(text, str):
            raise PlaygroundError(
                "Expected a list of texts, received one that holds {received}.", received=type(text).__name__
            )
    return checked


def _settings(path: Path) -> dict:
    try:
        settings = json.loads((path / SETTINGS).read_text(encoding="utf-8"))
        settings["labels"], settings["language"]
        int(settings["window_size"]), float(settings["temperature"])
        from_settings(settings.get("reliability", ()))
    except (OSError, ValueError, KeyError, TypeError):
        raise DamagedModelError(
            "The model folder {name} is damaged: {file} should hold the classifier's settings and does not.",
            name=path.name,
            file=SETTINGS,
        ) from None
    return settings


def _measured(path: Path) -> tuple[Reliability, ...]:
    """What the evaluation found on test texts; nothing where the model has not been evaluated."""
    if not (path / RELIABILITY).is_file():
        return ()
    try:
        written = json.loads((path / RELIABILITY).read_text(encoding="utf-8"))
        return from_settings(written["tables"], written["kind"])
    except (OSError, ValueError, KeyError, TypeError):
        raise DamagedModelError(
            "The model folder {name} is damaged: {file} should hold how often the model is right and does not.",
            name=path.name,
            file=RELIABILITY,
        ) from None

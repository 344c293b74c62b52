"""Small stand-ins for the three kinds of model, with the contracts' faces, and preset folders for them."""

import csv
import hashlib
import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from models.digit_gan.learning import Learning
from models.digit_gan.styles import Styles
from models.errors import PlaygroundError
from models.sentiment.normalisation import Change, as_meant
from models.sentiment.reliability import Bin, Reliability, kind_of_text
from models.storage import PRESETS, open_model, write_hashes
from models.text_generation.sampling import next_probabilities


@dataclass(frozen=True)
class FakePrediction:
    label: str
    probabilities: dict[str, float]


@dataclass(frozen=True)
class FakeReading:
    tokens: list[str]
    unknown: int
    unknown_words: tuple[str, ...]
    changes: tuple[Change, ...]
    respelt: tuple[tuple[str, str], ...]
    truncated: bool
    windows: int


class FakeClassifier:
    """Counts good words against bad ones."""

    labels = ("negative", "neutral", "positive")

    def __init__(self, language: str) -> None:
        self.language = language
        # What searches for flips asks for: words by spaces, and no table of their vectors.
        self.tokenizer = SimpleNamespace(
            locate=lambda text: (text, [one.span() for one in re.finditer(r"\w+|[^\w\s]", text)])
        )
        self.network = SimpleNamespace(layers=[])

    @classmethod
    def load(cls, name_or_path: str) -> "FakeClassifier":
        open_model(name_or_path)
        chinese = Path(name_or_path).name.startswith("sentiment_zh")
        return cls("chinese" if chinese else "english")

    def classify(self, texts: list[str]) -> list[FakePrediction]:
        predictions = []
        for text in texts:
            score = sum(text.count(word) for word in ("not bad", "good", "不错", "很")) - text.count("worse")
            score = max(-20, min(score, 20))
            weights = {"negative": 2.0**-score, "neutral": 0.5, "positive": 2.0**score}
            total = sum(weights[label] for label in self.labels)
            probabilities = {label: weights[label] / total for label in self.labels}
            predictions.append(FakePrediction(max(probabilities, key=probabilities.get), probabilities))
        return predictions

    def probabilities(self, texts: list[str]) -> np.ndarray:
        return np.array([list(one.probabilities.values()) for one in self.classify(texts)])

    def read(self, text: str) -> FakeReading:
        tokens = text[:50_000].split()
        unknown = [token for token in tokens if "漢" in token]
        respelt = (("godo", "good"),) if "godo" in tokens else ()
        return FakeReading(
            tokens,
            len(unknown),
            tuple(dict.fromkeys(unknown)),
            as_meant(text[:50_000], self.language).changes,
            respelt,
            len(text) > 50_000,
            1 + len(tokens) // 256,
        )

    def reliability_of(self, text: str) -> Reliability | None:
        """English and short, like a tweet or not: labels below 65% were guesses."""
        kind = kind_of_text(text, len(text.split()))
        if self.language == "chinese" or kind == "long":
            return None
        bins = [(0.0, 0.5, 0.45, 0.4, 80), (0.5, 0.65, 0.6, 0.55, 120), (0.65, 0.9, 0.8, 0.75, 200)]
        return Reliability(kind, tuple(Bin(*row) for row in [*bins, (0.9, 1.0, 0.95, 0.97, 100)]))


def explain(classifier: FakeClassifier, text: str) -> SimpleNamespace:
    """Finds nothing to explain."""
    return SimpleNamespace(words=())


@dataclass(frozen=True)
class FakeNextCharacters:
    characters: tuple[str, ...]
    before: np.ndarray
    after: np.ndarray


class FakeGenerator:
    """Writes letters; a seed fixes them."""

    copies = None

    @classmethod
    def load(cls, name_or_path: str) -> "FakeGenerator":
        open_model(name_or_path)
        return cls()

    def unknown_characters(self, prompt: str) -> list[str]:
        return sorted({character for character in prompt if ord(character) > 0xFFFF})

    def stream(
        self,
        prompt: str,
        length: int = 500,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        seed: int | None = None,
        *,
        form: object = None,
    ) -> Iterator[str]:
        if not 0 <= temperature <= 5:
            raise PlaygroundError("expected a temperature of 0 to 5, received {received}", received=temperature)
        dice = random.Random(f"{seed} {temperature} {top_k} {top_p}")
        for _position in range(length):
            yield dice.choice("abcdefgh *<b>_#\n")

    def next_characters(
        self,
        text: str,
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        *,
        form: object = None,
    ) -> "FakeNextCharacters":
        """The character after the text's last one in the alphabet is probable, a space and a new line less so."""
        characters = tuple("abcdefgh *<>_#\n")
        logits = np.array([1.0 / (1 + index) for index in range(len(characters))])
        logits[characters.index(text[-1]) + 1 - len(characters) if text[-1:] in characters else 0] = 4.0
        logits[characters.index(" ")] = 3.0
        logits[characters.index("\n")] = 2.5
        before = next_probabilities(logits)
        return FakeNextCharacters(
            characters=characters, before=before, after=next_probabilities(logits, temperature, top_k, top_p)
        )


class FakeJudge:
    """Reads the digit off the height of the block; its features are the height and where the ink lies."""

    def classify(self, images: np.ndarray) -> np.ndarray:
        return np.where(np.eye(10, dtype=bool)[self.recognise(images)], 0.91, 0.01)

    def recognise(self, images: np.ndarray) -> np.ndarray:
        rows = (np.asarray(images) > 0).any(axis=2).sum(axis=1)
        return np.clip((rows - 2) // 2, 0, 9)

    def features(self, images: np.ndarray) -> np.ndarray:
        array = np.asarray(images, np.float32) / 255
        return np.concatenate([10 * self.recognise(images)[:, None], array.mean(axis=1)], axis=1).astype(np.float32)


class FakeSampler:
    """Draws a block whose height is the digit's and whose place is the first number of the latent."""

    latent_size = 6
    conditional = True
    judge = FakeJudge()

    @property
    def learning(self) -> object:
        """Three checkpoints: nothing, every block a little one, and the digits asked for."""
        last = self.sample(40, labels=list(range(10)) * 4, seed=1)
        return Learning(np.array([0, 1, 5]), np.stack([np.zeros_like(last), last // 2, last]))

    @classmethod
    def load(cls, name_or_path: str) -> "FakeSampler":
        open_model(name_or_path)
        return cls()

    @property
    def styles(self) -> object:
        return Styles(
            names=("slant", "other"),
            directions=np.eye(2, self.latent_size, dtype=np.float32),
            correlations=np.array([[0.9, 0, 0, 0, 0], [0.1, 0, 0, 0, 0]], np.float32),
            shares=np.array([0.2, 0.1], np.float32),
            recognised=np.array([0.97, 0.99], np.float32),
            generator_sha256="",
        )

    def sample(self, count: int, labels: int | list[int] | None = None, seed: int | None = None) -> np.ndarray:
        given = np.arange(count) % 10 if labels is None else np.broadcast_to(labels, count)
        return self.generate(np.random.default_rng(seed).standard_normal((count, self.latent_size)), given)

    def generate(self, latents: np.ndarray, labels: int | list[int] | np.ndarray) -> np.ndarray:
        return self.blend(latents, np.eye(10)[np.broadcast_to(labels, len(latents))])

    def realness(self, images: np.ndarray, labels: int | list[int] | None = None) -> np.ndarray:
        """The later one stands, the more real."""
        return np.linspace(0.2, 0.8, len(images), dtype=np.float32)

    def blend(self, latents: np.ndarray, mixtures: np.ndarray) -> np.ndarray:
        images = np.zeros((len(latents), 28, 28), np.uint8)
        for image, latent, mixture in zip(images, latents, mixtures, strict=True):
            left = int(np.clip(np.rint(6 + 2 * latent[0]), 0, 12))
            image[4 : 6 + round(2 * float(mixture @ np.arange(10))), left : left + 15] = 255
        return images


FIGURES = {
    "sentiment": {
        "sst2_accuracy": {"value": 0.9123, "split": "SST-2 test", "count": 1821, "unit": "accuracy"},
        "imdb_accuracy": {"value": 0.8876, "split": "IMDB test", "count": 25000, "unit": "accuracy"},
    },
    "text_generation": {
        "test_nats": {
            "value": 1.4823,
            "split": "tiny Shakespeare test, state carried through",
            "count": 111540,
            "unit": "nats",
        }
    },
    "digit_gan": {"recognised_as_asked": {"value": 0.9871, "split": "MNIST test", "count": 10000, "unit": "accuracy"}},
}


def write_preset(folder: Path, preset: str, learning_rate: float = 0.001) -> Path:
    """A preset folder as training and evaluation leave it, with a few bytes for its weights."""
    path = folder / preset
    path.mkdir(parents=True)
    task = PRESETS[preset].task if preset in PRESETS else "digit_gan"
    (path / "model.keras").write_bytes(hashlib.sha256(preset.encode()).digest() * 40_000)
    config = {"preset": preset, "seed": 1, "learning_rate": learning_rate, "num_epochs": 5, "layers": [64, 32]}
    (path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["epoch", "loss", "validation_nats", "wall_seconds"])
    for epoch in range(1, 6):
        writer.writerow([epoch, 2 / epoch + learning_rate, 2.2 / epoch, 60 * epoch])
    (path / "history.csv").write_text(buffer.getvalue(), encoding="utf-8")
    metadata = {
        "task": task,
        "command": f"python -m training.{task} --preset {preset} --learning-rate {learning_rate}",
        "seed": 1,
        "parameters": 1_234_567,
        "wall_seconds": 3_725.4,
        "trained_on": {"finished": "2026-11-20T21:04:05Z", "device": "2 x86_64 CPU cores", "backend": "tensorflow"},
        "libraries": {"keras": "3.15.1"},
        "datasets": [],
        "metrics": FIGURES[task],
    }
    write_hashes(path, metadata, ["model.keras", "config.json", "history.csv"])
    return path

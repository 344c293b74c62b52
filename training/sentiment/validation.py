"""Validation figures and samples after each epoch of a sentiment model, and the choice of the best one."""

from collections.abc import Mapping

import keras
import numpy as np

from models.probabilities import softmax
from models.sentiment.tokenizer import SentimentTokenizer
from models.sentiment.windows import read
from models.storage import write_atomically
from training import loop
from training.runs import Run
from training.sentiment.config import Config
from training.sentiment.data import LABELS, Data
from training.sentiment.grammar import GRAMMARS, PARTS

# Read after each epoch, for the person who watches.
SAMPLES = {
    "english": (
        "i am not at all bad",
        "i am not happy",
        "this is not bad",
        "the film is two hours long",
        "not exactly the best film i have seen",
        "it never bored me for a second",
        "I can't recommend it enough",
        "the shop does not open on sunday",
    ),
    "chinese": (
        "房间很干净，服务非常好",
        "这家酒店一点也不差",
        "我不太满意",
        "没有想象中那么好",
        "质量还不错，下次还会买",
        "不是不好吃，就是有点贵",
    ),
}


class Validator:
    """Measures on validation data after each epoch, keeps the best weights, writes samples."""

    def __init__(self, config: Config, data: Data, tokenizer: SentimentTokenizer, reader: keras.Model) -> None:
        self.config, self.tokenizer = config, tokenizer
        self.reader = reader  # a second network: the averages are measured without touching the one in training
        self.names = LABELS[config.language]
        self.sets = {name: (tokenizer.encode(one.texts), one.labels) for name, one in data.validation.items()}
        for part in PARTS:
            texts, labels = GRAMMARS[config.language].write(500, [config.seed, 2], part)
            numbers = np.array([self.names.index(label) for label in labels])
            self.sets["grammar" if part == "training" else part] = (tokenizer.encode(texts), numbers)

    def logits(self, model: keras.Model, name: str) -> np.ndarray:
        """The model's logits on a validation set."""
        return read(model, self.sets[name][0], self.config.window_size)

    def two_way(self, model: keras.Model) -> dict[str, float]:
        """Two-way accuracy on the datasets, of a network that knows no neutral yet."""
        self.reader.set_weights(model.get_weights())
        names = list(self.sets)[: -len(PARTS)]
        return {
            f"{name}_accuracy": two_way_accuracy(self.logits(self.reader, name), self.sets[name][1]) for name in names
        }

    def after_epoch(self, run: Run, model: keras.Model) -> Mapping[str, float]:
        """The figures of an epoch.

        The score to choose by is the mean of the two-way accuracy on each dataset and of the accuracy on the
        grammar's held-back words and patterns, which count as one dataset more.
        """
        weights = [keras.ops.convert_to_numpy(value) for value in loop.weight_averages(model)]
        self.reader.set_weights(weights)
        figures, score, held_back = {}, [], []
        for name, (_, labels) in self.sets.items():
            logits = self.logits(self.reader, name)
            every_way = float(np.mean(logits.argmax(-1) == labels))
            of_grammar = name in PARTS or name == "grammar"
            figures[f"{name}_accuracy"] = every_way if of_grammar else two_way_accuracy(logits, labels)
            if name in PARTS:
                held_back.append(every_way)
            if not of_grammar:
                score.append(figures[f"{name}_accuracy"])
            if not of_grammar and len(self.names) == 3 and (labels == 1).any():
                figures[f"{name}_three_way_accuracy"] = every_way
        score.append(float(np.mean(held_back)))
        run.keep_best(float(np.mean(score)), {f"w{index}": value for index, value in enumerate(weights)})
        self._write_samples(run)
        return figures

    def _write_samples(self, run: Run) -> None:
        texts = SAMPLES[self.config.language]
        probabilities = softmax(read(self.reader, self.tokenizer.encode(texts), self.config.window_size))
        lines = [
            "  ".join(f"{name} {value:.3f}" for name, value in zip(self.names, row, strict=True)) + f"  {text}"
            for text, row in zip(texts, probabilities, strict=True)
        ]
        write_atomically(run.sample_path(".txt"), "\n".join(lines) + "\n")


def two_way_accuracy(logits: np.ndarray, labels: np.ndarray) -> float:
    """How often the likelier of negative (first) and positive (last) is right, neutral texts left out."""
    last = logits.shape[-1] - 1
    said = (labels == 0) | (labels == last)
    return float(np.mean((logits[said, last] > logits[said, 0]) == (labels[said] == last)))

"""Validation figures and samples after each epoch of a sentiment model, and the choice of the best one."""

from collections.abc import Mapping

import keras
import numpy as np

from models.probabilities import softmax
from models.sentiment.tokenizer import SentimentTokenizer
from models.sentiment.windows import read
from models.storage import write_atomically
from training.runs import Run
from training.sentiment.config import Config
from training.sentiment.grammar import GRAMMARS, PARTS
from training.sentiment.mixture import LABELS, Data

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
        "The hotel upgraded us for free",
        "👎",
        "😡😡😡",
    ),
    "chinese": (
        "房间很干净，服务非常好",
        "这家酒店一点也不差",
        "我不太满意",
        "没有想象中那么好",
        "质量还不错，下次还会买",
        "不是不好吃，就是有点贵",
        "今天下雨",
        "请问几点关门",
    ),
}


class Validator:
    """Measures on validation data after each epoch, keeps the best weights, writes samples."""

    def __init__(self, config: Config, data: Data, tokenizer: SentimentTokenizer, reader: keras.Model) -> None:
        self.config, self.tokenizer = config, tokenizer
        self.reader = reader  # a second network: measured without touching the one in training
        self.sets = {
            name: (tokenizer.encode(table["text"].tolist()), table["label"].to_numpy(), two_way)
            for name, (table, two_way) in data.validation.items()
        }
        for part in PARTS[1:]:
            texts, names = GRAMMARS[config.language].write(500, [config.seed, 2], part)
            self.sets[part] = (tokenizer.encode(texts), np.array([LABELS.index(name) for name in names]), False)

    def logits(self, model: keras.Model, name: str) -> np.ndarray:
        """The model's logits on a validation set."""
        return read(model, self.sets[name][0], self.config.window_size)

    def after_epoch(self, run: Run, model: keras.Model) -> Mapping[str, float]:
        """The figures of an epoch; the score to choose by is their mean, the grammar's two counting as one."""
        weights = [keras.ops.convert_to_numpy(value) for value in model.weights]
        self.reader.set_weights(weights)
        figures = {f"{name}_accuracy": self.accuracy(self.reader, name) for name in self.sets}
        grammar = [figures[f"{part}_accuracy"] for part in PARTS[1:]]
        others = [value for name, value in figures.items() if name.removesuffix("_accuracy") not in PARTS]
        run.keep_best(
            float(np.mean([*others, np.mean(grammar)])), {f"w{index}": value for index, value in enumerate(weights)}
        )
        self._write_samples(run)
        return figures

    def accuracy(self, model: keras.Model, name: str) -> float:
        """The model's :func:`accuracy` on a validation set."""
        _, labels, two_way = self.sets[name]
        return accuracy(self.logits(model, name), labels, two_way)

    def _write_samples(self, run: Run) -> None:
        texts = SAMPLES[self.config.language]
        probabilities = softmax(read(self.reader, self.tokenizer.encode(texts), self.config.window_size))
        lines = [
            "  ".join(f"{name} {value:.3f}" for name, value in zip(LABELS, row, strict=True)) + f"  {text}"
            for text, row in zip(texts, probabilities, strict=True)
        ]
        write_atomically(run.sample_path(".txt"), "\n".join(lines) + "\n")


def accuracy(logits: np.ndarray, labels: np.ndarray, two_way: bool) -> float:
    """Of all three labels, or of negative and positive alone where a set has no other."""
    return two_way_accuracy(logits, labels) if two_way else float(np.mean(logits.argmax(-1) == labels))


def two_way_accuracy(logits: np.ndarray, labels: np.ndarray) -> float:
    """How often the likelier of negative (first) and positive (last) is right, neutral texts left out."""
    last = logits.shape[-1] - 1
    said = (labels == 0) | (labels == last)
    return float(np.mean((logits[said, last] > logits[said, 0]) == (labels[said] == last)))

"""The n-gram linear model: logistic regression over hashed n-grams, weighted as naive Bayes weights them.

"Baselines and bigrams" (Wang & Manning 2012): an n-gram that stands in many texts of a label and few others gets a
head start, its log-count ratio r; the regression then learns by how much to believe it. Here for several labels at
once: the logits of a text are x (r * V) + b, with x its n-gram counts over the square root of its length, and the
penalty falls on V alone.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import keras
import numpy as np
import scipy.sparse

from models.probabilities import softmax
from models.sentiment.lookups import WIDTHS, ngram_buckets
from models.sentiment.tokenizer import SentimentTokenizer
from models.sentiment.windows import pad
from training import loop
from training.loop import Batch
from training.runs import Run
from training.sentiment.config import Config
from training.sentiment.data import NOT_ASKED, TokenTable, grammar_of_epoch, targets_of
from training.sentiment.mixture import LABELS, Texts

# A review speaks once, where a sentence of the Treebank has its twenty phrases: tokens from which a text counts as
# one, and how much more it weighs. Chosen on validation data.
REVIEW_SIZE, REVIEW_WEIGHT = 60, 6.0
TEXTS_AT_ONCE = 2_000


def features(tokens: TokenTable, num_buckets: int) -> scipy.sparse.csr_array:
    """The n-grams of each text, counted by bucket, over the square root of its number of tokens.

    Returns:
        float32, (texts, num_buckets).
    """
    parts = []
    order = np.argsort(tokens.sizes, kind="stable")  # texts of like length side by side: little padding
    for first in range(0, len(order), TEXTS_AT_ONCE):
        chosen = order[first : first + TEXTS_AT_ONCE]
        rectangle = pad([tokens[index] for index in chosen], max(1, int(tokens.sizes[chosen].max())))
        rows, columns = [], []
        for width in WIDTHS:
            buckets, whole = ngram_buckets(rectangle, width, num_buckets)
            rows.append(np.nonzero(whole)[0])
            columns.append(buckets[whole])
        row, column = np.concatenate(rows), np.concatenate(columns)
        values = (np.maximum(tokens.sizes[chosen], 1) ** -0.5).astype("float32")[row]
        parts.append(scipy.sparse.csr_array((values, (row, column)), shape=(len(chosen), num_buckets)))
    return scipy.sparse.vstack(parts, format="csr")[np.argsort(order)]


def log_count_ratios(x: scipy.sparse.csr_array, labels: np.ndarray, num_labels: int) -> np.ndarray:
    """How much likelier each n-gram is in the texts of each label than in the others: (num_buckets, num_labels).

    r = log((p / |p|) / (q / |q|)), with p one more than the number of a label's texts that hold the n-gram, and q the
    same of the others.
    """
    present = x.astype(bool).astype("float32")
    inside = np.stack([present[labels == label].sum(axis=0) for label in range(num_labels)], axis=1) + 1.0
    outside = inside.sum(axis=1, keepdims=True) - inside - (num_labels - 2)
    return np.log((inside / inside.sum(axis=0)) / (outside / outside.sum(axis=0))).astype("float32")


class NgramBatches:
    """Features, labels and weights of the training texts, mixed with new sentences of the grammar each epoch.

    Args:
        texts: the labels and weights of ``tokens``.
        tokens: the training texts.
        tokenizer: for the grammar's sentences.
        config: the run's.
    """

    def __init__(self, texts: Texts, tokens: TokenTable, tokenizer: SentimentTokenizer, config: Config) -> None:
        self.config, self.tokenizer = config, tokenizer
        self.features, self.labels = features(tokens, config.num_buckets), texts.labels
        self.two_way = texts.two_way
        self.weights = texts.weights * texts.shares * np.where(tokens.sizes > REVIEW_SIZE, REVIEW_WEIGHT, 1.0)
        steps = (len(tokens) + config.grammar_sentences) // config.batch_size
        self.steps_per_epoch = min(steps, config.max_steps_per_epoch or steps)

    def epoch(self, epoch: int, first_step: int) -> Iterator[Batch]:
        """Yield features (batch, num_buckets), sparse, targets (batch, labels) and shares of the loss (batch, 1)."""
        config = self.config
        sentences = grammar_of_epoch(config, epoch)
        grammar = features(TokenTable.encode(self.tokenizer, sentences.texts), config.num_buckets)
        every = scipy.sparse.vstack([self.features, grammar], format="csr")
        labels = np.concatenate([self.labels, sentences.labels])
        two_way = np.concatenate([self.two_way, sentences.two_way])
        counts = np.concatenate([self.weights, sentences.weights]).astype("float32")
        counts /= counts.mean()
        order = np.random.default_rng([config.seed, epoch]).permutation(len(labels))
        for step in range(first_step, self.steps_per_epoch):
            chosen = order[step * config.batch_size : (step + 1) * config.batch_size]
            yield every[chosen], targets_of(labels[chosen], two_way[chosen]), counts[chosen, None] / len(chosen)


class Regression:
    """The regression as the loop trains it: its parts and their running means are what a checkpoint holds.

    Args:
        ratios: log-count ratios, (num_buckets, labels).
        config: its ``learning_rate`` falls to zero over ``total_steps``; ``weight_decay`` is the penalty on V.
        total_steps: of the whole training.
    """

    def __init__(self, ratios: np.ndarray, config: Config, total_steps: int) -> None:
        self.ratios, self.config, self.total_steps = ratios, config, total_steps
        self.parts = _State((len(ratios) + 1, ratios.shape[1]))  # V, and below it the biases
        self.variables = self.trainable_variables = [self.parts]
        self.optimizer = _Adam(self.parts.shape)

    def train_on_batch(self, *batch: Any, return_dict: bool = True) -> dict[str, float]:
        """A step down the slope of the cross-entropy of ``(features, targets, shares)``."""
        x, targets, shares = batch
        parts, ratios = self.parts.value, self.ratios
        logits = x @ (ratios * parts[:-1]) + parts[-1]
        probabilities = softmax(np.where(targets == NOT_ASKED, -1e9, logits))
        targets = np.maximum(targets, 0.0)
        error = (probabilities - targets) * shares
        penalty = self.config.weight_decay * parts[:-1]
        slope = np.concatenate([ratios * (x.T @ error) + penalty, error.sum(0)[None]])
        left = 1 - int(self.optimizer.steps.value) / self.total_steps
        parts -= self.config.learning_rate * left * self.optimizer.direction(slope)
        return {"loss": -float((np.log(probabilities + 1e-9) * targets * shares).sum())}

    def fill(self, network: keras.Model) -> None:
        """Put what was fitted so far into a ``linear`` network."""
        fill(network, self.ratios * self.parts.value[:-1], self.parts.value[-1])


class _State:
    """An array that a checkpoint can hold, as it holds a variable of Keras's."""

    def __init__(self, shape: tuple[int, ...], dtype: str = "float32") -> None:
        self.value, self.shape = np.zeros(shape, dtype), shape

    def assign(self, value: np.ndarray) -> None:
        self.value[...] = value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.value, dtype)


class _Adam:
    """Adam (Kingma & Ba 2014): running means of a slope and of its square, and the direction that they give."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.mean, self.square, self.steps = _State(shape), _State(shape), _State((), "int64")
        self.variables = [self.mean, self.square, self.steps]

    def build(self, variables: Any) -> None:
        """Nothing: the means are there from the start."""

    def direction(self, slope: np.ndarray) -> np.ndarray:
        """Take note of a slope; where to go."""
        self.steps.value += 1
        steps, mean, square = int(self.steps.value), self.mean.value, self.square.value
        mean += 0.1 * (slope - mean)
        square += 0.01 * (slope * slope - square)
        return mean / (1 - 0.9**steps) / (np.sqrt(square / (1 - 0.99**steps)) + 1e-8)


def train(
    network: keras.Model, run: Run, batches: NgramBatches, after_epoch: Callable[[Run], Mapping[str, float]]
) -> None:
    """Fit the table of a ``linear`` network, the learning rate falling to zero.

    Args:
        network: filled after each epoch, see :func:`fill`.
        run: its config says how; a resumed one goes on where it was.
        batches: the training texts.
        after_epoch: called with ``run.epoch`` counting the finished ones; the figures it returns join the history.
    """
    config = run.config
    ratios = log_count_ratios(batches.features, batches.labels, len(LABELS))
    regression = Regression(ratios, config, config.num_epochs * batches.steps_per_epoch)

    def on_epoch_end(run: Run) -> Mapping[str, float]:
        regression.fill(network)
        return after_epoch(run)

    loop.train(regression, batches, run, loop.Plan(config.num_epochs, on_epoch_end, config.checkpoint_seconds))


def fill(network: keras.Model, table: np.ndarray, biases: np.ndarray) -> None:
    """Put a fitted table into a ``linear`` network: each n-gram's numbers go to the labels as they are."""
    # The softmax of logits does not change when the same is added to all: a column of zeros takes no space on disk.
    middle = table.shape[1] // 2
    network.get_layer("ngrams").fill(table - table[:, middle : middle + 1])
    network.get_layer("logits").set_weights([np.tile(np.eye(table.shape[1]), (len(WIDTHS), 1)), biases])

"""The n-gram linear model: logistic regression over hashed n-grams, weighted as naive Bayes weights them.

"Baselines and bigrams" (Wang & Manning 2012): an n-gram that stands in many texts of a label and few others gets a
head start, its log-count ratio r; the regression then learns by how much to believe it. Here for several labels at
once: the logits of a text are x (r * V) + b, with x its n-gram counts over the square root of its length, and the
penalty falls on V alone.
"""

import time
from collections.abc import Callable, Mapping

import keras
import numpy as np
import scipy.sparse

from models.sentiment.lookups import WIDTHS, ngram_buckets
from models.sentiment.tokenizer import SentimentTokenizer
from models.sentiment.windows import pad
from training.runs import Run
from training.sentiment.calibration import softmax
from training.sentiment.data import LABELS, Texts, TokenTable
from training.sentiment.grammar import GRAMMARS
from training.sentiment.votes import log_count_ratio

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

    The counts of :func:`log_count_ratio` are one more than the number of texts with the n-gram.
    """
    present = x.astype(bool).astype("float32")
    inside = np.stack([present[labels == label].sum(axis=0) for label in range(num_labels)], axis=1) + 1.0
    outside = inside.sum(axis=1, keepdims=True) - inside - (num_labels - 2)
    return log_count_ratio(inside, outside)


def train(
    network: keras.Model,
    run: Run,
    texts: Texts,
    tokens: TokenTable,
    tokenizer: SentimentTokenizer,
    on_epoch_end: Callable[[Run], Mapping[str, float]],
) -> None:
    """Fit the table of a ``linear`` network with Adam (Kingma & Ba 2014), the learning rate falling to zero.

    Args:
        network: filled after each epoch, see :func:`fill`.
        run: its config's ``batch_size``, ``learning_rate``, ``weight_decay`` (the penalty on V) and ``num_epochs``;
            it receives a history. An epoch takes a second, so there is nothing to resume.
        texts: the labels and weights of ``tokens``.
        tokens: the training texts.
        tokenizer: for the grammar's sentences, new in each epoch.
        on_epoch_end: called with ``run.epoch`` counting the finished ones; the figures it returns join the history.
    """
    started = time.monotonic()
    config, names = run.config, LABELS[run.config.language]
    x = features(tokens, config.num_buckets)
    ratios = log_count_ratios(x, texts.labels, len(names))
    weights = texts.weights * texts.shares * np.where(tokens.sizes > REVIEW_SIZE, REVIEW_WEIGHT, 1.0)
    parts = np.zeros((config.num_buckets + 1, len(names)), "float32")  # V, and below it the biases
    adam = _Adam(parts.shape)
    while run.epoch < config.num_epochs:
        sentences, said = GRAMMARS[config.language].write(config.grammar_sentences, [config.seed, run.epoch, 1])
        grammar = features(TokenTable.encode(tokenizer, sentences), config.num_buckets)
        every = scipy.sparse.vstack([x, grammar], format="csr")
        labels = np.concatenate([texts.labels, [names.index(label) for label in said]])
        counts = np.concatenate([weights, np.full(len(said), 1.0)]).astype("float32")
        counts /= counts.mean()
        order = np.random.default_rng([config.seed, run.epoch]).permutation(len(labels))
        steps = min(len(order) // config.batch_size, config.max_steps_per_epoch or len(order))
        total = 0.0
        for step in range(steps):
            chosen = order[step * config.batch_size : (step + 1) * config.batch_size]
            batch, targets = every[chosen], np.eye(len(names), dtype="float32")[labels[chosen]]
            probabilities = softmax(batch @ (ratios * parts[:-1]) + parts[-1])
            share = counts[chosen, None] / len(chosen)
            total -= float((np.log(probabilities + 1e-9) * targets * share).sum())
            error = (probabilities - targets) * share
            slope = np.concatenate([ratios * (batch.T @ error) + config.weight_decay * parts[:-1], error.sum(0)[None]])
            left = 1 - (run.epoch * steps + step) / (config.num_epochs * steps)
            parts -= config.learning_rate * left * adam.direction(slope)
        fill(network, ratios * parts[:-1], parts[-1])
        run.epoch += 1
        row = {"epoch": run.epoch, "loss": total / max(1, steps), **on_epoch_end(run)}
        run.wall_seconds = time.monotonic() - started
        run.history.append({**row, "wall_seconds": round(run.wall_seconds, 1)})
        run.write_history()
        print("  ".join(f"{name} {value:.4f}" for name, value in row.items()), flush=True)


class _Adam:
    """The running means of a slope and of its square, and the direction that they give."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.mean, self.square, self.steps = np.zeros(shape, "float32"), np.zeros(shape, "float32"), 0

    def direction(self, slope: np.ndarray) -> np.ndarray:
        self.steps += 1
        self.mean += 0.1 * (slope - self.mean)
        self.square += 0.01 * (slope * slope - self.square)
        return self.mean / (1 - 0.9**self.steps) / (np.sqrt(self.square / (1 - 0.99**self.steps)) + 1e-8)


def fill(network: keras.Model, table: np.ndarray, biases: np.ndarray) -> None:
    """Put a fitted table into a ``linear`` network: each n-gram's numbers go to the labels as they are."""
    # The softmax of logits does not change when the same is added to all: a column of zeros takes no space on disk.
    middle = table.shape[1] // 2
    network.get_layer("ngrams").fill(table - table[:, middle : middle + 1])
    network.get_layer("logits").set_weights([np.tile(np.eye(table.shape[1]), (len(WIDTHS), 1)), biases])

"""Pre-training on the sentences and passages of all reviews, labelled or not, before a sentence has a label of its own.

A sentence of a good review is more often good than bad: weak, but there are a million of them. The network learns
P(the review is positive | this piece of it); reviews without a label have the probability that the n-gram
regression gives them. Only the margin between the first and last logit is trained: whether a piece is neutral
is for the treebank to say.
"""

from collections.abc import Callable, Iterator, Mapping

import keras
import numpy as np
from keras import ops

from models.sentiment.tokenizer import UNKNOWN, SentimentTokenizer
from models.sentiment.windows import pad
from training import loop
from training.loop import Batch
from training.runs import Run
from training.sentiment.config import Config
from training.sentiment.data import TokenTable, bucket_lengths
from training.sentiment.optimizers import Schedule, compile_with_adamw

SENTENCE_ENDS = (".", "!", "?", "...", "。")
SHORTEST_SENTENCE, LONGEST_SENTENCE = 4, 128
SHORTEST_PASSAGE = 32
# How sure the label of a review is about a piece of it.
SMOOTHING = 0.1
SCHEDULE = Schedule(1e-3, final_share=0.1, longest_warmup=200, weight_decay=0.01)


class MarginLoss(keras.losses.Loss):
    """Binary cross-entropy of the last logit less the first with the probability of "positive", (batch, 1)."""

    def call(self, y_true, y_pred):
        """log(1 + e^m) - p m for each text, with m the margin: what -p log s(m) - (1 - p) log(1 - s(m)) comes to."""
        logits = ops.cast(y_pred, "float32")
        margin = logits[:, -1] - logits[:, 0]
        return ops.softplus(margin) - ops.cast(y_true, "float32")[:, 0] * margin


class ReviewBatches:
    """Pieces of reviews: of each a passage of a random length, and a share of all their sentences.

    Args:
        reviews: their tokens.
        positive: P(positive) of each.
        tokenizer: tells where sentences end.
        config: the run's.
    """

    def __init__(
        self, reviews: TokenTable, positive: np.ndarray, tokenizer: SentimentTokenizer, config: Config
    ) -> None:
        self.reviews, self.positive, self.config = reviews, positive, config
        self.tokens_at_once = 2 * config.batch_size * config.window_size  # padding included
        self.sentences = sentences(reviews, sentence_ends(tokenizer))
        self.steps_per_epoch = min(len(self._plan(0)[1]), config.max_steps_per_epoch or 10**9)

    def epoch(self, epoch: int, first_step: int) -> Iterator[Batch]:
        """Yield tokens (batch, length) and the probability of "positive" (batch, 1)."""
        (begins, sizes, owners), batches = self._plan(epoch)
        for step in range(first_step, self.steps_per_epoch):
            length, chosen = batches[step % len(batches)]
            pieces = zip(begins[chosen], sizes[chosen], strict=True)
            tokens = pad([self.reviews.flat[begin : begin + size] for begin, size in pieces], length)
            random = np.random.default_rng([self.config.seed, epoch, step])
            tokens[(tokens != 0) & (random.random(tokens.shape) < self.config.word_dropout)] = UNKNOWN
            yield tokens, self.positive[owners[chosen], None].astype("float32")

    def _plan(self, epoch: int) -> tuple[np.ndarray, list[tuple[int, np.ndarray]]]:
        random = np.random.default_rng([self.config.seed, epoch, 3])
        whole = self.reviews.sizes
        longest = np.exp(random.uniform(np.log(SHORTEST_PASSAGE), np.log(self.config.window_size + 1), len(whole)))
        sizes = np.minimum(whole, longest.astype("int64"))
        begins = self.reviews.begins + (random.random(len(whole)) * (whole - sizes + 1)).astype("int64")
        passages = np.stack([begins, sizes, np.arange(len(whole))])[:, sizes > 0]
        read = random.random(self.sentences.shape[1]) < self.config.sentence_share
        pieces = np.concatenate([self.sentences[:, read], passages], axis=1)
        batches = []
        shorter = 0
        for length in bucket_lengths(self.config.window_size):
            bucket = random.permutation(np.flatnonzero((pieces[1] > shorter) & (pieces[1] <= length)))
            count = self.tokens_at_once // length
            batches += [(length, bucket[first : first + count]) for first in range(0, len(bucket), count)]
            shorter = length
        return pieces, [batches[index] for index in random.permutation(len(batches))]


def sentence_ends(tokenizer: SentimentTokenizer) -> np.ndarray:
    """The tokens that end a sentence."""
    numbers = [tokenizer.tokenizer.token_to_id(sign) for sign in SENTENCE_ENDS]
    return np.array([number for number in numbers if number is not None])


def sentences(reviews: TokenTable, ends: np.ndarray) -> np.ndarray:
    """Where each sentence begins, its number of tokens, and whose it is: int64 (3, sentences)."""
    flat, last = reviews.flat, np.zeros(len(reviews.flat), bool)
    last[(reviews.begins + reviews.sizes - 1)[reviews.sizes > 0]] = True
    sign = np.isin(flat, ends)
    # Signs in a row end one sentence.
    stops = np.flatnonzero((sign & ~np.r_[sign[1:], False]) | last) + 1
    starts = np.r_[0, stops[:-1]]
    owners = np.searchsorted(reviews.begins, starts, side="right") - 1
    sizes = stops - starts
    return np.stack([starts, sizes, owners])[:, (sizes >= SHORTEST_SENTENCE) & (sizes <= LONGEST_SENTENCE)]


def pretrain(
    run: Run,
    model: keras.Model,
    batches: ReviewBatches,
    measure: Callable[[keras.Model], Mapping[str, float]],
) -> list[np.ndarray]:
    """Train a network on pieces of reviews, in a run folder of its own that resumes like any other.

    Args:
        run: its last checkpoint is the result.
        model: built, not compiled; trained in place.
        batches: the pieces.
        measure: gives figures of the network after an epoch.

    Returns:
        The weights in the order of ``model.get_weights()``.
    """
    num_epochs = run.config.pretraining_epochs
    compile_with_adamw(model, MarginLoss(), SCHEDULE, num_epochs * batches.steps_per_epoch)
    run.path.mkdir(exist_ok=True)
    loop.train(model, batches, run, loop.Plan(num_epochs, on_epoch_end=lambda run: measure(model)))
    return model.get_weights()

"""Distillation (Hinton et al. 2015): several networks label sentences that nobody labelled, and one learns from that.

The teachers know the labelled sentences and our grammar; they differ in architecture and seed, and err differently.
What they say of the reviews' sentences, averaged, is better than what any of them says alone, and there are
hundreds of thousands of those sentences to learn it from.
"""

from collections.abc import Callable, Mapping

import keras
import numpy as np

from models.probabilities import softmax
from models.sentiment.tokenizer import SentimentTokenizer
from models.sentiment.windows import read
from training import loop
from training.runs import Run
from training.sentiment.data import SentimentBatches, Texts, TokenTable
from training.sentiment.optimizers import Schedule, compile_with_adamw
from training.sentiment.pretraining import sentence_ends, sentences

# In turn: detectors of phrases, and the student's own kind from another start.
KINDS = ("textcnn", "transformer")
NUM_EPOCHS = 2
SCHEDULE = Schedule(1e-3, final_share=0.02, longest_warmup=200, weight_decay=0.02, weight_average=0.998)
# Shorter is a fragment, longer a paragraph.
SHORTEST, LONGEST = 6, 64


def some_sentences(reviews: TokenTable, tokenizer: SentimentTokenizer, count: int, seed: int) -> TokenTable:
    """At most ``count`` sentences of reviews, drawn at random."""
    begins, sizes, _ = sentences(reviews, sentence_ends(tokenizer))
    fitting = np.flatnonzero((sizes >= SHORTEST) & (sizes <= LONGEST))
    chosen = np.random.default_rng([seed, 4]).permutation(fitting)[:count]
    places = zip(begins[chosen], sizes[chosen], strict=True)
    flat = [reviews.flat[begin : begin + size] for begin, size in places]
    return TokenTable(np.concatenate([np.empty(0, "uint16"), *flat]), sizes[chosen])


def teach(
    run: Run,
    model: keras.Model,
    batches: SentimentBatches,
    unlabelled: TokenTable,
    measure: Callable[[keras.Model], Mapping[str, float]],
) -> np.ndarray:
    """Train a teacher in a run folder of its own, and let it label.

    Args:
        run: the teacher's own; a finished teacher's answers are read from its folder.
        model: built, not compiled; trained in place.
        batches: labelled sentences.
        unlabelled: what to label.
        measure: gives figures of the network after an epoch.

    Returns:
        Probabilities, float16 (unlabelled, labels).
    """
    path, window_size = run.path, run.config.window_size
    answers = path / "answers.npy"
    if answers.exists():
        return np.load(answers)
    compile_with_adamw(
        model,
        keras.losses.CategoricalCrossentropy(from_logits=True),
        SCHEDULE,
        NUM_EPOCHS * batches.steps_per_epoch,
        weighted_metrics=["accuracy"],
    )
    path.mkdir(exist_ok=True)

    def after_epoch(run: Run) -> Mapping[str, float]:
        raw = [keras.ops.convert_to_numpy(value) for value in model.weights]
        averages = [keras.ops.convert_to_numpy(value) for value in loop.weight_averages(model)]
        model.set_weights(averages)
        figures = measure(model)
        if run.epoch == NUM_EPOCHS:
            np.save(path / ".answers.npy", softmax(read(model, list(unlabelled), window_size)).astype("float16"))
        model.set_weights(raw)
        return figures

    loop.train(model, batches, run, loop.Plan(NUM_EPOCHS, on_epoch_end=after_epoch))
    (path / ".answers.npy").rename(answers)
    return np.load(answers)


def with_soft_labels(texts: Texts, answers: list[np.ndarray], share: float) -> Texts:
    """The labelled texts, then the sentences with the mean of what the teachers say, a share of them each epoch."""
    mean = np.mean([answer.astype("float32") for answer in answers], axis=0)
    count, num_labels = mean.shape
    hard = np.eye(num_labels, dtype="float32")[texts.labels] if texts.soft is None else texts.soft
    more = Texts(
        [""] * count,
        mean.argmax(axis=1).astype("int32"),
        np.ones(count, "float32"),
        np.full(count, share, "float32"),
        mean / mean.sum(axis=1, keepdims=True),
    )
    return Texts(
        texts.texts + more.texts,
        np.concatenate([texts.labels, more.labels]),
        np.concatenate([texts.weights, more.weights]),
        np.concatenate([texts.shares, more.shares]),
        np.concatenate([hard, more.soft]),
    )

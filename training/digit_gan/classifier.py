"""What drawn digits teach: a classifier that sees no real digit in training, tested on real ones."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np

from models.digit_gan.architectures import build_judge
from models.digit_gan.images import to_network
from models.digit_gan.network import Network
from training import loop
from training.digit_gan.model import jit_compile
from training.runs import Run

LEARNING_RATE = 3e-3
NUM_EPOCHS = 2
FEWEST_STEPS = 100


def train_on_drawings(images: np.ndarray, labels: np.ndarray, seed: int) -> keras.Model:
    """Train a network of the judge's architecture on drawings alone.

    Args:
        images: uint8 (count, 28, 28), ink is 255.
        labels: which digit each is, (count,).
        seed: fixes the initial weights and the order.

    Returns:
        ``images (batch, 28, 28, 1) in [-1, 1] -> logits (batch, 10)``.
    """
    keras.utils.set_random_seed(seed)
    network = build_judge()
    classifier = keras.Model(network.input, network.output[0])
    lessons = Lessons(images, labels, seed)
    num_epochs = max(NUM_EPOCHS, FEWEST_STEPS // lessons.steps_per_epoch)
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, num_epochs * lessons.steps_per_epoch, alpha=0.01)
    classifier.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=jit_compile(),
    )
    with tempfile.TemporaryDirectory() as folder:  # part of a measurement: nothing to resume
        loop.train(classifier, lessons, Run(Path(folder), None), loop.Plan(num_epochs, lambda run: {}))
    return classifier


class Lessons:
    """Drawings in batches, in another order each epoch."""

    def __init__(self, images: np.ndarray, labels: np.ndarray, seed: int) -> None:
        self.images, self.labels, self.seed = images, labels, seed
        self.batch_size = min(128, max(1, len(images) // 10))
        self.steps_per_epoch = -(-len(images) // self.batch_size)

    def epoch(self, epoch: int, first_step: int) -> Iterator[loop.Batch]:
        """Yield images (batch, 28, 28, 1) and labels (batch,) from ``first_step`` on."""
        generator = np.random.default_rng(self.seed)
        order = [generator.permutation(len(self.images)) for _ in range(epoch + 1)][-1]
        for step in range(first_step, self.steps_per_epoch):
            chosen = order[step * self.batch_size : (step + 1) * self.batch_size]
            yield to_network(self.images[chosen]), self.labels[chosen]


def right_after_drawings(
    drawn: np.ndarray, drawn_labels: np.ndarray, images: np.ndarray, labels: np.ndarray, seed: int
) -> np.ndarray:
    """Which real digits a classifier that was trained on drawings alone reads right: bool (images,).

    Args:
        drawn: uint8 (drawings, 28, 28), ink is 255.
        drawn_labels: which digit each is taken for, (drawings,).
        images: real digits, uint8 (images, 28, 28).
        labels: which digits they are, (images,).
        seed: fixes the training.
    """
    classifier = Network(train_on_drawings(drawn, drawn_labels, seed))
    return classifier(to_network(images))[0].argmax(axis=1) == labels

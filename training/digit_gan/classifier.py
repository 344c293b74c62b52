"""What drawn digits teach: a classifier that sees no real digit in training, tested on real ones."""

import keras
import numpy as np

from models.digit_gan.architectures import build_judge
from models.digit_gan.images import to_network
from models.digit_gan.network import Network

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
    batch_size = min(128, max(1, len(images) // 10))
    steps_per_epoch = -(-len(images) // batch_size)
    num_epochs = max(NUM_EPOCHS, FEWEST_STEPS // steps_per_epoch)
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, num_epochs * steps_per_epoch, alpha=0.01)
    classifier.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=False if keras.config.backend() == "tensorflow" else "auto",
    )
    generator = np.random.default_rng(seed)
    for _epoch in range(num_epochs):
        order = generator.permutation(len(images))
        for first in range(0, len(images), batch_size):
            chosen = order[first : first + batch_size]
            classifier.train_on_batch(to_network(images[chosen]), labels[chosen])
    return classifier


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

"""The real digits that a GAN and its judge learn from, and the order in which the GAN meets them."""

from collections.abc import Iterator

import numpy as np

from models.digit_gan.images import NUM_DIGITS, to_network
from training.datasets import mnist
from training.digit_gan.config import Config
from training.loop import Batch

NUM_VALIDATION = 5_000
Labelled = tuple[np.ndarray, np.ndarray]
"""Images, uint8 (count, 28, 28), and which digits they are, (count,)."""


def split(config: Config) -> tuple[Labelled, Labelled]:
    """MNIST's training digits in two: those to learn from, and :data:`NUM_VALIDATION` to choose an epoch by."""
    digits = mnist.load(config.data_dir)
    order = np.random.default_rng(config.seed).permutation(len(digits.train_images))
    held_out, kept = np.sort(order[:NUM_VALIDATION]), np.sort(order[NUM_VALIDATION:])
    training, validation = ((digits.train_images[part], digits.train_labels[part]) for part in (kept, held_out))
    return training, validation


class GANBatches:
    """Real digits in random order, with latents and digits to draw, all functions of seed, epoch and step."""

    def __init__(self, images: np.ndarray, labels: np.ndarray, config: Config) -> None:
        self.images = images
        self.labels = labels.astype(np.int32)
        self.config = config
        self.steps_per_epoch = min(len(images) // config.batch_size, config.max_steps_per_epoch or len(images))

    def epoch(self, epoch: int, first_step: int) -> Iterator[Batch]:
        """Yield the inputs of :class:`DigitGAN` from ``first_step`` on."""
        seed, size = self.config.seed, self.config.batch_size
        order = np.random.default_rng([seed, epoch]).permutation(len(self.images))
        for step in range(first_step, self.steps_per_epoch):
            chosen = order[step * size : (step + 1) * size]
            generator = np.random.default_rng([seed, epoch, step])
            yield (
                {
                    "images": to_network(self.images[chosen]),
                    "labels": self.labels[chosen],
                    "latents": generator.standard_normal((size, self.config.latent_size), dtype=np.float32),
                    "asked": generator.integers(0, NUM_DIGITS, size, dtype=np.int32),
                },
            )

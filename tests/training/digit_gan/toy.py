"""Digit GANs small enough to train in a test, on synthetic digits.

``python -m tests.training.digit_gan.toy FOLDER OTHER`` trains one of each kind on whatever backend the environment
names, into FOLDER/conditional and FOLDER/dcgan, and writes what the first and the run OTHER answer, as npz.
"""

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest

from training.datasets.mnist import Mnist
from training.digit_gan import data, recipe
from training.digit_gan.config import Config

NETWORKS = ("judge", "generator", "discriminator")
TINY = Config(
    seed=3,
    num_epochs=2,
    batch_size=8,
    latent_size=6,
    generator_width=4,
    discriminator_width=4,
    judge_epochs=2,
    judge_batch_size=16,
    max_steps_per_epoch=5,
)


def synthetic_digits() -> Mnist:
    """Bars at ten places, noisy; there are no test images to be tempted by."""
    generator = np.random.default_rng(0)
    labels = np.arange(300, dtype=np.uint8) % 10
    images = generator.integers(0, 60, (300, 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[4:24, 3 + 2 * label : 6 + 2 * label] = 255
    return Mnist(images, labels, None, None)


def training_digits() -> tuple[np.ndarray, np.ndarray]:
    digits = synthetic_digits()
    return digits.train_images, digits.train_labels


def use_synthetic_digits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recipe.mnist, "load", lambda data_dir=None: synthetic_digits())
    patch.setattr(data, "NUM_VALIDATION", 100)


def tiny(architecture: str = "conditional", **changes: object) -> Config:
    """The settings of a tiny network of one kind, its learning rate that of the preset."""
    if architecture == "conditional":
        return dataclasses.replace(TINY, **changes)
    config = Config.for_preset(f"digits_{architecture}")
    kept = {name: getattr(config, name) for name in ("preset", "architecture", "learning_rate")}
    return dataclasses.replace(TINY, **kept, **changes)


def train(path: Path, architecture: str = "conditional", **changes: object) -> Path:
    """Train a toy and return its run folder."""
    with pytest.MonkeyPatch.context() as patch:
        use_synthetic_digits(patch)
        return recipe.train(tiny(architecture, run_dir=str(path), **changes))


def stop_at(patch: pytest.MonkeyPatch, batches: type, epoch: int, step: int, action: Callable[[], None]) -> None:
    """Make ``batches.epoch`` call ``action`` before one step, once."""
    original = batches.epoch

    def stopping(self, number, first_step):
        for at, batch in enumerate(original(self, number, first_step), start=first_step):
            if (number, at) == (epoch, step):
                action()
            yield batch

    patch.setattr(batches, "epoch", stopping)


def die() -> None:
    """What SIGKILL leaves: nothing of this step is written."""
    raise SystemError("killed")


def outputs(path: Path) -> dict[str, np.ndarray]:
    """What each network of a run says, in inference mode, to the same questions."""
    generator = np.random.default_rng(1)
    images = generator.uniform(-1, 1, (10, 28, 28, 1)).astype("float32")
    latents, labels = generator.normal(size=(10, 6)).astype("float32"), np.arange(10)
    networks = {name: keras.models.load_model(f"{path}/{name}.keras", compile=False) for name in NETWORKS}
    logits, features = networks["judge"].predict_on_batch(images)
    return {
        "generator": networks["generator"].predict_on_batch([latents, labels]),
        "discriminator": networks["discriminator"].predict_on_batch([images, labels]),
        "logits": logits,
        "features": features,
    }


def main(folder: str, other: str) -> None:
    for architecture in ("conditional", "dcgan"):
        train(Path(folder) / architecture, architecture, num_epochs=1, judge_epochs=1, max_steps_per_epoch=3)
    for name, path in (("own", Path(folder) / "conditional"), ("other", Path(other))):
        np.savez(Path(folder) / name, **outputs(path))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The first stage of ``python -m training.digit_gan``: the judge, a classifier trained only on real training digits."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from models.digit_gan.architectures import build_judge
from models.digit_gan.images import to_network
from models.digit_gan.judge import Judge
from models.storage import ModelFolder
from training import loop, runs, saving
from training.digit_gan.model import jit_compile

LARGEST_SHIFT = 2


class JudgeBatches:
    """Real training digits, each moved by up to two pixels; order and moves are functions of seed and epoch."""

    def __init__(self, images: np.ndarray, labels: np.ndarray, config: Any) -> None:
        self.images = np.pad(images, ((0, 0), (LARGEST_SHIFT, LARGEST_SHIFT), (LARGEST_SHIFT, LARGEST_SHIFT)))
        self.labels = labels.astype(np.int32)
        self.batch_size = config.judge_batch_size
        self.seed = config.seed
        self.steps_per_epoch = min(len(images) // self.batch_size, config.max_steps_per_epoch or len(images))

    def epoch(self, epoch: int, first_step: int) -> Iterator[loop.Batch]:
        """Yield ``images (batch, 28, 28, 1), labels (batch,)`` from ``first_step`` on."""
        generator = np.random.default_rng([self.seed, epoch])
        order = generator.permutation(len(self.images))
        shifts = generator.integers(0, 2 * LARGEST_SHIFT + 1, (2, len(self.images)))
        size = self.images.shape[1] - 2 * LARGEST_SHIFT
        windows = sliding_window_view(self.images, (size, size), axis=(1, 2))  # (count, 5, 5, 28, 28)
        for step in range(first_step, self.steps_per_epoch):
            chosen = order[step * self.batch_size : (step + 1) * self.batch_size]
            yield to_network(windows[chosen, shifts[0, chosen], shifts[1, chosen]]), self.labels[chosen]


def train_judge(
    run_path: Path,
    config: Any,
    training: tuple[np.ndarray, np.ndarray],
    validation: tuple[np.ndarray, np.ndarray],
) -> Judge:
    """Train the judge into ``run_path / "judge.keras"``, or open it when an earlier try finished it.

    Args:
        run_path: the folder of the GAN's run; the judge's own run lies in its ``judge`` folder.
        config: the GAN's configuration, which has the judge's fields.
        training: real digits and their labels.
        validation: others, to choose the epoch by.
    """
    target = run_path / "judge.keras"
    if target.is_file():
        return Judge.from_file(target)
    keras.utils.set_random_seed(config.seed)
    run = runs.Run(run_path / "judge", config)
    network = build_judge()
    classifier = keras.Model(network.input, network.output[0])
    batches = JudgeBatches(*training, config)
    rate = keras.optimizers.schedules.CosineDecay(
        config.judge_learning_rate, config.judge_epochs * batches.steps_per_epoch, alpha=0.01
    )
    classifier.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=jit_compile(),
    )

    def on_epoch_end(run: runs.Run) -> Mapping[str, float]:
        images, labels = validation
        logits = np.concatenate(
            [classifier.predict_on_batch(to_network(images[at : at + 500])) for at in range(0, len(images), 500)]
        )
        accuracy = float((logits.argmax(axis=1) == labels).mean())
        run.keep_best(accuracy, {f"{index:03d}": value for index, value in enumerate(network.get_weights())})
        return {"validation_accuracy": accuracy}

    print(f"the judge: {network.count_params():,} parameters", flush=True)
    loop.train(classifier, batches, run, loop.Plan(config.judge_epochs, on_epoch_end, config.checkpoint_seconds))
    best = run.best()
    saving.save_network(build_judge, [best[name] for name in sorted(best)], target)
    return Judge.from_file(target)


def judge_seconds(run_path: Path) -> float:
    """How long the judge's training took, from its history."""
    return float(ModelFolder(run_path / "judge").history["wall_seconds"].iloc[-1])

"""A network small enough to train in a test, and batches that can kill the process in their middle."""

import dataclasses
import os
import signal
from typing import ClassVar

import keras
import numpy as np

from training import loop, runs
from training.config import RunConfig

STEPS = 12


@dataclasses.dataclass(frozen=True)
class ToyConfig(RunConfig):
    """A network small enough to train in a test."""

    preset: str = "toy"
    """Which preset."""
    seed: int = 1
    """The seed."""
    num_epochs: int = 3
    """Passes over the data."""

    PRESETS: ClassVar = {"toy": {}, "short": {"num_epochs": 2}}


def build():
    layers = [keras.Input((6,)), keras.layers.Dense(8, "relu"), keras.layers.Dropout(0.5), keras.layers.Dense(1)]
    return keras.Sequential(layers)


class ToyBatches:
    steps_per_epoch = STEPS

    def __init__(self, kill_at=None, number=signal.SIGTERM):
        self.kill_at, self.number = kill_at, number

    def epoch(self, epoch, first_step):
        for step in range(first_step, STEPS):
            if (epoch, step) == self.kill_at:
                os.kill(os.getpid(), self.number)
            x = np.random.default_rng((epoch, step)).normal(size=(16, 6)).astype("float32")
            yield x, x[:, :1]


def train(config, batches, learning_rate=0.01, **plan):
    """Train as configured; what else is given is the plan's."""
    keras.utils.set_random_seed(config.seed)
    run = runs.Run.start(config)
    model = build()
    model.compile(keras.optimizers.Adam(learning_rate, use_ema=True), "mse", jit_compile=False)
    loop.train(model, batches, run, loop.Plan(config.num_epochs, lambda run: {"score": -run.epoch}, **plan))
    return model, run


def state(model):
    return [np.asarray(variable) for variable in [*model.variables, *model.optimizer.variables]]

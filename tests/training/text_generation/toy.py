"""A writer small enough to train in a test, on a cheap text.

``python -m tests.training.text_generation.toy killed RUN`` trains until it kills itself in the middle of the second
epoch; ``... read RUN OTHER`` trains to the end and prints what its own network and that of the run OTHER make of a
text, as JSON. Both on whatever backend the environment names.
"""

import json
import os
import signal
import sys
from pathlib import Path

import numpy as np

from models.storage import open_model
from models.text_generation import TextGenerator
from models.text_generation.architectures import run_in_pieces
from models.text_generation.generator import load_network
from training.text_generation import recipe
from training.text_generation.config import Config
from training.text_generation.data import SOURCES, StreamBatches, Texts

CHEAP_TEXT = "the cat sat on the mat, the rat ran at the cat.\n" * 40
CHEAP = Texts(CHEAP_TEXT, CHEAP_TEXT[:300], {"name": "cheap"})
SETTINGS = {
    "num_epochs": 2, "batch_size": 4, "sequence_length": 16, "embedding_size": 5, "hidden_size": 8, "dropout": 0.3,
    "max_steps_per_epoch": 6, "seed": 3, "average_momentum": 0.9, "weight_dropout": 0.2,
}  # fmt: skip
PLAIN = {**SETTINGS, "average_momentum": 0.0, "weight_dropout": 0.0}


def logits_of(path: Path | str) -> np.ndarray:
    """What the network of a finished run makes of a text."""
    vocabulary = TextGenerator.load(path).vocabulary
    pieces = run_in_pieces(load_network(open_model(path)), vocabulary.encode("the cat sat on the mat")[None], 100)
    return np.concatenate(list(pieces), axis=1)


def killed(run: str) -> None:
    epoch_of = StreamBatches.epoch

    def epoch(self, number, first_step):
        for step, batch in enumerate(epoch_of(self, number, first_step), start=first_step):
            if (number, step) == (1, 3):
                os.kill(os.getpid(), signal.SIGKILL)
            yield batch

    StreamBatches.epoch = epoch
    recipe.train(Config(run_dir=run, checkpoint_seconds=0, **SETTINGS))


def read(run: str, other: str) -> None:
    recipe.train(Config(run_dir=run, mixed_precision=False, **SETTINGS))
    print(json.dumps([logits_of(path).tolist() for path in (run, other)]))


if __name__ == "__main__":
    SOURCES["shakespeare"] = lambda data_dir: CHEAP
    {"killed": killed, "read": read}[sys.argv[1]](*sys.argv[2:])

"""The perplexity that tutorials report for The Time Machine, and what the same network is worth on other pages.

    python -m training.text_generation.memorisation

Their protocol: only letters, in lower case, and spaces; the first 10,000 characters; one recurrent layer of 256 units
on one-hot inputs, no dropout; trained on these characters hundreds of times over and then scored on the same ones.
The perplexity comes close to 1, the perfect guess. That is memorisation: the same network is lost on the book's last
tenth, which it has not read. Both figures go into ``docs/text_generation_memorisation.json``.
"""

import json
import math
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import keras

from models.storage import write_json
from models.text_generation import Vocabulary
from models.text_generation.architectures import Architecture, build_network
from training import command_line, loop
from training.datasets import time_machine
from training.runs import Run
from training.text_generation.data import Order, StreamBatches
from training.text_generation.evaluation import carried_nats
from training.text_generation.model import AdamW, Writer

RESULTS = Path(__file__).parents[2] / "docs" / "text_generation_memorisation.json"
NUM_CHARACTERS = 10_000
CELL = "lstm"
SIZES = {"hidden_size": 256, "batch_size": 32, "sequence_length": 35}
NUM_EPOCHS = 200
LEARNING_RATE = 5e-3


def letters_and_spaces(text: str) -> str:
    """The text as the tutorials read it: everything but letters becomes one space, and all is lower case."""
    return re.sub("[^a-z]+", " ", text.lower()).strip()


def measure(data_dir: str | None = None, num_epochs: int = NUM_EPOCHS, seed: int = 0) -> dict[str, Any]:
    """Train on the first characters; the perplexity there and on the last tenth of the book.

    Returns:
        ``training_perplexity`` and ``held_out_perplexity``, each of a text read once from an empty state that is
        carried through, with the number of characters, and ``uniform_perplexity``, that of a blind guess.
    """
    started = time.monotonic()
    keras.utils.set_random_seed(seed)
    keras.config.set_dtype_policy("float32")
    splits = time_machine.load(data_dir)
    learnt, held_out = letters_and_spaces(splits["train"])[:NUM_CHARACTERS], letters_and_spaces(splits["test"])
    vocabulary = Vocabulary.from_text(learnt)
    tokens = vocabulary.encode(learnt)
    batches = StreamBatches(lambda epoch: tokens, Order(SIZES["batch_size"], SIZES["sequence_length"], seed))
    network = build_network(len(vocabulary), Architecture(0, SIZES["hidden_size"], 1, cell=CELL, one_hot=True))
    writer = Writer(network, SIZES["batch_size"])
    schedule = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, num_epochs * batches.steps_per_epoch, alpha=0.01)
    writer.compile(
        AdamW(schedule, weight_decay=0.0, global_clipnorm=1.0),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=keras.config.backend() == "jax",
    )
    with tempfile.TemporaryDirectory() as folder:  # soon done: nothing to resume
        loop.train(writer, batches, Run(Path(folder), None), loop.Plan(num_epochs, lambda run: {}))
    return {
        "settings": {"cell": CELL, **SIZES, "num_epochs": num_epochs, "seed": seed},
        "vocabulary_size": len(vocabulary),
        "uniform_perplexity": float(len(vocabulary)),
        "training_characters": len(learnt),
        "training_perplexity": round(math.exp(carried_nats(network, vocabulary, learnt)), 4),
        "held_out_characters": len(held_out),
        "held_out_perplexity": round(math.exp(carried_nats(network, vocabulary, held_out)), 2),
        "wall_seconds": round(time.monotonic() - started, 1),
    }


def main(data_dir: str | None = None) -> None:
    """Train on the tutorials' 10,000 characters, and say what the figure that they report is worth.

    Args:
        data_dir: where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home.
    """
    result = measure(data_dir)
    write_json(RESULTS, result)
    print(json.dumps(result, indent=2))
    print(
        f"memorisation: perplexity {result['training_perplexity']:.2f} on the {result['training_characters']:,} "
        f"characters it was trained on, {result['held_out_perplexity']:,.0f} on {result['held_out_characters']:,} "
        f"that it has not read (a blind guess: {result['uniform_perplexity']:.0f})"
    )


if __name__ == "__main__":
    command_line.run(main, __doc__)

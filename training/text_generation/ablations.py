"""What each choice of the text script brings: small networks on The Time Machine that differ in one setting each.

    python -m training.text_generation.ablations

Every network learns from the same 152,132 characters for the same number of epochs and is measured on the validation
text (8,949 characters; the test is not touched). The figures go into
``docs/text_generation_ablations.json`` and from there into the table of ``docs/text_generation.md``; a network whose
run is finished is not trained again.
"""

import dataclasses
import json
import math
from pathlib import Path
from typing import Any

import keras

from models.storage import ModelFolder, write_atomically
from training import command_line
from training.ablations import collected, run_folder
from training.report import markdown, with_tables
from training.text_generation import memorisation as text_generation_memorisation
from training.text_generation import recipe as text_generation
from training.text_generation.config import Config

DOCS = Path(__file__).parents[2] / "docs"
RESULTS, PAGE = DOCS / "text_generation_ablations.json", DOCS / "text_generation.md"
BASE = Config(
    preset="time_machine",
    num_epochs=8,
    batch_size=16,
    embedding_size=64,
    hidden_size=256,
    num_layers=1,
    dropout=0.2,
    embedding_dropout=0.0,
    learning_rate=4e-3,
    final_learning_rate=4e-5,
    seed=1,
)
ABLATION_HEAD = [
    "network", "parameters", "training nats", "validation nats", "validation perplexity", "best epoch",
    "gradient norm", "steps clipped",
]  # fmt: skip
ABLATIONS: dict[str, dict[str, Any]] = {
    "base": {},
    "base, another seed": {"seed": 2},
    "`--cell gru`": {"cell": "gru"},
    "`--cell rnn`": {"cell": "rnn"},
    "`--inputs one_hot`": {"inputs": "one_hot"},
    "`--sampling random`": {"sampling": "random"},
    "`--clip-norm 0`": {"clip_norm": 0.0},
    "`--cell rnn --clip-norm 0`": {"cell": "rnn", "clip_norm": 0.0},
    "`--dropout 0`": {"dropout": 0.0},
    "`--dropout 0.4`": {"dropout": 0.4},
    "`--weight-dropout 0.2`": {"weight_dropout": 0.2},
    "`--average-momentum 0.99`": {"average_momentum": 0.99},
    "`--tied`": {"tied": True},
    "`--bidirectional`": {"bidirectional": True},
}
"""What is changed, by how the table calls it."""


def run_one(name: str, data_dir: str | None = None) -> dict[str, Any]:
    """Train one of the networks, or open it if that was done; its figures."""
    path = run_folder(name)
    if not (path / "metadata.json").is_file():
        keras.backend.clear_session()
        keras.config.set_dtype_policy("float32")
        config = dataclasses.replace(BASE, **ABLATIONS[name], run_dir=str(path), data_dir=data_dir)
        text_generation.train(dataclasses.replace(config, resume=path.exists()))
    folder = ModelFolder(path)
    history = folder.history
    best = history.iloc[int(history["validation_nats"].to_numpy().argmin())]
    return {
        "settings": ABLATIONS[name],
        "parameters": folder.metadata["parameters"],
        "validation_nats": round(float(best["validation_nats"]), 4),
        "best_epoch": int(best["epoch"]),
        "training_nats": round(float(best["loss"]), 4),
        "gradient_norm": round(float(history["gradient_norm"].mean()), 3),
        "clipped_share": round(float(history["clipped_share"].mean()), 4),
        "wall_seconds": folder.metadata["wall_seconds"],
    }


def rows(results: dict[str, dict[str, Any]]) -> list[list[str]]:
    """The table's rows."""
    return [
        [
            name,
            f"{result['parameters']:,}",
            f"{result['training_nats']:.3f}",
            f"{result['validation_nats']:.3f}",
            f"{math.exp(result['validation_nats']):.2f}",
            str(result["best_epoch"]),
            f"{result['gradient_norm']:.2f}",
            f"{100 * result['clipped_share']:.1f}%",
        ]
        for name, result in results.items()
    ]


def memorisation_rows() -> list[list[str]]:
    """What :mod:`training.text_generation.memorisation` found."""
    found = json.loads(text_generation_memorisation.RESULTS.read_text(encoding="utf-8"))
    return [
        [
            "the characters it was trained on",
            f"{found['training_characters']:,}",
            f"{found['training_perplexity']:.3f}",
        ],
        ["the last tenth of the book", f"{found['held_out_characters']:,}", f"{found['held_out_perplexity']:.1f}"],
        ["a blind guess", "", f"{found['uniform_perplexity']:.0f}"],
    ]


def filled(page: str, results: dict[str, dict[str, Any]]) -> str:
    """The page with its tables made anew from these results."""
    tables = {
        "ablations": markdown(ABLATION_HEAD, rows(results)),
        "memorisation": markdown(["measured on", "characters", "perplexity"], memorisation_rows()),
    }
    return with_tables(page, tables.get)


def main(only: tuple[str, ...] = (), data_dir: str | None = None) -> None:
    """Train the networks, write the figures and fill the table.

    Args:
        only: some of the networks, such as "base"; by default all that have no figures yet.
        data_dir: where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home.
    """
    results = collected(RESULTS, ABLATIONS, only, lambda name: run_one(name, data_dir))
    write_atomically(PAGE, filled(PAGE.read_text(encoding="utf-8"), results))


if __name__ == "__main__":
    command_line.run(main, __doc__)

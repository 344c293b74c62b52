"""Measure a trained model on held-out data and write the figures into its folder.

    python -m training.evaluate PRESET_OR_FOLDER

writes ``evaluation.json`` (every figure, and the same on the first 500 items, which a test repeats)
and the ``metrics`` of ``metadata.json``, which the README's tables and the model cards read; for a
sentiment model also ``scores.json``, which its page draws.
"""

import dataclasses
import importlib
import time
from pathlib import Path
from typing import Annotated, Any

import tyro

from models.storage import ModelFolder, open_model, write_hashes, write_json
from training import command_line
from training.figures import Figure
from training.sentiment import scores


def measure(folder: ModelFolder, data_dir: str | Path | None = None, first_500_only: bool = False) -> dict[str, Figure]:
    """Take every figure of a verified model folder, see :mod:`training.figures`."""
    return _family(folder).measure(folder, data_dir, first_500_only)


def _family(folder: ModelFolder) -> Any:
    return importlib.import_module(f"training.{folder.metadata['task']}.evaluation")


def evaluate(name_or_path: str, data_dir: str | Path | None = None) -> dict[str, Figure]:
    """Measure a preset or a finished run and write the figures into its folder."""
    folder = open_model(name_or_path)
    started = time.monotonic()
    files = [*folder.metadata["sha256"], "evaluation.json"]
    family = _family(folder)
    if hasattr(family, "measure_with_scores"):
        figures, by_set = family.measure_with_scores(folder, data_dir)
        write_json(folder.path / scores.FILE_NAME, by_set)
        files.append(scores.FILE_NAME)
    else:
        figures = measure(folder, data_dir)
    written = {
        "command": f"python -m training.evaluate {folder.name}",
        "wall_seconds": round(time.monotonic() - started, 1),
        "measured": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "figures": {name: _written(figure) for name, figure in figures.items()},
    }
    write_json(folder.path / "evaluation.json", written)
    metadata = folder.metadata
    metadata["metrics"] = {
        name: {"value": figure.value, "unit": figure.unit, "split": figure.split, "count": figure.count}
        for name, figure in figures.items()
    }
    write_hashes(folder.path, metadata, files)
    return figures


def _written(figure: Figure) -> dict[str, Any]:
    fields = dataclasses.asdict(figure)
    if figure.parts is None:
        del fields["parts"]
    return fields


def main(
    model: Annotated[str, tyro.conf.Positional],
    data_dir: str | None = None,
) -> None:
    """Measure a trained model on held-out data and write the figures into its folder.

    Args:
        model: a preset's name, such as digits, or the folder of a finished run.
        data_dir: where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home.
    """
    for name, figure in evaluate(model, data_dir).items():
        print(f"{name:32} {figure.value:10.4f} {figure.unit:12} {figure.split} ({figure.count:,})")


if __name__ == "__main__":
    command_line.run(main, __doc__)

"""Measure a trained model on data that it did not learn from and write the figures into its folder.

    python -m training.evaluate PRESET_OR_FOLDER

writes ``evaluation.json`` (every figure, of which kind it is, and the same on the first 500 items, which a test
repeats) and the ``metrics`` of ``metadata.json``, which the tables of README and docs and the model cards read. A
family adds what its pages draw: ``scores.json``, and for sentiment ``reliability.json``.
"""

import importlib
import time
from pathlib import Path
from typing import Annotated, Any

import tyro

from models.storage import ModelFolder, open_model, write_hashes, write_json
from training import command_line
from training.figures import Figure


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
    if hasattr(family, "measure_with_files"):
        figures, more = family.measure_with_files(folder, data_dir)
        for name, content in more.items():
            write_json(folder.path / name, content)
            files.append(name)
    else:
        figures = measure(folder, data_dir)
    written = {
        "command": f"python -m training.evaluate {folder.name}",
        "wall_seconds": round(time.monotonic() - started, 1),
        "measured": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "figures": {name: figure.written() for name, figure in figures.items()},
    }
    write_json(folder.path / "evaluation.json", written)
    metadata = folder.metadata
    metadata["metrics"] = {name: figure.for_card() for name, figure in figures.items()}
    write_hashes(folder.path, metadata, files)
    return figures


def main(
    model: Annotated[str, tyro.conf.Positional],
    data_dir: str | None = None,
) -> None:
    """Measure a trained model on data that it did not learn from and write the figures into its folder.

    Args:
        model: a preset's name, such as digits, or the folder of a finished run.
        data_dir: where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home.
    """
    for name, figure in evaluate(model, data_dir).items():
        print(f"{name:36} {figure.value:10.4f} {figure.unit:10} {figure.kind:10} {figure.split} ({figure.count:,})")


if __name__ == "__main__":
    command_line.run(main, __doc__)

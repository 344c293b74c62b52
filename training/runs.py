"""Run folders, the metadata of what was trained in them, and publishing a run as a preset.

A run folder holds ``config.json`` (from its first second on), ``history.csv`` (a row an epoch),
``progress.csv`` (a row every two seconds), ``checkpoints/``, ``samples/``, and, once finished, the trained
model with its ``metadata.json``: the same files as a preset in ``models/pretrained``.
"""

import csv
import io
import json
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import keras
import numpy as np
import tyro

from models.errors import PlaygroundError
from models.storage import PRETRAINED, ModelFolder, runs_folder, write_atomically, write_json
from training import command_line
from training.config import RunConfig


class Run:
    """One training run and its folder. Make one with :meth:`start`."""

    def __init__(self, path: Path, config: Any) -> None:
        self.path = path
        self.config = config  # of the family that trains
        self.epoch = 0
        self.step = 0
        self.history: list[dict[str, float]] = []
        self.totals: dict[str, float] = {}
        self.wall_seconds = 0.0
        self.best_score: float | None = None

    @classmethod
    def start(cls, config: RunConfig) -> "Run":
        """Make a new run folder, or open the one to resume.

        Args:
            config: with ``resume`` the run's own configuration is used, and one that says otherwise is refused.

        Raises:
            PlaygroundError: the folder is taken, there is nothing to resume, or the flags differ.
        """
        path = Path(config.run_dir) if config.run_dir else None
        if config.resume:
            path = path or _latest_run(config.preset)
            if not path.is_dir():
                raise PlaygroundError("Expected the folder of a run to resume, received {path}.", path=str(path))
        path = path or runs_folder() / f"{config.preset}-{_timestamp()}"
        if not (config.resume and (path / "config.json").is_file()):
            # A run killed in its first moments left a folder and nothing in it: resuming starts it.
            if (path / "config.json").is_file() or (not config.resume and path.exists() and any(path.iterdir())):
                raise PlaygroundError(
                    "Expected an empty or new run folder, received {path}, which holds files: "
                    "add --resume to go on with a run.",
                    path=str(path),
                )
            command = config.command()  # before there is a folder: it refuses a model to start from that is not there
            path.mkdir(parents=True, exist_ok=True)
            write_json(path / "command.json", {"command": command})
            write_json(path / "config.json", config.stored())
            return cls(path, config)

        stored = json.loads((path / "config.json").read_text(encoding="utf-8"))
        # A flag left at its preset's default means "as the run was started".
        defaults = config.for_preset(config.preset).stored()
        for field, value in config.stored().items():
            if value != stored.get(field) and value != defaults[field]:
                raise PlaygroundError(
                    "This run was started with {field}={expected}, received {received}: leave the flag out "
                    "to resume it, or start a new run.",
                    field=field,
                    expected=stored.get(field),
                    received=value,
                )
        return cls(path, config.restored(stored))

    def settle(self, config: RunConfig) -> None:
        """Go on with a config whose open questions are settled, such as sizes that depend on the data."""
        self.config = config
        write_json(self.path / "config.json", config.stored())

    def keep_best(self, score: float, arrays: Mapping[str, Any]) -> bool:
        """Keep ``arrays`` (the weights to publish) when ``score``, higher is better, beats every epoch before."""
        if self.best_score is not None and score <= self.best_score:
            return False
        self.best_score = score
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        write_atomically(self.path / "best.npz", buffer.getvalue())
        return True

    def best(self) -> dict[str, np.ndarray]:
        """The arrays of the best epoch so far."""
        with np.load(self.path / "best.npz") as archive:
            return dict(archive)

    def sample_path(self, suffix: str) -> Path:
        """Where the samples of the epoch that just ended go."""
        return self.path / "samples" / f"epoch-{self.epoch:03d}{suffix}"

    @property
    def command(self) -> str:
        """The command that started the run."""
        return json.loads((self.path / "command.json").read_text(encoding="utf-8"))["command"]

    def write_history(self) -> None:
        """Write ``history.csv`` whole, so a resumed run never has an epoch twice."""
        buffer = io.StringIO()
        columns = list(dict.fromkeys(name for row in self.history for name in row))
        writer = csv.DictWriter(buffer, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.history)
        write_atomically(self.path / "history.csv", buffer.getvalue())


def metadata(
    run: Run, task: str, parameters: int, datasets: list[dict[str, Any]], wall_seconds_of: str, **more: Any
) -> dict[str, Any]:
    """The ``metadata.json`` of a finished run, all but the hashes and the measured figures.

    Args:
        run: finished.
        task: its family.
        parameters: numbers that were learnt.
        datasets: what they were learnt from, as each module of :mod:`training.datasets` describes its own.
        wall_seconds_of: what the time is that of, and what it leaves out.
        **more: what only this family has to say; ``made_from`` lists an :func:`earlier_stage` for each run before.
    """
    return {
        "task": task,
        "command": run.command,
        "seed": run.config.seed,
        "parameters": parameters,
        "wall_seconds": round(run.wall_seconds, 1),
        "wall_seconds_of": wall_seconds_of,
        "trained_on": {
            "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "device": device_name(),
            "backend": keras.config.backend(),
        },
        "libraries": _library_versions(),
        "datasets": datasets,
        "sha256": {},
        "metrics": {},
        **more,
    }


def earlier_stage(what: str, path: Path) -> dict[str, Any]:
    """An entry of ``made_from``: what was taken over from an earlier run, its command, and the hash of its network.

    The hash is None where that run was stopped before it had one.
    """
    folder = ModelFolder(path)
    command = folder.metadata.get("command")
    if command is None and (path / "command.json").is_file():
        command = Run(path, None).command
    return {"what": what, "command": command, "sha256": folder.metadata.get("sha256", {}).get("model.keras")}


def publish(run_path: Path, preset: str) -> Path:
    """Copy a finished run's own files into ``models/pretrained/<preset>``, whole or not at all.

    Raises:
        PlaygroundError: the run has not finished.
    """
    if not (run_path / "metadata.json").is_file():
        raise PlaygroundError(
            "Expected a finished run, received {path}, which has no metadata.json yet.", path=str(run_path)
        )
    listed = json.loads((run_path / "metadata.json").read_text(encoding="utf-8"))["sha256"]
    target = PRETRAINED / preset
    temporary = target.with_name(f".{preset}.new")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for name in ["metadata.json", *listed]:
        shutil.copyfile(run_path / name, temporary / name)
    shutil.rmtree(target, ignore_errors=True)
    temporary.rename(target)
    return target


def _latest_run(preset: str) -> Path:
    runs = sorted(path for path in runs_folder().glob(f"{preset}-*") if (path / "config.json").is_file())
    if not runs:
        raise PlaygroundError(
            "Expected a run of {preset} to resume under {folder}, found none.",
            preset=preset,
            folder=str(runs_folder()),
        )
    return runs[-1]


def _timestamp() -> str:
    return time.strftime("%Y%m%d-%H%M%S", time.gmtime())


def device_name() -> str:
    """The machine in a few words, as metadata and benchmarks name it."""
    if keras.config.backend() == "jax":
        import jax

        device = jax.devices()[0]
        if device.platform != "cpu":
            return device.device_kind
    import platform

    return f"{os.cpu_count()} {platform.machine()} CPU cores"


def _library_versions() -> dict[str, str]:
    from importlib import metadata as installed

    versions = {}
    for name in ("keras", "tensorflow-cpu", "tensorflow", "jax", "numpy", "tokenizers", "emoji", "opencc"):
        try:
            versions[name] = installed.version(name)
        except installed.PackageNotFoundError:
            continue
    return versions


def main(run: Annotated[str, tyro.conf.Positional], publish_as: str) -> None:
    """Publish a finished run as a preset: copy its files into models/pretrained.

    Args:
        run: the folder of the finished run.
        publish_as: the preset's name, such as digits.
    """
    print(publish(Path(run), publish_as))


if __name__ == "__main__":
    command_line.run(main)

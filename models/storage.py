"""Preset and run folders: metadata, config, history, hashes. Imports no Keras, so the home page may use it.

A shipped model is a folder that explains itself (``models/pretrained/<preset>/``); a finished run
has the same files, so everything that opens one opens the other.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from models.errors import DamagedModelError, MissingModelError

PRETRAINED = Path(__file__).parent / "pretrained"
METADATA_KEYS = (
    "task",
    "command",
    "seed",
    "parameters",
    "wall_seconds",
    "wall_seconds_of",
    "trained_on",
    "libraries",
    "datasets",
    "sha256",
    "metrics",
)


FAMILIES = ("sentiment", "text_generation", "digit_gan")


@dataclass(frozen=True)
class Preset:
    """A model that the playground ships under a name, as ``models/<family>/presets.json`` describes it."""

    name: str
    task: str
    """Its family: ``models.<task>`` uses it, ``training.<task>`` makes it."""
    language: str | None = None
    """What it reads or writes, ``en`` or ``zh``; None for digits."""
    rival_of: str | None = None
    """The preset that it is shipped to be compared with; None for a model that is used by itself."""

    @property
    def command(self) -> str:
        """The command that trains this preset from its datasets."""
        return f"python -m training.{self.task} --preset {self.name}"

    @property
    def path(self) -> Path:
        """Its folder, whether it is there or not."""
        return PRETRAINED / self.name

    @property
    def is_here(self) -> bool:
        """Whether there is such a folder; :func:`open_model` says whether it is whole."""
        return (self.path / "metadata.json").is_file()


def _presets() -> Iterator[Preset]:
    for family in FAMILIES:
        described = json.loads((Path(__file__).parent / family / "presets.json").read_text(encoding="utf-8"))
        yield from (Preset(task=family, **entry) for entry in described)


PRESETS = {preset.name: preset for preset in _presets()}
"""Every preset by name, in the order in which they are presented; rivals begin with the simplest."""
SHIPPED = {name: preset for name, preset in PRESETS.items() if preset.rival_of is None}
"""Those that are used by themselves: every preset that is no rival."""


def shipped_for(task: str) -> dict[str, Preset]:
    """The presets of a family that are no rivals, by name."""
    return {name: preset for name, preset in SHIPPED.items() if preset.task == task}


def preset_for(task: str, language: str) -> str:
    """The name of a family's shipped model for a language, ``en`` or ``zh``; of several the first."""
    return next(name for name, preset in shipped_for(task).items() if preset.language == language)


def rivals_of(name: str) -> dict[str, Preset]:
    """The small models that are shipped only to be compared with a preset, by name."""
    return {rival: preset for rival, preset in PRESETS.items() if preset.rival_of == name}


def runs_folder() -> Path:
    """Where runs land: ``PLAYGROUND_RUNS``, else ``runs/`` beside the code."""
    return Path(os.environ.get("PLAYGROUND_RUNS") or Path(__file__).parent.parent / "runs")


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write ``path`` whole or not at all: to a temporary name beside it, then renamed over it."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files private; a model is for everyone who may read its folder.
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_json(path: Path, value: Any) -> None:
    """Write ``value`` as readable JSON, atomically."""
    write_atomically(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class ModelFolder:
    """A preset or a run on disk. Open one with :func:`open_model` (checked) or :func:`find_models`."""

    path: Path

    @property
    def name(self) -> str:
        """The folder's name: the preset's, or the run's."""
        return self.path.name

    def _read_json(self, file_name: str) -> dict[str, Any]:
        path = self.path / file_name
        if not path.is_file():
            return {}
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError):
            value = None
        if not isinstance(value, dict):
            raise DamagedModelError(
                "The model folder {name} is damaged: {file} should hold a JSON object and does not.",
                name=self.name,
                file=file_name,
            )
        return value

    @property
    def config(self) -> dict[str, Any]:
        """The training configuration, every field of it; empty where there is none."""
        return self._read_json("config.json")

    @property
    def metadata(self) -> dict[str, Any]:
        """How, from what and how well the model was made; empty where there is none."""
        return self._read_json("metadata.json")

    @property
    def evaluation(self) -> dict[str, Any]:
        """What ``python -m training.evaluate`` measured; empty where it was not run."""
        return self._read_json("evaluation.json")

    @property
    def scores(self) -> dict[str, Any]:
        """What a page shows of each test set, from ``python -m training.evaluate``; empty where there is none."""
        return self._read_json("scores.json")

    @property
    def history(self) -> pd.DataFrame:
        """One row an epoch, first column ``epoch`` (from 1); empty where there is none."""
        path = self.path / "history.csv"
        if not path.is_file():
            return pd.DataFrame()
        try:
            return pd.read_csv(path)
        except (ValueError, OSError):
            raise DamagedModelError(
                "The model folder {name} is damaged: {file} should hold a table and does not.",
                name=self.name,
                file="history.csv",
            ) from None

    def verify(self) -> None:
        """Check that every file is the one that the metadata names.

        Raises:
            DamagedModelError: in one sentence, when a file is missing, was changed or is not listed.
        """
        hashes = self.metadata.get("sha256")
        if not isinstance(hashes, Mapping) or not hashes:
            raise DamagedModelError(
                "The model folder {name} is damaged: metadata.json should list the SHA-256 of each file and does not.",
                name=self.name,
            )
        for file_name, expected in hashes.items():
            path = self.path / file_name
            if not path.is_file():
                raise DamagedModelError(
                    "The model folder {name} is damaged: {file} is missing.", name=self.name, file=file_name
                )
            received = sha256_of(path)
            if received != expected:
                raise DamagedModelError(
                    "The model folder {name} is damaged: the SHA-256 of {file} should begin with {expected} "
                    "and begins with {received}.",
                    name=self.name,
                    file=file_name,
                    expected=str(expected)[:12],
                    received=received[:12],
                )


def open_model(name_or_path: str | os.PathLike[str], task: str | None = None) -> ModelFolder:
    """Find a preset or a run by name, or a folder by path, and check every file of it.

    Args:
        name_or_path: the name of a preset (``"digits"``) or of a finished run, or the path of either.
        task: when given, the task that the folder must have been trained for.

    Raises:
        MissingModelError: there is no such folder.
        DamagedModelError: a file is missing, changed or unreadable, or the task is another one.
    """
    path = Path(name_or_path)
    if path.name == str(name_or_path) and not path.is_dir():
        run = runs_folder() / path.name
        path = run if path.name not in PRESETS and run.is_dir() else PRETRAINED / path.name
    if not (path / "metadata.json").is_file():
        if path.name in PRESETS:
            raise MissingModelError(
                "The model {name} is not here: make it with `{command}`.",
                name=path.name,
                command=PRESETS[path.name].command,
            )
        raise MissingModelError(
            "Expected a preset's name or the folder of a finished run, received {received}.", received=str(name_or_path)
        )
    folder = ModelFolder(path)
    folder.verify()
    if task is not None and folder.metadata.get("task") != task:
        raise DamagedModelError(
            "Expected a model for {expected}, received {name}, which is for {received}.",
            expected=task,
            name=folder.name,
            received=folder.metadata.get("task"),
        )
    return folder


def write_hashes(path: Path, metadata: dict[str, Any], files: Iterable[str]) -> None:
    """Write ``metadata.json`` with the SHA-256 of ``files``, the ones that a published folder consists of."""
    metadata["sha256"] = {name: sha256_of(path / name) for name in sorted(set(files))}
    write_json(path / "metadata.json", metadata)


def find_models(folder: Path | None = None) -> list[ModelFolder]:
    """The model folders directly under ``folder`` (by default the shipped ones), sorted by name; not verified.

    A folder counts when it holds a ``config.json``: a run has one from its first second on.
    """
    folder = PRETRAINED if folder is None else folder
    if not folder.is_dir():
        return []
    return [ModelFolder(path) for path in sorted(folder.iterdir()) if (path / "config.json").is_file()]


def find_runs() -> list[ModelFolder]:
    """One's own runs in :func:`runs_folder`, the latest changed first; not verified."""
    return sorted(find_models(runs_folder()), key=lambda folder: folder.path.stat().st_mtime, reverse=True)

"""What the configurations of the three training scripts have in common."""

import dataclasses
import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

from models.errors import PlaygroundError


@dataclasses.dataclass(frozen=True)
class RunConfig:
    """The settings that every script has; the sentence under each field is its flag's help."""

    preset: str = ""
    """What to train: the settings of this preset are the defaults of the other flags."""
    run_dir: str | None = None
    """The run's folder; by default runs/PRESET-TIME."""
    resume: bool = False
    """Go on with a run that was stopped or killed: the one in --run-dir, else the preset's latest."""
    data_dir: str | None = None
    """Where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home."""
    seed: int = 1
    """Fixes the run: the same seed on the same machine gives the same weights."""
    num_epochs: int = 1
    """Passes over the training data."""
    checkpoint_seconds: float = 120.0
    """Seconds between two checkpoints within an epoch."""
    max_steps_per_epoch: int | None = None
    """Cut each epoch short: for a quick look and for tests."""

    PRESETS: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    """By preset, where its settings differ from the defaults; the first is what a script trains by itself."""
    OF_THIS_MACHINE: ClassVar[tuple[str, ...]] = ("run_dir", "resume", "data_dir")
    """Folders of this machine: where something lies is no part of what a run is."""
    FILES: ClassVar[tuple[str, ...]] = ()
    """One's own files to learn from: no part of what is stored, and named without their folder."""

    @classmethod
    def for_preset(cls, name: str | None) -> Self:
        """The settings of a preset; those of the first one without a name.

        Raises:
            PlaygroundError: there is no such preset.
        """
        name = next(iter(cls.PRESETS)) if name is None else name
        if name not in cls.PRESETS:
            raise PlaygroundError(
                "Expected one of the presets {expected}, received {received}.",
                expected=", ".join(cls.PRESETS),
                received=name,
            )
        return cls(preset=name, **cls.PRESETS[name])

    def stored(self) -> dict[str, Any]:
        """The settings as ``config.json`` holds them."""
        values = dataclasses.asdict(self)
        left_out = (*self.OF_THIS_MACHINE, *self.FILES)
        return json.loads(json.dumps({name: value for name, value in values.items() if name not in left_out}))

    def restored(self, stored: Mapping[str, Any]) -> Self:
        """These settings with those that ``config.json`` holds."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
        }
        return dataclasses.replace(self, **values)

    def command(self) -> str:
        """What a stranger types in a fresh clone to train with these settings: the preset, and what differs from it."""
        default = self.for_preset(self.preset)
        arguments = ["python", "-m", type(self).__module__.removesuffix(".config"), "--preset", self.preset]
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.name not in self.OF_THIS_MACHINE and value != getattr(default, field.name):
                flag = field.name.replace("_", "-")
                if isinstance(value, bool):
                    arguments.append(f"--{flag}" if value else f"--no-{flag}")
                else:
                    values = value if isinstance(value, tuple) else (value,)
                    values = tuple(Path(name).name for name in values) if field.name in self.FILES else values
                    arguments += [f"--{flag}", *map(str, values)]
        return shlex.join(arguments)

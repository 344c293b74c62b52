"""Run folders: a loop that can be killed at any moment and resumed bit for bit, and publishing a run as a preset.

A run folder holds ``config.json`` (from its first second on), ``history.csv`` (a row an epoch),
``progress.csv`` (a row every two seconds), ``checkpoints/``, ``samples/``, and, once finished, the trained
model with its ``metadata.json``: the same files as a preset in ``models/pretrained``.

A checkpoint is the values of every model variable (the seed generators of dropout and noise are
among them) and of every optimizer variable, with the place in the data order. The order is a
function of seed and epoch alone, so the place is two numbers.
"""

import csv
import dataclasses
import io
import json
import os
import shutil
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Protocol

import keras
import numpy as np
import tyro
from tqdm import tqdm

from models.errors import PlaygroundError
from models.storage import PRETRAINED, runs_folder, write_atomically, write_json
from training.progress import Progress, StopSignals

Batch = tuple[Any, ...]
CHECKPOINTS_KEPT = 2


class Batches(Protocol):
    """The training data in an order that is a function of the seed and the epoch alone."""

    steps_per_epoch: int

    def epoch(self, epoch: int, first_step: int) -> Iterator[Batch]:
        """Yield the batches ``first_step, first_step + 1, ...`` of an epoch, as ``train_on_batch`` takes them."""
        ...


class Stopped(BaseException):
    """The person pressed Ctrl-C or the machine asked the process to end: the run was saved and can be resumed."""


class Run:
    """One training run and its folder. Make one with :meth:`start`."""

    def __init__(self, path: Path, config: Any) -> None:
        self.path = path
        self.config = config
        self.epoch = 0
        self.step = 0
        self.history: list[dict[str, float]] = []
        self.totals: dict[str, float] = {}
        self.wall_seconds = 0.0
        self.best_score: float | None = None

    @classmethod
    def start(cls, config: Any) -> "Run":
        """Make a new run folder, or open the one to resume.

        Args:
            config: a dataclass with at least ``preset, run_dir, resume, seed``. With ``resume`` the
                run's own configuration is used, and one that says otherwise is refused.

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
            path.mkdir(parents=True, exist_ok=True)
            write_json(path / "command.json", {"command": _command()})
            write_json(path / "config.json", _config_to_json(config))
            return cls(path, config)

        stored = json.loads((path / "config.json").read_text(encoding="utf-8"))
        # A flag left at its preset's default means "as the run was started".
        defaults = _config_to_json(type(config).for_preset(config.preset))
        for field, value in _config_to_json(config).items():
            if value != stored.get(field) and value != defaults[field]:
                raise PlaygroundError(
                    "This run was started with {field}={expected}, received {received}: leave the flag out "
                    "to resume it, or start a new run.",
                    field=field,
                    expected=stored.get(field),
                    received=value,
                )
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
        return cls(path, dataclasses.replace(config, **values))

    def settle(self, config: Any) -> None:
        """Go on with a config whose open questions are settled, such as sizes that depend on the data."""
        self.config = config
        write_json(self.path / "config.json", _config_to_json(config))

    def restore(self, model: keras.Model) -> bool:
        """Load the newest whole checkpoint into a built and compiled model; False when there is none."""
        model.optimizer.build(model.trainable_variables)
        for path in reversed(self._checkpoints()):
            try:
                with np.load(path) as archive:
                    state = json.loads(str(archive["state"]))
                    values = [archive[f"v{index}"] for index in range(state["variables"])]
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
                continue  # damaged since it was written: the one before it will do
            variables = _state_variables(model)
            if [list(value.shape) for value in values] != [list(variable.shape) for variable in variables]:
                raise PlaygroundError(
                    "The checkpoint {path} belongs to another architecture than the one configured.", path=str(path)
                )
            for variable, value in zip(variables, values, strict=True):
                variable.assign(value)
            self.epoch, self.step = state["epoch"], state["step"]
            self.history, self.totals = state["history"], state["totals"]
            self.wall_seconds, self.best_score = state["wall_seconds"], state["best_score"]
            return True
        return False

    def checkpoint(self, model: keras.Model) -> None:
        """Write the exact state of the training, keep the last two."""
        variables = _state_variables(model)
        state = {
            "variables": len(variables),
            "epoch": self.epoch,
            "step": self.step,
            "history": self.history,
            "totals": self.totals,
            "wall_seconds": self.wall_seconds,
            "best_score": self.best_score,
        }
        buffer = io.BytesIO()
        arrays = {f"v{index}": keras.ops.convert_to_numpy(variable) for index, variable in enumerate(variables)}
        np.savez(buffer, state=np.array(json.dumps(state)), **arrays)
        write_atomically(self.path / "checkpoints" / f"{self.epoch:05d}-{self.step:07d}.npz", buffer.getvalue())
        for old in self._checkpoints()[:-CHECKPOINTS_KEPT]:
            old.unlink(missing_ok=True)

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

    def _checkpoints(self) -> list[Path]:
        return sorted((self.path / "checkpoints").glob("[0-9]*.npz"))

    def write_history(self) -> None:
        """Write ``history.csv`` whole, so a resumed run never has an epoch twice."""
        buffer = io.StringIO()
        columns = list(dict.fromkeys(name for row in self.history for name in row))
        writer = csv.DictWriter(buffer, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.history)
        write_atomically(self.path / "history.csv", buffer.getvalue())


def train(
    model: keras.Model,
    batches: Batches,
    run: Run,
    num_epochs: int,
    on_epoch_end: Callable[[Run], Mapping[str, float]],
    checkpoint_seconds: float = 120.0,
    on_epoch_start: Callable[[int], None] | None = None,
    time_budget: float | None = None,
    before_step: Callable[[float], None] | None = None,
) -> None:
    """Train a built, compiled model until ``num_epochs``, from wherever ``run`` stands.

    While it trains, ``progress.csv`` in the run's folder gets a row about every two seconds: ``step`` (from the run's
    start), ``loss`` (the mean of the steps since the row before) and ``seconds`` (of training, those before a resume
    included).

    Args:
        model: its loss and metrics are averaged over each epoch into the history.
        batches: the data, see :class:`Batches`.
        run: restored here; its folder receives checkpoints and history.
        num_epochs: passes over ``batches`` in all, those before a resume included.
        on_epoch_end: called once an epoch with ``run.epoch`` counting the finished ones: measures validation
            figures (returned, they join the epoch's row), writes samples, keeps the best weights. It must not
            touch the training state.
        checkpoint_seconds: time between checkpoints within an epoch; one is always written at its end.
        on_epoch_start: called before an epoch's first step, but not in the middle of a resumed epoch.
        time_budget: stop after so many seconds of training, those before a resume included, even in the middle of an
            epoch, which then ends early.
        before_step: called before every step with the seconds trained so far.

    Raises:
        Stopped: after SIGINT or SIGTERM, once the state is safely on disk.
    """
    resumed = run.restore(model)
    if resumed:
        print(f"resumed {run.path} at epoch {run.epoch + 1}, step {run.step}", flush=True)
    total, done = num_epochs * batches.steps_per_epoch, run.epoch * batches.steps_per_epoch + run.step
    started = time.monotonic() - run.wall_seconds
    last_checkpoint = time.monotonic()
    progress = Progress(run.path / "progress.csv", done)
    over = time_budget is not None and run.wall_seconds >= time_budget

    with (
        StopSignals() as stop,
        tqdm(
            total=total if time_budget is None else None,
            initial=done,
            unit="step",
            mininterval=0.5 if sys.stderr.isatty() else 15,
        ) as bar,
    ):
        # A run that was stopped when its time was over still has to end its epoch.
        while run.epoch < num_epochs and not (over and run.step == 0):
            if run.step == 0 and on_epoch_start is not None:
                on_epoch_start(run.epoch)
            bar.set_description(f"epoch {run.epoch + 1}" + (f"/{num_epochs}" if time_budget is None else ""))
            for batch in batches.epoch(run.epoch, run.step):
                if over:
                    break
                if before_step is not None:
                    before_step(time.monotonic() - started)
                logs = model.train_on_batch(*batch, return_dict=True)
                for name, value in logs.items():
                    run.totals[name] = run.totals.get(name, 0.0) + float(value)
                run.step += 1
                bar.update()
                bar.set_postfix({name: f"{float(value):.4f}" for name, value in logs.items()}, refresh=False)
                elapsed = time.monotonic() - started
                progress.add(run.epoch * batches.steps_per_epoch + run.step, float(logs["loss"]), elapsed)
                over = time_budget is not None and elapsed >= time_budget
                if stop.requested or time.monotonic() - last_checkpoint > checkpoint_seconds:
                    run.wall_seconds = time.monotonic() - started
                    run.checkpoint(model)
                    last_checkpoint = time.monotonic()
                if stop.requested:
                    raise Stopped(f"stopped; go on with --run-dir {run.path} --resume")
            if not all(np.isfinite(total) for total in run.totals.values()):
                raise PlaygroundError(
                    "The loss became infinite or undefined in epoch {epoch}: expected a finite loss; "
                    "try a smaller --learning-rate.",
                    epoch=run.epoch + 1,
                )
            row = {name: value / run.step for name, value in run.totals.items()}
            run.epoch, run.step, run.totals = run.epoch + 1, 0, {}
            row = {"epoch": run.epoch, **row, **on_epoch_end(run)}
            run.wall_seconds = time.monotonic() - started
            run.history.append({**row, "wall_seconds": round(run.wall_seconds, 1)})
            run.write_history()
            run.checkpoint(model)
            last_checkpoint = time.monotonic()
            bar.write("  ".join(f"{name} {value:.4f}" for name, value in row.items()), file=sys.stdout)


def weight_averages(model: keras.Model, weights: Sequence[Any] | None = None, optimizer: Any = None) -> list[Any]:
    """What to measure and ship of a network in training: its averaged weights where the optimizer keeps some.

    In the order of ``weights``, by default all of ``model.weights``; a weight that is not trained has no average and
    comes as it is. ``optimizer`` is the one that trains this model, where that is not the model's own. Keras has no
    public name for the averages.
    """
    weights = model.weights if weights is None else weights
    optimizer = optimizer or getattr(model, "optimizer", None)  # a network that is fitted, not trained, has none
    if optimizer is None or not optimizer.use_ema:
        return list(weights)
    trained = zip(model.trainable_variables, optimizer._model_variables_moving_average, strict=True)
    averages = {id(variable): average for variable, average in trained}
    return [averages.get(id(weight), weight) for weight in weights]


def metadata(run: Run, task: str, parameters: int, datasets: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """The ``metadata.json`` of a finished run, all but the hashes and the measured figures."""
    return {
        "task": task,
        "command": run.command,
        "seed": run.config.seed,
        "parameters": parameters,
        "wall_seconds": round(run.wall_seconds, 1),
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


def _state_variables(model: keras.Model) -> list[Any]:
    return [*model.variables, *model.optimizer.variables]


def _config_to_json(config: Any) -> dict[str, Any]:
    values = dataclasses.asdict(config)
    # Where the run lies and where the data lies are this machine's, not the run's.
    for name in ("run_dir", "resume", "data_dir", "prepared_from", "text_file"):
        values.pop(name, None)
    return json.loads(json.dumps(values))


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


def _command() -> str:
    module = getattr(sys.modules.get("__main__"), "__spec__", None)
    name = module.name.removesuffix(".__main__") if module is not None else Path(sys.argv[0]).stem
    arguments = [argument for argument in sys.argv[1:] if argument != "--resume"]
    return " ".join(["python", "-m", name, *arguments])


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
    for name in ("keras", "tensorflow-cpu", "tensorflow", "jax", "numpy", "tokenizers", "gensim", "opencc"):
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
    try:
        print(publish(Path(run), publish_as))
    except PlaygroundError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    tyro.cli(main)

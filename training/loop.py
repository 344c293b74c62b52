"""The one training loop: killed at any moment it goes on bit for bit, it reports, and it stops when it is asked to.

A checkpoint is the values of every model variable (the seed generators of dropout and noise are
among them) and of every optimizer variable, with the place in the data order. The order is a
function of seed and epoch alone, so the place is two numbers.
"""

import dataclasses
import io
import json
import signal
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

import keras
import numpy as np
from tqdm import tqdm

from models.errors import PlaygroundError
from models.storage import write_atomically
from training.runs import Run

Batch = tuple[Any, ...]
CHECKPOINTS_KEPT = 2
PROGRESS_SECONDS = 2.0


class Batches(Protocol):
    """The training data in an order that is a function of the seed and the epoch alone."""

    steps_per_epoch: int

    def epoch(self, epoch: int, first_step: int) -> Iterator[Batch]:
        """Yield the batches ``first_step, first_step + 1, ...`` of an epoch, as ``train_on_batch`` takes them."""
        ...


class Stopped(SystemExit):
    """The person pressed Ctrl-C or the machine asked the process to end: the run was saved and can be resumed."""


class Learner(Protocol):
    """What the loop trains: a built, compiled ``keras.Model``, or something that steps and keeps its state like one."""

    variables: Any
    trainable_variables: Any
    optimizer: Any

    def train_on_batch(self, *batch: Any, return_dict: bool) -> Mapping[str, Any]:
        """Take a step; its logs, ``loss`` among them."""
        ...


@dataclasses.dataclass(frozen=True)
class Plan:
    """How long a training goes on, and what is done beside its steps."""

    num_epochs: int
    """Passes over the batches in all, those before a resume included."""
    on_epoch_end: Callable[[Run], Mapping[str, float]]
    """Called once an epoch with ``run.epoch`` counting the finished ones: measures validation figures (returned, they
    join the epoch's row), writes samples, keeps the best weights. It must not touch the training state."""
    checkpoint_seconds: float = 120.0
    """Time between checkpoints within an epoch; one is always written at its end."""
    time_budget: float | None = None
    """Stop after so many seconds of training, those before a resume included, even in the middle of an epoch, which
    then ends early."""
    before_step: Callable[[float], None] | None = None
    """Called before every step with the seconds trained so far."""


def train(model: Learner, batches: Batches, run: Run, plan: Plan) -> None:
    """Train until the plan is fulfilled, from wherever ``run`` stands.

    While it trains, ``progress.csv`` in the run's folder gets a row about every two seconds: ``step`` (from the run's
    start), ``loss`` (the mean of the steps since the row before) and ``seconds`` (of training, those before a resume
    included).

    Args:
        model: what its steps log is averaged over each epoch into the history.
        batches: the data, see :class:`Batches`.
        run: restored here; its folder receives checkpoints and history.
        plan: how long, and what else.

    Raises:
        Stopped: after SIGINT or SIGTERM, once the state is safely on disk.
    """
    if restore(run, model):
        print(f"resumed {run.path} at epoch {run.epoch + 1}, step {run.step}", flush=True)
    budget = plan.time_budget
    total, done = plan.num_epochs * batches.steps_per_epoch, run.epoch * batches.steps_per_epoch + run.step
    started = time.monotonic() - run.wall_seconds
    last_checkpoint = time.monotonic()
    progress = Progress(run.path / "progress.csv", done)
    over = budget is not None and run.wall_seconds >= budget

    with (
        StopSignals() as stop,
        tqdm(
            total=total if budget is None else None,
            initial=done,
            unit="step",
            mininterval=0.5 if sys.stderr.isatty() else 15,
        ) as bar,
    ):
        # A run that was stopped when its time was over still has to end its epoch.
        while run.epoch < plan.num_epochs and not (over and run.step == 0):
            bar.set_description(f"epoch {run.epoch + 1}" + (f"/{plan.num_epochs}" if budget is None else ""))
            for batch in batches.epoch(run.epoch, run.step):
                if over:
                    break
                if plan.before_step is not None:
                    plan.before_step(time.monotonic() - started)
                logs = model.train_on_batch(*batch, return_dict=True)
                for name, value in logs.items():
                    run.totals[name] = run.totals.get(name, 0.0) + float(value)
                run.step += 1
                bar.update()
                bar.set_postfix({name: f"{float(value):.4f}" for name, value in logs.items()}, refresh=False)
                elapsed = time.monotonic() - started
                progress.add(run.epoch * batches.steps_per_epoch + run.step, float(logs["loss"]), elapsed)
                over = budget is not None and elapsed >= budget
                if stop.requested or time.monotonic() - last_checkpoint > plan.checkpoint_seconds:
                    run.wall_seconds = time.monotonic() - started
                    checkpoint(run, model)
                    last_checkpoint = time.monotonic()
                if stop.requested:
                    raise Stopped(_how_to_go_on(run))
            row = _end_epoch(run, plan)
            run.wall_seconds = time.monotonic() - started
            run.history.append({**row, "wall_seconds": round(run.wall_seconds, 1)})
            run.write_history()
            checkpoint(run, model)
            last_checkpoint = time.monotonic()
            bar.write("  ".join(f"{name} {value:.4f}" for name, value in row.items()), file=sys.stdout)


def _how_to_go_on(run: Run) -> str:
    """What a stopped process says last. A stage of a run, in a folder within the run's, goes on with the run."""
    for folder in (run.path, run.path.parent):
        if (folder / "config.json").is_file():
            return f"stopped; go on with --run-dir {folder} --resume"
    return "stopped"


def _end_epoch(run: Run, plan: Plan) -> dict[str, float]:
    """The epoch's row of the history: the mean of what its steps logged, and what the plan measures."""
    if not all(np.isfinite(total) for total in run.totals.values()):
        raise PlaygroundError(
            "The loss became infinite or undefined in epoch {epoch}: expected a finite loss; "
            "try a smaller --learning-rate.",
            epoch=run.epoch + 1,
        )
    means = {name: value / run.step for name, value in run.totals.items()}
    run.epoch, run.step, run.totals = run.epoch + 1, 0, {}
    return {"epoch": run.epoch, **means, **plan.on_epoch_end(run)}


def restore(run: Run, model: Learner) -> bool:
    """Load the newest whole checkpoint into a built and compiled model; False when there is none."""
    model.optimizer.build(model.trainable_variables)
    for path in reversed(_checkpoints(run)):
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
        run.epoch, run.step = state["epoch"], state["step"]
        run.history, run.totals = state["history"], state["totals"]
        run.wall_seconds, run.best_score = state["wall_seconds"], state["best_score"]
        return True
    return False


def checkpoint(run: Run, model: Learner) -> None:
    """Write the exact state of the training, keep the last two."""
    variables = _state_variables(model)
    state = {
        "variables": len(variables),
        "epoch": run.epoch,
        "step": run.step,
        "history": run.history,
        "totals": run.totals,
        "wall_seconds": run.wall_seconds,
        "best_score": run.best_score,
    }
    buffer = io.BytesIO()
    arrays = {f"v{index}": keras.ops.convert_to_numpy(variable) for index, variable in enumerate(variables)}
    np.savez(buffer, state=np.array(json.dumps(state)), **arrays)
    write_atomically(run.path / "checkpoints" / f"{run.epoch:05d}-{run.step:07d}.npz", buffer.getvalue())
    for old in _checkpoints(run)[:-CHECKPOINTS_KEPT]:
        old.unlink(missing_ok=True)


def _checkpoints(run: Run) -> list[Path]:
    return sorted((run.path / "checkpoints").glob("[0-9]*.npz"))


def _state_variables(model: Learner) -> list[Any]:
    return [*model.variables, *model.optimizer.variables]


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


class Progress:
    """``progress.csv``: a row about every two seconds, for whoever watches.

    A row is appended in one write. What a run that goes on from an earlier checkpoint will do again leaves the file.

    Args:
        path: the file.
        done: steps that were done before.
    """

    def __init__(self, path: Path, done: int) -> None:
        self._path = path
        self._losses: list[float] = []
        self._last = time.monotonic()
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)[1:] if done and path.is_file() else []
        whole = [row for row in rows if row.count(",") == 2 and row.endswith("\n") and row.split(",")[0].isdigit()]
        kept = [row for row in whole if int(row.split(",")[0]) <= done]
        write_atomically(path, "".join(["step,loss,seconds\n", *kept]))

    def add(self, step: int, loss: float, seconds: float) -> None:
        """Take note of a step; now and then write a row."""
        self._losses.append(loss)
        if time.monotonic() - self._last >= PROGRESS_SECONDS:
            row = f"{step},{np.mean(self._losses):.5f},{seconds:.2f}\n"
            with self._path.open("ab", buffering=0) as file:
                file.write(row.encode())
            self._losses, self._last = [], time.monotonic()


class StopSignals:
    """Turns SIGINT, SIGTERM and Windows's SIGBREAK into a flag within a ``with`` block; only the main thread may."""

    requested = False

    def __enter__(self) -> "StopSignals":
        self._previous: dict[int, Any] = {}
        if threading.current_thread() is threading.main_thread():
            for number in {signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGBREAK", signal.SIGTERM)}:
                self._previous[number] = signal.signal(number, self._request)
        return self

    def _request(self, number: int, frame: FrameType | None) -> None:
        self.requested = True

    def __exit__(self, *exc: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

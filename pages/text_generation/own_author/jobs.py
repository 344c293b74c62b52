"""Trainings that visitors start: one at a time in the whole server, each a process of its own that the pages outrun.

The jobs wait in a line. A thread of the server starts the first, watches it, stops it where its visitor has gone, and
forgets what nobody has used for an hour. Nothing here knows Streamlit, and no file of a visitor's is run or loaded.
"""

import atexit
import logging
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from models.errors import PlaygroundError
from models.storage import write_atomically
from pages.text_generation.own_author import folders, process

LOG = logging.getLogger(__name__)

NICE = 10
"""How far behind the pages a training stands: at 10 it gets a tenth of a core that a page wants whole."""
MEGABYTES = 2_000
"""Of data that a training may hold; a text of 60,000 characters takes 540."""
MOST_WAITING = 6
MOST_KEPT = 30
FORGOTTEN_AFTER = 3_600
"""Seconds after the last use."""
GONE_AFTER = 120
"""Seconds without its visitor after which a training is stopped; as long as Streamlit lets a browser come back."""
SECONDS_TO_STOP = 20
"""From the request to stop, in which a checkpoint is written, to the end by force."""
SECONDS_TO_START_AND_FINISH = 120
"""Beyond its time budget: importing, measuring, writing the model."""


class State(StrEnum):
    """Where a training stands."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"
    FINISHED = "finished"
    FORGOTTEN = "forgotten"


@dataclass(eq=False)
class Training:
    """One visitor's training. Its folder's name cannot be guessed; only the visitor's session holds this object."""

    folder: Path
    budget: int
    """Seconds that it may train, those before a stop included."""
    present: Callable[[], bool]
    """Whether its visitor is still there; called from the watching thread."""
    different: int = 0
    """How many different characters the text has."""
    state: State = State.STOPPED
    problem: PlaygroundError | None = None
    """Why it failed or was stopped, in one sentence, where the visitor did not stop it."""
    used: float = 0.0
    """When the visitor last looked at it or used it, by the clock of its :class:`TrainingJobs`."""
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    deadline: float = 0.0

    @property
    def text_file(self) -> Path:
        """The visitor's text, in UTF-8."""
        return self.folder / "text.txt"

    @property
    def run(self) -> Path:
        """The run's folder, with its progress and, at the end, the model."""
        return self.folder / "run"

    @property
    def log(self) -> Path:
        """What the process printed."""
        return self.folder / "log.txt"

    @property
    def active(self) -> bool:
        """Whether it waits for its turn, trains, or is about to stop."""
        return self.state in (State.WAITING, State.RUNNING, State.STOPPING)


def training_command(training: Training) -> list[str]:
    """The command line of a training, a resumed one where its run has begun."""
    command = [sys.executable, "-m", "training.text_generation", "--preset", "own"]
    command += ["--text-file", str(training.text_file), "--run-dir", str(training.run)]
    command += ["--time-budget", str(training.budget)]
    return command + ["--resume"] * (training.run / "config.json").is_file()


class TrainingJobs:
    """The line of trainings and the thread that watches over it.

    Args:
        root: the folder that holds theirs, private to this process; made and removed here.
        command: what to run for a training.
        clock: seconds, as ``time.monotonic`` gives them.
        megabytes: of memory that a training may take.
        watch: whether to start the thread; a test may call :meth:`tick` itself.
    """

    def __init__(
        self,
        root: Path | None = None,
        command: Callable[[Training], list[str]] = training_command,
        clock: Callable[[], float] = time.monotonic,
        megabytes: int = MEGABYTES,
        watch: bool = True,
    ) -> None:
        self._clock, self._command, self._megabytes, self._watch = clock, command, megabytes, watch
        parent = root or Path(tempfile.gettempdir())
        folders.sweep(parent)
        self.root, self._lock_file = folders.make(parent)
        self._kept: list[Training] = []
        self._line: list[Training] = []
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._closed = False
        atexit.register(self.close)

    def add(self, text: str, budget: int, present: Callable[[], bool] = lambda: True) -> Training:
        """Put a new training at the end of the line.

        Args:
            text: what to learn from.
            budget: seconds that it may train.
            present: whether the visitor is still there.

        Raises:
            PlaygroundError: too many wait, or the disk is full.
        """
        with self._lock:
            self._check_line()
            self._make_room()
            if not process.has_room(self.root):
                raise process.disk_is_full()
            folder = self.root / secrets.token_urlsafe(24)
            training = Training(folder, budget, present, len(set(text)), used=self._clock())
            try:
                training.folder.mkdir(mode=0o700)
                write_atomically(training.text_file, text)
            except OSError:
                LOG.exception("a visitor's text could not be stored")
                shutil.rmtree(training.folder, ignore_errors=True)
                raise process.disk_is_full() from None
            self._kept.append(training)
            self._enter(training)
            return training

    def go_on(self, training: Training) -> None:
        """Put a training that was stopped or failed at the end of the line again.

        Raises:
            PlaygroundError: too many wait.
        """
        with self._lock:
            if training.state in (State.STOPPED, State.FAILED):
                self._check_line()
                self._enter(training)

    def stop(self, training: Training) -> None:
        """Take a training out of the line, or ask its process to write a checkpoint and end."""
        with self._lock:
            if training.state is State.WAITING:
                self._leave(training, State.STOPPED)
            elif training.state is State.RUNNING:
                training.state = State.STOPPING
                training.deadline = self._clock() + SECONDS_TO_STOP
                if training.process is not None:
                    process.ask_to_stop(training.process)
        self._wake.set()

    def forget(self, training: Training) -> None:
        """End a training at once and remove all that there is of it."""
        with self._lock:
            self._leave(training, State.FORGOTTEN)
            _kill(training)
            shutil.rmtree(training.folder, ignore_errors=True)
            if training in self._kept:
                self._kept.remove(training)
        self._wake.set()

    def touch(self, training: Training) -> None:
        """The visitor has just used it: the hour begins anew."""
        training.used = self._clock()

    def ahead(self, training: Training) -> list[Training]:
        """The trainings that come before this one, the one that runs first."""
        with self._lock:
            return self._line[: self._line.index(training)] if training in self._line else []

    def close(self) -> None:
        """End everything and remove every file; called when the server ends."""
        with self._lock:
            self._closed = True
            for training in list(self._kept):
                self.forget(training)
            folders.remove(self.root, self._lock_file)
        self._wake.set()
        atexit.unregister(self.close)

    def tick(self) -> None:
        """Look after the line once: who has gone, what has ended, who is next, what is to be forgotten."""
        with self._lock:
            now = self._clock()
            for training in list(self._kept):
                if training.active and training.present():
                    training.used = now
                if training.active and training.state is not State.STOPPING and now - training.used > GONE_AFTER:
                    self.stop(training)
                if not training.active and now - training.used > FORGOTTEN_AFTER:
                    self.forget(training)
            if self._line and self._line[0].process is not None:
                self._look_at(self._line[0], now)
            if self._line and self._line[0].process is None and not self._closed:
                self._start(self._line[0], now)

    def _check_line(self) -> None:
        if len(self._line) > MOST_WAITING:
            raise PlaygroundError(
                "Expected at most {limit} visitors waiting for their training, and that many are waiting: "
                "please try again in some minutes.",
                limit=MOST_WAITING,
            )

    def _make_room(self) -> None:
        """Forget what was unused for the longest time, where too much is kept; never what is active."""
        idle = sorted((one for one in self._kept if not one.active), key=lambda one: one.used)
        for training in idle[: max(0, len(self._kept) + 1 - MOST_KEPT)]:
            self.forget(training)

    def _enter(self, training: Training) -> None:
        training.state, training.problem = State.WAITING, None
        training.used = self._clock()
        self._line.append(training)
        if self._watch and self._thread is None:
            self._thread = threading.Thread(target=self._keep_watch, name="training jobs", daemon=True)
            self._thread.start()
        self._wake.set()

    def _leave(self, training: Training, state: State, problem: PlaygroundError | None = None) -> None:
        if training in self._line:
            self._line.remove(training)
        training.state, training.problem = state, problem

    def _keep_watch(self) -> None:
        while not self._closed:
            try:
                self.tick()
            except Exception:
                LOG.exception("the trainings could not be looked after")
            self._wake.wait(0.25 if self._line else 20)
            self._wake.clear()

    def _start(self, training: Training, now: float) -> None:
        limits = process.Limits(NICE, self._megabytes, training.budget + SECONDS_TO_START_AND_FINISH)
        try:
            training.process = process.start(self._command(training), limits, training.log)
        except OSError:
            LOG.exception("a training could not be started")
            self._leave(training, State.FAILED, PlaygroundError("The training could not be started on this server."))
            return
        training.state = State.RUNNING
        training.deadline = now + training.budget + SECONDS_TO_START_AND_FINISH

    def _look_at(self, training: Training, now: float) -> None:
        assert training.process is not None
        code = training.process.poll()
        if code is None:
            if now > training.deadline:
                process.kill(training.process)
            return
        stopping, late = training.state is State.STOPPING, now > training.deadline
        _kill(training)
        training.used = now
        if code == 0 and (training.run / "metadata.json").is_file():
            self._leave(training, State.FINISHED)
        elif stopping:
            self._leave(training, State.STOPPED)
        else:
            last = process.last_line(training.log)
            LOG.error("a visitor's training ended with exit code %s: %s", code, last)
            self._leave(training, State.FAILED, process.problem(code, last, late))


def _kill(training: Training) -> None:
    """End the process and everything that it started."""
    if training.process is not None:
        process.kill(training.process)
        with suppress(subprocess.TimeoutExpired):
            training.process.wait(5)
        training.process = None


_shared: TrainingJobs | None = None
_shared_lock = threading.Lock()


def shared(**settings: Any) -> TrainingJobs:
    """The one line of this server process."""
    global _shared
    with _shared_lock:
        if _shared is None or _shared._closed:
            _shared = TrainingJobs(**settings)
        return _shared

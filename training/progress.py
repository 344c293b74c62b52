"""What a training loop has to do with the world around it: it reports, and it stops when it is asked to."""

import signal
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from models.storage import write_atomically

PROGRESS_SECONDS = 2.0


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
    """Turns SIGINT and SIGTERM into a flag for the length of a ``with`` block; only the main thread may."""

    requested = False

    def __enter__(self) -> "StopSignals":
        self._previous: dict[int, Any] = {}
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._previous[number] = signal.signal(number, self._request)
        return self

    def _request(self, number: int, frame: FrameType | None) -> None:
        self.requested = True

    def __exit__(self, *exc: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

"""The process of one training: started so that it takes nothing from the pages, stopped, ended, and told about."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.errors import PlaygroundError

ROOT = Path(__file__).parents[3]
LEAST_FREE = 500_000_000
"""Bytes that must be free on the disk before a training may start."""
ONE_THREAD = dict.fromkeys(
    (
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "PYTHONUNBUFFERED",
    ),
    "1",
) | {"TF_CPP_MIN_LOG_LEVEL": "2"}
"""What a training's environment has besides the server's."""


@dataclass(frozen=True)
class Limits:
    """What a process may take."""

    nice: int
    """How far behind the pages it stands in the queue for the processor, 0 to 19."""
    megabytes: int
    """Of memory."""
    cpu_seconds: int


def start(command: Sequence[str], limits: Limits, log: Path) -> subprocess.Popen[bytes]:
    """Run a command in a process group of its own, its output in ``log``.

    On Windows, which has none of the kernel's limits, it has a low priority and no bound on its memory.

    Raises:
        OSError: it could not be started.
    """
    command = [*command]
    if _has_limits():
        numbers = (os.getpid(), limits.nice, limits.megabytes, limits.cpu_seconds)
        command = [sys.executable, "-I", str(Path(__file__).with_name("limited.py")), *map(str, numbers), *command]
    with log.open("wb") as file:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | ONE_THREAD,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            # A group and not a session of its own: where the kernel shares the processor out by session, a
            # session of its own would get as much as the whole server, whatever its priority.
            process_group=0,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
            | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )


def _has_limits() -> bool:
    return importlib.util.find_spec("resource") is not None


def ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to write a checkpoint and end."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGTERM)
        else:
            process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM))


def kill(process: subprocess.Popen[bytes]) -> None:
    """End it and, where they are its group, everything that it started; its exit code comes a moment later."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def last_line(log: Path) -> str:
    """The last line that it printed."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4_000))
            lines = file.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return ""
    return next((line.strip()[-500:] for line in reversed(lines) if line.strip()), "")


def problem(code: int, last: str, late: bool) -> PlaygroundError:
    """What a visitor is told of a process that broke off.

    Args:
        code: its exit code; that of a signal is negative.
        last: the last line that it printed.
        late: whether its time was over.
    """
    if late or code in _exit_codes("SIGXCPU"):
        return PlaygroundError("The training took much longer than it was given and was ended.")
    if any(sign in last for sign in ("MemoryError", "bad_alloc", "RESOURCE_EXHAUSTED", "OOM when")) or (
        code in _exit_codes("SIGKILL", "SIGSEGV", "SIGABRT")
    ):
        return PlaygroundError("The training was ended by the system, most likely because it needed too much memory.")
    if "No space left on device" in last or "Disk quota exceeded" in last:
        return disk_is_full()
    return PlaygroundError("The training broke off; the server's log says why.")


def _exit_codes(*signals: str) -> list[int]:
    """The exit codes of a process that one of these signals ended; Windows does not have them all."""
    return [-getattr(signal, name) for name in signals if hasattr(signal, name)]


def has_room(folder: Path) -> bool:
    """Whether the disk has room for another training."""
    return shutil.disk_usage(folder).free >= LEAST_FREE


def disk_is_full() -> PlaygroundError:
    """What a visitor is told where it has not."""
    return PlaygroundError("There is no room left on this server's disk for another training: please try again later.")

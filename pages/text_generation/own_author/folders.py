"""The folder of a server's trainings: its own while it lives, swept away by the next server where it was killed."""

import shutil
import tempfile
from pathlib import Path
from typing import IO

# Each is there on some platforms only: fcntl on Linux and macOS, msvcrt on Windows.
try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]
try:
    import msvcrt
except ImportError:
    msvcrt = None  # type: ignore[assignment]

PREFIX = "playground-own-"


def make(parent: Path) -> tuple[Path, IO[str]]:
    """A folder that only this process has, and the file to hold open as long as it has it.

    A folder whose lock is free belonged to a server that is gone.
    """
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    file = (folder / "lock").open("w")
    _lock(file, wait=True)
    return folder, file


def remove(folder: Path, file: IO[str]) -> None:
    """Give up a folder that :func:`make` made, with all that is in it."""
    file.close()  # first: Windows removes no file that is open
    shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Remove the folders of servers that were killed and could not remove them."""
    for folder in parent.glob(f"{PREFIX}*"):
        try:
            with (folder / "lock").open("r+") as file:
                _lock(file, wait=False)
        except OSError:
            continue  # in use, another user's, or being made this moment
        shutil.rmtree(folder, ignore_errors=True)


def _lock(file: IO[str], wait: bool) -> None:
    """Lock a file until it is closed or this process ends.

    Raises:
        OSError: another process has it, and this one is not to wait; or the platform cannot tell.
    """
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    elif msvcrt is not None:
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    elif not wait:
        raise OSError("no file can be locked here")

"""Runs a command that must take nothing from the pages: low priority, bounded memory, gone when the server is gone.

    python -I pages/text_generation/own_author/limited.py PARENT NICE MEGABYTES CPU_SECONDS COMMAND ...

It limits itself and becomes the command. The limits are the kernel's, so they hold even where the server is killed
before it can end what it started; Windows has none of them and does not come here. This file stands alone: it imports
nothing of ours.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, nice: int, megabytes: int, cpu_seconds: int, command: list[str]) -> None:
    """Limit this process, then become ``command``.

    Args:
        parent: the server's process id: the command ends with the thread of it that started this (Linux only).
        nice: how far behind the server it stands in the queue for the processor, 0 to 19.
        megabytes: of memory that it may take.
        cpu_seconds: of processor time after which the kernel ends it.
        command: the program and its arguments.
    """
    os.umask(0o077)
    os.nice(nice)
    for limit, value in (
        (resource.RLIMIT_DATA, megabytes * 1_000_000),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        highest = resource.getrlimit(limit)[1]
        if highest != resource.RLIM_INFINITY:
            value = min(value, highest)
        resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            return  # it ended before we asked to be told
    os.execv(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])

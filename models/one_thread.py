"""One BLAS thread where a second costs more than it brings: products of one row with a matrix."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

_lock = threading.Lock()
_inside = 0
_before: list[int] = []


@cache
def _libraries() -> list[Any]:
    # Looking for them takes milliseconds; setting their number of threads takes microseconds.
    return list(ThreadpoolController().select(user_api="blas").lib_controllers)


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Limit BLAS to one thread while a block runs.

    The limit is the whole process's, so blocks of several threads share it: the first to come sets it, and the last to
    leave puts back what was there. Never ``yield`` to a consumer inside of it.
    """
    global _inside
    with _lock:
        if _inside == 0:
            _before[:] = [library.get_num_threads() for library in _libraries()]
            for library in _libraries():
                library.set_num_threads(1)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                for library, num_threads in zip(_libraries(), _before, strict=True):
                    library.set_num_threads(num_threads)

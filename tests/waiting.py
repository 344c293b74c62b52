"""Waiting for what another thread or process does."""

import time
from collections.abc import Callable


def wait_until(reached: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None) -> None:
    """Wait until ``reached()``; the limit only ends what hangs.

    Args:
        reached: asked again and again.
        meanwhile: done between two questions.
    """
    end = time.monotonic() + 600
    while not reached():
        assert time.monotonic() < end, "it did not come so far"
        meanwhile()
        time.sleep(0.01)

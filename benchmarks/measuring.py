"""A stopwatch, and a row of the table."""

import statistics
import time
from collections.abc import Callable
from typing import Any


def median_seconds(call: Callable[[], Any], repeats: int) -> float:
    """The median time of ``call``, after one that is not counted."""
    call()
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def result(task: str, ours: str, baseline: str, baseline_name: str, ratio: float) -> dict[str, Any]:
    """A row of the table: ours, another way, and how many times as fast ours is. It is printed, too."""
    print(f"{task}: {ours}; {baseline_name}: {baseline}; {ratio:.3g} times as fast", flush=True)
    return {
        "task": task,
        "ours": ours,
        "baseline": baseline,
        "baseline_name": baseline_name,
        "ratio": round(ratio, 1) if ratio >= 1 else float(f"{ratio:.2g}"),
    }

"""What the ablations of two families have in common: each network is trained once, its figures are kept as JSON."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from models.storage import runs_folder, write_json

Results = dict[str, dict[str, Any]]
"""The figures of each network, by what the table calls it."""


def run_folder(name: str) -> Path:
    """Where the run of a network lies."""
    return runs_folder() / "ablations" / "".join(c if c.isalnum() else "-" for c in name).strip("-")


def collected(
    path: Path, networks: Iterable[str], only: Sequence[str], run_one: Callable[[str], dict[str, Any]]
) -> Results:
    """Measure networks, and write the figures after each.

    Args:
        path: the JSON file of the figures.
        networks: all of them, in the order of the table.
        only: those to measure; empty for all that have no figures yet.
        run_one: trains a network, or opens it, and gives its figures.
    """
    networks = list(networks)
    results: Results = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for name in only or [name for name in networks if name not in results]:
        results[name] = run_one(name)
        results = {name: results[name] for name in networks if name in results}
        write_json(path, results)
    return results

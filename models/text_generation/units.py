"""Units that track something readable: ``units.json``, which ``python -m training.text_generation.units`` measures."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from models.errors import DamagedModelError

FILE_NAME = "units.json"
BARS = {"yes_no": 0.9, "number": 0.6}
"""The least figure of a unit that is kept: an area under the ROC curve, a rank correlation."""


@dataclass(frozen=True)
class TrackingUnit:
    """A unit, and how well it goes along with one of the :mod:`~models.text_generation.properties`."""

    property: str
    """Its name in the table of properties."""
    kind: Literal["yes_no", "number"]
    """Whether ``figure`` is an area under the ROC curve (yes or no) or a rank correlation (a number)."""
    layer: int
    """From 1, the one next to the characters."""
    unit: int
    """From 0, the place in the layer's state."""
    quantity: Literal["cell", "hidden"]
    """Which of its states was measured."""
    direction: Literal[1, -1]
    """1 where the unit is high when the property is, -1 where it is low then."""
    figure: float
    """Of the direction above, so from 0.5 or 0 up to 1, on text that it was not chosen by."""
    count: int
    """Characters that the figure was measured on."""
    output_when_low: float
    """The unit's mean output while the property is absent, or in its lowest fifth."""
    output_when_high: float
    """The unit's mean output while the property is there, or in its highest fifth."""


def load_units(path: Path) -> list[TrackingUnit] | None:
    """The units of a model folder, or None where nobody measured them.

    Raises:
        DamagedModelError: the file does not hold them.
    """
    file = path / FILE_NAME
    if not file.is_file():
        return None
    try:
        return [_checked(row) for row in json.loads(file.read_text(encoding="utf-8"))["units"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise DamagedModelError(
            "The model folder {name} is damaged: {file} should hold a list of units and does not.",
            name=path.name,
            file=FILE_NAME,
        ) from None


def _checked(row: dict[str, Any]) -> TrackingUnit:
    unit = TrackingUnit(**row)
    if unit.layer < 1 or unit.unit < 0 or unit.kind not in ("yes_no", "number") or unit.direction not in (1, -1):
        raise ValueError
    return unit

"""What a widget promises, checked again: its limits are advice to the browser, and anybody may send anything."""

import math
from numbers import Real

from models.checks import is_integer
from models.errors import PlaygroundError


def within(value: object, lowest: float, highest: float, otherwise: float | None = None) -> float:
    """A number brought within its limits; where it is none, ``otherwise``, which is the lowest when left out."""
    if not isinstance(value, Real) or not math.isfinite(value):
        value = lowest if otherwise is None else otherwise
    return min(max(float(value), lowest), highest)


def whole_within(value: object, lowest: int, highest: int) -> int:
    """A whole number brought within its limits; the lowest where it is no number."""
    return int(within(value, lowest, highest))


def checked(name: str, value: float, lowest: float, highest: float) -> float:
    """A number that is within its limits.

    Raises:
        PlaygroundError: it is not; ``name`` says in the visitor's language what it is.
    """
    if not lowest <= value <= highest:
        raise PlaygroundError(
            "{name}: expected {lowest} to {highest}, received {received}.",
            name=name,
            lowest=lowest,
            highest=highest,
            received=value,
        )
    return value


def whole(name: str, value: object, lowest: int, highest: int) -> int:
    """A whole number that is within its limits.

    Raises:
        PlaygroundError: it is not; ``name`` says in the visitor's language what it is.
    """
    if not is_integer(value) or not lowest <= value <= highest:
        raise PlaygroundError(
            "{name}: expected a whole number from {lowest} to {highest}, received {received}.",
            name=name,
            lowest=lowest,
            highest=highest,
            received="" if value is None else str(value)[:40],
        )
    return value

"""Checks of arguments that more than one family makes."""

from numbers import Integral
from typing import Any, TypeGuard


def is_integer(value: Any) -> TypeGuard[int]:
    """Whether ``value`` is a whole number, Python's or NumPy's (True and False are not)."""
    return isinstance(value, Integral) and not isinstance(value, bool)

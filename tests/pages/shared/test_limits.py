"""Whatever the browser sends, a widget's number is within its limits, or one sentence says that it is not."""

import math

import pytest

from models.errors import PlaygroundError
from pages.shared import limits


@pytest.mark.parametrize(
    ("value", "found"), [(3, 3), (-1, 1), (9.5, 5), (None, 1), ("4", 1), (math.nan, 1), (math.inf, 1), (2.9, 2)]
)
def test_a_whole_number_is_brought_within(value, found):
    assert limits.whole_within(value, 1, 5) == found and isinstance(limits.whole_within(value, 1, 5), int)


def test_what_is_no_number_becomes_what_is_asked_for():
    assert limits.within(None, -1, 1, 0.0) == 0 and limits.within(math.nan, -1, 1, 0.0) == 0
    assert limits.within(0.25, -1, 1, 0.0) == 0.25 and limits.within(7, -1, 1, 0.0) == 1


def test_what_is_outside_is_one_sentence():
    assert limits.checked("Temperature", 0.5, 0, 2) == 0.5 and limits.whole("Seed", 7, 0, 9) == 7
    with pytest.raises(PlaygroundError, match="Temperature: expected 0 to 2, received nan"):
        limits.checked("Temperature", math.nan, 0, 2)
    for value in (10, 1.5, None, True, "7"):
        with pytest.raises(PlaygroundError, match="Seed: expected a whole number from 0 to 9, received"):
            limits.whole("Seed", value, 0, 9)

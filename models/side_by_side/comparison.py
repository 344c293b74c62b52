"""How far a layer and its twin are apart, as ``side_by_side.compare`` says it."""

from dataclasses import dataclass

import numpy as np

from models.errors import PlaygroundError
from models.from_scratch.checks import relative_error


@dataclass(frozen=True)
class Difference:
    """How far two arrays are apart."""

    absolute: float
    """The largest difference of two entries."""
    relative: float
    """That over the largest entry; a gradient is measured against a hundredth of the layer's largest at least."""


@dataclass(frozen=True)
class Comparison:
    """How far a layer and its twin are apart, in everything that they compute."""

    output: Difference
    inputs: Difference | None
    """Of the gradient by the inputs; None where they are whole numbers, which have none."""
    parameters: dict[str, Difference]
    """Of the gradient by each parameter."""
    state: dict[str, Difference]
    """Of the moving averages after the call."""

    def differences(self) -> dict[str, Difference]:
        """All of them by name: "output", "inputs", each parameter, each part of the state."""
        by_inputs = {} if self.inputs is None else {"inputs": self.inputs}
        return {"output": self.output} | by_inputs | self.parameters | self.state

    @property
    def largest(self) -> float:
        """The largest relative difference of all; not a number anywhere counts as infinite."""
        values = [difference.relative for difference in self.differences().values()]
        return max(values) if np.isfinite(values).all() else float("inf")

    def agrees(self, tolerance: float) -> bool:
        """Whether nothing is further apart than ``tolerance``, relatively."""
        return self.largest <= tolerance


def difference(name: str, mine: np.ndarray, theirs: np.ndarray, least_scale: float = 0.0) -> Difference:
    """How far ``mine`` is from the framework's array of that name.

    Raises:
        PlaygroundError: their shapes differ.
    """
    if mine.shape != theirs.shape:
        raise PlaygroundError(
            "expected {name} of shape {expected}, received {received}",
            name=name,
            expected=theirs.shape,
            received=mine.shape,
        )
    return Difference(float(np.abs(mine - theirs).max(initial=0)), relative_error(mine, theirs, least_scale))

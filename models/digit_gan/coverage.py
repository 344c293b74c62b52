"""Coverage: how much of the variety of real digits the drawn ones reach. Needs no network, only features of both."""

import numpy as np
from scipy.spatial.distance import cdist

from models.errors import PlaygroundError

NEAREST = 5


def covered(real: np.ndarray, drawn: np.ndarray, nearest: int = NEAREST) -> np.ndarray:
    """Which real items have a drawn one near them (Naeem et al. 2020, https://arxiv.org/abs/2002.09797).

    Near is what lies no farther than the ``nearest``-th of the other real items. The mean of the result is the
    coverage; a generator that draws the same few things over and over leaves most real items without a neighbour.

    Args:
        real: features (count, size), more of them than ``nearest``.
        drawn: features (count, size), at least one; more of them cover more.
        nearest: how many real neighbours reach to the edge of what counts as near.

    Returns:
        bool (real items,).

    Raises:
        PlaygroundError: there are too few of either.
    """
    if nearest < 1 or len(real) <= nearest or not len(drawn):
        raise PlaygroundError(
            "Expected more than {nearest} real items and at least one drawn one, received {real} and {drawn}.",
            nearest=nearest,
            real=len(real),
            drawn=len(drawn),
        )
    # The nearest real item to each is itself, at distance 0.
    radii = np.partition(cdist(real, real), nearest, axis=1)[:, nearest]
    return cdist(real, drawn).min(axis=1) <= radii

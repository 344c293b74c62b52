"""Two clouds of points, drawn and real: how far apart they lie and how much of each the other reaches."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import pairwise_distances_chunked

NEIGHBOURS = 5
NUM_RESAMPLES = 200
BLOCK_MEGABYTES = 64


def frechet_distance(first: np.ndarray, second: np.ndarray) -> float:
    """The squared Fréchet distance between two clouds of features, each taken for a normal distribution.

    ``|m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½)`` with means m and covariances C (Heusel et al. 2017,
    https://arxiv.org/abs/1706.08500).

    Args:
        first: (count, features).
        second: (count, features); the counts may differ.
    """
    clouds = [np.asarray(features, np.float64) for features in (first, second)]
    return _between(*[(cloud.mean(axis=0), np.cov(cloud, rowvar=False)) for cloud in clouds])


def frechet_interval(
    first: np.ndarray, second: np.ndarray, num_resamples: int = NUM_RESAMPLES, seed: int = 0
) -> tuple[float, float]:
    """Between which values the Fréchet distance falls for 95 of 100 other draws of as many points (bootstrap).

    Both clouds are drawn again from themselves, with replacement. That itself adds to the distance, since two
    resamples differ more than the clouds do. So only the spread of the resamples about their own mean is used, and
    put around the figure.

    Args:
        first: (count, features).
        second: (count, features); the counts may differ.
        num_resamples: how often both clouds are drawn again.
        seed: fixes the resamples.

    Returns:
        The lower and the upper end; the distance itself lies between them.
    """
    generator = np.random.default_rng(seed)
    clouds = [np.asarray(features, np.float64) for features in (first, second)]
    distances = np.array(
        [_between(*[_resampled_moments(cloud, generator) for cloud in clouds]) for _ in range(num_resamples)]
    )
    low, high = np.quantile(distances, [0.025, 0.975]) - distances.mean() + frechet_distance(first, second)
    return float(max(low, 0.0)), float(high)


def _resampled_moments(cloud: np.ndarray, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    # How often each point is drawn says all: the points themselves need not be copied.
    weights = np.bincount(generator.integers(0, len(cloud), len(cloud)), minlength=len(cloud)) / len(cloud)
    mean = weights @ cloud
    centred = cloud - mean
    return mean, (centred.T * weights) @ centred * len(cloud) / (len(cloud) - 1)


def _between(first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray]) -> float:
    difference = first[0] - second[0]
    # The trace of a square root is the sum of the square roots of the eigenvalues, which are real and not
    # negative here, since C1 C2 has those of C1^½ C2 C1^½; rounding may leave a trace of either.
    eigenvalues = np.linalg.eigvals(first[1] @ second[1]).real
    root_trace = np.sqrt(np.maximum(eigenvalues, 0)).sum()
    return float(max(difference @ difference + np.trace(first[1]) + np.trace(second[1]) - 2 * root_trace, 0.0))


@dataclass(frozen=True)
class Overlap:
    """Which points of a drawn and of a real cloud lie where the other one is."""

    precise: np.ndarray
    """Drawn points that lie in the ball of some real point: bool (drawn,). Their share is the precision."""
    recalled: np.ndarray
    """Real points that lie in the ball of some drawn point: bool (real,). Their share is the recall."""
    covered: np.ndarray
    """Real points with a drawn one in their own ball: bool (real,). Their share is the coverage."""

    def shares(self) -> tuple[float, float, float]:
        """Precision, recall and coverage."""
        return float(self.precise.mean()), float(self.recalled.mean()), float(self.covered.mean())


def overlap(real: np.ndarray, drawn: np.ndarray, neighbours: int = NEIGHBOURS) -> Overlap:
    """Precision and recall (https://arxiv.org/abs/1904.06991) and coverage (https://arxiv.org/abs/2002.09797).

    The ball of a point reaches to its k-th nearest neighbour in its own cloud, itself not counted, as in the library
    prdc 0.2 of the second paper's authors (which counts it, and asks for the k + 1st). What lies on a ball's surface
    lies outside.

    Args:
        real: (count, features).
        drawn: (count, features); the counts may differ, both are above ``neighbours``.
        neighbours: k.
    """
    real, drawn = np.asarray(real, np.float64), np.asarray(drawn, np.float64)
    real_radii, drawn_radii = _radii(real, neighbours), _radii(drawn, neighbours)
    precise = np.zeros(len(drawn), bool)
    recalled, covered = np.zeros(len(real), bool), np.zeros(len(real), bool)
    first = 0
    for distances in _blocks(real, drawn):  # (some of the real, drawn)
        rows = slice(first, first + len(distances))
        inside = distances < real_radii[rows, None]
        precise |= inside.any(axis=0)
        covered[rows] = inside.any(axis=1)
        recalled[rows] = (distances < drawn_radii).any(axis=1)
        first = rows.stop
    return Overlap(precise, recalled, covered)


def _radii(cloud: np.ndarray, neighbours: int) -> np.ndarray:
    # Each point's nearest is itself, at 0.
    return np.concatenate([np.partition(block, neighbours, axis=1)[:, neighbours] for block in _blocks(cloud, cloud)])


def _blocks(first: np.ndarray, second: np.ndarray) -> Iterator[np.ndarray]:
    """Distances from all points of one cloud to those of another, some rows at a time."""
    return pairwise_distances_chunked(first, second, metric="euclidean", n_jobs=1, working_memory=BLOCK_MEGABYTES)


def nearest_distances(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How far the nearest of ``others`` is from each image: Euclidean, over pixels in grey levels, float32 (count,).

    Args:
        images: (count, 28, 28), 0-255.
        others: (any count, 28, 28), 0-255.
    """
    # |a - b|² = |a|² + |b|² - 2 a·b: a product of matrices. Numbers up to 1 keep the squares precise.
    points, targets = (np.asarray(some, np.float32).reshape(len(some), -1) / 255 for some in (images, others))
    nearest = np.full(len(points), np.inf, np.float32)
    target_squares = np.einsum("ij,ij->i", targets, targets)
    for first in range(0, len(points), 1000):
        block = points[first : first + 1000]
        for start in range(0, len(targets), 10_000):
            stop = start + 10_000
            found = (target_squares[start:stop] - 2 * (block @ targets[start:stop].T)).min(axis=1)
            nearest[first : first + 1000] = np.minimum(nearest[first : first + 1000], found)
    squares = nearest + np.einsum("ij,ij->i", points, points)
    return 255 * np.sqrt(np.maximum(squares, 0))

"""The measures between a drawn and a real cloud: against libraries and against clouds worked out by hand."""

import numpy as np
import pytest
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors

from training.digit_gan import clouds as digit_gan_clouds
from training.digit_gan.clouds import frechet_distance, frechet_interval, nearest_distances, overlap


@pytest.fixture
def clouds():
    generator = np.random.default_rng(0)
    first = generator.normal(size=(400, 6)) @ generator.normal(size=(6, 6))
    second = generator.normal(size=(300, 6)) @ generator.normal(size=(6, 6)) + 2
    return first, second


def test_frechet_distance_is_the_formula_with_the_matrix_root(clouds):
    first, second = clouds
    covariances = [np.cov(features, rowvar=False) for features in clouds]
    root = sqrtm(covariances[0] @ covariances[1]).real
    expected = np.sum((first.mean(0) - second.mean(0)) ** 2) + np.trace(covariances[0] + covariances[1] - 2 * root)
    assert frechet_distance(first, second) == pytest.approx(expected, rel=1e-6)
    assert frechet_distance(first, first) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(first, first + 3) == pytest.approx(6 * 9)
    # A feature that never varies makes the covariances singular, as dead units of a judge do.
    dead = np.concatenate([first, np.zeros((400, 1))], axis=1)
    assert frechet_distance(dead, dead + 1) == pytest.approx(7)


def test_the_interval_holds_the_figure_and_is_as_wide_as_other_draws_differ():
    generator = np.random.default_rng(1)

    def draw(shift):
        return generator.normal(size=(500, 4)) + shift

    others = [frechet_distance(draw(0), draw(1)) for _ in range(200)]
    ends = []
    for seed in range(10):
        first, second = draw(0), draw(1)
        low, high = frechet_interval(first, second, seed=seed)
        assert low < frechet_distance(first, second) < high
        ends.append((low, high))
    widths = [high - low for low, high in ends]
    expected = np.subtract(*np.quantile(others, [0.975, 0.025]))
    assert np.mean(widths) == pytest.approx(expected, rel=0.25)
    # The distance itself is 4, one for each feature: most intervals hold it.
    assert sum(low < 4 < high for low, high in ends) >= 8
    same = draw(0)
    assert frechet_interval(same, draw(1), 20, seed=3) != frechet_interval(same, draw(1), 20, seed=4)
    assert frechet_interval(same, same, 20)[0] == 0


def test_overlap_of_points_on_a_line():
    real, drawn = (np.array(points, float)[:, None] for points in ([0, 1, 3, 10, 11, 14], [0.5, 2, 4, 13.5]))
    # Nearest other point of each: real 1, 1, 2, 1, 1, 3; drawn 1.5, 1.5, 2, 9.5.
    result = overlap(real, drawn, neighbours=1)
    assert result.precise.tolist() == [True, True, True, True]
    assert result.covered.tolist() == [True, True, True, False, False, True]
    assert result.recalled.tolist() == [True, True, True, True, True, True]
    assert result.shares() == (1, pytest.approx(1), pytest.approx(4 / 6))
    # One drawn point far out is in no real ball, and its own ball, as wide, reaches what it cannot imitate.
    result = overlap(real, np.array([[2.0], [3.5], [100.0]]), neighbours=1)
    assert result.precise.tolist() == [True, True, False]
    assert result.covered.tolist() == [False, False, True, False, False, False]
    assert result.recalled.tolist() == [False, True, True, True, True, True]


def test_a_point_on_the_surface_lies_outside():
    real, drawn = np.array([[0.0], [2.0]]), np.array([[4.0], [-2.0], [5.0]])
    result = overlap(real, drawn, neighbours=1)
    assert not result.precise.any()
    assert not result.covered.any()


@pytest.mark.parametrize("neighbours", [1, 5])
def test_overlap_is_what_a_search_for_neighbours_finds(clouds, neighbours, monkeypatch):
    real, drawn = clouds
    # Several blocks, the last of them shorter.
    monkeypatch.setattr(digit_gan_clouds, "BLOCK_MEGABYTES", 0.1)

    def radii(cloud):
        return NearestNeighbors(n_neighbors=neighbours).fit(cloud).kneighbors()[0][:, -1]

    apart = cdist(real, drawn)
    result = overlap(real, drawn, neighbours)
    np.testing.assert_array_equal(result.precise, (apart < radii(real)[:, None]).any(axis=0))
    np.testing.assert_array_equal(result.recalled, (apart < radii(drawn)).any(axis=1))
    np.testing.assert_array_equal(
        result.covered, NearestNeighbors(n_neighbors=1).fit(drawn).kneighbors(real)[0][:, 0] < radii(real)
    )
    assert 0 < result.shares()[2] < 1


def test_a_collapsed_cloud_is_precise_and_covers_little(clouds):
    real = clouds[0]
    generator = np.random.default_rng(2)
    collapsed = real[:3].repeat(100, axis=0) + generator.normal(0, 1e-3, (300, 6))
    precision, recall, coverage = overlap(real, collapsed).shares()
    assert precision == 1
    assert recall < 0.05
    assert coverage < 0.15


def test_nearest_distances_are_those_of_the_nearest():
    generator = np.random.default_rng(3)
    images, others = (generator.integers(0, 256, (count, 28, 28), dtype=np.uint8) for count in (30, 50))
    images[7] = others[20]
    expected = cdist(images.reshape(30, -1), others.reshape(50, -1)).min(axis=1)
    received = nearest_distances(images, others)
    np.testing.assert_allclose(received, expected, rtol=1e-4, atol=0.5)
    assert received.argmin() == 7

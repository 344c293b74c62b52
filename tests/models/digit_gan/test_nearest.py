"""The nearest of many images: against SciPy's exact distances, with ties, copies and bad input."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from models.digit_gan.nearest import QUERIES_AT_ONCE, NearestDigits
from models.errors import PlaygroundError


@pytest.fixture(scope="module")
def images():
    """Strokes as digits have them: most pixels are paper, the others near full ink."""
    generator = np.random.default_rng(0)
    return np.where(generator.random((3_000, 28, 28)) < 0.2, generator.integers(200, 256, (3_000, 28, 28)), 0).astype(
        np.uint8
    )


def test_it_finds_what_the_exact_distances_say(images):
    nearest = NearestDigits(images[:2_700])
    queries = images[2_700 : 2_700 + 2 * QUERIES_AT_ONCE + 7]
    indices, distances = nearest.find(queries)
    exact = cdist(queries.reshape(len(queries), -1) / 255.0, images[:2_700].reshape(2_700, -1) / 255.0)
    np.testing.assert_array_equal(indices, exact.argmin(axis=1))
    np.testing.assert_allclose(distances, exact.min(axis=1), rtol=1e-12)
    assert indices.dtype == np.int64 and distances.dtype == np.float64
    assert len(nearest) == 2_700


def test_a_copy_is_at_distance_zero_and_the_first_of_equals_is_taken(images):
    twice = np.concatenate([images[:500], images[:500]])
    indices, distances = NearestDigits(twice).find(twice[400:700])
    np.testing.assert_array_equal(indices, np.arange(400, 700) % 500)
    np.testing.assert_array_equal(distances, 0)


def test_one_grey_level_decides_where_single_precision_cannot_tell():
    # Squares of some 5e7 are whole multiples of 4 in single precision; these two differ by 1.
    bright = np.full((2, 28, 28), 255, np.uint8)
    bright[0, 0, 0] -= 2
    bright[1, 0, 0] -= 1
    query = np.full((1, 28, 28), 255, np.uint8)
    for order, expected in ((slice(None), 1), (slice(None, None, -1), 0)):
        indices, distances = NearestDigits(bright[order]).find(query)
        assert indices[0] == expected
        assert distances[0] == pytest.approx(1 / 255)


def test_no_query_and_one_query(images):
    nearest = NearestDigits(images)
    assert [found.shape for found in nearest.find(images[:0])] == [(0,), (0,)]
    assert nearest.find(images[17:18])[0].tolist() == [17]


@pytest.mark.parametrize(
    "queries",
    [np.zeros((28, 28)), np.zeros((1, 28, 27)), np.zeros((1, 784)), np.full((1, 28, 28), np.nan), [[["a"] * 28] * 28]],
)
def test_bad_queries_are_one_sentence(images, queries):
    with pytest.raises(PlaygroundError, match="Expected"):
        NearestDigits(images[:5]).find(queries)


@pytest.mark.parametrize("bad", [np.zeros((0, 28, 28)), np.zeros((5, 784)), "digits"])
def test_nothing_to_look_among_is_one_sentence(bad):
    with pytest.raises(PlaygroundError, match="Expected images as numbers"):
        NearestDigits(bad)

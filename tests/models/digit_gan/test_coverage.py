"""Coverage, on points of which everybody can say what covers what, and against the definition spelled out."""

import numpy as np
import pytest

from models.digit_gan.coverage import covered
from models.errors import PlaygroundError


def test_points_on_a_line_are_covered_up_to_the_second_neighbour():
    real = np.arange(10.0)[:, None]  # the second neighbour lies 1 away, at the ends 2
    assert covered(real, np.array([[4.5]]), nearest=2).nonzero()[0].tolist() == [4, 5]
    assert covered(real, np.array([[-2.0]]), nearest=2).nonzero()[0].tolist() == [0]
    assert covered(real, np.array([[-2.1], [100.0]]), nearest=2).sum() == 0
    assert covered(real, real[::2], nearest=2).all()


def test_it_is_the_definition():
    generator = np.random.default_rng(0)
    real, drawn = generator.normal(size=(60, 7)), generator.normal(size=(40, 7)) + 0.5
    expected = []
    for one in real:
        to_real = sorted(np.linalg.norm(real - one, axis=1))
        expected.append(any(np.linalg.norm(drawn - one, axis=1) <= to_real[5]))
    np.testing.assert_array_equal(covered(real, drawn), expected)
    assert 0 < np.mean(expected) < 1


def test_one_thing_drawn_over_and_over_covers_little():
    generator = np.random.default_rng(1)
    real, drawn = generator.normal(size=(200, 7)), generator.normal(size=(200, 7))
    assert covered(real, drawn).mean() > 0.8
    assert covered(real, np.repeat(drawn[:1], 200, axis=0)).mean() < 0.2


@pytest.mark.parametrize(("real", "drawn"), [(5, 3), (6, 0)])
def test_too_few_are_one_sentence(real, drawn):
    with pytest.raises(PlaygroundError, match=f"received {real} and {drawn}"):
        covered(np.zeros((real, 2)), np.zeros((drawn, 2)))

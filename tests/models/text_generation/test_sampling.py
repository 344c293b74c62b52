import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.errors import PlaygroundError
from models.text_generation.sampling import draw, next_probabilities

# Probabilities 1/2, 1/4, 1/8, 1/8 in a scrambled order.
LOGITS = np.log([0.125, 0.5, 0.125, 0.25])


def test_without_restrictions_it_is_the_softmax():
    np.testing.assert_allclose(next_probabilities(LOGITS), [0.125, 0.5, 0.125, 0.25], rtol=1e-15)
    np.testing.assert_allclose(next_probabilities(LOGITS + 1000), [0.125, 0.5, 0.125, 0.25], rtol=1e-12)


def test_the_temperature_is_the_power_of_the_probabilities():
    squared = np.array([1, 16, 1, 4]) / 22
    np.testing.assert_allclose(next_probabilities(LOGITS, temperature=0.5), squared, rtol=1e-14)
    roots = np.sqrt([0.125, 0.5, 0.125, 0.25])
    np.testing.assert_allclose(next_probabilities(LOGITS, temperature=2), roots / roots.sum(), rtol=1e-14)


def test_temperature_0_and_tiny_ones_leave_the_most_probable():
    for temperature in (0, 0.0, 1e-300, 5e-324):
        assert next_probabilities(LOGITS, temperature=temperature).tolist() == [0, 1, 0, 0]
    assert next_probabilities([1.0, 2.0, 2.0], temperature=0).tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("top_k", "expected"),
    [
        (1, [0, 1, 0, 0]),
        (2, [0, 2 / 3, 0, 1 / 3]),
        (3, [1 / 7, 4 / 7, 0, 2 / 7]),  # of two equally probable ones the first
        (4, [0.125, 0.5, 0.125, 0.25]),
        (99, [0.125, 0.5, 0.125, 0.25]),
    ],
)
def test_top_k_keeps_exactly_k(top_k, expected):
    np.testing.assert_allclose(next_probabilities(LOGITS, top_k=top_k), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("top_p", "expected"),
    [
        (1e-9, [0, 1, 0, 0]),
        (0.49, [0, 1, 0, 0]),
        (0.51, [0, 2 / 3, 0, 1 / 3]),
        (0.74, [0, 2 / 3, 0, 1 / 3]),
        (0.76, [1 / 7, 4 / 7, 0, 2 / 7]),
        (0.88, [0.125, 0.5, 0.125, 0.25]),
        (1, [0.125, 0.5, 0.125, 0.25]),
    ],
)
def test_top_p_keeps_the_fewest_that_reach_p(top_p, expected):
    np.testing.assert_allclose(next_probabilities(LOGITS, top_p=top_p), expected, rtol=1e-14)


def test_top_p_acts_on_what_temperature_and_top_k_leave():
    # Squared: 16, 4, 1, 1 of 22; the first two alone 0.8 and 0.2.
    both = {"temperature": 0.5, "top_k": 2}
    np.testing.assert_allclose(next_probabilities(LOGITS, **both, top_p=0.79), [0, 1, 0, 0])
    np.testing.assert_allclose(next_probabilities(LOGITS, **both, top_p=0.81), [0, 0.8, 0, 0.2])


def test_minus_infinity_is_never_drawn():
    logits = np.array([-np.inf, 0.0, -np.inf, 0.0])
    for settings in ({}, {"temperature": 50.0}, {"top_k": 3}, {"top_p": 0.999}, {"top_k": 4, "top_p": 1.0}):
        np.testing.assert_allclose(next_probabilities(logits, **settings), [0, 0.5, 0, 0.5])


@given(
    arrays(np.float32, st.integers(1, 30), elements=st.floats(-50, 50, width=32)),
    st.floats(0, 10),
    st.none() | st.integers(1, 40),
    st.none() | st.floats(0, 1, exclude_min=True),
)
def test_any_settings_give_a_distribution_over_the_most_probable(logits, temperature, top_k, top_p):
    probabilities = next_probabilities(logits, temperature, top_k, top_p)
    assert probabilities.dtype == np.float64
    assert probabilities.sum() == pytest.approx(1)
    assert (probabilities >= 0).all()
    kept = probabilities > 0
    assert kept.any()
    if top_k is not None:
        assert kept.sum() <= top_k
    if temperature > 1e-3:
        assert logits[kept].min() >= logits[~kept].max(initial=-np.inf) or not np.isfinite(1 / temperature)


def test_draws_follow_the_distribution():
    probabilities = np.array([0.0, 0.1, 0.0, 0.6, 0.3, 0.0])
    random = np.random.default_rng(0)
    count = 20_000
    drawn = np.bincount([draw(probabilities, random) for _ in range(count)], minlength=6) / count
    assert (drawn[probabilities == 0] == 0).all()
    # Five standard deviations of a binomial share.
    assert (np.abs(drawn - probabilities) <= 5 * np.sqrt(probabilities * (1 - probabilities) / count)).all()


class _Fixed:
    def __init__(self, value):
        self.value = value

    def random(self):
        return self.value


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, 1), (0.25, 3), (np.nextafter(0.25, 0), 1), (np.nextafter(1, 0), 3)]
)
def test_the_edges_of_a_draw(value, expected):
    assert draw(np.array([0.0, 0.25, 0.0, 0.75, 0.0]), _Fixed(value)) == expected


@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": -0.1},
        {"temperature": float("nan")},
        {"temperature": float("inf")},
        {"temperature": "1"},
        {"top_k": 0},
        {"top_k": 2.5},
        {"top_k": True},
        {"top_p": 0},
        {"top_p": 1.01},
        {"top_p": float("nan")},
        {"top_p": "0.9"},
    ],
)
def test_settings_out_of_range_get_one_sentence(settings):
    with pytest.raises(PlaygroundError, match=r"^Expected a .*, received .*\.$"):
        next_probabilities(LOGITS, **settings)

"""The surfaces: gradients agree with central differences, minima are minima, and optimizers get down or are stopped."""

import itertools

import numpy as np
import pytest

from models.from_scratch.optimizers import create
from models.from_scratch.surfaces import FARTHEST, STEEP, SURFACES, descend


@pytest.mark.parametrize("name", SURFACES)
def test_gradient_is_what_central_differences_measure(name):
    surface = SURFACES[name]
    points = np.random.default_rng(0).uniform(-surface.half_width, surface.half_width, (50, 2))
    width = 1e-5
    for x, y in points:
        by_x = (surface.value(x + width, y) - surface.value(x - width, y)) / (2 * width)
        by_y = (surface.value(x, y + width) - surface.value(x, y - width)) / (2 * width)
        np.testing.assert_allclose(surface.gradient(x, y), (by_x, by_y), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", SURFACES)
def test_nothing_in_the_chart_is_lower_than_the_minima(name):
    surface = SURFACES[name]
    line = np.linspace(-surface.half_width, surface.half_width, 201)
    lowest = surface.value(*np.meshgrid(line, line)).min()
    for x, y in surface.minima:
        np.testing.assert_allclose(surface.gradient(x, y), 0, atol=1e-12)
        assert surface.value(np.float64(x), np.float64(y)) <= lowest + 1e-12


@pytest.mark.parametrize(("name", "optimizer"), itertools.product(SURFACES, ("sgd", "momentum", "rmsprop", "adam")))
def test_the_offered_learning_rates_lead_down(name, optimizer):
    surface = SURFACES[name]
    places = list(descend(surface, surface.start, create(optimizer, surface.learning_rates[optimizer]), 150))
    lowest = surface.value(*np.array(surface.minima[0]))
    assert [place.step for place in places] == list(range(151))
    assert places[-1].value - lowest < 0.02 * (places[0].value - lowest)


def test_places_tell_the_gradient_and_the_moments_where_they_are():
    surface = SURFACES["ravine"]
    places = list(descend(surface, (1.0, 1.0), create("adam", 0.1), 2))
    assert places[0].moments == {} and places[0].gradient == pytest.approx(surface.gradient(1.0, 1.0))
    assert places[1].moments["mean"] == pytest.approx(0.1 * np.array(places[0].gradient))
    assert places[1].moments["mean_square"] == pytest.approx(0.001 * np.array(places[0].gradient) ** 2)
    # Whatever the slope, Adam's first step is as long as the learning rate.
    assert np.array(places[0].point) - places[1].point == pytest.approx([0.1, 0.1], rel=1e-4)


def test_a_run_that_diverges_is_ended():
    surface = SURFACES["ravine"]
    slow = list(descend(surface, (1.0, 1.0), create("sgd", 0.98 * 2 / STEEP), 500))
    fast = list(descend(surface, (1.0, 1.0), create("sgd", 1.05 * 2 / STEEP), 500))
    assert len(slow) == 501 and abs(slow[-1].point[1]) < 1e-3
    assert len(fast) < 501 and abs(fast[-1].point[1]) <= FARTHEST

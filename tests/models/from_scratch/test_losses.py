"""Losses: their values are Keras's, their gradients the central differences and TensorFlow's; perplexity."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from models.from_scratch import losses, metrics

GENERATOR = np.random.default_rng(5)
LOGITS = GENERATOR.normal(0, 3, (4, 5, 6))
LABELS = GENERATOR.integers(0, 6, (4, 5))
SOFT = GENERATOR.dirichlet(np.ones(6), (4, 5))

CASES = {
    "mean_squared_error": (losses.mean_squared_error, SOFT, keras.losses.MeanSquaredError()),
    "binary": (
        losses.binary_cross_entropy,
        (SOFT > 0.2).astype(float),
        keras.losses.BinaryCrossentropy(from_logits=True),
    ),
    "binary, soft": (losses.binary_cross_entropy, SOFT, keras.losses.BinaryCrossentropy(from_logits=True)),
    "sparse": (
        losses.sparse_categorical_cross_entropy,
        LABELS,
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_value_and_gradient(case):
    function, targets, theirs = CASES[case]
    value, gradient = function(LOGITS, targets)
    variable = tf.Variable(LOGITS.astype(np.float32))
    with tf.GradientTape() as tape:
        expected = theirs(targets, variable)
    assert value == pytest.approx(float(expected), rel=1e-5)
    np.testing.assert_allclose(gradient, tape.gradient(expected, variable).numpy(), rtol=1e-4, atol=1e-6)
    assert gradient.shape == LOGITS.shape
    step = 1e-5
    for place in [(0, 0, 0), (1, 2, 3), (3, 4, 5)]:
        moved = np.zeros_like(LOGITS)
        moved[place] = step
        difference = (function(LOGITS + moved, targets)[0] - function(LOGITS - moved, targets)[0]) / (2 * step)
        assert gradient[place] == pytest.approx(difference, rel=1e-5, abs=1e-10)


def test_a_huge_logit_overflows_nowhere():
    logits = np.array([[1000.0, -1000.0], [-1000.0, 1000.0]])
    with np.errstate(all="raise", under="ignore"):
        value, gradient = losses.binary_cross_entropy(logits, np.array([[1.0, 0.0], [1.0, 1.0]]))
        assert value == pytest.approx(250.0) and np.isfinite(gradient).all()
        value, gradient = losses.sparse_categorical_cross_entropy(logits, np.array([0, 0]))
        assert value == pytest.approx(1000.0) and np.isfinite(gradient).all()


def test_what_does_not_fit_is_said_in_one_sentence():
    with pytest.raises(ValueError, match=r"Expected targets of shape \(2,\), received \(3,\)"):
        losses.mean_squared_error(np.zeros(2), np.zeros(3))
    with pytest.raises(ValueError, match="Expected labels from 0 to 1, received 0 to 2"):
        losses.sparse_categorical_cross_entropy(np.zeros((2, 2)), np.array([0, 2]))
    with pytest.raises(ValueError, match="Expected labels of shape"):
        losses.sparse_categorical_cross_entropy(np.zeros((2, 2)), np.array([0]))


def test_perplexity_and_accuracy():
    uniform, _ = losses.sparse_categorical_cross_entropy(np.zeros((7, 28)), np.arange(7))
    assert metrics.perplexity(uniform) == pytest.approx(28)
    assert metrics.perplexity(0.0) == 1 and metrics.perplexity(np.array([1.0, 3.0])) == pytest.approx(math.e**2)
    assert metrics.perplexity(1e9) == math.inf
    assert metrics.accuracy(np.array([1, 2, 3, 4]), np.array([1, 2, 0, 4])) == 0.75
    with pytest.raises(ValueError, match="Expected targets"):
        metrics.accuracy(np.zeros(2), np.zeros(3))

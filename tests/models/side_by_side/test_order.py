"""Every twin lists its parameters and its gradients in the order of the Keras layer's trainable weights."""

import numpy as np
import pytest

from models.side_by_side import from_keras
from models.side_by_side.proofs import CASES, Sizes, make_inputs


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_gradients_follow_the_trainable_weights(case):
    generator = np.random.default_rng(1)
    inputs = make_inputs(case.kind, Sizes(), generator)
    layer = case.make(Sizes(), "float64")
    layer(*inputs)
    for weight in layer.weights:
        # No two alike, so that shapes of the same size cannot change places unseen.
        weight.assign(np.abs(generator.standard_normal(weight.shape)) + 0.5)
    twin = from_keras(layer)
    outputs = twin.forward(*inputs, training=case.training)
    twin.backward(np.ones_like(outputs))
    assert list(twin.gradients) == list(twin.parameters)
    assert len(twin.parameters) == len(layer.trainable_weights)
    for (name, parameter), weight in zip(twin.parameters.items(), layer.trainable_weights, strict=True):
        assert twin.gradients[name].size == parameter.size, name
        np.testing.assert_array_equal(parameter.ravel(), np.asarray(weight).ravel(), err_msg=name)

"""Optimizers equal Keras's for 100 steps, clipping equals Keras's clipping, and Adam's two forms differ as said."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src.optimizers.base_optimizer import clip_by_global_norm as keras_clip_by_global_norm

from models.from_scratch import clipping, optimizers
from models.from_scratch.optimizers import SGD, Adam, AdamW, Momentum, RMSprop

PAIRS = {
    "sgd": (lambda: SGD(0.05), lambda: keras.optimizers.SGD(0.05)),
    "momentum": (lambda: Momentum(0.02, 0.9), lambda: keras.optimizers.SGD(0.02, momentum=0.9)),
    "nesterov": (
        lambda: Momentum(0.02, 0.9, nesterov=True),
        lambda: keras.optimizers.SGD(0.02, momentum=0.9, nesterov=True),
    ),
    "rmsprop": (lambda: RMSprop(0.01, 0.9), lambda: keras.optimizers.RMSprop(0.01, rho=0.9)),
    "adam": (lambda: Adam(0.01), lambda: keras.optimizers.Adam(0.01)),
    "adamw": (lambda: AdamW(0.01, 0.1), lambda: keras.optimizers.AdamW(0.01, weight_decay=0.1)),
}
SHAPES = {"kernel": (3, 4), "bias": (4,)}


def arrays(seed: int, dtype=np.float32, scale: float = 1.0) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(seed)
    return {name: (scale * generator.normal(size=shape)).astype(dtype) for name, shape in SHAPES.items()}


@pytest.mark.parametrize("name", PAIRS)
def test_a_hundred_steps_are_keras_s_hundred_steps(name):
    """float32, gradients from 1e-3 to 10: no weight further off than 2e-6 after any step (weights are about 1)."""
    ours, theirs = (make() for make in PAIRS[name])
    parameters = arrays(0)
    variables = [keras.Variable(value.copy()) for value in parameters.values()]
    theirs.build(variables)
    apply = tf.function(lambda kernel, bias: theirs.apply([kernel, bias], variables))
    largest = 0.0
    for step in range(100):
        gradients = arrays(step + 1, scale=10.0 ** (step % 5 - 3))
        if name in ("sgd", "momentum", "nesterov"):
            gradients = {key: gradient / 10 for key, gradient in gradients.items()}
        ours.step(parameters, gradients)
        apply(*map(tf.constant, gradients.values()))
        for value, variable in zip(parameters.values(), variables, strict=True):
            assert value.dtype == np.float32
            largest = max(largest, float(np.max(np.abs(value - keras.ops.convert_to_numpy(variable)))))
    assert ours.steps == 100
    moved = max(float(np.max(np.abs(parameters[key] - start))) for key, start in arrays(0).items())
    assert moved > 0.05
    assert largest < 2e-6, largest


def test_the_two_forms_of_adam_differ_by_what_epsilon_is_added_to():
    """One step with a gradient as small as epsilon: half of lr in the paper's form, 1 / 32.6 of it in Keras's."""
    moved = {}
    for form in Adam.FORMS:
        parameters = {"w": np.zeros(1)}
        Adam(0.1, epsilon=1e-7, epsilon_form=form).step(parameters, {"w": np.full(1, 1e-7)})
        moved[form] = -float(parameters["w"][0])
    assert moved["paper"] == pytest.approx(0.1 / 2)
    assert moved["keras"] == pytest.approx(0.1 / (1 + 1 / math.sqrt(1 - 0.999)))
    # The paper's form with Keras's epsilon scaled as the docstring says is Keras's form.
    parameters = {"w": np.zeros(1)}
    Adam(0.1, epsilon=1e-7 / math.sqrt(1 - 0.999), epsilon_form="paper").step(parameters, {"w": np.full(1, 1e-7)})
    assert -float(parameters["w"][0]) == pytest.approx(moved["keras"])


def test_the_two_forms_agree_where_gradients_are_large():
    results = []
    for form in Adam.FORMS:
        parameters, adam = arrays(0, np.float64), Adam(0.01, epsilon_form=form)
        for step in range(50):
            adam.step(parameters, arrays(step + 1, np.float64))
        results.append(parameters)
    for name in SHAPES:
        assert np.max(np.abs(results[0][name] - results[1][name])) < 1e-5
        assert np.any(results[0][name] != results[1][name])


def test_an_optimizer_says_what_it_cannot_take():
    with pytest.raises(ValueError, match="learning rate above 0, received 0"):
        SGD(0)
    with pytest.raises(ValueError, match="epsilon_form"):
        Adam(epsilon_form="elsewhere")
    with pytest.raises(ValueError, match="Expected gradients of"):
        SGD().step({"a": np.zeros(1)}, {"b": np.zeros(1)})
    with pytest.raises(ValueError, match="received newton"):
        optimizers.create("newton", 0.1)
    assert isinstance(optimizers.create("adamw", 0.1), AdamW)


@pytest.mark.parametrize("limit", [0.5, 3.0, 1000.0])
def test_clipping_is_keras_s_clipping(limit):
    gradients = arrays(3, scale=2.0)
    tensors = [keras.ops.convert_to_tensor(gradient) for gradient in gradients.values()]
    ours = clipping.clip_by_global_norm(gradients, limit)
    for value, other in zip(ours.values(), keras_clip_by_global_norm(tensors, limit), strict=True):
        np.testing.assert_allclose(value, keras.ops.convert_to_numpy(other), rtol=1e-6, atol=1e-7)
    norm = clipping.global_norm(gradients)
    assert clipping.global_norm(ours) == pytest.approx(min(norm, limit))


def test_clipping_leaves_zero_alone_and_gives_infinity_no_direction():
    zero = {"w": np.zeros(2)}
    assert not np.any(clipping.clip_by_global_norm(zero, 1.0)["w"])
    with np.errstate(invalid="ignore"):
        assert np.all(np.isnan(clipping.clip_by_global_norm({"w": np.array([np.inf, 1.0])}, 1.0)["w"]))
    with pytest.raises(ValueError, match="above 0"):
        clipping.clip_by_global_norm(zero, 0)

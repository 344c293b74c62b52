"""The GAN's own layers, against linear algebra and against themselves after saving."""

import keras
import numpy as np
import pytest

from models.digit_gan.architectures import build_discriminator, build_generator
from models.digit_gan.layers import SpectralNormalization, StyleNormalization


@pytest.fixture(params=["dense", "convolution"])
def wrapped(request):
    keras.utils.set_random_seed(3)
    if request.param == "dense":
        return SpectralNormalization(keras.layers.Dense(7)), np.random.default_rng(0).normal(size=(5, 9))
    layer = SpectralNormalization(keras.layers.Conv2D(7, 3, strides=2, padding="same"))
    return layer, np.random.default_rng(0).normal(size=(5, 8, 8, 3))


def test_the_kernel_is_divided_by_its_largest_singular_value(wrapped):
    layer, inputs = wrapped
    for _ in range(60):
        layer(inputs, training=True)
    layer.layer.bias.assign(np.arange(7.0))
    kernel = layer.layer.kernel.numpy()
    sigma = np.linalg.svd(kernel.reshape(-1, 7), compute_uv=False)[0]
    received = layer(inputs, training=False).numpy()
    plain = layer.layer
    plain.kernel.assign(kernel / sigma)
    np.testing.assert_allclose(received, plain(inputs).numpy(), atol=1e-4)


def test_a_call_moves_only_the_power_iteration_and_only_in_training(wrapped):
    layer, inputs = wrapped
    layer(inputs)
    kernel, u = layer.layer.kernel.numpy(), layer.u.numpy()
    layer(inputs, training=False)
    np.testing.assert_array_equal(layer.u.numpy(), u)
    layer(inputs, training=True)
    assert np.abs(layer.u.numpy() - u).max() > 1e-3
    np.testing.assert_array_equal(layer.layer.kernel.numpy(), kernel)
    assert [weight.name for weight in layer.non_trainable_weights] == ["u"]


def test_the_gradient_goes_through_sigma(wrapped):
    import tensorflow as tf

    layer, inputs = wrapped
    for _ in range(60):
        layer(inputs, training=True)
    kernel = layer.layer.kernel
    direction = np.random.default_rng(1).normal(size=kernel.shape).astype("float32")

    def loss():
        return keras.ops.sum(keras.ops.square(layer(inputs, training=False)))

    with tf.GradientTape() as tape:
        value = loss()
    gradient = tape.gradient(value, kernel.value).numpy()
    middle, step, values = kernel.numpy(), 1e-2, []
    for sign in (1, -1):
        kernel.assign(middle + sign * step * direction)
        values.append(float(loss()))
    assert (values[0] - values[1]) / (2 * step) == pytest.approx(float((gradient * direction).sum()), rel=2e-2)
    # Scaling a kernel changes nothing that its layer computes, so the gradient has no part along it.
    assert abs((gradient * middle).sum()) < 1e-3 * np.linalg.norm(gradient) * np.linalg.norm(middle)


def test_style_normalization_gives_each_image_the_statistics_of_its_style():
    layer = StyleNormalization()
    x = np.random.default_rng(0).normal(3, 2, size=(4, 6, 6, 5)).astype("float32")
    style = np.random.default_rng(1).normal(size=(4, 8)).astype("float32")
    received = layer([x, style]).numpy()
    scale, shift = np.split(layer.to_style(style).numpy(), 2, axis=-1)
    np.testing.assert_allclose(received.mean(axis=(1, 2)), shift, atol=1e-4)
    np.testing.assert_allclose(received.std(axis=(1, 2)), np.abs(1 + scale), rtol=1e-3)
    np.testing.assert_allclose(received[1:2], layer([x[1:2], style[1:2]]).numpy(), atol=1e-5)


def test_saved_networks_load_equal(tmp_path):
    latents = np.random.default_rng(0).normal(size=(3, 8)).astype("float32")
    labels = np.array([0, 5, 9], "int32")
    generator = build_generator(8, 4)
    images = generator([latents, labels]).numpy()
    assert images.shape == (3, 28, 28, 1)
    assert np.abs(images).max() <= 1
    discriminator = build_discriminator(4)
    discriminator([images, labels], training=True)
    for network, inputs in ((generator, latents), (discriminator, images)):
        network.save(tmp_path / f"{network.name}.keras")
        loaded = keras.models.load_model(tmp_path / f"{network.name}.keras", compile=False)
        expected = network([inputs, labels]).numpy()
        np.testing.assert_allclose(loaded([inputs, labels]).numpy(), expected, atol=1e-6)


def test_the_discriminator_looks_at_the_label_too():
    discriminator = build_discriminator(4)
    images = np.random.default_rng(0).uniform(-1, 1, size=(2, 28, 28, 1)).astype("float32")
    one, other = (discriminator([images, np.full(2, digit)]).numpy() for digit in (3, 8))
    assert one.shape == (2,)
    assert np.abs(one - other).max() > 1e-6

"""The rivals that ``digits`` is compared with: the tutorial's dense GAN and a plain DCGAN.

Neither is told which digit to draw, and neither has what made training steadier since: no spectral normalization,
no projection, no average of the weights.
"""

import keras
from keras import layers

from models.digit_gan.images import IMAGE_SIZE

# Keras's 0.99 still remembers the first, untrained steps where an epoch is short.
MOMENTUM = 0.9


def build_dense_generator(latent_size: int, width: int) -> keras.Model:
    """The generator of many tutorials: dense layers alone, as in the first GAN (https://arxiv.org/abs/1406.2661).

    Args:
        latent_size: numbers in a latent.
        width: units of the first hidden layer; the second has twice as many.

    Returns:
        ``latents (batch, latent_size) -> images (batch, 28, 28, 1)`` in [-1, 1], ink is 1.
    """
    latents = keras.Input((latent_size,), name="latents")
    x = latents
    for place, units in enumerate((width, 2 * width), start=1):
        x = layers.Dense(units, name=f"hidden_{place}")(x)
        x = layers.BatchNormalization(momentum=MOMENTUM, name=f"normalization_{place}")(x)
        x = layers.LeakyReLU(0.2, name=f"active_{place}")(x)
    x = layers.Dense(IMAGE_SIZE * IMAGE_SIZE, name="pixels")(x)
    x = layers.Reshape((IMAGE_SIZE, IMAGE_SIZE, 1), name="to_28x28")(x)
    images = layers.Activation("tanh", dtype="float32", name="ink")(x)
    return keras.Model(latents, images, name="generator")


def build_dense_discriminator(width: int) -> keras.Model:
    """The discriminator beside it.

    Args:
        width: units of the second hidden layer; the first has twice as many.

    Returns:
        ``images (batch, 28, 28, 1) in [-1, 1] -> logits (batch, 1)``, above 0 for real.
    """
    images = keras.Input((IMAGE_SIZE, IMAGE_SIZE, 1), name="images")
    x = layers.Flatten(name="flatten")(images)
    for place, units in enumerate((2 * width, width), start=1):
        x = layers.Dense(units, name=f"hidden_{place}")(x)
        x = layers.LeakyReLU(0.2, name=f"active_{place}")(x)
        x = layers.Dropout(0.3, name=f"dropout_{place}")(x)
    return keras.Model(images, layers.Dense(1, dtype="float32", name="logit")(x), name="discriminator")


def build_dcgan_generator(latent_size: int, width: int) -> keras.Model:
    """A plain DCGAN generator (Radford et al. 2016, https://arxiv.org/abs/1511.06434): 7x7, 14x14, 28x28.

    Args:
        latent_size: numbers in a latent.
        width: channels at 14x14; twice as many at 7x7.

    Returns:
        ``latents (batch, latent_size) -> images (batch, 28, 28, 1)`` in [-1, 1], ink is 1.
    """
    latents = keras.Input((latent_size,), name="latents")
    x = layers.Dense(7 * 7 * 2 * width, use_bias=False, name="project")(latents)
    x = layers.BatchNormalization(momentum=MOMENTUM, name="normalization_project")(x)
    x = layers.ReLU(name="active_project")(x)
    x = layers.Reshape((7, 7, 2 * width), name="to_7x7")(x)
    x = layers.Conv2DTranspose(width, 4, strides=2, padding="same", use_bias=False, name="to_14x14")(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, name="normalization_14x14")(x)
    x = layers.ReLU(name="active_14x14")(x)
    x = layers.Conv2DTranspose(1, 4, strides=2, padding="same", name="to_28x28")(x)
    images = layers.Activation("tanh", dtype="float32", name="ink")(x)
    return keras.Model(latents, images, name="generator")


def build_dcgan_discriminator(width: int) -> keras.Model:
    """The discriminator beside it: the generator's steps backwards.

    Args:
        width: channels at 14x14; twice as many at 7x7.

    Returns:
        ``images (batch, 28, 28, 1) in [-1, 1] -> logits (batch, 1)``, above 0 for real.
    """
    images = keras.Input((IMAGE_SIZE, IMAGE_SIZE, 1), name="images")
    x = layers.Conv2D(width, 4, strides=2, padding="same", name="to_14x14")(images)
    x = layers.LeakyReLU(0.2, name="active_14x14")(x)
    x = layers.Conv2D(2 * width, 4, strides=2, padding="same", use_bias=False, name="to_7x7")(x)
    x = layers.BatchNormalization(momentum=MOMENTUM, name="normalization_7x7")(x)
    x = layers.LeakyReLU(0.2, name="active_7x7")(x)
    x = layers.Flatten(name="flatten")(x)
    return keras.Model(images, layers.Dense(1, dtype="float32", name="logit")(x), name="discriminator")

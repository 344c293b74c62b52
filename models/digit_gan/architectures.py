"""The networks: a generator that draws the digit asked for, and a discriminator that looks for the fakes."""

import keras
from keras import layers, ops

from models.digit_gan.images import IMAGE_SIZE, NUM_DIGITS
from models.digit_gan.layers import SpectralNormalization, StyleNormalization

# Layers that never stretch shrink what passes through all of them: without a gain the logits stay too near 0
# for the hinge loss. After 700 steps the Fréchet distance to held-out digits was 6.0 with a gain of 4 and 4.2
# with 10; with 1, at half the learning rates, it was still 40 after 570.
LOGIT_GAIN = 10.0


def build_generator(latent_size: int, width: int, style_size: int = 64) -> keras.Model:
    """A DCGAN generator (Radford et al. 2016, https://arxiv.org/abs/1511.06434) styled by latent and digit together.

    The side grows from 7 to 14 by a transposed convolution, whose kernel of 4 is a multiple of its stride of 2 and
    leaves no checkerboard, and from 14 to 28 by drawing four pixels at each point: layers at 28x28 cost the most.

    Args:
        latent_size: numbers in a latent.
        width: channels at 14x14; twice as many at 7x7.
        style_size: numbers in the learnt description of a digit, and in the style made of it and the latent.

    Returns:
        ``[latents (batch, latent_size), labels (batch,)] -> images (batch, 28, 28, 1)`` in [-1, 1], ink is 1.
    """
    latents = keras.Input((latent_size,), name="latents")
    labels = keras.Input((), dtype="int32", name="labels")
    one_hot = ops.one_hot(labels, NUM_DIGITS)
    digit = layers.Dense(style_size, use_bias=False, name="digit")(one_hot)
    condition = layers.Concatenate(name="condition")([latents, digit])
    style = layers.Dense(style_size, activation="leaky_relu", name="style")(condition)

    x = layers.Dense(7 * 7 * 2 * width, use_bias=False, name="project")(condition)
    x = layers.Reshape((7, 7, 2 * width), name="to_7x7")(x)
    x = _styled(x, style, "7x7")
    x = layers.Conv2DTranspose(width, 4, strides=2, padding="same", use_bias=False, name="to_14x14")(x)
    x = _styled(x, style, "14x14")
    x = layers.Conv2D(width, 3, padding="same", use_bias=False, name="refine_14x14")(x)
    x = _styled(x, style, "refined_14x14")
    x = layers.Conv2D(4, 3, padding="same", name="quarters")(x)
    # Each point becomes 2x2 pixels (Shi et al. 2016, https://arxiv.org/abs/1609.05158).
    x = layers.Reshape((14, 14, 2, 2), name="split_quarters")(x)
    x = layers.Permute((1, 3, 2, 4), name="order_quarters")(x)  # (14, 2, 14, 2)
    x = layers.Reshape((IMAGE_SIZE, IMAGE_SIZE, 1), name="to_28x28")(x)
    images = layers.Activation("tanh", dtype="float32", name="ink")(x)
    return keras.Model([latents, labels], images, name="generator")


def build_discriminator(width: int) -> keras.Model:
    """A discriminator that judges an image as the digit that it should be, by projection.

    ``logit = gain * (w·φ(x) + φ(x)·embedding(label))`` (Miyato and Koyama 2018, https://arxiv.org/abs/1802.05637),
    each layer with spectral normalization.

    Args:
        width: channels at 14x14; ``2 * width`` at 7x7, and ``4 * width`` at 4x4.

    Returns:
        ``[images (batch, 28, 28, 1) in [-1, 1], labels (batch,)] -> logits (batch,)``, above 0 for real.
    """
    images = keras.Input((IMAGE_SIZE, IMAGE_SIZE, 1), name="images")
    labels = keras.Input((), dtype="int32", name="labels")
    x = _looked_at(images, width, 4, 2, "to_14x14")
    x = _looked_at(x, 2 * width, 4, 2, "to_7x7")
    x = _looked_at(x, 2 * width, 3, 1, "refine_7x7")
    x = _looked_at(x, 4 * width, 3, 2, "to_4x4")
    features = layers.Flatten(name="flatten")(x)
    features = SpectralNormalization(layers.Dense(8 * width), name="features")(features)
    features = layers.LeakyReLU(0.2, name="features_active")(features)  # (batch, 8 * width)
    score = SpectralNormalization(layers.Dense(1), name="score")(features)  # (batch, 1)
    one_hot = ops.one_hot(labels, NUM_DIGITS)
    embedding = SpectralNormalization(layers.Dense(8 * width, use_bias=False), name="digit")(one_hot)
    logits = LOGIT_GAIN * (ops.sum(features * embedding, axis=-1) + ops.squeeze(score, axis=-1))
    return keras.Model([images, labels], ops.cast(logits, "float32"), name="discriminator")


def build_judge(width: int = 16) -> keras.Model:
    """The digit classifier of the evaluation.

    Args:
        width: channels of the first convolution.

    Returns:
        ``images (batch, 28, 28, 1) in [-1, 1] -> [logits (batch, 10), features (batch, 4 * width)]``.
    """
    images = keras.Input((IMAGE_SIZE, IMAGE_SIZE, 1), name="images")
    x = images
    for block, channels in enumerate((width, 2 * width, 4 * width), start=1):
        x = layers.Conv2D(channels, 3, padding="same", use_bias=False, name=f"convolution_{block}")(x)
        x = layers.MaxPooling2D(2, name=f"pool_{block}")(x)  # 14, 7, 3
        x = layers.BatchNormalization(momentum=0.95, name=f"normalization_{block}")(x)
        x = layers.ReLU(name=f"active_{block}")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dropout(0.3, name="dropout")(x)
    features = layers.Dense(4 * width, activation="relu", dtype="float32", name="features")(x)
    logits = layers.Dense(NUM_DIGITS, dtype="float32", name="logits")(features)
    return keras.Model(images, [logits, features], name="judge")


def _styled(x: keras.KerasTensor, style: keras.KerasTensor, name: str) -> keras.KerasTensor:
    x = StyleNormalization(name=f"style_{name}")([x, style])
    return layers.LeakyReLU(0.2, name=f"active_{name}")(x)


def _looked_at(x: keras.KerasTensor, channels: int, kernel: int, stride: int, name: str) -> keras.KerasTensor:
    convolution = layers.Conv2D(channels, kernel, strides=stride, padding="same")
    x = SpectralNormalization(convolution, name=name)(x)
    return layers.LeakyReLU(0.2, name=f"active_{name}")(x)

"""Which way to change a latent so that its drawing comes nearer to a picture: TensorFlow's gradient.

The one file of this family that needs TensorFlow.
"""

import keras
import numpy as np
import tensorflow as tf

from models.errors import PlaygroundError

BLUR_SIGMA = 1.0
"""Pixels. A stroke that lies beside the one it should cover feels no pull where the two do not touch: blur reaches."""


class LatentGradient:
    """The gradient of a latent's distance to a picture, for several latents at once.

        loss(z) = mean (G(z) - x)² + mean (B G(z) - B x)² + pull * mean z²

    G draws, x is the picture, both in [-1, 1]; B blurs. The pull keeps the latent where the generator learnt to draw.

    Safe to share between threads, as long as nobody assigns the generator's weights.
    """

    def __init__(self, generator: keras.Model) -> None:
        if keras.config.backend() != "tensorflow":
            raise PlaygroundError(
                "Expected the TensorFlow backend, which the search for the closest drawing needs, received {received}.",
                received=keras.config.backend(),
            )
        self._generator = generator
        self._takes_labels = len(generator.inputs) > 1
        reach = np.arange(-3, 4)
        bell = np.exp(-0.5 * (reach / BLUR_SIGMA) ** 2)
        bell /= bell.sum()
        self._kernel = tf.constant(np.outer(bell, bell)[:, :, None, None], tf.float32)  # (7, 7, 1, 1)
        # One trace, made here, however many latents there are.
        self._compiled = tf.function(
            self._step,
            input_signature=[
                tf.TensorSpec((None, generator.inputs[0].shape[-1])),
                tf.TensorSpec((None,), tf.int32),
                tf.TensorSpec((1, *generator.output.shape[1:])),
                tf.TensorSpec(()),
            ],
        )
        latent = np.zeros((1, generator.inputs[0].shape[-1]))
        self(latent, np.zeros(1), np.zeros(generator.output.shape[1:]), 0.0)

    def __call__(
        self, latents: np.ndarray, labels: np.ndarray, picture: np.ndarray, pull: float
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """One look at each latent.

        Args:
            latents: (count, latent_size).
            labels: (count,), the digit that each is drawn as; a generator that takes none ignores them.
            picture: (28, 28, 1) in [-1, 1].
            pull: the weight of the latent's own size.

        Returns:
            The gradient of each latent's loss, (count, latent_size); the mean squared difference of its pixels in
            [-1, 1], (count,); its drawing, (count, 28, 28, 1).
        """
        found = self._compiled(
            tf.constant(np.asarray(latents, "float32")),
            tf.constant(np.asarray(labels, "int32")),
            tf.constant(np.asarray(picture, "float32")[None]),
            tf.constant(pull, tf.float32),
        )
        gradient, squared, drawn = (one.numpy() for one in found)
        return gradient, squared, drawn

    def _step(self, latents, labels, picture, pull):
        """The gradient, the mean squared differences and the drawings, as tensors."""
        with tf.GradientTape() as tape:
            tape.watch(latents)
            inputs = [latents, labels] if self._takes_labels else latents
            drawn = tf.cast(self._generator(inputs, training=False), tf.float32)
            difference = drawn - picture
            squared = tf.reduce_mean(tf.square(difference), axis=(1, 2, 3))
            # Blurring is linear: the blurred difference is the difference of the blurred pictures.
            blurred = tf.nn.conv2d(difference, self._kernel, strides=1, padding="SAME")
            loss = squared + tf.reduce_mean(tf.square(blurred), axis=(1, 2, 3))
            loss += pull * tf.reduce_mean(tf.square(latents), axis=1)
            # The latents do not know each other: the gradient of the sum is each one's own.
            total = tf.reduce_sum(loss)
        return tape.gradient(total, latents), squared, drawn

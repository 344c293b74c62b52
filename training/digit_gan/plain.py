"""The rivals' GAN as one Keras model: the loss and the optimizer of 2016, and nothing that came after."""

from typing import Any

import keras
from keras import ops

from training.digit_gan.config import Config
from training.digit_gan.model import GENERATOR_OPTIMIZER, DigitGAN, compile_with

BETA_1 = 0.5


class PlainGAN(DigitGAN):
    """Generator and discriminator, not told which digit, with the non-saturating loss of the first GAN.

    ``discriminator: -log D(x) - log(1 - D(G(z)))``, ``generator: -log D(G(z))`` (Goodfellow et al. 2014,
    https://arxiv.org/abs/1406.2661), D being the sigmoid of the logit: both are binary cross-entropies.
    """

    def call(self, inputs: dict[str, Any], training: bool = False) -> dict[str, Any]:
        """Draw and judge.

        Args:
            inputs: ``images`` (batch, 28, 28, 1) and ``latents`` (batch, latent_size); digits are not looked at.
            training: whether batches are normalized by their own statistics and units are dropped.

        Returns:
            Logits (batch, 1): ``real`` and ``fake`` to teach the discriminator, ``fooled`` to teach the generator.
        """
        drawn = self.generator(inputs["latents"], training=training)
        frozen, state = self.frozen_discriminator()
        # One after the other, as DCGAN does: in one batch, BatchNormalization would tell the real from the drawn, and
        # the generator, whose drawings come alone below, would be taught by another discriminator than this one.
        real = self.discriminator(inputs["images"], training=training)
        fake = self.discriminator(ops.stop_gradient(drawn), training=training)
        # Its moving averages and the dropout's seeds move on above; what this call would make of them is left out.
        fooled, _ = self.discriminator.stateless_call(frozen, state, drawn, training=training)
        return {"real": real, "fake": fake, "fooled": fooled}

    def losses_of(self, answers: dict[str, Any]) -> tuple[Any, Any]:
        """The discriminator's loss and the generator's."""
        real, fake, fooled = (answers[name] for name in ("real", "fake", "fooled"))
        # -log sigmoid(logit) = softplus(-logit) and -log(1 - sigmoid(logit)) = softplus(logit).
        return ops.mean(ops.softplus(-real)) + ops.mean(ops.softplus(fake)), ops.mean(ops.softplus(-fooled))


def compile_plain_gan(gan: PlainGAN, config: Config) -> None:
    """Give each network Adam as DCGAN set it (https://arxiv.org/abs/1511.06434), at the same rate all the way."""
    compile_with(
        gan,
        keras.optimizers.Adam(config.learning_rate, beta_1=BETA_1, name=GENERATOR_OPTIMIZER),
        keras.optimizers.Adam(config.discriminator_learning_rate, beta_1=BETA_1),
    )

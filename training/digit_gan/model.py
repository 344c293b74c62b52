"""Both networks of a GAN as one Keras model, so that one ordinary training step teaches both on every backend."""

from typing import Any

import keras
from keras import ops

from training.digit_gan.config import Config
from training.loop import weight_averages

GENERATOR_OPTIMIZER = "generator_optimizer"
PLAIN_BETA_1 = 0.5


class DigitGAN(keras.Model):
    """Generator and discriminator with the hinge loss (https://arxiv.org/abs/1705.02894).

    A step adds two losses whose gradients do not mix: the discriminator's, on drawings that count as
    constants, and the generator's, through a discriminator whose weights count as constants.
    """

    def __init__(self, generator: keras.Model, discriminator: keras.Model, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.generator = generator
        self.discriminator = discriminator
        self.discriminator_loss = keras.metrics.Mean(name="discriminator_loss")
        self.generator_loss = keras.metrics.Mean(name="generator_loss")
        self.built = True

    def call(self, inputs: dict[str, Any], training: bool = False) -> dict[str, Any]:
        """Draw and judge.

        Args:
            inputs: ``images`` (batch, 28, 28, 1), ``labels`` (batch,), ``latents`` (batch, latent_size) and
                ``asked`` (batch,), the digits to draw.
            training: whether the power iterations move on.

        Returns:
            Logits (batch,): ``real`` and ``fake`` to teach the discriminator, ``fooled`` to teach the generator.
        """
        drawn = self.generator([inputs["latents"], inputs["asked"]], training=training)
        # Frozen before this step's power iteration, so both losses see the same discriminator.
        frozen, state = self.frozen_discriminator()
        images = ops.concatenate([inputs["images"], ops.stop_gradient(drawn)])
        labels = ops.concatenate([inputs["labels"], inputs["asked"]])
        real, fake = ops.split(self.discriminator([images, labels], training=training), 2)
        fooled, _ = self.discriminator.stateless_call(frozen, state, [drawn, inputs["asked"]], training=training)
        return {"real": real, "fake": fake, "fooled": fooled}

    def frozen_discriminator(self) -> tuple[list[Any], list[Any]]:
        """The discriminator's trained weights as constants and its other variables, for ``stateless_call``."""
        frozen = [ops.stop_gradient(ops.convert_to_tensor(weight)) for weight in self.discriminator.trainable_variables]
        return frozen, [ops.convert_to_tensor(variable) for variable in self.discriminator.non_trainable_variables]

    def losses_of(self, answers: dict[str, Any]) -> tuple[Any, Any]:
        """The discriminator's hinge loss and the generator's, of what :meth:`call` returned."""
        discriminator_loss = ops.mean(ops.relu(1 - answers["real"])) + ops.mean(ops.relu(1 + answers["fake"]))
        return discriminator_loss, -ops.mean(answers["fooled"])

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The sum of both networks' losses."""
        discriminator_loss, generator_loss = self.losses_of(y_pred)
        self.discriminator_loss.update_state(discriminator_loss)
        self.generator_loss.update_state(generator_loss)
        return discriminator_loss + generator_loss


class PlainGAN(DigitGAN):
    """The rivals: not told which digit, with the non-saturating loss of the first GAN.

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


def compile_gan(gan: DigitGAN, config: Config, num_steps: int) -> None:
    """Give each network its own Adam (two time scales, https://arxiv.org/abs/1706.08500), the generator an average.

    Both learning rates fall to a tenth on a cosine over ``num_steps``, the steps of the whole training.
    """

    def rate(start: float) -> keras.optimizers.schedules.LearningRateSchedule:
        return keras.optimizers.schedules.CosineDecay(start, num_steps, alpha=0.1)

    generator_adam = keras.optimizers.Adam(
        rate(config.learning_rate),
        beta_1=0.0,
        beta_2=0.99,
        use_ema=True,
        ema_momentum=config.ema_momentum,
        name=GENERATOR_OPTIMIZER,
    )
    discriminator_adam = keras.optimizers.Adam(rate(config.discriminator_learning_rate), beta_1=0.0, beta_2=0.99)
    compile_with(gan, generator_adam, discriminator_adam)


def compile_plain_gan(gan: PlainGAN, config: Config) -> None:
    """Give each network Adam as DCGAN set it (https://arxiv.org/abs/1511.06434), at the same rate all the way."""
    compile_with(
        gan,
        keras.optimizers.Adam(config.learning_rate, beta_1=PLAIN_BETA_1, name=GENERATOR_OPTIMIZER),
        keras.optimizers.Adam(config.discriminator_learning_rate, beta_1=PLAIN_BETA_1),
    )


def compile_with(
    gan: DigitGAN,
    generator_optimizer: keras.optimizers.Optimizer,
    discriminator_optimizer: keras.optimizers.Optimizer,
) -> None:
    """Compile with an optimizer for each network; the generator's is named :data:`GENERATOR_OPTIMIZER`."""
    # Not by path: layers of both networks may have the same name.
    of_generator = {id(variable) for variable in gan.generator.trainable_variables}
    gan.compile(
        optimizer=keras.optimizers.MultiOptimizer(
            lambda variable: generator_optimizer if id(variable) in of_generator else discriminator_optimizer
        ),
        jit_compile=jit_compile(),
    )


def averaged_generator_weights(gan: DigitGAN) -> list[Any]:
    """The generator's weights to measure and ship: moving averages, where its optimizer keeps some.

    NumPy arrays in the order of ``gan.generator.get_weights()``.
    """
    adam = next(optimizer for optimizer in gan.optimizer.optimizers if optimizer.name == GENERATOR_OPTIMIZER)
    return [ops.convert_to_numpy(value) for value in weight_averages(gan.generator, optimizer=adam)]


def jit_compile() -> bool | str:
    """Whether to compile steps with XLA: not on TensorFlow's CPU (measured: 658 images/s with it, 844 without)."""
    return False if keras.config.backend() == "tensorflow" else "auto"

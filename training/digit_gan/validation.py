"""What is measured and drawn after each epoch of a digit GAN, and the choice of the best one."""

from collections.abc import Mapping

import keras
import numpy as np

from models.digit_gan import Judge
from models.digit_gan.images import from_network
from models.digit_gan.network import Network
from models.digit_gan.sampler import draw_labels, draw_latents
from training.digit_gan.clouds import frechet_distance
from training.digit_gan.config import Config
from training.digit_gan.model import DigitGAN, averaged_generator_weights
from training.digit_gan.samples import grid_inputs, save_grid, save_untrained
from training.runs import Run


class Validator:
    """Measures drawings by the judge, keeps the best weights, saves a sheet of drawings.

    Args:
        gan: the networks in training.
        generator: another like the GAN's: the averages draw without touching the one in training.
        judge: reads the drawings.
        images: real digits that nothing learns from, to compare the drawings with.
        config: the run's.
    """

    def __init__(self, gan: DigitGAN, generator: keras.Model, judge: Judge, images: np.ndarray, config: Config) -> None:
        self.gan, self.generator, self.judge, self.config = gan, generator, judge, config
        self.real_features = judge.features(images)
        self.latents = draw_latents(len(images), config.latent_size, config.seed)
        self.asked = draw_labels(len(images), config.seed)
        self._network = Network(generator)

    def draw(self, *inputs: np.ndarray) -> np.ndarray:
        """What the generator's present weights make of latents and, where it listens, of digits asked for."""
        return from_network(self._network(*inputs)[0])

    def save_untrained(self, run: Run) -> None:
        """Save the sheet of epoch 0, unless it is there."""

        def draw() -> np.ndarray:
            self.generator.set_weights(self.gan.generator.get_weights())
            return self.draw(*grid_inputs(self.config))

        save_untrained(run.path / "samples", draw)

    def after_epoch(self, run: Run) -> Mapping[str, float]:
        """The figures of an epoch; the Fréchet distance to the real digits chooses the one that is kept."""
        weights = averaged_generator_weights(self.gan)
        self.generator.set_weights(weights)
        told = self.config.architecture == "conditional"
        drawn = self.draw(self.latents, self.asked) if told else self.draw(self.latents)
        distance = frechet_distance(self.real_features, self.judge.features(drawn))
        figures = {"validation_frechet": distance}
        if told:
            figures = {"validation_recognised": float((self.judge.recognise(drawn) == self.asked).mean()), **figures}
        save_grid(self.draw(*grid_inputs(self.config)), run.sample_path(".png"))
        arrays = {f"generator_{index:03d}": value for index, value in enumerate(weights)}
        arrays |= {f"discriminator_{index:03d}": v for index, v in enumerate(self.gan.discriminator.get_weights())}
        run.keep_best(-distance, arrays)
        return figures

"""What is measured and drawn after each epoch of a digit GAN, the choice of the best one, and how it learnt."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import keras
import numpy as np
from PIL import Image

from models.digit_gan import Judge
from models.digit_gan.images import IMAGE_SIZE, NUM_DIGITS, from_network
from models.digit_gan.learning import NUM_IMAGES, write_learning
from models.digit_gan.network import Network
from models.digit_gan.sampler import draw_labels, draw_latents
from models.errors import PlaygroundError
from training.digit_gan.clouds import frechet_distance
from training.digit_gan.config import Config
from training.digit_gan.model import DigitGAN, averaged_generator_weights
from training.runs import Run

ENLARGED = 3
SIDE = NUM_DIGITS * IMAGE_SIZE * ENLARGED


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


def grid_inputs(config: Config) -> tuple[np.ndarray, ...]:
    """The inputs of the grid of samples: ten hands, each of which writes the ten digits.

    A rival cannot be asked for a digit: it draws a hundred latents.
    """
    if config.architecture != "conditional":
        return (draw_latents(NUM_DIGITS * NUM_DIGITS, config.latent_size, config.seed),)
    hands = draw_latents(NUM_DIGITS, config.latent_size, config.seed)
    return np.repeat(hands, NUM_DIGITS, axis=0), np.tile(np.arange(NUM_DIGITS), NUM_DIGITS)


def save_grid(images: np.ndarray, path: Path) -> None:
    """Save images (100, 28, 28) as a PNG of ten rows, black ink on white paper."""
    rows = (255 - images).reshape(NUM_DIGITS, NUM_DIGITS, *images.shape[1:])
    sheet = Image.fromarray(np.concatenate(np.concatenate(rows, axis=1), axis=1))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.resize((SIDE, SIDE), Image.Resampling.NEAREST).save(path)


def read_grid(path: Path) -> np.ndarray:
    """The images (100, 28, 28) of a sheet that :func:`save_grid` saved, ink is 255 again.

    Raises:
        PlaygroundError: the file is no such sheet.
    """
    try:
        with Image.open(path) as sheet:
            pixels = np.asarray(sheet)
    except OSError:
        pixels = np.empty(0)
    if pixels.shape != (SIDE, SIDE):
        raise PlaygroundError("Expected a sheet of drawn digits, received {path}.", path=str(path))
    small = 255 - pixels[::ENLARGED, ::ENLARGED]
    images = small.reshape(NUM_DIGITS, IMAGE_SIZE, NUM_DIGITS, IMAGE_SIZE).swapaxes(1, 2)
    return images.reshape(-1, IMAGE_SIZE, IMAGE_SIZE)


def save_untrained(samples: Path, draw: Callable[[], np.ndarray]) -> None:
    """Save the sheet of epoch 0, unless it is there: what the generator drew before its first step."""
    path = samples / "epoch-000.png"
    if not path.is_file():
        save_grid(draw(), path)


def export_learning(samples: Path, target: Path) -> None:
    """Write ``learning.npz`` from a run's sheets: the first forty drawings of each chosen epoch."""
    found = {
        int(match[1]): path for path in samples.iterdir() if (match := re.fullmatch(r"epoch-(\d+)\.png", path.name))
    }
    epochs = sorted(found)
    write_learning(target, epochs, np.stack([read_grid(found[epoch])[:NUM_IMAGES] for epoch in epochs]))

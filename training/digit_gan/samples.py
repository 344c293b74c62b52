"""The sheets of drawings that a run leaves after each epoch, and what is made of them: how the generator learnt."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from models.digit_gan.images import IMAGE_SIZE, NUM_DIGITS
from models.digit_gan.learning import NUM_IMAGES, write_learning
from models.digit_gan.sampler import draw_latents
from models.errors import PlaygroundError
from training.digit_gan.config import Config

ENLARGED = 3
SIDE = NUM_DIGITS * IMAGE_SIZE * ENLARGED


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

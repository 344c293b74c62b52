"""The judge: a small digit classifier, trained only on real digits, that reads what the generator wrote.

Its opinion is the measure of the GAN: which digit it recognises, and how the features of drawn
digits lie beside those of real ones.
"""

import os
from pathlib import Path

import keras
import numpy as np

from models.digit_gan.images import checked_images, to_network
from models.digit_gan.network import Network
from models.probabilities import softmax
from models.storage import open_model

FILE_NAME = "judge.keras"
SHARED = "digits"


class Judge:
    """The digit classifier of a model folder. ``Judge.load("digits")`` makes one."""

    def __init__(self, network: keras.Model) -> None:
        self._network = Network(network)

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str] = SHARED) -> "Judge":
        """Open the judge of a preset, by name, or of a finished run, by path.

        Raises:
            PlaygroundError: the folder is missing or damaged.
        """
        return cls.of_folder(open_model(name_or_path, "digit_gan").path)

    @classmethod
    def of_folder(cls, path: Path) -> "Judge":
        """The judge of a verified folder; that of ``digits`` where it has none, as the rivals: one judge for all.

        Raises:
            PlaygroundError: it has none, and ``digits`` is missing or damaged.
        """
        if (path / FILE_NAME).is_file():
            return cls.from_file(path / FILE_NAME)
        return cls.from_file(open_model(SHARED, "digit_gan").path / FILE_NAME)

    @classmethod
    def from_file(cls, path: Path) -> "Judge":
        """Open a ``judge.keras`` of a folder that was verified, or that is still in the making."""
        return cls(keras.models.load_model(path, compile=False))

    def classify(self, images: np.ndarray) -> np.ndarray:
        """The probability of each digit.

        Args:
            images: (count, 28, 28), 0 is paper and 255 is ink.

        Returns:
            Probabilities, float32 (count, 10); each row sums to 1.

        Raises:
            PlaygroundError: the images have another shape or other values.
        """
        return softmax(self._outputs(images)[0])

    def features(self, images: np.ndarray) -> np.ndarray:
        """What the judge sees in each image before it decides: float32 (count, features).

        Args:
            images: (count, 28, 28), 0 is paper and 255 is ink.

        Raises:
            PlaygroundError: the images have another shape or other values.
        """
        return self._outputs(images)[1]

    def recognise(self, images: np.ndarray) -> np.ndarray:
        """The most probable digit of each image: int64 (count,)."""
        return self.classify(images).argmax(axis=1)

    def _outputs(self, images: np.ndarray) -> tuple[np.ndarray, ...]:
        return self._network(to_network(checked_images(images)))

"""Styles: directions in latent space that lean, thicken or widen a hand, each known by what it does. Needs no Keras.

``training/digit_gan/styles.py`` finds them; ``styles.npz`` in a preset holds them.
"""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import DamagedModelError
from models.storage import ModelFolder, write_atomically

STYLES_FILE = "styles.npz"
MEASURES = ("slant", "thickness", "width", "height", "top_heaviness")
OTHER = "other"
FAR = 3.0
"""Steps along a direction that are far, and that a page need not exceed."""


@dataclass(frozen=True)
class Styles:
    """Perpendicular directions in latent space, the strongest first.

    A latent's coordinate along one is a standard normal number, so a step of 1 is one standard deviation among hands.
    """

    names: tuple[str, ...]
    """What each changes most: one of :data:`MEASURES`, or :data:`OTHER`."""
    directions: np.ndarray
    """Unit vectors, float32 (styles, latent_size)."""
    correlations: np.ndarray
    """Of the coordinate along each direction with each of the measures, among other hands than it was found with:
    float32 (styles, measures)."""
    shares: np.ndarray
    """Of all that differs between hands, how much lies along each component: float32 (styles,)."""
    recognised: np.ndarray
    """How often the judge still reads the digit that was asked for, at :data:`FAR` steps either way: (styles,)."""
    generator_sha256: str
    """Of the generator that they belong to; with other weights the same directions do something else."""

    def move(self, latents: np.ndarray, amounts: np.ndarray) -> np.ndarray:
        """Latents moved along the directions.

        Args:
            latents: (count, latent_size).
            amounts: steps along each direction, (styles,) for all or (count, styles).

        Returns:
            float32 (count, latent_size).
        """
        return (latents + np.asarray(amounts, np.float32) @ self.directions).astype(np.float32)

    def correlation(self, index: int) -> float | None:
        """Of direction ``index`` with the measure that it is named after; None where it has no name."""
        name = self.names[index]
        return float(self.correlations[index, MEASURES.index(name)]) if name in MEASURES else None

    def save(self, path: Path) -> None:
        """Write them, atomically, as arrays that NumPy opens without executing anything."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            names=np.array(self.names),
            measures=np.array(MEASURES),
            directions=self.directions.astype(np.float32),
            correlations=self.correlations.astype(np.float32),
            shares=self.shares.astype(np.float32),
            recognised=self.recognised.astype(np.float32),
            generator_sha256=np.array(self.generator_sha256),
        )
        write_atomically(path, file.getvalue())

    @classmethod
    def of_folder(cls, folder: Path) -> "Styles | None":
        """The styles of the generator in a model folder; None where there are none, or only those of other weights.

        Raises:
            DamagedModelError: the file is there and is something else.
        """
        path = folder / STYLES_FILE
        if not path.is_file():
            return None
        styles = cls.load(path)
        hashes = ModelFolder(folder).metadata.get("sha256", {})
        return styles if styles.generator_sha256 == hashes.get("generator.keras") else None

    @classmethod
    def load(cls, path: Path) -> "Styles":
        """Open what :meth:`save` wrote.

        Raises:
            DamagedModelError: the file is something else.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                styles = cls(
                    names=tuple(str(name) for name in file["names"]),
                    directions=file["directions"],
                    correlations=file["correlations"],
                    shares=file["shares"],
                    recognised=file["recognised"],
                    generator_sha256=str(file["generator_sha256"]),
                )
                whole = tuple(file["measures"]) == MEASURES
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            whole = False
        if not whole or len(styles.names) != len(styles.directions) or styles.directions.ndim != 2:
            raise DamagedModelError(
                "The model folder {name} is damaged: {file} should hold the styles of its generator and does not.",
                name=path.parent.name,
                file=path.name,
            )
        return styles


def measure(images: np.ndarray) -> np.ndarray:
    """What can be measured of handwriting: float64 (count, measures), in the order of :data:`MEASURES`.

    With ``p`` an image's ink, as shares that sum to 1, and ``x, y`` its columns and rows from the centre of the ink::

        slant      -Σ p x y / Σ p y²      columns to the right for each row upwards
        thickness  2 Σ ink / Σ |∇ink|     pixels: an area over half of its outline
        width      sqrt(Σ p u²)           pixels, u = x + slant y: the slant taken out
        height     sqrt(Σ p y²)           pixels
        top_heaviness                     rows of the image's middle below the ink's centre

    Args:
        images: (count, height, width), 0 is paper and 255 is ink. Where there is no ink, all measures are 0.
    """
    ink = np.asarray(images, np.float64) / 255
    total = ink.sum(axis=(1, 2))
    p = ink / np.maximum(total, 1e-9)[:, None, None]
    rows, columns = np.arange(ink.shape[1])[:, None], np.arange(ink.shape[2])[None, :]
    centre = (p * rows).sum(axis=(1, 2))
    y = rows - centre[:, None, None]
    x = columns - (p * columns).sum(axis=(1, 2))[:, None, None]
    variance = (p * y * y).sum(axis=(1, 2))
    slant = -(p * x * y).sum(axis=(1, 2)) / np.maximum(variance, 1e-9)
    u = x + slant[:, None, None] * y
    gradients = np.gradient(ink, axis=(1, 2))
    outline = np.hypot(gradients[0], gradients[1]).sum(axis=(1, 2))
    found = np.stack(
        [
            slant,
            2 * total / np.maximum(outline, 1e-9),
            np.sqrt((p * u * u).sum(axis=(1, 2))),
            np.sqrt(variance),
            (ink.shape[1] - 1) / 2 - centre,
        ],
        axis=1,
    )
    return np.where(total[:, None] > 0, found, 0.0)

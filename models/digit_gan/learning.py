"""How a generator learnt: what it made of the same latents at chosen epochs of its training."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import DamagedModelError
from models.storage import write_atomically

LEARNING_FILE = "learning.npz"
NUM_HANDS = 4
NUM_IMAGES = 10 * NUM_HANDS
MOST_CHECKPOINTS = 24
MOST_BYTES = 350_000


@dataclass(frozen=True)
class Learning:
    """The same latents, drawn again and again while the generator learnt."""

    epochs: np.ndarray
    """How many epochs were over at each checkpoint: int (checkpoints,), rising; 0 is before the first step."""
    images: np.ndarray
    """uint8 (checkpoints, 40, 28, 28), ink is 255. Where digits are asked for: four hands, ten digits each."""


def choose_checkpoints(count: int, most: int) -> list[int]:
    """At most ``most`` of ``count`` checkpoints, by index: the first, the last, and more of the early ones."""
    if count <= most:
        return list(range(count))
    # In its first epochs a generator changes most.
    return sorted({round((count - 1) * (place / (most - 1)) ** 1.5) for place in range(most)})


def write_learning(path: Path, epochs: Sequence[int], images: np.ndarray) -> None:
    """Write ``learning.npz``: as many checkpoints as are allowed and as fit into its size.

    Args:
        path: the file to write.
        epochs: (checkpoints,), rising.
        images: uint8 (checkpoints, 40, 28, 28).
    """
    for most in range(MOST_CHECKPOINTS, 1, -1):
        chosen = choose_checkpoints(len(epochs), most)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, epochs=np.asarray(epochs, np.int32)[chosen], images=images[chosen])
        if buffer.tell() <= MOST_BYTES:
            break
    write_atomically(path, buffer.getvalue())


def read_learning(path: Path) -> Learning | None:
    """Open a ``learning.npz``; None where there is none.

    Raises:
        DamagedModelError: it is no such file.
    """
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as archive:
            learning = Learning(archive["epochs"], archive["images"])
        whole = learning.images.shape == (len(learning.epochs), NUM_IMAGES, 28, 28)
        whole = whole and learning.images.dtype == np.uint8 and learning.epochs.dtype.kind == "i"
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile):
        whole = False
    if not whole:
        raise DamagedModelError(
            "The model folder {name} is damaged: {file} should hold drawings of a training and does not.",
            name=path.parent.name,
            file=path.name,
        )
    return learning

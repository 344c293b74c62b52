"""MNIST: 70,000 handwritten digits, 28x28 grey levels.

* Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits"; the file that Keras
  distributes, https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz
* Licence: CC BY-SA 3.0.
* Layout: a NumPy archive with ``x_train, y_train, x_test, y_test``.
* Images: uint8 (count, 28, 28), 0 is paper and 255 is ink. Labels: uint8 (count,), 0-9.
* Splits: its own, 60,000 for training and 10,000 for testing. The test set is never shown to a GAN.
* SHA-256 of the four arrays' bytes in that order:
  06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16

Reading takes less than a second, so nothing is cached.
"""

import hashlib
import os
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.datasets.source import Source, check_content, damaged, fetch, locate

SOURCE = Source(
    name="mnist",
    file_name="mnist.npz",
    url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    licence="CC BY-SA 3.0",
    content_sha256={"arrays": "06b0d1f124c4e5fa796686ade41a9b778edacc8622f2195a352ef479ad44fc16"},
    algorithm="sha256",
    file_hash="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
)
DATASET = SOURCE.metadata()


@dataclass(frozen=True)
class Mnist:
    """The digits: images uint8 (count, 28, 28), ink is 255; labels uint8 (count,), 0-9."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def is_available(data_dir: str | os.PathLike[str] | None = None) -> bool:
    """Whether the file is in the data folder. Downloads nothing."""
    return locate(SOURCE, data_dir) is not None


def load(data_dir: str | os.PathLike[str] | None = None) -> Mnist:
    """The digits, downloaded first when they are not in the data folder.

    Raises:
        DatasetError: in one sentence, when the file is absent, damaged or another one.
    """
    return _read(fetch(SOURCE, data_dir))


def _read(path: Path) -> Mnist:
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = [archive[name] for name in ("x_train", "y_train", "x_test", "y_test")]
    # What NumPy raises for a file that is cut off, of another kind, or lacks an array.
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError):
        raise damaged(SOURCE, path) from None
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(array.tobytes())
    check_content(SOURCE, path, {"arrays": digest.hexdigest()})
    train_images, train_labels, test_images, test_labels = arrays
    return Mnist(train_images, train_labels, test_images, test_labels)

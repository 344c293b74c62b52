"""The nearest real digit: is a drawing new, or a copy of something that the network has seen?

Needs no network, only NumPy.
"""

import numpy as np

from models.digit_gan.images import checked_images
from models.errors import PlaygroundError

QUERIES_AT_ONCE = 100
UNIT_ROUNDOFF = 2.0**-24


class NearestDigits:
    """Looks up, for any image, the nearest one of many: the least Euclidean distance between pixels, 1 for full ink.

    One query is a product of a matrix and a vector, 100 queries are a product of two matrices, in single precision:
    ``|x - q|² = |x|² - 2 x·q + |q|²``. What is nearest within the error of that is compared once more, exactly.
    """

    def __init__(self, images: np.ndarray) -> None:
        """Keep the images as float32: 188 MB for the 60,000 of MNIST.

        Args:
            images: grey levels 0-255, (count, height, width), at least one.

        Raises:
            PlaygroundError: they are no images, or none.
        """
        array = np.asarray(images)
        if array.dtype.kind not in "uif" or array.ndim != 3 or not array.size:
            raise PlaygroundError(
                "Expected images as numbers of shape (count, height, width), received {kind} of shape {shape}.",
                kind=str(array.dtype),
                shape=str(array.shape),
            )
        self._shape = array.shape[1:]
        self._rows = array.reshape(len(array), -1).astype(np.float32)  # (count, pixels)
        self._squares = np.einsum("np,np->n", self._rows, self._rows)  # (count,)

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, queries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The nearest image to each query; among equally near ones, the first.

        Args:
            queries: grey levels 0-255, (count, height, width) as the images'.

        Returns:
            Indices int64 (count,) into the images, and distances float64 (count,): 0 for the same image.

        Raises:
            PlaygroundError: the queries have another shape, or are no grey levels.
        """
        array = checked_images(queries, self._shape)
        rows = array.reshape(len(array), self._rows.shape[1]).astype(np.float32)
        indices = np.zeros(len(rows), np.int64)
        squares = np.zeros(len(rows))
        for first in range(0, len(rows), QUERIES_AT_ONCE):
            block = rows[first : first + QUERIES_AT_ONCE]
            # |q|² is the same for every image, so it has no say in which of them is the nearest.
            nearness = self._squares - 2 * (block @ self._rows.T)  # (queries, count)
            for place, (query, near) in enumerate(zip(block, nearness, strict=True), start=first):
                candidates = np.flatnonzero(near <= near.min() + 2 * self._error(query))
                apart = self._rows[candidates].astype(np.float64) - query
                exact = np.einsum("np,np->n", apart, apart)
                best = int(exact.argmin())
                indices[place], squares[place] = candidates[best], exact[best]
        return indices, np.sqrt(squares) / 255

    def _error(self, query: np.ndarray) -> float:
        """How far off a value of ``nearness`` can be (Higham 2002, Accuracy and Stability, section 3.1)."""
        longest = np.sqrt(float(self._squares.max()))
        length = np.sqrt(float(query @ query))
        return 1.01 * (len(query) + 2) * UNIT_ROUNDOFF * longest * (longest + 2 * length)

"""A row of numbers for each token."""

import numpy as np
from numpy.typing import DTypeLike

from models.from_scratch.base import Layer


class Embedding(Layer):
    """y_t = E[x_t]: token number x_t takes row x_t of the table E (vocabulary_size, embedding_size).

    The same as one-hot vectors times E, without the multiplication.
    """

    def __init__(
        self,
        vocabulary_size: int,
        embedding_size: int,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        generator = generator or np.random.default_rng()
        E = generator.uniform(-0.05, 0.05, (vocabulary_size, embedding_size))
        self.parameters["embeddings"] = E.astype(dtype)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """Integers (...) -> (..., embedding_size).

        Raises:
            ValueError: inputs that are no whole numbers, or a token that is not in the table.
        """
        E = self.parameters["embeddings"]
        if not np.issubdtype(inputs.dtype, np.integer):
            raise ValueError(f"expected token numbers of an integer type, received {inputs.dtype}")
        if inputs.size and not 0 <= inputs.min() <= inputs.max() < len(E):
            wrong = inputs[(inputs < 0) | (inputs >= len(E))].flat[0]
            raise ValueError(f"expected token numbers from 0 to {len(E) - 1}, received {wrong}")
        self.x = inputs
        return E[self.x]  # (..., embedding_size)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """dE[v] = the sum of dy_t over all t with x_t = v; rows of tokens that do not occur get 0.

        A token's number cannot be moved a little, so its own gradient is 0.
        """
        dE = np.zeros_like(self.parameters["embeddings"])
        np.add.at(dE, self.x, output_gradient)  # a token that occurs twice is added twice
        self.gradients["embeddings"] = dE
        return np.zeros(self.x.shape, output_gradient.dtype)

"""Drawing between digits: the generator entered behind its one-hot, where half a 3 and half an 8 can be asked for."""

from typing import Any

import keras
import numpy as np

from models.digit_gan.images import NUM_DIGITS, from_network
from models.digit_gan.network import Network
from models.errors import PlaygroundError


class Blender:
    """Draws from latents and mixtures of digits, with the very layers and weights of a generator.

    A mixture enters where the one-hot of a digit does: the network describes a digit by a vector that is linear in
    it, so a mixture of digits is described by the mixture of their vectors.
    """

    def __init__(self, generator: keras.Model) -> None:
        """Wrap a generator of :func:`models.digit_gan.architectures.build_generator`; nothing in it is changed.

        Raises:
            PlaygroundError: it takes no digit.
        """
        digit = next((layer for layer in generator.layers if layer.name == "digit"), None)
        if digit is None:
            raise PlaygroundError("This generator draws whatever it likes: no digit can be asked of it.")
        # Not keras.Model(...), which would make the inner tensor an input of the served network's own layers.
        function = keras.Function([generator.inputs[0], digit.input], generator.outputs[0])
        self._network = Network(_FromFunction(function))

    def __call__(self, latents: np.ndarray, mixtures: np.ndarray) -> np.ndarray:
        """Draw.

        Args:
            latents: (count, latent_size).
            mixtures: (count, 10): how much of each digit; each row sums to 1.

        Returns:
            Images, uint8 (count, 28, 28); 0 is paper and 255 is ink.

        Raises:
            PlaygroundError: a row of the mixtures is no mixture.
        """
        shares = np.asarray(mixtures)
        if (
            shares.dtype.kind not in "uif"
            or shares.shape != (len(latents), NUM_DIGITS)
            or not ((shares >= 0).all() and np.allclose(shares.sum(axis=1), 1, atol=1e-3))
        ):
            raise PlaygroundError(
                "Expected for each of {count} images ten shares that add up to 1, received {shape}.",
                count=len(latents),
                shape=" ".join([str(shares.dtype), str(shares.shape)]),
            )
        return from_network(self._network(latents, shares)[0])


class _FromFunction(keras.Model):
    """A :class:`keras.Function` that predicts as a model does: compiled once, twice as fast as the bare function."""

    def __init__(self, function: Any) -> None:
        super().__init__(name="blender")
        self.function = function
        self.built = True

    @property
    def inputs(self) -> list[Any]:
        """The function's input tensors."""
        return list(self.function.inputs)

    def call(self, inputs: list[Any]) -> Any:
        """What the function makes of them."""
        return self.function(inputs)

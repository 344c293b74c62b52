"""The layers that the digit GAN adds to Keras's own. All are registered, so ``keras.models.load_model`` knows them."""

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="digit_gan")
class SpectralNormalization(keras.layers.Wrapper):
    """A linear layer (Dense, Conv2D) that never stretches its input: its kernel is divided by sigma.

    ``W`` is the kernel as a matrix (inputs, outputs), sigma its largest singular value, estimated by
    power iteration (Miyato et al. 2018, https://arxiv.org/abs/1802.05957)::

        v = W u / |W u|,   u = Wᵀ v / |Wᵀ v|,   sigma = vᵀ W u

    The kernel itself stays as the optimizer left it; the division happens in each call, at inference
    too. Only ``u`` is kept, and moves on by one iteration in each training call.
    """

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the wrapped layer's weights and the vector ``u`` (outputs,)."""
        super().build(input_shape)
        self.u = self.add_weight(
            shape=(self.layer.kernel.shape[-1],), initializer="random_normal", trainable=False, autocast=False, name="u"
        )

    def call(self, inputs: Any, training: bool = False) -> Any:
        """What the wrapped layer makes of ``inputs`` with its kernel divided by sigma."""
        kernel = ops.cast(self.layer.kernel, "float32")
        matrix = ops.stop_gradient(ops.reshape(kernel, (-1, kernel.shape[-1])))  # (inputs, outputs)
        v = _unit(ops.matmul(matrix, self.u))
        u = _unit(ops.matmul(v, matrix))
        if training:
            self.u.assign(u)
        # The gradient goes through sigma, with u and v as constants.
        sigma = ops.sum(ops.matmul(v, ops.reshape(kernel, (-1, kernel.shape[-1]))) * u)
        weights = [kernel / sigma, *self.layer.trainable_variables[1:]]
        outputs, _ = self.layer.stateless_call(weights, [], inputs)
        return outputs

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The wrapped layer's."""
        return self.layer.compute_output_shape(input_shape)


@keras.saving.register_keras_serializable(package="digit_gan")
class StyleNormalization(keras.layers.Layer):
    """Brings each image's channels to mean 0 and variance 1 and gives them the style's own scale and shift.

    Adaptive instance normalization (Karras et al. 2019, https://arxiv.org/abs/1812.04948). It looks at
    one image at a time, so an image never depends on the others of its batch, nor on moving averages::

        y = (x - mean(x)) / sqrt(var(x) + epsilon) * (1 + scale(style)) + shift(style)
    """

    def __init__(self, epsilon: float = 1e-4, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def build(self, input_shape: list[tuple[Any, ...]]) -> None:
        """Make the dense layer from the style (batch, style) to scale and shift (batch, 2 * channels)."""
        images, style = input_shape
        self.to_style = keras.layers.Dense(2 * images[-1], dtype=self.dtype_policy, name="to_style")
        self.to_style.build(style)

    def call(self, inputs: list[Any]) -> Any:
        """Normalize ``inputs = [x, style]``: (batch, height, width, channels) and (batch, style)."""
        x, style = inputs
        scale, shift = ops.split(self.to_style(style)[:, None, None, :], 2, axis=-1)  # (batch, 1, 1, channels) each
        mean = ops.mean(x, axis=(1, 2), keepdims=True)
        variance = ops.mean(ops.square(x), axis=(1, 2), keepdims=True) - ops.square(mean)
        factor = (1 + scale) * ops.rsqrt(ops.maximum(variance, 0) + self.epsilon)
        return x * factor + (shift - mean * factor)

    def compute_output_shape(self, input_shape: list[tuple[Any, ...]]) -> tuple[int | None, ...]:
        """The shape of ``x``."""
        return input_shape[0]

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {**super().get_config(), "epsilon": self.epsilon}


def _unit(vector: Any) -> Any:
    return vector / (ops.norm(vector) + 1e-12)

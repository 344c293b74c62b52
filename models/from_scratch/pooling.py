"""Pooling: one number for each window, the largest or the average, channel by channel; nothing is learned."""

import numpy as np

from models.from_scratch.base import Layer
from models.from_scratch.convolution import padding_of, pair, windows_of


class _Pool2D(Layer):
    """What both kinds share: the windows, and laying a window's gradient back on its pixels."""

    padding_value = 0.0

    def __init__(
        self,
        pool_size: int | tuple[int, ...] = 2,
        stride: int | tuple[int, ...] | None = None,
        padding: str = "valid",
    ) -> None:
        super().__init__()
        self.window = pair(pool_size)
        self.stride = self.window if stride is None else pair(stride)
        self.padding = padding

    def _windows(self, inputs: np.ndarray) -> np.ndarray:
        self.pads = [
            padding_of(self.padding, size, window, stride)
            for size, window, stride in zip(inputs.shape[1:3], self.window, self.stride, strict=True)
        ]
        x = np.pad(inputs, ((0, 0), *self.pads, (0, 0)), constant_values=self.padding_value)
        self.padded = x.shape
        windows = windows_of(x, self.window, self.stride)  # (n, i, j, c, a, b)
        return windows.reshape(*windows.shape[:4], -1)  # (n, i, j, c, a * b)

    def _lay_back(self, share: np.ndarray) -> np.ndarray:
        """``share`` (n, i, j, c, a * b): what each pixel of each window gets; a pixel of several gets the sum."""
        rows, columns = share.shape[1:3]
        dx = np.zeros(self.padded, share.dtype)
        for a in range(self.window[0]):
            for b in range(self.window[1]):
                i = slice(a, a + rows * self.stride[0], self.stride[0])
                j = slice(b, b + columns * self.stride[1], self.stride[1])
                dx[:, i, j] += share[..., a * self.window[1] + b]
        (top, bottom), (left, right) = self.pads
        return dx[:, top : self.padded[1] - bottom, left : self.padded[2] - right]


class MaxPooling2D(_Pool2D):
    """y[n, i, j, c] = the largest x[n, i s + a, j s + b, c] of the window; padding never wins."""

    padding_value = -np.inf

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, height, width, channels) -> (batch, rows, columns, channels)."""
        windows = self._windows(inputs)
        self.winner = windows.argmax(axis=-1)  # (n, i, j, c)
        return windows.max(axis=-1)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """Each window's gradient goes to its largest pixel (of equals the first), the others get nothing."""
        places = np.arange(self.window[0] * self.window[1])
        return self._lay_back(output_gradient[..., None] * (self.winner[..., None] == places))


class AveragePooling2D(_Pool2D):
    """y[n, i, j, c] = the mean of the window's pixels; padding is not counted, as in Keras on TensorFlow."""

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, height, width, channels) -> (batch, rows, columns, channels)."""
        inside = self._windows(np.ones_like(inputs[:1, :, :, :1]))  # (1, i, j, 1, a * b): 1 for a pixel, 0 for padding
        self.weight = inside / inside.sum(axis=-1, keepdims=True)
        return (self._windows(inputs) * self.weight).sum(axis=-1)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """Each pixel of a window gets the same share."""
        return self._lay_back(output_gradient[..., None] * self.weight)


class _Pool1D(Layer):
    """Pooling over time (batch, time, channels): over images that are one pixel high."""

    over_images: type[_Pool2D]

    def __init__(self, pool_size: int = 2, stride: int | None = None, padding: str = "valid") -> None:
        super().__init__()
        self.flat = self.over_images((1, pool_size), (1, pool_size if stride is None else stride), padding)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, time, channels) -> (batch, windows, channels)."""
        return self.flat.forward(inputs[:, None])[:, 0]

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """As over images, the axis of length one taken off."""
        return self.flat.backward(output_gradient[:, None])[:, 0]


class MaxPooling1D(_Pool1D):
    """y[n, t, c] = the largest x[n, t s + a, c] of the window."""

    over_images = MaxPooling2D


class AveragePooling1D(_Pool1D):
    """y[n, t, c] = the mean of the window's x[n, t s + a, c]; padding is not counted."""

    over_images = AveragePooling2D


class GlobalMaxPooling2D(Layer):
    """y[n, c] = the largest x[n, ..., c], over all places."""

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, ..., channels) -> (batch, channels)."""
        axes = tuple(range(1, inputs.ndim - 1))
        y = inputs.max(axis=axes, keepdims=True)
        largest = inputs == y
        self.weight = largest / largest.sum(axis=axes, keepdims=True, dtype=inputs.dtype)
        return y.reshape(len(inputs), -1)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """The gradient goes to the largest; equals share it, as TensorFlow has it here."""
        batch, channels = output_gradient.shape
        places = (1,) * (self.weight.ndim - 2)
        return self.weight * output_gradient.reshape(batch, *places, channels)


class GlobalMaxPooling1D(GlobalMaxPooling2D):
    """y[n, c] = the largest x[n, t, c], over all t."""


class GlobalAveragePooling2D(Layer):
    """y[n, c] = the mean of x[n, ..., c], over all places."""

    def forward(self, inputs: np.ndarray, training: bool = False, mask: np.ndarray | None = None) -> np.ndarray:
        """(batch, ..., channels) -> (batch, channels); ``mask`` (batch, ...) is true where a place counts."""
        counts = np.ones(inputs.shape[:-1], inputs.dtype) if mask is None else mask.astype(inputs.dtype)
        axes = tuple(range(1, inputs.ndim - 1))
        self.weight = (counts / counts.sum(axis=axes, keepdims=True))[..., None]  # (batch, ..., 1)
        return (inputs * self.weight).sum(axis=axes)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """Each place that counts gets the same share."""
        batch, channels = output_gradient.shape
        places = (1,) * (self.weight.ndim - 2)
        return self.weight * output_gradient.reshape(batch, *places, channels)


class GlobalAveragePooling1D(GlobalAveragePooling2D):
    """y[n, c] = the mean of x[n, t, c] over the t that count: without a mask all, with one where it is true."""

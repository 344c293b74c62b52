"""Convolutions over one and two axes, and the transposed one that makes images larger.

What deep learning calls a convolution is a sliding scalar product (mathematics calls it a cross-correlation): the
kernel is laid on a window of the input, the products are summed, the window moves on by ``stride``.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import DTypeLike

from models.from_scratch.activations import Activation
from models.from_scratch.base import Layer, glorot_uniform

Pair = tuple[int, int]


def pair(value: int | tuple[int, ...]) -> Pair:
    """One number for both axes, or a number for each."""
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def padding_of(padding: str, size: int, window: int, stride: int) -> Pair:
    """How many zeros to put before and after an axis of ``size``.

    "valid": none, only windows that lie wholly inside count. "same": as few as give ceil(size / stride) windows; of an
    odd number the larger part comes after, as in Keras on TensorFlow.

    Raises:
        ValueError: another padding, or a window that is larger than what "valid" offers.
    """
    if padding == "same":
        total = max((-(-size // stride) - 1) * stride + window - size, 0)
        return total // 2, total - total // 2
    if padding != "valid":
        raise ValueError(f"expected padding valid or same, received {padding}")
    if window > size:
        raise ValueError(f"expected a window of at most {size}, the input's size, received {window}")
    return 0, 0


def windows_of(x: np.ndarray, window: Pair, stride: Pair) -> np.ndarray:
    """Every window of ``x`` (batch, height, width, channels), as a view that copies nothing.

    The shape is (batch, rows, columns, channels, window height, window width), a row and a column for each place.
    """
    return sliding_window_view(x, window, axis=(1, 2))[:, :: stride[0], :: stride[1]]  # type: ignore[call-overload]


def correlate(x: np.ndarray, K: np.ndarray, stride: Pair) -> np.ndarray:
    """y[n, i, j, f] = sum over a, b, c of x[n, i s + a, j s + b, c] K[a, b, c, f]."""
    windows = windows_of(x, (K.shape[0], K.shape[1]), stride)  # (n, i, j, c, a, b)
    return np.tensordot(windows, K.transpose(2, 0, 1, 3), axes=3)  # (n, i, j, f)


def correlate_kernel_gradient(x: np.ndarray, dy: np.ndarray, window: Pair, stride: Pair) -> np.ndarray:
    """dK[a, b, c, f] = sum over n, i, j of x[n, i s + a, j s + b, c] dy[n, i, j, f]."""
    windows = windows_of(x, window, stride)  # (n, i, j, c, a, b)
    dK = np.tensordot(windows, dy, axes=((0, 1, 2), (0, 1, 2)))  # (c, a, b, f)
    return dK.transpose(1, 2, 0, 3)


def spread(dy: np.ndarray, K: np.ndarray, stride: Pair, size: Pair) -> np.ndarray:
    """dx[n, i s + a, j s + b, c] gathers the sum over f of dy[n, i, j, f] K[a, b, c, f]; ``size`` is that of x.

    The way back through :func:`correlate`, and the way forward of a transposed convolution: every entry of dy lays
    the whole kernel, times itself, on the place that its window came from, and where these overlap they add up.
    """
    n, rows, columns, _ = dy.shape
    dx = np.zeros((n, *size, K.shape[2]), np.result_type(dy, K))
    for a in range(K.shape[0]):
        for b in range(K.shape[1]):
            here = (slice(a, a + rows * stride[0], stride[0]), slice(b, b + columns * stride[1], stride[1]))
            dx[:, *here] += dy @ K[a, b].T  # (n, rows, columns, c)
    return dx


class Conv2D(Layer):
    """y[n, i, j, f] = f(sum over a, b, c of x[n, i s + a, j s + b, c] K[a, b, c, f] + bias[f]).

    The kernel K is (height, width, channels, filters), images are (batch, height, width, channels).
    """

    def __init__(
        self,
        channels: int,
        filters: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: str = "valid",
        activation: str = "linear",
        use_bias: bool = True,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        self.window, self.stride, self.padding = pair(kernel_size), pair(stride), padding
        self.f = Activation(activation)
        self.parameters["kernel"] = glorot_uniform((*self.window, channels, filters), generator, dtype)
        if use_bias:
            self.parameters["bias"] = np.zeros(filters, dtype)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, height, width, channels) -> (batch, rows, columns, filters)."""
        self.pads = [
            padding_of(self.padding, size, window, stride)
            for size, window, stride in zip(inputs.shape[1:3], self.window, self.stride, strict=True)
        ]
        self.x = np.pad(inputs, ((0, 0), *self.pads, (0, 0)))  # (batch, padded height, padded width, channels)
        z = correlate(self.x, self.parameters["kernel"], self.stride)
        if "bias" in self.parameters:
            z = z + self.parameters["bias"]
        return self.f(z)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """dK meets every window with the output it made, dx lays the kernel back; what fell on padding is dropped."""
        dz = self.f.backward(output_gradient)
        self.gradients["kernel"] = correlate_kernel_gradient(self.x, dz, self.window, self.stride)
        if "bias" in self.parameters:
            self.gradients["bias"] = dz.sum(axis=(0, 1, 2))
        padded_height, padded_width = self.x.shape[1:3]
        dx = spread(dz, self.parameters["kernel"], self.stride, (padded_height, padded_width))
        (top, bottom), (left, right) = self.pads
        return dx[:, top : padded_height - bottom, left : padded_width - right]


class Conv1D(Layer):
    """y[n, t, f] = f(sum over a, c of x[n, t s + a, c] K[a, c, f] + bias[f]): a window that slides over time.

    The kernel K is (width, channels, filters), inputs are (batch, time, channels). It is a :class:`Conv2D` over
    images that are one pixel high.
    """

    def __init__(
        self,
        channels: int,
        filters: int,
        kernel_size: int,
        stride: int = 1,
        padding: str = "valid",
        activation: str = "linear",
        use_bias: bool = True,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        window, step = (1, kernel_size), (1, stride)
        self.flat = Conv2D(
            channels, filters, window, step, padding, activation, use_bias, generator=generator, dtype=dtype
        )
        self.parameters = {**self.flat.parameters, "kernel": self.flat.parameters["kernel"][0]}

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, time, channels) -> (batch, windows, filters)."""
        self.flat.parameters = {**self.parameters, "kernel": self.parameters["kernel"][None]}
        return self.flat.forward(inputs[:, None], training)[:, 0]

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """As :class:`Conv2D`'s, the axis of length one taken off."""
        dx = self.flat.backward(output_gradient[:, None])
        self.gradients = {**self.flat.gradients, "kernel": self.flat.gradients["kernel"][0]}
        return dx[:, 0]


class Conv2DTranspose(Layer):
    """y[n, i s + a, j s + b, f] gathers x[n, i, j, c] K[a, b, f, c], plus bias[f], then the activation.

    A convolution run backwards: each input pixel lays the kernel, times its value, on the output, ``stride`` apart, so
    the image grows. The kernel K is (height, width, filters, channels): the convolution's whose way back this is.
    """

    def __init__(
        self,
        channels: int,
        filters: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: str = "valid",
        activation: str = "linear",
        use_bias: bool = True,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        self.window, self.stride, self.padding = pair(kernel_size), pair(stride), padding
        self.f = Activation(activation)
        self.parameters["kernel"] = glorot_uniform((*self.window, filters, channels), generator, dtype)
        if use_bias:
            self.parameters["bias"] = np.zeros(filters, dtype)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """(batch, height, width, channels) -> (batch, output height, output width, filters).

        "same" gives size * stride, "valid" (size - 1) * stride + max(window, stride).
        """
        self.x = inputs
        if self.padding not in ("valid", "same"):
            raise ValueError(f"expected padding valid or same, received {self.padding}")
        axes = list(zip(inputs.shape[1:3], self.window, self.stride, strict=True))
        # Where the kernel is narrower than the stride, rows remain that nothing reaches: they are zero.
        room = [(n - 1) * s + max(k, s) for n, k, s in axes]
        y = spread(self.x, self.parameters["kernel"], self.stride, (room[0], room[1]))
        self.room = y.shape
        # "same" crops what the convolution that this is the way back of had as padding.
        same = self.padding == "same"
        self.before = [max(k - s, 0) // 2 if same else 0 for n, k, s in axes]
        self.size = [n * s for n, k, s in axes] if same else room
        z = y[:, *self._inside()]  # (batch, output height, output width, filters)
        if "bias" in self.parameters:
            z = z + self.parameters["bias"]
        return self.f(z)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """The way back of a way back: dx is the convolution of dz with K, dK meets the windows of dz with x."""
        dz = self.f.backward(output_gradient)
        padded = np.zeros(self.room, dz.dtype)
        padded[:, *self._inside()] = dz
        # Only what kernels lie on: exactly one window for each pixel of x.
        height, width = ((n - 1) * s + k for n, k, s in zip(self.x.shape[1:3], self.window, self.stride, strict=True))
        padded = padded[:, :height, :width]
        # To a convolution over dz, K (a, b, f, c) is a kernel from f to c channels.
        self.gradients["kernel"] = correlate_kernel_gradient(padded, self.x, self.window, self.stride)  # (a, b, f, c)
        if "bias" in self.parameters:
            self.gradients["bias"] = dz.sum(axis=(0, 1, 2))
        return correlate(padded, self.parameters["kernel"], self.stride)

    def _inside(self) -> tuple[slice, slice]:
        """The part of the room that is the output; the rest is cropped."""
        (top, left), (height, width) = self.before, self.size
        return slice(top, top + height), slice(left, left + width)

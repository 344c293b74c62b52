"""Blocks made of the layers beside this file: a TextCNN, and the Transformer's encoder and decoder block."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from models.from_scratch.attention import MultiHeadAttention
from models.from_scratch.base import Block
from models.from_scratch.convolution import Conv1D
from models.from_scratch.dense import Dense
from models.from_scratch.dropout import Dropout
from models.from_scratch.normalization import LayerNormalization
from models.from_scratch.pooling import GlobalMaxPooling1D

Step = Callable[[np.ndarray], np.ndarray]


class ConvolutionPooling(Block):
    r"""N-gram detectors of several widths, and each one's strongest answer anywhere in the sentence (Kim 2014).

    .. math:: y_k = \max_t \mathrm{relu}(x_{t..t+w_k} * K_k + b_k)

    Shapes: vectors (batch, time, input_size) to (batch, num_filters * len(widths)).

    Args:
        input_size: numbers of each token's vector.
        num_filters: detectors of each width.
        widths: how many tokens a detector sees.
        padding: ``valid``, only windows within the text, or ``same``, one around each token.
        generator: the random numbers that the weights start from.
        dtype: of the weights.
    """

    def __init__(
        self,
        input_size: int,
        num_filters: int,
        widths: Sequence[int] = (3, 4, 5),
        padding: str = "valid",
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        generator = generator or np.random.default_rng()
        self.num_filters = num_filters
        self.detectors = [
            self.add(
                f"width_{width}",
                Conv1D(
                    input_size, num_filters, width, padding=padding, activation="relu", generator=generator, dtype=dtype
                ),
            )
            for width in widths
        ]
        self.pools = [GlobalMaxPooling1D() for _width in widths]

    def forward(self, inputs: np.ndarray, training: bool = False, mask: np.ndarray | None = None) -> np.ndarray:
        """Slide the detectors, keep each one's maximum.

        ``mask``, (batch, time) and False at padding, wants the padding ``same``: an answer is at least 0, so what the
        mask sets to 0 never wins over a token.
        """
        self._mask = None if mask is None else mask[..., None].astype(inputs.dtype)
        found = []
        for detector, pool in zip(self.detectors, self.pools, strict=True):
            answers = detector.forward(inputs, training)  # (batch, windows, num_filters)
            found.append(pool.forward(answers if self._mask is None else answers * self._mask))
        return np.concatenate(found, axis=-1)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """Each maximum's gradient back to the window that it came from."""
        d_inputs: np.ndarray | None = None
        shares = np.split(output_gradient, len(self.detectors), axis=-1)
        for detector, pool, share in zip(self.detectors, self.pools, shares, strict=True):
            d_answers = pool.backward(share)
            d = detector.backward(d_answers if self._mask is None else d_answers * self._mask)
            d_inputs = d if d_inputs is None else d_inputs + d
        self.gather_gradients()
        assert d_inputs is not None
        return d_inputs


class TextCNN(Block):
    """A convolutional network over a sentence (Kim 2014): detectors of several widths, their maxima, one dense layer.

    Shapes: vectors (batch, time, input_size) to logits (batch, num_outputs). Arguments as of
    :class:`ConvolutionPooling`; the last layer is linear.
    """

    def __init__(
        self,
        input_size: int,
        num_filters: int,
        num_outputs: int,
        widths: Sequence[int] = (3, 4, 5),
        padding: str = "valid",
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        generator = generator or np.random.default_rng()
        self.detectors = self.add(
            "detectors",
            ConvolutionPooling(input_size, num_filters, widths, padding, generator=generator, dtype=dtype),
        )
        self.logits = self.add(
            "logits", Dense(num_filters * len(widths), num_outputs, generator=generator, dtype=dtype)
        )

    def forward(self, inputs: np.ndarray, training: bool = False, mask: np.ndarray | None = None) -> np.ndarray:
        """(batch, time, input_size) to (batch, num_outputs); ``mask`` as of :class:`ConvolutionPooling`."""
        return self.logits.forward(self.detectors.forward(inputs, training, mask), training)

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """Back through the dense layer, the maxima and the detectors."""
        d_inputs = self.detectors.backward(self.logits.backward(output_gradient))
        self.gather_gradients()
        return d_inputs


class _TransformerBlock(Block):
    """What the two blocks share: sub-layers that are added to their input, normalized before or after."""

    def __init__(self, norm_first: bool) -> None:
        super().__init__()
        self.norm_first = norm_first

    def _residual(self, x: np.ndarray, norm: LayerNormalization, step: Step, dropout: Step) -> np.ndarray:
        """Pre-norm: x + step(norm(x)). Post-norm, as in the first paper: norm(x + step(x))."""
        if self.norm_first:
            return x + dropout(step(norm.forward(x)))
        return norm.forward(x + dropout(step(x)))

    def _residual_backward(self, dy: np.ndarray, norm: LayerNormalization, step: Step, dropout: Step) -> np.ndarray:
        """The gradient goes both ways, past the sub-layer and through it."""
        if self.norm_first:
            return dy + norm.backward(step(dropout(dy)))
        d = norm.backward(dy)
        return d + step(dropout(d))

    def _add_feed_forward(
        self, width: int, size: int, activation: str, generator: np.random.Generator, dtype: DTypeLike
    ) -> None:
        self.expand = self.add("expand", Dense(width, size, activation, generator=generator, dtype=dtype))
        self.contract = self.add("contract", Dense(size, width, generator=generator, dtype=dtype))


class TransformerEncoderBlock(_TransformerBlock):
    r"""Self-attention, then a two-layer network, each added to its input (Vaswani et al. 2017).

    .. math::
        x' &= x + \mathrm{attention}(\mathrm{norm}(x)) \\
        y &= x' + W_2\, f(W_1\, \mathrm{norm}(x') + b_1) + b_2

    with ``norm_first``; without, each sum is normalized instead. Inputs and output: (batch, time, width).

    Args:
        width: numbers at each position.
        num_heads: heads of the attention, of ``width // num_heads`` numbers each.
        feed_forward_size: the inner width of the two-layer network.
        activation: :math:`f`.
        norm_first: normalize what goes into a sub-layer, not what comes out of the sum.
        epsilon: of the normalization.
        dropout: the share of a sub-layer's outputs that training zeroes.
        generator: the random numbers that the weights start from, and that dropout takes.
        dtype: of the weights.
    """

    def __init__(
        self,
        width: int,
        num_heads: int,
        feed_forward_size: int,
        activation: str = "relu",
        norm_first: bool = True,
        epsilon: float = 1e-3,
        dropout: float = 0.0,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__(norm_first)
        generator = generator or np.random.default_rng()
        self.attention_norm = self.add("attention_norm", LayerNormalization(width, epsilon, dtype=dtype))
        self.attention = self.add(
            "attention", MultiHeadAttention(num_heads, width // num_heads, width, generator=generator, dtype=dtype)
        )
        self.feed_forward_norm = self.add("feed_forward_norm", LayerNormalization(width, epsilon, dtype=dtype))
        self._add_feed_forward(width, feed_forward_size, activation, generator, dtype)
        self.dropouts = [Dropout(dropout, generator=generator) for _sub_layer in range(2)]

    def forward(
        self,
        inputs: np.ndarray,
        training: bool = False,
        mask: np.ndarray | None = None,
        use_causal_mask: bool = False,
    ) -> np.ndarray:
        """Attend, then think about it; ``mask``, (batch, time), is False at padding."""
        first, second = ((lambda x, one=one: one.forward(x, training)) for one in self.dropouts)
        x = self._residual(
            inputs,
            self.attention_norm,
            lambda x: self.attention.forward(x, training=training, value_mask=mask, use_causal_mask=use_causal_mask),
            first,
        )
        return self._residual(
            x, self.feed_forward_norm, lambda x: self.contract.forward(self.expand.forward(x)), second
        )

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """Back through the two-layer network, then through the attention."""
        d = self._residual_backward(
            output_gradient,
            self.feed_forward_norm,
            lambda d: self.expand.backward(self.contract.backward(d)),
            self.dropouts[1].backward,
        )
        d = self._residual_backward(d, self.attention_norm, self.attention.backward, self.dropouts[0].backward)
        self.gather_gradients()
        return d


class TransformerDecoderBlock(_TransformerBlock):
    r"""Causal self-attention, attention to what an encoder read, then a two-layer network (Vaswani et al. 2017).

    Inputs and output: (batch, time, width); the encoder's states, ``memory``: (batch, memory_time, memory_width).
    :meth:`backward` gives the gradients by both.

    Args:
        memory_width: numbers at each position of the memory; ``width`` unless given.

    The other arguments are those of :class:`TransformerEncoderBlock`.
    """

    def __init__(
        self,
        width: int,
        num_heads: int,
        feed_forward_size: int,
        activation: str = "relu",
        norm_first: bool = True,
        epsilon: float = 1e-3,
        dropout: float = 0.0,
        memory_width: int | None = None,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__(norm_first)
        generator = generator or np.random.default_rng()
        size = width // num_heads
        self.attention_norm = self.add("attention_norm", LayerNormalization(width, epsilon, dtype=dtype))
        self.attention = self.add(
            "attention", MultiHeadAttention(num_heads, size, width, generator=generator, dtype=dtype)
        )
        self.cross_attention_norm = self.add("cross_attention_norm", LayerNormalization(width, epsilon, dtype=dtype))
        self.cross_attention = self.add(
            "cross_attention",
            MultiHeadAttention(num_heads, size, width, memory_width, generator=generator, dtype=dtype),
        )
        self.feed_forward_norm = self.add("feed_forward_norm", LayerNormalization(width, epsilon, dtype=dtype))
        self._add_feed_forward(width, feed_forward_size, activation, generator, dtype)
        self.dropouts = [Dropout(dropout, generator=generator) for _sub_layer in range(3)]

    def forward(  # type: ignore[override]
        self,
        inputs: np.ndarray,
        memory: np.ndarray,
        training: bool = False,
        mask: np.ndarray | None = None,
        memory_mask: np.ndarray | None = None,
    ) -> np.ndarray:
        """Look back, look at the memory, think; both masks, (batch, time) of their sequence, are False at padding."""
        first, second, third = ((lambda x, one=one: one.forward(x, training)) for one in self.dropouts)
        x = self._residual(
            inputs,
            self.attention_norm,
            lambda x: self.attention.forward(x, training=training, value_mask=mask, use_causal_mask=True),
            first,
        )
        x = self._residual(
            x,
            self.cross_attention_norm,
            lambda x: self.cross_attention.forward(x, memory, training=training, value_mask=memory_mask),
            second,
        )
        return self._residual(x, self.feed_forward_norm, lambda x: self.contract.forward(self.expand.forward(x)), third)

    def backward(self, output_gradient: np.ndarray) -> Any:
        """Back through the three sub-layers: the gradients by the inputs and by the memory."""
        d = self._residual_backward(
            output_gradient,
            self.feed_forward_norm,
            lambda d: self.expand.backward(self.contract.backward(d)),
            self.dropouts[2].backward,
        )
        d_memory = np.zeros(())

        def look_back(d: np.ndarray) -> np.ndarray:
            nonlocal d_memory
            d_queries, d_memory = self.cross_attention.backward(d)
            return d_queries

        d = self._residual_backward(d, self.cross_attention_norm, look_back, self.dropouts[1].backward)
        d = self._residual_backward(d, self.attention_norm, self.attention.backward, self.dropouts[0].backward)
        self.gather_gradients()
        return d, d_memory

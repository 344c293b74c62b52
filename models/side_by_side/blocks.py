"""Blocks in plain Keras, to stand beside their NumPy twins: a TextCNN, a Transformer's encoder and decoder block.

Written once more with the framework's own layers, under the names that ``models.from_scratch.blocks`` has; importing
this file teaches :func:`models.side_by_side.from_keras` to make their twins.
"""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from models.from_scratch import blocks
from models.side_by_side.converter import twin_of, with_weights

PACKAGE = "playground_blocks"


@keras.saving.register_keras_serializable(package=PACKAGE)
class TextCNN(keras.layers.Layer):
    """Parallel convolutions, the maximum of each over the text, a dense layer (Kim 2014).

    Vectors (batch, time, width) to logits (batch, num_outputs).
    """

    def __init__(self, num_filters: int, num_outputs: int, widths: Sequence[int] = (3, 4, 5), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.num_filters, self.num_outputs, self.widths = num_filters, num_outputs, tuple(widths)
        self.detectors = [
            keras.layers.Conv1D(num_filters, width, activation="relu", name=f"width_{width}", dtype=self.dtype_policy)
            for width in self.widths
        ]
        self.pool = keras.layers.GlobalMaxPooling1D(dtype=self.dtype_policy)
        self.logits = keras.layers.Dense(num_outputs, name="logits", dtype=self.dtype_policy)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights."""
        for detector in self.detectors:
            detector.build(input_shape)
        self.logits.build((None, self.num_filters * len(self.widths)))

    def call(self, inputs: Any) -> Any:
        """Slide, keep the maxima, decide."""
        return self.logits(ops.concatenate([self.pool(detector(inputs)) for detector in self.detectors], axis=-1))

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        own = {"num_filters": self.num_filters, "num_outputs": self.num_outputs, "widths": list(self.widths)}
        return {**super().get_config(), **own}


class _Transformer(keras.layers.Layer):
    """What both blocks have: attentions, normalizations, a two-layer network, each sub-layer added to its input."""

    attentions: tuple[str, ...] = ("attention",)

    def __init__(
        self,
        num_heads: int,
        feed_forward_size: int,
        activation: str = "relu",
        norm_first: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.num_heads, self.feed_forward_size = num_heads, feed_forward_size
        self.activation, self.norm_first = activation, norm_first
        self.supports_masking = True

    def make(self, input_shape: tuple[int | None, ...], memory_shape: tuple[int | None, ...] | None = None) -> None:
        """Make the sub-layers, in the order in which the twin has them."""
        policy, width = self.dtype_policy, input_shape[-1]
        assert width is not None
        for name in self.attentions:
            setattr(self, f"{name}_norm", keras.layers.LayerNormalization(name=f"{name}_norm", dtype=policy))
            setattr(
                self,
                name,
                keras.layers.MultiHeadAttention(self.num_heads, width // self.num_heads, name=name, dtype=policy),
            )
            getattr(self, f"{name}_norm").build(input_shape)
            source = memory_shape if name == "cross_attention" else input_shape
            getattr(self, name).build(input_shape, source)
        self.feed_forward_norm = keras.layers.LayerNormalization(name="feed_forward_norm", dtype=policy)
        self.expand = keras.layers.Dense(
            self.feed_forward_size, activation=self.activation, name="expand", dtype=policy
        )
        self.contract = keras.layers.Dense(width, name="contract", dtype=policy)
        self.feed_forward_norm.build(input_shape)
        self.expand.build(input_shape)
        self.contract.build((*input_shape[:-1], self.feed_forward_size))

    def residual(self, x: Any, norm: Any, step: Any) -> Any:
        """A sub-layer added to its input, normalized before it or behind the sum."""
        return x + step(norm(x)) if self.norm_first else norm(x + step(x))

    def think(self, x: Any) -> Any:
        """The two-layer network."""
        return self.contract(self.expand(x))

    def get_config(self) -> dict[str, Any]:
        """What rebuilds the layer."""
        return {
            **super().get_config(),
            "num_heads": self.num_heads,
            "feed_forward_size": self.feed_forward_size,
            "activation": self.activation,
            "norm_first": self.norm_first,
        }


@keras.saving.register_keras_serializable(package=PACKAGE)
class TransformerEncoderBlock(_Transformer):
    """Self-attention, then a two-layer network (Vaswani et al. 2017): (batch, time, width) to the same."""

    def build(self, x_shape: tuple[int | None, ...]) -> None:
        """Make the weights."""
        self.make(x_shape)

    def call(self, x: Any, mask: Any = None, use_causal_mask: bool = False) -> Any:
        """``mask``, (batch, time), is False at padding."""
        pairs = None if mask is None else ops.convert_to_tensor(mask)[:, None, :]
        x = self.residual(
            x,
            self.attention_norm,
            lambda x: self.attention(x, x, attention_mask=pairs, use_causal_mask=use_causal_mask),
        )
        return self.residual(x, self.feed_forward_norm, self.think)


@keras.saving.register_keras_serializable(package=PACKAGE)
class TransformerDecoderBlock(_Transformer):
    """Causal self-attention, attention to an encoder's states, a two-layer network: (batch, time, width) to the same.

    The encoder's states are (batch, memory_time, memory_width).
    """

    attentions = ("attention", "cross_attention")

    def build(self, x_shape: tuple[int | None, ...], memory_shape: tuple[int | None, ...]) -> None:
        """Make the weights."""
        self.make(x_shape, memory_shape)

    def call(self, x: Any, memory: Any, mask: Any = None, memory_mask: Any = None) -> Any:
        """Both masks, (batch, time) of their sequence, are False at padding."""
        own = None if mask is None else ops.convert_to_tensor(mask)[:, None, :]
        others = None if memory_mask is None else ops.convert_to_tensor(memory_mask)[:, None, :]
        x = self.residual(
            x, self.attention_norm, lambda x: self.attention(x, x, attention_mask=own, use_causal_mask=True)
        )
        x = self.residual(
            x, self.cross_attention_norm, lambda x: self.cross_attention(x, memory, attention_mask=others)
        )
        return self.residual(x, self.feed_forward_norm, self.think)


@twin_of("TextCNN")
def _text_cnn(layer: Any) -> Any:
    width = layer.detectors[0].kernel.shape[1]
    return with_weights(blocks.TextCNN(width, layer.num_filters, layer.num_outputs, layer.widths), layer)


@twin_of("TransformerEncoderBlock", "TransformerDecoderBlock")
def _transformer_block(layer: Any) -> Any:
    width = layer.contract.kernel.shape[1]
    options: dict[str, Any] = {"norm_first": layer.norm_first, "epsilon": layer.attention_norm.epsilon}
    sizes = (width, layer.num_heads, layer.feed_forward_size, layer.activation)
    if isinstance(layer, TransformerDecoderBlock):
        memory_width = layer.cross_attention.value_dense.kernel.shape[0]
        return with_weights(blocks.TransformerDecoderBlock(*sizes, memory_width=memory_width, **options), layer)
    return with_weights(blocks.TransformerEncoderBlock(*sizes, **options), layer)

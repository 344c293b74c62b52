"""The one file that knows both: a Keras layer, its NumPy twin from ``models.from_scratch``, and the difference.

>>> twin = from_keras(layer)                 # a built Keras layer, its weights copied
>>> compare(layer, inputs).agrees(1e-5)      # outputs and every gradient, ours against the framework's

The framework's gradients come through TensorFlow's GradientTape, so ``compare`` is TensorFlow-only; ``from_keras``
works on every backend. A new kind of layer takes one function under ``CONVERTERS``, marked with ``@twin_of``.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from models.errors import PlaygroundError
from models.from_scratch import (
    activations,
    attention,
    bidirectional,
    convolution,
    dense,
    dropout,
    embedding,
    gru,
    lstm,
    normalization,
    pooling,
    recurrent,
)
from models.from_scratch.base import Layer
from models.from_scratch.checks import FLOOR
from models.from_scratch.sequential import Sequential
from models.side_by_side.comparison import Comparison, difference
from models.side_by_side.gradients import Results, kept_by_dropout, run_keras

Converter = Callable[[Any], Layer]

CONVERTERS: dict[str, Converter] = {}
"""By the Keras class's name: what makes its twin. The weights are copied afterwards, in Keras's order."""


def from_keras(layer: keras.Layer) -> Layer:
    """The NumPy twin of a built Keras layer, its weights copied, in the layer's own precision.

    Raises:
        PlaygroundError: the layer is not built, or is of a kind or has an option that nothing here matches.
    """
    kind = type(layer).__name__
    if kind not in CONVERTERS:
        raise PlaygroundError(
            "expected a layer with a NumPy twin ({known}), received {received}",
            known=", ".join(sorted(CONVERTERS)),
            received=kind,
        )
    if not layer.built:
        raise PlaygroundError("expected a built layer, received {received}, which has no weights yet", received=kind)
    return CONVERTERS[kind](layer)


def compare(
    layer: keras.Layer,
    inputs: np.ndarray | tuple[np.ndarray, ...],
    training: bool = False,
    twin: Layer | None = None,
    seed: int = 0,
    **options: Any,
) -> Comparison:
    """Put a layer and its twin side by side: output, gradient by the inputs, by every parameter, and the state after.

    The loss is the sum of the outputs times fixed random numbers. The layer is left as it is: neither its moving
    averages nor its random numbers move on.

    Args:
        layer: a built Keras layer.
        inputs: its inputs, or a tuple of them for a layer that takes several.
        training: whether both run as in training; :class:`Dropout` then drops the same numbers in both.
        twin: another layer to compare it with, such as one with a mistake in it; its own twin when left out.
        seed: of the loss's random numbers.
        options: handed on to both, such as ``mask``.

    Raises:
        PlaygroundError: there is no twin, or Keras runs on another backend than TensorFlow.
    """
    given = inputs if isinstance(inputs, tuple) else (inputs,)
    weights, theirs = run_keras(layer, given, training, seed, options)
    ours = from_keras(layer) if twin is None else twin
    if training and isinstance(ours, dropout.Dropout):
        ours.mask = kept_by_dropout(layer, given[0])
    mine = _run_twin(ours, given, training, weights, options)
    gradients = [array for array in (*theirs.inputs, *theirs.parameters) if array is not None]
    least_scale = FLOOR * max((float(np.abs(gradient).max(initial=0)) for gradient in gradients), default=0.0)
    by_inputs = [
        difference("inputs", our, their, least_scale)
        for our, their in zip(mine.inputs, theirs.inputs, strict=True)
        if our is not None and their is not None
    ]
    by_parameters = zip(ours.parameters, mine.parameters, theirs.parameters, strict=True)
    states = zip(ours.state, mine.state, theirs.state, strict=True)
    return Comparison(
        output=difference("output", mine.output, theirs.output),
        inputs=max(by_inputs, key=lambda each: each.relative, default=None),
        parameters={name: difference(name, our, their, least_scale) for name, our, their in by_parameters},
        state={name: difference(name, our, their) for name, our, their in states},
    )


def _run_twin(
    twin: Any, inputs: tuple[np.ndarray, ...], training: bool, weights: np.ndarray, options: dict[str, Any]
) -> Results:
    """The same of the twin."""
    output = twin.forward(*inputs, training=training, **options)
    by_inputs = twin.backward(weights)
    return Results(
        output,
        list(by_inputs) if isinstance(by_inputs, tuple) else [by_inputs],
        [twin.gradients[name] for name in twin.parameters],
        list(twin.state.values()),
    )


def twin_of(*names: str) -> Callable[[Converter], Converter]:
    """Register a converter for Keras classes of these names."""

    def register(converter: Converter) -> Converter:
        CONVERTERS.update(dict.fromkeys(names, converter))
        return converter

    return register


def with_weights(twin: Layer, layer: keras.Layer) -> Layer:
    """``twin`` in the precision of ``layer`` and with its weights, which come in the same order."""
    values = [keras.ops.convert_to_numpy(variable) for variable in layer.weights]
    return twin.astype(layer.variable_dtype).load(values)


def only(layer: keras.Layer, **options: object) -> None:
    """Refuse a layer with an option that its twin does not know.

    Raises:
        PlaygroundError: one of ``options`` has another value in ``layer``.
    """
    for option, expected in options.items():
        _expect(layer, option, expected, getattr(layer, option))


def _expect(layer: keras.Layer, option: str, expected: object, received: object) -> None:
    if received != expected:
        raise PlaygroundError(
            "the NumPy twin of {layer} knows only {option} = {expected}, received {received}",
            layer=type(layer).__name__,
            option=option,
            expected=expected,
            received=received,
        )


def activation_of(layer: keras.Layer, attribute: str = "activation") -> str:
    """The name of a layer's activation.

    Raises:
        PlaygroundError: it is none of ours.
    """
    function = getattr(layer, attribute)
    name = getattr(function, "__name__", str(function))
    # By identity: somebody's own function may be called "gelu", too.
    if name not in activations.ACTIVATIONS or keras.activations.get(name) is not function:
        raise PlaygroundError(
            "expected an activation among {known}, received {received}",
            known=", ".join(activations.ACTIVATIONS),
            received=name,
        )
    return name


@twin_of("Dense")
def _dense(layer: Any) -> Layer:
    size = layer.kernel.shape[0]
    return with_weights(dense.Dense(size, layer.units, activation_of(layer), layer.use_bias), layer)


@twin_of("Activation")
def _activation(layer: Any) -> Layer:
    return activations.Activation(activation_of(layer))


@twin_of("ReLU", "LeakyReLU", "Softmax")
def _activation_layer(layer: Any) -> Layer:
    if isinstance(layer, keras.layers.ReLU):
        only(layer, max_value=None, negative_slope=0, threshold=0)
        return activations.Activation("relu")
    if isinstance(layer, keras.layers.LeakyReLU):
        # 0.2 is the slope of the activation of that name; the layer begins with another.
        only(layer, negative_slope=0.2)
        return activations.Activation("leaky_relu")
    only(layer, axis=-1)
    return activations.Activation("softmax")


@twin_of("Sequential")
def _sequential(layer: Any) -> Layer:
    return Sequential(*(from_keras(child) for child in layer.layers))


@twin_of("Reshape")
def _reshape(layer: Any) -> Layer:
    return dense.Reshape(layer.target_shape)


@twin_of("Flatten")
def _flatten(layer: Any) -> Layer:
    only(layer, data_format="channels_last")
    return dense.Flatten()


@twin_of("Embedding")
def _embedding(layer: Any) -> Layer:
    return with_weights(embedding.Embedding(layer.input_dim, layer.output_dim), layer)


@twin_of("Conv1D", "Conv2D")
def _convolution(layer: Any) -> Layer:
    axes = len(layer.kernel_size)
    only(layer, data_format="channels_last", groups=1, dilation_rate=(1,) * axes)
    _known_padding(layer)
    channels, activation = layer.kernel.shape[-2], activation_of(layer)
    twin: Layer
    if axes == 1:
        (width,), (stride,) = layer.kernel_size, layer.strides
        twin = convolution.Conv1D(channels, layer.filters, width, stride, layer.padding, activation, layer.use_bias)
    else:
        shape = (layer.kernel_size, layer.strides, layer.padding)
        twin = convolution.Conv2D(channels, layer.filters, *shape, activation, layer.use_bias)
    return with_weights(twin, layer)


@twin_of("Conv2DTranspose")
def _transposed_convolution(layer: Any) -> Layer:
    only(layer, data_format="channels_last", dilation_rate=(1, 1), output_padding=None)
    shape = (layer.kernel_size, layer.strides, layer.padding)
    channels, activation = layer.kernel.shape[-1], activation_of(layer)
    twin = convolution.Conv2DTranspose(channels, layer.filters, *shape, activation, layer.use_bias)
    return with_weights(twin, layer)


@twin_of("MaxPooling1D", "AveragePooling1D", "MaxPooling2D", "AveragePooling2D")
def _pooling(layer: Any) -> Layer:
    only(layer, data_format="channels_last")
    _known_padding(layer)
    make = getattr(pooling, type(layer).__name__)
    if len(layer.pool_size) == 1:
        return make(layer.pool_size[0], layer.strides[0], layer.padding)
    return make(layer.pool_size, layer.strides, layer.padding)


@twin_of("GlobalMaxPooling1D", "GlobalAveragePooling1D", "GlobalMaxPooling2D", "GlobalAveragePooling2D")
def _global_pooling(layer: Any) -> Layer:
    only(layer, data_format="channels_last", keepdims=False)
    return getattr(pooling, type(layer).__name__)()


@twin_of("LayerNormalization")
def _layer_normalization(layer: Any) -> Layer:
    only(layer, axis=[-1], center=True, scale=True, rms_scaling=False)
    (size,) = layer.gamma.shape
    return with_weights(normalization.LayerNormalization(size, layer.epsilon), layer)


@twin_of("BatchNormalization")
def _batch_normalization(layer: Any) -> Layer:
    only(layer, axis=-1, center=True, scale=True, renorm=False, trainable=True)
    (size,) = layer.gamma.shape
    return with_weights(normalization.BatchNormalization(size, layer.momentum, layer.epsilon), layer)


@twin_of("Dropout")
def _dropout(layer: Any) -> Layer:
    only(layer, noise_shape=None)
    return dropout.Dropout(layer.rate, generator=np.random.default_rng(layer.seed))


@twin_of("SimpleRNN", "LSTM", "GRU")
def _recurrent(layer: Any) -> Layer:
    only(layer, go_backwards=False)
    return _cell(layer)


def _cell(layer: Any) -> recurrent.Recurrent:
    """The twin of one recurrent layer, whichever way it reads."""
    only(layer, stateful=False, dropout=0.0, recurrent_dropout=0.0)
    options: dict[str, Any] = {
        "return_sequences": layer.return_sequences,
        "use_bias": layer.use_bias,
        "zero_output_for_mask": layer.zero_output_for_mask,
    }
    size = (layer.cell.kernel.shape[0], layer.units)
    twin: recurrent.Recurrent
    if isinstance(layer, keras.layers.SimpleRNN):
        twin = recurrent.SimpleRNN(*size, activation=activation_of(layer), **options)
    else:
        _known_activation(layer, "activation", "tanh")
        _known_activation(layer, "recurrent_activation", "sigmoid")
        if isinstance(layer, keras.layers.GRU):
            twin = gru.GRU(*size, reset_after=layer.reset_after, **options)
        else:
            twin = lstm.LSTM(*size, **options)
    with_weights(twin, layer)
    return twin


def _known_activation(layer: Any, attribute: str, expected: str) -> None:
    _expect(layer, attribute, expected, activation_of(layer, attribute))


@twin_of("Bidirectional")
def _bidirectional(layer: Any) -> Layer:
    only(layer, merge_mode="concat")
    only(layer.forward_layer, go_backwards=False)
    return bidirectional.Bidirectional(_cell(layer.forward_layer), _cell(layer.backward_layer))


@twin_of("MultiHeadAttention")
def _multi_head_attention(layer: Any) -> Layer:
    only(layer, _dropout=0.0, _use_gate=False, _sliding_window=None, _attention_axes=(1,))
    query_width, num_heads, key_size = layer.query_dense.kernel.shape
    key_width = layer.key_dense.kernel.shape[0]
    value_width, _, value_size = layer.value_dense.kernel.shape
    twin = attention.MultiHeadAttention(
        num_heads,
        key_size,
        query_width,
        value_width,
        key_width,
        value_size,
        layer.output_dense.kernel.shape[-1],
        layer.query_dense.bias is not None,
    )
    return with_weights(twin, layer)


def _known_padding(layer: Any) -> None:
    if layer.padding != "valid":
        only(layer, padding="same")

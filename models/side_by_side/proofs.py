"""Every layer of ``models.from_scratch`` put to the proof: a Keras layer to stand beside it, random weights and inputs.

``prove`` compares output and every gradient with the framework's and with central differences. A new layer takes one
line in ``CASES``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers

from models.from_scratch.base import Layer
from models.from_scratch.checks import central_differences
from models.from_scratch.recurrent import SimpleRNNWithoutTranspose
from models.side_by_side import blocks
from models.side_by_side.comparison import Comparison
from models.side_by_side.converter import compare, from_keras, with_weights

TOLERANCES = {"float32": 1e-4, "float64": 1e-6}
"""How far two computations may be apart, relatively. In double precision rounding is far below this, but TensorFlow's
gelu and leaky_relu keep a constant in single precision and so are right to seven digits only."""
CENTRAL_TOLERANCE = 1e-6
"""How far a derived gradient may be from a measured one, relatively; always in double precision."""
MOST_ENTRIES = 24
"""Of each array, so many entries are measured by central differences: each one costs two runs of the layer."""


@dataclass(frozen=True)
class Sizes:
    """The shapes of a proof: so many examples, steps (or pixels a side), numbers in and numbers out."""

    batch_size: int = 2
    length: int = 6
    input_size: int = 4
    output_size: int = 3


@dataclass(frozen=True)
class Case:
    """A layer of ours by name, the Keras layer that it must equal, and what both are fed with."""

    name: str
    kind: str
    """What the inputs are: a kind of :func:`make_inputs`."""
    make: Callable[[Sizes, str], keras.Layer]
    """From sizes and precision."""
    training: bool = False
    wrong: Callable[[keras.Layer], Layer] | None = None
    """What to compare it with in place of its twin: a layer with a mistake."""


@dataclass(frozen=True)
class Proof:
    """What came of a case."""

    case: Case
    comparison: Comparison
    central: dict[str, float]
    """The relative error against central differences, by parameter and "inputs"."""
    precision: str

    @property
    def largest_central(self) -> float:
        """The largest of them; not a number counts as infinite."""
        values = list(self.central.values())
        return max(values, default=0.0) if np.isfinite(values).all() else float("inf")

    @property
    def agrees_with_keras(self) -> bool:
        """Whether output and gradients equal the framework's up to rounding."""
        return self.comparison.agrees(TOLERANCES[self.precision])

    @property
    def agrees_with_differences(self) -> bool:
        """Whether the gradients are what central differences measure."""
        return self.largest_central <= CENTRAL_TOLERANCE


def make_inputs(kind: str, sizes: Sizes, generator: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Random inputs of a kind.

    "rows" are (batch, numbers), "sequence" (batch, time, numbers), "image" (batch, height, width, channels), "tokens"
    whole numbers (batch, time); "wide" is a sequence with numbers for two heads, "two wide" are two of those.
    """
    s, normal = sizes, generator.standard_normal
    if kind == "rows":
        return (normal((s.batch_size, s.input_size)),)
    if kind == "sequence":
        return (normal((s.batch_size, s.length, s.input_size)),)
    if kind == "image":
        return (normal((s.batch_size, s.length, s.length, s.input_size)),)
    if kind == "tokens":
        return (generator.integers(0, 4 * s.input_size, (s.batch_size, s.length)),)
    wide = normal((s.batch_size, s.length, 2 * s.input_size))
    # A second sequence of another length, so that no axis is taken for another.
    return (wide,) if kind == "wide" else (wide, normal((s.batch_size, s.length + 1, 2 * s.input_size)))


def prove(case: Case, sizes: Sizes, seed: int, precision: str = "float64") -> Proof:
    """Build a case's Keras layer, draw its weights and inputs from ``seed``, and compare.

    Raises:
        PlaygroundError: the layer has no twin.
        ValueError: the layer cannot be built with these sizes.
    """
    generator = np.random.default_rng(seed)
    inputs = tuple(
        array if np.issubdtype(array.dtype, np.integer) else array.astype(precision)
        for array in make_inputs(case.kind, sizes, generator)
    )
    layer = case.make(sizes, precision)
    layer(*inputs)  # builds it
    for weight in layer.weights:
        # Not as they begin: a bias of 0 and a gamma of 1 would hide mistakes. A variance is positive.
        values = generator.standard_normal(weight.shape) / 2
        weight.assign(np.abs(values) + 0.5 if "variance" in weight.name else values)
    make_twin = case.wrong or from_keras
    comparison = compare(layer, inputs, case.training, make_twin(layer), seed)
    central = central_differences(make_twin(layer), inputs, case.training, seed, MOST_ENTRIES)
    return Proof(case, comparison, central, precision)


def _dense(activation: str) -> Case:
    return Case(f"Dense, {activation}", "rows", lambda s, d: layers.Dense(s.output_size, activation, dtype=d))


def _window(name: str, padding: str, stride: int, window: int = 3) -> Case:
    """A convolution or pooling with this padding and stride."""
    make = getattr(layers, name)
    options = {"strides": stride, "padding": padding}

    def build(sizes: Sizes, dtype: str) -> keras.Layer:
        if "Pooling" in name:
            return make(window, dtype=dtype, **options)
        return make(sizes.output_size, window, dtype=dtype, **options)

    kind = "sequence" if name.endswith("1D") else "image"
    return Case(f"{name}, {padding}, stride {stride}", kind, build)


def _recurrent(name: str, note: str = "", wrong: Any = None, **options: Any) -> Case:
    make = getattr(layers, name)
    return Case(
        name + note,
        "sequence",
        lambda s, d: make(s.output_size, return_sequences=True, dtype=d, **options),
        wrong=wrong,
    )


def _without_transpose(layer: Any) -> Layer:
    size = layer.cell.kernel.shape[0]
    return with_weights(SimpleRNNWithoutTranspose(size, layer.units, return_sequences=True), layer)


CASES = [
    *(_dense(name) for name in ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "gelu", "softmax")),
    Case("Embedding", "tokens", lambda s, d: layers.Embedding(4 * s.input_size, s.output_size, dtype=d)),
    _window("Conv1D", "valid", 1),
    _window("Conv1D", "same", 2),
    _window("Conv2D", "valid", 1),
    _window("Conv2D", "same", 2),
    _window("Conv2DTranspose", "valid", 1),
    _window("Conv2DTranspose", "same", 2),
    _window("MaxPooling1D", "valid", 2, 2),
    _window("MaxPooling2D", "same", 2),
    _window("AveragePooling1D", "valid", 2, 2),
    _window("AveragePooling2D", "same", 2),
    Case("GlobalMaxPooling1D", "sequence", lambda s, d: layers.GlobalMaxPooling1D(dtype=d)),
    Case("GlobalMaxPooling2D", "image", lambda s, d: layers.GlobalMaxPooling2D(dtype=d)),
    Case("GlobalAveragePooling1D", "sequence", lambda s, d: layers.GlobalAveragePooling1D(dtype=d)),
    Case("GlobalAveragePooling2D", "image", lambda s, d: layers.GlobalAveragePooling2D(dtype=d)),
    Case("LayerNormalization", "sequence", lambda s, d: layers.LayerNormalization(dtype=d)),
    Case("BatchNormalization, training", "image", lambda s, d: layers.BatchNormalization(dtype=d), training=True),
    Case("BatchNormalization, inference", "image", lambda s, d: layers.BatchNormalization(dtype=d)),
    Case("Dropout, training", "sequence", lambda s, d: layers.Dropout(0.3, seed=0, dtype=d), training=True),
    Case("Flatten", "sequence", lambda s, d: layers.Flatten(dtype=d)),
    _recurrent("SimpleRNN"),
    _recurrent("LSTM"),
    _recurrent("GRU", ", reset after", reset_after=True),
    _recurrent("GRU", ", reset before", reset_after=False),
    Case(
        "Bidirectional, LSTM",
        "sequence",
        lambda s, d: layers.Bidirectional(layers.LSTM(s.output_size, return_sequences=True, dtype=d), dtype=d),
    ),
    Case("MultiHeadAttention", "two wide", lambda s, d: layers.MultiHeadAttention(2, s.input_size, dtype=d)),
    Case("TextCNN", "sequence", lambda s, d: blocks.TextCNN(s.output_size, 2, (1, 2, 3), dtype=d)),
    Case(
        "TransformerEncoderBlock",
        "wide",
        lambda s, d: blocks.TransformerEncoderBlock(2, 3 * s.output_size, "gelu", dtype=d),
    ),
    Case(
        "TransformerDecoderBlock",
        "two wide",
        lambda s, d: blocks.TransformerDecoderBlock(2, 3 * s.output_size, "gelu", dtype=d),
    ),
]
"""Every layer, with the options that have traps of their own."""
WRONG = _recurrent("SimpleRNN", ", transpose forgotten", wrong=_without_transpose)
"""A mistake that shapes, a falling loss and 100% accuracy do not tell, and this does."""

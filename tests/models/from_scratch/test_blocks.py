"""TextCNN and Transformer blocks: outputs and gradients are those of the same blocks in Keras."""

import numpy as np
import pytest

from models.from_scratch.blocks import ConvolutionPooling, TextCNN, TransformerDecoderBlock, TransformerEncoderBlock
from models.from_scratch.checks import central_differences
from models.side_by_side import compare, from_keras
from models.side_by_side.blocks import TextCNN as KerasTextCNN
from models.side_by_side.blocks import TransformerDecoderBlock as KerasDecoderBlock
from models.side_by_side.blocks import TransformerEncoderBlock as KerasEncoderBlock

# Keras rounds the root of the key size and the epsilon to single precision, in networks of double precision, too.
TOLERANCE = 1e-6
GENERATOR = np.random.default_rng(11)
MASK = np.array([[1, 1, 1, 0], [1, 1, 1, 1]], bool)
MEMORY_MASK = np.array([[1, 0, 1], [1, 1, 1]], bool)


def built(layer, *shapes):
    """The layer with random weights, biases included."""
    layer.build(*shapes)
    layer.set_weights([0.5 * GENERATOR.standard_normal(weight.shape) for weight in layer.get_weights()])
    return layer


def test_a_text_cnn_is_that_of_keras():
    layer = built(KerasTextCNN(3, 2, (2, 3), dtype="float64"), (None, 6, 4))
    found = compare(layer, GENERATOR.standard_normal((3, 6, 4)))
    assert found.agrees(TOLERANCE), found
    assert next(iter(from_keras(layer).parameters)) == "detectors/width_2/kernel"


@pytest.mark.parametrize("norm_first", [True, False])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_an_encoder_block_is_that_of_keras(norm_first, activation):
    layer = built(KerasEncoderBlock(2, 7, activation, norm_first, dtype="float64"), (None, 4, 6))
    inputs = GENERATOR.standard_normal((2, 4, 6))
    for options in ({}, {"mask": MASK}, {"mask": MASK, "use_causal_mask": True}):
        found = compare(layer, inputs, **options)
        assert found.agrees(TOLERANCE), (options, found)


@pytest.mark.parametrize("norm_first", [True, False])
def test_a_decoder_block_is_that_of_keras(norm_first):
    layer = built(KerasDecoderBlock(2, 7, "relu", norm_first, dtype="float64"), (None, 4, 6), (None, 3, 5))
    inputs = (GENERATOR.standard_normal((2, 4, 6)), GENERATOR.standard_normal((2, 3, 5)))
    for options in ({}, {"mask": MASK, "memory_mask": MEMORY_MASK}):
        found = compare(layer, inputs, **options)
        assert found.agrees(TOLERANCE), (options, found)


def test_gradients_are_central_differences():
    inputs = GENERATOR.standard_normal((2, 4, 6))
    memory = GENERATOR.standard_normal((2, 3, 5))
    cases = [
        (TextCNN(6, 2, 3, (2, 3), generator=GENERATOR), inputs, {}),
        (ConvolutionPooling(6, 2, (2, 3), "same", generator=GENERATOR), inputs, {"mask": MASK}),
        (TransformerEncoderBlock(6, 2, 5, "gelu", generator=GENERATOR), inputs, {"mask": MASK}),
        (TransformerEncoderBlock(6, 2, 5, norm_first=False, dropout=0.4, generator=GENERATOR), inputs, {}),
        (
            TransformerDecoderBlock(6, 2, 5, "gelu", memory_width=5, dropout=0.2, generator=GENERATOR),
            (inputs, memory),
            {"memory_mask": MEMORY_MASK},
        ),
    ]
    for layer, given, options in cases:
        errors = central_differences(layer, given, training=True, most_entries=4, **options)
        assert max(errors.values()) < 1e-6, (layer, errors)


def test_a_wrong_gradient_is_caught():
    class WithoutShortcut(TransformerEncoderBlock):
        """Forgets on the way back that the input was added to the sub-layer's output."""

        def _residual_backward(self, dy, norm, step, dropout):
            return super()._residual_backward(dy, norm, step, dropout) - dy

    layer = built(KerasEncoderBlock(2, 5, dtype="float64"), (None, 4, 6))
    inputs = GENERATOR.standard_normal((2, 4, 6))
    wrong = WithoutShortcut(6, 2, 5).load(layer.get_weights())
    assert compare(layer, inputs, twin=wrong).output.relative < TOLERANCE
    assert not compare(layer, inputs, twin=wrong).agrees(1e-2)
    assert max(central_differences(wrong, inputs, most_entries=4).values()) > 1e-2


def test_padding_changes_nothing():
    encoder = TransformerEncoderBlock(6, 2, 5, generator=GENERATOR)
    pool = ConvolutionPooling(6, 3, (2, 3), "same", generator=GENERATOR)
    short = GENERATOR.standard_normal((1, 3, 6))
    padded = np.concatenate([short, np.zeros((1, 2, 6))], axis=1)
    mask = np.array([[1, 1, 1, 0, 0]], bool)
    np.testing.assert_allclose(encoder.forward(padded, mask=mask)[:, :3], encoder.forward(short))
    np.testing.assert_allclose(pool.forward(padded, mask=mask), pool.forward(short, mask=mask[:, :3]))


def test_a_decoder_sees_nothing_of_what_follows():
    decoder = TransformerDecoderBlock(6, 2, 5, generator=GENERATOR)
    inputs, memory = GENERATOR.standard_normal((1, 5, 6)), GENERATOR.standard_normal((1, 3, 6))
    other = inputs.copy()
    other[:, 3:] += 1
    before, after = decoder.forward(inputs, memory), decoder.forward(other, memory)
    np.testing.assert_allclose(before[:, :3], after[:, :3])
    assert np.abs(before[:, 3:] - after[:, 3:]).max() > 1e-3

"""What a Keras layer computes, gradients and all, for ``side_by_side``: TensorFlow-only, by its GradientTape."""

from typing import Any, NamedTuple

import keras
import numpy as np

from models.errors import PlaygroundError


class Results(NamedTuple):
    """What one side computes: the gradients are those of the loss, None stands for whole numbers, which have none."""

    output: np.ndarray
    inputs: list[np.ndarray | None]
    parameters: list[np.ndarray]
    state: list[np.ndarray]


def run_keras(
    layer: keras.Layer, inputs: tuple[np.ndarray, ...], training: bool, seed: int, options: dict[str, Any]
) -> tuple[np.ndarray, Results]:
    """The loss's weights, of the shape of the output, and what the framework computes: TensorFlow-only."""
    if keras.backend.backend() != "tensorflow":
        raise PlaygroundError(
            "expected Keras to run on tensorflow, received {received}", received=keras.backend.backend()
        )
    import tensorflow as tf

    variables, others = layer.trainable_variables, layer.non_trainable_variables
    parameters = [tf.convert_to_tensor(variable.value) for variable in variables]
    tensors = [tf.convert_to_tensor(array) for array in inputs]
    real = [tensor for tensor in tensors if tensor.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch([*real, *parameters])
        output, after = _call(layer, tensors, training, options, list(zip(variables, parameters, strict=True)))
        if isinstance(output, list | tuple):
            output = output[0]  # a recurrent layer with return_state puts its states behind
        weights = np.random.default_rng(seed).standard_normal(output.shape).astype(output.dtype.as_numpy_dtype)
        loss = tf.reduce_sum(output * weights)
    found = tape.gradient(loss, [*real, *parameters], unconnected_gradients="zero")
    gradients = [np.asarray(tf.convert_to_tensor(gradient)) for gradient in found]
    by_real = iter(gradients[: len(real)])
    kept = {id(variable) for variable in layer.non_trainable_weights}
    return weights, Results(
        np.asarray(output),
        [next(by_real) if tensor.dtype.is_floating else None for tensor in tensors],
        gradients[len(real) :],
        [np.asarray(value) for variable, value in zip(others, after, strict=True) if id(variable) in kept],
    )


def _call(
    layer: keras.Layer, inputs: list, training: bool, options: dict[str, Any], values: list[tuple[Any, Any]]
) -> tuple[Any, list]:
    """The output with the ``values`` (variable, value) in place of its own, and what would have become of its state.

    Nothing is written to the layer: its moving averages and random numbers stay where they are.
    """
    with keras.StatelessScope(state_mapping=values) as scope:
        output = layer(*inputs, training=training, **options)
    written = [(variable, scope.get_current_value(variable)) for variable in layer.non_trainable_variables]
    return output, [variable.value if value is None else value for variable, value in written]


def kept_by_dropout(layer: keras.Layer, inputs: np.ndarray) -> np.ndarray:
    """Which numbers Keras's dropout will keep next: what becomes of ones says so."""
    output, _ = _call(layer, [np.ones_like(inputs)], training=True, options={}, values=[])
    return keras.ops.convert_to_numpy(output) != 0

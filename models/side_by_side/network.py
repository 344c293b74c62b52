"""TensorFlow's gradient of the small network of :mod:`models.from_scratch.small_network`: Keras layers.

TensorFlow only: the gradient is a ``GradientTape``'s.
"""

from functools import lru_cache
from typing import Any

import keras
import numpy as np
import tensorflow as tf


@lru_cache(maxsize=1)
def _layers() -> tuple[Any, Any]:
    """Two layers in double precision; they are never written to, so that many visitors may share them."""
    layers = [keras.layers.Dense(2, "sigmoid", use_bias=False, dtype="float64") for _layer in range(2)]
    for layer in layers:
        layer.build((None, 2))
    return layers[0], layers[1]


def network_gradients(
    kernels: tuple[np.ndarray, np.ndarray], inputs: np.ndarray, targets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The mean squared error's gradient by both kernels.

    Args:
        kernels: W1 and W2, each (2, 2).
        inputs: x (1, 2).
        targets: y (1, 2).

    Returns:
        Two float64 arrays (2, 2).
    """
    first, second = (tf.constant(kernel, tf.float64) for kernel in kernels)
    with tf.GradientTape() as tape:
        tape.watch([first, second])
        outputs = tf.constant(inputs, tf.float64)
        for layer, kernel in zip(_layers(), (first, second), strict=True):
            outputs, _state = layer.stateless_call([kernel], [], outputs)
        loss = tf.reduce_mean(keras.losses.mean_squared_error(tf.constant(targets, tf.float64), outputs))
    return tuple(gradient.numpy() for gradient in tape.gradient(loss, [first, second]))

"""Integrated gradients of a sentiment network: the one file of this family that needs TensorFlow."""

import keras
import numpy as np
import tensorflow as tf

from models.errors import PlaygroundError
from models.sentiment.lookups import after_lookups, lookups

# The most tokens in one call, all points of the path together: what a laptop's memory takes with gradients.
TOKENS_AT_ONCE = 2048


class IntegratedGradients:
    """Integrated gradients (Sundararajan, Taly and Yan 2017) of a weighted sum of a network's logits, by token.

    Tokens have no gradient, so the path runs through what the network looks up for them, from all zeros (nothing
    known about any token) to the numbers of the text. What the network adds of its own accord stays all along: the
    positions, and the vectors that mark the start and the end of a text.

        attribution_i = x_i * integral over a from 0 to 1 of  d margin(a x) / d x_i

    The attributions add up to margin(x) - margin(0); how far they miss that, because the integral is a sum over a
    few points, is the completeness error. An n-gram's share goes to its tokens in equal parts.

    Safe to share between threads, as long as nobody assigns the network's weights.
    """

    def __init__(self, network: keras.Model) -> None:
        if keras.config.backend() != "tensorflow":
            raise PlaygroundError(
                "Expected the TensorFlow backend, which explanations need, received {received}.",
                received=keras.config.backend(),
            )
        self._lookups = lookups(network)
        self._rest = after_lookups(network)
        tokens = tf.TensorSpec((1, None), tf.int32)
        numbers = [tf.TensorSpec((1, None, layer.output.shape[-1])) for layer in self._lookups]
        vector = tf.TensorSpec((None,))
        # One trace for texts of every length.
        self._look_up = tf.function(
            lambda tokens: [tf.cast(layer(tokens), tf.float32) for layer in self._lookups], input_signature=[tokens]
        )
        self._along_path = tf.function(
            self._sum_along_path,
            input_signature=[tokens, numbers, vector, vector, vector],
        )

    def __call__(self, tokens: np.ndarray, direction: np.ndarray, steps: int) -> tuple[np.ndarray, float, float]:
        """Attribute ``logits @ direction`` to the tokens of one window.

        Args:
            tokens: (length,) int32, at least one; padding at the right does no harm.
            direction: (labels,), the weight of each logit.
            steps: points of the path (Gauss-Legendre quadrature).

        Returns:
            The attributions, float64 (length,), and the value at the text and at the baseline.
        """
        batch = tf.constant(np.asarray(tokens, "int32")[None])
        numbers = self._look_up(batch)
        points, weights = np.polynomial.legendre.leggauss(steps)
        # The two ends of the path ride along without weight: completeness is checked against them.
        points = np.concatenate([[0, 1], (points + 1) / 2]).astype("float32")
        weights = np.concatenate([[0, 0], weights / 2]).astype("float32")
        sums, values = [np.zeros(one.shape[1:]) for one in numbers], []
        size = max(1, TOKENS_AT_ONCE // batch.shape[1])
        for first in range(0, len(points), size):
            part = slice(first, first + size)
            found, margins = self._along_path(
                batch,
                numbers,
                tf.constant(points[part]),
                tf.constant(weights[part]),
                tf.constant(np.asarray(direction, "float32")),
            )
            sums = [total + one.numpy() for total, one in zip(sums, found, strict=True)]
            values.append(margins.numpy())
        baseline, value = np.concatenate(values)[:2].tolist()
        attributions = np.zeros(len(tokens))
        for layer, total, one in zip(self._lookups, sums, numbers, strict=True):
            attributions += shared_by_tokens(total * one.numpy()[0], layer.widths)
        return attributions, value, baseline

    def _sum_along_path(self, tokens, numbers, points, weights, direction):
        """The gradients (length, size) of each lookup, summed over the points by weight; the margin at each point."""
        scaled = [one * points[:, None, None] for one in numbers]
        repeated = tf.repeat(tokens, tf.shape(points)[0], axis=0)
        with tf.GradientTape() as tape:
            tape.watch(scaled)
            logits = self._rest([repeated, *scaled])
            margins = tf.linalg.matvec(tf.cast(logits, tf.float32), direction)
            total = tf.reduce_sum(margins * weights)
        gradients = tape.gradient(total, scaled, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return [tf.reduce_sum(one, axis=0) for one in gradients], margins


def shared_by_tokens(attributions: np.ndarray, widths: tuple[int, ...]) -> np.ndarray:
    """What belongs to n-grams, given to their tokens in equal parts.

    Args:
        attributions: (length, len(widths) * size); column group i belongs to the n-gram of widths[i] tokens that ends
            at the position, and is zero where that would reach beyond the text.
        widths: the tokens of each group's n-grams.

    Returns:
        (length,), with the same sum.
    """
    length = len(attributions)
    groups = attributions.reshape(length, len(widths), -1).sum(axis=-1)
    tokens = np.zeros(length)
    for group, width in zip(groups.T, widths, strict=True):
        for back in range(min(width, length)):
            tokens[: length - back] += group[back:] / width
    return tokens

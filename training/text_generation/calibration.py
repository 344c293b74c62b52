"""The temperature that makes a network as sure of the next character as it should be."""

import keras
import numpy as np

from training.text_generation.validation import validation_nats

CALIBRATION_TEMPERATURES = [round(0.8 + 0.05 * step, 2) for step in range(17)]


def calibrate(network: keras.Model, tokens: np.ndarray) -> float:
    """Divide the logits by the temperature that suits the validation text best (Guo et al. 2017), and return it.

    A network that has read its text many times over is too sure of itself. The division is done once, in the weights
    of the last layer (of the projection, where the embedding is the last layer).
    """
    nats = validation_nats(network, tokens, temperatures=CALIBRATION_TEMPERATURES)
    temperature = CALIBRATION_TEMPERATURES[int(np.argmin(nats))]
    divide_logits(network, temperature)
    return temperature


def divide_logits(network: keras.Model, temperature: float) -> None:
    """Build a temperature into the last layer's weights."""
    last = network.get_layer("projection" if "projection" in {layer.name for layer in network.layers} else "logits")
    last.set_weights([value / temperature for value in last.get_weights()])

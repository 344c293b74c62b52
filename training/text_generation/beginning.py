"""Starting from the weights of another network instead of random ones."""

from pathlib import Path

import keras
import numpy as np

from models.errors import PlaygroundError
from models.storage import open_model
from models.text_generation import Vocabulary
from models.text_generation.generator import load_network


def start_from(network: keras.Model, vocabulary: Vocabulary, path: Path) -> None:
    """Give ``network`` the weights of a finished one; characters that the other did not know keep their own.

    Raises:
        PlaygroundError: there is no such model, or its layers have other sizes.
    """
    folder = open_model(path, "text_generation")
    other, known = load_network(folder), Vocabulary.load(folder.path / "vocabulary.json")
    rows = np.array([known.encode(character)[0] for character in vocabulary.characters])
    here, there = np.flatnonzero(rows) + 1, rows[rows > 0]
    if len(network.weights) != len(other.weights):
        raise PlaygroundError(
            "Expected a model with layers like those here to start from, received {received} with {theirs} arrays of "
            "weights, not {here}.",
            received=folder.name,
            theirs=len(other.weights),
            here=len(network.weights),
        )
    merged = []
    for variable, own, weight in zip(network.weights, network.get_weights(), other.get_weights(), strict=True):
        name = variable.path
        if name.startswith("embedding/") and variable.trainable and own.shape[1:] == weight.shape[1:]:
            own[here] = weight[there]
        elif name.startswith("logits/") and own.shape[:-1] == weight.shape[:-1]:
            own[..., here] = weight[..., there]
        elif own.shape == weight.shape:
            own = weight
        else:
            raise PlaygroundError(
                "Expected a model with layers of the same size to start from, received {received} for {weight}, "
                "which has {expected} here.",
                received=weight.shape,
                weight=name,
                expected=own.shape,
            )
        merged.append(own)
    network.set_weights(merged)

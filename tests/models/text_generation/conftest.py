import dataclasses
from pathlib import Path

import keras
import pytest

from models.storage import write_hashes, write_json
from models.text_generation import TextGenerator, Vocabulary
from models.text_generation.architectures import Architecture, build_network
from models.text_generation.steps import StepNetwork
from training.saving import save_network

LETTERS = "\n abcdefgh"


@dataclasses.dataclass
class Small:
    """An untrained generator, and the Keras network that it was made from."""

    network: keras.Model
    generator: TextGenerator


def build(cell: str = "lstm", tied: bool = False, num_layers: int = 2, poems: bool = False) -> Small:
    keras.utils.set_random_seed(7)
    vocabulary = Vocabulary(LETTERS, poems)
    network = build_network(len(vocabulary), Architecture(6, 12, num_layers, 0.1, 0.1, cell, tied))
    # Larger weights than an untrained network has: every character's probability is then its own. A plain recurrent
    # network is chaotic with them, and the smallest rounding would grow.
    scale = 1 if cell == "rnn" else 3
    network.set_weights([scale * value + 0.05 for value in network.get_weights()])
    return Small(network, TextGenerator(StepNetwork(network), vocabulary))


def write_folder(path: Path, poems: bool = False) -> Path:
    """A finished run's folder with an untrained network."""
    path.mkdir(parents=True)
    small = build(poems=poems)
    save_network(
        lambda: build_network(len(LETTERS) + 1, Architecture(6, 12, 2, 0.1, 0.1)),
        small.network.get_weights(),
        path / "model.keras",
    )
    small.generator.vocabulary.save(path / "vocabulary.json")
    write_json(path / "config.json", {"preset": "shakespeare"})
    write_hashes(path, {"task": "text_generation"}, ["model.keras", "vocabulary.json", "config.json"])
    return path


@pytest.fixture(scope="session")
def small() -> Small:
    return build()


@pytest.fixture(scope="session")
def poet() -> Small:
    return build(poems=True)


@pytest.fixture(scope="session")
def make_small():
    return build


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    return write_folder(tmp_path_factory.mktemp("runs") / "finished")

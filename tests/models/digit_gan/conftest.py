"""A folder with tiny untrained networks, as a finished run leaves it."""

import keras
import pytest

from models.digit_gan import DigitSampler
from models.digit_gan.architectures import build_discriminator, build_generator, build_judge
from models.storage import write_hashes

NETWORKS = ("generator", "discriminator", "judge")


@pytest.fixture(scope="session")
def digit_folder(tmp_path_factory):
    keras.utils.set_random_seed(1)
    folder = tmp_path_factory.mktemp("digits")
    for network in (build_generator(8, 4), build_discriminator(4), build_judge(4)):
        network.save(folder / f"{network.name}.keras")
    write_hashes(folder, {"task": "digit_gan"}, [f"{name}.keras" for name in NETWORKS])
    return folder


@pytest.fixture(scope="session")
def sampler(digit_folder):
    return DigitSampler.load(digit_folder)

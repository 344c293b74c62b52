import pytest
from hypothesis import settings

from models.sentiment import SentimentClassifier
from tests.models.sentiment import toy

settings.register_profile("sentiment", settings.get_profile("any machine"), max_examples=60)
settings.load_profile("sentiment")


@pytest.fixture(scope="session")
def toy_folder(made_once):
    """A finished run of a tiny English model."""
    return made_once("sentiment", toy.train)


@pytest.fixture(scope="session")
def classifier(toy_folder):
    return SentimentClassifier.load(toy_folder)

import pytest
from hypothesis import settings

from models.sentiment import SentimentClassifier
from tests.models.sentiment import toy

# A busy machine is no error of the tokenizer's.
settings.register_profile("sentiment", deadline=None, max_examples=60)
settings.load_profile("sentiment")


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory):
    """A finished run of a tiny English model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.sentiment.recipe.load_english", None)
        return toy.train(tmp_path_factory.mktemp("sentiment") / "english", num_epochs=1)


@pytest.fixture(scope="session")
def classifier(toy_folder):
    return SentimentClassifier.load(toy_folder)

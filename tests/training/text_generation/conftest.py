import keras
import pytest

from tests.training.text_generation import toy
from training.text_generation.data import SOURCES, Texts


@pytest.fixture(autouse=True)
def policy_as_before():
    policy = keras.config.dtype_policy()
    yield
    keras.config.set_dtype_policy(policy)


@pytest.fixture
def cheap(monkeypatch) -> Texts:
    """The text that is read in Shakespeare's place."""
    monkeypatch.setitem(SOURCES, "shakespeare", lambda data_dir: toy.CHEAP)
    return toy.CHEAP

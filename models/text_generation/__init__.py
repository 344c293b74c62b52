"""Networks that write one character after another: Shakespeare, The Time Machine, Tang poetry.

>>> generator = TextGenerator.load("shakespeare")
>>> text = "".join(generator.stream("ROMEO:", length=300, temperature=0.8, seed=1))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.text_generation.generator import PROMPT_CHARACTERS_READ, NextCharacters, TextGenerator
    from models.text_generation.sampling import Form
    from models.text_generation.surprise import Surprise
    from models.text_generation.vocabulary import Vocabulary

__all__ = ["PROMPT_CHARACTERS_READ", "Form", "NextCharacters", "Surprise", "TextGenerator", "Vocabulary"]

_HOME = {"Form": "sampling", "Surprise": "surprise", "Vocabulary": "vocabulary"}


def __getattr__(name: str) -> Any:
    """Fetch a name when it is first asked for: the command line answers --help without waiting for Keras."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME.get(name, 'generator')}"), name)
    globals()[name] = value
    return value

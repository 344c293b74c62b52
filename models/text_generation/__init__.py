"""Networks that write one character after another: Shakespeare, The Time Machine, Tang poetry.

>>> generator = TextGenerator.load("shakespeare")
>>> text = "".join(generator.stream("ROMEO:", length=300, temperature=0.8, seed=1))
"""

from typing import TYPE_CHECKING

from models.lazy import lazy

if TYPE_CHECKING:
    from models.text_generation.generator import NextCharacters, TextGenerator
    from models.text_generation.sampling import PROMPT_CHARACTERS_READ, Form
    from models.text_generation.surprise import Surprise
    from models.text_generation.vocabulary import Vocabulary

__all__ = ["PROMPT_CHARACTERS_READ", "Form", "NextCharacters", "Surprise", "TextGenerator", "Vocabulary"]
__getattr__ = lazy(
    __name__,
    {
        "PROMPT_CHARACTERS_READ": "sampling",
        "Form": "sampling",
        "NextCharacters": "generator",
        "Surprise": "surprise",
        "TextGenerator": "generator",
        "Vocabulary": "vocabulary",
    },
)

"""Which characters a network knows, and their numbers."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from models.errors import DamagedModelError
from models.storage import write_json

UNKNOWN = 0


class Vocabulary:
    r"""Characters and their tokens: token 0 is ``unknown``, the characters follow from 1 on.

    Args:
        characters: the known characters, each once, in the order of their tokens.
        poems: the text is a series of poems and ``"\n"`` is the end-of-poem token.
    """

    def __init__(self, characters: Sequence[str], poems: bool = False) -> None:
        self.characters = tuple(characters)
        self.poems = poems
        self._tokens = {character: token for token, character in enumerate(self.characters, start=1)}

    @classmethod
    def from_text(cls, text: str, minimum_count: int = 1, poems: bool = False) -> "Vocabulary":
        """The characters that ``text`` has at least ``minimum_count`` times, the most frequent first."""
        counts = Counter(text)
        frequent = [character for character, count in counts.items() if count >= minimum_count]
        return cls(sorted(frequent, key=lambda character: (-counts[character], character)), poems)

    def __len__(self) -> int:
        """The number of tokens, ``unknown`` included."""
        return len(self.characters) + 1

    def __contains__(self, character: str) -> bool:
        return character in self._tokens

    def encode(self, text: str) -> np.ndarray:
        """The tokens of ``text``, int32 of shape (len(text),); a character that is not known becomes 0."""
        tokens = self._tokens
        return np.fromiter((tokens.get(character, UNKNOWN) for character in text), np.int32, len(text))

    def decode(self, tokens: Iterable[int], unknown: str = "\N{REPLACEMENT CHARACTER}") -> str:
        """The text of ``tokens``, with ``unknown`` where the token is 0."""
        return "".join(unknown if token == UNKNOWN else self.characters[token - 1] for token in tokens)

    def unknown_characters(self, text: str) -> list[str]:
        """The characters of ``text`` that are not known, each once, in order of appearance."""
        return [character for character in dict.fromkeys(text) if character not in self._tokens]

    def save(self, path: Path) -> None:
        """Write the vocabulary as JSON."""
        write_json(path, {"unknown": UNKNOWN, "poems": self.poems, "characters": "".join(self.characters)})

    @classmethod
    def load(cls, path: Path) -> "Vocabulary":
        """Read what :meth:`save` wrote.

        Raises:
            DamagedModelError: the file does not hold a vocabulary.
        """
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            characters, poems = str(stored["characters"]), bool(stored["poems"])
        except (OSError, ValueError, KeyError, TypeError):
            characters, poems = "", False
        if not characters or len(set(characters)) != len(characters):
            raise DamagedModelError(
                "The model folder {name} is damaged: {file} should hold a vocabulary and does not.",
                name=path.parent.name,
                file=path.name,
            )
        return cls(characters, poems)

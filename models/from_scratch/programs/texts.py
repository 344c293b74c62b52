"""Texts for the character RNN: a file's, or a small one of our own, turned into numbers."""

import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

TIME_MACHINE = "timemachine.txt"
MOST_CHARACTERS_KNOWN = 500
"""Different characters that a vocabulary holds; rarer ones are all read as :data:`UNKNOWN`."""
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
HELD_BACK = 0.1
"""The share at the end of a text that is never trained on."""

OWN_TEXT = """
The clock in the hall had stopped at nine, and nobody in the house could say on which day. Every evening the old man
took a lamp, went down the stairs and listened at its door. There was no sound. He set the lamp on the floor, opened
the door and looked at the wheels, the small ones and the large ones, and none of them moved. Then he closed the door,
took the lamp and went up the stairs again, and in the morning he told the children that the clock was only resting.

The children did not believe him. They knew that a clock does not rest, and they knew that the wheels were there to
turn the hands. So one night, when the house was dark and the old man was asleep, they took the lamp and went down the
stairs on their toes. The youngest held the lamp. The eldest opened the door. And there, between the large wheel and
the small wheel, sat a mouse in a bed of wool, and beside the mouse lay five little mice, and all of them were asleep.

The children closed the door, and they never said a word. In the morning the old man told them that the clock was only
resting, and they said that it was so. And when the summer came, and the mice had gone, the clock began to strike in
the middle of the day. The old man came down the stairs and listened. It was nine, and it was nine again, and then it
was ten, and the hands went on from there as if nothing had happened. The old man set the lamp on the floor and laughed
until the children came, and then they laughed as well, and nobody in the house could say what they were laughing at.
"""
"""Ours, for whoever has no other text at hand: so short that a network learns it by heart."""


@dataclass(frozen=True)
class Corpus:
    """A text as numbers.

    Attributes:
        characters: the vocabulary; a character's number is its place. A space comes first.
        train: the first nine tenths, integers (count,).
        held_back: the last tenth.
    """

    characters: tuple[str, ...]
    train: np.ndarray
    held_back: np.ndarray

    def encode(self, text: str) -> np.ndarray:
        """Numbers of the characters of ``text``, tidied as the corpus was; :data:`UNKNOWN`'s for others."""
        numbers = {character: number for number, character in enumerate(self.characters)}
        unknown = numbers.get(UNKNOWN, 0)
        return np.array([numbers.get(character, unknown) for character in tidy(text)], np.int64)


def tidy(text: str) -> str:
    """Lower case, letters of any script only: whatever stands between them becomes one space."""
    return re.sub(r"[\W\d_]+", " ", text.lower())


def make_corpus(text: str, most_characters: int | None = None) -> Corpus:
    """Tidy a text, give its characters numbers, and cut off the tenth that is held back.

    Args:
        text: any text.
        most_characters: only so many from its beginning; all when left out. The articles train on 10,000.

    Raises:
        ValueError: there is too little of it.
    """
    plain = tidy(text).strip()[:most_characters]
    if len(plain) < 1000 or len(set(plain)) < 2:
        raise ValueError(f"Expected a text of at least 1,000 letters, received one of {len(plain)}.")
    counted = [character for character, _ in Counter(plain).most_common() if character != " "]
    known = counted[: MOST_CHARACTERS_KNOWN - 2]
    characters = (" ", *sorted(known), *((UNKNOWN,) if len(known) < len(counted) else ()))
    corpus = Corpus(characters, np.zeros(0, np.int64), np.zeros(0, np.int64))
    numbers = corpus.encode(plain)
    cut = len(numbers) - int(len(numbers) * HELD_BACK)
    return Corpus(characters, numbers[:cut], numbers[cut:])


def find_time_machine() -> Path | None:
    """The file of The Time Machine where the dataset's loader keeps it: ``PLAYGROUND_DATA``, else the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "deep-learning-playground" / "data"
    path = Path(os.environ.get("PLAYGROUND_DATA") or cache).expanduser() / TIME_MACHINE
    return path if path.is_file() else None

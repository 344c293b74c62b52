"""Text to tokens; the rules of reading (lower case, ``isn't`` = ``is n't``, full width) are in tokenizer.json."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from models.errors import DamagedModelError

UNKNOWN = 1
FILE_NAME = "tokenizer.json"
# Longer than any review; beyond it only time is spent.
MAX_CHARACTERS = 50_000
TOKENIZER_BATCH = 2_000


@cache
def _traditional_to_simplified() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Chinese text in simplified characters."""
    return _traditional_to_simplified().convert(text)


class SentimentTokenizer:
    """A trained tokenizer, the same for training, page and test.

    Args:
        tokenizer: of the ``tokenizers`` library; token 0 is padding and never comes out, token 1 is unknown.
        simplify: whether traditional Chinese characters are read as simplified ones.
    """

    def __init__(self, tokenizer: Tokenizer, simplify: bool = False) -> None:
        self.tokenizer = tokenizer
        self.simplify = simplify

    @classmethod
    def load(cls, folder: Path, simplify: bool = False) -> "SentimentTokenizer":
        """Read ``tokenizer.json`` of a model folder.

        Raises:
            DamagedModelError: the file is not a tokenizer.
        """
        try:
            return cls(Tokenizer.from_file(str(folder / FILE_NAME)), simplify)
        except Exception:  # the library raises bare Exception
            raise DamagedModelError(
                "The model folder {name} is damaged: {file} should hold a tokenizer and does not.",
                name=folder.name,
                file=FILE_NAME,
            ) from None

    @property
    def vocabulary_size(self) -> int:
        """The number of tokens, padding and unknown included."""
        return self.tokenizer.get_vocab_size()

    def encode(self, texts: Sequence[str]) -> list[np.ndarray]:
        """The tokens of each text, int32 arrays of any length, even 0; only the first 50,000 characters are read."""
        encoded: list[np.ndarray] = []
        for first in range(0, len(texts), TOKENIZER_BATCH):
            prepared = [self._prepare(text) for text in texts[first : first + TOKENIZER_BATCH]]
            encoded += [np.array(one.ids, "int32") for one in self.tokenizer.encode_batch_fast(prepared)]
        return encoded

    def pieces(self, text: str) -> list[str]:
        """The tokens of a text as strings, one for each number that :meth:`encode` gives."""
        return self.tokenizer.encode(self._prepare(text)).tokens

    def unknown_pieces(self, text: str) -> list[str]:
        """What the text has where a token is unknown, in order."""
        prepared = self._prepare(text)
        encoded = self.tokenizer.encode(prepared)
        places = [place for number, place in zip(encoded.ids, encoded.offsets, strict=True) if number == UNKNOWN]
        return [prepared[begin:end] for begin, end in places]

    def locate(self, text: str) -> tuple[str, list[tuple[int, int]]]:
        """The text as it was typed, and from where to where in it each token of :meth:`encode` was read.

        Where signs were rewritten (``isn't`` to ``is n't``) a token is placed at the last character that it came from.
        """
        typed, prepared = self._whole(text), self._prepare(text)
        # Simplified characters stand one for one; should that ever fail, the places are those of what was read.
        return typed if len(typed) == len(prepared) else prepared, self.tokenizer.encode(prepared).offsets

    def decode(self, tokens: Sequence[int]) -> str:
        """Tokens back to text as it was read: normalised, and in English with a space between words and signs."""
        return self.tokenizer.decode([int(token) for token in tokens], skip_special_tokens=False)

    def _prepare(self, text: str) -> str:
        return simplified(self._whole(text)) if self.simplify else self._whole(text)

    def _whole(self, text: str) -> str:
        # A lone surrogate (half an emoji, cut off) is no text to the library: read it as a question mark.
        return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")

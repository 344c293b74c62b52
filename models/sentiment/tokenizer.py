"""Text to tokens: what was meant (:mod:`models.sentiment.normalisation`), then the rules of tokenizer.json."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from models.errors import DamagedModelError
from models.sentiment.normalisation import Change, Meant, as_meant
from models.sentiment.spelling import Speller

UNKNOWN = 1
# What a token begins with that goes on with a word (English only).
CONTINUATION = "##"
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


def _in_one_script(text: str, language: str) -> str:
    return simplified(text) if language == "chinese" else text


class SentimentTokenizer:
    """A trained tokenizer, the same for training, page and test.

    Args:
        tokenizer: of the ``tokenizers`` library; token 0 is padding and never comes out, token 1 is unknown.
        language: ``english`` or ``chinese``; in Chinese, traditional characters are read as simplified ones.
        speller: reads slips of the finger as the word that was meant; training does without.
    """

    def __init__(self, tokenizer: Tokenizer, language: str = "english", speller: Speller | None = None) -> None:
        self.tokenizer = tokenizer
        self.language = language
        self.speller = speller
        names = sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])
        self._names = [name for name, _ in names]
        self._numbers = dict(names)
        self._goes_on = np.array([name.startswith(CONTINUATION) for name in self._names])

    @classmethod
    def load(cls, folder: Path, language: str = "english", respell: bool = True) -> "SentimentTokenizer":
        """Read ``tokenizer.json`` of a model folder, and how it reads slips of the finger unless told not to.

        Raises:
            DamagedModelError: the file is not a tokenizer.
        """
        try:
            tokenizer = cls(Tokenizer.from_file(str(folder / FILE_NAME)), language)
        except Exception:  # the library raises bare Exception
            raise DamagedModelError(
                "The model folder {name} is damaged: {file} should hold a tokenizer and does not.",
                name=folder.name,
                file=FILE_NAME,
            ) from None

        tokenizer.speller = Speller.load(folder, tokenizer.words()) if respell else None
        return tokenizer

    @staticmethod
    def prepared(text: str, language: str) -> str:
        """A text as a tokenizer that is yet to be trained meets it."""
        return _in_one_script(as_meant(text, language).text, language)

    def words(self) -> list[str]:
        """The tokens that are whole words, the commonest first."""
        return [name for name in self._names if name.isalpha()]

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
        return [self._respell(numbers)[0] for numbers in encoded] if self.speller else encoded

    def pieces(self, text: str) -> list[str]:
        """The tokens of a text as strings, one for each number that :meth:`encode` gives."""
        (numbers,) = self.encode([text])
        return [self._names[number] for number in numbers]

    def unknown_pieces(self, text: str) -> list[str]:
        """What the text has where a token is unknown, in order."""
        typed, places = self.locate(text)
        (numbers,) = self.encode([text])
        return [typed[begin:end] for number, (begin, end) in zip(numbers, places, strict=True) if number == UNKNOWN]

    def respelt(self, text: str) -> list[tuple[str, str]]:
        """The words that are read as another, as they were typed and as they are read, in order."""
        numbers = np.array(self.tokenizer.encode(self._prepare(text)).ids, "int32")
        _, changed = self._respell(numbers)
        return [(self._spelling(numbers[begin:end]), self._names[meant]) for begin, end, meant in changed]

    def changes(self, text: str) -> tuple[Change, ...]:
        """What of a text is read as something else, in order: links, handles, emoji, entities, lengthened words."""
        return self._meant(text).changes

    def locate(self, text: str) -> tuple[str, list[tuple[int, int]]]:
        """The text as it was typed, and from where to where in it each token of :meth:`encode` was read.

        Where signs were rewritten (``isn't`` to ``is n't``) a token is placed at the last character that it came from.
        """
        meant = self._meant(text)
        encoded = self.tokenizer.encode(_in_one_script(meant.text, self.language))
        places = encoded.offsets
        for begin, end, _ in reversed(self._respell(np.array(encoded.ids, "int32"))[1]):
            places[begin:end] = [(places[begin][0], places[end - 1][1])]
        typed, last = self._whole(text), len(meant.origin) - 1
        # Simplified characters stand one for one; should that ever fail, a place is at most a few signs off.
        return typed, [
            (meant.origin[min(begin, last)][0], meant.origin[min(max(end - 1, begin), last)][1])
            for begin, end in places
        ]

    def _respell(self, numbers: np.ndarray) -> tuple[np.ndarray, list[tuple[int, int, int]]]:
        """The tokens with slips corrected, and for each slip where its tokens began and ended and what was meant."""
        changed: list[tuple[int, int, int]] = []
        going_on = np.flatnonzero(self._goes_on[numbers]) if self.speller else ()
        end = 0
        for place in going_on:
            if place < end or place == 0:
                continue
            begin, end = int(place) - 1, int(place) + 1
            while end < len(numbers) and self._goes_on[numbers[end]]:
                end += 1
            meant = self.speller.correct(self._spelling(numbers[begin:end])) if self.speller else None
            if meant is not None:
                changed.append((begin, end, self._numbers[meant]))
        kept = numbers.tolist()
        for begin, end, meant_number in reversed(changed):
            kept[begin:end] = [meant_number]
        return (np.array(kept, "int32") if changed else numbers), changed

    def _spelling(self, numbers: np.ndarray) -> str:
        return "".join(self._names[number].removeprefix(CONTINUATION) for number in numbers)

    def decode(self, tokens: Sequence[int]) -> str:
        """Tokens back to text as it was read: normalised, and in English with a space between words and signs."""
        return self.tokenizer.decode([int(token) for token in tokens], skip_special_tokens=False)

    def _prepare(self, text: str) -> str:
        return _in_one_script(self._meant(text).text, self.language)

    def _meant(self, text: str) -> Meant:
        return as_meant(self._whole(text), self.language, self._numbers.get)

    def _whole(self, text: str) -> str:
        # A lone surrogate (half an emoji, cut off) is no text to the library: read it as a question mark.
        return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")

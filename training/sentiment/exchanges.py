"""Copies of a text in which something was exchanged that must not matter: names, places, numbers, slips of the finger.

A part of the training texts is read in such a copy, another one each epoch, with the same label. Half of the words to
exchange are held back: how often a verdict turns is measured with those (:mod:`training.sentiment.invariance`).
"""

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path


def _words() -> dict[str, dict[str, list[str]]]:
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        language: {kind: "".join(text.split("\n")).split("|") for kind, text in table.items()}
        for language, table in tables.items()
    }


WORDS = _words()
"""Language -> ``names``, ``places`` and, in English, ``groups`` of people -> the words."""
_FOLLOWS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "snvfrghjoklknmpowtdyibecux")  # a neighbour on the keyboard
_NUMBER = re.compile(r"(?<![\w/.,:$£€%#-])\d{1,4}(?![\w/.,:%°-]|\s*(?:stars?|/|out|percent))")
_CHINESE_NUMBER = re.compile(r"(?<![\d/.:A-Za-z-])[1-9]\d{0,3}(?![\d/.:%°A-Za-z星分-])")
_WORD = re.compile(r"[A-Za-z]{4,}")


class Exchanger:
    """Writes copies of texts.

    Args:
        language: ``english`` or ``chinese``.
        held_back: put in the words that training never puts in.
    """

    def __init__(self, language: str, held_back: bool = False) -> None:
        self.language = language
        self.kinds: dict[str, Callable[[str, random.Random], str]] = {
            kind: _exchange(kind, words, words[held_back::2], language) for kind, words in WORDS[language].items()
        }
        self.kinds["numbers"] = self._numbers

    def _numbers(self, text: str, draw: random.Random) -> str:
        pattern = _CHINESE_NUMBER if self.language == "chinese" else _NUMBER
        return pattern.sub(lambda found: str(draw.randint(10 ** (len(found[0]) - 1), 10 ** len(found[0]) - 1)), text)

    def copy(self, text: str, draw: random.Random) -> str:
        """The text with everything exchanged that can be, and now and then a slip or another end."""
        for exchange in self.kinds.values():
            text = exchange(text, draw)
        chance = draw.random()
        if self.language == "english" and chance < 0.5:
            text = typo(text, draw)
            if chance < 0.1:
                text = typo(text, draw)
        elif chance < 0.7:
            text = text.rstrip(".!。！") or text
        elif chance < 0.8:
            text = text.rstrip(".!。！") + draw.choice(("!", "!!", ".", "..."))
        return text


def _exchange(
    kind: str, words: Sequence[str], new: Sequence[str], language: str
) -> Callable[[str, random.Random], str]:
    longest_first = "|".join(sorted(words, key=len, reverse=True))
    # English names and places only where they are written as such: mark and turkey are words, too.
    edge, flags = ("", 0) if language == "chinese" else (r"\b", re.IGNORECASE if kind == "groups" else 0)
    pattern = re.compile(f"{edge}(?:{longest_first}){edge}", flags)

    def exchange(text: str, draw: random.Random) -> str:
        chosen: dict[str, str] = {}

        def other(found: re.Match[str]) -> str:
            word = chosen.setdefault(found[0].lower(), draw.choice(list(new)))
            return word.title() if found[0][0].isupper() and word.islower() else word

        return pattern.sub(other, text)

    return exchange


def typo(text: str, draw: random.Random) -> str:
    """One slip of the finger in one word of four letters or more: swapped, left out, doubled or the key beside."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = draw.choice(words)
    place = draw.randrange(word.start() + 1, word.end() - 1)
    kind = draw.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    letter = text[place]
    put = ("", letter * 2, letter.lower().translate(_FOLLOWS))[kind - 1]
    return text[:place] + put + text[place + 1 :]

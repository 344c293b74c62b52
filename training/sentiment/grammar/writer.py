"""Plain sentences of our own, with the label that any reader would give them.

The review sets hold few sentences as short and plain as people type into a box ("i am not happy"). A small
grammar writes them: negation near and far, second thoughts, other people's opinions, questions with their answers,
things that happen, facts that carry no sentiment. Some of its words and some of its patterns are held back from
training: what the model makes of those is what it has understood rather than memorised.

How a pattern is written:

* ``{slot}`` is filled with an expansion of the slot, which may hold slots in turn; a slot whose name ends in a digit
  keeps its first filling for the rest of the sentence.
* ``[one|two|]`` is one of these, the last of them nothing.
* A slot with a sign, ``{adj+}`` or ``{adj-}``, says something good or bad. A mirrored pattern is written for the
  positive label; with the signs exchanged it is negative. Every other word of it is then seen with both labels alike.

A sentence is about one domain (flights, books, ...): a slot that the domain knows is filled with its words, or with
the common ones as often when there are both.

What the sentences are written of are the TOML files of each language's folder: ``families``, ``held_back`` (families
that training never sees), ``slots`` and ``domains``. Expansions of a slot stand one a line, or between bars.
"""

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from training.sentiment.acceptance import key

PARTS = ("training", "held_back_words", "held_back_patterns")
SIGNS = str.maketrans("+-", "-+")
_PIECE = re.compile(r"\{([\w+-]+)\}|([\[|\]])")
_BAR = re.compile(r"\|(?![^\[]*\])")
_SLOT = re.compile(r"\{([\w+-]+)\}")

# A compiled pattern: text, a slot's name or a choice of compiled patterns, one after another.
Compiled = list["str | tuple[str] | list[Compiled]"]
Finish = Callable[[str, str, random.Random, bool], str]


@dataclass(frozen=True)
class Family:
    """Patterns that teach one thing.

    Every attribute but ``share`` is text, one pattern a line.
    """

    share: float = 1.0
    """How often the family is drawn, beside the others of a label."""
    mirrored: str = ""
    """Written for the positive label; with the signs exchanged they are negative."""
    positive: str = ""
    neutral: str = ""
    negative: str = ""

    def patterns(self, label: str) -> list[str]:
        """The patterns with a label."""
        own = lines(getattr(self, label))
        if label == "positive":
            return lines(self.mirrored) + own
        return [mirror(pattern) for pattern in lines(self.mirrored)] + own if label == "negative" else own


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def expansions(text: str) -> list[str]:
    """The expansions of a slot: one a line; bars outside brackets part them too."""
    joined = re.sub(r"\n\s*\|", "|", text)
    return [word.strip() for line in lines(joined) for word in _BAR.split(line)] or [""]


def mirror(pattern: str) -> str:
    """A pattern with good and bad exchanged."""
    return _SLOT.sub(lambda slot: slot[0].translate(SIGNS), pattern)


def compiled(pattern: str) -> Compiled:
    """Read a pattern once, so that it is filled quickly."""
    open_choices: list[list[Compiled]] = [[[]]]
    position = 0
    for piece in _PIECE.finditer(pattern):
        if piece.start() > position:
            open_choices[-1][-1].append(pattern[position : piece.start()])
        position = piece.end()
        if piece[1]:
            open_choices[-1][-1].append((piece[1],))
        elif piece[2] == "[":
            open_choices.append([[]])
        elif piece[2] == "|":
            open_choices[-1].append([])
        else:
            choice = open_choices.pop()
            open_choices[-1][-1].append(choice)
    [[whole]] = open_choices
    return [*whole, pattern[position:]]


@dataclass(frozen=True)
class Data:
    """Families of patterns, the words that fill them, and which of both training may see."""

    families: Mapping[str, Family]
    held_back_families: Mapping[str, Family]
    """Never seen in training."""
    slots: Mapping[str, Sequence[str]]
    """Slot -> expansions."""
    domains: Mapping[str, Mapping[str, Sequence[str]]]
    """Domain -> slots of its own."""
    held_back_words: frozenset[str]
    """Words of sentiment that training's sentences never hold."""

    @classmethod
    def read(cls, folder: Path) -> "Data":
        """Read the four TOML files of a language."""
        tables = _read(folder / "slots.toml")
        held_back_words = frozenset(tables.pop("held_back_words"))
        return cls(
            families=_families(folder / "families.toml"),
            held_back_families=_families(folder / "held_back.toml"),
            slots={slot: words for table in tables.values() for slot, words in slots_of(table).items()},
            domains={domain: slots_of(table) for domain, table in _read(folder / "domains.toml").items()},
            held_back_words=held_back_words,
        )


@dataclass(frozen=True)
class Grammar:
    """What sentences are written of, and how."""

    labels: Mapping[str, float]
    """Label -> its share of the sentences."""
    data: Data
    varied: frozenset[str]
    """Slots that are filled differently each time in a sentence, where that is possible; those with a sign are too."""
    finish: Finish
    """Makes a sentence out of a filled pattern: (text, label, random, whether it may be noisy) -> text."""
    never: frozenset[str] = frozenset()
    """The :func:`training.sentiment.acceptance.key` of sentences that are not to be written, however typed."""
    _filled: dict = field(default_factory=dict, repr=False, compare=False)

    def write(self, count: int, seed: Sequence[int], part: str = "training") -> tuple[list[str], list[str]]:
        """Write sentences.

        Args:
            count: how many.
            seed: fixes them.
            part: ``training``; ``held_back_words``, known patterns with words never trained on; or
                ``held_back_patterns``, new patterns with known words.

        Returns:
            The sentences and the label of each.
        """
        draw = random.Random(repr([int(number) for number in seed]))
        patterns = self._patterns[part]
        labels = draw.choices(list(patterns), [self.labels[label] for label in patterns], k=count)
        domains = list(self.data.domains)
        texts = []
        for label in labels:
            families, shares = patterns[label]
            text = None
            while text is None:
                [family] = draw.choices(families, cum_weights=shares)
                pattern = draw.choice(family)
                sentence = _Sentence(self, draw.choice(domains), part == "held_back_words", draw)
                sentence.fill(pattern)
                filled = "".join(sentence.pieces)
                text = self.finish(filled, label, draw, part == "training")
                # Before it is finished, too: what is decorated or mistyped is the same sentence.
                if not self.never.isdisjoint((key(filled), key(text))):
                    text = None
            texts.append(text)
        return texts, labels

    @cached_property
    def _patterns(self) -> dict[str, dict[str, tuple[list[list[Compiled]], list[float]]]]:
        """Part -> label -> families' compiled patterns and their shares, added up."""
        of_part = {}
        for part in PARTS:
            families = (self.data.held_back_families if part == "held_back_patterns" else self.data.families).values()
            of_label = {}
            for label in self.labels:
                kept, shares = [], [0.0]
                for family in families:
                    patterns = family.patterns(label)
                    if part == "held_back_words":
                        # Only what names a word of sentiment can tell whether a new one is understood.
                        patterns = [pattern for pattern in patterns if self._tests_words(pattern)]
                    if patterns:
                        kept.append([compiled(pattern) for pattern in patterns])
                        shares.append(shares[-1] + family.share)
                if kept:
                    of_label[label] = (kept, shares[1:])
            of_part[part] = of_label
        return of_part

    def _tests_words(self, text: str) -> bool:
        """Whether every filling of a pattern or expansion holds a held-back word; what is in brackets may not."""
        outside = re.sub(r"\[[^\[\]]*\]", "", re.sub(r"\[[^\[\]]*\]", "", text))
        for slot in _SLOT.findall(outside):
            words = self.data.slots.get(slot.rstrip("0123456789"), ())
            if self.data.held_back_words & set(words) or (words and all(map(self._tests_words, words))):
                return True
        return False

    def choices(self, domain: str, slot: str, held_back: bool) -> list[list[Compiled]]:
        """The lists of expansions to choose from, each list as often: the common ones and the domain's."""
        key = (domain, slot, held_back)
        if key not in self._filled:
            name = slot.rstrip("0123456789")
            both = [
                list(words)
                for words in (self.data.slots.get(name, ()), self.data.domains[domain].get(name, ()))
                if words
            ]
            hidden = [[word for word in words if word in self.data.held_back_words] for words in both]
            if held_back and any(hidden):
                both = hidden
            else:
                both = [[word for word in words if word not in self.data.held_back_words] for words in both]
            self._filled[key] = [[compiled(word) for word in words] for words in both if words]
        return self._filled[key]


@dataclass
class _Sentence:
    """A sentence that is being written."""

    grammar: Grammar
    domain: str
    held_back: bool
    draw: random.Random
    filled: dict[str, str] = field(default_factory=dict)
    """Slots that keep their filling, and what the varied ones have been filled with."""
    pieces: list[str] = field(default_factory=list)

    def fill(self, pattern: Compiled) -> None:
        """Write a pattern's text behind what there is."""
        for piece in pattern:
            if isinstance(piece, str):
                self.pieces.append(piece)
            elif isinstance(piece, list):
                self.fill(self.draw.choice(piece))
            elif piece[0] in self.filled:
                self.pieces.append(self.filled[piece[0]])
            else:
                self._fill_slot(piece[0])

    def _fill_slot(self, slot: str) -> None:
        choices = self.grammar.choices(self.domain, slot, self.held_back)
        begin = len(self.pieces)
        varied = slot[-1] in "+-" or slot in self.grammar.varied
        for _ in range(3 if varied else 1):
            del self.pieces[begin:]
            self.fill(self.draw.choice(self.draw.choice(choices)))
            if not varied:
                break
            text = "".join(self.pieces[begin:])
            if text not in self.filled:
                # Beside the slots that keep their filling: no slot is named like an expansion.
                self.filled[text] = text
                break
        if slot[-1].isdigit():
            self.filled[slot] = "".join(self.pieces[begin:])


def slots_of(table: Mapping[str, str]) -> dict[str, list[str]]:
    """Slot -> expansions, of a table of texts."""
    return {slot: expansions(text) for slot, text in table.items()}


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _families(path: Path) -> dict[str, Family]:
    return {
        name: Family(**{**table, "neutral": _paired(table.get("neutral", ""))}) for name, table in _read(path).items()
    }


def _paired(text: str) -> str:
    """The lines, those on a thing and its state twice: once on an object, once on a building."""
    paired = []
    for line in text.splitlines():
        if "{thing}" in line and "{state}" in line:
            for kind in ("object", "building"):
                paired.append(line.replace("{thing}", f"{{{kind}}}").replace("{state}", f"{{{kind}_state}}"))
        else:
            paired.append(line)
    return "\n".join(paired)

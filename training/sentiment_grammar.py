"""Plain sentences of our own, with the label that any reader would give them.

The review sets hold few sentences as short and plain as people type into a box ("i am not happy"). A small
grammar writes them: negation near and far, double negation, second thoughts, facts that carry no sentiment.
Some of its words and some of its patterns are held back from training: what the model makes of those is what it
has understood rather than memorised.

A grammar is a dictionary from a slot to its expansions, and patterns with their labels; ``{slot}`` in a pattern
or an expansion is filled in turn.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training import sentiment_grammar_chinese as chinese
from training import sentiment_grammar_english as english

_SLOT = re.compile(r"\{(\w+)\}")
PARTS = ("training", "held_back_words", "held_back_patterns")


@dataclass(frozen=True)
class Grammar:
    """Patterns by label, slots, and which of both training may see."""

    patterns: Mapping[str, Sequence[str]]
    """Label -> patterns."""
    held_back_patterns: Mapping[str, Sequence[str]]
    """The same, never seen in training."""
    slots: Mapping[str, Sequence[str]]
    """Slot -> expansions, which may hold slots."""
    held_back_words: frozenset[str]
    """Words of sentiment, never seen in training's sentences either."""

    def words(self, slot: str, held_back: bool) -> list[str]:
        """The expansions of a slot that a part of the data may use; slots without held-back words are shared."""
        words = list(self.slots[slot])
        kept = [word for word in words if word not in self.held_back_words]
        return (
            [word for word in words if word in self.held_back_words] if held_back and len(kept) < len(words) else kept
        )

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
        random = np.random.default_rng(list(seed))
        held_back = part == "held_back_words"
        patterns = self.held_back_patterns if part == "held_back_patterns" else self.patterns
        choices = [(pattern, label) for label, group in patterns.items() for pattern in group]
        if held_back:
            # Only what names a word of sentiment can tell whether a new one is understood.
            choices = [choice for choice in choices if self._tests_words(choice[0])]
        texts, labels = [], []
        for index in random.integers(len(choices), size=count):
            pattern, label = choices[index]
            texts.append(self._fill(pattern, random, held_back))
            labels.append(label)
        return texts, labels

    def _tests_words(self, pattern: str) -> bool:
        return any(self.held_back_words & set(self.slots[slot]) for slot in _SLOT.findall(pattern))

    def _fill(self, pattern: str, random: np.random.Generator, held_back: bool) -> str:
        words_of: dict[str, list[str]] = {}

        def expand(match: re.Match[str]) -> str:
            words = words_of.get(match[1]) or words_of.setdefault(match[1], self.words(match[1], held_back))
            return _SLOT.sub(expand, words[random.integers(len(words))])

        return re.sub(r"^ +| +$|(?<= ) +", "", _SLOT.sub(expand, pattern))


GRAMMARS = {
    language: Grammar(
        patterns=module.PATTERNS,
        held_back_patterns=module.HELD_BACK_PATTERNS,
        slots=module.SLOTS,
        held_back_words=frozenset(module.HELD_BACK_WORDS),
    )
    for language, module in (("english", english), ("chinese", chinese))
}

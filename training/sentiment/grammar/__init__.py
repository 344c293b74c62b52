"""Sentences of our own for both languages; how they are written is in :mod:`training.sentiment.grammar.writer`."""

from training.sentiment.grammar.chinese import GRAMMAR as CHINESE
from training.sentiment.grammar.english import GRAMMAR as ENGLISH
from training.sentiment.grammar.writer import PARTS, Grammar

__all__ = ["GRAMMARS", "PARTS", "Grammar"]

GRAMMARS = {"english": ENGLISH, "chinese": CHINESE}

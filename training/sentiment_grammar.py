"""Sentences of our own for both languages; how they are written is in :mod:`training.sentiment_grammar_writer`."""

from training.sentiment_grammar_chinese import GRAMMAR as CHINESE
from training.sentiment_grammar_english import GRAMMAR as ENGLISH
from training.sentiment_grammar_writer import PARTS, Grammar

__all__ = ["GRAMMARS", "PARTS", "Grammar"]

GRAMMARS = {"english": ENGLISH, "chinese": CHINESE}

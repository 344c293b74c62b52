"""Pairs of texts that differ in something that must not matter: how often a verdict turns between them is measured.

What is put in are words that training never put in (the held-back half of ``exchanges.toml``).
"""

import random
from collections.abc import Sequence

import numpy as np

from training.sentiment.exchanges import Exchanger, typo

SEED = 2026
# Of the kinds that fit every text this many are taken.
MOST = 2_000
HANDLES = ("@kim_possible9", "@the_daily_show", "@Rob_in_Boston", "@mrs_brown_42", "@acme_help")
CHINESE_HANDLES = ("@小太阳 ", "@科技日报 ", "@路人甲2023 ")
LINKS = ("http://t.co/Zk3pQ9", "https://www.example.org/a?b=1", "bit.ly/2xYz")


def pairs(language: str, texts: Sequence[str]) -> dict[str, tuple[list[str], list[str]]]:
    """By kind of exchange: texts as they are, and the same with it.

    Args:
        language: ``english`` or ``chinese``.
        texts: those that hold nothing to exchange are left out.
    """
    draw = random.Random(SEED)
    exchanger = Exchanger(language, held_back=True)
    chosen = [text for text in texts if len(text) <= 300]
    found = {}
    for kind, exchange in exchanger.kinds.items():
        both = [(text, exchange(text, draw)) for text in chosen]
        found[kind] = [pair for pair in both if pair[0] != pair[1]][:MOST]
    some = draw.sample(chosen, min(MOST, len(chosen)))
    if language == "english":
        found["typos"] = [(text, typo(text, draw)) for text in some]
    handles = CHINESE_HANDLES if language == "chinese" else HANDLES
    found["handles"] = [(text, _with_handle_or_link(text, handles, draw)) for text in some]
    return {kind: ([one for one, _ in both], [other for _, other in both]) for kind, both in found.items() if both}


def turned(before: np.ndarray, after: np.ndarray) -> float:
    """The share of verdicts that turned, of probabilities (texts, labels) before and after an exchange."""
    return float(np.mean(before.argmax(axis=-1) != after.argmax(axis=-1)))


def _with_handle_or_link(text: str, handles: Sequence[str], draw: random.Random) -> str:
    if draw.random() < 0.5:
        return f"{draw.choice(handles)} {text}"
    return f"{text} {draw.choice((*handles, *LINKS))}"

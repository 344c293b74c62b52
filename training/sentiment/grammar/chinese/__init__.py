"""The Chinese grammar; see :mod:`training.sentiment.grammar.writer`. No spaces: Chinese has none.

Traditional characters need no sentences of their own: the tokenizer reads them as simplified ones.
"""

import random
import re
from pathlib import Path

from training.sentiment import acceptance
from training.sentiment.grammar.writer import Data, Grammar

LABELS = {"negative": 0.5, "positive": 0.5}

ENDS = ("", "", "", "", "。", "。", "。", "！", "！", "。。。", "~", "！！", "……")
TAILS = ("啊", "哦", "呀", "哈", "的说", "呢", "了啦", "哟")
NEXT_SIGNS = ((",", 0.12), (" ", 0.06), ("", 0.04), ("。", 0.04), ("！", 0.02), ("～", 0.01))
SAME_SOUND = (
    ("的", "滴"),
    ("得", "的"),
    ("很", "狠"),
    ("再", "在"),
    ("做", "作"),
    ("这", "介"),
    ("是", "素"),
    ("喜欢", "稀饭"),
    ("没有", "木有"),
    ("东西", "东东"),
    ("非常", "灰常"),
    ("错", "戳"),
)
_TAIL_END = re.compile(r"[好差坏慢快贵脏吵甜酸用看吃服意净错坑望]$")


def finish(text: str, label: str, draw: random.Random, noisy: bool) -> str:
    """A filled pattern as somebody types it: with or without signs, a colloquial tail, a sound-alike character."""
    text = text.strip("，。 ")
    if draw.random() < 0.1 and _TAIL_END.search(text):
        text += draw.choice(TAILS)
    if text[-1] not in "？！。":
        text += draw.choice(ENDS)
    chance = draw.random()
    for sign, share in NEXT_SIGNS:
        if chance < share:
            text = text.replace("，", sign)
            break
        chance -= share
    if noisy and draw.random() < 0.06:
        right, wrong = draw.choice(SAME_SOUND)
        text = text.replace(right, wrong, 1)
    return text.strip()


GRAMMAR = Grammar(
    labels=LABELS,
    data=Data.read(Path(__file__).parent),
    varied=frozenset({"part", "thing"}),
    finish=finish,
    never=acceptance.keys("chinese"),
)

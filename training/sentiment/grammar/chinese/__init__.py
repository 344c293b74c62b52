"""The Chinese grammar; see :mod:`training.sentiment.grammar.writer`. No spaces: Chinese has none.

Traditional characters need no sentences of their own: the tokenizer reads them as simplified ones.
"""

import random
import re
from pathlib import Path

from training.sentiment import acceptance
from training.sentiment.grammar.writer import Data, Grammar

LABELS = {"negative": 0.36, "neutral": 0.28, "positive": 0.36}

ENDS = ("", "", "", "", "。", "。", "。", "！", "！", "。。。", "~", "！！", "……")
NEUTRAL_ENDS = ("", "", "", "", "", "。", "。", "。", "。", "。", "~", "！")
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
HAPPY_SIGNS = ("👍", "😊", "❤️", "🎉", "😍", "😄", "🥰", "👏", "(^_^)", "^_^", "(๑•̀ㅂ•́)و✧", "٩(๑❛ᴗ❛๑)۶", "ヾ(≧▽≦*)o")
SAD_SIGNS = ("👎", "😡", "😢", "😞", "😭", "💔", "🤬", "😤", "T_T", "(╥﹏╥)", "QAQ", "╮(╯▽╰)╭", "(╯°Д°)╯")
# These tell nothing, and nor do names and topics: any sentence may hold one.
PLAIN_SIGNS = ("📍", "⏰", "📦", "🚇", "📷", "📝", "➡️", "🕒")
TOPICS = ("#日常#", "#周末#", "#打卡#", "#今天#", "#上海#", "#2019#", "@小鱼儿", "@老王在路上", "@nina_77", "@天天向上")
_TAIL_END = re.compile(r"[好差坏慢快贵脏吵甜酸用看吃服意净错坑望]$")


def finish(text: str, label: str, draw: random.Random, noisy: bool) -> str:
    """A filled pattern as somebody types it: with or without signs, a colloquial tail, a sound-alike character.

    Args:
        text: the filled pattern.
        label: what it says; a neutral sentence is typed without excitement.
        draw: where chance comes from.
        noisy: whether slips, smileys, names and topics may be added.
    """
    neutral = label == "neutral"
    text = text.strip("，。 ")
    if not neutral and draw.random() < 0.1 and _TAIL_END.search(text):
        text += draw.choice(TAILS)
    if neutral and text[-1] == "吗":
        text += draw.choice(("？", "？", "？", "?", ""))
    elif text[-1] not in "？！。":
        text += draw.choice(NEUTRAL_ENDS if neutral else ENDS)
    chance = draw.random()
    for sign, share in NEXT_SIGNS:
        if chance < share:
            if not (neutral and sign == "！"):
                text = text.replace("，", sign)
            break
        chance -= share
    if noisy and draw.random() < 0.06:
        right, wrong = draw.choice(SAME_SOUND)
        text = text.replace(right, wrong, 1)
    text = text.strip()
    return _decorate(text, label, draw) if noisy else text


def _decorate(text: str, label: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.05 and label != "neutral":
        sign = draw.choice(HAPPY_SIGNS if label == "positive" else SAD_SIGNS)
        return text + sign * (draw.choice((1, 1, 1, 2, 3)) if len(sign) == 1 else 1)
    if 0.05 <= chance < 0.065:
        return text + draw.choice(PLAIN_SIGNS)
    if 0.065 <= chance < 0.085:
        return f"{text} {draw.choice(TOPICS)}"
    if 0.085 <= chance < 0.105:
        return f"{draw.choice(TOPICS)} {text}"
    return text


GRAMMAR = Grammar(
    labels=LABELS,
    data=Data.read(Path(__file__).parent),
    varied=frozenset(
        [
            "part",
            "thing",
            "name",
            "place",
            "venue",
            "object",
            "object_state",
            "paper",
            "paper_state",
            "venue_state",
            "where",
            "kindof",
            "color",
            "do",
            "act",
            "doing",
            "some",
            "fact",
            "others",
            "meh",
            "group_noun",
            "worker",
            "me",
            "clock",
            "date",
            "relative",
        ]
    ),
    finish=finish,
    never=acceptance.keys("chinese"),
)

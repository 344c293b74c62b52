"""The English grammar, put together, and how its patterns become what people type."""

import random
import re
from pathlib import Path

from training.sentiment import acceptance
from training.sentiment.grammar.writer import Data, Grammar

DATA = Data.read(Path(__file__).parent)
# Neutral sentences are a fifth, as in the treebank.
LABELS = {"negative": 0.4, "neutral": 0.2, "positive": 0.4}

CONTRACTIONS = (
    (r"\b(is|are|was|were|do|does|did|has|have|had|would|could|should) not\b", r"\1n't"),
    (r"\bcan not\b", "can't"),
    (r"\bwill not\b", "won't"),
    (r"\bi am(?= [a-z])", "i'm"),
    (r"(?<!about )(?<!of )(?<!with )\b(it|that|he|she|there|what|who) is(?= [a-z])", r"\1's"),
    (r"\b(we|they|you) are(?= [a-z])", r"\1're"),
    (r"\b(i|we|they|you) have(?= (?:never|been|not|had|seen|watched|read|heard|come|changed|known|ever)\b)", r"\1've"),
    (r"\b(i|we|they|you) (?:will|shall)(?= [a-z])", r"\1'll"),
    (r"\b(i|we|they|you) would(?= [a-z])", r"\1'd"),
)
_CONTRACTIONS = [(re.compile(pattern), short) for pattern, short in CONTRACTIONS]
_SPACES = re.compile(r"\s+")
_BEFORE_SIGN = re.compile(r" +(?=[,.;:?!)])")
_DOUBLED_SIGN = re.compile(r"([?!.])[.,;]")
_ARTICLE = re.compile(r"\b(a)n? (?=(\w+))", re.IGNORECASE)
_VOWEL = re.compile(r"(?!uni|use|euro|one\b|ukr)(?:[aeiou]|hour|honest|8|11\b|18\b)", re.IGNORECASE)
_LONG_WORD = re.compile(r"\b[a-z]{5,}\b")
_LENGTHENED = re.compile(r"\b(so|really|very|love|hate|good|bad|nice|boring|great|awful|way|too|never|yes|no)\b")
# A slip in the name of a group of people might make it an insult.
_NEVER_MISSPELT = frozenset(" ".join([*DATA.slots["group"], *DATA.slots["group_noun"]]).split())
_SENTENCE_START = re.compile(r"(^|[.?!] )([a-z])")

ENDS = ("", "", "", "", ".", ".", ".", ".", "!", "...")
NEUTRAL_ENDS = ("", "", "", "", ".", ".", ".", ".", ".", "!")
HAPPY_SIGNS = (":)", ":-)", ":D", "=)", ";)", "<3", "😊", "😍", "👍", "❤️", "🎉", "\\o/", "xoxo")
SAD_SIGNS = (":(", ":-(", ":'(", ":/", "=(", "</3", "😡", "😢", "👎", "😞", "🤬", ">:(", "smh")
HAPPY_EMOJI = "😀😃😄😁😊😍🥰😘🤩🥳😎👍👏🙌❤💕💖💯🎉🔥😻🤗😋💪✨🌟👌😇🙏"
SAD_EMOJI = "😡😠🤬👎😢😭😞😔😟🙁☹😣😫😩😤🤮🤢💔😒🙄😖😰😱😿💩🤦😑😓"
HANDLES = (
    "@anna_k",
    "@jet2go",
    "@bookworm77",
    "@CityBank",
    "@skyhigh",
    "@tom1990",
    "@the_real_lee",
    "@shopland",
    "@nightowl",
    "@foodie_9",
    "http://t.co/x8Fq2Lm",
    "https://bit.ly/3kZ9",
    "www.example.com/page/12",
    "https://t.co/9aQwE1",
    "http://pic.me/44821",
    "#monday",
    "#travel",
    "#nofilter",
    "#tbt",
    "#day3",
    "#london",
    "#2016",
    "@weather_now",
    "@hotline24",
    "https://youtu.be/a1B2",
)


def finish(text: str, label: str, draw: random.Random, noisy: bool) -> str:
    """A filled pattern as somebody types it: contracted or not, with or without capitals, a full stop, a slip.

    Args:
        text: the filled pattern.
        label: what it says; only smileys depend on it.
        draw: where chance comes from.
        noisy: whether slips, smileys, handles and addresses may be added.
    """
    text = _tidy(text)
    if draw.random() < 0.6:
        for pattern, short in _CONTRACTIONS:
            if draw.random() < 0.85:
                text = pattern.sub(short, text)
    if draw.random() < 0.3:
        text = text.replace("can not", "cannot")
    if text[-1] not in "?!.":
        text += draw.choice(NEUTRAL_ENDS if label == "neutral" else ENDS)
    elif text[-1] == "." and draw.random() < 0.3:
        text = text[:-1]
    if noisy:
        text = _slip(text, draw)
    text = _case(text, draw)
    return _decorate(text, label, draw) if noisy else text


def _tidy(text: str) -> str:
    text = _SPACES.sub(" ", text).strip(" ,")
    text = _DOUBLED_SIGN.sub(r"\1", _BEFORE_SIGN.sub("", text))
    return _ARTICLE.sub(lambda found: found[1] + ("n " if _VOWEL.match(found[2]) else " "), text)


def _slip(text: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.08:
        words = [word for word in _LONG_WORD.finditer(text) if word[0] not in _NEVER_MISSPELT]
        if words:
            word = draw.choice(words)
            place = draw.randrange(word.start() + 1, word.end() - 1)
            kind = draw.randrange(3)
            if kind == 0:
                return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            return text[:place] + (text[place] * 2 if kind == 1 else "") + text[place + 1 :]
    elif chance < 0.11:
        return text.replace("'", "")
    elif chance < 0.13:
        return _LENGTHENED.sub(lambda found: found[1] + found[1][-1] * draw.randrange(1, 4), text, count=1)
    elif chance < 0.15:
        return text.replace(",", "").replace(" you ", " u ").replace(" are ", " r ").replace(" and ", " & ")
    return text


def _case(text: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.5:
        return text.lower() if chance < 0.35 else text
    if chance < 0.97:
        text = _SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), text)
        return re.sub(r"\bi\b", "I", text)
    return text.upper()


def _decorate(text: str, label: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.05 and label != "neutral":
        return f"{text} {draw.choice(HAPPY_SIGNS if label == 'positive' else SAD_SIGNS)}"
    if 0.05 <= chance < 0.09:
        return f"{text} {draw.choice(HANDLES)}"
    if 0.09 <= chance < 0.13:
        return f"{draw.choice(HANDLES)} {text}"
    if 0.13 <= chance < 0.19 and label != "neutral":
        signs = draw.choice(HAPPY_EMOJI if label == "positive" else SAD_EMOJI) * draw.choice((1, 1, 1, 2, 3))
        # A fifth of them is nothing but the signs.
        return signs if chance < 0.142 else f"{text} {signs}"
    return text


GRAMMAR = Grammar(
    labels=LABELS,
    data=DATA,
    varied=frozenset(
        [
            "name",
            "place",
            "weekday",
            "part",
            "parts",
            "fact",
            "object",
            "building",
            "object_state",
            "building_state",
            "item",
            "items",
            "described",
            "group",
            "they",
        ]
    ),
    finish=finish,
    never=acceptance.keys("english"),
)

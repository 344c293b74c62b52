"""What a person meant by what they typed: the first step of reading, the same in training and in serving.

Handles and links say nothing about a text and are left out. Emoji become their names, HTML entities and the forms of
apostrophes and quotes their plain characters, full-width signs their ordinary ones, and a word that was lengthened
(``soooo``) gets its usual spelling back.
"""

import html
import html.entities
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import emoji

# An emoji of a run is named so often: one says what twenty say, two still say it louder.
MOST_ALIKE = 2
MOST_SIGNS = 3
MOST_OF_ENTITY = 10
# 拇指向下, the name of 👎, is a posture to a Chinese reader, not what people mean by it.
MEANINGS = {"chinese": {"👎": "差评"}}
_SIGNS = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        "\u3000": " ",
        "\u00a0": " ",
        **dict.fromkeys("‘’‛ʼ`´′＇", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑‒–—―", "-"),
        "…": "...",
    }
)
_SIGN = re.compile("[" + re.escape("".join(map(chr, _SIGNS))) + "]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_REST_OF_LINK = r"[^\s\u3000-\u9fff\uff00-\uffef]+"
_LINK = (
    rf"(?:https?://|www\.){_REST_OF_LINK}"
    r"|(?<![A-Za-z0-9_])[A-Za-z0-9_.+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+"
    rf"|\b(?:[\w-]+\.)+[a-z]{{2,4}}/{_REST_OF_LINK}"
)
_HANDLE = r"(?<![\w@])@[A-Za-z0-9_]{1,30}\b|(?<!\w)/?u/[A-Za-z0-9_-]{3,20}\b"
# A Chinese name ends at a space or a sign.
_CHINESE_HANDLE = r"@[\w\-·]{1,30}(?=[\s:：，,。！!？?]|$)"
_WORD = re.compile(r"(?:[^\W\d_]|')+")
_LENGTHENED = re.compile(r"([^\W\d_])\1\1")
_REPEATED_SIGN = r"([!?.,~！？。，～、])\1{3,}"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# What may be an emoji; everything else is spared the look into the table of them.
_MAYBE_EMOJI = re.compile(
    r"[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_TONE = re.compile(r"[\U0001f3fb-\U0001f3ff]")

Known = Callable[[str], int | None]
"""The rank of a word that is known, the commonest 0; None for another."""


@dataclass(frozen=True)
class Change:
    """A piece of a text that is read as something else."""

    kind: str
    """``link``, ``handle``, ``emoji``, ``entity`` or ``lengthened``."""
    typed: str
    read: str
    """Empty for what is left out."""


@dataclass(frozen=True)
class Meant:
    """A text as it was meant."""

    text: str
    origin: tuple[tuple[int, int], ...]
    """From where to where in the typed text each character comes."""
    changes: tuple[Change, ...]
    """What a person may want to know of, in the order of the text; quotes and full-width signs are not told."""


def as_meant(text: str, language: str = "english", known: Known = lambda word: None) -> Meant:
    """Read a text as it was meant.

    Args:
        text: as it was typed.
        language: ``english`` or ``chinese``: of the names of emoji.
        known: says which spelling of a lengthened word is one; where none is, letters stand twice at most.
    """
    first = _replaced(text, [(place, place + 1) for place in range(len(text))], _entities(text))
    steps = sorted(_steps(first.text, language, known), key=lambda step: (step[0], -step[1]))
    second = _replaced(first.text, first.origin, steps)
    return Meant(second.text, second.origin, first.changes + second.changes)


# From where to where, what stands there instead, and of which kind the change is; None for one that is not told.
_Step = tuple[int, int, str, str | None]


def _replaced(text: str, origin: Sequence[tuple[int, int]], steps: Sequence[_Step]) -> Meant:
    """Put new pieces in; of those that overlap the first one counts."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    changes: list[Change] = []
    end = 0
    for start, stop, new, kind in steps:
        if start < end:
            continue
        pieces += [text[end:start], new]
        places += origin[end:start]
        if new:
            places += [(origin[start][0], origin[stop - 1][1])] * len(new)
        if kind is not None:
            changes.append(Change(kind, text[start:stop], new.strip()))
        end = stop
    return Meant("".join([*pieces, text[end:]]), (*places, *origin[end:]), tuple(changes))


def _entities(text: str) -> list[_Step]:
    if "&" not in text:
        return []
    found: list[_Step] = []
    for match in _ENTITY.finditer(text):
        meant, end = _unescaped(match[0]), match.end()
        # What went through two programs is written twice: &amp;#39;
        rest = _ENTITY.match("&" + text[end : end + MOST_OF_ENTITY]) if meant == "&" else None
        if rest and (twice := _unescaped(rest[0])) is not None:
            meant, end = twice, end + len(rest[0]) - 1
        if meant is not None:
            found.append((match.start(), end, meant, "entity"))
    return found


def _unescaped(entity: str) -> str | None:
    """The character that an entity stands for; None for one that only looks like an entity (``&region;``)."""
    known = entity[1] == "#" or entity[1:] in html.entities.html5
    return html.unescape(entity) if known else None


def _steps(text: str, language: str, known: Known) -> Iterator[_Step]:
    if any(sign in text for sign in ("://", "www.", "@", "/")):
        handle = f"{_HANDLE}|{_CHINESE_HANDLE}" if language == "chinese" else _HANDLE
        for kind, pattern in (("link", _LINK), ("handle", handle)):
            for match in re.finditer(pattern, text):
                yield match.start(), match.end(), "", kind
    if _MAYBE_EMOJI.search(text):
        yield from _emoji(text, language)
    words = _WORD.finditer(text) if _LENGTHENED.search(text) else ()
    for match in words:
        if not _LENGTHENED.search(match[0]):
            continue
        if _HAN.search(match[0]):
            yield from _repeated_han(text, match)
        else:
            yield match.start(), match.end(), _usual(match[0], known), "lengthened"
    for match in re.finditer(_REPEATED_SIGN, text):
        yield match.start(), match.end(), match[1].translate(_SIGNS) * MOST_SIGNS, None
    for match in _SIGN.finditer(text):
        yield match.start(), match.end(), match[0].translate(_SIGNS), None


def _emoji(text: str, language: str) -> Iterator[_Step]:
    tongue = "zh" if language == "chinese" else "en"
    emoji.config.load_language(tongue)
    before, times, end = "", 0, -1
    for found in emoji.emoji_list(text):
        plain = _TONE.sub("", found["emoji"])
        data = emoji.EMOJI_DATA.get(plain) or emoji.EMOJI_DATA[found["emoji"]]
        name = str(data.get(tongue) or data["en"]).strip(":").replace("_", " ").replace("-", " ")
        name = MEANINGS.get(language, {}).get(plain, name)
        times = times + 1 if name == before and found["match_start"] == end else 1
        before, end = name, found["match_end"]
        told = times <= MOST_ALIKE
        yield found["match_start"], end, f" {name} " if told else "", "emoji" if told else None


def _usual(word: str, known: Known) -> str:
    """A lengthened word in the spelling that is commonest among those it may come from."""
    runs = [(run[1], len(run[0])) for run in re.finditer(r"(.)\1*", word.lower())]
    long = [number for number, (_, size) in enumerate(runs) if size > 2]
    spellings = []
    for sizes in product((2, 1), repeat=min(len(long), 4)):
        chosen = dict(zip(long, sizes, strict=False))
        spellings.append(
            "".join(letter * chosen.get(number, min(size, 2)) for number, (letter, size) in enumerate(runs))
        )
    ranked = [(rank, spelling) for spelling in spellings if (rank := known(spelling)) is not None]
    return min(ranked)[1] if ranked else spellings[0]


def _repeated_han(text: str, match: re.Match[str]) -> Iterator[_Step]:
    """哈哈哈哈 is 哈哈: a Chinese character stands twice at most."""
    for run in re.finditer(r"(.)\1{2,}", match[0]):
        start = match.start() + run.start()
        yield start, match.start() + run.end(), run[1] * MOST_ALIKE, "lengthened"

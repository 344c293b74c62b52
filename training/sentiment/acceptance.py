"""The plain sentences that a shipped model is accepted by, and how the training grammar keeps off them.

They stand in ``acceptance.csv`` beside this file, which the tests read too. A sentence that training writes itself
shows nothing when it is read rightly, so the grammar writes none of them (:func:`key` says when two are the same).
"""

import csv
import re
from pathlib import Path

from training.sentiment import own_sentences

FILE = Path(__file__).with_suffix(".csv")
_SHORT = (("can't", "can not"), ("won't", "will not"), ("n't", " not"), ("'m", " am"), ("'re", " are"), ("'s", " is"))
_NO_LETTER = re.compile(r"[\W\d_]+")


def load(language: str) -> list[tuple[str, str]]:
    """Label and text of each sentence of a language, ``english`` or ``chinese``."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [(row["label"], row["text"]) for row in csv.DictReader(file) if row["language"] == language]


def key(text: str) -> str:
    """The letters of a text, in lower case and not contracted: the same for "I'm not happy!" and "i am not happy"."""
    text = text.casefold().replace("’", "'")
    for short, whole in _SHORT:
        text = text.replace(short, whole)
    return _NO_LETTER.sub("", text)


def keys(language: str) -> frozenset[str]:
    """The keys of all sentences of a language that training must not write: these, and those that measure a model."""
    own = [text for unseen in (False, True) for text in own_sentences.load(language, unseen)["text"]]
    return frozenset(key(text) for text in [*own, *(text for _, text in load(language))]) - {""}

"""What if a word were not there, or another stood in its place? All such texts of a text are read in one batch."""

import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from models.sentiment.words import is_han, plain, typed_words

if TYPE_CHECKING:
    from models.sentiment.classifier import SentimentClassifier

MOST_WORDS = 60
"""A text of more words is not searched for flips: one word in sixty decides little, and the time would grow."""
MOST_REPLACEMENTS = 160
COMMON_WORDS = 3_000
# A word has an opinion of its own from this probability on, and stands near another from this cosine on.
OPINIONATED = 0.6
NEAR = 0.2
# Replacements tried for a word.
EACH = 10

# "isn't" is two words to a reader; what "can't" and "won't" leave behind is none.
NOT = re.compile(r"(?<!\bca)(?<!\bwo)(?<!\bsha)n['’]t$", re.IGNORECASE)

Span = tuple[int, int]


@dataclass(frozen=True)
class Flip:
    """One word of a text, left out or replaced, and the other verdict that follows."""

    span: Span
    """Where the word stands."""
    word: str
    replacement: str | None
    """What stands in its place; None where it was left out."""
    text: str
    """The changed text."""
    label: str
    """Its verdict."""
    probability: float
    """That verdict's."""


@dataclass(frozen=True)
class Search:
    """What was found, and how much was tried for it."""

    flips: list[Flip]
    """Words left out first, then replacements, the nearest in meaning first; at most one of each kind for a word."""
    texts_read: int
    too_long: bool
    """Whether the text has more than :data:`MOST_WORDS` words, and nothing was tried."""


def words(classifier: "SentimentClassifier", text: str) -> list[Span]:
    """Where the words of a text stand, without the signs: those that an explanation names, ``isn't`` cut in two."""
    read, offsets = classifier.tokenizer.locate(text)
    spans: list[Span] = []
    for typed in typed_words(read, offsets):
        word = plain(read[typed.start : typed.end])
        negation = NOT.search(word)
        # Of an entity, isn&#39;t, the end is not where the letters say.
        if negation and negation.start() and len(word) == typed.end - typed.start:
            middle = typed.start + negation.start()
            spans += [(typed.start, middle), (middle, typed.end)]
        elif any(sign.isalnum() or unicodedata.category(sign) == "So" for sign in word):
            spans.append((typed.start, typed.end))
    return spans


def without(text: str, spans: Sequence[Span]) -> str:
    """The text with some words left out, and no gap where they stood."""
    for begin, end in sorted(spans, reverse=True):
        before, after = text[:begin], text[end:]
        if not after or after[0].isspace() or after[0] in ".,;:!?)":
            before = before.rstrip(" ")
        if not before:
            after = after.lstrip(" ")
        text = before + after
    return text


def replaced(text: str, span: Span, replacement: str) -> str:
    """The text with another word in a word's place, with its capital letter."""
    word = text[slice(*span)]
    if word[:1].isupper():
        replacement = replacement.upper() if len(word) > 1 and word.isupper() else replacement.capitalize()
    return text[: span[0]] + replacement + text[span[1] :]


def one_word_flips(classifier: "SentimentClassifier", text: str) -> Search:
    """Look for the single words that carry a verdict: without one of them, or with another, the verdict is another.

    What may replace a word comes from the network itself: of the common words of its vocabulary, those that it
    finds positive when they stand alone where it finds the word negative, or the other way round, and of these the
    nearest in its embedding table, where words stand near each other that are used alike: ``good`` near ``bad``.

    Returns:
        The flips of the text; none for an empty one.
    """
    spans = words(classifier, text)
    if len(spans) > MOST_WORDS:
        return Search([], 0, too_long=True)
    changes: list[tuple[Span, str | None]] = [(span, None) for span in spans]
    changes += _replacements(classifier, text, spans)
    texts = [without(text, [span]) if new is None else replaced(text, span, new) for span, new in changes]
    probabilities = classifier.probabilities([text, *texts])
    labels = probabilities.argmax(axis=1)
    flips: dict[tuple[Span, bool], Flip] = {}
    for (span, new), changed, row, label in zip(changes, texts, probabilities[1:], labels[1:], strict=True):
        if label != labels[0] and changed.strip() and (span, new is None) not in flips:
            flips[span, new is None] = Flip(
                span, text[slice(*span)], new, changed, classifier.labels[label], float(row[label])
            )
    return Search(list(flips.values()), len(texts) + 1, too_long=False)


def _replacements(classifier: "SentimentClassifier", text: str, spans: Sequence[Span]) -> list[tuple[Span, str]]:
    """The replacements worth trying, nearest first: for each opinionated word those near it of the other opinion."""
    known = _opinions(classifier)
    if known is None or not spans:
        return []
    own = [text[slice(*span)].casefold() for span in spans]
    table = _embedding(classifier)
    vectors = np.stack([table[numbers].sum(axis=0) for numbers in classifier.tokenizer.encode(own)])
    nearness = _unit(vectors) @ known.vectors.T
    # What a contraction leaves behind ("n't") has no other word for it.
    signs = [0 if NOT.match(word) else sign for word, sign in zip(own, _signs(classifier, own), strict=True)]
    pairs = []
    for span, sign, near in zip(spans, signs, nearness, strict=True):
        other = np.flatnonzero((known.signs == -sign) & (near >= NEAR)) if sign else np.zeros(0, int)
        pairs += [(near[one], span, known.words[one]) for one in other[np.argsort(-near[other])][:EACH]]
    pairs.sort(key=lambda pair: -pair[0])
    return [(span, word) for _nearness, span, word in pairs[:MOST_REPLACEMENTS]]


def _signs(classifier: "SentimentClassifier", alone: Sequence[str]) -> np.ndarray:
    """What each word says when it stands alone: 1 for positive, -1 for negative, 0 where the classifier is not sure."""
    probabilities = classifier.probabilities(alone)
    positive = probabilities[:, classifier.labels.index("positive")]
    negative = probabilities[:, classifier.labels.index("negative")]
    return np.where(positive >= OPINIONATED, 1, np.where(negative >= OPINIONATED, -1, 0))


@dataclass(frozen=True)
class _Opinions:
    """Common words that say something on their own: their vectors of length 1, and -1 or 1 for each."""

    words: list[str]
    vectors: np.ndarray
    signs: np.ndarray


_known: "WeakKeyDictionary[SentimentClassifier, _Opinions | None]" = WeakKeyDictionary()
_one_at_a_time = threading.Lock()


def _opinions(classifier: "SentimentClassifier") -> _Opinions | None:
    """The classifier's opinionated words, read once; None for a network without an embedding table."""
    with _one_at_a_time:
        if classifier not in _known:
            _known[classifier] = _read_vocabulary(classifier)
        return _known[classifier]


def _read_vocabulary(classifier: "SentimentClassifier") -> _Opinions | None:
    table = _embedding(classifier)
    if table is None:
        return None
    tokenizer = classifier.tokenizer
    common = [word for word in tokenizer.words() if _is_whole(word)][:COMMON_WORDS]
    signs = _signs(classifier, common)
    chosen = np.flatnonzero(signs)
    opinionated = [common[index] for index in chosen]
    vectors = _unit(table[[tokenizer.tokenizer.token_to_id(word) for word in opinionated]])
    return _Opinions(opinionated, vectors, signs[chosen])


def _is_whole(word: str) -> bool:
    """Whether a token is a word: Chinese, or Latin of three letters and more."""
    return len(word) >= 3 or is_han(word[0])


def _embedding(classifier: "SentimentClassifier") -> Any:
    """The token vectors, (vocabulary, size); None where the network has none."""
    for layer in classifier.network.layers:
        if layer.name == "embedding":
            return np.asarray(layer.vectors, "float32")
    return None


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)

"""The grammar's sentences are labelled rightly, and what is held back stays out of training."""

import re

import pytest

from training.sentiment_data import LABELS
from training.sentiment_grammar import GRAMMARS, PARTS


@pytest.fixture(params=["english", "chinese"])
def language(request):
    return request.param


@pytest.mark.parametrize("part", PARTS)
def test_sentences_are_whole_and_of_every_label(language, part):
    texts, labels = GRAMMARS[language].write(600, [1], part)
    assert len(texts) == len(labels) == 600
    wanted = set(LABELS[language]) - ({"neutral"} if part == "held_back_words" else set())
    assert set(labels) == wanted
    for text in texts:
        assert text == text.strip()
        assert text
        assert not re.search(r"[{}|]|  ", text)


def test_the_seed_fixes_the_sentences(language):
    grammar = GRAMMARS[language]
    assert grammar.write(50, [1, 2]) == grammar.write(50, [1, 2])
    assert grammar.write(50, [1, 2]) != grammar.write(50, [1, 3])


def test_every_slot_is_filled_and_keeps_words_for_training(language):
    grammar = GRAMMARS[language]
    named = {
        slot
        for part in (grammar.patterns, grammar.held_back_patterns)
        for group in part.values()
        for pattern in group
        for slot in re.findall(r"\{(\w+)\}", pattern)
    }
    named |= {slot for words in grammar.slots.values() for word in words for slot in re.findall(r"\{(\w+)\}", word)}
    assert named == set(grammar.slots)
    for slot in grammar.slots:
        assert grammar.words(slot, held_back=False)
        assert grammar.words(slot, held_back=True)
    known = {word for words in grammar.slots.values() for word in words}
    assert set(grammar.held_back_words) <= known


def test_held_back_words_and_patterns_never_occur_in_training(language):
    grammar = GRAMMARS[language]
    seen = " | ".join(grammar.write(5_000, [3])[0])
    for word in grammar.held_back_words:
        found = re.search(rf"\b{re.escape(word)}\b", seen) if language == "english" else word in seen
        assert not found, word
    training = {pattern for group in grammar.patterns.values() for pattern in group}
    assert not training & {pattern for group in grammar.held_back_patterns.values() for pattern in group}


def test_a_pattern_has_one_label(language):
    for patterns in (GRAMMARS[language].patterns, GRAMMARS[language].held_back_patterns):
        every = [pattern for group in patterns.values() for pattern in group]
        assert len(every) == len(set(every))


@pytest.mark.parametrize(("good", "bad"), [("good", "bad"), ("glad", "sad"), ("enjoy", "dislike"), ("hit", "miss")])
def test_no_word_is_both(language, good, bad):
    slots = GRAMMARS[language].slots
    assert not set(slots[good]) & set(slots[bad])

"""The grammar's sentences are labelled rightly, and what is held back stays out of training."""

import collections
import dataclasses
import random
import re

import pytest

from training.sentiment import acceptance
from training.sentiment.data import LABELS
from training.sentiment.grammar import GRAMMARS, PARTS
from training.sentiment.grammar.writer import Data, Family, Grammar, compiled, expansions, mirror

SLOT = re.compile(r"\{([\w+-]+)\}")


@pytest.fixture(params=["english", "chinese"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def training():
    return {language: grammar.write(6_000, [3]) for language, grammar in GRAMMARS.items()}


def patterns(grammar, families):
    return [pattern for family in families.values() for label in grammar.labels for pattern in family.patterns(label)]


def small(families, slots, finish=lambda text, label, draw, noisy: text, varied=frozenset(), **others):
    settings = {"held_back_families": {}, "domains": {"any": {}}, "held_back_words": frozenset()} | others
    labels = {"negative": 0.5, "positive": 0.5}
    return Grammar(labels, Data(families=families, slots=slots, **settings), varied=varied, finish=finish)


@pytest.mark.parametrize("part", PARTS)
def test_sentences_are_whole_and_of_every_label(language, part):
    texts, labels = GRAMMARS[language].write(1_000, [1], part)
    assert len(texts) == len(labels) == 1_000
    wanted = set(LABELS) - ({"neutral"} if part == "held_back_words" else set())
    assert set(labels) == wanted
    for text in texts:
        assert text == text.strip()
        assert text
        assert not re.search(r"[{}|\[\]]|  ", text), text


def test_the_seed_fixes_the_sentences(language):
    grammar = GRAMMARS[language]
    assert grammar.write(50, [1, 2]) == grammar.write(50, [1, 2])
    assert grammar.write(50, [1, 2]) != grammar.write(50, [1, 3])


def test_labels_have_their_shares(language, training):
    counts = collections.Counter(training[language][1])
    for label, share in GRAMMARS[language].labels.items():
        assert counts[label] / 6_000 == pytest.approx(share, abs=0.03)


def test_sentences_are_seldom_the_same(language, training):
    assert len(set(training[language][0])) > 5_000


def test_every_slot_is_known_and_used_and_keeps_words_for_training(language):
    grammar = GRAMMARS[language]
    every = patterns(grammar, grammar.data.families) + patterns(grammar, grammar.data.held_back_families)
    tables = [grammar.data.slots, *grammar.data.domains.values()]
    every += [word for table in tables for words in table.values() for word in words]
    used = {slot.rstrip("0123456789") for text in every for slot in SLOT.findall(text)}
    in_each_domain = set.intersection(*(set(slots) for slots in grammar.data.domains.values()))
    assert used <= set(grammar.data.slots) | in_each_domain
    assert set(grammar.data.slots) | in_each_domain <= used
    for table in tables:
        for words in table.values():
            assert set(words) - grammar.data.held_back_words
    assert grammar.data.held_back_words <= {word for table in tables for words in table.values() for word in words}


def test_held_back_words_and_patterns_never_occur_in_training(language, training):
    grammar = GRAMMARS[language]
    seen = " | ".join(training[language][0]).lower()
    every = patterns(grammar, grammar.data.families)
    every += [
        word for words in grammar.data.slots.values() for word in words if word not in grammar.data.held_back_words
    ]
    every += [
        word
        for table in grammar.data.domains.values()
        for words in table.values()
        for word in words
        if word not in grammar.data.held_back_words
    ]
    words = "|".join(map(re.escape, grammar.data.held_back_words))
    pattern = re.compile(rf"\b(?:{words})\b" if language == "english" else words)
    assert not pattern.findall(seen)
    assert not pattern.findall(" | ".join(every))
    trained = {SLOT.sub("_", pattern) for pattern in patterns(grammar, grammar.data.families)}
    assert not trained & {SLOT.sub("_", pattern) for pattern in patterns(grammar, grammar.data.held_back_families)}


def test_each_sentence_on_held_back_words_holds_one(language):
    grammar = GRAMMARS[language]
    for text in grammar.write(400, [5], "held_back_words")[0]:
        plain = re.sub(r"\ban?\b ", "", text.lower())
        assert any(re.sub(r"\ba ", "", word) in plain for word in grammar.data.held_back_words), text


def test_a_pattern_has_one_label(language):
    grammar = GRAMMARS[language]
    for families in (grammar.data.families, grammar.data.held_back_families):
        labels = collections.defaultdict(set)
        for family in families.values():
            for label in grammar.labels:
                for pattern in family.patterns(label):
                    labels[pattern].add(label)
        assert not [pattern for pattern, found in labels.items() if len(found) > 1]


def test_no_word_is_both_good_and_bad(language):
    grammar = GRAMMARS[language]
    tables = [grammar.data.slots, *grammar.data.domains.values()]
    for slot in {slot for table in tables for slot in table if slot.endswith("+") and slot != "soft+"}:
        good = {word for table in tables for word in table.get(slot, ()) if not SLOT.search(word)}
        bad = {word for table in tables for word in table.get(mirror(f"{{{slot}}}")[1:-1], ()) if not SLOT.search(word)}
        assert not good & bad, slot


def test_little_words_tell_nothing(training):
    """A word that serves good and bad alike stands as often with either, so that no model can lean on it."""
    texts, labels = training["english"]
    counts = collections.defaultdict(collections.Counter)
    for text, label in zip(texts, labels, strict=True):
        for word in set(re.findall(r"[a-z]+", text.lower())):
            counts[word][label] += 1
    for word in ("not", "but", "now", "friends", "yes", "think", "used", "never", "than", "say", "no", "if"):
        positive, negative = counts[word]["positive"], counts[word]["negative"]
        # Chance alone moves a count by its square root.
        both = positive + negative
        assert abs(positive - negative) < 0.1 * both + 3 * both**0.5, word
        assert counts[word]["neutral"] > 3, word


def test_a_mirrored_pattern_is_read_both_ways():
    family = Family(mirrored="not {bad-}", positive="ten stars")
    assert family.patterns("positive") == ["not {bad-}", "ten stars"]
    assert family.patterns("negative") == ["not {bad+}"]
    assert family.patterns("neutral") == []


def test_choices_and_kept_fillings():
    assert compiled("a [b|[c|]]{d}") == ["a ", [["b"], [[["c"], []]]], ("d",), ""]
    assert expansions("a|b [c|d]|") == ["a", "b [c|d]", ""]
    grammar = small({"all": Family(mirrored="{x1}{x1} [u|v] {y+}")}, {"x": ["1", "2"], "y+": ["good"], "y-": ["bad"]})
    texts, labels = grammar.write(60, [0])
    assert set(texts) == {f"{x}{x} {u} {y}" for x in "12" for u in "uv" for y in ("good", "bad")}
    assert all(("good" in text) == (label == "positive") for text, label in zip(texts, labels, strict=True))


def test_a_domain_adds_its_words():
    grammar = small(
        {"all": Family(mirrored="{thing} {y+}")},
        {"y+": ["good"], "y-": ["bad"]},
        domains={"sea": {"thing": ["ship"], "y+": ["tidy"]}, "land": {"thing": ["cart"]}},
    )
    assert set(grammar.write(200, [0])[0]) == {"ship good", "ship tidy", "ship bad", "cart good", "cart bad"}


@pytest.mark.parametrize("part", PARTS)
def test_no_sentence_that_models_are_accepted_by_is_written(language, part):
    keys = acceptance.keys(language)
    assert len(keys) > 5
    texts, _ = GRAMMARS[language].write(3_000, [3], part)
    assert [text for text in texts if acceptance.key(text) in keys] == []


def test_nor_by_the_patterns_that_could_write_one(language):
    """Those patterns alone, among a few others: without the rule such sentences come by the hundred."""
    grammar, keys = GRAMMARS[language], {acceptance.key(text) for _, text in acceptance.load(language)}
    families = dict(list(grammar.data.families.items())[:3])
    for label in grammar.labels:
        could = [
            pattern
            for family in grammar.data.families.values()
            for pattern in family.patterns(label)
            if any(map(re.compile(letters_of(pattern)).fullmatch, keys))
            and any(acceptance.key(text) in keys for text in written_by(grammar, label, pattern, 60))
        ]
        if could:
            families[f"could {label}"] = Family(**{label: "\n".join(could)})
    assert language == "chinese" or len(families) > 3
    data = dataclasses.replace(grammar.data, families=families)
    free = dataclasses.replace(grammar, data=data, never=frozenset()).write(2_000, [4])[0]
    kept = dataclasses.replace(grammar, data=data).write(2_000, [4])[0]
    assert language == "chinese" or sum(acceptance.key(text) in keys for text in free) > 20
    assert [text for text in kept if acceptance.key(text) in keys] == []


def letters_of(pattern):
    """An expression that matches the letters of whatever a pattern can write (and more)."""
    outside = re.sub(r"\[[^\[\]]*\]", "{choice}", re.sub(r"\[[^\[\]]*\]", "{choice}", pattern))
    return ".*".join(acceptance.key(text) for text in re.split(r"\{[\w+-]+\}", outside))


def written_by(grammar, label, pattern, count):
    families = {"all": Family(**{label: pattern})}
    data = dataclasses.replace(grammar.data, families=families, held_back_families={})
    return Grammar({label: 1.0}, data, grammar.varied, plain).write(count, [1])[0]


def plain(text, label, draw, noisy):
    return text


def test_sentences_are_the_same_however_they_are_typed():
    assert acceptance.key("I'm NOT happy! :-)") == acceptance.key("i am not happy") == "iamnothappy"
    assert acceptance.key("it isn’t bad...") == acceptance.key("It is not bad")
    assert acceptance.key("房间很干净，服务非常好！") == "房间很干净服务非常好"
    never = frozenset({"xgood"})
    grammar = dataclasses.replace(
        small({"all": Family(mirrored="{x} {y+}")}, {"x": ["x", "z"], "y+": ["good"], "y-": ["bad"]}), never=never
    )
    assert set(grammar.write(100, [0])[0]) == {"z good", "x bad", "z bad"}


def test_english_is_written_as_people_type():
    finish = GRAMMARS["english"].finish
    written = {
        finish("it is not a  honest answer , i think", "negative", random.Random(seed), False) for seed in range(60)
    }
    assert "It's not an honest answer, I think." in written
    assert "it isn't an honest answer, i think" in written
    assert "it is not an honest answer, i think" in written

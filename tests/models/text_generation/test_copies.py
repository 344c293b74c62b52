"""The index of what a network read: no copy is missed, little is made up, and a damaged file says so."""

import random

import numpy as np
import pytest

from models.errors import DamagedModelError
from models.storage import PRETRAINED, shipped_for
from models.text_generation.copies import CopyIndex
from training.text_generation.copies import LONGEST, build, true_length, write_index
from training.text_generation.data import Texts

SPOKEN = "the time king and night of love shall not with a sword upon heart good my lord thou been true"
POEM = "床前看月光，疑是地上霜。举头望山月，低头思故乡。"


def babble(words: int, seed: int) -> str:
    return " ".join(random.Random(seed).choices(SPOKEN.split(), k=words))


@pytest.fixture(scope="module")
def prose() -> tuple[str, CopyIndex]:
    text = babble(8_000, 1)
    return text, CopyIndex.from_bytes(build(text, babble(2_000, 2)))


@pytest.fixture(scope="module")
def poems() -> CopyIndex:
    dice = random.Random(3)
    others = ["".join(chr(0x4E00 + dice.randrange(3_000)) for _ in range(5)) for _ in range(2_000)]
    train = [f"{one}，{two}。" for one, two in zip(others[::2], others[1::2], strict=True)]
    return CopyIndex.from_bytes(build([POEM, *train], "\n".join(["", *others, ""])))


def test_a_copied_passage_is_found_where_it_is(prose):
    text, index = prose
    new = "ZQX ".join("0123456789")
    mixed = new + text[3_000:3_080] + new
    assert index.longest_copied_run(mixed) == (len(new), len(new) + 80)
    assert index.copied_spans(mixed, 60) == [(len(new), len(new) + 80)]
    assert index.longest_copied_run(text[:500]) == (0, 500)
    assert index.longest_copied_run("ZZQQ" * 30) == (0, 0)


def test_no_run_is_told_too_short_and_few_too_long(prose):
    text, index = prose
    unseen = babble(300, 9)
    told = index.copied_lengths(unseen)
    true = np.array([true_length(unseen[place:], text) for place in range(len(unseen))])
    known = true >= index.tiers[0].length
    assert known.mean() > 0.9
    assert (told >= true)[known].all()
    assert (told - true)[known].mean() < 2.0


def test_shares_of_new_ngrams_are_those_of_the_text(prose):
    text, index = prose
    unseen = babble(1_500, 10)
    for length, share in index.new_shares(unseen).items():
        seen = {text[place : place + length] for place in range(len(text))}
        windows = [unseen[place : place + length] for place in range(len(unseen) - length + 1)]
        assert share == pytest.approx(np.mean([window not in seen for window in windows]), abs=0.03)
    assert set(index.new_shares(text[:1_000]).values()) == {0.0}
    assert index.new_shares("abc") == {} and index.new_shares("") == {}


def test_held_back_text_sets_what_is_worth_a_word(prose):
    _text, index = prose
    held_back = babble(2_000, 2)
    inside = np.zeros(len(held_back), bool)
    spans = index.copied_spans(held_back)
    for start, end in spans:
        assert end - start >= index.shortest
        inside[start:end] = True
    assert 0 < inside.mean() <= 0.01
    start, end = index.longest_copied_run(held_back)
    assert index.held_back.longest == end - start
    assert index.held_back.characters_for_one(index.shortest) == pytest.approx(len(held_back) / len(spans))
    assert index.held_back.characters_for_one(end - start + 1) is None


def test_a_run_ends_with_its_poem_and_counts_no_punctuation_at_its_ends(poems):
    text = f"春眠不觉晓，{POEM}\n{POEM[:6]}处处闻啼鸟。"
    runs = [text[start:end] for start, end in poems.copied_spans(text, 4)]
    assert runs == [POEM[:-1], POEM[:5]]
    # Within a line only: its n-grams are all known, and those across the comma are not counted.
    assert set(poems.new_shares(POEM).values()) == {0.0}
    assert max(poems.new_shares("乙丙丁戊己，庚辛壬癸子。").values()) == 1.0


def test_a_file_comes_back_as_it_was_and_a_damaged_one_says_so(prose, tmp_path):
    text, index = prose
    path = tmp_path / "finished" / "copies.bin"
    path.parent.mkdir()
    content = index.to_bytes()
    path.write_bytes(content)
    again = CopyIndex.load(path)
    assert again.to_bytes() == content
    assert again.copied_spans(text[:300]) == [(0, 300)]
    head, filters = content.split(b"\n{", 1)[0], content.split(b"\n", 2)[2]
    for damaged in (
        b"",
        content[:-1],
        content + b"x",
        b"PK" + content,
        head,
        content.replace(b'"version": 1', b'"version": 2'),
        content.replace(b'"num_hashes"', b'"num_hushes"'),
        head + b"\n[]\n" + filters,
    ):
        path.write_bytes(damaged)
        with pytest.raises(DamagedModelError, match=r"finished is damaged: copies\.bin should hold an index"):
            CopyIndex.load(path)


def test_strange_characters_are_looked_up_like_others(prose):
    _text, index = prose
    for strange in ("\ud800 lone surrogate", "\x00" * 50, "𝒳𐍈" * 20, "\n\n\n\n\n"):
        assert index.copied_lengths(strange).shape == (len(strange),)


def test_a_text_too_large_gets_no_index(tmp_path):
    assert write_index(tmp_path, Texts("a" * (LONGEST + 1), "", {})) == []
    assert write_index(tmp_path, Texts(babble(50, 0), babble(20, 1), {})) == ["copies.bin"]
    assert CopyIndex.load(tmp_path / "copies.bin").longest_copied_run(babble(50, 0))[0] == 0
    assert write_index(tmp_path, Texts("ab", "", {})) == ["copies.bin"]
    assert CopyIndex.load(tmp_path / "copies.bin").new_shares("the king") != {}


@pytest.mark.parametrize("preset", shipped_for("text_generation"))
def test_shipped_indexes_are_small_and_know_what_new_text_shares(preset):
    path = PRETRAINED / preset / "copies.bin"
    assert path.stat().st_size <= {"shakespeare": 1.15e6, "time_machine": 0.25e6, "tang_poetry": 1.4e6}[preset]
    index = CopyIndex.load(path)
    assert index.poems == (preset == "tang_poetry")
    assert index.tiers[0].length < index.shortest <= index.held_back.longest
    shares = [index.held_back.new_shares[tier.length] for tier in index.tiers]
    assert shares == sorted(shares) and shares[0] < 0.25 and shares[-1] > 0.95
    assert all(tier.false_positive_rate < 0.2 for tier in index.tiers)
    known = {"shakespeare": "First Citizen:\nBefore we proceed any further, hear me speak.", "tang_poetry": POEM[:11]}
    text = known.get(preset, "The Time Traveller (for so it will be convenient to speak of him)")
    assert index.longest_copied_run(text) == (0, len(text))

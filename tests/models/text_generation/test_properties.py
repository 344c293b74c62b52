"""What can be read off a text, and how well a unit goes along with it."""

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, spearmanr

from models.text_generation.properties import POEMS, PROSE, agreement

PLAY = "First Citizen:\nSpeak, 'tis 'well'. Why?\nGo: now!\n\nALL:\nHe said 'I don't know' twice.\n"
POEM = "白日依山尽，黄河入海流。\n两人对酌山花开，一杯一杯复一杯？\n"


def marked(name: str, text: str) -> str:
    """The characters of ``text`` for which a yes-or-no property is true, runs separated by |."""
    labels = (PROSE if text.isascii() else POEMS)[name].labels(text)
    assert labels.shape == (len(text),) and set(labels) <= {0, 1}
    kept = "".join(character if label else "\0" for character, label in zip(text, labels, strict=True))
    return "|".join(piece for piece in kept.split("\0") if piece)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("speaker_name", PLAY, "First Citizen:|ALL:"),
        ("first_word_of_line", PLAY, "First|Speak,|Go:|ALL:|He"),
        ("in_word", "I don't, we're", "I|don't|we're"),
        ("in_capitals", PLAY, "ALL"),
        ("in_capitalised_word", "He said I do", "He|I"),
        ("in_quotation", "He said 'I don't know' twice.", "'I don't know"),
        ("in_quotation", "'One\n\ntwo' three", "'One\n"),
        ("between_sentences", "So. 'Why?' he asked", ". '|?' "),
        ("in_question", "So. Why? He asked", " Why?"),
        ("vowel", "rabbits", "a|i"),
        ("second_of_couplet", POEM, "黄河入海流。|一杯一杯复一杯？"),
        ("in_seven", POEM, "两人对酌山花开，一杯一杯复一杯？"),
        ("before_punctuation", POEM, "尽|流|开|杯"),
        ("end_of_poem", POEM, "\n|\n"),
        ("nature", POEM, "日|山|河|海|山花"),
        ("number_word", POEM, "两|一|一|一"),
    ],
)
def test_a_property_marks_what_a_person_would(name, text, expected):
    assert marked(name, text) == expected


@pytest.mark.parametrize(
    ("table", "name", "text", "expected"),
    [
        (PROSE, "position_in_line", "ab\ncd", [1, 2, 0, 1, 2]),
        (PROSE, "line_in_paragraph", "a\nb\n\nc\nd", [1, 1, 2, 2, 3, 1, 1, 2]),
        (PROSE, "position_in_word", "ab, c", [1, 2, 0, 0, 1]),
        (PROSE, "since_sentence", "a. b", [1, 0, 1, 2]),
        (POEMS, "clause_number", "白日，黄河。\n山", [1, 1, 1, 2, 2, 2, 0, 1]),
        (POEMS, "position_in_clause", "白日，黄\n山", [1, 2, 0, 1, 0, 1]),
        (POEMS, "position_in_poem", "白日，黄\n山", [1, 2, 3, 4, 0, 1]),
    ],
)
def test_a_count_counts(table, name, text, expected):
    assert table[name].labels(text).tolist() == expected


@pytest.mark.parametrize("table", [PROSE, POEMS])
@pytest.mark.parametrize("text", ["", "\n", "“", "𠀀"])
def test_every_text_has_a_label_a_character(table, text):
    for one in table.values():
        assert one.labels(text).shape == (len(text),)


def test_agreement_is_the_area_under_the_curve_and_the_rank_correlation():
    random = np.random.default_rng(0)
    values = np.round(random.normal(size=(200, 3)), 1)  # rounded: there are ties
    yes = (values[:, 0] + random.normal(size=200) > 0).astype(np.float32)
    counts = random.integers(0, 9, 200).astype(np.float32)
    areas = agreement(values, yes, "yes_no")
    for unit, area in enumerate(areas):
        wins = mannwhitneyu(values[yes == 1, unit], values[yes == 0, unit]).statistic
        assert area == pytest.approx(wins / (yes.sum() * (1 - yes).sum()))
    for unit, correlation in enumerate(agreement(values, counts, "number")):
        assert correlation == pytest.approx(spearmanr(values[:, unit], counts).statistic)
    assert areas[0] > 0.7
    assert np.isnan(agreement(values, np.zeros(200), "yes_no")).all()

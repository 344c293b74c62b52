"""The sentences of our own are well formed, apart from the training grammar, and counted as the module says."""

import numpy as np
import pandas as pd
import pytest

from training.sentiment import own_sentences
from training.sentiment.grammar import GRAMMARS

LANGUAGES = ("english", "chinese")
LABELS = ("negative", "neutral", "positive")


class Told:
    """Stands for a classifier: gives each text the probabilities it was told, else all to the given label."""

    def __init__(self, language, answers, otherwise="positive"):
        self.labels, self.language = LABELS, language
        self.answers = answers
        self.otherwise = np.eye(len(self.labels))[self.labels.index(otherwise)]

    def probabilities(self, texts):
        return np.array([self.answers.get(text, self.otherwise) for text in texts])


def knows_everything(language):
    tables = [own_sentences.load(language, unseen) for unseen in (False, True)]
    rows = [row for table in tables for row in zip(table["text"], table["label"], strict=True)]
    return Told(language, {text: np.eye(3)[LABELS.index(label)] for text, label in rows})


@pytest.mark.parametrize("unseen", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_well_formed(language, unseen):
    table = own_sentences.load(language, unseen)
    assert table.columns.tolist() == own_sentences.COLUMNS
    # The first Chinese file is from the days when the Chinese model knew no neutral.
    assert set(table["label"]) == set(LABELS) - ({"neutral"} if language == "chinese" and not unseen else set())
    assert set(table["kind"]) == set(own_sentences.FIGURES) - ({"review"} if unseen else set())
    assert (table["text"] == table["text"].str.strip()).all()
    assert (table["capability"] != "").all()
    assert ((table["group"] != "") == (table["kind"] == "group")).all()
    assert ((table["domain"] != "") == (table["kind"] == "review")).all()
    simplified = table["text"].str.lower().str.replace(r"\s+", " ", regex=True)
    assert not simplified.duplicated().any()
    if unseen:
        seen = {_letters(text) for text in own_sentences.load(language)["text"]}
        assert not [text for text in table["text"] if _letters(text) and _letters(text) in seen]
    # The first 500 of each kind are all of them: the figures count on it.
    assert table["kind"].value_counts().max() < 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_is_of_one_capability_and_one_label(language):
    table = pd.concat([own_sentences.load(language, unseen).assign(file=unseen) for unseen in (False, True)])
    table["group"] += table["file"].astype(str).where(table["group"] != "", "")
    groups = table[table["kind"] == "group"].groupby("group")
    assert (groups["capability"].nunique() == 1).all()
    assert (groups["label"].nunique() == 1).all()
    assert (groups.size() >= 2).all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_the_safe_guess(language):
    table = own_sentences.load(language)
    reviews = table[table["kind"] == "review"]
    for _domain, rows in reviews.groupby("domain"):
        assert (rows["label"] == "positive").sum() == (rows["label"] == "negative").sum()
    others = table[table["kind"] != "review"]
    assert others["label"].value_counts(normalize=True).max() < 0.55
    for capability, rows in others[others["kind"] == "sentence"].groupby("capability"):
        if capability not in ("plain facts", "negated neutral"):
            assert 0.3 <= (rows["label"] == "positive").mean() <= 0.7, capability


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_training_grammar_writes_none_of_them(language):
    written, _labels = GRAMMARS[language].write(20_000, [11])
    simplified = {_letters(text) for text in written}
    texts = [text for unseen in (False, True) for text in own_sentences.load(language, unseen)["text"]]
    assert not [text for text in texts if _letters(text) and _letters(text) in simplified]


def _letters(text):
    return "".join(character for character in text.lower() if character.isalnum())


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_knows_everything_is_right_everywhere(language):
    figures = own_sentences.measure_own_sentences(knows_everything(language))
    assert {figure.value for figure in figures.values()} == {1}
    assert {name for name, figure in figures.items() if figure.kind == "test"} == {
        "plain_sentences_accuracy",
        "plain_polar_accuracy",
        "plain_neutral_accuracy",
        "behaviour_accuracy",
        "groups_read_alike",
    }
    table = own_sentences.load(language)
    sizes = table["kind"].value_counts()
    assert figures["own_sentences_accuracy"].count == sizes["sentence"]
    assert figures["own_reviews_accuracy"].count == sizes["review"]
    assert figures["own_groups_read_alike"].count == table["group"].nunique() - 1
    for unseen in (False, True):
        assert "read as" not in own_sentences.report(knows_everything(language), unseen)


def test_who_always_says_positive():
    classifier = Told("english", {})
    figures = own_sentences.measure_own_sentences(classifier)
    table = own_sentences.load("english")
    sentences = table[table["kind"] == "sentence"]
    assert figures["own_sentences_accuracy"].value == (sentences["label"] == "positive").mean()
    assert figures["own_reviews_accuracy"].value == 0.5
    assert figures["own_groups_read_alike"].value == 1
    parts = figures["own_sentences_accuracy"].parts
    assert parts["plain facts"]["failed"] == parts["plain facts"]["count"]
    assert sum(part["count"] for part in parts.values()) == figures["own_sentences_accuracy"].count
    half = own_sentences.measure_own_sentences(classifier, first_500_only=True)
    for name, figure in half.items():
        assert figure.value is None
        assert figure.first_500 == figures[name].value


def small_table(rows):
    return pd.DataFrame(rows, columns=["kind", "group", "label", "text"]).assign(capability="any", domain="")


def test_neutral_is_left_out_of_a_review_and_counts_in_a_sentence():
    classifier = Told("english", {"a": [0.1, 0.6, 0.3], "b": [0.1, 0.6, 0.3], "c": [0.3, 0.6, 0.1]})
    table = small_table(
        [["review", "", "positive", "a"], ["sentence", "", "positive", "b"], ["review", "", "positive", "c"]]
    )
    judged = own_sentences.judge(classifier, table)
    assert judged["right"].tolist() == [True, False, False]
    assert judged["given"].tolist() == ["neutral"] * 3


def test_a_group_is_right_when_its_rows_are_read_alike():
    answers = {
        "alike 1": [0.20, 0.0, 0.80],
        "alike 2": [0.28, 0.0, 0.72],
        "too far 1": [0.20, 0.0, 0.80],
        "too far 2": [0.31, 0.0, 0.69],
        "other label 1": [0.48, 0.0, 0.52],
        "other label 2": [0.52, 0.0, 0.48],
    }
    # Which label they get is not the question here: these are wrong, all of them.
    table = small_table([["group", text[:-2], "negative", text] for text in answers])
    judged = own_sentences.judge(Told("chinese", answers), table)
    assert judged["right"].tolist() == [True, True, False, False, False, False]


def test_the_report_shows_what_failed():
    classifier = knows_everything("english")
    table = own_sentences.load("english")
    review = table[table["kind"] == "review"].iloc[0]
    member = table[table["kind"] == "group"].iloc[0]
    classifier.answers[review["text"]] = [0.9, 0.1, 0.0]
    classifier.answers[member["text"]] = [0.1, 0.9, 0.0]
    lines = own_sentences.report(classifier).splitlines()
    shown = [line for line in lines if "read as" in line]
    assert len(shown) == 1 + (table["group"] == member["group"]).sum()
    assert sum(review["text"] in line and "P(positive) 0.00" in line for line in shown) == 1
    assert any(line.split() == [*review["domain"].split(), "failed", "1", "of", "18"] for line in lines)

"""The view "Compare": all readers on one sentence, what is said of their disagreement, and one that is missing."""

import shutil

import pytest

from models import storage
from pages.sentiment import compare
from pages.shared import language
from tests.pages import fakes
from tests.pages.conftest import words_of


@pytest.fixture
def rivals(presets, monkeypatch):
    """Rivals beside the stand-in presets; the bag reads everything the other way round."""
    for preset in storage.rivals_of("sentiment_en"):
        fakes.write_preset(presets, preset)
    load = fakes.FakeClassifier.load

    def stubborn(name_or_path):
        classifier = load(name_or_path)
        if str(name_or_path).endswith("bag"):
            plain = classifier.classify
            classifier.classify = lambda texts: plain([text.replace("good", "worse") for text in texts])
        return classifier

    monkeypatch.setattr(fakes.FakeClassifier, "load", stubborn)
    return presets


def test_every_reader_answers_and_who_disagrees_is_named(open_page, rivals):
    app = open_page("sentiment", view="compare", text="a good film")
    said = words_of(app)
    assert not app.exception and not app.error
    assert "7 say **positive**" in said and "1 says **negative**: Bag of embeddings" in said
    assert "Against the majority and the Transformer: Bag of embeddings." in said
    (table,) = app.dataframe
    assert table.value["reader"].iloc[0] == "N-grams, linear" and table.value["reader"].iloc[-1] == "Transformer"
    assert set(table.value["SST-2"]) == {"91.2%"} and set(table.value["parameters"]) == {"1,234,567"}
    assert all(reader.idea in said for reader in compare.READERS.values())

    app.button(key="sentiment_compare_example_0").click().run()
    assert app.text_area(key="sentiment_text").value == compare.EXAMPLES[0]
    assert app.query_params["view"] in ("compare", ["compare"])

    shutil.rmtree(rivals / "sentiment_gru")
    app.text_area(key="sentiment_text").set_value("a good film again").run()
    assert "`python -m training.sentiment --preset sentiment_gru`" in words_of(app)
    assert "6 say **positive**" in words_of(app)

    app.text_area(key="sentiment_text").set_value("房间很干净").run()
    assert "read English only" in words_of(app) and not app.dataframe


def answers(**labels):
    return [
        compare.Answer(f"sentiment_{name}", label, {label: 1.0}, 1.0, 10, 100, {}) for name, label in labels.items()
    ]


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(language, "current_language", lambda: "en")


def test_agreement_a_tie_and_a_lonely_transformer_in_words():
    assert compare.in_words(answers(bag="positive", en="positive")) == ["All 2 say **positive**."]
    tie = " ".join(compare.in_words(answers(bag="positive", en="negative")))
    assert "divided" in tie and "not of its opinion: Bag of embeddings." in tie
    lonely = " ".join(compare.in_words(answers(bag="positive", rnn="positive", en="negative")))
    assert "Against the majority: Transformer." in lonely
    assert "not of its opinion: Bag of embeddings, Vanilla RNN." in lonely


def test_who_says_what_counts_each_once():
    assert compare.disagreement(["a", "b", "b"]) == {"b": [1, 2], "a": [0]}


def test_the_readers_are_the_shipped_rivals_and_the_transformer():
    assert list(compare.READERS) == [*storage.rivals_of("sentiment_en"), "sentiment_en"]

"""The view "Compare": all readers on one sentence, what is said of their disagreement, and one that is missing."""

import shutil

import pytest

from models import storage
from models.sentiment.language import recognise
from pages.sentiment import compare
from pages.shared import language as language_module
from tests.pages import fakes
from tests.pages.conftest import words_of


@pytest.fixture
def rivals(presets, monkeypatch):
    """Rivals beside the stand-in presets; the bag reads everything the other way round."""
    for shipped in ("sentiment_en", "sentiment_zh"):
        for preset in storage.rivals_of(shipped):
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
    assert "8 say **positive**" in said and "1 says **negative**: Bag of embeddings" in said
    assert "Against the majority and the pre-trained Transformer: Bag of embeddings." in said
    assert "Here the one says positive (67%), the other positive (67%)." in said
    assert "Right on test sets, without and with it: SST-2 91.2% and 91.2%, IMDB 88.8% and 88.8%." in said
    assert "the one has 1,234,567 parameters" in said
    (table,) = app.dataframe
    assert table.value["reader"].iloc[0] == "N-grams, linear"
    assert table.value["reader"].iloc[-2:].tolist() == ["Transformer from scratch", "Pre-trained Transformer"]
    assert set(table.value["SST-2"]) == {"91.2%"} and set(table.value["parameters"]) == {"1,234,567"}
    assert all(reader.idea in said for reader in compare.READERS.values())

    app.button(key="sentiment_compare_example_en_0").click().run()
    assert app.text_area(key="sentiment_text").value == compare.EXAMPLES["en"][0]
    assert app.query_params["view"] in ("compare", ["compare"])

    shutil.rmtree(rivals / "sentiment_gru")
    app.text_area(key="sentiment_text").set_value("a good film again").run()
    assert "`python -m training.sentiment --preset sentiment_gru`" in words_of(app)
    assert "7 say **positive**" in words_of(app)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_chinese_sentence_is_read_by_the_chinese_rivals(language, open_page, rivals):
    app = open_page("sentiment", language, view="compare", text="房间很干净")
    assert not app.exception and not app.error
    names = [language_of(language)(compare.reader(preset).name) for preset in compare.readers("zh")]
    assert app.dataframe[0].value.iloc[:, 0].tolist() == names and len(names) == 5
    for position, example in enumerate(compare.EXAMPLES["zh"]):
        app.button(key=f"sentiment_compare_example_zh_{position}").click().run()
        assert recognise(example) == "zh" and len(app.dataframe[0].value) == 5
    assert not app.exception and not app.error


def test_without_the_transformer_from_scratch_nothing_is_said_of_pretraining(open_page, rivals):
    shutil.rmtree(rivals / "sentiment_zh_transformer")
    app = open_page("sentiment", view="compare", text="房间很干净")
    assert "What pre-training brings" not in words_of(app)
    assert len(app.error) == 1 and not app.exception and len(app.dataframe[0].value) == 4


def language_of(language):
    return language_module.translations(language).gettext


def answers(**labels):
    return [
        compare.Answer(f"sentiment_{name}", label, {label: 1.0}, 1.0, 10, 100, {}) for name, label in labels.items()
    ]


@pytest.fixture
def english(monkeypatch):
    monkeypatch.setattr(language_module, "current_language", lambda: "en")


def test_agreement_a_tie_and_a_lonely_transformer_in_words(english):
    assert compare.in_words(answers(bag="positive", en="positive")) == ["All 2 say **positive**."]
    tie = " ".join(compare.in_words(answers(bag="positive", en="negative")))
    assert "divided" in tie and "not of its opinion: Bag of embeddings." in tie
    lonely = " ".join(compare.in_words(answers(bag="positive", rnn="positive", en="negative")))
    assert "Against the majority: Pre-trained Transformer." in lonely
    assert "not of its opinion: Bag of embeddings, Vanilla RNN." in lonely


def test_who_says_what_counts_each_once():
    assert compare.disagreement(["a", "b", "b"]) == {"b": [1, 2], "a": [0]}


def test_every_reader_is_described_and_every_description_has_a_reader():
    readers = [preset for language in ("en", "zh") for preset in compare.readers(language)]
    assert {compare.kind_of(preset) for preset in readers} == set(compare.READERS)
    assert [compare.kind_of(preset) for preset in compare.readers("en")] == list(compare.READERS)
    assert compare.readers("zh")[-2:] == ["sentiment_zh_transformer", "sentiment_zh"]

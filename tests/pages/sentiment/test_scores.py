"""The verdict's sureness and doubts, and the view "Scores", on stand-ins."""

import hashlib
import json
import urllib.error

import pandas as pd
import pytest

from models import storage
from models.sentiment.reliability import KINDS_OF_TEXT, SHORT_TEXT, from_settings
from pages.sentiment import scores, verdict, what_if
from pages.sentiment.why import view as why
from pages.shared import words
from tests.pages.conftest import words_of
from training.datasets import everyday, sst

TEXTS = ["it is *fine* <b>", "another text", "never shown"]


def add_scores(presets, name, value):
    """As ``training.evaluate`` does it."""
    storage.write_json(presets / name / "scores.json", value)
    metadata = storage.ModelFolder(presets / name).metadata
    storage.write_hashes(presets / name, metadata, [*metadata["sha256"], "scores.json"])


def some_scores():
    probabilities = {"negative": 0.9, "neutral": 0.06, "positive": 0.04}
    mistake = {"label": "positive", "probabilities": probabilities}
    return {
        "dataset": "sst",
        "split": "test",
        "labels": ["negative", "neutral", "positive"],
        "count": 100,
        "said_neutral": 20,
        "confusion": [[30, 5, 5], [8, 10, 2], [3, 5, 32]],
        "length_unit": "words",
        "by_length": [
            {"from": 1, "to": 9, "count": 40, "accuracy": 0.8},
            {"from": 10, "to": 10, "count": 60, "accuracy": 0.6667},
        ],
        "reliability": [{"from": 0.0, "to": 1.0, "confidence": 0.75, "accuracy": 0.72, "count": 100}],
        "mistakes": [
            {"row": 0, "sha256": hashlib.sha256(TEXTS[0].encode()).hexdigest(), **mistake},
            {"row": 2, "sha256": "0" * 64, **mistake},
            {"row": 7, "sha256": "0" * 64, **mistake},
        ],
    }


def test_the_verdict_says_how_sure_it_is_and_when_it_cannot_tell(presets, open_page, monkeypatch):
    # The sections behind the tabs have tests of their own.
    for section in (why, what_if):
        monkeypatch.setattr(section, "show", lambda *arguments: ())
    app = open_page("sentiment")
    assert not app.exception and not app.error
    app.text_area(key="sentiment_text").set_value("good good good").run()
    assert "cannot tell" not in app.subheader[0].value
    assert "about a text of this kind (short plain text), it is right 97% of the time, as measured on 100 valid" in (
        words_of(app)
    )
    app.session_state["sentiment_tab"] = "How often it is right"
    # 80% sure, and labels between 65% and 90% were right 75% of the time.
    app.text_area(key="sentiment_text").set_value("good").run()
    assert "this sure (65% to 90%)" in words_of(app) and "right 75% of the time" in words_of(app)
    # Nothing said: the three labels are about as probable as each other. The label stays.
    app.text_area(key="sentiment_text").set_value("plain words").run()
    assert app.subheader[0].value.startswith(("Positive", "Negative"))
    assert app.subheader[0].value.endswith("cannot tell]")
    assert "it is less than 65% sure. Of 500 validation texts of this kind (short plain text)" in words_of(app)
    assert "500 validation texts of one kind (short plain text), by how sure" in words_of(app)
    assert f"A text of more than {SHORT_TEXT} tokens is long." in words_of(app)
    assert "only 49% of the time (200 texts)" in words_of(app)
    assert "below it 49% of 200 labels were right, from it on 82% of 300." in words_of(app)
    assert app.dataframe[0].value["right"].tolist() == ["40.0%", "55.0%", "75.0%", "97.0%"]
    # Hostile words are named as they are.
    app.text_area(key="sentiment_text").set_value("good 漢*<b>*字 good").run()
    assert r"is read as “unknown”: 漢\*\<b\>\*字." in app.info[0].value
    assert "cannot tell" not in app.subheader[0].value
    app.text_area(key="sentiment_text").set_value("漢 good").run()
    assert "at least half of what the model read is unknown" in words_of(app)
    app.text_area(key="sentiment_text").set_value("godo and good").run()
    assert "slips of the finger: “godo” as “good”." in app.info[0].value
    app.text_area(key="sentiment_text").set_value("@ann good good good").run()
    assert "about a text of this kind (tweet-like short text), it is right 97%" in words_of(app)
    app.text_area(key="sentiment_text").set_value("good " * 80).run()
    assert "The model is very sure." in words_of(app) and "as measured" not in words_of(app)
    # A model without the table: how sure it is, and no more.
    app.text_area(key="sentiment_text").set_value("房间很好, it is nice").run()
    assert "Read as English" in words_of(app) and "About 40% of this text is Chinese" in app.info[0].value
    app.segmented_control(key="sentiment_language").set_value("zh").run()
    assert "The model is" in words_of(app) and "validation" not in words_of(app)
    assert "About 60% of this text is in Latin letters" in app.info[0].value
    assert not app.exception and not app.error


def test_the_scores_are_those_of_the_file(presets, open_page, monkeypatch, tmp_path):
    add_scores(presets, "sentiment_en", {"SST test": some_scores()})
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "nothing"))
    app = open_page("sentiment", view="scores")
    assert not app.exception and not app.error
    assert [metric.value for metric in app.metric] == ["72.0%", "68.3%", "68.4%", "100"]
    said = words_of(app)
    assert "Of 40 negative texts, 30 were read as negative, 5 were read as neutral, 5 were read as positive." in said
    assert "best 80.0% (1–9 words of the text), worst 66.7% (10 words of the text)" in said
    assert "Row 7: labelled **positive**, read as negative 90.0%, neutral 6.0%, positive 4.0%." in said
    assert "where this dataset is on this computer: Stanford Sentiment Treebank" in said

    def unreachable(*arguments, **settings):
        raise urllib.error.URLError("no network")

    monkeypatch.setattr("urllib.request.urlopen", unreachable)
    app.button(key="sentiment_scores_download").click().run()
    assert len(app.error) == 1 and "could not be downloaded" in app.error[0].value and not app.exception

    monkeypatch.setattr(sst, "is_available", lambda: True)
    monkeypatch.setattr(sst, "load", lambda: {"test": pd.DataFrame({"text": TEXTS})})
    app.run()
    said = words_of(app)
    assert TEXTS[0] in [text.value for text in app.text] and "never shown" not in said
    assert said.count("Your copy of the dataset has another text in this row.") == 2
    assert not app.error and not app.exception

    app.selectbox(key="sentiment_scores_model").set_value("sentiment_zh").run()
    assert "`python -m training.evaluate sentiment_zh` writes them" in app.info[0].value and not app.metric
    assert app.query_params["scores"] == "sentiment_zh"
    followed = open_page("sentiment", view="scores", scores="sentiment_zh")
    assert followed.selectbox(key="sentiment_scores_model").value == "sentiment_zh" and not followed.exception
    (presets / "sentiment_zh" / "model.keras").write_bytes(b"half of it")
    app.run()
    assert len(app.error) == 1 and not app.exception


def test_any_number_of_test_sets_stand_beside_each_other(presets, open_page, monkeypatch, tmp_path):
    two_way = some_scores() | {"labels": ["negative", "positive"], "confusion": [[40, 10], [10, 40]]}
    sets = {f"{name}, held-out tenth": some_scores() | {"dataset": name} for name in everyday.SETS}
    add_scores(presets, "sentiment_zh", {"ChnSentiCorp test": two_way} | sets | {"new": some_scores()})
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "nothing"))
    app = open_page("sentiment", view="scores", scores="sentiment_zh")
    assert not app.exception and not app.error
    table = app.dataframe[0].value
    assert len(table) == len(sets) + 2 and table["read right"].tolist()[:2] == ["80.0%", "72.0%"]
    assert table["labels"].tolist()[:2] == ["negative, positive", "negative, neutral, positive"]
    # A set without an address is not offered for download.
    app.selectbox(key="sentiment_scores_set_sentiment_zh").set_value("airline, held-out tenth").run()
    assert "on this computer: tweets about airlines." in words_of(app) and not app.exception and not app.error
    assert "sentiment_scores_download" not in [button.key for button in app.button]

    monkeypatch.setattr(everyday, "is_available", lambda name: True)
    monkeypatch.setattr(everyday, "load", lambda name: {"test": pd.DataFrame({"text": TEXTS})})
    app.run()
    assert TEXTS[0] in [text.value for text in app.text] and not app.exception and not app.error


def test_failures_by_capability_are_shown_where_they_were_counted(presets, open_page):
    parts = {"double negation": {"failed": 3, "count": 12}, "names": {"failed": 0, "count": 5}}
    figure = {"unit": "accuracy", "split": "own plain sentences", "kind": "validation", "count": 17, "value": 0.82}
    figure["parts"] = parts
    storage.write_json(presets / "sentiment_en" / "evaluation.json", {"figures": {"a": figure, "b": {"value": 1.0}}})
    app = open_page("sentiment", view="scores")
    assert not app.exception and not app.error
    (table,) = app.dataframe
    assert table.value["failed"].tolist() == ["25%", "0%"] and table.value["count"].tolist() == ["3 of 12", "0 of 5"]
    assert table.value["kind"].tolist() == ["validation"] * 2


def test_every_kind_of_text_has_words():
    assert tuple(verdict.KINDS) == KINDS_OF_TEXT


def test_precision_and_recall_by_hand():
    table = scores.precision_and_recall([[6, 2], [0, 4]], ["negative", "positive"])
    assert table["precision"].tolist() == pytest.approx([1.0, 4 / 6])
    assert table["recall"].tolist() == pytest.approx([6 / 8, 1.0])
    assert table["f1"].tolist() == pytest.approx([12 / 14, 8 / 10])
    assert table["count"].tolist() == [8, 4]
    assert (scores.precision_and_recall([[0, 0], [0, 0]], ["a", "b"]) == 0).all(axis=None)


def test_the_other_script_is_weighed_by_words():
    assert verdict.other_share("I watched 霸王别姬 twice", "en") == pytest.approx(2 / 5)
    assert verdict.other_share("I watched it", "en") == 0
    assert verdict.other_share("房间很好wifi", "zh") == pytest.approx(1 / 3)
    assert verdict.other_share("!!!", "zh") == 0


@pytest.mark.parametrize("preset", ["sentiment_en", "sentiment_zh"])
def test_what_visitors_read_of_reliability_was_measured_on_the_test_sets(preset):
    folder = storage.open_model(preset)
    written = json.loads((folder.path / "reliability.json").read_text())
    assert written["kind"] == "test"
    counts = {figure["split"]: figure["count"] for figure in folder.evaluation["figures"].values()}
    # Of sets that know no neutral only the long texts are counted.
    assert 0 < sum(table["count"] for table in written["tables"]) <= sum(map(counts.get, written["measured_on"]))
    # Where "cannot tell" begins was decided on validation texts, when the model was made.
    settings = json.loads((folder.path / "classifier.json").read_text())
    decided = {one.of: one.limit for one in from_settings(settings["reliability"])}
    assert {table["of"]: table["limit"] for table in written["tables"]} == decided


def test_every_figure_says_of_which_kind_it_is():
    for folder in storage.find_models(storage.PRETRAINED):
        for name, figure in folder.evaluation["figures"].items():
            decided = name.startswith(("grammar_", "own_"))
            assert figure["kind"] == ("validation" if decided else "test"), (folder.name, name)
            for field in ("value", "unit", "split", "kind", "count", "note"):
                assert folder.metadata["metrics"][name].get(field) == figure.get(field)
            # A visitor reads kind and note in his own language.
            assert figure["kind"] in words.TERMS and figure.get("note", "test") in words.TERMS


def test_the_shipped_scores_hold_what_the_page_draws():
    """Whatever is shipped can be drawn, and no text of a dataset is in it."""
    for folder in storage.find_models():
        if folder.metadata["task"] != "sentiment":
            continue
        for one in folder.scores.values():
            assert sum(map(sum, one["confusion"])) == one["count"] == sum(row["count"] for row in one["by_length"])
            assert sum(row["count"] for row in one["reliability"]) == one["count"]
            for mistake in one["mistakes"]:
                assert set(mistake) == {"row", "sha256", "label", "probabilities"}
                assert json.dumps(mistake).isascii() and len(mistake["sha256"]) == 64

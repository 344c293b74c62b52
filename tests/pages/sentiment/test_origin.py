"""Where a model comes from: every figure and name is the metadata's, and whichever are there are shown."""

from models import storage
from pages.sentiment import origin
from pages.shared import words
from tests.pages.conftest import words_of
from training.datasets import everyday

ENCODER = {"name": "some/encoder", "url": "https://example.org/e", "licence": "MIT", "layers": [0, 2, 4], "sha256": {}}


def open_section(open_page, language="en"):
    app = open_page("sentiment", language, text="good")
    app.session_state["sentiment_origin"] = True
    return app.run()


def write(presets, **more):
    path = presets / "sentiment_en"
    storage.write_json(path / "metadata.json", storage.ModelFolder(path).metadata | more)


def test_a_model_without_an_encoder_or_figures_says_so(presets, open_page):
    app = open_section(open_page)
    assert "This model began with random numbers" in words_of(app) and "not been measured yet" in words_of(app)
    assert not app.dataframe and not app.exception and not app.error


def test_encoder_datasets_and_turned_verdicts_are_those_of_the_metadata(presets, open_page):
    figure = {"value": 0.0312, "unit": "share", "split": "test texts with something exchanged", "kind": "test"}
    write(
        presets,
        started_from=ENCODER,
        datasets=[
            {"name": "airline", "licence": "not stated", "authors": "A. Nybody 2015"},
            {"name": "new <b>", "licence": "CC0"},
        ],
        missing_datasets=["isear"],
        metrics={"turned_by_groups": figure | {"count": 1234}, "turned_by_typos": figure | {"value": 0.05, "count": 7}},
    )
    app = open_section(open_page)
    said = words_of(app)
    assert "[some/encoder](https://example.org/e) (licence: MIT)" in said and "it took 3 layers over" in said
    assert "exchanged for another's, 3.1% of the verdicts turned." in said
    assert "not there when it was trained: ISEAR" in said and "grammar" not in said
    turned, read = (frame.value for frame in app.dataframe)
    assert turned["verdicts that turned"].tolist() == ["3.1%", "5.0%"] and turned["texts"].tolist() == ["1,234", "7"]
    assert turned["measured on"][0] == "test texts with something exchanged · test"
    assert read["dataset"].tolist() == ["tweets about airlines", "new <b>"] and read["by"][1] == "–"
    chinese = open_section(open_page, "zh")
    chinese.segmented_control(key="sentiment_language").set_value("en").run()
    assert "3.1%" in words_of(chinese) and not chinese.exception and not chinese.error


def test_every_dataset_and_every_exchange_has_words():
    assert set(everyday.SETS) < set(origin.DATASETS)
    assert {f"turned_by_{name}" for name in origin.EXCHANGED} <= set(words.TERMS)
    stated = {one.licence for one in everyday.SETS.values() if not one.licence.startswith(("CC BY", "MIT", "Apache"))}
    assert stated <= set(origin.LICENCES)

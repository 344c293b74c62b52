"""Every page, in both languages, with good, missing and damaged models, and with input that no widget would send."""

import re

import pytest

from models import storage
from models.errors import PlaygroundError
from pages.shared import loaders
from tests.pages.conftest import PAGES, words_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_BOTH = {"Top-k", "Top-p"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_page_opens_in_the_visitors_language(name, language, presets, open_page):
    app = open_page(name, language)
    assert not app.exception and not app.error
    title = app.title[0].value
    assert bool(CHINESE.search(title)) == (language == "zh")
    labels = [widget.label for kind in ("slider", "text_area", "number_input") for widget in getattr(app, kind)]
    # What an example says, or a character that may come next, is the same in every language.
    named = [button for button in app.button if not re.search(r"example|text_next_\d", button.key or "")]
    labels += [button.label for button in named]
    for label in set(labels) - SAME_IN_BOTH:
        assert bool(CHINESE.search(label)) == (language == "zh"), label


@pytest.mark.parametrize("name", PAGES)
def test_page_ends_with_the_code_that_ran(name, presets, open_page):
    app = open_page(name)
    assert app.expander[-1].label == "Show the code that ran"
    shown = app.expander[-1].code[0].value
    assert shown.startswith(("def ", "@"))


@pytest.mark.parametrize("name", PAGES)
def test_language_switch_goes_into_the_url_and_stays(name, presets, open_page):
    app = open_page(name)
    app.segmented_control(key="language_switch").set_value("zh").run()
    assert app.query_params["lang"] == "zh"
    assert CHINESE.search(app.title[0].value)
    app.switch_page("pages/3_Digits.py").run()
    assert CHINESE.search(app.title[0].value)


def test_language_of_the_url_beats_the_browser(presets, open_page):
    app = open_page("digits", "zh", lang="en")
    assert app.title[0].value == "Digits"
    app = open_page("digits", "zh", lang="klingon")
    assert app.title[0].value == "手写数字"


def test_home_shows_the_figures_of_the_metadata_and_no_other(presets, open_page):
    app = open_page("home")
    metadata = storage.ModelFolder(presets / "shakespeare").metadata
    metadata["metrics"]["test_nats"]["value"] = 1.2345
    storage.write_json(presets / "shakespeare" / "metadata.json", metadata)
    before = [metric.value for metric in app.metric]
    after = [metric.value for metric in app.run().metric]
    assert "1.234" not in before and "1.234" in after
    assert "1,234,567 parameters" in words_of(app)


@pytest.mark.parametrize(
    ("name", "preset"), [("sentiment", "sentiment_en"), ("text_generation", "shakespeare"), ("digits", "digits")]
)
@pytest.mark.parametrize("harm", ["missing", "damaged", "no hashes", "metadata is no JSON"])
def test_a_bad_preset_leaves_one_sentence_and_the_command(name, preset, harm, presets, open_page):
    path = presets / preset
    if harm == "missing":
        path.rename(path.with_name("gone"))
    elif harm == "damaged":
        (path / "model.keras").write_bytes(b"half of it")
    elif harm == "no hashes":
        storage.write_json(path / "metadata.json", {"task": storage.SHIPPED[preset].task})
    else:
        (path / "metadata.json").write_text("{", encoding="utf-8")
    for language in ("en", "zh"):
        app = open_page(name, language)
        if name == "sentiment":
            app.segmented_control(key="sentiment_language").set_value("en").run()
        assert not app.exception
        assert len(app.error) == 1
        assert bool(CHINESE.search(app.error[0].value)) == (language == "zh")
        assert storage.SHIPPED[preset].command in words_of(app)
    home = open_page("home")
    assert not home.exception and len(home.error) == 1 and len(home.metric) >= 5


@pytest.mark.parametrize("name", ["sentiment", "text_generation", "digits"])
def test_the_other_pages_work_without_a_pages_models(name, presets, open_page):
    task = {"digits": "digit_gan"}.get(name, name)
    for preset, shipped in storage.SHIPPED.items():
        if shipped.task == task:
            (presets / preset / "model.keras").write_bytes(b"")
    assert open_page(name).error
    for other in set(PAGES) - {name, "home"}:
        assert not open_page(other).error


def test_the_other_language_still_reads_when_one_classifier_is_missing(presets, open_page):
    (presets / "sentiment_en").rename(presets / "gone")
    app = open_page("sentiment", "zh")
    assert not app.error
    assert "正面" in words_of(app)


def test_an_unforeseen_failure_is_one_sentence_and_a_log_entry(presets, open_page, monkeypatch, caplog):
    def fail(preset):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(loaders, "sampler", fail)

    app = open_page("digits")
    assert not app.exception
    assert [error.value for error in app.error] == [
        "Something went wrong here. The details are in the server's log; the other pages still work."
    ]
    assert "secret detail" not in words_of(app)
    assert "secret detail" in caplog.text


def test_values_in_errors_are_not_markdown(presets, open_page, monkeypatch):
    def fail(preset):
        raise PlaygroundError("Expected {a}, received `{b}`.", a="*x* :red[y] <b>", b="`z` _w_")

    monkeypatch.setattr(loaders, "sampler", fail)
    app = open_page("digits")
    assert app.error[0].value == r"Expected \*x\* \:red\[y\] \<b\>, received `'z' _w_`."


def test_a_model_is_opened_once_and_again_when_its_files_change(presets, open_page):
    open_page("digits")
    first = loaders.sampler("digits")
    assert loaders.sampler("digits") is first
    storage.write_json(presets / "digits" / "evaluation.json", {"measured": "anew"})
    assert loaders.sampler("digits") is not first

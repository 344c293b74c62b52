"""Many at once, as a visitor does it: lines and files, damaged ones too, cancelled and gone on with."""

import re

import pytest

from models.errors import PlaygroundError
from pages.sentiment import batch, many
from tests.pages.conftest import words_of

CSV = "id,stars,what they said\n1,5,good film\n2,1,worse than ever\n3,4,\n4,4,=1+1 很不错\n".encode("utf-8-sig")


def open_many(open_page):
    app = open_page("sentiment", view="many")
    assert not app.exception and not app.error
    return app


def upload(app, name: str, data: bytes):
    if not app.file_uploader:
        app.segmented_control(key="sentiment_source").set_value("file").run()
    app.file_uploader(key="sentiment_file").set_value((name, data, "text/csv")).run()
    return app


def test_lines_are_read_each_in_its_language(presets, open_page):
    app = open_many(open_page)
    app.text_area(key="sentiment_lines").set_value("good\n\nworse\n12\n很不错\nnan\n<b>*good*</b>").run()
    read = app.button(key="sentiment_many_read")
    assert read.label == "Read 6 rows" and app.button(key="sentiment_many_cancel").disabled
    read.click().run()
    table = app.dataframe[-1].value
    assert list(table["verdict"]) == ["positive", "negative", "a number", "positive", "empty", "positive"]
    assert list(table["read as"]) == ["English", "English", "", "中文", "", "English"]
    said = words_of(app)
    assert "6 of 6 rows read" in said and "1 row is empty" in said and "1 row is a mere number" in said
    assert "over 75% for" in said and app.download_button
    app.segmented_control(key="sentiment_language").set_value("zh").run()
    app.button(key="sentiment_many_read").click().run()
    assert set(app.dataframe[-1].value["read as"]) == {"中文", ""}
    assert not app.exception and not app.error


def test_a_cancelled_job_keeps_what_is_done_and_goes_on(presets, open_page):
    app = open_many(open_page)
    app.text_area(key="sentiment_lines").set_value("good\nworse\n" * 100).run()
    app.button(key="sentiment_many_read").click().run()
    assert app.button(key="sentiment_many_continue").disabled
    job = app.session_state["sentiment_job"]
    # As if the visitor's click had come after 50 rows.
    job.labels, job.languages = job.labels[:50], job.languages[:50]
    app.run()
    assert "50 of 200 rows read" in words_of(app) and len(app.dataframe[-1].value) == 50
    assert not app.button(key="sentiment_many_read").disabled
    app.button(key="sentiment_many_continue").click().run()
    assert "200 of 200 rows read" in words_of(app) and len(app.dataframe[-1].value) == 200


def test_a_click_while_it_reads_stops_it(presets, monkeypatch):
    job = batch.Job("x", ["text"], [["good"]] * 500, 0, "en")
    monkeypatch.setattr(many.st, "session_state", {"sentiment_job": job, "language": "en"})
    read_some = batch.read_some

    def read_and_cancel(job, load):
        read_some(job, load)
        many._cancel()

    monkeypatch.setattr(batch, "read_some", read_and_cancel)
    many._work(job)
    assert not job.running and 0 < job.done < 500


def test_a_file_is_read_by_the_column_chosen(presets, open_page):
    app = upload(open_many(open_page), "a.csv", CSV)
    assert "Read as UTF-8." in words_of(app) and app.checkbox[0].value
    assert app.selectbox[0].value == 2 and app.button(key="sentiment_many_read").label == "Read 4 rows"
    app.button(key="sentiment_many_read").click().run()
    table = app.dataframe[-1].value
    assert list(table["verdict"]) == ["positive", "negative", "empty", "positive"]
    # The table of the page is copied and saved as well.
    assert table["text"][3] == "'=1+1 很不错"
    app.selectbox[0].set_value(1).run()
    app.button(key="sentiment_many_read").click().run()
    assert set(app.dataframe[-1].value["verdict"]) == {"a number"} and "4 rows are mere numbers" in words_of(app)
    app.checkbox[0].uncheck().run()
    assert app.button(key="sentiment_many_read").label == "Read 5 rows"
    assert not app.exception and not app.error


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"", "which is empty"),
        ("<b>.csv", b"\x00\x01\x02" * 99, r"\<b\>.csv, which is no table"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "which is protected"),
    ],
)
def test_a_bad_file_is_one_sentence_and_the_next_one_is_read(name, data, words, presets, open_page):
    app = upload(open_many(open_page), name, data)
    assert not app.exception and len(app.error) == 1 and words in app.error[0].value
    upload(app, "good.csv", CSV)
    assert not app.exception and not app.error
    assert re.search("4", app.button(key="sentiment_many_read").label)


def test_too_much_in_the_box_is_one_sentence_and_nothing_is_a_hint(presets, open_page, monkeypatch):
    app = open_many(open_page)
    app.text_area(key="sentiment_lines").set_value("x" * (many.MOST_PASTED + 1)).run()
    assert not app.exception and len(app.error) == 1 and "1000000" in app.error[0].value
    app.text_area(key="sentiment_lines").set_value("\n \n").run()
    assert not app.error and "one a line" in words_of(app)


def test_a_missing_model_is_one_sentence_and_the_page_is_not_stuck(presets, open_page):
    (presets / "sentiment_zh").rename(presets / "gone")
    app = open_many(open_page)
    app.text_area(key="sentiment_lines").set_value("good\n很不错").run()
    app.button(key="sentiment_many_read").click().run()
    assert not app.exception and len(app.error) == 1
    app.text_area(key="sentiment_lines").set_value("good").run()
    assert not app.error
    app.button(key="sentiment_many_read").click().run()
    assert "1 of 1 rows read" in words_of(app)


def test_work_that_fails_stops(monkeypatch):
    job = batch.Job("x", ["text"], [["good"]] * 3, 0, "en")

    def fail(preset):
        raise PlaygroundError("Expected a model, received none.")

    monkeypatch.setattr(many.loaders, "classifier", fail)
    with pytest.raises(PlaygroundError):
        many._work(job)
    assert not job.running and job.done == 0

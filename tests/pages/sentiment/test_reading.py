"""A typed sentence is read at once, in the language that it is in."""

import pytest

from pages.sentiment import reading
from tests.pages.conftest import words_of


def test_a_typed_sentence_is_read_at_once(presets, open_page):
    app = open_page("sentiment")
    app.text_area(key="sentiment_text").set_value("not bad, good").run()
    assert app.subheader[0].value.startswith("Positive")
    app.text_area(key="sentiment_text").set_value("worse and worse").run()
    assert app.subheader[0].value.startswith("Negative")
    percentages = [float(part.split()[-1]) for part in app.caption[0].value.split("%")[:3]]
    assert sum(percentages) == pytest.approx(100, abs=0.2)


def test_the_language_of_the_text_is_recognised_and_can_be_overruled(presets, open_page):
    app = open_page("sentiment")
    app.text_area(key="sentiment_text").set_value("房间很好").run()
    assert "Read as 中文" in words_of(app)
    app.segmented_control(key="sentiment_language").set_value("en").run()
    assert "Read as English" in words_of(app)


def test_every_example_can_be_clicked(presets, open_page):
    app = open_page("sentiment")
    for language, examples in reading.EXAMPLES.items():
        for position, example in enumerate(examples):
            app.button(key=f"sentiment_example_{language}_{position}").click().run()
            assert app.text_area(key="sentiment_text").value == example
            assert reading.recognise(example) == language
            assert not app.exception and not app.error


@pytest.mark.parametrize("text", ["", "   \n\t "])
def test_an_empty_text_asks_for_one(text, presets, open_page):
    app = open_page("sentiment")
    app.text_area(key="sentiment_text").set_value(text).run()
    assert [info.value for info in app.info] == ["Type a sentence above, or click an example."]
    assert not app.exception and not app.subheader


def test_a_huge_text_is_read_in_part_and_says_so(presets, open_page):
    app = open_page("sentiment")
    app.text_area(key="sentiment_text").set_value("good " * 40_000).run()
    assert [warning.value for warning in app.warning] == [
        "Your text has 200,000 characters; only the first 50,000 were read."
    ]
    assert app.subheader[0].value.startswith("Positive")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i am not at all bad", "en"),
        ("房间很干净，服务非常好", "zh"),
        ("wifi很快", "zh"),
        ("I watched 霸王别姬 and loved every minute", "en"),
        ("", "en"),
        ("!!! 123", "en"),
    ],
)
def test_recognise(text, language):
    assert reading.recognise(text) == language


def test_what_is_read_differently_is_told(presets, open_page):
    app = open_page("sentiment", text="@ann_b soooo good &amp; 👎👎👎 www.example.org/*a_b*?<b>`x`")
    info = app.info[0]
    assert info.value.startswith("Left out: `@ann_b`, `www.example.org/*a_b*?<b>'x'`. ")
    assert "Emoji read by their names: “👎” as “thumbs down”. " in info.value
    assert "usually spelled: “soooo” as “soo”. " in info.value
    assert info.value.endswith(r"stand for: “\&amp;” as “\&”.")
    app.text_area(key="sentiment_text").set_value("good 👍 " + " ".join(f"@ann{n}" for n in range(20))).run()
    info = app.info[0]
    assert info.value.count("@ann") == 12 and info.value.endswith("`@ann11`, ….")
    app.text_area(key="sentiment_text").set_value("太好啦啦啦啦👍 @小明 来看").run()
    assert "“👍” as" in app.info[0].value and "`@小明`" in app.info[0].value and not app.exception

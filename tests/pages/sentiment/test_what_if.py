"""What if, as a visitor does it: words dropped by clicks, a version typed, a flip tried."""

from tests.pages.conftest import words_of


def open_tab(open_page, text: str, language: str = "en"):
    app = open_page("sentiment", language, text=text)
    app.session_state["sentiment_tab"] = {"en": "What if", "zh": "假如"}[language]
    return app.run()


def test_words_are_dropped_and_the_verdict_moves(presets, open_page):
    app = open_tab(open_page, "not bad and *good*")
    edit = app.text_area(key="sentiment_edit")
    assert edit.value == "not bad and *good*" and "The verdict stays." in words_of(app)
    assert [app.button(key=f"sentiment_word_{index}").label for index in range(4)] == ["not", "bad", "and", "good"]
    app.button(key="sentiment_word_1").click().run()
    assert app.text_area(key="sentiment_edit").value == "not and *good*"
    app.text_area(key="sentiment_edit").set_value("worse and worse").run()
    said = words_of(app)
    assert "The verdict turns." in said and "positive 84.2% → 5.3% (-78.9 points)" in said
    app.button(key="sentiment_edit_again").click().run()
    assert app.text_area(key="sentiment_edit").value == "not bad and *good*"
    app.text_area(key="sentiment_edit").set_value("  ").run()
    assert not app.exception and not app.error and "Nothing is left to read" in words_of(app)
    # Another text, another copy.
    app.text_area(key="sentiment_text").set_value("good worse").run()
    assert app.text_area(key="sentiment_edit").value == "good worse"


def test_a_flip_is_found_and_tried_and_a_long_text_says_that_none_is_sought(presets, open_page):
    app = open_tab(open_page, "good worse")
    flip = app.button(key="sentiment_flip_0")
    assert flip.label.startswith("~~worse~~ · positive")
    flip.click().run()
    assert app.text_area(key="sentiment_edit").value == "good" and "The verdict turns." in words_of(app)
    assert "3 texts were read for this." in words_of(app)
    app.text_area(key="sentiment_text").set_value("good " * 61).run()
    said = words_of(app)
    assert "Looked for in texts of up to 60 words" in said and "Only the first 60 words" in said
    assert not [button for button in app.button if button.key == "sentiment_word_60"]
    app.text_area(key="sentiment_text").set_value("good good good").run()
    assert "No single word" in words_of(app) and not app.exception and not app.error


def test_it_is_all_in_chinese_too(presets, open_page):
    app = open_tab(open_page, "很 不错", "zh")
    assert not app.exception and not app.error
    assert "判断不变" in words_of(app) and "改一个词就能扭转判断" in words_of(app)

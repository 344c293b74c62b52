"""The sentiment page's address: a link opens on its view, sentence and model, and a bad one does no harm."""

import pytest

from pages.shared import address
from tests.pages.conftest import words_of


def test_a_link_opens_on_its_sentence_model_and_view_and_the_address_follows_the_widgets(presets, open_page):
    app = open_page("sentiment", text="房间 good", model="sentiment_en", view="read")
    assert app.text_area(key="sentiment_text").value == "房间 good"
    assert "Read as English" in words_of(app)
    app.text_area(key="sentiment_text").set_value("worse & worse?").run()
    assert app.query_params["text"] == "worse & worse?" and app.query_params["model"] == "sentiment_en"
    assert app.subheader[0].value.startswith("Negative")
    app.segmented_control(key="sentiment_language").set_value("automatic").run()
    assert "model" not in app.query_params
    # A second link followed in the same tab: what it does not name is as on a first visit.
    app.query_params.clear()
    app.query_params["text"] = "good"
    app.run()
    assert app.text_area(key="sentiment_text").value == "good"
    assert app.segmented_control(key="sentiment_language").value == "automatic"
    # Away and back by the menu, whose link names nothing: everything is as it was.
    app.query_params.clear()
    app.switch_page("pages/3_Digits.py").run()
    app.switch_page("pages/1_Sentiment.py").run()
    assert app.text_area(key="sentiment_text").value == "good" and app.query_params["text"] == "good"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_bad_link_is_left_out_in_one_sentence(language, presets, open_page):
    app = open_page("sentiment", language, view="<b>up*", model="gpt", text="x" * (address.MOST_CHARACTERS + 1))
    assert not app.exception and not app.error
    (warning,) = app.warning
    assert r"view=\<b\>up\*" in warning.value and "model=gpt" in warning.value and "500" in warning.value
    assert app.segmented_control(key="sentiment_view").value == "read"
    assert app.query_params["text"] == app.text_area(key="sentiment_text").value
    assert not app.run().warning


def test_a_long_text_stays_out_of_the_address_and_the_page_says_so(presets, open_page):
    app = open_page("sentiment")
    app.text_area(key="sentiment_text").set_value("好" * address.MOST_CHARACTERS).run()
    assert app.query_params["text"] == "好" * address.MOST_CHARACTERS
    app.text_area(key="sentiment_text").set_value("好" * (address.MOST_CHARACTERS + 1)).run()
    assert "text" not in app.query_params
    assert "more than 500 characters is not kept" in words_of(app)
    assert len(app.run().text_area(key="sentiment_text").value) == address.MOST_CHARACTERS + 1

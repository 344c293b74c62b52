"""The pages with the models that are shipped: what a visitor of the first day sees. Skips what is not trained yet."""

import pytest
import streamlit

from models import storage
from tests.pages.conftest import words_of


def needs(*presets: str) -> pytest.MarkDecorator:
    missing = [preset for preset in presets if not storage.PRESETS[preset].is_here]
    return pytest.mark.skipif(bool(missing), reason=f"not trained yet: {', '.join(missing)}")


@pytest.fixture(autouse=True, scope="module")
def forget_other_tests():
    streamlit.cache_resource.clear()
    streamlit.cache_data.clear()


@needs(*storage.SHIPPED)
def test_home_shows_every_shipped_model_with_its_figures(open_page):
    app = open_page("home")
    assert not app.exception and not app.error
    assert len(app.metric) >= len(storage.SHIPPED)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        pytest.param(text, verdict, marks=needs(preset), id=text)
        for preset, text, verdict in (
            ("sentiment_en", "i am not at all bad", "Positive"),
            ("sentiment_en", "i am not happy", "Negative"),
            ("sentiment_en", "The plot makes no sense and the jokes are worse.", "Negative"),
            ("sentiment_zh", "房间很干净，服务非常好", "Positive"),
            ("sentiment_zh", "水果坏了一半，客服也不理人。", "Negative"),
        )
    ],
)
def test_plain_sentences_come_out_as_a_person_would_say(text, verdict, open_page):
    app = open_page("sentiment")
    app.text_area(key="sentiment_text").set_value(text).run()
    assert not app.exception and not app.error
    assert app.subheader[0].value.startswith(verdict)


@needs("sentiment_en")
@pytest.mark.parametrize(
    "text",
    ["😀" * 50, "\u0000\u200b", "<b>bold</b> **stars** $x$", "word " * 20_000],
    ids=["emoji", "control", "markup", "huge"],
)
def test_odd_texts_are_read(text, open_page):
    app = open_page("sentiment")
    app.text_area(key="sentiment_text").set_value(text).run()
    assert not app.exception and not app.error


@pytest.mark.parametrize("author", [pytest.param(name, marks=needs(name)) for name in ("shakespeare", "time_machine")])
def test_an_author_writes_english(author, open_page):
    app = open_page("text_generation", author=author, text_seed="3", text_length="300")
    app.button(key="text_write").click().run()
    assert not app.exception and not app.error
    text = app.session_state[f"text_shelf_{author}"].drafts[0].text
    assert len(text) == 300
    words = {"the", "and", "of", "to", "a", "in", "i", "that", "my", "was", "it", "you", "not", "is"}
    assert len(words & set(text.lower().split())) >= 3, text


@needs("tang_poetry")
def test_a_poet_writes_chinese(open_page):
    app = open_page("text_generation", "zh", author="tang_poetry", text_seed="3", text_length="200")
    app.button(key="text_write").click().run()
    assert not app.exception and not app.error
    text = app.session_state["text_shelf_tang_poetry"].drafts[0].text
    assert len(text) == 200
    assert sum("\u4e00" <= character <= "\u9fff" for character in text) > 140, text


@needs("digits")
def test_digits_are_drawn(open_page):
    app = open_page("digits", digits_count="100")
    assert not app.exception and not app.error
    assert "100 digits, drawn in" in words_of(app)


@needs("shakespeare", "sentiment_en")
def test_shipped_networks_in_numpy_stand_beside_keras(open_page):
    app = open_page("foundations", topic="recurrent", rnn_weights="shakespeare", foundations_rnn_text="To be")
    assert not app.exception and not app.error
    assert "Step 5 of 5 reads **e**." in words_of(app)
    app.button(key="foundations_rnn_run").click().run()
    app.segmented_control(key="foundations_topic").set_value("attention").run()
    app.segmented_control(key="foundations_attention_weights").set_value("sentiment").run()
    app.button(key="foundations_attention_run").click().run()
    assert not app.exception and not app.error
    beside = next(one.value for one in app.dataframe if "Keras" in one.value.columns)
    assert beside["NumPy"].sum() == pytest.approx(1, abs=1e-5)
    assert (beside["difference"].abs() < 1e-5).all()

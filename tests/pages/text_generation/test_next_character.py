"""The next character: the bars' numbers, their words, and choosing by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from pages.text_generation import next_character
from tests.pages.conftest import words_of
from tests.pages.fakes import FakeNextCharacters
from tests.pages.text_generation.visit import click, shelf


def test_the_visitor_chooses_the_next_character(presets, open_page):
    app = open_page("text_generation", text_seed="7", text_length="50", text_top_k="3")
    app.text_area(key="text_prompt").set_value("bad").run()
    said = words_of(app)
    # The stand-in finds the letter after the last one probable, then a space, then a new line.
    assert "After “bad” the network finds: “e” 53.1%, space 19.5%, new line 11.8%." in said
    assert "With these settings 3 of the 15 characters may be drawn; most often “e”, 69.5%." in said
    table = app.dataframe[0].value
    assert list(table.iloc[:3, 0]) == ["“e”", "space", "new line"]
    assert table.iloc[:, 1].sum() == pytest.approx(100) and (table.iloc[:, 2] > 0).sum() == 3
    app.slider(key="text_temperature").set_value(0.0).run()
    assert "With these settings 1 of the 15 characters may be drawn; most often “e”, 100.0%." in words_of(app)

    assert app.button(key="text_next_1").label == "space"
    click(app, "text_next_1")
    (draft,) = shelf(app).drafts
    assert draft.whole == "bad " and draft.by_hand == 1
    app.text_input(key="text_next_typed").set_value("<b>").run()
    assert draft.whole == "bad <b>" and app.text_input(key="text_next_typed").value == ""
    app.text_input(key="text_next_typed").set_value("😀").run()
    assert draft.whole == "bad <b>" and [error.value for error in app.error] == [
        "Expected characters that the network knows, received 😀."
    ]
    app.button(key="text_continue").click().run()
    assert draft.whole.startswith("bad <b>") and len(draft.text) == 54
    assert "4 characters put in by hand." in words_of(app)


@pytest.mark.parametrize(("temperature", "top_k", "top_p"), [(0.0, None, None), (0.7, 5, None), (1.3, None, 0.6)])
def test_a_text_is_read_once_and_other_settings_are_worked_out(temperature, top_k, top_p, monkeypatch):
    sampling = pytest.importorskip("models.text_generation.sampling")
    logits = np.random.default_rng(3).normal(size=40) * 3
    calls = []

    def next_characters(text, **settings):
        calls.append(text)
        before = sampling.next_probabilities(logits)
        return FakeNextCharacters(
            characters=tuple(map(chr, range(65, 105))),
            before=before,
            after=sampling.next_probabilities(logits, settings["temperature"], settings["top_k"], settings["top_p"]),
        )

    state = {}
    monkeypatch.setattr(next_character.st, "session_state", state)
    generator = SimpleNamespace(next_characters=next_characters)
    next_character.distribution(generator, "text", next_character.Sampling(1.0, None, None))
    after = next_character.distribution(generator, "text", next_character.Sampling(temperature, top_k, top_p)).after
    assert calls == ["text"]
    np.testing.assert_allclose(after, sampling.next_probabilities(logits, temperature, top_k, top_p), atol=1e-12)
    next_character.distribution(generator, "other text", next_character.Sampling(1.0, None, None))
    assert calls == ["text", "other text"]


def test_what_cannot_be_seen_has_a_name():
    names = [next_character.name_of(character) for character in "e \n\u3000\u200b。<"]
    assert names == ["“e”", "space", "new line", "wide space", "U+200B", "“。”", "“<”"]
    assert [next_character.chance(share) for share in (0, 1e-9, 0.4567, 1)] == ["0.0%", "<0.1%", "45.7%", "100.0%"]


def test_a_chart_that_is_gone_chooses_nothing(monkeypatch):
    wish = next_character.Wish("To be", 10, next_character.Sampling(1.0, None, None), 1)
    state = {"text_picks": 1} | {
        f"text_next_bars_{picks}": {"selection": {"points": [{"point_index": 1}]}} for picks in (0, 1)
    }
    monkeypatch.setattr(next_character.st, "session_state", state)
    put = []
    monkeypatch.setattr(next_character.drafts, "put", lambda author, wish, character: put.append(character))
    # Browsers were seen to send the click on the chart before once more, beside the click on a button.
    next_character._clicked("text_next_bars_0", "ab", "shakespeare", wish)
    assert put == []
    next_character._clicked("text_next_bars_1", "ab", "shakespeare", wish)
    assert put == ["b"]

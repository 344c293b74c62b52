"""The sections "Learned or copied?" and the form of poems, with stand-ins that copy and that keep a form."""

import random

import pytest

from pages.text_generation import copied
from pages.text_generation.drafts import Draft, Sampling
from tests.pages.conftest import words_of
from tests.pages.fakes import FakeGenerator

KNOWN = "\n，。春夏秋冬山水风月花鸟人心天地日夜来去"
READ = "<b>It was the best of times & it was the worst of *times*.</b>\n"


def test_runs_are_marked_and_the_visitors_characters_escaped():
    draft = Draft("<i>", 1, Sampling(1.0, None, None), text="one <b> two three four")
    shown = copied.highlighted(draft, [(4, 11), (8, 17)], (4, 17))
    assert '<span class="prompt">&lt;i&gt;</span>one <mark>&lt;b&gt; two three</mark> four</p>' in shown
    dotted = copied.highlighted(draft, [], (4, 7))
    assert '<span class="longest">&lt;b&gt;</span> two three four</p>' in dotted and "<mark>" not in dotted
    assert copied.united([(0, 5), (5, 9), (8, 12)]) == [(0, 5), (5, 12)]


@pytest.fixture
def index(without_keras):
    from models.text_generation.copies import CopyIndex
    from training.text_generation.copies import build

    return CopyIndex.from_bytes(build(READ * 3, "It was neither the best nor the worst of lines, it was all. " * 5))


def test_a_copy_is_named_compared_and_charted(index, presets, open_page, monkeypatch):
    passage = READ[:52]
    monkeypatch.setattr(FakeGenerator, "copies", index)
    monkeypatch.setattr(
        FakeGenerator,
        "stream",
        lambda self, prompt, length=1, **settings: iter(("QZ" * 40 + passage).ljust(length, "x")),
    )
    app = open_page("text_generation", text_length="200")
    app.session_state["text_tab"] = copied.TITLE
    app.run()
    assert "Nothing is written yet" in words_of(app)
    app.button(key="text_write").click().run()
    said = words_of(app)
    assert not app.exception and not app.error
    assert "has **52 characters**" in said and "none is as long as this one" in said
    assert r"“\<b\>It was the best of times \& it was the worst of \*t”" in said
    marked = [element.body for element in app.get("html") if "copied-text" in element.body]
    assert marked[-1].count("<mark>") == 1 and "<mark>&lt;b&gt;It was the best of times &amp; it" in marked[-1]
    assert "New, that is nowhere in what the network read: of 4 characters in a row" in said
    monkeypatch.setattr(FakeGenerator, "copies", None)
    assert "no index of what it read" in words_of(app.run())


def test_a_form_is_asked_for_kept_and_checked(presets, open_page, monkeypatch):
    from models.text_generation.vocabulary import Vocabulary

    def stream(self, prompt, length=1, seed=0, form=None, **settings):
        dice, written = random.Random(seed), ""
        for _place in range(length):
            allowed = [True] * (len(KNOWN) + 1) if form is None else form.allowed(self.vocabulary, written)
            written += dice.choice([KNOWN[token - 1] for token in range(1, len(KNOWN) + 1) if allowed[token]])
            yield written[-1]

    monkeypatch.setattr(FakeGenerator, "vocabulary", Vocabulary(KNOWN, poems=True), raising=False)
    monkeypatch.setattr(FakeGenerator, "stream", stream)
    app = open_page("text_generation", author="tang_poetry", text_length="100", text_seed="1")
    assert app.text_input(key="text_acrostic").disabled
    app.button(key="text_write").click().run()
    assert "have a regular form" in words_of(app) or "has a regular form" in words_of(app)

    app.segmented_control(key="text_form").set_value("7").run()
    app.text_input(key="text_acrostic").set_value("風花").run()
    assert "the beginning above is not used" in words_of(app)
    app.button(key="text_write").click().run()
    text = app.session_state["text_shelf_tang_poetry"].drafts[0].whole
    assert text[:8:7] == "风，" and text[8] == "花" and text[32] == "\n" and text[33] == "风"
    assert "Checked: 3 of 3 finished poems keep the form, 4 lines of 7 characters." in words_of(app)
    assert "The lines begin with 风花. The last one is not finished." in words_of(app)

    app.text_input(key="text_acrostic").set_value("風雪").run()
    app.button(key="text_write").click().run()
    assert [error.value for error in app.error] == [
        "The network has never learnt 雪: choose other characters for the acrostic."
    ]
    assert app.session_state["text_shelf_tang_poetry"].drafts[0].whole == text

"""The view "Writing": texts that grow, rest, go on and are written anew, and none is lost."""

import dataclasses
import threading

import pytest

from pages.text_generation import drafts, writing
from pages.text_generation.drafts import Draft, Sampling, Shelf
from pages.text_generation.paper import BEGINNING_SHOWN, PIECE, Paper
from tests.pages.conftest import words_of
from tests.pages.fakes import FakeGenerator
from tests.pages.text_generation.visit import click, shelf

COOL = Sampling(0.8, None, None)


def grown(draft: Draft) -> Draft:
    while draft.running:
        draft.grow()
    return draft


def test_a_text_is_the_same_however_often_it_is_stopped():
    whole, pieces = Draft("A", 7, COOL), Draft("A", 7, COOL)
    whole.go_on(FakeGenerator(), COOL, 300)
    grown(whole)
    pieces.go_on(FakeGenerator(), COOL, 100)
    for _step in range(30):
        pieces.grow()
    pieces.running = False
    pieces.go_on(FakeGenerator(), COOL, 100)
    assert len(grown(pieces).text) == 100
    pieces.go_on(FakeGenerator(), COOL, 200)
    assert grown(pieces).text == whole.text and len(whole.text) == 300


def test_other_settings_and_characters_by_hand_start_another_stream():
    draft = Draft("A", 7, COOL)
    draft.go_on(FakeGenerator(), COOL, 50)
    first = grown(draft).text
    draft.go_on(FakeGenerator(), dataclasses.replace(COOL, temperature=1.5), 50)
    assert grown(draft).text.startswith(first) and len(draft.text) == 100
    draft.put("!")
    assert draft.text.endswith("!") and draft.by_hand == 1 and not draft.running
    draft.go_on(FakeGenerator(), COOL, 50)
    assert len(grown(draft).text) == 151 and draft.text[100] == "!"


def test_a_text_ends_where_the_page_can_hold_no_more():
    draft = Draft("A", 7, COOL, text="x" * (drafts.LONGEST_TEXT - 10))
    draft.go_on(FakeGenerator(), COOL, 600)
    assert len(grown(draft).text) == drafts.LONGEST_TEXT and draft.full
    draft.go_on(FakeGenerator(), COOL, 600)
    assert not draft.running


def test_the_shelf_keeps_the_last_versions():
    shelf = Shelf()
    for seed in range(drafts.MOST_VERSIONS + 5):
        shelf.add([Draft("", seed, COOL), Draft("", seed + 1, COOL)])
    assert len(shelf.versions) == drafts.MOST_VERSIONS and shelf.drafts[0].seed == drafts.MOST_VERSIONS + 4
    assert shelf.next_seed == drafts.MOST_VERSIONS + 6


def test_candidates_take_turns_and_each_visitor_keeps_his_own():
    order = []

    class Slow(FakeGenerator):
        def stream(self, prompt, length, seed, **settings):
            for character in super().stream(prompt, length, seed=seed, **settings):
                order.append(seed)
                yield character

    def visit(seed: int, into: dict[int, str]) -> None:
        texts = [Draft("A", seed + position, COOL) for position in range(3)]
        for draft in texts:
            draft.go_on(generator, COOL, 40)
        writing.write(texts, [Paper(Recorder()) for _draft in texts])
        into.update({draft.seed: draft.text for draft in texts})

    generator, alone, together = Slow(), {}, {}
    visit(0, alone)
    assert order == [0, 1, 2] * 40
    for seed in range(3, 60, 3):
        visit(seed, alone)
    visitors = [threading.Thread(target=visit, args=(seed, together)) for seed in range(0, 60, 3)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert together == alone and len(set(alone.values())) == 60


class Recorder:
    """Stands for a container of Streamlit: remembers what stands in each of its elements."""

    def __init__(self) -> None:
        self.elements: list[str] = []

    def empty(self) -> "Recorder.Element":
        self.elements.append("")
        return Recorder.Element(self, len(self.elements) - 1)

    @dataclasses.dataclass
    class Element:
        sheet: "Recorder"
        position: int

        def text(self, body: str) -> None:
            self.sheet.elements[self.position] = body

        caption = text


def test_a_long_text_is_shown_whole_and_only_its_end_is_sent_again():
    sheet = Recorder()
    paper = Paper(sheet)
    text = "".join("line\n\n\n" if line % 9 == 0 else f"line {line} of a text\n" for line in range(1_200))
    paper.begin("")
    for end in range(0, len(text), 700):
        paper.show(text[:end])
        assert "\n".join(sheet.elements) == text[:end]
        assert len(sheet.elements[-1]) <= 2 * PIECE
    assert len(sheet.elements) > 5 and all(piece[-1] != "\n" for piece in sheet.elements[:-1])


def test_of_a_long_beginning_the_paper_shows_the_end():
    sheet = Recorder()
    paper = Paper(sheet)
    prompt = "a" * 5_000 + "b" * BEGINNING_SHOWN
    paper.begin(prompt)
    paper.show(prompt + "c" * 10)
    assert sheet.elements[0] == "… 5,000 characters before this …"
    assert "".join(sheet.elements[1:]) == "b" * BEGINNING_SHOWN + "c" * 10


def test_text_is_written_anew_and_every_version_is_kept(presets, open_page):
    app = open_page("text_generation", text_seed="7", text_length="200")
    assert app.button(key="text_stop").disabled and app.button(key="text_continue").disabled
    click(app, "text_write")
    first = shelf(app).drafts[0].text
    assert len(first) == 200 and not shelf(app).running
    # Plain text: the stand-in writes Markdown and HTML signs, which must come through as they are.
    assert app.text[0].value == "ROMEO:\n" + first
    assert "200 characters written" in words_of(app) and "Seed 7" in words_of(app)
    click(app, "text_continue")
    longer = shelf(app).drafts[0].text
    assert len(longer) == 400 and longer.startswith(first)

    app.text_area(key="text_prompt").set_value("Another beginning").run()
    click(app, "text_regenerate")
    again = shelf(app).drafts[0]
    assert again.prompt == "ROMEO:\n" and again.seed == 8 and again.text[:200] != first
    click(app, "text_back")
    assert shelf(app).drafts[0].text == longer and app.text[0].value == "ROMEO:\n" + longer
    click(app, "text_forward")
    assert shelf(app).drafts[0] is again
    click(app, "text_write")
    assert shelf(app).drafts[0].prompt == "Another beginning" and len(shelf(app).versions) == 3
    click(app, "text_forward")
    assert not shelf(app).drafts and "An empty sheet." in words_of(app)

    # Neither another author, nor another language, nor another page loses anything.
    versions = shelf(app).versions
    app.segmented_control(key="text_author").set_value("tang_poetry").run()
    assert app.query_params["author"] == "tang_poetry" and app.text_area(key="text_prompt").value == "Another beginning"
    app.segmented_control(key="text_author").set_value("shakespeare").run()
    app.segmented_control(key="text_view").set_value("own").run()
    app.segmented_control(key="text_view").set_value("write").run()
    assert app.text_area(key="text_prompt").value == "Another beginning"
    assert app.slider(key="text_length").value == 200 and app.number_input(key="text_seed").value == 7
    app.segmented_control(key="language_switch").set_value("zh").run()
    app.switch_page("pages/3_Digits.py").run()
    app.query_params.clear()
    app.switch_page("pages/2_Text_Generation.py").run()
    assert app.query_params["author"] == "shakespeare" and app.query_params["view"] == "write"
    click(app, "text_back")
    assert shelf(app).versions is versions and len(shelf(app).drafts[0].text) == 200

    other = open_page("text_generation", text_seed="7", text_length="200")
    click(other, "text_write")
    assert shelf(other).drafts[0].text == first


def test_candidates_stand_side_by_side_and_one_goes_on(presets, open_page):
    app = open_page("text_generation", text_seed="7", text_length="100", text_candidates="3")
    click(app, "text_write")
    texts = [draft.text for draft in shelf(app).drafts]
    assert len(set(texts)) == 3 and [len(text) for text in texts] == [100] * 3
    assert [draft.seed for draft in shelf(app).drafts] == [7, 8, 9]
    assert [text.value for text in app.text[:3]] == ["ROMEO:\n" + text for text in texts]
    click(app, "text_choose_1")
    assert [draft.text for draft in shelf(app).drafts] == texts[1:2]
    click(app, "text_continue")
    assert shelf(app).drafts[0].text[:100] == texts[1] and len(shelf(app).drafts[0].text) == 200
    click(app, "text_back")
    assert [draft.text for draft in shelf(app).drafts] == texts
    click(app, "text_continue")
    assert [len(draft.text) for draft in shelf(app).drafts] == [200] * 3


@pytest.mark.parametrize("prompt", ["", "word " * 20_000])
def test_an_empty_and_a_huge_beginning_are_written_on(prompt, presets, open_page):
    app = open_page("text_generation", text_length="100")
    app.text_area(key="text_prompt").set_value(prompt + ("😀漢" if prompt else "")).run()
    click(app, "text_write")
    assert len(shelf(app).drafts[0].text) == 100
    said = words_of(app)
    assert ("The beginning has 100,002 characters; the network reads the last 256 of them." in said) == bool(prompt)
    assert ("too rare in it: 😀. The network reads each as “unknown”" in said) == bool(prompt)


def test_the_link_names_view_author_and_beginning(presets, open_page):
    app = open_page("text_generation", author="tang_poetry")
    assert app.segmented_control(key="text_author").value == "tang_poetry"
    assert app.text_area(key="text_prompt").value == "春"
    app.segmented_control(key="text_author").set_value("shakespeare").run()
    assert app.text_area(key="text_prompt").value == "ROMEO:\n"
    app.text_area(key="text_prompt").set_value("My own & words").run()
    state = {name: app.query_params[name] for name in ("view", "author", "text")}
    assert state == {"view": "write", "author": "shakespeare", "text": "My own & words"}
    app.segmented_control(key="text_author").set_value("time_machine").run()
    assert app.text_area(key="text_prompt").value == "My own & words"
    app.text_area(key="text_prompt").set_value("x" * 501).run()
    assert "text" not in app.query_params
    other = open_page("text_generation", **state)
    assert other.text_area(key="text_prompt").value == "My own & words"
    assert other.segmented_control(key="text_author").value == "shakespeare" and not other.warning
    bad = open_page("text_generation", view="nonsense", author="homer", text="y" * 5_000)
    assert len(bad.warning) == 1 and bad.text_area(key="text_prompt").value == "ROMEO:\n"

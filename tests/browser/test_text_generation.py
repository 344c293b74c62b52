"""The text page in a real Chromium: a text is written, stopped, gone on with, chosen and downloaded."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visit import DESKTOP, PHONE, check_layout, open_page, settle

pytestmark = pytest.mark.browser


def test_a_text_is_written_stopped_continued_and_downloaded(page, address):
    open_page(page, address, "Text generation", "?text_seed=7&text_length=10000")
    page.get_by_role("button", name="Write", exact=True).click()
    paper = page.locator(".st-key-paper")
    expect(paper).to_contain_text(re.compile(r"ROMEO:\s+\S{2}"))
    page.get_by_role("button", name="Stop", exact=True).last.click()
    expect(page.get_by_role("button", name="Go on")).to_be_enabled()
    settle(page)
    stopped = paper.inner_text()
    assert 20 < len(stopped) < 10_000
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert download.value.suggested_filename == "shakespeare.txt"
    assert text.startswith("ROMEO:\n") and len(text) < 10_000
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("10,000 characters written")).to_be_visible()
    check_layout(page)


def test_candidates_are_chosen_from_and_a_character_is_put_by_hand(page, address):
    open_page(page, address, "Text generation", "?text_seed=7&text_length=100&text_candidates=2")
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.get_by_text("Seed 8, 100 characters")).to_be_visible()
    page.get_by_role("button", name="Choose").last.click()
    expect(page.get_by_text("Text 2 of 2.")).to_be_visible()
    expect(page.get_by_text(re.compile("^100 characters written.*Seed 8"))).to_be_visible()
    settle(page)
    before = page.locator(".st-key-paper").inner_text()
    page.locator(".js-plotly-plot .point path").nth(1).scroll_into_view_if_needed()
    bar = page.locator(".js-plotly-plot .point path").first.bounding_box()
    page.mouse.click(bar["x"] + 10, bar["y"] + bar["height"] / 2)
    expect(page.get_by_text("1 character put in by hand.")).to_be_visible()
    settle(page)
    page.locator(".st-key-text_next_choices button").first.click()
    expect(page.get_by_text("2 characters put in by hand.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text(re.compile("^200 characters written"))).to_be_visible()
    assert len(page.locator(".st-key-paper").inner_text()) > len(before) + 60
    page.get_by_role("button", name="Earlier text").click()
    expect(page.get_by_role("button", name="Choose")).to_have_count(2)
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        check_layout(page)


def test_a_beginning_of_100_000_characters_does_not_hang_the_page(page, address):
    open_page(page, address, "Text generation", "?text_seed=7&text_length=100")
    box = page.get_by_role("textbox", name="Beginning")
    box.fill("word " * 20_000)
    box.press("Control+Enter")
    expect(page.get_by_text("The beginning has 100,000 characters")).to_be_visible()
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.get_by_text(re.compile("^100 characters written"))).to_be_visible()
    assert len(page.url) < 300
    check_layout(page)

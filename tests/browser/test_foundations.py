"""The foundations page in a real Chromium: every topic fits a desktop and a phone, steps play, the keyboard works."""

import re

import pytest
from playwright.sync_api import Page, expect

from pages.foundations import topics
from tests.browser.visit import DESKTOP, PHONE, check_layout, settle

pytestmark = pytest.mark.browser


def open_topic(page: Page, address: str, topic: str, query: str = "") -> None:
    page.goto(f"{address}/Foundations?topic={topic}{query}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Foundations")
    expect(page.get_by_text("Try it yourself", exact=True)).to_be_visible()
    settle(page)


def test_every_topic_fits_the_screen(page, address):
    """All topics in one visit: a click is quicker than a page that is loaded anew."""
    open_topic(page, address, topics.TOPICS[-1])
    for topic in topics.TOPICS:
        page.get_by_role("radio", name=topics.NAMES[topic], exact=True).click()
        expect(page.get_by_role("radio", name=topics.NAMES[topic], exact=True)).to_be_checked()
        # The first topic is what a link without one shows.
        shown = "^((?!topic=).)*$" if topic == topics.TOPICS[0] else f"topic={topic}"
        expect(page).to_have_url(re.compile(shown))
        settle(page)
        # While one topic makes way for another, both have this heading for a moment.
        expect(page.get_by_text("Try it yourself", exact=True)).to_have_count(1)
        expect(page.get_by_text("Try it yourself", exact=True)).to_be_visible()
        for viewport in (DESKTOP, PHONE):
            page.set_viewport_size(viewport)
            check_layout(page)
        page.set_viewport_size(DESKTOP)


def test_steps_by_keyboard_play_an_exercise_and_tensorflows_gradient(page, address):
    open_topic(page, address, "backpropagation", "&foundations_step=12")
    slider = page.get_by_role("slider", name="Step")
    expect(page.get_by_text(re.compile("^Step 12 of 33"))).to_be_visible()
    slider.focus()
    slider.press("ArrowRight")
    expect(page.get_by_text(re.compile("^Step 13 of 33"))).to_be_visible()
    expect(page).to_have_url(re.compile("foundations_step=13"))
    play = page.get_by_role("button", name="Play", exact=True)
    play.focus()
    play.press("Enter")
    expect(page.get_by_text(re.compile("^Step (1[5-9]|2.) of 33"))).to_be_visible()
    pause = page.get_by_role("button", name="Pause", exact=True)
    pause.focus()
    pause.press("Enter")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    # The drawing of one step overtaken by the next must not put the numbers back to their minimum.
    expect(page.get_by_role("spinbutton", name="Weight x₁ → h₁")).to_have_value("0.2")

    box = page.get_by_role("textbox", name="Your answer").first
    box.fill("0,0045")
    box.press("Enter")
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()

    page.get_by_role("button", name="Ask TensorFlow, too").click()
    said = page.get_by_text(re.compile("NumPy and TensorFlow, both in double precision, are at most"))
    expect(said).to_be_visible()
    off = re.search(r"double precision, are at most (\S+) apart", said.inner_text())
    assert off is not None and float(off[1]) < 1e-12

"""The browser's Back and Forward in a real Chromium: every page follows them from view to view, with their settings."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import open_page, settle

pytestmark = pytest.mark.browser

VIEWS = {
    "Sentiment": ("view", {"read": "Read", "many": "Many at once", "compare": "Compare"}),
    "Text generation": ("view", {"write": "Writing", "surprise": "Surprise", "own": "Your own author"}),
    "Digits": ("view", {"draw": "Draw", "walk": "Walk", "learnt": "How it learnt"}),
    "Foundations": ("topic", {"optimizers": "Optimizers", "gan": "GAN in one dimension", "layers": "Layers"}),
}


def click(page: Page, label: str) -> None:
    page.get_by_role("radio", name=label, exact=True).click()


def expect_view(page: Page, name: str, value: str, label: str) -> None:
    expect(page.get_by_role("radio", name=label, exact=True)).to_be_checked()
    expect(page).to_have_url(re.compile(f"[?&]{name}={value}(&|$)"))
    settle(page)


@pytest.mark.parametrize("title", VIEWS)
def test_back_and_forward_lead_from_view_to_view(title, page, address):
    name, labels = VIEWS[title]
    views = list(labels.items())
    open_page(page, address, title, f"?{name}={views[0][0]}")
    expect_view(page, name, *views[0])
    for view in views[1:]:
        click(page, view[1])
        expect_view(page, name, *view)
    for view in views[-2::-1]:
        page.go_back()
        expect_view(page, name, *view)
    for view in views[1:]:
        page.go_forward()
        expect_view(page, name, *view)


def test_back_brings_the_sentence_before(page, address):
    open_page(page, address, "Sentiment", "?text=not+bad&model=sentiment_en")
    box = page.get_by_role("textbox", name="Your sentence")
    expect(box).to_have_value("not bad")
    box.fill("quite bad")
    box.press("Control+Enter")
    expect(page).to_have_url(re.compile("text=quite"))
    settle(page)
    page.go_back()
    expect(box).to_have_value("not bad")
    page.go_forward()
    expect(box).to_have_value("quite bad")


def test_back_brings_a_view_with_the_settings_that_streamlit_keeps(page, address):
    open_page(page, address, "Digits", "?view=draw&digits_count=57")
    expect(page.get_by_role("slider", name="How many")).to_have_value("57")
    click(page, "Walk")
    expect_view(page, "view", "walk", "Walk")
    expect(page).not_to_have_url(re.compile("digits_count"))
    page.go_back()
    expect_view(page, "view", "draw", "Draw")
    expect(page.get_by_role("slider", name="How many")).to_have_value("57")
    page.go_forward()
    expect_view(page, "view", "walk", "Walk")


def test_back_leads_to_the_page_and_the_language_before(page, address):
    open_page(page, address, "Training runs")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Digits").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Digits")
    expect(page).to_have_url(re.compile("view=draw"))
    settle(page)
    page.get_by_test_id("stSidebar").get_by_text("中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("手写数字")
    expect(page).to_have_url(re.compile("lang=zh"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Digits")

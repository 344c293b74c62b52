"""The sentiment page in a real Chromium: sentences typed, clicked, linked to, changed by a word, read from a file."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visit import PHONE, check_layout, open_page, settle

pytestmark = pytest.mark.browser


def test_a_sentence_is_typed_and_read(page, address):
    open_page(page, address, "Sentiment")
    box = page.get_by_role("textbox", name="Your sentence")
    box.fill("i am not at all bad")
    box.press("Control+Enter")
    expect(page.get_by_role("heading", name=re.compile("^Positive, with"))).to_be_visible()
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
    box.fill("The plot makes no sense and the jokes are worse.")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name=re.compile("^Negative, with"))).to_be_visible()


def test_a_chinese_example_is_clicked(page, address):
    open_page(page, address, "Sentiment")
    page.get_by_role("button", name="房间很干净").click()
    expect(page.get_by_text("Read as 中文")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^Positive, with"))).to_be_visible()


def test_a_link_opens_on_the_same_sentence_view_and_model(page, open_tab, address):
    open_page(page, address, "Sentiment", "?view=read&text=not+bad+%26+new&model=sentiment_en")
    box = page.get_by_role("textbox", name="Your sentence")
    expect(box).to_have_value("not bad & new")
    expect(page.get_by_text("Read as English")).to_be_visible()
    box.fill("nothing works, 100%")
    box.press("Control+Enter")
    expect(page).to_have_url(re.compile("text=nothing\\+works"))
    other = open_tab(viewport=PHONE)
    other.goto(page.url)
    expect(other.get_by_role("textbox", name="Your sentence")).to_have_value("nothing works, 100%")
    page.get_by_role("radio", name="Many at once").or_(page.get_by_role("button", name="Many at once")).first.click()
    expect(page.get_by_role("textbox", name="Texts, one a line")).to_be_visible()
    expect(page).to_have_url(re.compile("view=many.*model=sentiment_en"))


def test_a_word_is_dropped_by_a_click(page, address):
    open_page(page, address, "Sentiment", "?text=this+is+not+bad&model=sentiment_en")
    page.get_by_role("tab", name="What if").click()
    page.locator(".st-key-sentiment_words").get_by_role("button", name="not", exact=True).click()
    expect(page.get_by_role("textbox", name="Your version")).to_have_value("this is bad")
    expect(page.get_by_text(re.compile("The verdict (turns|stays)"))).to_be_visible()
    page.set_viewport_size(PHONE)
    check_layout(page)


def test_a_file_gives_a_table_and_a_harmless_download(page, address, tmp_path):
    file = tmp_path / "reviews.csv"
    rows = "".join(f'{number},"good, number {number}"\n' for number in range(300))
    file.write_text("id,text\n0,=HYPERLINK(1)\n1,房间很干净\n" + rows, encoding="utf-8-sig")
    open_page(page, address, "Sentiment", "?view=many")
    page.get_by_text("A file", exact=True).click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Read 302 rows").click()
    expect(page.get_by_text("302 of 302 rows read, in")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").last).to_be_visible()
    settle(page)
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and "房间很干净" in data.decode()
    assert '"\'=HYPERLINK(1)"' in data.decode() and len(data.splitlines()) == 303
    page.set_viewport_size(PHONE)
    check_layout(page)

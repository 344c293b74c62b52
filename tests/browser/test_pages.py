"""A real Chromium opens every page on a desktop and on a phone, light and dark, and changes page and language."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visit import ADDRESSES, DESKTOP, PHONE, check_layout, open_page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("title", ADDRESSES)
def test_every_page_fits_the_screen(title, page, address):
    open_page(page, address, title)
    for viewport in (DESKTOP, PHONE):
        for scheme in ("light", "dark"):
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(
                "dark => (parseInt(getComputedStyle(document.querySelector('.stApp')).backgroundColor"
                ".match(/\\d+/)[0]) < 60) === dark",
                arg=scheme == "dark",
            )
            check_layout(page)


def test_the_menu_and_the_language_switch(page, address):
    open_page(page, address, "Deep learning playground")
    page.get_by_test_id("stSidebar").get_by_text("中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("深度学习游乐场")
    page.get_by_test_id("stSidebar").get_by_role("link", name="手写数字").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("手写数字")
    expect(page).to_have_url(re.compile(r"/Digits\?lang=zh&view=draw$"))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("手写数字")


def test_a_chinese_browser_is_greeted_in_chinese(open_tab, address):
    page = open_tab(viewport=PHONE, locale="zh-CN")
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("深度学习游乐场")

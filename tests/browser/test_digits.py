"""The digits page in a real Chromium: a number kept, a walk, a link; a digit drawn with the mouse and the keyboard."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.visit import PHONE, check_layout, open_page, settle

pytestmark = pytest.mark.browser

SEVEN = [(70, 60), (140, 56), (210, 60), (185, 115), (155, 175), (130, 240)]


def draw(page, points):
    """One stroke with the mouse, in the units of the sheet, 0 to 280."""
    sheet = page.locator("#sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    for number, (x, y) in enumerate(points):
        page.mouse.move(box["x"] + x * box["width"] / 280, box["y"] + y * box["height"] / 280, steps=4)
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def test_a_number_is_written_and_kept(page, address):
    open_page(page, address, "Digits")
    box = page.get_by_role("textbox", name="A number to write")
    box.fill("1984")
    box.press("Enter")
    image = page.locator(".st-key-pixels_number img")
    expect(image).to_have_attribute("alt", "The number 1984, drawn.")
    assert image.evaluate("image => getComputedStyle(image).imageRendering") == "pixelated"
    expect(page).to_have_url(re.compile("digits_number=1984"))
    settle(page)

    def kept(kind: str) -> bytes:
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download as {kind}").first.click()
        assert download.value.suggested_filename == f"digits-number.{kind.lower()}"
        return Path(download.value.path()).read_bytes()

    picture = Image.open(io.BytesIO(kept("PNG")))
    assert picture.height % 28 == 0 and 3 * picture.height < picture.width < 4 * picture.height
    assert picture.getextrema()[1] == 255 and picture.getextrema()[0] < 64
    assert b"<title>The number 1984, drawn.</title>" in kept("SVG")
    assert Image.open(io.BytesIO(kept("GIF"))).n_frames > 10


def test_a_walk_is_scrubbed_with_the_keyboard(page, address):
    open_page(page, address, "Digits", "?view=walk&digits_from=1&digits_to=7")
    expect(page.get_by_text(re.compile("^50% of the way: the judge reads a"))).to_be_visible()
    page.get_by_role("slider", name="Along the way").press("ArrowRight")
    expect(page.get_by_text(re.compile("^52% of the way: the judge reads a"))).to_be_visible()
    expect(page).to_have_url(re.compile("digits_along=52"))
    settle(page)
    page.get_by_text("Play", exact=True).click()
    expect(page.locator(".st-key-pixels_walk img")).to_have_attribute("alt", "One hand, from 1 to 7.")
    page.set_viewport_size(PHONE)
    check_layout(page)


def test_a_link_draws_the_same_sheet(page, open_tab, address):
    def sheet(visitor: Page) -> bytes:
        open_page(visitor, address, "Digits", "?digits_seed=11&digits_count=20&digits_which=3")
        with visitor.expect_download() as download:
            visitor.get_by_role("button", name="Download as PNG").last.click()
        return Path(download.value.path()).read_bytes()

    assert sheet(page) == sheet(open_tab(viewport=PHONE))


def test_a_digit_is_drawn_read_judged_and_found(page, address):
    page.set_viewport_size(PHONE)
    open_page(page, address, "Digits", "?view=own")
    strokes = page.locator("#strokes path")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    draw(page, SEVEN)
    expect(strokes).to_have_count(1)
    expect(page.get_by_text(re.compile("^The judge, .* reads it as 7:"))).to_be_visible()
    expect(page.get_by_text("The discriminator's opinion", exact=True)).to_be_visible()
    settle(page)

    page.get_by_role("button", name="Find its closest drawing").click()
    expect(page.get_by_text(re.compile(r"^Found in .* as 7: .* away\."))).to_be_visible()
    check_layout(page)

    # Another view and back: the drawing is still there, and what was found.
    main = page.get_by_test_id("stMain")
    main.get_by_role("radio", name="How it learnt").click()
    expect(page.locator("#sheet")).to_have_count(0)
    settle(page)
    main.get_by_role("radio", name="Draw one yourself").click()
    expect(strokes).to_have_count(1)
    expect(page.get_by_text(re.compile(r"^Found in .* as 7: .* away\."))).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Clear").click()
    expect(strokes).to_have_count(0)
    expect(page.get_by_text(re.compile("^Your digit will be shown here"))).to_be_visible()


def test_the_keyboard_draws_and_undoes(page, address):
    open_page(page, address, "Digits", "?view=own")
    sheet = page.get_by_role("application", name="A sheet to draw a digit on")
    sheet.focus()
    for key in ["ArrowDown"] * 2 + [" "] + ["ArrowDown"] * 8 + [" "]:
        sheet.press(key)
    expect(page.locator("#spoken")).to_have_text("Row 13, column 7. The pen is lifted.")
    expect(page.get_by_text(re.compile("^The judge, .* reads it as 1:"))).to_be_visible()
    settle(page)
    sheet.press("Backspace")
    expect(page.locator("#strokes path")).to_have_count(0)
    expect(page.get_by_text(re.compile("^Your digit will be shown here"))).to_be_visible()

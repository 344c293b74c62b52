"""A real Chromium draws a digit with the mouse and with the keyboard, and sees what the networks say of it."""

import re

from tests.browser import test_pages as test_browser
from tests.browser.test_pages import PHONE, check_layout, expect, needs, open_page, settle

pytestmark = test_browser.pytestmark

# A server, a browser and a page of this module's own.
address, chromium, page = test_browser.address, test_browser.chromium, test_browser.page
# Two cores that others use, too, may take long: nothing here depends on how long.
expect.set_options(timeout=60_000)

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


@needs("digits")
def test_a_digit_is_drawn_read_judged_and_found(page, address):
    page.set_viewport_size(PHONE)  # from the start: charts follow a new width in their own time
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
    settle(page)
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


@needs("digits")
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

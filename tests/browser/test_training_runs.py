"""The training runs in a real Chromium."""

import pytest
from playwright.sync_api import expect

from tests.browser.visit import check_layout, open_page

pytestmark = pytest.mark.browser


def test_runs_are_compared(page, address):
    open_page(page, address, "Training runs", "?runs=digits")
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
    expect(page.get_by_text("training.digit_gan", exact=False).first).to_be_visible()
    check_layout(page)

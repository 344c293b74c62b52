"""What a visitor does with any page, and when it has come to rest: conditions to wait for, never times."""

from playwright.sync_api import Page, expect

ADDRESSES = {
    "Deep learning playground": "",
    "Sentiment": "Sentiment",
    "Text generation": "Text_Generation",
    "Digits": "Digits",
    "Foundations": "Foundations",
    "Training runs": "Training_Runs",
}
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

# No script runs, nothing old or missing is on the page, every chart has taken its width, and nothing has moved
# for two frames.
AT_REST = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const still = () =>
        document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'
        && !document.querySelector('[data-testid="stSkeleton"], [data-testid="stStatusWidget"], [data-stale="true"]')
        && [...document.querySelectorAll('.js-plotly-plot')].every(plot =>
            plot._fullLayout && Math.abs(plot._fullLayout.width - plot.parentElement.clientWidth) <= 1);
    const boxes = () => [...document.querySelectorAll('[data-testid="stMain"] *')].map(element => {
        const {x, y, width, height} = element.getBoundingClientRect();
        return [x, y, width, height];
    }).join();
    if (!still()) return false;
    const before = boxes();
    await frame();
    await frame();
    return still() && boxes() === before;
}"""

# What sticks out at the right and is nothing that scrolls by itself.
TOO_WIDE = """() => [...document.querySelectorAll('[data-testid="stMainBlockContainer"] *')].filter(element => {
    const box = element.getBoundingClientRect();
    const apart = element.closest(
        'pre, code, [data-testid="stDataFrame"], details:not([open]), input, .katex-mathml, .katex svg');
    return box.width && box.right > window.innerWidth + 1 && !apart;
}).map(element => element.outerHTML.slice(0, 120))"""


def open_page(page: Page, address: str, title: str, query: str = "") -> None:
    page.goto(f"{address}/{ADDRESSES[title]}{query}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the script has run to its end (its last element is the fold with the code, or an error) and
    everything stands where it will stay.
    """
    expect(page.get_by_text("Show the code that ran").or_(page.get_by_test_id("stAlert")).first).to_be_visible()
    page.wait_for_function(AT_REST)


def check_layout(page: Page) -> None:
    """Nothing is wider than the screen, once everything has followed the screen's width."""
    settle(page)
    assert page.get_by_test_id("stException").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
    wide = page.evaluate(TOO_WIDE)
    assert not wide, wide[:3]

"""A real Chromium opens every page, types, writes, draws and downloads, on a desktop and on a phone, light and dark."""

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from models import storage

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
ADDRESSES = {
    "Deep learning playground": "",
    "Sentiment": "Sentiment",
    "Text generation": "Text_Generation",
    "Digits": "Digits",
    "Foundations": "Foundations",
    "Training runs": "Training_Runs",
}
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def needs(preset: str) -> pytest.MarkDecorator:
    here = (storage.PRETRAINED / preset / "metadata.json").is_file()
    return pytest.mark.skipif(not here, reason=f"the preset {preset} is not trained yet")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)],
            cwd=ROOT,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(300):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, log.read_text(errors="replace")
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def chromium() -> Iterator["playwright_api.Browser"]:
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: "playwright_api.Browser") -> Iterator["playwright_api.Page"]:
    context = chromium.new_context(viewport=DESKTOP, locale="en-US", accept_downloads=True)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def open_page(page: "playwright_api.Page", address: str, title: str, query: str = "") -> None:
    page.goto(f"{address}/{ADDRESSES[title]}{query}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=60_000)
    settle(page)


def settle(page: "playwright_api.Page") -> None:
    """Wait until the script has run to its end: its last element is the fold with the code, or an error."""
    expect(page.get_by_text("Show the code that ran").or_(page.get_by_test_id("stAlert")).first).to_be_visible(
        timeout=90_000
    )
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=90_000)


def check_layout(page: "playwright_api.Page") -> None:
    assert page.get_by_test_id("stException").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
    wide = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMainBlockContainer"] *')].filter(element => {
             const box = element.getBoundingClientRect();
             const apart = element.closest(
               'pre, code, [data-testid="stDataFrame"], details:not([open]), input, .katex-mathml, .katex svg');
             return box.width && box.right > window.innerWidth + 1 && !apart;
           }).map(element => element.outerHTML.slice(0, 120))"""
    )
    assert not wide, wide[:3]


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
            page.wait_for_timeout(300)  # the layout follows the new width in its own time
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


def test_a_chinese_browser_is_greeted_in_chinese(chromium, address):
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("深度学习游乐场")
    context.close()


@needs("sentiment_en")
def test_a_sentence_is_typed_and_read(page, address):
    open_page(page, address, "Sentiment")
    box = page.get_by_role("textbox", name="Your sentence")
    box.fill("i am not at all bad")
    box.press("Control+Enter")
    expect(page.get_by_role("heading", name=re.compile("^Positive, with"))).to_be_visible()
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible(timeout=30_000)
    box.fill("The plot makes no sense and the jokes are worse.")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name=re.compile("^Negative, with"))).to_be_visible()


@needs("sentiment_zh")
def test_a_chinese_example_is_clicked(page, address):
    open_page(page, address, "Sentiment")
    page.get_by_role("button", name="房间很干净").click()
    expect(page.get_by_text("Read as 中文")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^Positive, with"))).to_be_visible()


@needs("sentiment_en")
def test_a_link_opens_on_the_same_sentence_view_and_model(page, chromium, address):
    open_page(page, address, "Sentiment", "?view=read&text=not+bad+%26+new&model=sentiment_en")
    box = page.get_by_role("textbox", name="Your sentence")
    expect(box).to_have_value("not bad & new")
    expect(page.get_by_text("Read as English")).to_be_visible()
    box.fill("nothing works, 100%")
    box.press("Control+Enter")
    expect(page).to_have_url(re.compile("text=nothing\\+works"))
    context = chromium.new_context(viewport=PHONE, locale="en-US")
    other = context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("textbox", name="Your sentence")).to_have_value("nothing works, 100%", timeout=60_000)
    context.close()
    page.get_by_role("radio", name="Many at once").or_(page.get_by_role("button", name="Many at once")).first.click()
    expect(page.get_by_role("textbox", name="Texts, one a line")).to_be_visible()
    expect(page).to_have_url(re.compile("view=many.*model=sentiment_en"))


@needs("sentiment_en")
def test_a_word_is_dropped_by_a_click(page, address):
    open_page(page, address, "Sentiment", "?text=this+is+not+bad&model=sentiment_en")
    page.get_by_role("tab", name="What if").click()
    page.locator(".st-key-sentiment_words").get_by_role("button", name="not", exact=True).click()
    expect(page.get_by_role("textbox", name="Your version")).to_have_value("this is bad")
    expect(page.get_by_text(re.compile("The verdict (turns|stays)"))).to_be_visible()
    page.set_viewport_size(PHONE)
    settle(page)
    check_layout(page)


@needs("sentiment_en")
@needs("sentiment_zh")
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
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and "房间很干净" in data.decode()
    assert '"\'=HYPERLINK(1)"' in data.decode() and len(data.splitlines()) == 303
    page.set_viewport_size(PHONE)
    settle(page)
    check_layout(page)


@needs("shakespeare")
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
    expect(page.get_by_text("10,000 characters written")).to_be_visible(timeout=60_000)
    check_layout(page)


@needs("shakespeare")
def test_candidates_are_chosen_from_and_a_character_is_put_by_hand(page, address):
    open_page(page, address, "Text generation", "?text_seed=7&text_length=100&text_candidates=2")
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.get_by_text("Seed 8, 100 characters")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Choose").last.click()
    expect(page.get_by_text("Text 2 of 2.")).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile("^100 characters written.*Seed 8"))).to_be_visible(timeout=60_000)
    settle(page)
    before = page.locator(".st-key-paper").inner_text()
    page.locator(".js-plotly-plot .point path").nth(1).scroll_into_view_if_needed()
    bar = page.locator(".js-plotly-plot .point path").first.bounding_box()
    page.mouse.click(bar["x"] + 10, bar["y"] + bar["height"] / 2)
    expect(page.get_by_text("1 character put in by hand.")).to_be_visible(timeout=60_000)
    settle(page)
    page.locator(".st-key-text_next_choices button").first.click()
    expect(page.get_by_text("2 characters put in by hand.")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text(re.compile("^200 characters written"))).to_be_visible(timeout=60_000)
    assert len(page.locator(".st-key-paper").inner_text()) > len(before) + 60
    page.get_by_role("button", name="Earlier text").click()
    expect(page.get_by_role("button", name="Choose")).to_have_count(2, timeout=60_000)
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        page.wait_for_timeout(300)
        check_layout(page)


@needs("shakespeare")
def test_a_beginning_of_100_000_characters_does_not_hang_the_page(page, address):
    open_page(page, address, "Text generation", "?text_seed=7&text_length=100")
    box = page.get_by_role("textbox", name="Beginning")
    box.fill("word " * 20_000)
    box.press("Control+Enter")
    expect(page.get_by_text("The beginning has 100,000 characters")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Write", exact=True).click()
    expect(page.get_by_text(re.compile("^100 characters written"))).to_be_visible(timeout=60_000)
    assert len(page.url) < 300
    check_layout(page)


@needs("digits")
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


@needs("digits")
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
    settle(page)
    check_layout(page)


@needs("digits")
def test_a_link_draws_the_same_sheet(page, chromium, address):
    def sheet(visitor: "playwright_api.Page") -> bytes:
        open_page(visitor, address, "Digits", "?digits_seed=11&digits_count=20&digits_which=3")
        with visitor.expect_download() as download:
            visitor.get_by_role("button", name="Download as PNG").last.click()
        return Path(download.value.path()).read_bytes()

    context = chromium.new_context(viewport=PHONE, locale="en-US")
    assert sheet(page) == sheet(context.new_page())
    context.close()


@needs("digits")
def test_runs_are_compared(page, address):
    open_page(page, address, "Training runs", "?runs=digits")
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("training.digit_gan", exact=False).first).to_be_visible()
    check_layout(page)

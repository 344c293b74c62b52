"""Take the README's screenshots of a running playground: ``python tests/browser/take_screenshots.py [URL] [page ...]``.

A desktop in the light theme; written to ``docs/images``, a few colours less and a tenth of the bytes.
"""

import re
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"
PAGES = {
    "home": "?lang=en",
    "home_zh": "?lang=zh",
    "sentiment": "Sentiment?lang=en",
    "sentiment_compare": "Sentiment?lang=en&view=compare&text=not+a+bad+word+to+say+about+this+hotel",
    "sentiment_scores": "Sentiment?lang=en&view=scores",
    "text_generation": "Text_Generation?lang=en&text_seed=2026",
    "text_surprise": "Text_Generation?lang=en&view=surprise",
    "text_microscope": "Text_Generation?lang=en&view=microscope",
    "digits": "Digits?lang=en",
    "digits_walk": "Digits?lang=en&view=walk",
    "digits_honest": "Digits?lang=en&view=honest",
    "foundations": "Foundations?lang=en&foundations_step=20",
    "foundations_optimizers": "Foundations?lang=en&topic=optimizers&surface=ravine",
    "training_runs": "Training_Runs?lang=en",
}
CODE = re.compile("Show the code that ran|查看刚才运行的代码")
"""The last thing on every page."""
HEIGHT = {"training_runs": 860, "foundations": 1260}


def play(page: Page, name: str) -> None:
    """Do what a visitor does first, so that there is something to see."""
    if name == "sentiment":
        page.get_by_role("textbox", name="Your sentence").fill("i am not at all bad")
        page.get_by_role("button", name="Read it").click()
        expect(page.get_by_role("heading", level=3).first).to_contain_text("Positive")
    if name == "text_generation":
        page.get_by_role("button", name="Write", exact=True).click()
        expect(page.get_by_text("characters written").first).to_be_visible()


def main(url: str = "http://localhost:8501", *names: str) -> None:
    """Take each page of ``names``, by default all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(color_scheme="light", locale="en-US")
        page.set_default_timeout(60_000)
        for name in names or PAGES:
            page.set_viewport_size({"width": 1280, "height": HEIGHT.get(name, 1100)})
            page.goto(f"{url}/{PAGES[name]}")
            expect(page.get_by_text(CODE).first).to_be_visible(timeout=90_000)
            play(page, name)
            page.mouse.move(1270, 5)
            page.evaluate("document.activeElement.blur()")
            expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=60_000)
            expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=60_000)
            page.wait_for_timeout(3_000)  # charts and tables are drawn after the script has ended
            path = IMAGES / f"{name}.png"
            page.screenshot(path=path)
            Image.open(path).convert("RGB").quantize(160).save(path, optimize=True)
            print(f"{path} {path.stat().st_size / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

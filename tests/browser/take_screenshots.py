"""Take the READMEs' screenshots of a running playground: ``python -m tests.browser.take_screenshots [URL] [name ...]``.

A desktop in the light theme; written to ``docs/images``, a few colours less and a tenth of the bytes.
"""

import re
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests.browser.visit import AT_REST

IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"
PAGES = {
    "home": "?lang=en",
    "home_zh": "?lang=zh",
    "text_microscope": "Text_Generation?lang=en&view=microscope",
}
CODE = re.compile("Show the code that ran|查看刚才运行的代码")
"""The last thing on every page."""


def main(url: str = "http://localhost:8501", *names: str) -> None:
    """Take each of ``names``, by default all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(color_scheme="light", locale="en-US", viewport={"width": 1280, "height": 1100})
        page.set_default_timeout(120_000)
        for name in names or PAGES:
            page.goto(f"{url}/{PAGES[name]}")
            expect(page.get_by_text(CODE).first).to_be_visible(timeout=120_000)
            page.mouse.move(1270, 5)
            page.wait_for_load_state("networkidle")  # the code of some elements is fetched when they are first drawn
            page.wait_for_function(AT_REST)
            path = IMAGES / f"{name}.png"
            page.screenshot(path=path)
            Image.open(path).convert("RGB").quantize(160).save(path, optimize=True)
            print(f"{path} {path.stat().st_size / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

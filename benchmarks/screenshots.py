"""The pictures of the chat in ``docs/``, taken anew: ``python -m benchmarks.screenshots``."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from benchmarks.browser import opened as chat
from qa import Library

DOCS = Path(__file__).resolve().parent.parent / "docs"
COLOURS = 128

# The file, the width, light or dark, the language, the question, and whether the first quote's source is opened.
PICTURES = (
    ("chat.png", 1280, "light", "zh-CN", "太仓有多少家科普教育基地？", True),
    ("compare.png", 1280, "light", "zh-CN", "太仓、南通、常州三地的公民科学素质比例各是多少？", False),
    ("chat-dark.png", 1280, "dark", "en-US", "How many rural science-popularization bases does Wujin have?", True),
    ("phone.png", 390, "light", "zh-CN", "太仓和平湖各有多少家科普教育基地？", False),
    ("phone-dark.png", 390, "dark", "en-US", "What is the capital of Australia?", False),
)


def main() -> None:
    """Take every picture."""
    with chat(Library()) as (browser, address):
        for name, width, scheme, locale, question, opened in PICTURES:
            picture = take(browser, address, width, scheme == "dark", locale, question, opened=opened)
            reduced = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS)
            reduced.save(DOCS / name, optimize=True)


def take(browser: Browser, address: str, width: int, dark: bool, locale: str, question: str, *, opened: bool) -> bytes:
    """A picture of a question and its answer, as a PNG."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        locale=locale,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    if opened:
        page.locator(".open").first.click()
        page.locator("#source mark.current").first.wait_for()
    page.wait_for_timeout(300)
    picture = page.screenshot()
    context.close()
    return picture


if __name__ == "__main__":
    main()

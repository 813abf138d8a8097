"""The page against WCAG 2.2, levels A and AA, as axe-core reads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa import Library
from tests.qa.written import pdf

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")

QUESTION = "太仓有多少家科普教育基地？"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}})
    return [f"{one['id']}: {node['html'][:160]}" for one in found.response["violations"] for node in one["nodes"]]


@pytest.mark.parametrize(
    ("locale", "width", "dark"),
    [("zh-CN", 1440, False), ("zh-CN", 360, True), ("en-US", 1440, True), ("en-US", 360, False)],
)
def test_there_are_no_violations(visit: Callable[..., Page], locale: str, width: int, dark: bool) -> None:
    page = visit(locale=locale, width=width, dark=dark)
    box = page.get_by_role("textbox")
    expect(page.locator("#examples button").first).to_be_visible()
    assert violations(page) == []
    for question in ("What is the capital of Australia?", "太仓和南通的公民科学素质比例各是多少？", QUESTION):
        box.fill(question)
        box.press("Enter")
        expect(page.locator(".turn").last.locator(".reply")).to_be_visible()
    expect(page.locator(".chart")).to_be_visible()
    page.locator(".closest summary").click()
    assert violations(page) == []
    if page.locator("#panel").is_hidden():
        page.locator("#open-panel").click()
    page.locator(".tick input").first.check()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator(".turn").last.locator(".open").first.click()
    expect(page.locator("#source mark.current")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
def test_there_are_none_on_a_printed_page_or_where_a_conversation_is_renamed(
    visit: Callable[..., Page], serve: Callable[[Library], str], tmp_path: Path, width: int, dark: bool
) -> None:
    (tmp_path / "report.pdf").write_bytes(pdf([["Of rain and wind."], ["The museum shows 120 paintings."]]))
    page = visit(serve(Library(tmp_path)), locale="en-US", width=width, dark=dark)
    page.get_by_role("textbox").fill("How many paintings does the museum show? " * 5)
    page.get_by_role("textbox").press("Enter")
    page.get_by_role("button", name="Open source").first.click()
    page.get_by_role("button", name="Pages", exact=True).click()
    expect(page.locator("#sheet mark.current")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    if page.locator("#panel").is_hidden():
        page.locator("#open-panel").click()
    page.get_by_role("button", name="Rename conversation").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Rename")).to_be_focused()
    assert violations(page) == []

"""What the browser keeps: conversations, the language chosen; and what is written out of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped, unused-ignore]
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
FIRST = "太仓有多少家科普教育基地？"
SECOND = "What is the capital of Australia?"


def ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".turn").last.locator(".reply")).to_be_visible()


def test_a_conversation_is_there_after_a_reload(visit: Visit) -> None:
    page = visit()
    ask(page, FIRST)
    ask(page, SECOND)
    page.reload()
    expect(page.locator(".turn h2")).to_have_text([FIRST, SECOND])
    expect(page.locator("mark").first).to_contain_text("103家")
    page.get_by_role("button", name="查看原文").first.click()
    expect(page.locator("#source mark.current")).to_contain_text("103家")


def test_conversations_are_listed_by_their_first_question(visit: Visit) -> None:
    page = visit()
    ask(page, FIRST)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, SECOND)
    listed = page.locator("#conversations li")
    expect(listed).to_contain_text([SECOND, FIRST])
    listed.nth(1).get_by_role("button", name=FIRST, exact=True).click()
    expect(page.locator(".turn h2")).to_have_text([FIRST])


def test_many_conversations_leave_room_for_the_documents(visit: Visit) -> None:
    page = visit()
    ask(page, FIRST)
    key = "plan-qa.conversations.1"
    page.evaluate(
        """(key) => {
            const [kept] = JSON.parse(localStorage.getItem(key));
            const many = Array.from({ length: 60 }, (_, number) => ({ ...kept, id: String(number) }));
            localStorage.setItem(key, JSON.stringify(many));
        }""",
        key,
    )
    page.reload()
    expect(page.locator("#conversations li").nth(59)).to_be_attached()
    expect(page.locator("#documents li").first).to_be_in_viewport()


def test_a_conversation_can_be_given_another_name(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    ask(page, FIRST)
    page.get_by_role("button", name=f"重命名对话：{FIRST}").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="重命名")
    expect(field).to_be_focused()
    field.fill("太仓的科普")
    field.press("Enter")
    listed = page.locator("#conversations li")
    expect(listed).to_have_text(["太仓的科普×"])
    page.reload()
    expect(listed).to_have_text(["太仓的科普×"])
    with page.expect_download() as downloading:
        page.get_by_role("button", name="导出对话").click()
    downloading.value.save_as(tmp_path / "conversation.md")
    assert (tmp_path / "conversation.md").read_text(encoding="utf-8").startswith(f"# 太仓的科普\n\n## {FIRST}\n\n")
    page.get_by_role("button", name="重命名对话：太仓的科普").click()
    field.fill("不要这个")
    field.press("Escape")
    expect(listed).to_have_text(["太仓的科普×"])


def test_a_conversation_can_be_deleted(visit: Visit) -> None:
    page = visit()
    ask(page, FIRST)
    page.get_by_role("button", name=f"删除对话：{FIRST}").click()
    expect(page.locator("#conversations li")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(0)
    page.reload()
    expect(page.locator("#examples button").first).to_be_visible()
    expect(page.locator("#conversations li")).to_have_count(0)


def test_a_new_visit_begins_with_a_new_conversation(visit: Visit) -> None:
    page = visit()
    ask(page, FIRST)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#welcome")).to_be_visible()
    expect(other.locator("#conversations li")).to_contain_text([FIRST])


def test_a_conversation_is_exported_with_its_citations(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    expect(page.get_by_role("button", name="导出对话")).to_be_disabled()
    ask(page, FIRST)
    ask(page, SECOND)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="导出对话").click()
    written = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(written)
    assert written.suffix == ".md"
    text = written.read_text(encoding="utf-8")
    assert text.startswith(f"# {FIRST}\n\n## {FIRST}\n\n")
    assert re.search("^> .*我市现有各级科普教育基地103家", text, re.MULTILINE)
    assert "000_29a2ec8dd812024b.txt" in text
    assert f"## {SECOND}\n\nThe documents do not say." in text


def test_a_conversation_is_printed_whole_and_nothing_else(visit: Visit) -> None:
    page = visit(dark=True)
    for question in (FIRST, "太仓、南通、常州三地的公民科学素质比例各是多少？", SECOND):
        ask(page, question)
    with pypdfium2.PdfDocument(page.pdf()) as printed:
        text = "".join(sheet.get_textpage().get_text_range() for sheet in printed)
        assert len(printed) > 1
    words = re.sub(r"\s", "", text)
    for part in (FIRST, "103家", "15.2%", "Thedocumentsdonotsay."):
        assert part in words
    assert "导出对话" not in words


def test_the_language_is_that_of_the_browser_until_another_is_chosen(visit: Visit) -> None:
    page = visit(locale="en-US")
    ask(page, FIRST)
    expect(page.get_by_role("button", name="Open source").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="切换到中文").click()
    expect(page.get_by_role("button", name="查看原文").first).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_attribute("placeholder", "就这些文件提问…")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.reload()
    expect(page.get_by_role("button", name="提问", exact=True)).to_be_visible()


def test_the_page_works_where_the_browser_keeps_nothing(visit: Visit) -> None:
    page = visit()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden') } })")
    page.reload()
    ask(page, FIRST)
    expect(page.locator("mark").first).to_contain_text("103家")
    expect(page.locator("#conversations li")).to_contain_text([FIRST])

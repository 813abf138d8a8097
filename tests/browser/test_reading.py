"""From a quote to the document it stands in, and back; at a desk, on a phone, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from qa import Library
from tests.qa.written import pdf

Visit = Callable[..., Page]
QUESTION = "太仓有多少家科普教育基地？"
SENTENCE = "我市现有各级科普教育基地103家"


def ask(page: Page, question: str = QUESTION) -> None:
    box = page.get_by_role("textbox")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".quoted").first).to_be_visible()


def test_a_quote_opens_its_document_at_the_quote(visit: Visit) -> None:
    page = visit()
    ask(page)
    page.get_by_role("button", name="查看原文").first.click()
    source = page.get_by_role("region", name="原文")
    expect(source.get_by_role("heading", name="为推进中国式现代化太仓新实践贡献科协力量").first).to_be_attached()
    expect(source.locator("mark.current")).to_contain_text(SENTENCE)
    expect(source.locator("mark.current")).to_be_in_viewport()
    expect(source.get_by_role("heading", name="5年来，争先创优、持续领跑，科普工作跨越发展")).to_be_attached()
    expect(page.locator(".chat")).to_be_visible()


def test_a_click_anywhere_on_a_card_opens_its_document(visit: Visit) -> None:
    page = visit()
    ask(page)
    page.get_by_role("article", name="引文 1").get_by_role("blockquote").click()
    expect(page.locator("#source mark.current")).to_contain_text(SENTENCE)


def test_the_next_quote_and_the_one_before_are_a_click_away(visit: Visit) -> None:
    page = visit()
    ask(page, "南通和常州的公民科学素质比例各是多少？")
    page.get_by_role("button", name="查看原文").first.click()
    expect(page.locator("#quote-place")).to_contain_text("引文 1 / ")
    expect(page.get_by_role("button", name="上一条引文")).to_be_disabled()
    first = page.locator("#source mark.current").first.text_content() or ""
    page.get_by_role("button", name="下一条引文").click()
    expect(page.locator("#quote-place")).to_contain_text("引文 2 / ")
    expect(page.locator("#source mark.current").first).not_to_have_text(first)
    page.get_by_role("button", name="上一条引文").click()
    expect(page.locator("#source mark.current").first).to_have_text(first)


def test_closing_the_document_leads_back_to_the_quote(visit: Visit) -> None:
    page = visit()
    ask(page)
    page.get_by_role("button", name="查看原文").first.click()
    page.get_by_role("button", name="关闭原文").click()
    expect(page.get_by_role("region", name="原文")).to_be_hidden()
    expect(page.get_by_role("button", name="查看原文").first).to_be_focused()


def test_every_document_can_be_opened_to_read(visit: Visit) -> None:
    page = visit(locale="en-US")
    documents = page.locator("#documents button")
    expect(documents).to_have_count(5)
    expect(documents.nth(2)).to_contain_text("常州 · 2022-01-11")
    documents.nth(4).click()
    source = page.get_by_role("region", name="Source")
    expect(source.get_by_role("heading", name="谱写平湖科协事业高质量发展新篇").first).to_be_visible()
    expect(source.locator("mark")).to_have_count(0)


def test_documents_that_come_while_the_server_runs_are_listed(
    visit: Visit, own_library: Library, own_address: str
) -> None:
    page = visit(own_address, locale="en-US")
    expect(page.locator("#documents .document")).to_have_count(1)
    (own_library.folder / "plan.txt").write_text("Exampleton will plant 300 trees by 2030.\n", encoding="utf-8")
    own_library.refresh()
    expect(page.locator("#documents .document")).to_have_count(2)


def test_a_quote_is_marked_on_the_page_it_was_printed_on(
    visit: Visit, serve: Callable[[Library], str], tmp_path: Path
) -> None:
    foot = [*[""] * 32, "The museum shows 120 paintings."]
    pages = [["Of rain and wind we say a lot here."], foot, ["That is the end of it."]]
    (tmp_path / "report.pdf").write_bytes(pdf(pages))
    page = visit(serve(Library(tmp_path)), locale="en-US")
    ask(page, "How many paintings does the museum show?")
    expect(page.locator(".card .origin").first).to_contain_text("page 2")
    page.get_by_role("button", name="Open source").first.click()
    expect(page.locator("#source mark.current")).to_contain_text("120 paintings")
    page.get_by_role("button", name="Pages", exact=True).click()
    expect(page.get_by_role("img", name="An image of page 2")).to_be_visible()
    expect(page.locator("#sheet mark.current")).to_be_in_viewport(ratio=1)
    expect(page.locator("#source")).to_be_hidden()
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_role("img", name="An image of page 3")).to_be_visible()
    expect(page.locator("#sheet mark")).to_have_count(0)
    expect(page.locator("#page-place")).to_have_text("Page 3 of 3")
    expect(page.get_by_role("button", name="Next page")).to_be_disabled()
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator("#source mark.current")).to_be_in_viewport()


def test_the_next_quote_leads_to_the_page_it_was_printed_on(
    visit: Visit, serve: Callable[[Library], str], tmp_path: Path
) -> None:
    rest = [f"Line {number} says nothing of it." for number in range(20)]
    first = [*rest, "The museum of Exampleton shows 120 paintings to all."]
    second = [*rest, "The old museum of Exampleton shows 45 paintings of birds.", *rest[:10]]
    (tmp_path / "report.pdf").write_bytes(pdf([first, second]))
    page = visit(serve(Library(tmp_path)), locale="en-US")
    ask(page, "How many paintings do the museums of Exampleton show?")
    page.get_by_role("button", name="Open source").first.click()
    page.get_by_role("button", name="Pages", exact=True).click()
    expect(page.locator("#page-place")).to_have_text("Page 1 of 2")
    page.get_by_role("button", name="Next quote").click()
    expect(page.get_by_role("img", name="An image of page 2")).to_be_visible()
    expect(page.locator("#sheet mark.current")).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_document_lies_over_the_chat(visit: Visit) -> None:
    page = visit(width=360)
    ask(page)
    page.get_by_role("button", name="查看原文").first.click()
    expect(page.locator("#source mark.current")).to_be_in_viewport()
    box = page.locator("#reader").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 360)
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.get_by_role("textbox")).to_be_visible()


def test_nothing_is_wider_than_a_phone(visit: Visit) -> None:
    page = visit(width=360, locale="en-US")
    ask(page, "How many rural science-popularization demonstration bases does Wujin have?")
    ask(page, "And " + "as" * 100 + "?")
    expect(page.locator(".understood")).to_contain_text("asasas")
    too_wide = """() => [...document.querySelectorAll(".qa :not(.hidden-label, .tagline, #panel *)")]
        .filter((one) => one.getBoundingClientRect().right > 361).map((one) => one.outerHTML.slice(0, 120))"""
    assert page.evaluate(too_wide) == []


def test_the_frame_stays_where_it_is_while_the_conversation_grows(visit: Visit) -> None:
    page = visit()
    for _ in range(2):
        ask(page, "太仓、南通、常州三地的公民科学素质比例各是多少？")
        expect(page.locator(".turn").last.locator(".chart")).to_be_visible()
    expect(page.locator(".bar")).to_be_in_viewport(ratio=1)


def test_a_long_question_leaves_its_answer_in_sight(visit: Visit) -> None:
    page = visit(width=390)
    ask(page, QUESTION * 35)
    expect(page.locator(".reply")).to_be_in_viewport()


def test_on_a_phone_the_documents_are_behind_a_button(visit: Visit) -> None:
    page = visit(width=360)
    expect(page.locator("#panel")).to_be_hidden()
    page.get_by_role("button", name="打开文件与对话").click()
    page.locator("#documents button").first.click()
    expect(page.get_by_role("region", name="原文")).to_be_visible()
    expect(page.locator("#panel")).to_be_hidden()


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit()
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".questions button").first).to_be_attached()
    open_source = page.get_by_role("button", name="查看原文").first
    expect(open_source).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if open_source.evaluate("(button) => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="原文")).to_be_focused()
    expect(page.locator("#source mark.current")).to_contain_text(SENTENCE)
    page.keyboard.press("Escape")
    expect(open_source).to_be_focused()

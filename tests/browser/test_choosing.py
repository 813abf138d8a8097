"""Asking only some of the documents: ticked on the left, told above the box, kept with the conversation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from qa import Library

Visit = Callable[..., Page]
QUESTION = "有多少家科普教育基地？"
ONLY_NANTONG = "只问：南通"


def ask(page: Page, question: str = QUESTION) -> None:
    box = page.get_by_role("textbox")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".turn").last.locator(".reply, .failed").first).to_be_visible()


def tick(page: Page, place: str) -> None:
    page.locator("#documents li", has_text=place).get_by_role("checkbox").check()


def places(page: Page) -> set[str]:
    origins = page.locator(".turn").last.locator(".card:not(.near) .origin").all_text_contents()
    return {place for place in ("太仓", "南通", "常州", "武进", "平湖") for origin in origins if f"{place} ·" in origin}


def test_only_the_ticked_documents_answer(visit: Visit) -> None:
    page = visit()
    tick(page, "南通")
    tick(page, "平湖")
    expect(page.locator("#chosen")).to_contain_text("只问：南通、平湖")
    ask(page)
    assert places(page) == {"南通", "平湖"}
    expect(page.locator(".turn .scope")).to_have_text("只问：南通、平湖")


def test_what_only_another_document_says_is_refused(visit: Visit) -> None:
    page = visit()
    tick(page, "南通")
    ask(page, "太仓有多少家科普教育基地？")
    expect(page.locator(".turn .message")).to_have_text("这些文件里没有说到这一点。")
    expect(page.locator(".turn mark")).to_have_count(0)


def test_one_click_leads_back_to_all_documents(visit: Visit) -> None:
    page = visit()
    tick(page, "南通")
    page.get_by_role("button", name="改问全部文件").click()
    expect(page.locator("#chosen")).to_be_hidden()
    expect(page.locator(".tick input:checked")).to_have_count(0)
    ask(page, "太仓有多少家科普教育基地？")
    assert "太仓" in places(page)


def test_the_choice_stays_with_its_conversation(visit: Visit) -> None:
    page = visit()
    tick(page, "南通")
    ask(page)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("#chosen")).to_be_hidden()
    page.locator("#conversations").get_by_role("button", name=QUESTION, exact=True).click()
    expect(page.locator("#chosen")).to_contain_text(ONLY_NANTONG)
    page.reload()
    expect(page.locator("#chosen")).to_contain_text(ONLY_NANTONG)
    expect(page.locator(".tick input:checked")).to_have_count(1)


def test_a_link_leads_to_the_question_and_the_documents_it_was_asked_of(visit: Visit) -> None:
    page = visit()
    tick(page, "南通")
    ask(page)
    page.get_by_role("button", name="复制问题链接").click()
    expect(page.get_by_role("status").filter(has_text="已复制链接")).to_be_visible()
    other = visit(page.evaluate("navigator.clipboard.readText()"), locale="en-US")
    expect(other.locator(".turn .scope")).to_have_text("Asking only: Nantong")
    expect(other.locator("mark").first).to_be_visible()
    assert places(other) == {"南通"}


def test_a_chosen_document_that_is_gone_is_told_in_a_sentence(
    visit: Visit, own_library: Library, own_address: str
) -> None:
    (own_library.folder / "plan.txt").write_text("Exampleton will plant 300 trees by 2030.\n", encoding="utf-8")
    own_library.refresh()
    page = visit(own_address, locale="en-US")
    page.locator(".tick input").first.check()
    own_library.remove("plan.txt")
    ask(page, "How many trees will be planted?")
    expect(page.locator(".failed")).to_have_text(
        "There is no such document: plan.txt. Please choose again which documents to ask."
    )
    page.get_by_role("button", name="Ask all documents").click()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".reply")).to_be_visible()


def test_among_many_documents_one_is_found_by_its_name(
    visit: Visit, serve: Callable[[Library], str], tmp_path: Path
) -> None:
    for place in ("太仓", "南通", "常州", "武进", "平湖", "苏州", "无锡", "徐州", "淮安", "盐城", "扬州", "泰州"):
        (tmp_path / f"{place}市2026年计划.txt").write_text(f"{place}市今后五年要建科普馆12座。\n", encoding="utf-8")
    library = Library(tmp_path)
    page = visit(serve(library))
    listed = page.locator("#documents li:visible")
    expect(listed).to_have_count(12)
    tick(page, "徐州")
    field = page.get_by_role("searchbox", name="按标题、地方或文件名查找")
    field.fill("2026 nantong")
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text("南通")
    tick(page, "南通")
    expect(page.locator("#chosen")).to_contain_text("只问：南通、徐州")
    field.fill("上海")
    expect(listed).to_have_count(0)
    expect(page.locator("#none-found")).to_have_text("没有这样的文件。")
    field.press("Escape")
    expect(listed).to_have_count(12)


def test_a_few_documents_need_no_search(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#documents li")).to_have_count(5)
    expect(page.get_by_role("searchbox")).to_have_count(0)

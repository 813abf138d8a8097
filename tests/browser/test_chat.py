"""What a visitor sees: questions, quotes, refusals, and nothing that leaves the machine."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from qa import Library
from qa.library import Progress

Visit = Callable[..., Page]
QUESTION = "太仓有多少家科普教育基地？"
SERVER = re.compile("/component_server")
TITLE = "Plan QA · 原文问答"
SENTENCE = "我市现有各级科普教育基地103家"


def ask(page: Page, question: str) -> None:
    box = page.get_by_role("textbox")
    box.fill(question)
    box.press("Enter")


def test_a_question_is_answered_by_the_sentence_that_says_it(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    quote = page.get_by_role("article", name="引文 1")
    expect(quote.locator("mark")).to_contain_text(SENTENCE)
    expect(quote.get_by_role("blockquote")).to_contain_text("推进科普阵地建设大发展。")
    expect(quote).to_contain_text("为推进中国式现代化太仓新实践贡献科协力量")
    expect(quote).to_contain_text("科普工作跨越发展")


def test_an_english_question_is_answered_in_the_words_of_the_document(visit: Visit) -> None:
    page = visit(locale="en-US")
    ask(page, "How many rural science-popularization demonstration bases does Wujin have?")
    expect(page.get_by_role("article", name="Quote 1").locator("mark")).to_contain_text("农村科普示范基地85家")
    expect(page.locator(".message")).to_contain_text("In the documents' own words")


def test_publisher_and_date_are_shown_where_they_are_known(visit: Visit) -> None:
    page = visit()
    ask(page, "常州的科普讲师团有多少人？")
    expect(page.get_by_role("article", name="引文 1")).to_contain_text("常州日报 · 2022-01-11")


def test_an_example_is_asked_by_a_click(visit: Visit) -> None:
    page = visit()
    example = page.locator("#examples button").first
    question = example.text_content() or ""
    example.click()
    expect(page.locator(".turn h2")).to_have_text(question)
    expect(page.locator("mark").first).to_be_visible()


def test_the_page_is_never_seen_without_its_style_and_words(visit: Visit) -> None:
    page = visit(dark=True)
    page.add_init_script(
        """new MutationObserver((_, watch) => {
            const page = document.querySelector(".qa");
            if (!page) return;
            watch.disconnect();
            const { position, backgroundColor } = getComputedStyle(page);
            window.firstSeen = [position, backgroundColor, page.querySelector("h1").textContent];
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.reload()
    expect(page.get_by_role("textbox")).to_be_visible()
    assert page.evaluate("firstSeen") == ["fixed", "rgb(21, 23, 26)", "原文问答"]


def test_examples_are_offered_in_both_languages(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#examples [lang=zh]").nth(1)).to_be_visible()
    expect(page.locator("#examples [lang=en]").nth(1)).to_be_visible()
    expect(page.locator("#examples button").first).to_have_attribute("lang", "zh")
    expect(visit(locale="en-US").locator("#examples button").first).to_have_attribute("lang", "en")


def test_examples_are_made_of_ones_own_documents(visit: Visit, own_address: str) -> None:
    page = visit(own_address, locale="en-US")
    expect(page.locator("#examples button", has_text="How many museums")).to_be_visible()


def test_an_empty_question_gets_a_sentence(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="提问", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("请先写下问题。")
    expect(page.locator(".turn")).to_have_count(0)


def test_an_over_long_question_gets_a_sentence_and_stays_in_the_box(visit: Visit) -> None:
    page = visit(locale="en-GB")
    question = "why " * 126
    ask(page, question)
    expect(page.get_by_role("alert")).to_contain_text("within 500 characters (now 503)")
    expect(page.get_by_role("textbox")).to_have_value(question)
    expect(page.locator(".turn")).to_have_count(0)


def test_a_refusal_quotes_nothing_and_offers_questions_that_are_answered(visit: Visit) -> None:
    page = visit(locale="en-US")
    ask(page, "What is the capital of Australia?")
    turn = page.locator(".turn")
    expect(turn.locator(".message")).to_have_text("The documents do not say.")
    expect(turn.locator("mark")).to_have_count(0)
    expect(turn.get_by_role("blockquote").first).to_be_hidden()
    turn.get_by_text("Closest passages, which do not answer").click()
    expect(turn.get_by_role("blockquote").first).to_be_visible()
    turn.locator(".question").first.click()
    expect(page.locator(".turn").nth(1).locator("mark").first).to_be_visible()


def test_a_greeting_gets_a_reply_and_questions_to_begin_with(visit: Visit) -> None:
    page = visit()
    ask(page, "你好")
    turn = page.locator(".turn")
    expect(turn.locator(".message")).to_contain_text("您好")
    expect(turn.locator("blockquote")).to_have_count(0)
    turn.locator(".question").first.click()
    expect(page.locator(".turn").nth(1).locator("mark").first).to_be_visible()


def test_a_follow_up_is_understood_from_the_question_before_it(visit: Visit) -> None:
    page = visit()
    ask(page, "太仓的公民科学素质比例是多少？")
    page.get_by_role("button", name="那南通呢？").click()
    second = page.locator(".turn").nth(1)
    expect(second.locator(".understood")).to_contain_text("南通的公民科学素质比例是多少")
    expect(second.locator("mark").first).to_contain_text("14%")


def test_the_next_section_of_the_document_is_a_click_away(visit: Visit) -> None:
    page = visit()
    ask(page, "南通五年来举办了多少科普宣传活动？")
    page.get_by_role("button", name="关于“聚力打造人才高地 智库建设再提质”，南通说了什么？").click()
    expect(page.locator(".turn").nth(1).locator(".origin").first).to_contain_text("聚力打造人才高地 智库建设再提质")


def test_an_english_conversation_goes_on_in_english(visit: Visit) -> None:
    page = visit(locale="en-US")
    ask(page, "How many rural science-popularization demonstration bases does Wujin have?")
    page.get_by_role("button", name="More details?").click()
    second = page.locator(".turn").nth(1)
    expect(second.locator(".message")).to_contain_text("In the documents' own words")
    expect(second.locator("mark").first).to_be_visible()


def test_a_question_asked_while_documents_are_read_is_answered_when_they_are(
    visit: Visit, serve: Callable[[Library], str], tmp_path: Path
) -> None:
    for name in ("first", "second", "third"):
        text = f"The museum of {name.title()}ton opened in 1987. It shows 120 paintings.\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    go_on = threading.Event()

    def hold(_: Progress) -> None:
        go_on.wait(60)

    library = Library(tmp_path, wait=False, progress=hold)
    page = visit(serve(library), locale="en-US")
    expect(page.get_by_role("textbox")).to_be_focused()
    ask(page, "How many paintings does the museum of Thirdton show?")
    expect(page.locator(".waiting")).to_contain_text("The documents are still being read")
    ask(page, "Hello")
    expect(page.locator(".turn").nth(1).locator(".message")).to_contain_text("Hello!")
    go_on.set()
    expect(page.locator(".turn").nth(0).locator("mark").first).to_contain_text("120 paintings")
    library.close()


def test_a_question_about_several_places_is_answered_by_a_table(visit: Visit) -> None:
    page = visit()
    ask(page, "太仓、南通、平湖分别有多少家科普教育基地？")
    rows = page.locator(".comparison tbody tr")
    expect(rows.get_by_role("rowheader")).to_have_text(["太仓", "南通", "平湖"])
    expect(rows.locator("mark")).to_contain_text(["103家", "9家全国科普教育基地", "39家"])
    rows.nth(2).get_by_role("button", name="查看原文").click()
    expect(page.locator("#source mark.current")).to_contain_text("39家")


def test_a_bar_of_a_chart_leads_to_its_quote(visit: Visit) -> None:
    page = visit()
    ask(page, "太仓、南通、常州三地的公民科学素质比例各是多少？")
    bars = page.locator(".chart").get_by_role("button")
    expect(bars).to_contain_text(["20.4%", "14%", "15.2%"])
    bars.nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source mark.current")).to_contain_text("14%")
    page.keyboard.press("Escape")
    expect(bars.nth(1)).to_be_focused()


def test_there_is_no_chart_where_figures_count_different_things(visit: Visit) -> None:
    page = visit()
    ask(page, "太仓、南通、平湖分别有多少家科普教育基地？")
    expect(page.locator(".comparison")).to_be_visible()
    expect(page.locator(".chart")).to_have_count(0)


def test_a_second_question_need_not_wait_for_the_first(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    ask(page, "常州的科普讲师团有多少人？")
    expect(page.locator(".turn").nth(0).locator("mark").first).to_be_visible()
    expect(page.locator(".turn").nth(1).locator("mark").first).to_be_visible()


def test_a_question_without_a_reply_can_be_asked_again(visit: Visit) -> None:
    page = visit()
    page.route(SERVER, lambda route: route.abort())
    ask(page, QUESTION)
    expect(page.locator(".failed")).to_contain_text("这次没能得到答复")
    page.unroute(SERVER)
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("mark").first).to_contain_text(SENTENCE)


def test_a_question_can_be_taken_back_into_the_box_to_change_it(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    page.get_by_role("button", name="修改问题").click()
    expect(page.get_by_role("textbox")).to_have_value(QUESTION)


def test_a_long_paragraph_unfolds(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    quote = page.get_by_role("article", name="引文 1")
    hidden = quote.get_by_text("获评“中国科协科技志愿服务队先进典型”称号")
    expect(hidden).to_be_hidden()
    quote.get_by_role("button", name="展开全段").click()
    expect(hidden).to_be_visible()
    quote.get_by_role("button", name="收起").click()
    expect(hidden).to_be_hidden()


def test_a_quote_is_copied_with_its_source(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    page.get_by_role("button", name="复制引文").first.click()
    expect(page.get_by_role("status").first).to_have_text("已复制引文和出处")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert SENTENCE in copied
    assert "《为推进中国式现代化太仓新实践贡献科协力量》" in copied


def test_a_link_leads_another_visitor_to_the_same_question(visit: Visit) -> None:
    page = visit()
    ask(page, QUESTION)
    page.get_by_role("button", name="复制问题链接").click()
    expect(page.get_by_role("status").first).to_have_text("已复制链接")
    other = visit(page.evaluate("navigator.clipboard.readText()"), locale="en-US")
    expect(other.locator(".turn h2")).to_have_text(QUESTION)
    expect(other.locator("mark").first).to_contain_text(SENTENCE)
    other.reload()
    expect(other.locator(".turn")).to_have_count(1)


def test_what_is_thought_of_an_answer_is_kept_with_its_quotes(visit: Visit, own_cache: Path) -> None:
    page = visit()
    ask(page, QUESTION)
    page.get_by_role("button", name="有帮助", exact=True).click()
    expect(page.get_by_role("button", name="有帮助", exact=True)).to_have_attribute("aria-pressed", "true")
    line = json.loads((own_cache / "data" / "plan-qa" / "feedback.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (line["question"], line["liked"]) == (QUESTION, True)
    assert SENTENCE in line["quotes"][0]["text"]


def test_what_stands_in_a_document_or_a_question_is_text(visit: Visit, hostile_address: str) -> None:
    page = visit(hostile_address, locale="en-US")
    expect(page).to_have_title(TITLE)
    ask(page, "How many museums has Exampleton?")
    expect(page.locator("blockquote", has_text="<script>").first).to_be_visible()
    page.get_by_role("button", name="Open source").first.click()
    source = page.get_by_role("region", name="Source")
    expect(source).to_contain_text('<script>document.title = "taken"</script>')
    expect(source).to_contain_text('${document.title = "taken"} and {{value}} and `ticks`')
    ask(page, "How many museums has it? <img src=x onerror=\"document.title='taken'\">")
    expect(page.locator(".turn h2").last).to_contain_text("<img src=x")
    expect(page.locator(".problems")).to_contain_text("<b>empty.txt")
    expect(page.locator(".qa img, .qa script")).to_have_count(0)
    expect(page).to_have_title(TITLE)

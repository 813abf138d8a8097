"""Answers: the sentence that says it, verbatim, for each place asked for, or plainly that none does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks.quality import read_questions
from qa import Library
from qa.answering import MAX_QUESTION
from qa.finding import THRESHOLD
from qa.library import SEEDS, LibraryError
from qa.quoting import QUOTE_MAX
from tests.qa.rendering import rendered
from tests.qa.verbatim import is_verbatim, squeeze

ROWS = read_questions()


def asked(*turns: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": turn} for turn in turns]


def test_the_answering_sentence_is_quoted(library: Library) -> None:
    answer = library.ask("太仓有多少家科普教育基地？")
    assert answer.answered
    assert "103家" in answer.quotes[0].text
    assert answer.quotes[0].passage.place == "太仓"


def test_every_quote_is_verbatim_short_and_of_its_passage(library: Library) -> None:
    for row in ROWS:
        turns = row.get("turns") or [row["question"]]
        for quote in library.ask(turns[-1], asked(*turns[:-1])).quotes:
            assert is_verbatim(quote, SEEDS / quote.source)
            assert len(quote.text) <= QUOTE_MAX
            assert quote.passage.text.startswith(quote.text, quote.at)
            assert quote.passage.start <= quote.start < quote.end <= quote.passage.end


@pytest.mark.parametrize(
    "question",
    ["红烧肉怎么做才不腻？", "梅西一共拿过几次金球奖", "What is the capital of Australia?", "asdf"],
)
def test_what_the_documents_do_not_say_is_not_answered(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert (answer.answered, answer.quotes) == (False, ())
    assert answer.message


@pytest.mark.parametrize(
    "question", ["太仓的科普教育基地是哪家医院办的？", "太仓科普教育基地的门票多少钱？", "太仓的科普教育基地周几关门？"]
)
def test_what_is_told_of_the_thing_is_no_answer_to_what_is_asked_of_it(library: Library, question: str) -> None:
    assert library.ask("太仓有多少家科普教育基地？").answered
    assert not library.ask(question).answered


def test_what_ends_in_a_verb_is_no_place(library: Library) -> None:
    answer = library.ask("平湖以后还打算建市科技馆吗？")
    assert "市科技馆建设" in answer.quotes[0].text


def test_the_best_passages_are_those_with_the_best_quotes(library: Library) -> None:
    passages = library.retrieve("太仓有多少家科普教育基地？", k=60)
    assert "103家" in passages[0].text
    assert len({passage.id for passage in passages}) == len(passages)
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)


def test_several_places_get_a_quote_each(library: Library) -> None:
    answer = library.ask("太仓、南通、常州三地的公民科学素质比例各是多少？")
    assert [quote.passage.place for quote in answer.quotes] == ["太仓", "南通", "常州"]
    assert all(figure in quote.text for figure, quote in zip(["20.4%", "14%", "15.2%"], answer.quotes, strict=True))


def test_a_place_whose_document_does_not_say_is_named(library: Library) -> None:
    answer = library.ask("哪些城市有“科技咖啡馆”？")
    assert "常州" in {quote.passage.place for quote in answer.quotes}
    assert answer.silent
    assert all(place in answer.message for place in answer.silent)
    assert not set(answer.silent) & {quote.passage.place for quote in answer.quotes}


def test_asked_which_places_only_those_that_fit_are_given(library: Library) -> None:
    answer = library.ask("有哪些城市设立了“青少年科技创新市长奖”？")
    assert {"南通", "常州"} <= {quote.passage.place for quote in answer.quotes}
    assert {quote.passage.place for quote in answer.quotes if quote.score > 0.5} == {"南通", "常州"}


@pytest.mark.parametrize(
    "question",
    ["无锡的公民科学素质比例达到多少了？", "扬州有多少家企业科协？", "How many bases does Hangzhou have?"],
)
def test_a_place_that_no_document_is_about_is_not_answered_from_another(library: Library, question: str) -> None:
    assert not library.ask(question).answered


@pytest.mark.parametrize("question", ["松庐县有多少家科普教育基地？", "请问雁棠市今后五年有什么打算？"])
def test_a_place_in_no_table_is_a_place_all_the_same(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert not answer.answered
    assert question.strip("请问")[:2] in answer.message


def test_a_place_without_documents_does_not_keep_another_from_answering(library: Library) -> None:
    for question in ("太仓、苏州的公民科学素质比例各是多少？", "太仓和苏州的公民科学素质比例是多少？"):
        answer = library.ask(question)
        assert ["20.4%" in quote.text for quote in answer.quotes] == [True]
        assert (answer.compared, answer.silent) == (True, ("苏州",))


@pytest.mark.parametrize(
    ("question", "members"),
    [
        ("平湖深入实施的五大工程分别是什么？", ["红色铸魂", "借势赋能", "凝智助力", "科普惠民", "改革强基"]),
        ("太仓未来五年有哪些行动？", ["科创赋能", "科普惠民", "集思汇智"]),
    ],
)
def test_a_set_is_quoted_member_by_member_in_the_order_of_the_text(
    library: Library, question: str, members: list[str]
) -> None:
    quotes = library.ask(question).quotes
    assert [member for quote in quotes for member in members if member in quote.text] == members


def test_a_sentence_that_lists_a_set_is_quoted_itself(library: Library) -> None:
    quote = library.ask("南通市科协今后要大力实施的“五大工程”都是什么？").quotes[0]
    assert "铸魂强基、科创南通、科普惠民、科智助力、赋能提升" in quote.text


def test_plans_are_quoted_from_what_is_planned(library: Library) -> None:
    quote = library.ask("太仓科协今后五年在海智离岸工作上有什么打算？").quotes[0]
    assert quote.passage.section.startswith("未来5年")


def test_a_passage_that_speaks_of_another_place_may_answer(library: Library) -> None:
    quote = library.ask("和昆山市科协等单位共同签订了什么协议？").quotes[0]
    assert "昆山市科协" in quote.text
    assert quote.passage.place == "平湖"


@pytest.mark.parametrize("question", ["太仓的“科技咖啡馆”办了多少期？", "太仓给多少名高层次人才配了家庭医生？"])
def test_a_fact_given_for_another_place_only_is_not_given(library: Library, question: str) -> None:
    assert not library.ask(question).answered


@pytest.mark.parametrize(
    "said", ["你好", "您好！", "谢谢你！", "你能做什么？", "再见", "Hello there", "thanks a lot", "What can you do?"]
)
def test_small_talk_gets_a_reply_and_no_quote(library: Library, said: str) -> None:
    answer = library.ask(said)
    assert (answer.answered, answer.quotes) == (False, ())
    assert answer.message.isascii() == said.isascii()
    assert "没有说到" not in answer.message
    assert "do not say." not in answer.message


def test_a_greeting_before_a_question_is_no_small_talk(library: Library) -> None:
    assert "103家" in library.ask("你好，太仓有多少家科普教育基地？").quotes[0].text


def test_a_heading_is_quoted_with_what_it_announces(library: Library) -> None:
    quote = library.ask("太仓未来五年怎么唱响学术交流品牌？").quotes[0]
    assert "唱响学术交流品牌。" in quote.text
    assert "实施学术活动提质计划" in quote.text


@pytest.mark.parametrize("question", ["太仓有多少家科普教育基地？", "红烧肉怎么做才不腻？"])
def test_a_chinese_question_gets_a_chinese_message(library: Library, question: str) -> None:
    assert not any("a" <= char <= "z" for char in library.ask(question).message)


@pytest.mark.parametrize("question", ["How many rural bases does Wujin have?", "What is the capital of Australia?"])
def test_an_english_question_gets_an_english_message(library: Library, question: str) -> None:
    assert library.ask(question).message.isascii()


@pytest.mark.parametrize("question", ["", "  \n", "问" * (MAX_QUESTION + 1)])
def test_a_blank_or_overlong_question_is_told_in_a_sentence(library: Library, question: str) -> None:
    with pytest.raises(ValueError, match=r"问题.*[Pp]lease"):
        library.ask(question)
    with pytest.raises(ValueError, match=r"问题.*[Pp]lease"):
        library.retrieve(question)


def test_an_answer_is_json_and_markdown(library: Library) -> None:
    answer = library.ask("太仓有多少家科普教育基地？")
    fields = json.loads(json.dumps(answer.to_dict(), ensure_ascii=False))
    assert fields["quotes"][0]["text"] == answer.quotes[0].text
    assert fields["quotes"][0]["passage"]["place"] == "太仓"
    shown = rendered(answer.to_markdown())
    quote = answer.quotes[0]
    assert shown.startswith(answer.message)
    assert squeeze(quote.text) in squeeze(shown)
    assert f"({quote.source}, {quote.start}–{quote.end})" in shown


def test_only_the_documents_chosen_are_asked() -> None:
    library = Library()
    chosen = {document.place: document.source for document in library.documents}
    question = "科普教育基地一共有多少家？"
    assert {quote.source for quote in library.ask(question, sources=[chosen["太仓"]]).quotes} == {chosen["太仓"]}
    assert {passage.source for passage in library.retrieve(question, sources=[chosen["平湖"]])} == {chosen["平湖"]}
    other = library.ask("太仓的科普教育基地有多少家？", sources=[chosen["南通"]])
    assert not other.answered
    each = library.ask("各地的公民科学素质比例分别是多少？", sources=[chosen["太仓"], chosen["南通"]])
    assert each.compared
    assert {quote.source for quote in each.quotes} <= {chosen["太仓"], chosen["南通"]}


def test_a_document_that_is_not_there_cannot_be_chosen() -> None:
    with pytest.raises(LibraryError, match=r"There is no document other\.txt here"):
        Library().ask("有什么计划？", sources=["other.txt"])


@pytest.mark.parametrize("said", ["1", "2024年", "？？？", "科", "科？", "x", "多少？", "什么", "how many", "太"])
def test_who_says_too_little_is_asked_for_more_words(library: Library, said: str) -> None:
    answer = library.ask(said)
    assert (answer.answered, answer.quotes) == (False, ())
    assert re.search("再多写几个字|in a few words", answer.message)


def test_a_few_letters_may_say_enough(library: Library) -> None:
    for said in ("科普", "AI", "5G", "太仓"):
        assert not re.search("再多写几个字|in a few words", library.ask(said).message)


def test_a_word_that_follows_something_up_says_enough(library: Library) -> None:
    assert not re.search("再多写几个字|in a few words", library.ask("3呢？", asked("太仓有多少家基地？")).message)


def test_half_a_character_is_passed_over(library: Library) -> None:
    answer = library.ask("太仓有多少家科普教育基地\ud83d？")
    assert answer.question == "太仓有多少家科普教育基地？"
    assert "103家" in answer.quotes[0].text
    assert "103家" in library.retrieve("太仓有多少家科普教育基地\ud83d？")[0].text
    assert "103家" in library.ask("那科普教育基地呢？", asked("太仓有多少个院士工作站\ud83d？")).quotes[0].text
    with pytest.raises(ValueError, match=r"问题.*[Pp]lease"):
        library.ask("\ud83d")


@pytest.mark.parametrize(
    "question",
    [
        "平湖科协今后五年实施哪五大工程？",
        "平湖接下来要搞哪几项工程",
        "平湖有哪些工程？",
        "太仓今后要搞哪几大行动",
        "太仓的科协下一步准备推出哪些重点行动？",
    ],
)
def test_a_set_is_told_however_it_is_asked_for(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert all(re.search("工程|行动", quote.text) for quote in answer.quotes)
    assert len(answer.quotes) == (5 if "平湖" in question else 3)
    assert answer.probability >= THRESHOLD


def test_after_a_comparison_more_of_each_place_is_given_and_then_no_more(library: Library) -> None:
    turns = ["太仓、南通、常州的科普活动怎么样？"]
    seen: set[tuple[str, int]] = set()
    for _ in range(20):
        answer = library.ask(turns[-1], asked(*turns[:-1]))
        quotes = {(quote.source, quote.start) for quote in answer.quotes}
        assert not quotes & seen
        if not quotes:
            break
        assert len({quote.source for quote in answer.quotes}) == len(quotes)
        assert answer.compared
        seen |= quotes
        turns.append("还有呢？")
    assert len(turns) > 2
    assert "没有更多" in answer.message


def test_after_a_comparison_the_detail_of_each_place_is_what_follows_its_quote(library: Library) -> None:
    question = "太仓、南通、常州的科普活动怎么样？"
    first, detail = library.ask(question), library.ask("具体呢？", asked(question))
    ends = {quote.passage.place: (quote.passage.section, quote.end) for quote in first.quotes}
    assert [quote.passage.place for quote in detail.quotes] == ["太仓", "南通", "常州"]
    for quote in detail.quotes:
        section, end = ends[quote.passage.place]
        assert quote.passage.section == section
        assert quote.start >= end


def test_without_documents_a_question_is_told_so(tmp_path: Path) -> None:
    empty = Library(tmp_path)
    for question, message in (
        ("有多少座科普馆？", "这里还没有文件。"),
        ("How many halls?", "There are no documents here yet."),
    ):
        answer = empty.ask(question)
        assert (answer.answered, answer.quotes, answer.message) == (False, (), message)
    assert "这里还没有文件。" in empty.ask("你好").message

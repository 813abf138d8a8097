"""Follow-ups: what a question leaves out is taken from the one before; a whole question is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.quality import read_questions
from qa import Library
from qa.conversation import resolve
from qa.library import SEEDS
from tests.qa.verbatim import is_verbatim

FIRST = "太仓的公民科学素质比例是多少？"


def understood(library: Library, *turns: str) -> str:
    history = [{"role": "user", "content": turn} for turn in turns[:-1]]
    return library.ask(turns[-1], history).question


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        ((FIRST, "那南通呢？"), "南通的公民科学素质比例是多少？"),
        ((FIRST, "昆山呢？"), "昆山的公民科学素质比例是多少？"),
        ((FIRST, "换成平湖呢"), "平湖的公民科学素质比例是多少？"),
        ((FIRST, "那南通呢？", "再看看常州是多少"), "常州的公民科学素质比例是多少？"),
        ((FIRST, "南通有没有类似的？"), "南通的公民科学素质比例是多少？"),
        (("What is Taicang's literacy rate?", "And Nantong?"), "What is Nantong's literacy rate?"),
    ],
)
def test_another_place_is_asked_the_same(library: Library, turns: tuple[str, ...], question: str) -> None:
    assert understood(library, *turns) == question


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        (("武进有几家国家级科普基地？", "那科技教育特色学校呢？"), "武进科技教育特色学校有几家？"),
        (("常州众创空间联盟吸纳了多少家单位？", "创业培训办了多少场？"), "常州创业培训办了多少场？"),
        (
            ("What does Wujin plan for schools?", "And for farmers?"),
            "What does Wujin plan for schools? And for farmers?",
        ),
    ],
)
def test_another_thing_is_asked_of_the_same_place(library: Library, turns: tuple[str, ...], question: str) -> None:
    assert understood(library, *turns) == question


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        ("武进省级的有多少", "武进有几家科普基地？ 省级的有多少"),
        ("那再看看常州的，五年建了多少", "常州有几家科普基地？ 五年建了多少"),
        ("常州的科技馆是哪年建的", "常州的科技馆是哪年建的"),
    ],
)
def test_what_is_left_out_beside_another_place_was_said_before(library: Library, turn: str, question: str) -> None:
    assert understood(library, "南通有几家科普基地？", turn) == question


def test_the_words_of_one_place_are_not_held_against_another(library: Library) -> None:
    asked = resolve(
        library._snapshot.scope, "那武进呢？", [{"role": "user", "content": "常州的软科学研究立项了多少课题？"}]
    )
    assert asked.before == ("常州",)
    assert library.ask("那武进呢？", [{"role": "user", "content": "常州的软科学研究立项了多少课题？"}]).answered


@pytest.mark.parametrize("more", ["还有呢？", "还有别的吗", "What else?"])
def test_more_of_the_same_is_not_the_same_again(library: Library, more: str) -> None:
    question = "平湖这五年举办了哪些科普活动？"
    first = library.ask(question)
    second = library.ask(more, [{"role": "user", "content": question}])
    assert second.question == question
    assert second.quotes
    assert not {quote.start for quote in first.quotes} & {quote.start for quote in second.quotes}


def test_after_the_last_quote_there_is_nothing_more(library: Library) -> None:
    history = [{"role": "user", "content": turn} for turn in ("太仓有多少家科普教育基地？", *["还有呢？"] * 9)]
    answer = library.ask("还有呢？", history)
    assert not answer.answered
    assert "没有更多" in answer.message


@pytest.mark.parametrize("detail", ["具体呢？", "能具体说说吗", "More details"])
def test_detail_is_what_the_section_goes_on_to_say(library: Library, detail: str) -> None:
    question = "平湖今后怎么深入实施科普惠民工程？"
    (first, *_) = library.ask(question).quotes
    quotes = library.ask(detail, [{"role": "user", "content": question}]).quotes
    assert quotes
    for quote in quotes:
        assert (quote.source, quote.passage.section) == (first.source, first.passage.section)
        assert quote.start >= first.end
        assert is_verbatim(quote, SEEDS / quote.source)


def test_a_pronoun_keeps_what_was_spoken_of(library: Library) -> None:
    full = understood(library, "平湖是不是建了一座中国航天科普馆？", "它获得过什么称号？")
    assert "中国航天科普馆" in full
    assert full.endswith("它获得过什么称号？")


def test_only_what_people_asked_is_used(library: Library) -> None:
    history: list[dict[str, Any]] = [
        {"role": "user", "content": [{"type": "text", "text": FIRST}]},
        {"role": "assistant", "content": "武进、常州、平湖"},
        {"role": "user", "content": {"path": "x.png"}},
        {"role": "user"},
    ]
    assert library.ask("那南通呢？", history).question == "南通的公民科学素质比例是多少？"


@pytest.mark.parametrize(
    "question",
    [
        "常州的两个省级海外人才离岸创新创业基地叫什么名字？",
        "What does Wujin plan for schools?",
        "澳大利亚的首都是哪里？",
    ],
)
def test_a_question_that_stands_alone_is_never_changed(library: Library, question: str) -> None:
    assert understood(library, FIRST, question) == question


def test_without_history_no_question_is_changed(library: Library) -> None:
    for row in read_questions():
        if "question" in row and row.get("type") != "noisy":
            assert resolve(library._snapshot.scope, row["question"]).question == row["question"]

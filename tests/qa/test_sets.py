"""A set that a plan tells under a heading for each member is quoted by its headings, when that is what is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Library
from qa.finding import THRESHOLD
from tests.qa.written import write

PLAN = """# 临江市科协今后五年规划

## 实施育苗行动

组织青少年走进实验室，举办科学营20期。

## 实施惠农行动

派出农技专家300人次，到田间讲课。

## 实施银发行动

为老年人开设智能手机课堂120场。
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder: Path = tmp_path_factory.mktemp("plan")
    write(folder, "plan.md", PLAN)
    return Library(folder)


@pytest.mark.parametrize(
    "question",
    ["临江市今后五年有哪些行动？", "临江科协打算实施哪几项行动？", "临江的三大行动是什么？", "临江接下来要搞哪些行动"],
)
def test_the_headings_are_quoted_in_their_order(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert [quote.text for quote in answer.quotes] == ["实施育苗行动", "实施惠农行动", "实施银发行动"]
    assert answer.probability >= THRESHOLD


@pytest.mark.parametrize(
    "question",
    ["临江军队有哪些行动？", "临江的股市有哪些行动？", "临江地铁今后五年有哪些行动？"],
)
def test_the_headings_are_not_quoted_for_a_set_of_something_else(library: Library, question: str) -> None:
    assert "实施育苗行动" not in [quote.text for quote in library.ask(question).quotes]


def test_the_detail_of_a_set_is_what_stands_under_each_heading(library: Library) -> None:
    history = [{"role": "user", "content": "临江今后五年有哪些行动？"}]
    detail = library.ask("具体呢？", history)
    assert [quote.text[:2] for quote in detail.quotes] == ["组织", "派出", "为老"]
    more = library.ask("还有呢？", history)
    assert (more.answered, more.quotes) == (False, ())
    assert "没有更多" in more.message


@pytest.mark.parametrize("question", ["云水市今后五年实施哪三大计划？", "雲水市今後五年實施哪三大計劃？"])
def test_headings_in_traditional_characters_are_quoted_too(tmp_path: Path, question: str) -> None:
    told = {
        "實施育苗計劃": "辦好科普館，面向少年兒童辦講座一百場。",
        "實施強農計劃": "組織農技專家下鄉，指導果農種植。",
        "實施銀齡計劃": "開設老年科技大學，教老人用手機。",
    }
    sections = "".join(f"\n## {heading}\n\n{text}\n" for heading, text in told.items())
    write(tmp_path, "plan.md", f"# 雲水市科普規劃\n\n今後五年，雲水市科協這樣做。\n{sections}")
    assert [quote.text for quote in Library(tmp_path).ask(question).quotes] == [*told]

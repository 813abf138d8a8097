"""What a question asks for: the kind of thing, the time, and what of it is only manners."""

from __future__ import annotations

import pytest

from qa.asking import asked, is_of_other_time, time, without_manners


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("有多少家科普基地?", "基地103家", "建成科普基地"),
        ("科学素质比例是多少?", "比例达到14%", "举办活动7260项"),
        ("补贴多少钱?", "资助90万元", "资助各类活动103个"),
        ("论坛是哪一天办的?", "2023年11月20日", "论坛正式启幕"),
        ("电话是多少?", "0512-53520000000", "共有103家"),
        ("谁获得了先进工作者?", "姚爱英获评", "市科协获评"),
        ("how many bases are there?", "基地103家", "建成科普基地"),
    ],
)
def test_the_kind_of_thing_asked_for_is_told_from_others(question: str, holds: str, lacks: str) -> None:
    kind = asked(question)
    assert kind
    assert kind.search(holds)
    assert not kind.search(lacks)


@pytest.mark.parametrize("question", ["怎么开展科普工作?", "有哪几个区获评?", "what does it plan?"])
def test_a_question_of_no_kind_is_content_with_any_text(question: str) -> None:
    assert asked(question) is None


def test_plans_are_told_from_what_was_done() -> None:
    plan, done = "今后五年将实施科普惠民工程", "五年来累计举办活动503场"
    assert is_of_other_time(time("今后打算怎么做?"), done)
    assert not is_of_other_time(time("今后打算怎么做?"), plan)
    assert is_of_other_time(time("五年来办了多少场?"), plan)
    assert not is_of_other_time(time("科普怎么做?"), plan)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("请问科普基地有多少家?", "科普基地有多少家?"),
        ("帮我把五个地方的基地数量列一下,做个对比", "把基地数量"),
        ("could you tell me how many bases", "how many bases"),
    ],
)
def test_manners_are_not_searched_for(question: str, left: str) -> None:
    assert without_manners(question).replace(" ", "").strip(",") == left.replace(" ", "")

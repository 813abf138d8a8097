"""What a question asks for: the kind of thing, the time, and what of it is only manners."""

from __future__ import annotations

import numpy as np
import pytest

from qa.asking import asked, is_of_other_time, named, time, times, without_manners


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("有多少家科普基地?", "基地103家", "建成科普基地"),
        ("科学素质比例是多少?", "比例达到14%", "举办活动7260项"),
        ("补贴多少钱?", "资助90万元", "资助各类活动103个"),
        ("论坛是哪一天办的?", "2023年11月20日", "论坛正式启幕"),
        ("电话是多少?", "0512-53520000000", "共有103家"),
        ("谁获得了先进工作者?", "姚爱英获评", "市科协获评"),
        ("馆长叫什么名字?", "馆长祁云介绍", "建成科普馆"),
        ("为什么停办?", "因生源不足停办", "2021年停办"),
        ("去哪里报名?", "请扫码报名", "共有53个站点"),
        ("科技馆几点开门?", "每天上午9点开馆", "接待53万人次"),
        ("贷款的利率是多少?", "年利率3.2%", "贷款5.2亿元"),
        ("要等多久?", "半天办结", "全部办结"),
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


@pytest.mark.parametrize(
    ("question", "heading", "other"),
    [
        ("今后打算怎么做?", "5年来，科普工作跨越发展", True),
        ("今后打算怎么做?", "未来5年，实施科普惠民行动", False),
        ("五年来办了多少场?", "## 三、今后五年打算", True),
        ("五年来办了多少场?", "为提高全民科学素质服务", False),
        ("科普怎么做?", "今后五年", False),
        ("what will be built next?", "## 1. where we stand", True),
    ],
)
def test_plans_are_told_from_what_was_done(question: str, heading: str, other: bool) -> None:
    coming, past = np.array([times(heading)]).T
    assert is_of_other_time(time(question), coming, past).tolist() == [other]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("“五大工程”和《规划》说了什么？", ["五大工程", "规划"]),
        ("2024年第十六届评选收到多少篇？", ["2024", "第十六届"]),
        ("今后要实施哪五项行动？", ["五项行动"]),
        ("TRIZ决赛谁赢了？", ["triz"]),
        ("Which award did the Harbour Library win in 2022?", ["harbour", "library", "2022"]),
        ("三个地方各有多少家？", []),
    ],
)
def test_what_a_question_names_is_told(question: str, names: list[str]) -> None:
    assert named(question) == names


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

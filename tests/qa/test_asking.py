"""What a question says of its answer: the time, what it names, and what of it is only manners."""

from __future__ import annotations

import numpy as np
import pytest

from qa.asking import is_of_other_time, named, time, times, without_manners


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

"""Which questions ask of several places, and which only hold the letters of such a question."""

from __future__ import annotations

import pytest

from qa.several import asks_of_several
from qa.text import normalise


@pytest.mark.parametrize(
    "question",
    [
        "各地的科普馆分别有多少座？",
        "哪些城市有“科技咖啡馆”？",
        "五地科普馆各有多少座",
        "各县级市有多少座？",
        "每个县建了几座？",
        "哪些城市规划了科技馆？",
        "各市政府拿出多少钱？",
        "哪个地方最多？",
        "几个园区里谁的企业多？",
        "Which cities have a science hall?",
        "How do the three towns compare?",
        "Which of the five has the most lectures?",
        "Which town's got a reading room in a tower?",
        "How many halls does each of them have?",
    ],
)
def test_several_places_are_asked_for(question: str) -> None:
    assert asks_of_several(normalise(question))


@pytest.mark.parametrize(
    "question",
    [
        "在哪个地址报名？",
        "哪个市场最大？",
        "获得了哪些市级荣誉？",
        "有几个县级平台？",
        "每个市民都能去吗？",
        "建了几个城市书房？",
        "有哪些地方特色产品？",
        "哪些市政工程完工了？",
        "两个县域医疗中心设在哪儿？",
        "与去年相比增加了多少？",
        "最后选在了哪个地块？",
        "Which citizens were invited?",
        "How much does each placement cost?",
        "When will every county-level office have one?",
        "Which of the five projects is the largest?",
        "Who brought the villagers together?",
    ],
)
def test_a_word_that_begins_like_a_place_is_none(question: str) -> None:
    assert not asks_of_several(normalise(question))

"""Small talk: what asks nothing of the documents is told from what asks of something spoken of before."""

from __future__ import annotations

import pytest

from qa.smalltalk import recognise


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("你好！", "greeting"),
        ("Good morning", "greeting"),
        ("好的，谢谢您", "thanks"),
        ("明白了。", "thanks"),
        ("OK", "thanks"),
        ("你能做什么？", "help"),
        ("可以问什么", "help"),
        ("使用说明", "help"),
        ("What can I ask?", "help"),
        ("再见", "farewell"),
    ],
)
def test_small_talk_is_no_question_whatever_was_asked_before(said: str, kind: str) -> None:
    assert recognise(said) == recognise(said, history=True) == kind


@pytest.mark.parametrize(
    "said",
    ["它是什么？", "怎么用？", "它有什么用？", "这个怎么用", "是谁？", "How does it work?", "How do I use this?"],
)
def test_what_leans_on_a_question_before_it_is_help_only_where_there_is_none(said: str) -> None:
    assert recognise(said) == "help"
    assert recognise(said, history=True) is None


@pytest.mark.parametrize("question", ["你好，太仓有多少家科普教育基地？", "谢谢，那南通呢？", "你们科协有多少人？"])
def test_a_question_with_manners_is_a_question(question: str) -> None:
    assert recognise(question) is None

"""What a person is told beside the quotes: complete sentences, however many or few there are to name."""

from __future__ import annotations

import pytest

from qa.documents import Document
from qa.messages import MAX_NAMES, compared, quoted, there_is


def documents(*places: str) -> list[Document]:
    return [
        Document(f"{number}.txt", (), f"标题{number}", place, (place,) if place else ())
        for number, place in enumerate(places, 1)
    ]


@pytest.mark.parametrize(
    ("places", "chinese", "english"),
    [
        ((), "这里还没有文件。", "There are no documents here yet."),
        (("临江",), "这里有1份文件：临江。", "There is 1 document here: 临江."),
        (("临江", "海陌"), "这里有2份文件：临江、海陌。", "There are 2 documents here: 临江, 海陌."),
        (("临江", ""), "这里有2份文件：临江、标题2。", "There are 2 documents here: 临江, 标题2."),
    ],
)
def test_what_there_is_is_told(places: tuple[str, ...], chinese: str, english: str) -> None:
    assert there_is("你好", documents(*places)) == chinese
    assert there_is("Hello", documents(*places)) == english


def test_documents_of_one_place_are_told_apart_by_their_titles() -> None:
    assert there_is("你好", documents("临江", "临江", "海陌")) == "这里有3份文件：标题1、标题2、海陌。"


def test_of_many_documents_some_are_named() -> None:
    assert there_is("你好", documents(*map(str, range(400)))).count("、") == MAX_NAMES - 1


def test_quotes_of_several_places_are_said_to_be() -> None:
    assert quoted("有多少？", 3, documents("临江", "海陌", "临江")) == "文件中的原文如下（3处，出自临江、海陌）。"
    assert quoted("有多少？", 2, documents("临江", "")) == "文件中的原文如下（2处，出自临江、标题2）。"
    assert quoted("How many?", 2, documents("", "")) == "In the documents' own words (2 quotes, from 标题1, 标题2)."
    assert quoted("有多少？", 2, documents("临江", "临江")) == quoted("有多少？", 2) == "文件中的原文如下（2处）。"
    assert quoted("How many?", 1) == "In the documents' own words (1 quote)."


def test_of_many_silent_places_some_are_named_and_the_others_counted() -> None:
    silent = [f"{number}号" for number in range(66)]
    assert compared("各有多少？", 3, silent).endswith("、9号等66个。")
    assert compared("How many?", 1, silent).endswith(", 9号 and 56 others.")
    assert compared("各有多少？", 3, silent[:2]) == "文件中的原文如下（3处）。没有说到的：0号、1号。"


def test_places_left_for_later_are_counted() -> None:
    assert "最接近的20个，还有7个" in compared("各有多少？", 20, places=20, left=7)
    assert compared("How many?", 20, places=20, left=7).endswith('ask "What else?" for the other 7.')

"""Spelling: what is written as it sounds finds what it means, and what is written well stays as it is."""

from __future__ import annotations

import pytest

from benchmarks.quality import read_questions
from qa import Library
from qa.spelling import Sounds, spelled
from qa.words import Words

WORDS = Words(
    range(10),
    [
        "科协的科普基地",
        "区科协办科普讲座",
        "科协科普志愿者",
        "市科协科普志愿服务",
        "科协和科普志愿队",
        "志愿科普",
        *["我们的科普"] * 4,
    ],
)
NAMES = ("云溪县", "云溪", "yunxi")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("kexie办了什么", "科协办了什么"),
        ("这里的kepu基地", "这里的科普基地"),
        ("科谱志愿者", "科普志愿者"),
        ("科普自愿者", "科普志愿者"),
        ("科普基地有多少？", "科普基地有多少？"),
        ("How does kexie work?", "How does kexie work?"),
        ("women", "women"),
        ("yunxi的科普", "yunxi的科普"),
    ],
)
def test_what_stands_in_no_document_is_heard_as_what_does(written: str, meant: str) -> None:
    assert Sounds(WORDS, NAMES).heard(written) == meant


def test_a_place_is_found_under_a_name_that_sounds_like_its_own(library: Library) -> None:
    right, wrong = library.ask("武进区的科普志愿者大队是什么模式？"), library.ask("武劲区的科普自愿者大队是什么模式？")
    assert wrong.question == right.question
    assert [quote.text for quote in wrong.quotes] == [quote.text for quote in right.quotes] != []


def test_questions_that_are_written_well_stay_as_they_are(library: Library) -> None:
    plain = [row["question"] for row in read_questions() if "question" in row and row.get("type") != "noisy"]
    changed = [question for question in plain if library._snapshot.heard(question) != question]
    assert len(changed) <= 0.01 * len(plain)


def test_a_name_is_spelled_as_english_texts_write_it() -> None:
    assert spelled("云溪") == "Yunxi"

"""Spelling: what is written as it sounds finds what it means, and what is written well stays as it is."""

from __future__ import annotations

import pytest

from benchmarks.quality import read_questions
from qa import Library
from qa.places import TABLE
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
        ("科pu志愿者", "科普志愿者"),
        ("ke普有哪些", "科普有哪些"),
        ("App有哪些", "App有哪些"),
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


def test_a_real_place_is_never_heard_as_what_sounds_like_it(library: Library) -> None:
    rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    places = [(latin, names) for kind, _, latin, *names in rows if kind != "country"]
    questions = [f"{name}有多少家科普教育基地？" for _, names in places for name in names]
    questions += [f"{latin}有多少家科普教育基地？" for latin, _ in places if latin]
    assert [question for question in questions if library._snapshot.heard(question) != question] == []


@pytest.mark.parametrize("written", ["太苍", "太沧", "taicang", "常洲", "平胡", "武劲"])
def test_a_name_that_no_place_bears_is_heard_as_the_documents_place(library: Library, written: str) -> None:
    heard = library._snapshot.heard(f"{written}有多少家科普教育基地？")
    assert len(library._snapshot.scope.sources(heard)) == 1


@pytest.mark.parametrize(
    ("question", "heard"),
    [
        ("which City won… the Prize?", "which City won… the Prize?"),
        ("  What does “ＡＩ” mean in Taicang? ", "What does “ＡＩ” mean in Taicang?"),
        ("㎡、…、DNA，kexie的AI项目", "m2、...、DNA,科协的AI项目"),
        ("科谱AI志愿者", "科普AI志愿者"),
        ("科譜AI志願者", "科普AI志願者"),
    ],
)
def test_what_was_heard_well_is_shown_as_it_was_written(question: str, heard: str) -> None:
    assert Sounds(WORDS, NAMES).heard(question) == heard


def test_questions_that_are_written_well_stay_as_they_are(library: Library) -> None:
    plain = [row["question"] for row in read_questions() if "question" in row and row.get("type") != "noisy"]
    changed = [question for question in plain if library._snapshot.heard(question) != question]
    assert len(changed) <= 0.01 * len(plain)


def test_a_name_is_spelled_as_english_texts_write_it() -> None:
    assert spelled("云溪") == "Yunxi"

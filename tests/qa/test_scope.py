"""Scope: which places a question asks of, which of them documents are about, and what only looks like a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.documents import Document
from qa.library import SEEDS, Library
from qa.places import TABLE, Place, place_names
from qa.scope import Scope, speaks_of, without_places

ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
PROVINCES = {names[0] for kind, _, _, *names in ROWS if kind == "province"}
CITIES = [names for kind, within, _, *names in ROWS if names and (kind == "province" or within in PROVINCES)]


def scope(*names: Sequence[str]) -> Scope:
    """The scope of documents about places of these names."""
    return Scope([Document(f"{its[0]}.txt", (), its[0], place=its[0], names=tuple(its)) for its in names])


def elsewhere(of: Scope, question: str) -> list[str]:
    """The places of a question that no document is about, where documents say nothing but these places' names."""
    return [place.short for place in of.elsewhere(question, set().__contains__)]


TAICANG = scope(["太仓市", "太仓", "Taicang"])


def test_a_city_or_province_that_no_document_is_about_is_not_overlooked() -> None:
    questions = {f"{names[-1]}有多少家科普教育基地？" for names in CITIES if len(names) > 1}
    assert len(questions) > 350
    assert [question for question in questions if not elsewhere(TAICANG, question)] == []


def test_places_that_are_spelled_alike_in_latin_letters_are_told_apart() -> None:
    alike = defaultdict(list)
    for kind, within, latin, *names in ROWS:
        if latin and kind == "city" and within in PROVINCES:
            alike[latin].append(names)
    pairs = [(latin, *pair) for latin, names in alike.items() for pair in permutations(names, 2)]
    assert len(pairs) > 10
    for latin, own, other in pairs:
        if set(own) & set(other):
            continue  # the city and the county of 嘉义
        documents = scope([*own, latin])
        question = f"{other[0]}的公民科学素质是多少？"
        assert not documents.sources(question)
        assert elsewhere(documents, question) == [min(other, key=len)]


def test_a_latin_name_stands_for_a_place_where_it_is_all_there_is() -> None:
    taizhou = scope(["泰州市", "泰州", "Taizhou"])
    for question in ("Taizhou有多少座科普馆？", "How many museums are there in Taizhou?", "泰州有多少座科普馆？"):
        assert taizhou.sources(question) == {"泰州市.txt"}
        assert elsewhere(taizhou, question) == []
    assert elsewhere(scope(["Taizhou"]), "泰州有多少座科普馆？") == []


def test_a_library_does_not_answer_for_another_place_of_the_same_spelling(tmp_path: Path) -> None:
    text = "泰州市科协工作报告\n\n泰州市现有科普馆12座。\n\n今后五年，泰州市将新建科普馆5座。\n"
    tmp_path.joinpath("report.txt").write_text(text, encoding="utf-8")
    library = Library(tmp_path)
    assert library.ask("泰州有多少座科普馆？").answered
    refused = library.ask("台州有多少座科普馆？")
    assert not refused.answered
    assert "台州" in refused.message


@pytest.mark.parametrize(
    "question",
    [
        "太仓有多少家企业上市？",
        "太仓有没有超市？",
        "太仓跟苏州大学合作了什么？",
        "太仓办了夜市吗？",
        "哪些山区有科普大篷车？",
        "太仓的专家回家乡了吗？",
        "科普进景区做了哪些？",
        "科技下乡活动办了多少场？",
        "自贸区有哪些项目？",
        "停车区在哪里？",
        "示范县是怎么评的？",
        "农贸市场里有科普活动吗？",
        "太仓打算建市图书馆吗？",
        "今年上市的企业有几家？",
        "省级开发区有几个？",
        "周边县和相邻市怎么合作？",
    ],
)
def test_what_only_ends_like_the_name_of_a_place_is_none(question: str) -> None:
    assert elsewhere(TAICANG, question) == []


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("松庐县有多少座科普馆？", "松庐"),
        ("请问松庐县科协做了什么？", "松庐"),
        ("那松庐县呢？", "松庐"),
        ("在松庐县，老年人去哪里上课？", "松庐"),
        ("2024年松庐县办了几场讲座？", "松庐"),
        ("江苏省松庐县有多少座科普馆？", "松庐"),
        ("太仓和松庐县的科普馆各有多少座？", "松庐"),
        ("太仓，松庐县，哪里的科普馆多？", "松庐"),
        ("嵘港高新区引进了多少名博士？", "嵘港"),
        ("石盘沟镇的科普站有几个？", "石盘沟"),
    ],
)
def test_a_place_that_no_table_knows_is_told_by_its_ending_where_a_name_can_stand(question: str, place: str) -> None:
    assert place in elsewhere(TAICANG, question)


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("江苏太仓有多少家科普教育基地？", []),
        ("江苏省苏州市太仓市有多少家科普教育基地？", []),
        ("How many museums are there in Taicang, Jiangsu?", []),
        ("太仓和江苏的公民科学素质各是多少？", ["江苏"]),
        ("昆山、江苏太仓哪里的科普馆多？", ["昆山"]),
        ("浙江太仓有多少家科普教育基地？", ["浙江"]),
        ("飞船来到江苏以前在哪里展出？", []),
        ("Where was it shown before it came to Jiangsu?", []),
        ("江苏有多少座科普馆？", ["江苏"]),
    ],
)
def test_what_a_place_lies_in_is_no_other_place_unless_they_are_listed(question: str, places: list[str]) -> None:
    assert elsewhere(TAICANG, question) == places


def test_a_county_of_one_character_is_a_place() -> None:
    assert elsewhere(TAICANG, "沛县有多少座科普馆？") == ["沛县"]


def test_a_place_is_asked_after_once_however_often_it_is_named() -> None:
    assert elsewhere(TAICANG, "昆山的科普馆，昆山市一共有几座？") == ["昆山"]


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Paris", "a comparison of schools", False),
        ("Paris", "parisian schools", False),
        ("Riga", "the fire brigade", False),
        ("Paris", "the schools of paris, and others", True),
        ("Paris", "在paris的学校", True),
        ("Huai'an", "what huai’an did, and huaian does", True),
    ],
)
def test_a_latin_name_is_a_word_of_its_own(name: str, text: str, named: bool) -> None:
    (found,) = place_names(name)
    assert speaks_of(text, found.place) == named
    assert TAICANG.about(text, [found.place]) == named
    assert (without_places(text, [found.place]) != text) == named


def test_part_of_a_word_is_not_listed_beside_a_place() -> None:
    (riga,) = (found.place for found in place_names("Riga"))
    assert TAICANG.lists("Taicang and Riga", [riga])
    assert not TAICANG.lists("Taicang and brigades", [riga])


def test_no_name_is_left_of_a_place_that_has_several() -> None:
    for names in permutations(["武进区", "武进", "常州武进", "Wujin"]):
        documents = scope(names)
        for name in names:
            assert documents.without(f"{name}有几家企业科协？").strip() == "有几家企业科协?"


@given(st.permutations(["昆山", "昆山市", "昆山高新区", "kunshan"]), st.data())
def test_the_longest_name_of_a_place_is_taken_out(names: list[str], data: st.DataObject) -> None:
    place = Place(tuple(names), "county", "苏州市", "")
    assert without_places(f"去年{data.draw(st.sampled_from(names))}的企业", [place]) == "去年 的企业"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("江苏省苏州市太仓市有几家？", "有几家?"),
        ("江苏 太仓有几家？", "有几家?"),
        ("How many are there in Taicang, Jiangsu?", "how many are there in ?"),
        ("How many are there in Taicang in Jiangsu?", "how many are there in ?"),
        ("太仓跟江苏省科协签了什么？", "跟江苏省科协签了什么?"),
    ],
)
def test_what_a_place_lies_in_says_where_to_look_as_well(question: str, asked: str) -> None:
    assert " ".join(TAICANG.without(question).split()).replace(" ?", "?") == asked.replace(" ?", "?")


def test_what_a_place_is_called_says_only_where_to_look() -> None:
    shipped = Library(SEEDS)._snapshot.scope
    assert shipped.without("武进区有几家企业科协？").strip() == "有几家企业科协?"
    assert shipped.without("武进区") == "武进区"  # nothing else is asked

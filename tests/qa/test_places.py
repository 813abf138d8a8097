"""Places: names of cities and countries are found, words that some district bears as a name are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.library import SEEDS
from qa.places import place_names


def names(text: str) -> list[str]:
    return [found.name for found in place_names(text)]


@pytest.mark.parametrize(
    "name",
    """
    苏州 无锡 昆山 张家港 江阴 海宁 嘉兴 宁波 扬州 杭州 常熟 海盐 嘉善 嘉定 浦东 南京 合肥 丽水 开封 上海 北京 重庆 浙江
    江苏 香港 台湾
    太仓市 南通市 武进 平湖 崇川区 鼓楼区 昆明市 恩施 延边 内蒙古 德国 日本 伦敦 东京 纽约
    """.split(),  # noqa: SIM905 (a list of words is read as lines)
)
def test_a_place_is_found_in_a_question(name: str) -> None:
    assert names(f"{name}的公民科学素质是多少？") == [name]
    assert names(f"那{name}呢？") == [name]


@pytest.mark.parametrize(
    "name", ["Hangzhou", "Suzhou", "Yangzhou", "Wuxi", "Huai'an", "New York", "hangzhou", "United Kingdom", "Jiangsu"]
)
def test_a_place_is_found_in_latin_letters(name: str) -> None:
    assert names(f"How many bases are there in {name}?") == [name]
    assert names(f"What are {name}’s plans?") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "中国科协和各级科协怎么做科普？",
        "高新、和平、自然、今后、未来、创新、长三角",
        "新建5座科普馆，新建了什么？",
        "在提高安全意识方面，学会同意，非常熟悉，创新和实践，文明光荣，出海安全",
        "合作机制、公安机关、科技兴国、太湖边、长寿之道、朝阳产业、来宾、灯塔",
        "南京理工大学、北京大学、上海交通大学、中国银行、南京路",
        "and so on: nice, reading, a guide to change, can it be the same?",
        "各大城市、大城市、全市、社区、园区、辖区",
    ],
)
def test_words_and_institutions_are_not_places(text: str) -> None:
    assert names(text) == []


def test_a_city_is_found_where_a_clause_begins_whatever_word_its_end_could_begin() -> None:
    assert names("太原有多少家基地？西安排名第几？") == ["太原", "西安"]
    assert names("太原有的大分子药物，大分类") == ["太原"]
    assert names("不太原有的办法") == []


def test_the_longest_name_counts_and_knows_where_it_stands() -> None:
    text = "江苏省苏州市昆山市和平区"
    assert [(found.name, text[found.start : found.end]) for found in place_names(text)] == [
        ("江苏省", "江苏省"),
        ("苏州市", "苏州市"),
        ("昆山市", "昆山市"),
        ("和平区", "和平区"),
    ]


def test_a_name_knows_its_place() -> None:
    (kunshan,) = place_names("昆山")
    assert (kunshan.place.names, kunshan.place.kind) == (("昆山市", "昆山"), "county")
    assert (kunshan.place.within, kunshan.place.latin, kunshan.place.short) == ("苏州市", "Kunshan", "昆山")
    assert place_names("Kunshan")[0].place == kunshan.place
    assert len(place_names("鼓楼区")[0].places) > 1


def test_a_person_is_no_place() -> None:
    assert place_names("What did Li Haining set up?") == []
    assert [name.name for name in place_names("What was set up in Haining and Kunshan?")][-1] == "Kunshan"


def test_each_article_names_its_own_place_most() -> None:
    own = ("太仓", "南通", "常州", "武进", "平湖")
    for path, place in zip(sorted(SEEDS.glob("*.txt")), own, strict=True):
        found = [one.place.short for one in place_names(path.read_text(encoding="utf-8"))]
        assert max(found, key=found.count) == place


@given(
    st.lists(st.sampled_from(["苏州", "昆山市", "Hangzhou ", "的", "和", "新建", "科普", " ", "A", "大学", "，", "南"]))
)
def test_names_stand_apart_and_in_order(parts: list[str]) -> None:
    text = "".join(parts)
    end = 0
    for found in place_names(text):
        assert end <= found.start < found.end
        assert text[found.start : found.end] == found.name
        end = found.end


def test_a_thing_with_a_place_and_a_number_in_its_name_is_no_place() -> None:
    assert not place_names("Shenzhou-4 was shown")
    assert [found.name for found in place_names("Shenzhou and Shanghai-based firms")] == ["Shenzhou"]

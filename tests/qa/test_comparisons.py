"""Comparisons: a quote for each place that answers, whatever number of documents it has, and no more than one reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from qa import Library
from qa.comparing import MAX_PLACES
from qa.finding import THRESHOLD
from qa.messages import MAX_NAMES
from tests.qa.written import write


def folder(path: Path, texts: Mapping[str, str], places: Mapping[str, str] | None = None) -> Library:
    """A library of these texts, some of them of places."""
    for name, text in texts.items():
        write(path, name, text)
    tables = [f'["{name}"]\nplace = "{place}"\nnames = ["{place}"]\n' for name, place in (places or {}).items()]
    write(path, "catalogue.toml", "\n".join(tables))
    return Library(path)


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two documents of one town, one of another."""
    texts = {
        "plan.txt": "科普工作规划\n\n今后五年，临江将新建科普馆12座，培育科普志愿者3000名。\n",
        "review.txt": "科普工作总结\n\n五年来，临江建成科普馆8座，开展科普活动500场。\n",
        "other.txt": "科普工作总结\n\n五年来，海陌建成科普馆5座，开展科普活动90场。\n",
    }
    places = {"plan.txt": "临江", "review.txt": "临江", "other.txt": "海陌"}
    return folder(tmp_path_factory.mktemp("towns"), texts, places)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A document of each of more places than are compared at once."""
    firsts, seconds = "安宝昌东福", "邺骊岫砚筠苕"
    names = [first + second for first in firsts for second in seconds]
    texts = {
        f"{number}.txt": f"工作总结\n\n五年来，{name}建成科普馆{number + 3}座。\n" for number, name in enumerate(names)
    }
    places = {f"{number}.txt": name for number, name in enumerate(names)}
    return folder(tmp_path_factory.mktemp("many"), texts, places)


def asked(*turns: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": turn} for turn in turns]


def test_several_documents_of_one_place_are_one_place(towns: Library) -> None:
    answer = towns.ask("临江建成了多少座科普馆？")
    assert (answer.compared, answer.silent) == (False, ())
    assert "8座" in answer.quotes[0].text


def test_of_one_place_no_more_is_believed_because_it_has_several_documents(towns: Library) -> None:
    answer = towns.ask("临江有多少座水库？")
    assert answer.probability < THRESHOLD
    assert not answer.answered


def test_each_place_is_quoted_once_from_the_best_of_its_documents(towns: Library) -> None:
    for question in ("临江和海陌分别建成了多少座科普馆？", "各地分别建成了多少座科普馆？"):
        answer = towns.ask(question)
        assert answer.compared
        assert sorted((quote.passage.place, quote.source) for quote in answer.quotes) == [
            ("临江", "review.txt"),
            ("海陌", "other.txt"),
        ]


def test_a_place_with_several_documents_is_named_once_where_none_of_them_says(towns: Library) -> None:
    answer = towns.ask("海陌和临江分别培育了多少名科普志愿者？")
    assert answer.silent == ("海陌",)
    answer = towns.ask("海陌和临江各有多少家医院？")
    assert sorted(answer.silent) == ["临江", "海陌"]


def test_only_documents_of_one_place_are_no_comparison(towns: Library) -> None:
    answer = towns.ask("各地建成了多少座科普馆？", sources=["plan.txt", "review.txt"])
    assert not answer.compared
    assert "8座" in answer.quotes[0].text


def test_a_question_of_no_place_is_answered_from_each_place_that_says_it_and_told_so(towns: Library) -> None:
    answer = towns.ask("建成了多少座科普馆？")
    assert not answer.compared
    assert {quote.source for quote in answer.quotes} >= {"review.txt", "other.txt"}
    assert "出自" in answer.message
    assert all(quote.passage.place in answer.message for quote in answer.quotes)


def test_documents_of_no_place_are_compared_one_by_one(tmp_path: Path) -> None:
    texts = {"a.txt": "甲社区总结\n\n五年来建成科普馆3座。\n", "b.txt": "乙社区总结\n\n五年来建成科普馆4座。\n"}
    answer = folder(tmp_path, texts).ask("各地分别建成多少座科普馆？")
    assert {quote.source for quote in answer.quotes} == {"a.txt", "b.txt"}


def test_of_many_places_so_many_are_compared_as_can_be_read_and_then_the_others(many: Library) -> None:
    question = "各地分别建成多少座科普馆？"
    first = many.ask(question)
    left = len(many.documents) - MAX_PLACES
    assert len(first.quotes) == MAX_PLACES
    assert f"还有{left}个" in first.message
    second = many.ask("还有呢？", asked(question))
    assert len(second.quotes) == left
    assert not {quote.source for quote in first.quotes} & {quote.source for quote in second.quotes}
    assert "还有" not in second.message


def test_a_message_names_some_of_many_places_and_counts_the_others(many: Library) -> None:
    told = many.ask("你好").message
    assert f"这里有{len(many.documents)}份文件，如" in told
    assert sum(document.place in told for document in many.documents) == MAX_NAMES
    assert f"There are {len(many.documents)} documents here, such as" in many.ask("Hello").message


def test_no_place_is_called_silent_whose_document_says_what_is_asked(library: Library) -> None:
    answer = library.ask("哪些城市设立了市长奖？")
    assert [quote.passage.place for quote in answer.quotes] == ["南通", "常州"]
    assert answer.silent == ("太仓", "武进", "平湖")

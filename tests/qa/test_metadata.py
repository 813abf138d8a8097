"""Metadata: what a document shows of itself is found without a catalogue, and nothing is made up."""

from __future__ import annotations

import pytest

from qa.documents import Document, read_content
from qa.library import SEEDS

OWN_PLACES = ["太仓", "南通", "常州", "武进", "平湖"]


def read(text: str, name: str = "plan.txt") -> Document:
    return read_content(text.encode(), name).described(name)


def test_the_articles_show_their_places() -> None:
    documents = [read_content(path.read_bytes(), path.name) for path in sorted(SEEDS.glob("*.txt"))]
    assert [document.described("x").place for document in documents] == OWN_PLACES
    assert documents[0].described("x").names == ("太仓市", "太仓", "Taicang")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("昆山市科普规划\n\n昆山将建成科普馆12座。江苏省、江苏、江苏省科协、苏州。", "昆山"),
        ("五年来，云溪县培育志愿者。\n\n云溪县举办讲座，云溪人都来了。", "云溪"),
        ("五年来，桃坞县培育志愿者。\n\n桃坞县举办讲座，桃坞人都来了。", "桃坞"),
        ("苇津市规划\n\n苇津市要建桥。津市不是苇津，苇津的桥在苇津。", "苇津"),
        ("钧泽高新区五年回顾\n\n钧泽高新区引进企业。钧泽高新技术产业开发区的企业多了。", "钧泽"),
        ("Exampleton Town Council: annual report\n\nExampleton opened a museum.", "Exampleton"),
        ("Hangzhou will build 12 science halls. Lectures were held all over Hangzhou.", "Hangzhou"),
        ("全市和社区、园区、辖区、城区都要努力。各县、各区、我市、我县、该市。", ""),
        ("苏州、无锡、常州、南通、扬州、镇江各有一座科普馆。", ""),
        ("只提到一次杭州的文章。", ""),
        ("江苏省规划\n\n江苏要建设科普馆，江苏要举办讲座。", "江苏"),
    ],
)
def test_the_place_is_the_one_named_most(text: str, place: str) -> None:
    assert read(text).place == place


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("五年来，桃坞县办讲座，桃坞区办展览，桃坞市开新馆。桃坞人都来了。", ["桃坞县", "桃坞区", "桃坞市"]),
        (
            "Both the Town of Applewick and the Town of Berrywick built halls. Applewick and Berrywick grew.",
            ["Applewick"],
        ),
        (
            "Both the Town of Berrywick and the Town of Applewick built halls. Applewick and Berrywick grew.",
            ["Berrywick"],
        ),
    ],
)
def test_of_names_that_are_as_frequent_the_first_goes_before(text: str, names: list[str]) -> None:
    assert list(read(text).names[: len(names)]) == names


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("科普规划\n\n2024年5月6日\n\n今后五年，我们建科普馆。", "2024-05-06"),
        ("科普规划\n\n来源：日报 发布时间：2024-05-06 10:20\n\n今后五年，我们建科普馆。", "2024-05-06"),
        ("Plan\n\nPublished 2024/5/6\n\nWe build halls.", "2024-05-06"),
        ("科普规划\n\n今后五年，我们建科普馆。\n\n二〇二四年\n\n（2024年5月）", "2024-05"),
        ("科普规划\n\n2024年5月6日，科普馆在太仓开工，各界人士参加。", ""),
        ("科普规划\n\n计划投资2024.5元。", ""),
    ],
)
def test_the_date_stands_on_a_line_of_its_own_or_beside_the_source(text: str, date: str) -> None:
    assert read(text).date == date


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("科普规划（2024）\n\n今后五年，我们建科普馆。", "a.txt", "科普规划（2024）"),
        ("今后五年，我们建科普馆。", "太仓规划.txt", "太仓规划"),
        ("---\ntitle: 规划\n---\n# 别的\n\n今后五年，我们建科普馆。", "a.md", "规划"),
        (
            "山海之间——云溪县工作综述\n记者 王一\n\n云溪县建成科普馆。\n\n小标题\n\n今后五年，我们建科普馆。",
            "a.txt",
            "山海之间——云溪县工作综述",
        ),
        ("# 科普规划\n\n今后五年，我们建科普馆。", "a.txt", "科普规划"),
        (f"# {'今后五年，我们建科普馆。' * 20}\n\n正文。", "科普规划.md", "科普规划"),
        ("12\n\n科普规划\n\n今后五年，我们建科普馆。", "a.txt", "科普规划"),
    ],
)
def test_the_title_is_stated_or_the_first_heading_or_the_file_name(text: str, name: str, title: str) -> None:
    assert read(text, name).title == title


def test_what_is_known_goes_before_what_is_guessed() -> None:
    content = read_content("昆山市科普规划\n\n昆山将建成科普馆12座。".encode(), "plan.txt")
    known = content.described("plan.txt", {"place": "玉山", "title": "规划", "language": "en"})
    assert (known.title, known.place, known.names, known.language) == ("规划", "玉山", (), "en")

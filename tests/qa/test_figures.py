"""When the figures of several quotes may stand in one chart, and above all when not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import Library, Passage, Quote
from qa.figures import comparable_figures

BASES = "两地各有多少家科普教育基地？"
SHARE = "两地公民科学素质的比例各是多少？"
OTHER = "全市科普教育基地达39家。"
OTHER_SHARE = "公民科学素质比例增至20.4%，位居前列。"


def quote(text: str, section: str = "") -> Quote:
    passage = Passage(text, "plan.txt", 0, len(text), section=section)
    return Quote(text, "plan.txt", 0, len(text), 0.9, 0, passage)


def charted(question: str, *texts: str) -> list[str]:
    return [figure.text for figure in comparable_figures(question, [quote(text) for text in texts])]


@pytest.mark.parametrize(
    ("question", "texts", "shown"),
    [
        (BASES, ("我市现有科普教育基地103家。", OTHER), ["103家", "39家"]),
        (SHARE, ("我市公民具备科学素质比例达到14%，比上届末提高5.5个百分点。", OTHER_SHARE), ["14%", "20.4%"]),
        (SHARE, ("2020年，公民科学素养达标率为15.2%，位列全省第四。", OTHER_SHARE), ["15.2%", "20.4%"]),
        ("两地培训的农民各有多少人？", ("培训农民8.47万人。", "培训农民12万人。"), ["8.47万人", "12万人"]),
        (
            "What share of people in the two towns can swim?",
            ("In 2020, 15.2% of the people could swim.", "The share of people who swim is 14%."),
            ["15.2%", "14%"],
        ),
        (
            "How many museums do the two towns have?",
            ("The town has 1,012 museums and 3 gardens for all.", "There are 39 museums in town."),
            ["1,012 museums", "39 museums"],
        ),
    ],
)
def test_figures_of_one_kind_are_charted(question: str, texts: tuple[str, ...], shown: list[str]) -> None:
    assert charted(question, *texts) == shown


def test_the_parts_of_a_total_do_not_stand_in_its_way() -> None:
    total = "我市现有各级科普教育基地103家，其中，国家级科普教育基地1家、省级14家。"
    assert charted(BASES, total, OTHER) == ["103家", "39家"]


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("several figures", "建成省科普教育基地9家、市科普教育基地40家。"),
        ("several figures, one behind a comma", "建成科普教育基地9家,12家科普教育基地在建。"),
        ("no figure", "科普教育基地建设再上新台阶。"),
        ("another unit", "科普教育基地有20.4%在乡镇。"),
        ("another unit that counts the same", "现有科普教育基地39个。"),
        ("ten thousands", "现有科普教育基地1.2万家。"),
        ("a range", "每个镇建科普教育基地10-15家。"),
        ("a range in words", "科普教育基地从10家到15家。"),
        ("a bound", "科普教育基地超过100家。"),
        ("a bound behind", "科普教育基地100家以上。"),
        ("about", "科普教育基地100多家。"),
        ("about, before", "科普教育基地近100家。"),
        ("a numeral in ideographs", "现有科普教育基地三十家。"),
        ("two figures, one in ideographs", "现有科普教育基地30家，新加入的有三家。"),
        ("a rank", "科普教育基地总数列第4家。"),
        ("a year", "科普教育基地建于2023年。"),
        ("another scope", "现有全国科普教育基地9家。"),
        ("an increase", "新增科普教育基地9家。"),
        ("a plan", "力争建成科普教育基地50家。"),
        ("another thing", "现有科普惠农服务站50家。"),
    ],
)
def test_there_is_no_chart_of(why: str, text: str) -> None:
    assert charted(BASES, text, OTHER) == [], why
    assert charted(BASES, OTHER, text) == [], why


def test_there_is_no_chart_of_different_years() -> None:
    first, second = "2020年，公民科学素质比例达到14%。", "2023年，公民科学素质比例达到18%。"
    assert charted(SHARE, first, first) == ["14%", "14%"]
    assert charted(SHARE, first, second) == []


def test_there_is_no_chart_of_a_plan_beside_what_was_done() -> None:
    said = "科普教育基地达39家。"
    planned = quote(said, section="未来五年的打算")
    assert comparable_figures(BASES, [quote(said), planned]) == ()
    assert len(comparable_figures(BASES, [planned, planned])) == 2


def test_there_is_no_chart_of_one_figure_or_none() -> None:
    assert charted(BASES, OTHER) == []
    assert charted(BASES) == []
    assert charted("两地办了什么科普活动？", OTHER, OTHER) == []


amounts = st.integers(min_value=1, max_value=10**7)
units = st.sampled_from("家个所人名项次场万亿元件%")


@given(first=amounts, second=amounts)
def test_what_is_charted_is_what_the_quotes_say(first: int, second: int) -> None:
    texts = [f"全市科普教育基地达{amount}家。" for amount in (first, second)]
    found = comparable_figures(BASES, [quote(text) for text in texts])
    assert [figure.amount for figure in found] == [first, second]
    assert all(figure.text in text for figure, text in zip(found, texts, strict=True))


@given(amount=amounts)
def test_full_width_digits_are_digits_and_shown_as_they_stand(amount: int) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(amount))
    found = comparable_figures(BASES, [quote(f"现有科普教育基地{wide}家。"), quote(OTHER)])
    assert [(figure.text, figure.amount) for figure in found] == [(f"{wide}家", amount), ("39家", 39)]


@given(one=amounts, two=amounts, unit=units, other=units)
def test_different_units_are_never_charted(one: int, two: int, unit: str, other: str) -> None:
    shown = charted("两地科普教育基地各有多少？", f"科普教育基地有{one}{unit}。", f"科普教育基地有{two}{other}。")
    assert shown in ([], [f"{one}{unit}", f"{two}{other}"])
    assert not shown or unit == other


@given(one=amounts, two=amounts, behind=st.booleans())
def test_a_second_figure_of_the_kind_is_never_passed_over(one: int, two: int, behind: bool) -> None:
    parts = [f"科普教育基地{one}家", f"工作站{two}家"]
    assert charted(BASES, "、".join(parts if behind else parts[::-1]) + "。", OTHER) == []


@given(question=st.text(max_size=40), texts=st.lists(st.text(max_size=80), max_size=4))
def test_any_text_is_read_without_an_error(question: str, texts: list[str]) -> None:
    found = comparable_figures(question, [quote(text) for text in texts])
    assert len(found) in (0, len(texts))
    assert all(figure.text in text for figure, text in zip(found, texts, strict=False))


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("太仓、南通、常州三地的公民科学素质比例各是多少？", ["20.4%", "14%", "15.2%"]),
        ("太仓和平湖各有多少家科普教育基地？", ["103家", "39家"]),
        ("太仓、南通、平湖分别有多少家科普教育基地？", []),  # of 南通 the document tells only certain levels
        ("各地有多少家学会？", []),
    ],
)
def test_the_shipped_documents_are_charted_where_they_may_be(library: Library, question: str, shown: list[str]) -> None:
    answer = library.ask(question)
    assert [figure.text for figure in comparable_figures(answer.question, answer.quotes)] == shown

"""The normal form that is searched, its terms, and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text import clauses, is_chinese, normalise, sentences, terms, undouble


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("20222022年年88月月3131日日~~99月月22日日，，资助举办论坛资助举办论坛", "2022年8月31日~9月2日，资助举办论坛"),
        ("““科协帮科协帮””平台发布平台发布", "“科协帮”平台发布"),
        ("天宫课堂天宫课堂", "天宫课堂"),
        ("谢谢", "谢谢"),
        ("2020", "2020"),
        ("科技科普两翼齐飞", "科技科普两翼齐飞"),
    ],
)
def test_doubled_print_is_read_once(printed: str, meant: str) -> None:
    assert undouble(printed) == meant


@given(st.text("天宫课堂12", min_size=3, max_size=60))
def test_whatever_is_printed_twice_is_halved(slogan: str) -> None:
    assert len(undouble(slogan * 2)) == len(slogan)


def test_a_long_run_of_one_character_is_read_in_time() -> None:
    assert undouble("哈" * 199 + "。") == "哈" * 199 + "。"


@pytest.mark.parametrize(
    ("one", "other"),
    [("２０．４％", "20.4%"), ("ＳＴＥＡＭ教育", "steam教育"), ("太倉推廣", "太仓推广"), ("科普Ｅ站", "科普e站")],
)
def test_width_case_and_script_make_no_difference(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_terms_are_ideographs_pairs_numbers_and_words() -> None:
    assert terms("公民科学20.4%的steam") == [*"公民科学", "公民", "民科", "科学", "20.4", "的", "steam"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("他说：“好。”然后走了！真的？", ["他说：“好。”", "然后走了！", "真的？"]),
        ("It grew to 20.4% in 2021. The end. 好", ["It grew to 20.4% in 2021.", "The end.", "好"]),
        ("Is it free? No. Visitors pay.", ["Is it free?", "No.", "Visitors pay."]),
        ("It closes at 5 p.m. The garden does not.", ["It closes at 5 p.m.", "The garden does not."]),
        ("标题\n正文。", ["标题", "正文。"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, whole: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == whole


@pytest.mark.parametrize(
    "sentence",
    [
        "The hall was opened by Dr. Smith in 2020.",
        "Mr. Li and Mrs. O'Neill of St. Mary's thanked J. R. Brown.",
        "The U.S. Embassy and Acme Co. Ltd. Shanghai paid for it.",
        "Visits doubled (cf. Table 3, Fig. A and Lee et al. 2020), e.g. Sundays.",
        "See No. 5 on p. 12 of Vol. B for what it cost vs. Germany.",
        "The council met on Sept. 3.",
        "由Dr. Smith和J. 布朗主持。",
    ],
)
def test_no_sentence_ends_at_an_abbreviation(sentence: str) -> None:
    text = f"It was raining. {sentence} Everybody came."
    assert [text[start:end] for start, end in sentences(text)] == ["It was raining.", sentence, "Everybody came."]


@pytest.mark.parametrize(
    "items", [["1. 建设科普馆。", "2. 举办讲座。"], ["1. Build it.", "2. Run it."], ["1.2. Report."], ["iv. Go."]]
)
def test_the_number_of_a_list_item_is_no_sentence(items: list[str]) -> None:
    text = " ".join(items)
    assert [text[start:end] for start, end in sentences(text)] == items


@given(st.text("好。！？”\n a.A；，1Dr"))
def test_sentences_hold_every_character_once(text: str) -> None:
    ranges = sentences(text)
    assert "".join("".join(text[start:end] for start, end in ranges).split()) == "".join(text.split())
    assert ranges == sorted(ranges)


@given(st.text("好；， ", max_size=80), st.integers(5, 30))
def test_clauses_are_short_and_hold_every_character_once(text: str, longest: int) -> None:
    text = text.strip()
    pieces = [text[start:end] for start, end in clauses(text, (0, len(text)), longest)]
    assert all(len(piece) <= longest for piece in pieces)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("太仓有多少家基地？", True),
        ("What does Taicang plan?", False),
        ("“科创中国” in Nantong: what is it?", True),
        ("How is 科协 funded in the next five years?", False),
        ("", False),
    ],
)
def test_the_language_of_a_person_is_told(text: str, chinese: bool) -> None:
    assert is_chinese(text) is chinese

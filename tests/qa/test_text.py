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
        ("It grew to 20.4% in 2021. Dr. smith left. 好", ["It grew to 20.4% in 2021.", "Dr. smith left.", "好"]),
        ("标题\n正文。", ["标题", "正文。"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, whole: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == whole


@given(st.text("好。！？”\n a.A；，"))
def test_sentences_hold_every_character_once(text: str) -> None:
    ranges = sentences(text)
    assert "".join(text[start:end] for start, end in ranges).replace(" ", "") == "".join(text.split())
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

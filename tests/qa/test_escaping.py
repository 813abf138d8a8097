"""Markdown shows what a document holds, character for character, and makes nothing else of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa import Library
from qa.escaping import escaped, in_a_line
from tests.qa.rendering import elements, rendered
from tests.qa.verbatim import squeeze
from tests.qa.written import write

# CommonMark itself shows a null as another character.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
SIGNS = st.text("`*_{}[]<>#|~!&$+-=.():;\\/ \t\n1a馆", min_size=1)


@given(text=TEXT | SIGNS)
@example("R&amp;D &lt;script&gt;")
@example("1. 甲\n2) 乙\n- 丙\n+ 丁\n* 戊")
@example("标题\n===\n段落\n---\n    代码\n\t代码")
@example("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |")
@example("<img src=x onerror=alert(1)>\n[馆](x) ![馆](x) ~~馆~~ `馆`")
def test_a_text_reads_as_it_stands(text: str) -> None:
    assert squeeze(rendered(escaped(text))) == squeeze(text)
    assert elements(escaped(text)) <= {"p"}


@given(text=TEXT | SIGNS)
def test_a_name_reads_as_it_stands_in_one_line(text: str) -> None:
    assert squeeze(rendered(f"[1] {in_a_line(text)}")) == squeeze(f"[1] {text}")
    assert len(in_a_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    "title", ["临江市规划 <img src=x onerror=alert(1)>", "R&amp;D &lt;b&gt; 临江市规划", "1. 临江市*规划*"]
)
def test_what_a_quote_is_of_is_shown_and_nothing_of_it_is_run(tmp_path: Path, title: str) -> None:
    text = "1. 临江市建成科普馆3座，名为 **科普**<img src=x onerror=alert(1)>[馆](x)&amp;馆。"
    write(tmp_path, "a_b*c*.txt", f"规划\n\n{text}\n")
    write(tmp_path, "catalogue.toml", f'["a_b*c*.txt"]\ntitle = "{title}"\nplace = "临江_<b>_"\nnames = ["临江市"]\n')
    answer = Library(tmp_path).ask("临江市建成多少座科普馆？")
    markdown = answer.to_markdown()
    assert elements(markdown) == {"p", "blockquote"}
    for said in (answer.message, answer.quotes[0].text, f"{title} · 临江_<b>_", "(a_b*c*.txt, "):
        assert squeeze(said) in squeeze(rendered(markdown))


def test_the_names_in_a_message_are_shown_and_nothing_of_them_is_run(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "社区总结\n\n五年来，各社区建成科普馆3座。\n")
    write(tmp_path, "b.txt", "街道总结\n\n街道举办了象棋比赛，居民踊跃报名。\n")
    write(tmp_path, "catalogue.toml", '["b.txt"]\ntitle = "*街道* <b>总结</b>"\n')
    answer = Library(tmp_path).ask("各地分别建成多少座科普馆？")
    assert answer.silent == ("*街道* <b>总结</b>",)
    assert elements(answer.to_markdown()) == {"p", "blockquote"}
    assert answer.silent[0] in rendered(answer.to_markdown())

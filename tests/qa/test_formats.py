"""Formats: what a file says is read whatever it is stored in, every character knows where it stands, and what
cannot be read is said in one sentence."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped, unused-ignore]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from reportlab.lib.pagesizes import A4

from qa import formats
from qa.documents import Content, DocumentError, read_content, read_document
from qa.formats import check_name
from qa.passages import split
from qa.pdf import page_image
from tests.qa.verbatim import squeeze
from tests.qa.written import CHINESE, ENGLISH, FRENCH, TRADITIONAL, pdf, scan, word, write


def texts(content: Content, kind: str = "") -> list[str]:
    return [block.text for block in content.blocks if not kind or block.kind == kind]


def assert_verbatim(content: Content) -> None:
    """Every block's characters stand at its offsets in the text."""
    for block in content.blocks:
        for char, start, end in zip(block.text, block.starts, block.ends, strict=True):
            assert content.text[start:end].strip() == char.strip() or content.text[start] in "&<"


@pytest.mark.parametrize(
    ("text", "codec", "reported"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "utf-16", "utf-16"),
        (ENGLISH, "ascii", "utf-8"),
        (ENGLISH, "utf-16", "utf-16"),
        (FRENCH, "cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_text_is_read_in_its_encoding_which_is_reported(
    tmp_path: Path, text: str, codec: str, reported: str, line_end: str
) -> None:
    path = write(tmp_path, "plan.txt", text.replace("\n", line_end).encode(codec))
    document = read_document(path)
    assert document.encoding == reported
    assert [block.text for block in document.blocks] == text.strip().split("\n\n")
    source = path.read_text(encoding=reported)
    assert [source[block.start : block.end] for block in document.blocks] == text.strip().split("\n\n")


def test_long_text_is_told_by_what_stands_in_it() -> None:
    text = "plain words\n" * 20_000 + CHINESE * 50
    assert read_content(text.encode("gb18030"), "long.txt").encoding == "gb18030"


@pytest.mark.parametrize(("text", "codec"), [(CHINESE, "gb18030"), (TRADITIONAL, "big5"), (CHINESE, "utf-16-le")])
@pytest.mark.parametrize("shift", ["", "a"])
def test_a_line_of_many_pages_is_read_in_its_encoding(text: str, codec: str, shift: str) -> None:
    line = shift + text.replace("\n", "") * 3000
    content = read_content(line.encode(codec), "line.txt")
    assert content.encoding == codec
    assert squeeze("".join(texts(content))) == line


MARKDOWN = """---
title: 科普规划
place: 云溪
names: [云溪县, Yunxi]
date: 2024-05-06
---
# 总体目标

建设 **12座** 科普馆，详见[附件](http://example.com/a.pdf)与`附表`。

主要任务
--------

- 举办*讲座*
- 培育 snake_case 志愿者

> 引用的话

| 指标 | 数值 |
| --- | --- |
| 讲座 | 345 |

```
a * b * c
```
"""


def test_markdown_is_read_without_its_signs() -> None:
    content = read_content(MARKDOWN.encode(), "plan.md")
    assert texts(content, "heading")[:2] == ["总体目标", "主要任务"]
    assert "建设 12座 科普馆，详见附件与附表。" in texts(content)
    read = "".join(texts(content))
    assert not re.search(r"[#>`|\[\]()]|\*\*|---|http", read)
    for text in ("举办讲座", "培育 snake_case 志愿者", "引用的话", "345", "a * b * c"):
        assert any(text in block for block in texts(content))
    assert_verbatim(content)
    document = content.described("plan.md")
    assert (document.title, document.place, document.names) == ("科普规划", "云溪", ("云溪县", "Yunxi"))
    assert document.date == "2024-05-06"


HTML = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="gb18030"><title>科普 &amp; 规划</title>
<style>p {color: red}</style></head><body><nav><a href="/">首页</a></nav><h2>总体目标</h2>
<p>建设<b>12座</b>科普馆。</p><script>alert("不是文字")</script><ul><li>举办讲座</li><li>培育志愿者</li></ul>
<table><tr><td>讲座</td><td>345</td></tr><tr><td>馆</td><td>12</td></tr></table>
<p onclick="x()">5 &lt; 7，A&nbsp;B</p><!-- 注释 --></body></html>"""


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_html_is_read_as_a_browser_shows_it(codec: str) -> None:
    content = read_content(HTML.encode(codec), "plan.html")
    assert texts(content, "heading")[1] == "总体目标"
    for text in ("建设12座科普馆。", "举办讲座", "讲座 345", "5 < 7，A\xa0B"):
        assert text in texts(content)
    assert not re.search("alert|注释|color|规划|onclick", "".join(texts(content)))
    assert_verbatim(content)
    assert (content.described("plan.html").title, content.described("plan.html").language) == ("科普 & 规划", "zh")


PAGES = [
    ["临江市科普规划", "第一章 总则", "今后五年，临江市科协将新建社区科普馆12座，", "并且举办讲座。", "- 1 -"],
    ["临江市科普规划", "过去五年培育了志愿者678名。", "- 2 -"],
    ["临江市科普规划", "The association held 345 lectures.", "- 3 -"],
]


def test_a_pdf_is_read_with_its_pages() -> None:
    content = read_content(pdf(PAGES, title="临江市科普规划"), "plan.pdf")
    assert content.encoding == ""
    assert_verbatim(content)
    page_of = {text: block.page for block in content.blocks for text in [block.text]}
    assert page_of["今后五年，临江市科协将新建社区科普馆12座，并且举办讲座。"] == 1
    assert page_of["过去五年培育了志愿者678名。"] == 2
    assert page_of["The association held 345 lectures."] == 3
    document = content.described("plan.pdf")
    assert [document.page_of(block.start) for block in document.blocks] == [block.page for block in document.blocks]
    assert (document.title, document.place) == ("临江市科普规划", "临江")


def test_running_heads_and_page_numbers_do_not_interrupt_a_pdf() -> None:
    read = "".join(texts(read_content(pdf(PAGES), "plan.pdf")))
    assert "科普规划" not in read
    assert "- 2 -" not in read


def test_passages_of_a_pdf_are_verbatim_in_the_extracted_text() -> None:
    content = read_content(pdf(PAGES), "plan.pdf")
    for passage in split(content.described("plan.pdf")):
        assert squeeze(content.text[passage.start : passage.end]) == squeeze(passage.text)


def test_a_page_is_shown_and_where_its_quotes_stand_on_it(tmp_path: Path) -> None:
    path = write(tmp_path, "plan.pdf", pdf(PAGES))
    document = read_document(path)
    block = next(block for block in document.blocks if block.page == 2)
    start = block.start - document.pages[1]
    shown = page_image(path, 2, [(start, start + len(block.text)), (start + 1000, start + 1010)])
    width, height = Image.open(io.BytesIO(shown.png)).size
    assert (width, height) == pytest.approx((2 * A4[0], 2 * A4[1]), abs=2)  # it is drawn at twice its size
    (left, top, across, down), *others = shown.boxes[0]
    assert others == []
    assert shown.boxes[1] == ()
    assert 70 < left * A4[0] < (left + across) * A4[0] < 72 + 12 * (len(block.text) + 1)
    assert 842 - 770 < top * A4[1] < (top + down) * A4[1] < 842 - 740
    with pytest.raises(ValueError, match="no page 4"):
        page_image(path, 4, [])


def test_a_file_that_was_replaced_is_shown_as_it_is(tmp_path: Path) -> None:
    heads = [["Annual report", f"The association held {number} lectures."] for number in (345, 678, 901)]
    path = write(tmp_path, "plan.pdf", pdf(heads))
    assert page_image(path, 1, [(0, 15)]).boxes[0][0][1] > 80 / A4[1]  # below the running head, which is no text
    write(tmp_path, "plan.pdf", pdf([["The association held 12 lectures."]]))
    os.utime(path, ns=(0, 0))
    assert page_image(path, 1, [(0, 15)]).boxes[0][0][1] < 80 / A4[1]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_quote_is_found_on_a_page_that_is_turned_and_cut(tmp_path: Path, turned: int) -> None:
    line = "The association held 345 lectures."
    with pypdfium2.PdfDocument(pdf([[line]])) as plan:
        plan[0].set_cropbox(36, 144, A4[0], A4[1] - 24)
        plan[0].set_rotation(turned)
        plan.save(tmp_path / "plan.pdf")
    shown = page_image(tmp_path / "plan.pdf", 1, [(0, len(line))])
    picture = Image.open(io.BytesIO(shown.png)).convert("L")
    ink = ImageOps.invert(picture).getbbox()
    ((left, top, across, down),) = shown.boxes[0]
    corners = (left, top, left + across, top + down)
    marked = [share * side for share, side in zip(corners, picture.size * 2, strict=True)]
    assert ink == pytest.approx(marked, abs=4)


def test_a_docx_is_read_with_headings_and_tables() -> None:
    parts: list[str | tuple[str, int] | list[list[str]]] = [
        ("总体目标", 1),
        "今后五年，临江市科协将新建社区科普馆12座。",
        [["指标", "数值"], ["讲座", "345"]],
        "It held 345 lectures.",
    ]
    content = read_content(word(parts, title="科普规划"), "plan.docx")
    assert texts(content, "heading")[0] == "总体目标"
    for text in ("今后五年，临江市科协将新建社区科普馆12座。", "讲座\t345", "It held 345 lectures."):
        assert text in texts(content)
    assert_verbatim(content)
    assert content.described("plan.docx").title == "科普规划"


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"word/{number}.xml", b"\0" * 100_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("scan.pdf", scan(), "without text, probably a scan"),
        ("secret.pdf", pdf(PAGES, password="x"), "is encrypted"),
        ("broken.pdf", pdf(PAGES)[:200], "is damaged"),
        ("no.pdf", b"hello", "is damaged or no PDF"),
        ("secret.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "is encrypted"),
        ("broken.docx", word(["x"])[:-100], "is damaged"),
        ("no.docx", b"hello", "is damaged or no DOCX"),
        ("empty.docx", word([]), "holds no text"),
        ("empty.txt", b"", "is empty"),
        ("empty.pdf", b"", "is empty"),
        ("blank.html", b"<html><head><title>x</title></head><body> </body></html>", "holds no text"),
        ("binary.txt", b"\x7fELF\0\0\0\1" * 99, "is no text"),
        ("cut.txt", (CHINESE * 20).encode()[:-2], "save it as UTF-8"),
        ("plan.xlsx", b"PK", "not one of the formats read here"),
        ("plan", b"x", "not one of the formats read here"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_cannot_be_read_is_said_in_one_sentence(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as told:
        read_content(content, name)
    assert re.fullmatch(r"[^\n]+[.]", str(told.value))
    assert name in str(told.value)


def test_a_docx_that_unpacks_to_gigabytes_is_refused() -> None:
    with pytest.raises(DocumentError, match="unpacks to 600 MB"):
        read_content(bomb(), "bomb.docx")


def test_a_file_of_two_hundred_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(DocumentError, match=r"200 MB large; at most \d+ MB are read"):
        read_document(path)


@pytest.mark.parametrize("name", ["../../x.txt", "..\\x.txt", "/etc/x.txt", "a/b.txt", "", "..", ".hidden.txt"])
def test_a_name_that_is_a_path_or_hidden_is_refused(name: str) -> None:
    with pytest.raises(DocumentError, match=r"is a path|is hidden"):
        check_name(name)


@pytest.mark.parametrize("name", ["a\nb.txt", "a\x1b[31m.txt", "a\u202etxt.exe.txt", "a\0.txt"])
def test_a_name_with_control_characters_is_refused_and_shown_without_them(name: str) -> None:
    with pytest.raises(DocumentError, match="control characters") as told:
        check_name(name)
    assert str(told.value).isprintable()


def test_usual_names_are_accepted() -> None:
    for name in ("太仓 规划（2024）.pdf", "plan.final.TXT", "été.docx", "a_b-c.md"):
        check_name(name)
    assert formats.suffix_of("plan.final.TXT") == ".txt"


ANY_LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=30)


@given(st.lists(ANY_LINE, max_size=8), st.sampled_from(["plan.md", "plan.html", "plan.txt"]))
def test_characters_of_arbitrary_text_know_where_they_stand(lines: list[str], name: str) -> None:
    try:
        content = read_content("\n".join(lines).encode(), name)
    except DocumentError:
        return
    positions = [start for block in content.blocks for start in block.starts]
    assert positions == sorted(positions)
    if name != "plan.html":
        for block in content.blocks:
            for char, start, end in zip(block.text, block.starts, block.ends, strict=True):
                assert char == " " or content.text[start:end].strip() == char.strip() or content.text[start] in "&<"


@given(st.lists(st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=30), min_size=1, max_size=8))
def test_nothing_of_a_docx_is_lost(paragraphs: list[str]) -> None:
    content = read_content(word(paragraphs), "plan.docx")
    assert squeeze("".join(texts(content))) == squeeze("".join(paragraphs))


@given(st.binary(max_size=300), st.sampled_from(formats.SUFFIXES))
def test_arbitrary_bytes_are_read_or_refused_in_a_sentence(data: bytes, suffix: str) -> None:
    try:
        told = read_content(data, f"any{suffix}").guessed.title
    except DocumentError as error:
        told = str(error)
    assert told


WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=6), min_size=1, max_size=6))
def test_every_character_of_a_marked_up_document_is_in_its_passages(paragraphs: list[list[str]]) -> None:
    marked = {
        "plan.md": "\n\n".join(" ".join(f"**{word}**" for word in words) for words in paragraphs),
        "plan.html": "".join(f"<p><b>{'</b> <b>'.join(words)}</b></p>" for words in paragraphs),
    }
    for name, text in marked.items():
        document = read_content(text.encode(), name).described(name)
        found = "".join(passage.text for passage in split(document))
        assert squeeze(found) == squeeze("".join(map("".join, paragraphs)))
        for passage in split(document):
            assert 0 <= passage.start < passage.end <= len(text)

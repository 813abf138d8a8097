"""Reading: what a newspaper page cut apart is put together, what it mixed is told apart, nothing is lost."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.documents import Document, DocumentError, read_catalogue, read_document
from qa.layout import Block
from qa.library import SEEDS

DIGESTS = {
    "000_29a2ec8dd812024b.txt": "b051e158e761f1d76490dca51339ef0b29c686ed288658ee68aac2dd623f58cd",
    "001_1515a7c6aed80afd.txt": "923fd711a877f9407972783aaea0ad7d3f51c4d5dcd4fcd0c8b99bb8c9188541",
    "002_c5054bd2560383ac.txt": "e457049a3df6d05129026443137deac3d6c3727e6c057d8a4e73f634011e62aa",
    "003_1146ae09d69c6e39.txt": "cd2f918b1a2c413fbeab3066d7a593e7406c0fff60eac7f734fbc4cfd86576ef",
    "004_a01fbadabd720865.txt": "b248c2a96ad89efad95319fc568095888539f1f8e13976f346d2a3b583a631f7",
}
TAICANG, NANTONG, CHANGZHOU, WUJIN, PINGHU = sorted(DIGESTS)


def article(name: str) -> Document:
    return read_document(SEEDS / name, read_catalogue(SEEDS).get(name))


def blocks(name: str, kind: str) -> list[str]:
    return [block.text for block in article(name).blocks if block.kind == kind]


def written(tmp_path: Path, content: str | bytes, name: str = "plan.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_the_articles_are_shipped_byte_for_byte() -> None:
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SEEDS.glob("*.txt")} == DIGESTS


def test_the_catalogue_says_what_the_articles_say_of_themselves() -> None:
    assert [article(name).place for name in sorted(DIGESTS)] == ["太仓", "南通", "常州", "武进", "平湖"]
    assert (article(CHANGZHOU).publisher, article(CHANGZHOU).date) == ("常州日报", "2022-01-11")
    assert (article(TAICANG).publisher, article(TAICANG).date) == ("", "")
    for name in DIGESTS:
        document = article(name)
        flat = re.sub(r"\s", "", (SEEDS / name).read_text(encoding="utf-8"))
        assert re.sub(r"\s", "", document.title) in flat
        assert document.language == "zh"


@pytest.mark.parametrize("name", sorted(DIGESTS))
def test_every_readable_character_is_in_one_block_in_order(name: str) -> None:
    source = (SEEDS / name).read_text(encoding="utf-8")
    body = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)
    readable = re.sub(r"<[^>]+>|\[[^\]]*\]\([^)]*\)｜?", "", body)
    read = "".join(block.text for block in article(name).blocks)
    assert re.sub(r"\s", "", read) == re.sub(r"\s", "", readable)


@pytest.mark.parametrize("name", sorted(DIGESTS))
def test_every_character_knows_where_it_stands(name: str) -> None:
    source = (SEEDS / name).read_text(encoding="utf-8")
    for block in article(name).blocks:
        for char, start, end in zip(block.text, block.starts, block.ends, strict=True):
            assert source[start:end].strip() == char.strip()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (TAICANG, "在新征程上，今后五年，全市科协系统以习近平新时代中国特色社会主义思想为指导，"),
        (TAICANG, "去年11月20日，2023中德智能制造论坛在太仓举办，为中德两国制造业提供经验交流"),
        (TAICANG, "推广“码上知‘到’”服务，实现跨平台科学传播。"),
        (NANTONG, "全面开启社会主义现代化建设新征程的重要战略机遇期。"),
        (NANTONG, "联合市老科协在全省率先成立市老年科技大学。"),
        (WUJIN, "科协各项事业持续推进,为全区经济社会发展"),
        (PINGHU, "加快推进市科技馆建设，重视中国航天科普馆建设运行工作"),
        (PINGHU, "姚爱英获评全国科普工作先进工作者，翁秀忠获评"),
        (PINGHU, "“为科技工作者服务、为创新驱动发展服务、为提高全民科学素质服务"),
    ],
)
def test_lines_cut_at_the_edge_of_a_column_or_page_are_rejoined(name: str, sentence: str) -> None:
    assert any(sentence in text for text in blocks(name, "paragraph"))


def test_a_box_with_an_empty_line_after_every_line_is_prose() -> None:
    paragraphs = blocks(PINGHU, "paragraph")
    assert any(text.startswith("为庆祝全国科技工作者日，进一步团结动员全市科技工作者为平湖") for text in paragraphs)
    assert any("也是全国唯一以数字化转型命名的服务团。" in text for text in paragraphs)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        (TAICANG, "未来5年，实施科创赋能行动， 致力打造新质生产力发展动力源"),
        (TAICANG, "5年来，抢抓机遇、引智聚才，科技经济互融共进"),
        (TAICANG, "破浪笃行、大有可为的新征程"),
        (NANTONG, "聚力打造人才高地 智库建设再提质"),
        (CHANGZHOU, "为创新驱动发展服务"),
        (WUJIN, "昂扬奋进,奔向下一程"),
        (PINGHU, "深入实施红色铸魂工程 引领全市科技工作者建功新征程"),
        (PINGHU, "今后五年，平湖科协接续奋斗"),
    ],
)
def test_headings_are_told_from_prose(name: str, heading: str) -> None:
    assert heading in blocks(name, "heading")


def test_bracketed_labels_are_told_from_prose() -> None:
    assert blocks(PINGHU, "label") == ["【看点】", "【盘点】"] * 4
    assert blocks(WUJIN, "label") == ["“数”说新发展>>"] * 3


@pytest.mark.parametrize(
    ("name", "caption"),
    [
        (TAICANG, "2023年4月1日，第34届江苏省青少年科技创新大赛在太仓启动"),
        (NANTONG, "“科创中国”苏中区域科技服务团实地调研江苏浦丹光电技术有限公司"),
        (NANTONG, "崇川科协形成“校-企-会”合作机制。图为崇川助企创新专委会专家走进南通中集。"),
        (WUJIN, "武进区科协、工商联、科技成果转化中心三方进行“助力校企合作、促进产学研双赢”签约仪式"),
        (PINGHU, "姚爱英获评全国科普工作先进工作者姚爱英获评全国科普工作先进工作者"),
    ],
)
def test_captions_are_told_from_prose(name: str, caption: str) -> None:
    assert caption in blocks(name, "caption")


def test_a_headline_inside_a_sentence_is_not_joined_to_it() -> None:
    paragraphs = blocks(NANTONG, "paragraph")
    assert any(text.endswith("针对化纤产业补短板、强优势，市") for text in paragraphs)
    assert any(text.startswith("科协成立专项课题组，由市纺织工程学会牵头调研") for text in paragraphs)


def test_front_matter_tags_and_links_are_not_text() -> None:
    text = "".join(block.text for block in article(CHANGZHOU).blocks)
    assert not re.search(r"layout|categories|<p|em_media|finews|返回首页|NewsShare", text)
    assert text.startswith("筚路蓝缕")
    assert text.endswith("（文章来源：常州日报）")
    bare = read_document(SEEDS / CHANGZHOU)
    assert (bare.title, bare.date) == ("聚焦创新驱动 凝聚科技力量", "2022-01-11")


def test_entities_are_the_characters_they_stand_for(tmp_path: Path) -> None:
    html = "<p>A &amp; B&nbsp;公司 5 &lt; 7</p><p>第&#20108;段</p><script>alert('x')</script>"
    document = read_document(written(tmp_path, html))
    assert [block.text for block in document.blocks] == ["A & B\xa0公司 5 < 7", "第二段"]
    first = document.blocks[0]
    assert html[first.start : first.end] == "A &amp; B&nbsp;公司 5 &lt; 7"


def test_plain_text_with_angle_brackets_stays_whole(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, "若 a < b，而 b > c，则不成立。"))
    assert document.blocks[0].text == "若 a < b，而 b > c，则不成立。"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_change_nothing_but_offsets(tmp_path: Path, newline: str, mark: str) -> None:
    path = written(tmp_path, mark + f"第一段的第一句。{newline}{newline}第二段的句子。")
    document = read_document(path)
    assert [block.text for block in document.blocks] == ["第一段的第一句。", "第二段的句子。"]
    source = path.read_text(encoding="utf-8")
    assert [source[block.start : block.end] for block in document.blocks] == [block.text for block in document.blocks]


def test_words_of_a_wrapped_latin_paragraph_stay_apart(tmp_path: Path) -> None:
    text = "The association supports academic\nactivities in every town, and it will\ngo on doing so for five years."
    assert read_document(written(tmp_path, text)).blocks[0].text == text.replace("\n", " ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no text"),
        (b" \n\xef\xbb\xbf\n", "no text"),
        (b"---\ntitle: x\n---\n", "no text"),
        (b"\xd6\xd0\xff", "UTF-8"),
    ],
)
def test_a_file_without_readable_text_is_refused_with_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_document(written(tmp_path, content))


def test_a_broken_catalogue_is_refused_with_a_reason(tmp_path: Path) -> None:
    written(tmp_path, "title = ", "catalogue.toml")
    with pytest.raises(DocumentError, match=r"catalogue\.toml cannot be read"):
        read_catalogue(tmp_path)
    written(tmp_path, '"a.txt" = "A title"', "catalogue.toml")
    with pytest.raises(DocumentError, match="must be a table"):
        read_catalogue(tmp_path)


LINES = st.lists(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="<&-[")), max_size=12
)


@given(LINES, st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_arbitrary_lines_are_kept_character_by_character(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], between: str
) -> None:
    path = written(tmp_path_factory.mktemp("any"), between.join([*lines, "末。"]))
    source = path.read_text(encoding="utf-8")
    found: list[Block] = list(read_document(path).blocks)
    read = "".join(block.text for block in found)
    assert re.sub(r"[\s\ufeff]", "", read) == re.sub(r"[\s\ufeff]", "", source)
    positions = [start for block in found for start in block.starts]
    assert positions == sorted(positions)

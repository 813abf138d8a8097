"""Passages: verbatim, whole sentences, one section each, nothing lost."""

from __future__ import annotations

import json
import re
from operator import mul
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import Library, Passage
from qa.documents import read_document
from qa.library import SEEDS
from qa.passages import MAX, MIN, SENTENCE_MAX, Sentence, split
from qa.quoting import QUOTE_MAX
from tests.qa.verbatim import is_verbatim, squeeze
from tests.qa.written import write


@pytest.fixture(scope="module")
def passages(library: Library) -> list[Passage]:
    return [passage for document in library.documents for passage in split(document)]


def test_every_passage_and_sentence_is_verbatim(passages: list[Passage]) -> None:
    for passage in passages:
        assert is_verbatim(passage, SEEDS / passage.source)
        for sentence in passage.sentences:
            assert is_verbatim(sentence, SEEDS / passage.source)
            assert passage.text.startswith(sentence.text, sentence.at)


def test_the_passages_of_a_document_hold_all_of_it_once(library: Library) -> None:
    for document in library.documents:
        whole = squeeze("".join(block.text for block in document.blocks))
        assert squeeze("".join(passage.text for passage in split(document))) == whole


def test_passages_are_neither_long_nor_scraps(passages: list[Passage]) -> None:
    assert max(len(passage.text) for passage in passages) <= MAX
    # What is shorter stands alone: a caption or a headline with prose of another kind around it.
    scraps = [passage.text for passage in passages if len(passage.text) < MIN]
    assert len(scraps) <= 0.05 * len(passages)
    assert not [text for text in scraps if text.endswith("。") and "图为" not in text]


def test_passages_end_where_sentences_end(passages: list[Passage]) -> None:
    prose = [passage.text for passage in passages if "。" in passage.text and "图为" not in passage.text]
    cut = [text for text in prose if not re.search(r"[。！？…；：][”》）]?$", text)]
    # The sentence that a headline interrupts, and one whose end stands pages further on.
    assert [text[-5:] for text in cut] == ["强优势，市", "务一加强”"]


def test_a_passage_knows_its_place_title_and_section(library: Library) -> None:
    passage = library.retrieve("太仓有多少家科普教育基地？", k=1)[0]
    assert (passage.place, passage.title) == ("太仓", "为推进中国式现代化太仓新实践贡献科协力量")
    assert passage.section == "5年来，争先创优、持续领跑，科普工作跨越发展"


def test_a_label_is_part_of_the_section(passages: list[Passage]) -> None:
    sections = {passage.section for passage in passages}
    assert {"这五年 是助力成才的五年 · 看点", "这五年 是助力成才的五年 · 盘点"} <= sections


def test_headings_and_captions_can_be_found(passages: list[Passage]) -> None:
    texts = "\n".join(passage.text for passage in passages)
    assert "未来5年，实施集思汇智行动， 致力服务党和政府科学决策" in texts
    assert "第34届江苏省青少年科技创新大赛在太仓启动" in texts


def test_doubled_print_is_searched_once_and_quoted_as_it_stands(passages: list[Passage]) -> None:
    (caption,) = (passage for passage in passages if "88月月" in passage.text)
    assert "2022年8月31日~9月2日,资助举办第三届" in caption.in_context
    assert "20222022年年" in caption.text


def test_an_id_follows_from_text_context_and_place(passages: list[Passage], library: Library) -> None:
    again = [passage for document in library.documents for passage in split(document)]
    assert [passage.id for passage in again] == [passage.id for passage in passages]
    assert len({passage.id for passage in passages}) == len(passages)


def test_a_passage_is_json(passages: list[Passage]) -> None:
    assert json.loads(json.dumps(passages[0].to_dict())) == {
        "text": passages[0].text,
        "source": passages[0].source,
        "start": passages[0].start,
        "end": passages[0].end,
        "score": 0.0,
        "title": passages[0].title,
        "place": passages[0].place,
        "section": passages[0].section,
        "page": None,
    }


def write_and_split(folder: Path, name: str, text: str) -> list[Passage]:
    return split(read_document(write(folder, name, text)))


def test_each_of_several_short_statements_is_quoted_alone(tmp_path: Path) -> None:
    figures = "科普馆有12座。公园有5个。学校有30所。医院有四家。养老院有7家。"
    write(tmp_path, "figures.md", f"{figures}最大的一家在城东，去年开门。\n")
    write(tmp_path, "people.md", "馆长是李明。副馆长是王芳。门票免费。停车收费。展厅每周二闭馆，其余各天九点开门。\n")
    library = Library(tmp_path)
    for question, words in [("公园有几个？", "公园有5个。"), ("馆长是谁？", "馆长是李明。")]:
        assert library.ask(question).quotes[0].text == words


@pytest.mark.parametrize(
    ("paragraph", "headings"),
    [
        (
            "办好科普馆。新建社区分馆，晚间开放。壮大志愿队伍。招募退休教师，进村讲课。",
            ["办好科普馆。", "壮大志愿队伍。"],
        ),
        ("一是助企创新。派出专家，上门服务。", ["一是助企创新。"]),
        ("3. 改造达标。投资1.7亿元，年底完工。", ["3. 改造达标。"]),
        ("（二）提升“一刻钟”服务圈。新增站点，延长时间。", ["（二）提升“一刻钟”服务圈。"]),
        ("钱从哪里来？市里出一半，企业出一半。", ["钱从哪里来？"]),
        ("市里今后要做的有：\n\n建馆，办展，请人：这是三件事。", ["市里今后要做的有："]),
        ("全市有医院4家。最大的一家在城东，去年开门。", []),
        ("全市有三家医院。最大的一家在城东，去年开门。", []),
        ("图书馆位于城东。每周二闭馆，其余各天开门。", []),
        ("去年五月，新馆落成。门票免费。学生凭证入场，老人凭卡入场。", []),
    ],
)
def test_headings_printed_in_a_paragraph_announce_and_statements_do_not(
    tmp_path: Path, paragraph: str, headings: list[str]
) -> None:
    (passage,) = write_and_split(tmp_path, "plan.txt", paragraph)
    assert [sentence.text for sentence in passage.sentences if sentence.announces] == headings


def test_a_paragraph_marked_as_a_heading_is_read_as_a_paragraph(tmp_path: Path) -> None:
    prose = "今后五年，市科协新建社区科普馆，新增科普教育基地。" * 20
    passages = write_and_split(tmp_path, "plan.md", f"# 计划\n\n## {prose}\n\n正文在此。\n")
    assert {passage.section for passage in passages} == {"计划"}
    assert max(len(passage.text) for passage in passages) <= MAX
    assert not [sentence for sentence in passages[1].sentences if sentence.announces]
    quote = Library(tmp_path).ask("今后五年新建什么馆？").quotes[0]
    assert quote.text in prose
    assert len(quote.text) <= QUOTE_MAX


# Repeated, because what is generated is short, and long paragraphs are what is cut.
PROSE = st.builds(mul, st.text("科协今后五年，建设。；“”20 a", min_size=1, max_size=60), st.integers(1, 60))


@given(st.lists(st.tuples(st.sampled_from(["", "# ", "## "]), PROSE), min_size=1, max_size=8))
def test_arbitrary_text_is_cut_into_verbatim_passages_without_loss(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = "\n\n".join(mark + prose for mark, prose in [*parts, ("", "末。")])
    found = write_and_split(folder, "plan.md", text)
    assert squeeze("".join(passage.text for passage in found)) == squeeze(text.replace("#", ""))
    for passage in found:
        assert len(passage.text) <= MAX
        assert all(len(sentence.text) <= SENTENCE_MAX for sentence in passage.sentences)
        pieces: list[Passage | Sentence] = [passage, *passage.sentences]
        for piece in pieces:
            assert squeeze(text[piece.start : piece.end].replace("#", "")) == squeeze(piece.text)

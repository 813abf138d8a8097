"""Passages: verbatim, whole sentences, one section each, nothing lost."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import Library, Passage
from qa.documents import read_document
from qa.library import SEEDS
from qa.passages import MAX, MIN, split
from tests.qa.verbatim import is_verbatim, squeeze


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


PROSE = st.text(st.sampled_from("科协今后五年，建设。；“”20 a\n"), min_size=1, max_size=1500)


@given(PROSE)
def test_arbitrary_text_is_cut_into_verbatim_passages_without_loss(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "plan.txt"
    path.write_text(text + "\n末。", encoding="utf-8")
    found = split(read_document(path))
    assert squeeze("".join(passage.text for passage in found)) == squeeze(text + "末。")
    for passage in found:
        assert is_verbatim(passage, path)
        assert len(passage.text) <= MAX

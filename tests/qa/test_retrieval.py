"""Retrieval: places kept apart, words and vectors together, one score that means the same for every question."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from qa import Library, retrieval
from qa.words import Words


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("太仓有多少家科普教育基地？", {"太仓"}),
        ("太倉市有多少家科普教育基地？", {"太仓"}),
        ("How many bases does Taicang have?", {"太仓"}),
        ("TAICANG's plans", {"太仓"}),
        ("常州市武进区有几家企业科协？", {"武进"}),
        ("常州和武进有什么不同？", {"常州", "武进"}),
        ("常州有几家企业科协？", {"常州"}),
        ("企业科协有多少家？", set()),
    ],
)
def test_a_question_that_names_places_is_answered_from_their_documents(
    library: Library, question: str, places: set[str]
) -> None:
    found = {passage.place for passage in library.retrieve(question, k=5)}
    assert found <= places if places else len(found) > 1


def test_words_find_names_and_numbers(library: Library) -> None:
    assert "934篇" in library.retrieve("第十六届自然科学优秀科技论文评选收到多少篇论文？", k=1)[0].text


def test_vectors_find_what_is_said_in_other_words(library: Library) -> None:
    found = library.retrieve("太仓老百姓懂科学的程度", k=3)
    assert any("公民科学素质" in passage.text for passage in found)


def test_vectors_find_what_is_asked_in_english(library: Library) -> None:
    found = library.retrieve("How many rural science-popularization demonstration bases does Wujin have?", k=3)
    assert any("农村科普示范基地85家" in passage.text for passage in found)


@pytest.mark.parametrize(
    "question", ["太倉推廣的「碼上知到」服務", "太仓推广的“码上知到”服务", "太仓推广的　码上知到　服务"]
)
def test_script_and_width_of_a_question_make_no_difference(library: Library, question: str) -> None:
    assert "码上知‘到’" in library.retrieve(question, k=1)[0].text


def test_scores_fall_and_lie_between_0_and_1(library: Library) -> None:
    scores = [passage.score for passage in library.retrieve("科普教育基地有多少家？", k=50)]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1


def test_a_score_is_higher_for_what_the_documents_say(library: Library) -> None:
    assert (
        library.retrieve("太仓各级科普教育基地103家")[0].score > 0.5 > library.retrieve("红烧肉怎么做才不腻？")[0].score
    )


@pytest.mark.parametrize("k", [1, 3, 10_000])
def test_as_many_passages_come_as_were_asked_for(library: Library, k: int) -> None:
    assert len(library.retrieve("科普", k=k)) == min(k, library.passage_count)


def test_a_document_asked_for_is_searched_whole_where_others_fill_the_nearest(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    retriever = library._snapshot
    asked_for = next(document.source for document in retriever.documents if document.place == "平湖")
    exact = retriever.query("太仓的德国企业").cosine
    monkeypatch.setattr(retrieval, "NEAREST", 60)  # more than 平湖 has passages, fewer than all
    of_all, of_document = (
        retriever.query("太仓的德国企业", within=within).cosine for within in (frozenset(), frozenset({asked_for}))
    )
    inside = [passage.source == asked_for for passage in retriever.passages]
    assert len(set(of_all.tolist())) == 60
    assert (of_all >= exact - 1e-6).all()
    assert of_document[inside] == pytest.approx(exact[inside])


def test_a_number_is_named_where_it_stands_by_itself(library: Library) -> None:
    query = library._snapshot.query("哪5项行动？")
    assert query.holds_named("提出5项行动", True) == [True]
    assert query.holds_named("2015年办讲座155场,比例为5.5%", True) == [False]


def test_threads_get_what_one_thread_gets(library: Library) -> None:
    questions = ["太仓的科普基地", "南通的院士", "常州的论文", "武进的四长", "平湖的航天"] * 8
    alone = [library.retrieve(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(library.retrieve, questions)) == alone


def test_bm25_reads_chinese() -> None:
    words = Words(range(3), ["公民科学素质比例", "高质量发展", "中德智能制造论坛"])
    share = words.search("科学素质")[1]
    assert share[0] > 10 * share[1]
    assert share[2] == 0


def test_words_that_stand_nowhere_count_as_missing() -> None:
    words = Words(range(2), ["公民科学素质比例", "高质量发展"])
    assert words.search("科学素质")[1][0] > words.search("科学素质与红烧肉")[1][0]
    assert words.search("?")[1][0] == 0

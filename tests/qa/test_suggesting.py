"""Questions that are offered: each is answered, from where it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Library
from qa.suggesting import examples, instead, next_section
from qa.webtext import Language, language_of


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_questions_to_begin_with_are_answered(library: Library, language: Language) -> None:
    offered = examples(library, language)
    assert 2 <= len(set(offered)) <= 3
    assert {language_of(question) for question in offered} == {language}
    assert all(library.ask(question).answered for question in offered)


def test_they_are_made_of_what_the_documents_say(tmp_path: Path) -> None:
    text = "今后五年的科普\n\n我们现有各级科普馆12座。明年，科普馆里将举办科技讲座40场。公民科学素质比例增至18.5%。\n"
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    library = Library(tmp_path)
    assert {"一共有多少座科普馆？", "公民科学素质比例是多少？"} <= set(examples(library, "zh"))
    (tmp_path / "plan.txt").write_text("Exampleton has 4 museums, and the largest is old.\n", encoding="utf-8")
    library.refresh()
    assert examples(library, "zh") == []
    assert any(question.startswith("How many museums") for question in examples(library, "en"))


def test_a_library_without_documents_offers_no_questions(tmp_path: Path) -> None:
    assert examples(Library(tmp_path), "zh") == []


@pytest.mark.parametrize(
    "question", ["太仓有几家医院？", "平湖机场什么时候开通？", "What is the capital of Australia?"]
)
def test_instead_of_one_that_is_refused_others_are_offered_that_are_not(library: Library, question: str) -> None:
    assert not library.ask(question).answered
    offered = instead(library, question, library.retrieve(question, 5))
    assert 2 <= len(offered) <= 3
    assert {language_of(one) for one in offered} == {language_of(question)}
    assert all(library.ask(one).answered for one in offered)


def test_they_are_answered_by_the_documents_chosen(library: Library) -> None:
    chosen = [library.documents[1].source]
    question = "这里有几家医院？"
    offered = instead(library, question, library.retrieve(question, 5, sources=chosen), chosen)
    assert offered
    for one in offered:
        assert {quote.source for quote in library.ask(one, sources=chosen).quotes} == set(chosen)


def test_the_next_section_answers_the_question_for_it(library: Library) -> None:
    quote = library.ask("南通五年来举办了多少科普宣传活动？").quotes[0]
    (question,) = next_section(library, quote, "zh")
    following = library.ask(question).quotes[0]
    assert (following.source, following.start > quote.end) == (quote.source, True)
    assert following.passage.section in question
    assert next_section(library, quote, "en") == []

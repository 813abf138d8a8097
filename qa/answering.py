"""Question + history -> answer: what is asked, of which places, the sentences that say it, or that none does."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from qa import asking, messages, smalltalk
from qa.comparing import Documents, by_place, compare, places_asked_of
from qa.conversation import MAX_QUESTION as MAX_QUESTION
from qa.conversation import Asked, Message, questions, resolve
from qa.escaping import escaped, in_a_line
from qa.finding import CANDIDATES, find, least
from qa.passages import Passage
from qa.places import Place
from qa.quoting import Quote, best_quotes
from qa.retrieval import RERANKED, Retriever
from qa.text import normalise, whole
from qa.weights import log_odds, probability

_LETTERS_AND_DIGITS = re.compile(r"\d[a-z]|[a-z]\d")


@dataclass(frozen=True)
class Answer:
    """What the documents say to a question.

    ``question`` is the question as understood (a follow-up made whole), ``quotes`` are best first, or one for each
    place where several were asked for, and empty when not ``answered``. ``message`` is what to tell the person, in
    the question's language. ``probability`` is that of the best quote's answering, also where it is too low for the
    quote to be given: below `qa.finding.THRESHOLD`, or FOLLOWING for a follow-up, or ABROAD for a place that no
    document is about, or `qa.comparing.NAMED` for one of several places that the question names. ``compared`` tells
    that several places were asked for, and ``silent`` are those whose documents do not say, in its language.
    """

    question: str
    answered: bool
    quotes: tuple[Quote, ...]
    message: str
    probability: float = 0.0
    compared: bool = False
    silent: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "quotes": [quote.to_dict() for quote in self.quotes], "silent": list(self.silent)}

    def to_markdown(self) -> str:
        """The message, and each quote as a block quote with its source, in CommonMark."""
        parts = [in_a_line(self.message)]
        for number, quote in enumerate(self.quotes, 1):
            passage = quote.passage
            lines = "\n".join(f"> {line}" for line in escaped(quote.text).split("\n"))
            page = f"p. {quote.page}" if quote.page else ""
            told = (passage.title, passage.place, passage.section, page)
            about = " · ".join(in_a_line(part) for part in told if part)
            parts.append(f"{lines}\n>\n> [{number}] {about} ({in_a_line(quote.source)}, {quote.start}–{quote.end})")
        return "\n\n".join(parts)


def answer(
    retriever: Retriever, question: str, history: Sequence[Message] = (), sources: Collection[str] = ()
) -> Answer:
    """Answer a question asked after ``history`` from the documents of these ``sources``, or from all.

    Raises ValueError when it is blank or longer than MAX_QUESTION characters.
    """
    check(question)
    question = whole(question)
    if said := smalltalk.recognise(question, history=bool(questions(history))):
        reply = smalltalk.reply(said, question, messages.there_is(question, retriever.documents))
        return _without_quotes(question, reply)
    if not retriever.documents:
        return _without_quotes(question, messages.there_is(question, ()))
    scope = retriever.scope
    asked = resolve(scope, question, history, retriever.heard)
    if not _says_what(asked.question):
        return _without_quotes(asked.question, messages.ask_in_words(question))
    named, foreign = scope.sources(asked.question), scope.elsewhere(asked.question, retriever.words.said)
    within = _chosen(named, sources)
    if named and not within:
        return _without_quotes(asked.question, messages.not_said(question))
    if places := places_asked_of(retriever, asked.question, named, foreign, within):
        return _compared(retriever, question, asked, places, foreign)
    quotes, likely = find(retriever, asked, named, within, foreign)
    if not quotes and within and scope.lists(asked.question, foreign):
        return _compared(retriever, question, asked, by_place(retriever, within), foreign)
    if quotes:
        documents = [retriever.document(quote.source) for quote in quotes] if not named else []
        message = messages.quoted(question, len(quotes), documents)
        return Answer(asked.question, answered=True, quotes=tuple(quotes), message=message, probability=likely)
    went_on = (asked.more or asked.detail) and likely >= least(asked)
    message = messages.nothing_more(question) if went_on else messages.not_said(question, foreign)
    return _without_quotes(asked.question, message, likely)


def search(retriever: Retriever, question: str, k: int, sources: Collection[str] = ()) -> list[Passage]:
    """The best ``k`` passages, best first, of the documents of the places that the question names, or of all, as far as
    they are among ``sources``; of these, where they have none of the places. For those that are RERANKED the best quote
    that can be made of them speaks as much as they do."""
    question = retriever.heard(whole(question))
    named = retriever.scope.sources(question)
    within = frozenset(named & set(sources) or sources or named)
    query = retriever.query(question, within=within)
    ranked = retriever.rank(query, max(k, CANDIDATES), within)
    quotes = best_quotes(retriever, query, ranked[:RERANKED])
    odds = [(log_odds(quote.passage.score) + log_odds(quote.score)) / 2 for quote in quotes]
    best = [replace(quote.passage, score=probability(its)) for quote, its in zip(quotes, odds, strict=True)]
    best.sort(key=lambda passage: -passage.score)
    least = min((passage.score for passage in best), default=0.0)
    rest = [replace(passage, score=min(passage.score, least)) for passage in ranked[RERANKED:]]
    return (best + rest)[:k]


def check(question: str) -> None:
    """Raise ValueError, with a sentence for the person who asked, when a question is blank or too long."""
    if not whole(question).strip():
        raise ValueError("请输入问题。 Please type a question.")
    if len(question) > MAX_QUESTION:
        raise ValueError(f"问题请不要超过{MAX_QUESTION}个字。 Please ask in at most {MAX_QUESTION} characters.")


def _says_what(question: str) -> bool:
    """Whether a question says what it asks for: in more than numbers, a single letter or ideograph, and what only makes
    it a question."""
    said = asking.without_asking(normalise(question))
    return sum(map(str.isalpha, said)) > 1 or _LETTERS_AND_DIGITS.search(said) is not None


def _without_quotes(question: str, message: str, likely: float = 0.0) -> Answer:
    return Answer(question, answered=False, quotes=(), message=message, probability=likely)


def _chosen(named: Collection[str], sources: Collection[str]) -> frozenset[str]:
    """The documents to look through: those that a question names, or all, as far as they are among ``sources``."""
    return frozenset(named).intersection(sources) if named and sources else frozenset(named or sources)


def _compared(
    retriever: Retriever, question: str, asked: Asked, places: Sequence[Documents], foreign: Sequence[Place]
) -> Answer:
    found = compare(retriever, asked, places, foreign)
    if found.quotes:
        message = messages.compared(question, len(found.quotes), found.silent, found.compared, found.left)
    else:
        message = messages.nothing_more(question) if found.exhausted else messages.not_said(question)
    answered = bool(found.quotes)
    return Answer(asked.question, answered, found.quotes, message, found.likely, compared=True, silent=found.silent)

"""Question + history -> answer: what is asked, of which places, the sentences that say it, or that none does."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from qa import asking, smalltalk
from qa.conversation import Asked, Message, resolve
from qa.evidence import answers
from qa.passages import Passage
from qa.places import Place
from qa.quoting import Quote, best_quotes, following, headings, lists
from qa.retrieval import RERANKED, Query, Retriever
from qa.text import is_chinese, normalise
from qa.weights import log_odds, probability

MAX_QUESTION = 500  # characters
MAX_QUOTES = 3
MAX_MEMBERS = 12
"""Of a set that is told under a heading for each member, so many are quoted at most."""

THRESHOLD = 0.35
"""The least probability with which a quote is taken for an answer. Higher refuses more: both what the documents do
not say and, in the end, what they do. At this value three in a hundred answerable questions of
tests/data/questions.jsonl are refused, as many of them as were kept out of fitting (`benchmarks.fit`)."""

ABROAD = 0.6
"""The same where the question is about a place that no document is about, and a quote only names it."""

FITTING = 0.7
"""Asked which documents say something, those at least so likely as the best are given."""

NAMED = 0.1
"""The least probability with which a quote is given for a place that a question names among others."""

WORTHY = 0.2
"""Beside the best quote, those at least so good as it are given."""

CANDIDATES = 5
"""How many passages are looked through for a quote."""

ELSEWHERE = 6
"""How many passages of the documents that were not asked for are compared with the question."""

_PLACES = "地|[城县]?市|县|地方|地区|区县|县区|园区|城区"
_OF_EACH_PLACE = re.compile(
    rf"各(?:{_PLACES}|个|[有是建达])|每个?(?:{_PLACES})|(?<!哪)(?:[两三四五六七八九十几]|哪[些几]?)[个家]?(?:{_PLACES})|"
    r"分别|对比|比较一?下|[作来行]比较|^比较|相比|\b(?:compare|respectively|each of)\b|"
    r"\b(?:which|each|every|(?:two|three|four|five|the) (?=\w+s\b)) ?"
    r"(?:of the|cit|place|district|town|count(?:y|ies)|zone|park\b|borough|village|region|municipalit)"
)


@dataclass(frozen=True)
class Answer:
    """What the documents say to a question.

    ``question`` is the question as understood (a follow-up made whole), ``quotes`` are best first, or one for each
    place where several were asked for, and empty when not ``answered``. ``message`` is what to tell the person, in
    the question's language. ``probability`` is that of the best quote's answering; below THRESHOLD none is given.
    ``compared`` tells that several places were asked for, and ``silent`` are those whose documents do not say.
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
        """The message, and each quote as a block quote with its source."""
        parts = [self.message]
        for number, quote in enumerate(self.quotes, 1):
            passage = quote.passage
            words = re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", quote.text)
            lines = "\n".join(f"> {line}" for line in words.split("\n"))
            page = f"p. {quote.page}" if quote.page else ""
            about = " · ".join(part for part in (passage.title, passage.place, passage.section, page) if part)
            parts.append(f"{lines}\n>\n> [{number}] {about} ({quote.source}, {quote.start}–{quote.end})")
        return "\n\n".join(parts)


def answer(
    retriever: Retriever, question: str, history: Sequence[Message] = (), sources: Collection[str] = ()
) -> Answer:
    """Answer a question asked after ``history`` from the documents of these ``sources``, or from all.

    Raises ValueError when it is blank or longer than MAX_QUESTION characters.
    """
    check(question)
    if said := smalltalk.recognise(question):
        reply = smalltalk.reply(said, question, _what_there_is(retriever, question))
        return Answer(question, answered=False, quotes=(), message=reply)
    asked = resolve(retriever.scope, retriever.heard(question), history)
    scope = retriever.scope
    named, foreign = scope.sources(asked.question), scope.elsewhere(asked.question, retriever.words.said)
    within = _chosen(named, sources)
    if named and not within:
        return Answer(asked.question, answered=False, quotes=(), message=_message(question, ()))
    if each := _each_place(retriever, asked.question, named, foreign, within):
        return _compare(retriever, question, asked, each, foreign)
    quotes, likely = _found(retriever, asked, named, within, foreign)
    if not quotes and within and scope.lists(asked.question, foreign):
        return _compare(retriever, question, asked, within, foreign)
    went_on = (asked.more or asked.detail) and likely >= THRESHOLD
    message = _message(question, quotes, foreign=foreign) if quotes or not went_on else _nothing_more(question)
    return Answer(asked.question, bool(quotes), tuple(quotes), message, likely)


def search(retriever: Retriever, question: str, k: int, sources: Collection[str] = ()) -> list[Passage]:
    """The best ``k`` passages, best first, of the documents of the places that the question names, or of all, as far as
    they are among ``sources``; of these, where they have none of the places. For those that are RERANKED the best quote
    that can be made of them speaks as much as they do."""
    question = retriever.heard(question)
    named = retriever.scope.sources(question)
    query = retriever.query(question)
    ranked = retriever.rank(query, max(k, CANDIDATES), named & set(sources) or sources or named)
    quotes = best_quotes(retriever, query, ranked[:RERANKED])
    odds = [(log_odds(quote.passage.score) + log_odds(quote.score)) / 2 for quote in quotes]
    best = [replace(quote.passage, score=probability(its)) for quote, its in zip(quotes, odds, strict=True)]
    best.sort(key=lambda passage: -passage.score)
    least = min((passage.score for passage in best), default=0.0)
    rest = [replace(passage, score=min(passage.score, least)) for passage in ranked[RERANKED:]]
    return (best + rest)[:k]


def _chosen(named: Collection[str], sources: Collection[str]) -> set[str]:
    """The documents to look through: those that a question names, or all, as far as they are among ``sources``."""
    return set(named) & set(sources) if named and sources else set(named or sources)


def check(question: str) -> None:
    """Raise ValueError, with a sentence for the person who asked, when a question is blank or too long."""
    if not question.strip():
        raise ValueError("请输入问题。 Please type a question.")
    if len(question) > MAX_QUESTION:
        raise ValueError(f"问题请不要超过{MAX_QUESTION}个字。 Please ask in at most {MAX_QUESTION} characters.")


def best_elsewhere(retriever: Retriever, query: Query, within: Collection[str]) -> list[Passage]:
    """The best passage of the documents that were not asked for; none where all were."""
    others = {document.source for document in retriever.documents} - set(within)
    return retriever.rank(query, 1, others, reranked=ELSEWHERE) if within and others else []


def _found(
    retriever: Retriever, asked: Asked, named: Collection[str], within: Collection[str], foreign: Sequence[Place]
) -> tuple[list[Quote], float]:
    """The quotes that answer from the documents ``within``, best first, and the probability that the best does. Of
    places that no document is about only a sentence that names them can answer, and with more than their names."""
    query = retriever.query(asked.question, foreign, asked.focus)
    count = RERANKED if foreign else CANDIDATES * (asked.more + 1)
    passages = retriever.rank(query, count, within)
    focus = retriever.query(asked.focus) if asked.focus else None
    quotes = best_quotes(retriever, query, passages if foreign else passages[:CANDIDATES], focus, foreign)
    if not quotes:
        return [], 0.0
    wanted = asking.asked_set(normalise(asked.question))
    if wanted and query.named:
        quotes.sort(key=lambda quote: not (lists(quote, wanted[0]) and all(query.holds_named(quote.text, True))))
    asked_before = retriever.scope.sources(" ".join(asked.before))
    elsewhere = best_elsewhere(retriever, query, {*named, *asked_before} if named else ())
    abroad = not named and retriever.scope.about(asked.question, foreign)
    [likely] = answers(retriever, query, quotes[:1], elsewhere, abroad=abroad)
    plain = not (asked.more or asked.detail or foreign)
    if plain and wanted and (members := _members(retriever, quotes[0], *wanted)):
        return members, max(likely, THRESHOLD)
    if likely < (ABROAD if abroad else THRESHOLD):
        return [], likely
    page = slice(asked.more * MAX_QUOTES, (asked.more + 1) * MAX_QUOTES)
    if asked.detail:
        return following(retriever, quotes[0])[page], likely
    for seen in range(1, asked.more + 1):
        quotes += best_quotes(retriever, query, passages[seen * CANDIDATES :][:CANDIDATES], focus, foreign)
    worthy = [quote for quote in quotes if quote.score >= WORTHY * quotes[0].score]
    return worthy[page], likely


def _members(retriever: Retriever, best: Quote, noun: str, count: int | None) -> list[Quote]:
    """The headings of the best quote's document, one for each member of the set that is asked for; none where they are
    fewer than three, or more than asked for, or the quote itself lists the members."""
    found = [] if lists(best, noun) else headings(retriever, best.source, noun)
    return found if 3 <= len(found) <= (count or MAX_MEMBERS) else []


def _compare(
    retriever: Retriever, question: str, asked: Asked, sources: Collection[str], foreign: Sequence[Place]
) -> Answer:
    """One quote for each of these documents that answers, in their order. Where the question names no place, only those
    that fit: not much less likely than the best."""
    query = retriever.query(asked.question, foreign)
    fitting = not retriever.scope.sources(asked.question)
    asked_of = [document for document in retriever.documents if document.source in sources]
    wanted = asking.asked_set(normalise(asked.question))
    found = [best_quotes(retriever, query, retriever.rank(query, CANDIDATES, {its.source})) for its in asked_of]
    # Of a set that is asked for, the first quote that lists it; else the first.
    best = [max(quotes, key=lambda quote: bool(wanted and lists(quote, wanted[0]))) for quotes in found]
    likely = answers(retriever, query, best)
    most = max(likely)
    among_others = not fitting and len(asked_of) > 1
    least = NAMED if among_others else max(THRESHOLD, FITTING * most if fitting else 0)
    quotes = [quote for quote, its in zip(best, likely, strict=True) if its >= least]
    if fitting:
        quotes.sort(key=lambda quote: -quote.score)
    silent = [document.place or document.title for document, its in zip(asked_of, likely, strict=True) if its < least]
    silent += [place.short for place in foreign]
    message = _message(question, quotes, silent)
    return Answer(asked.question, bool(quotes), tuple(quotes), message, most, compared=True, silent=tuple(silent))


def _each_place(
    retriever: Retriever,
    question: str,
    named: Collection[str],
    foreign: Sequence[Place],
    within: Collection[str],
) -> list[str]:
    """The documents to answer from one by one, where a question asks for several places; else none."""
    several = bool(_OF_EACH_PLACE.search(normalise(question)))
    if len(named) > 1 or (named and foreign and several):
        return list(within)
    if several and not named and not foreign:
        return list(within) or [document.source for document in retriever.documents]
    return []


def _message(question: str, quotes: Sequence[Quote], silent: Sequence[str] = (), foreign: Sequence[Place] = ()) -> str:
    count = len(quotes)
    if is_chinese(question):
        if not quotes:
            places = "、".join(place.short for place in foreign)
            return f"这些文件里没有说到{places}的这一点。" if places else "这些文件里没有说到这一点。"
        none = f"没有说到的：{'、'.join(silent)}。" if silent else ""
        return f"文件中的原文如下（{count}处）。{none}"
    if not quotes:
        places = ", ".join(place.latin or place.short for place in foreign)
        return f"The documents do not say this of {places}." if places else "The documents do not say."
    none = f" Not said for: {', '.join(silent)}." if silent else ""
    return f"In the documents' own words ({count} {'quote' if count == 1 else 'quotes'}).{none}"


def _nothing_more(question: str) -> str:
    return "这些文件里没有更多相关的原文了。" if is_chinese(question) else "The documents say nothing more on this."


def _what_there_is(retriever: Retriever, question: str) -> str:
    titles = [document.place or document.title for document in retriever.documents]
    if is_chinese(question):
        return f"这里有{len(titles)}份文件：{'、'.join(titles)}。"
    names = [document.names[-1] if document.names else document.title for document in retriever.documents]
    return f"There are {len(titles)} documents here: {', '.join(names)}."

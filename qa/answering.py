"""Question + history -> answer: what is asked, of which places, the sentences that say it, or that none does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil
from typing import Any

from qa import asking, messages, smalltalk
from qa.conversation import Asked, Message, resolve
from qa.documents import Document
from qa.escaping import escaped, in_a_line
from qa.evidence import answers
from qa.passages import Passage
from qa.places import Place
from qa.quoting import Quote, best_quotes, following, lists
from qa.retrieval import NEAREST, RERANKED, Query, Retriever
from qa.sets import set_members, without_set
from qa.several import asks_of_several
from qa.text import normalise
from qa.weights import log_odds, probability

MAX_QUESTION = 500  # characters
MAX_QUOTES = 3
MAX_PLACES = 20
"""So many places are compared at once; of more, those nearest to the question first."""

THRESHOLD = 0.35
"""The least probability with which a quote is taken for an answer, but for ABROAD and NAMED. Higher refuses more: both
what the documents do not say and, in the end, what they do. `benchmarks.fit` prints how many answerable questions are
refused at this value."""

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

_LETTERS_AND_DIGITS = re.compile(r"\d[a-z]|[a-z]\d")


@dataclass(frozen=True)
class Answer:
    """What the documents say to a question.

    ``question`` is the question as understood (a follow-up made whole), ``quotes`` are best first, or one for each
    place where several were asked for, and empty when not ``answered``. ``message`` is what to tell the person, in
    the question's language. ``probability`` is that of the best quote's answering, also where it is too low for the
    quote to be given: below THRESHOLD, below ABROAD for a place that no document is about, below NAMED for each of
    several places that the question names. ``compared`` tells that several places were asked for, and ``silent`` are
    those whose documents do not say.
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
    question = _whole(question)
    if said := smalltalk.recognise(question, history=bool(history)):
        reply = smalltalk.reply(said, question, messages.there_is(question, retriever.documents))
        return _without_quotes(question, reply)
    if not retriever.documents:
        return _without_quotes(question, messages.there_is(question, ()))
    scope = retriever.scope
    asked = resolve(scope, retriever.heard(question), history)
    if not _says_what(asked.question):
        return _without_quotes(asked.question, messages.ask_in_words(question))
    named, foreign = scope.sources(asked.question), scope.elsewhere(asked.question, retriever.words.said)
    within = _chosen(named, sources)
    if named and not within:
        return _without_quotes(asked.question, messages.not_said(question))
    if places := _each_place(retriever, asked.question, named, foreign, within):
        return _compare(retriever, question, asked, places, foreign)
    quotes, likely = _found(retriever, asked, named, within, foreign)
    if not quotes and within and scope.lists(asked.question, foreign):
        return _compare(retriever, question, asked, _by_place(retriever, within), foreign)
    if quotes:
        message = messages.quoted(question, len(quotes))
        return Answer(asked.question, answered=True, quotes=tuple(quotes), message=message, probability=likely)
    went_on = (asked.more or asked.detail) and likely >= THRESHOLD
    message = messages.nothing_more(question) if went_on else messages.not_said(question, foreign)
    return _without_quotes(asked.question, message, likely)


def search(retriever: Retriever, question: str, k: int, sources: Collection[str] = ()) -> list[Passage]:
    """The best ``k`` passages, best first, of the documents of the places that the question names, or of all, as far as
    they are among ``sources``; of these, where they have none of the places. For those that are RERANKED the best quote
    that can be made of them speaks as much as they do."""
    question = retriever.heard(_whole(question))
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


def check(question: str) -> None:
    """Raise ValueError, with a sentence for the person who asked, when a question is blank or too long."""
    if not _whole(question).strip():
        raise ValueError("请输入问题。 Please type a question.")
    if len(question) > MAX_QUESTION:
        raise ValueError(f"问题请不要超过{MAX_QUESTION}个字。 Please ask in at most {MAX_QUESTION} characters.")


def best_elsewhere(retriever: Retriever, query: Query, within: Collection[str]) -> list[Passage]:
    """The best passage of the documents that were not asked for; none where all were."""
    others = {document.source for document in retriever.documents} - set(within)
    return retriever.rank(query, 1, others, reranked=ELSEWHERE) if within and others else []


def _whole(question: str) -> str:
    """The question without the halves of characters that remain where a program cuts through an emoji."""
    return question.encode(errors="ignore").decode()


def _says_what(question: str) -> bool:
    """Whether a question says what it asks for: in more than numbers, a single letter or ideograph, and what only makes
    it a question."""
    said = asking.without_asking(normalise(question))
    return sum(map(str.isalpha, said)) > 1 or _LETTERS_AND_DIGITS.search(said) is not None


def _without_quotes(question: str, message: str, likely: float = 0.0) -> Answer:
    return Answer(question, answered=False, quotes=(), message=message, probability=likely)


def _chosen(named: Collection[str], sources: Collection[str]) -> set[str]:
    """The documents to look through: those that a question names, or all, as far as they are among ``sources``."""
    return set(named) & set(sources) if named and sources else set(named or sources)


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
    if wanted and not foreign and (told := _set_told(retriever, asked, quotes[0], named)):
        return told
    if likely < (ABROAD if abroad else THRESHOLD):
        return [], likely
    page = slice(asked.more * MAX_QUOTES, (asked.more + 1) * MAX_QUOTES)
    if asked.detail:
        return following(retriever, quotes[0])[page], likely
    for seen in range(1, asked.more + 1):
        quotes += best_quotes(retriever, query, passages[seen * CANDIDATES :][:CANDIDATES], focus, foreign)
    return _worthy(quotes)[page], likely


def _set_told(
    retriever: Retriever, asked: Asked, best: Quote, named: Collection[str]
) -> tuple[list[Quote], float] | None:
    """The headings that tell the members of the set that is asked for, or for its detail what stands under each, and
    the probability that this answers; None where the documents tell no such set. Beyond its members there is no more of
    a set."""
    members = set_members(retriever, asked.question, best)
    if not members:
        return None
    _, likely = _found(retriever, Asked(without_set(asked.question), before=asked.before), named, {best.source}, ())
    if likely < THRESHOLD:
        return None
    if asked.detail:
        under = [following(retriever, heading) for heading in members]
        return [its[asked.more] for its in under if len(its) > asked.more], likely
    return [] if asked.more else members, likely


def _worthy(quotes: Sequence[Quote]) -> list[Quote]:
    return [quote for quote in quotes if quote.score >= WORTHY * quotes[0].score]


def _each_place(
    retriever: Retriever,
    question: str,
    named: Collection[str],
    foreign: Sequence[Place],
    within: Collection[str],
) -> list[list[Document]]:
    """The documents of each place to answer from one by one, where a question asks for several; else none."""
    several = asks_of_several(normalise(question))
    if named and foreign and several:
        return _by_place(retriever, within)
    if len(named) > 1:
        several = len(retriever.scope.names(normalise(question))) > 1
    elif named or foreign:
        return []
    places = _by_place(retriever, within) if several else []
    return places if len(places) > 1 else []


def _by_place(retriever: Retriever, sources: Collection[str]) -> list[list[Document]]:
    """These documents, or all where none is named, in their order, those of one place together."""
    known: dict[str, list[Document]] = {}
    places = []
    for document in retriever.documents:
        if not sources or document.source in sources:
            documents = known.get(document.place, []) if document.place else []
            if not documents:
                places.append(documents)
            documents.append(document)
            for name in (document.place, *document.names) if document.place else ():
                known.setdefault(name, documents)
    return places


def _compare(
    retriever: Retriever,
    question: str,
    asked: Asked,
    places: Sequence[Sequence[Document]],
    foreign: Sequence[Place],
) -> Answer:
    """One quote for each of these places whose documents answer, in their order; the next of each, or what follows it,
    when asked for more or for detail. Where the question names no place, only those that fit: not much less likely than
    the best. Of more than MAX_PLACES the nearest are asked, and then those that are left, before more of each."""
    query = retriever.query(asked.question, foreign)
    turn, page = divmod(asked.more, ceil(len(places) / MAX_PLACES))
    shown = _nearest_first(retriever, query, places)[page * MAX_PLACES :][:MAX_PLACES]
    found = [_quotes_of(retriever, query, asked, documents, turn) for documents in shown]
    likely = answers(retriever, query, [quotes[0] for quotes in found])
    fitting = not retriever.scope.sources(asked.question)
    least = NAMED if not fitting and len(places) > 1 else max(THRESHOLD, FITTING * max(likely) if fitting else 0)
    told = [quotes for quotes, its in zip(found, likely, strict=True) if its >= least]
    if fitting:
        told.sort(key=lambda quotes: -quotes[0].score)
    going_on = asked.detail or turn > 0
    each = [following(retriever, quotes[0]) if asked.detail else _worthy(quotes) for quotes in told]
    quotes = tuple(its[turn] for its in each if len(its) > turn)
    silent = [_name(documents) for documents, its in zip(shown, likely, strict=True) if its < least]
    silent = [] if going_on else [*dict.fromkeys((*silent, *(place.short for place in foreign)))]
    left = 0 if going_on else len(places) - page * MAX_PLACES - len(shown)
    if quotes:
        message = messages.quoted(question, len(quotes), silent, len(shown), left)
    else:
        message = messages.nothing_more(question) if told or page else messages.not_said(question)
    return Answer(asked.question, bool(quotes), quotes, message, max(likely), compared=True, silent=tuple(silent))


def _nearest_first(
    retriever: Retriever, query: Query, places: Sequence[Sequence[Document]]
) -> Sequence[Sequence[Document]]:
    """These places in their order, or, when they are more than MAX_PLACES, in that of their best passages."""
    if len(places) <= MAX_PLACES:
        return places
    place = {document.source: number for number, documents in enumerate(places) for document in documents}
    found = retriever.candidates(query, NEAREST, place)
    nearest: Iterable[int] = (place[retriever.passages[position].source] for position in found)
    return [places[number] for number in dict.fromkeys((*nearest, *range(len(places))))]


def _quotes_of(
    retriever: Retriever, query: Query, asked: Asked, documents: Sequence[Document], turn: int
) -> list[Quote]:
    """The quotes of one place, best first; of a set that is asked for, the first is the best that lists it, if any."""
    passages = retriever.rank(query, CANDIDATES * (turn + 1), {document.source for document in documents})
    quotes = best_quotes(retriever, query, passages[:CANDIDATES])
    wanted = asking.asked_set(normalise(asked.question))
    if wanted:
        quotes.sort(key=lambda quote: not lists(quote, wanted[0]))
    for seen in range(1, turn + 1):
        quotes += best_quotes(retriever, query, passages[seen * CANDIDATES :][:CANDIDATES])
    return quotes


def _name(documents: Sequence[Document]) -> str:
    return documents[0].place or documents[0].title

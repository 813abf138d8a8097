"""A question about several places -> a quote for each that answers, and those whose documents do not say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from qa import asking, messages
from qa.conversation import Asked
from qa.documents import Document
from qa.evidence import answers
from qa.finding import CANDIDATES, THRESHOLD, worthy
from qa.places import Place
from qa.quoting import Quote, best_quotes, following, lists
from qa.retrieval import NEAREST, Query, Retriever
from qa.several import asks_of_several
from qa.text import is_chinese, normalise
from qa.weights import log_odds, probability

Documents = Sequence[Document]
"""Those of one place, or a single one of none."""

MAX_PLACES = 20
"""So many places are compared at once; of more, those nearest to the question first."""

FITTING = 1.4
"""Asked which documents say something, those are given whose log-odds are no more than so much below the best's."""

NAMED = 0.1
"""The least probability with which a quote is given for a place that a question names among others."""


@dataclass(frozen=True)
class Comparison:
    """``quotes`` has one for each place that answers, in the order of the documents, or best first where no place was
    named; ``likely`` is the probability that the best answers. ``silent`` are the places whose documents do not say.
    So many places were ``compared``, and so many are ``left`` to be asked. ``exhausted`` tells that there were quotes
    before, but no more."""

    quotes: tuple[Quote, ...]
    likely: float
    silent: tuple[str, ...]
    compared: int
    left: int
    exhausted: bool


def places_asked_of(
    retriever: Retriever,
    question: str,
    named: Collection[str],
    foreign: Sequence[Place],
    within: Collection[str],
) -> list[list[Document]]:
    """The documents of each place to answer from one by one, where a question asks for several; else none."""
    several = asks_of_several(normalise(question))
    if named and foreign and several:
        return by_place(retriever, within)
    if len(named) > 1:
        several = len(retriever.scope.names(normalise(question))) > 1
    elif named or foreign:
        return []
    places = by_place(retriever, within) if several else []
    return places if len(places) > 1 else []


def by_place(retriever: Retriever, sources: Collection[str]) -> list[list[Document]]:
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


def compare(retriever: Retriever, asked: Asked, places: Sequence[Documents], foreign: Sequence[Place]) -> Comparison:
    """One quote for each of these places whose documents answer; the next of each, or what follows it, when asked for
    more or for detail. Where the question names no place, only those that fit: not much less likely than the best. Of
    more than MAX_PLACES the nearest are asked, and then those that are left, before more of each. ``foreign`` are the
    places it names that no document is about."""
    sources = frozenset(document.source for documents in places for document in documents)
    some = sources if len(sources) < len(retriever.documents) else frozenset[str]()
    query = retriever.query(asked.question, foreign, within=some)
    turn, page = divmod(asked.more, ceil(len(places) / MAX_PLACES))
    shown = _nearest_first(retriever, query, places)[page * MAX_PLACES :][:MAX_PLACES]
    found = [_quotes_of(retriever, query, asked, documents, turn) for documents in shown]
    likely = answers(retriever, query, [quotes[0] for quotes in found])
    fitting = not retriever.scope.sources(asked.question)
    least = NAMED if not fitting and len(places) > 1 else THRESHOLD
    if fitting:
        least = max(least, probability(log_odds(max(likely)) - FITTING))
    told = [quotes for quotes, its in zip(found, likely, strict=True) if its >= least]
    if fitting:
        told.sort(key=lambda quotes: -quotes[0].score)
    each = [following(retriever, quotes[0]) if asked.detail else worthy(quotes) for quotes in told]
    quotes = tuple(its[turn] for its in each if len(its) > turn)
    if asked.detail or turn:
        return Comparison(quotes, max(likely), (), len(shown), 0, exhausted=not quotes and bool(told))
    unlikely = min(least, THRESHOLD)  # what is only less likely than the best is not said to be missing
    chinese = is_chinese(asked.question)
    silent = [
        messages.name(documents[0], chinese) for documents, its in zip(shown, likely, strict=True) if its < unlikely
    ]
    silent += [place.short if chinese else place.latin or place.short for place in foreign]
    left = len(places) - page * MAX_PLACES - len(shown)
    return Comparison(
        quotes, max(likely), tuple(dict.fromkeys(silent)), len(shown), left, exhausted=not quotes and page > 0
    )


def _nearest_first(retriever: Retriever, query: Query, places: Sequence[Documents]) -> Sequence[Documents]:
    """These places in their order, or, when they are more than MAX_PLACES, in that of their best passages."""
    if len(places) <= MAX_PLACES:
        return places
    place = {document.source: number for number, documents in enumerate(places) for document in documents}
    found = retriever.candidates(query, NEAREST, place)
    nearest: Iterable[int] = (place[retriever.passages[position].source] for position in found)
    return [places[number] for number in dict.fromkeys((*nearest, *range(len(places))))]


def _quotes_of(retriever: Retriever, query: Query, asked: Asked, documents: Documents, turn: int) -> list[Quote]:
    """The quotes of one place, best first; of a set that is asked for, the first is the best that lists it, if any."""
    passages = retriever.rank(query, CANDIDATES * (turn + 1), {document.source for document in documents})
    quotes = best_quotes(retriever, query, passages[:CANDIDATES])
    wanted = asking.asked_set(normalise(asked.question))
    if wanted:
        quotes.sort(key=lambda quote: not lists(quote, wanted[0]))
    for seen in range(1, turn + 1):
        quotes += best_quotes(retriever, query, passages[seen * CANDIDATES :][:CANDIDATES])
    return quotes

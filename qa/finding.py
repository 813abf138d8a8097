"""A question that stands on its own -> the quotes that answer it from some documents, or that none does."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qa import asking
from qa.conversation import Asked
from qa.evidence import answers
from qa.passages import Passage
from qa.places import Place
from qa.quoting import Quote, best_quotes, following, lists
from qa.retrieval import RERANKED, Query, Retriever
from qa.sets import set_members, without_set
from qa.text import normalise

MAX_QUOTES = 3

THRESHOLD = 0.35
"""The least probability with which a quote is taken for an answer; other values of this are FOLLOWING, ABROAD
and `qa.comparing.NAMED`. Higher refuses more: both what the documents do not say and, in the end, what they do.
`benchmarks.fit` prints how many answerable questions are refused at this value."""

FOLLOWING = 0.25
"""The same where the question follows up another: who goes on asks mostly of what is there. Most of the follow-ups in
tests/data/questions.jsonl whose best quote is less likely than THRESHOLD, but not than this, are answered by it."""

ABROAD = 0.6
"""The same where the question is about a place that no document is about, and a quote only names it."""

WORTHY = 0.2
"""Beside the best quote, those at least so good as it are given."""

CANDIDATES = 5
"""How many passages are looked through for a quote."""

ELSEWHERE = 6
"""How many passages of the documents that were not asked for are compared with the question."""


def find(
    retriever: Retriever, asked: Asked, named: Collection[str], within: frozenset[str], foreign: Sequence[Place]
) -> tuple[list[Quote], float]:
    """The quotes that answer from the documents ``within``, best first, and the probability that the best does. Of
    places that no document is about only a sentence that names them can answer, and with more than their names."""
    query = retriever.query(asked.question, foreign, asked.focus, within)
    count = RERANKED if foreign else CANDIDATES * (asked.more + 1)
    passages = retriever.rank(query, count, within)
    focus = retriever.query(asked.focus, within=within) if asked.focus else None
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
    if likely < (ABROAD if abroad else least(asked)):
        return [], likely
    page = slice(asked.more * MAX_QUOTES, (asked.more + 1) * MAX_QUOTES)
    if asked.detail:
        return following(retriever, quotes[0])[page], likely
    for seen in range(1, asked.more + 1):
        quotes += best_quotes(retriever, query, passages[seen * CANDIDATES :][:CANDIDATES], focus, foreign)
    return worthy(quotes)[page], likely


def _set_told(
    retriever: Retriever, asked: Asked, best: Quote, named: Collection[str]
) -> tuple[list[Quote], float] | None:
    """The headings that tell the members of the set that is asked for, or for its detail what stands under each, and
    the probability that this answers; None where the documents tell no such set. Beyond its members there is no more of
    a set."""
    members = set_members(retriever, asked.question, best)
    if not members:
        return None
    bare = Asked(without_set(asked.question), before=asked.before)
    _, likely = find(retriever, bare, named, frozenset({best.source}), ())
    if likely < THRESHOLD:
        return None
    if asked.detail:
        under = [following(retriever, heading) for heading in members]
        return [its[asked.more] for its in under if len(its) > asked.more], likely
    return [] if asked.more else members, likely


def least(asked: Asked) -> float:
    """The least probability with which a quote is taken for an answer to this."""
    return FOLLOWING if asked.follows_up else THRESHOLD


def worthy(quotes: Sequence[Quote]) -> list[Quote]:
    """Those of these quotes, best first, that are good enough to stand beside the best."""
    return [quote for quote in quotes if quote.score >= WORTHY * quotes[0].score]


def best_elsewhere(retriever: Retriever, query: Query, within: Collection[str]) -> list[Passage]:
    """The best passage of the documents that were not asked for; none where all were."""
    others = {document.source for document in retriever.documents} - set(within)
    return retriever.rank(query, 1, others, reranked=ELSEWHERE) if within and others else []

"""Passages -> quotes: the sentence or two of a passage that answer, as they stand there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from qa import asking
from qa.passages import Passage, Sentence
from qa.retrieval import Query, Retriever
from qa.weights import Features, log_odds, probability

QUOTE_MAX = 200  # characters
_SENTENCES_MAX = 2


@dataclass(frozen=True)
class Quote:
    """The sentence or two of ``passage`` that answer.

    ``start`` and ``end`` are the half-open range of characters in the source file; without white space and
    mark-up, that range equals ``text`` without white space. ``at`` is where ``text`` begins in ``passage.text``.
    ``score`` is between 0 and 1 and comparable between questions. ``page`` is that on which it begins, counted from 1;
    None in a format without pages.
    """

    text: str
    source: str
    start: int
    end: int
    score: float
    at: int
    passage: Passage
    page: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        fields = asdict(self)
        fields["passage"] = self.passage.to_dict()
        return fields


def best_quotes(
    retriever: Retriever, query: Query, passages: Sequence[Passage], focus: Query | None = None
) -> list[Quote]:
    """The best quote of each passage, best first. ``focus`` is what of the question is asked last, where the rest only
    repeats what was spoken of: it counts as much as the whole."""
    quotes = [_best_quote(retriever, [query, *([focus] if focus else [])], passage) for passage in passages]
    return sorted(quotes, key=lambda quote: -quote.score)


def windows(retriever: Retriever, query: Query, passage: Passage) -> Iterator[tuple[Features, int, int]]:
    """What speaks for each quote that could be made of a passage, with its first and last sentence.

    ``cosine`` is that of its best sentence with the question, ``words`` its share of the question's words, ``late``
    its late interaction with the question, ``passage`` the log-odds of its passage; ``kind`` tells that the kind of
    thing asked for is not in it, ``time`` that it tells of another time, ``second`` that it is of two sentences.
    """
    sentences = retriever.sentences(passage.id)
    cosine = [float(sentence.vector @ query.vector) for sentence in sentences]
    nearest = retriever.matches(query, [sentence.tokens for sentence in sentences])
    odds = log_odds(passage.score)
    for first, last, count in _windows(passage.sentences):
        inside = slice(first, last + 1)
        features = {
            "cosine": max(cosine[inside]),
            "words": query.held(frozenset().union(*(sentence.terms for sentence in sentences[inside]))),
            "late": float(nearest[inside].max(axis=0) @ query.share),
            "passage": odds,
            "kind": all(query.misses_kind(sentence.text) for sentence in sentences[inside]),
            "time": asking.is_of_other_time(query.time, "".join(sentence.text for sentence in sentences[inside])),
            "second": max(0, count - 1),
        }
        yield features, first, last


def _best_quote(retriever: Retriever, queries: Sequence[Query], passage: Passage) -> Quote:
    odds: dict[tuple[int, int], float] = defaultdict(float)
    for query in queries:
        model = retriever.model("quote", query, passage)
        for features, first, last in windows(retriever, query, passage):
            odds[first, last] += model.odds(features) / len(queries)
    first, last = max(odds, key=odds.__getitem__)
    return quote_of(retriever, passage, odds[first, last], first, last)


def quote_of(retriever: Retriever, passage: Passage, odds: float, first: int, last: int) -> Quote:
    """The quote from the first to the last of these sentences of a passage, with these log-odds."""
    begin, end = passage.sentences[first], passage.sentences[last]
    return Quote(
        text=passage.text[begin.at : end.at + len(end.text)],
        source=passage.source,
        start=begin.start,
        end=end.end,
        score=probability(odds),
        at=begin.at,
        passage=passage,
        page=retriever.document(passage.source).page_of(begin.start),
    )


def _windows(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int, int]]:
    """Ranges (first, last) of sentences that may be quoted, and how many of them are more than a lead-in: each ends
    in what its lead-ins announce, where that still fits."""
    for first, begin in enumerate(sentences):
        count = 0
        for last in range(first, len(sentences)):
            end = sentences[last]
            if last > first and (end.at + len(end.text) - begin.at > QUOTE_MAX or count == _SENTENCES_MAX):
                break
            count += not end.announces
            more = sentences[last + 1] if last + 1 < len(sentences) else None
            if not (end.announces and more and more.at + len(more.text) - begin.at <= QUOTE_MAX):
                yield first, last, count


def following(retriever: Retriever, quote: Quote) -> list[Quote]:
    """What the section of a quote goes on to say behind it, in the order of the text, in quotes as long as may be."""
    section = [
        passage
        for passage in retriever.passages
        if passage.source == quote.source and passage.section == quote.passage.section and passage.end > quote.end
    ]
    quotes: list[Quote] = []
    for passage in section:
        first = 0
        while first < len(passage.sentences):
            last = first
            begin = passage.sentences[first]
            while last + 1 < len(passage.sentences) and _ends(passage, last + 1) - begin.at <= QUOTE_MAX:
                last += 1
            if begin.start >= quote.end:
                quotes.append(quote_of(retriever, replace(passage, score=quote.passage.score), 0.0, first, last))
            first = last + 1 if begin.start >= quote.end else first + 1
    return quotes


def _ends(passage: Passage, sentence: int) -> int:
    end = passage.sentences[sentence]
    return end.at + len(end.text)

"""Passages -> quotes: the sentence or two of a passage that answer, as they stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.passages import Passage, Sentence
from qa.places import Place
from qa.reading import SentenceEvidence, Tokens
from qa.retrieval import Query, Retriever, lacking
from qa.scope import speaks_of
from qa.text import normalise
from qa.weights import Features, log_odds, probability

QUOTE_MAX = 200  # characters
_SENTENCES_MAX = 2
PASSAGE = 1 / 3
"""How much of a quote's log-odds are those of its passage: what stands around a sentence tells what it is about."""

SPARE = 0.1
"""How much better, in log-odds, a quote must be for each sentence more: what adds nothing is not quoted."""

Numbers = NDArray[np.intp]


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


@dataclass(frozen=True)
class Windows:
    """The quotes that could be made of passages, an array each: of the how manieth of the ``passages``, from its
    ``first`` to its ``last`` sentence."""

    passages: Sequence[Passage]
    of: Numbers
    first: Numbers
    last: Numbers


def windows(retriever: Retriever, passages: Sequence[Passage], places: Sequence[Place] = ()) -> Windows:
    """All quotes that could be made of these passages and name these places."""
    found = []
    for number, passage in enumerate(passages):
        if all(retriever.names(passage, place) for place in places):
            sentences = retriever.sentences(passage.id)
            ranges = _windows(tuple(sentence.sentence for sentence in sentences))
            for place in places:
                spoken_of = [speaks_of(sentence.text, place) for sentence in sentences]
                ranges = [(first, last) for first, last in ranges if any(spoken_of[first : last + 1])]
            found += [(number, first, last) for first, last in ranges]
    return Windows(passages, *np.array(found, np.intp).reshape(-1, 3).T)


def features(retriever: Retriever, query: Query, quotes: Windows) -> Features:
    """What speaks for each of the quotes, an array each.

    ``cosine`` is that of its best sentence with the question, ``words`` its share of the question's words, ``late``
    its late interaction with the question; ``kind`` tells that the kind of thing asked for is not in it, ``section``
    that its heading tells of another time; ``named`` is the share of what the question names that is not in it;
    ``clause`` is the late interaction of the best of its clauses that hold the kind of thing asked for.
    """
    evidence = [retriever.sentences(passage.id) for passage in quotes.passages]
    sentences = [sentence for of_passage in evidence for sentence in of_passage]
    clauses = [query.pieces(sentence) for sentence in sentences]
    compared = [its.tokens for its in sentences] + [tokens for pieces in clauses for _, tokens in pieces]
    late = query.late.matches(compared)
    begins = np.cumsum([0, *map(len, evidence)])[quotes.of] + quotes.first
    lengths = quotes.last - quotes.first + 1
    ends = np.cumsum(lengths)
    inside = np.arange(ends[-1]) + np.repeat(begins - ends + lengths, lengths)

    def most(of_sentences: NDArray[Any]) -> NDArray[Any]:
        """The maximum over the sentences of each quote."""
        return np.maximum.reduceat(of_sentences[inside], ends - lengths)

    positions = np.array([retriever.position(passage) for passage in quotes.passages])
    same = retriever.same_language(query, positions)
    named = [
        query.holds_named(sentence.text, bool(its))
        for its, of_passage in zip(same, evidence, strict=True)
        for sentence in of_passage
    ]
    return {
        "cosine": most(np.stack([sentence.vector for sentence in sentences]) @ query.vector),
        "words": most(_held(query, sentences)) @ query.weights / max(float(query.weights.sum()), 1e-9),
        "late": most(late[: len(sentences)]) @ query.late.share,
        "kind": 1.0 - most(np.array([not query.misses_kind(sentence.text) for sentence in sentences])),
        "section": retriever.is_of_other_time(query, positions)[quotes.of],
        "named": lacking(most(np.array(named, bool))),
        "clause": most(_best_clauses(query, clauses, late[len(sentences) :] @ query.late.share)),
    }


def _held(query: Query, sentences: Sequence[SentenceEvidence]) -> NDArray[np.bool_]:
    """Which of the question's terms each sentence holds; shape (sentences, terms)."""
    held = np.zeros((len(sentences), len(query.terms)), bool)
    if held.size:
        said = np.concatenate([sentence.terms for sentence in sentences])
        at = np.minimum(np.searchsorted(query.terms, said), len(query.terms) - 1)
        asked = query.terms[at] == said
        held[np.repeat(np.arange(len(sentences)), [len(its.terms) for its in sentences])[asked], at[asked]] = True
    return held


def _best_clauses(
    query: Query, clauses: Sequence[Sequence[tuple[str, Tokens]]], fit: NDArray[np.float32]
) -> NDArray[np.float32]:
    """For each sentence the late interaction of the best of its clauses that hold the kind of thing asked for, from how
    each of the clauses fits."""
    held = np.array([not query.misses_kind(text) for pieces in clauses for text, _ in pieces])
    starts = np.cumsum([0, *map(len, clauses[:-1])])
    return np.maximum.reduceat(np.where(held, fit, 0), starts)


def best_quotes(
    retriever: Retriever,
    query: Query,
    passages: Sequence[Passage],
    focus: Query | None = None,
    places: Sequence[Place] = (),
) -> list[Quote]:
    """The best quote of each passage, best first, of those that name these ``places``. ``focus`` is what of the
    question is asked last, where the rest only repeats what was spoken of: it counts as much as the whole."""
    found = windows(retriever, passages, places)
    if not len(found.of):
        return []
    positions = np.array([retriever.position(passage) for passage in passages])[found.of]
    queries = [query, *([focus] if focus else [])]
    each = [retriever.odds("quote", one, positions, features(retriever, one, found)) for one in queries]
    odds = np.mean(each, axis=0)
    spare = odds - SPARE * (found.last - found.first)
    starts = np.flatnonzero(np.diff(found.of, prepend=-1)).tolist()
    quotes = []
    for start, end in zip(starts, [*starts[1:], len(spare)], strict=True):
        passage, best = passages[found.of[start]], start + int(np.argmax(spare[start:end]))
        whole = (1 - PASSAGE) * float(odds[best]) + PASSAGE * log_odds(passage.score)
        quotes.append(quote_of(retriever, passage, whole, int(found.first[best]), int(found.last[best])))
    return sorted(quotes, key=lambda quote: -quote.score)


def quote_of(retriever: Retriever, passage: Passage, odds: float, first: int, last: int) -> Quote:
    """The quote from the first to the last of these sentences of a passage, with these log-odds."""
    sentences = retriever.sentences(passage.id)
    begin, end = sentences[first].sentence, sentences[last].sentence
    return Quote(
        text=passage.text[begin.at : _end(end)],
        source=passage.source,
        start=begin.start,
        end=end.end,
        score=probability(odds),
        at=begin.at,
        passage=passage,
        page=retriever.document(passage.source).page_of(begin.start),
    )


@lru_cache(maxsize=4096)
def _windows(sentences: tuple[Sentence, ...]) -> Sequence[tuple[int, int]]:
    """Ranges (first, last) of sentences that may be quoted: each ends in what its lead-ins announce, where that still
    fits."""
    found = []
    for first, begin in enumerate(sentences):
        count = 0
        for last in range(first, len(sentences)):
            end = sentences[last]
            if last > first and (_end(end) - begin.at > QUOTE_MAX or count == _SENTENCES_MAX):
                break
            count += not end.announces
            more = sentences[last + 1] if last + 1 < len(sentences) else None
            if not (end.announces and more and _end(more) - begin.at <= QUOTE_MAX):
                found.append((first, last))
    return found


def headings(retriever: Retriever, source: str, noun: str) -> list[Quote]:
    """The headings of a document that hold a word, in the order of the text, as quotes: what is told of a set
    (五大工程) often stands under one heading for each member."""
    quotes = []
    for section, passages in groupby(retriever.passages, key=lambda passage: (passage.source, passage.section)):
        first = next(passages)
        if section[0] == source and re.search(noun, normalise(section[1])):
            # The title of the document may stand above the heading.
            own = [number for number, sentence in enumerate(first.sentences) if section[1] in sentence.text]
            quotes += [quote_of(retriever, first, 0.0, number, number) for number in own[:1]]
    return quotes


def lists(quote: Quote, noun: str) -> bool:
    """Whether a quote itself names the members of such a set one after the other (甲、乙、丙三大工程)."""
    return bool(re.search(rf"(?:[^,。;、]{{2,10}}、){{2,}}[^,。;、]{{2,16}}(?:{noun})", normalise(quote.text)))


def following(retriever: Retriever, quote: Quote) -> list[Quote]:
    """What the section of a quote goes on to say behind it, in the order of the text, in quotes as long as may be."""
    section = [
        passage
        for passage in retriever.passages
        if passage.source == quote.source and passage.section == quote.passage.section and passage.end > quote.end
    ]
    quotes: list[Quote] = []
    for passage in section:
        sentences = passage.sentences
        first = 0
        while first < len(sentences):
            last = first
            begin = sentences[first]
            while last + 1 < len(sentences) and _end(sentences[last + 1]) - begin.at <= QUOTE_MAX:
                last += 1
            if begin.start >= quote.end:
                quotes.append(quote_of(retriever, replace(passage, score=quote.passage.score), 0.0, first, last))
            first = last + 1 if begin.start >= quote.end else first + 1
    return quotes


def _end(sentence: Sentence) -> int:
    return sentence.at + len(sentence.text)

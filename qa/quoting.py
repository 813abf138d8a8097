"""Passages -> quotes: the sentence or two of a passage that answer, as they stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import exp, inf, log
from typing import Any

from qa.passages import Passage, Sentence
from qa.retrieval import Retriever
from qa.text import terms

QUOTE_MAX = 200  # characters
_SENTENCES_MAX = 2


@dataclass(frozen=True)
class Quote:
    """The sentence or two of ``passage`` that answer.

    ``start`` and ``end`` are the half-open range of characters in the source file; without white space and
    mark-up, that range equals ``text`` without white space. ``at`` is where ``text`` begins in ``passage.text``.
    ``score`` is between 0 and 1 and comparable between questions.
    """

    text: str
    source: str
    start: int
    end: int
    score: float
    at: int
    passage: Passage

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        fields = asdict(self)
        fields["passage"] = self.passage.to_dict()
        return fields


@dataclass(frozen=True)
class Weights:
    """What a quote is worth: the cosine of its best sentence with the question, its share of the question's words,
    the log-odds of its passage, and the price of a second sentence. Fitted on tests/data/questions.jsonl."""

    cosine: float
    words: float
    passage: float
    second: float
    bias: float


SAME_LANGUAGE = Weights(cosine=4, words=8, passage=0.5, second=-0.5, bias=0.6)
OTHER_LANGUAGE = Weights(cosine=12, words=8, passage=0.5, second=-0.3, bias=-1.0)


def best_quotes(retriever: Retriever, question: str, passages: Sequence[Passage]) -> list[Quote]:
    """The best quote of each passage, best first."""
    if not passages:
        return []
    query = retriever.without_places(question)
    weight = {term: retriever.words.weight(term) for term in terms(query)}
    total = sum(weight.values()) or 1.0
    vector = retriever.encoder.encode_queries([query])[0]
    quotes = []
    for passage in passages:
        vectors, words_of = retriever.sentences(passage.id)
        cosine = vectors @ vector
        held = [weight.keys() & found for found in words_of]
        model = SAME_LANGUAGE if retriever.same_language(question, passage) else OTHER_LANGUAGE
        base = model.passage * log(max(passage.score, 1e-6) / max(1 - passage.score, 1e-6)) + model.bias
        best: tuple[float, int, int] = (-inf, 0, 0)
        for first, last, count in _windows(passage.sentences):
            inside = slice(first, last + 1)
            words = sum(weight[term] for term in set().union(*held[inside])) / total
            worth = model.cosine * float(cosine[inside].max()) + model.words * words
            best = max(best, (base + worth + model.second * max(0, count - 1), first, last))
        quotes.append(_quote(passage, *best))
    return sorted(quotes, key=lambda quote: -quote.score)


def _quote(passage: Passage, odds: float, first: int, last: int) -> Quote:
    begin, end = passage.sentences[first], passage.sentences[last]
    return Quote(
        text=passage.text[begin.at : end.at + len(end.text)],
        source=passage.source,
        start=begin.start,
        end=end.end,
        score=1 / (1 + exp(-odds)),
        at=begin.at,
        passage=passage,
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

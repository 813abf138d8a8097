"""A question and its best quote -> the probability that the quote answers it."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from qa.passages import Passage
from qa.quoting import Quote
from qa.reading import SentenceEvidence, Tokens
from qa.retrieval import Query, Retriever
from qa.weights import MODELS, Features, log_odds, probability

SHORT, LONG = 5, 20
"""Questions of fewer tokens count as of so many, for people ask shortly for what is plainly said, too; and questions of
more, since the models know few of them."""
_RIVAL_MAX, _NO_RIVAL = 4.0, -2.0  # log-odds


def features(
    retriever: Retriever, query: Query, quotes: Sequence[Quote], elsewhere: Sequence[Passage], abroad: bool
) -> Features:
    """What speaks for and against each of the quotes as an answer, an array each.

    ``quote`` is its own log-odds; ``cosine`` that of its passage with the question; ``hole`` how much of the question
    is the one token that is missed most in its passage; ``rival`` by how much, in log-odds, a passage of a document
    not asked for fits better, as it does when a fact is given for another place only; ``named`` the share of what the
    question names that its passage lacks; ``asks`` whether a kind of thing is asked for that would be known;
    ``kind`` how much worse than its best sentence its best sentence that holds such a thing fits the question, and
    ``near`` the same of its clauses: a number beside something else is no answer; ``abroad`` whether the question
    names only places that no document is about; ``length`` the logarithm of the number of the question's tokens, since
    a long one is never matched as well as a short one; ``same`` whether both are in one language.
    """
    positions = np.array([retriever.position(quote.passage) for quote in quotes])
    ones = np.ones(len(quotes))
    nearest = query.late.matches([retriever.tokens(quote.passage.id) for quote in quotes])
    passage = np.array([log_odds(quote.passage.score) for quote in quotes])
    rivals = [log_odds(passage.score) for passage in elsewhere]
    quoted = [_quoted(retriever, quote) for quote in quotes]
    sentences = [[(its.text, its.tokens) for its in inside] for inside in quoted]
    clauses = [[clause for its in inside for clause in query.pieces(its)] for inside in quoted]
    return {
        "quote": np.array([log_odds(quote.score) for quote in quotes]),
        "cosine": query.cosine[positions],
        "hole": np.max(query.late.share * (1 - nearest), axis=1, initial=0.0),
        "rival": np.clip(max(rivals) - passage, -_RIVAL_MAX, _RIVAL_MAX) if rivals else _NO_RIVAL * ones,
        "named": retriever.lacks_named(query, positions),
        "asks": float(query.kind is not None) * ones,
        "kind": np.array([_apart(query, pieces) for pieces in sentences]),
        "near": np.array([_apart(query, pieces) for pieces in clauses]),
        "abroad": float(abroad) * ones,
        "length": log(min(max(len(query.late.share), SHORT), LONG)) * ones,
        "same": retriever.same_language(query, positions).astype(float),
    }


def answers(
    retriever: Retriever, query: Query, quotes: Sequence[Quote], elsewhere: Sequence[Passage] = (), abroad: bool = False
) -> list[float]:
    """The probability of each of the quotes that it answers the question."""
    odds = MODELS["answer"].odds(features(retriever, query, quotes, elsewhere, abroad))
    return [probability(float(its)) for its in odds]


def _quoted(retriever: Retriever, quote: Quote) -> list[SentenceEvidence]:
    """The sentences of a quote."""
    inside = range(quote.at, quote.at + len(quote.text))
    return [its for its in retriever.sentences(quote.passage.id) if its.sentence.at in inside]


def _apart(query: Query, pieces: Sequence[tuple[str, Tokens]]) -> float:
    """How much better the best of these pieces of a text fits the question than the best that holds the kind of thing
    asked for; from 0 to 1."""
    if query.kind is None or not pieces:
        return 0.0
    fit = query.late.matches([tokens for _, tokens in pieces]) @ query.late.share
    held = [its for its, (text, _) in zip(fit, pieces, strict=True) if not query.misses_kind(text)]
    return float(max(fit) - max(held, default=0.0))

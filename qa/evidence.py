"""A question and its best quote -> the probability that the quote answers it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.passages import Passage
from qa.quoting import Quote
from qa.retrieval import Query, Retriever
from qa.text import normalise
from qa.weights import Features, log_odds, probability

_RIVAL_MAX, _NO_RIVAL = 4.0, -2.0  # log-odds


def features(retriever: Retriever, query: Query, quote: Quote, elsewhere: Sequence[Passage], abroad: bool) -> Features:
    """What speaks for and against the quote as an answer.

    ``quote`` is its own log-odds; ``hole`` how much of the question is the one token that is missed most in its
    passage; ``rival`` by how much, in log-odds, a passage of a document not asked for fits better, as it does when a
    fact is given for another place only; ``kind`` whether the kind of thing asked for is not in it; ``abroad`` whether
    the question names only places that no document is about.
    """
    nearest = retriever.matches(query, [retriever.tokens(quote.passage.id)])[0]
    rivals = [log_odds(passage.score) - log_odds(quote.passage.score) for passage in elsewhere]
    return {
        "quote": log_odds(quote.score),
        "hole": float(np.max(query.share * (1 - nearest), initial=0.0)),
        "rival": min(max(*rivals, -_RIVAL_MAX), _RIVAL_MAX) if rivals else _NO_RIVAL,
        "kind": query.misses_kind(normalise(quote.text)),
        "abroad": abroad,
    }


def answers(retriever: Retriever, query: Query, quote: Quote, elsewhere: Sequence[Passage], abroad: bool) -> float:
    """The probability that the quote answers the question."""
    model = retriever.model("answer", query, quote.passage)
    return probability(model.odds(features(retriever, query, quote, elsewhere, abroad)))

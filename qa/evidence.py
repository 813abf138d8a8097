"""A question and its best quote -> the probability that the quote answers it."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from qa.passages import Passage
from qa.quoting import Quote
from qa.retrieval import Query, Retriever
from qa.text import normalise
from qa.weights import Features, log_odds, probability

SHORT = 5
"""Questions of fewer tokens count as of so many: people ask shortly for what is plainly said, too."""
_RIVAL_MAX, _NO_RIVAL = 4.0, -2.0  # log-odds


def features(
    retriever: Retriever, query: Query, quotes: Sequence[Quote], elsewhere: Sequence[Passage], abroad: bool
) -> Features:
    """What speaks for and against each of the quotes as an answer, an array each.

    ``quote`` is its own log-odds; ``hole`` how much of the question is the one token that is missed most in its
    passage; ``rival`` by how much, in log-odds, a passage of a document not asked for fits better, as it does when a
    fact is given for another place only; ``kind`` whether the kind of thing asked for is not in it; ``named`` the
    share of what the question names that its passage lacks; ``abroad`` whether the question names only places that no
    document is about; ``asks`` whether a kind of thing is asked for that would be known; ``length`` the logarithm of
    the number of the question's tokens, since a long one is never matched as well as a short one.
    """
    positions = np.array([retriever.position(quote.passage) for quote in quotes])
    ones = np.ones(len(quotes))
    nearest = query.late.matches([retriever.tokens(quote.passage.id) for quote in quotes])
    passage = np.array([log_odds(quote.passage.score) for quote in quotes])
    rivals = [log_odds(passage.score) for passage in elsewhere]
    return {
        "quote": np.array([log_odds(quote.score) for quote in quotes]),
        "hole": np.max(query.late.share * (1 - nearest), axis=1, initial=0.0),
        "rival": np.clip(max(rivals) - passage, -_RIVAL_MAX, _RIVAL_MAX) if rivals else _NO_RIVAL * ones,
        "kind": np.array([query.misses_kind(normalise(quote.text)) for quote in quotes], float),
        "named": retriever.told(query, positions)["named"],
        "abroad": float(abroad) * ones,
        "asks": float(query.kind is not None) * ones,
        "length": log(max(len(query.late.share), SHORT)) * ones,
    }


def answers(
    retriever: Retriever, query: Query, quotes: Sequence[Quote], elsewhere: Sequence[Passage] = (), abroad: bool = False
) -> list[float]:
    """The probability of each of the quotes that it answers the question."""
    positions = np.array([retriever.position(quote.passage) for quote in quotes])
    odds = retriever.odds("answer", query, positions, features(retriever, query, quotes, elsewhere, abroad))
    return [probability(float(its)) for its in odds]

"""Passages -> what of them is compared with a question: their tokens, and those of their sentences and clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from embeddings import Embedder
from qa.passages import Passage, Sentence
from qa.text import normalise, terms
from qa.words import keys

Tokens = NDArray[Any]
T = TypeVar("T")

FEW, KEPT = 500, 4096
"""So few passages are read all at once, which takes a tenth of the time of one by one; of more, so many are kept."""

# A clause ends at a comma, and at an enumeration comma before another figure.
_CLAUSE_ENDS = re.compile(r"[;。!?\n]|,(?!\d{3})|、(?=[^,、;。]*\d)")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_WHEN = re.compile(
    r"\s*(?:[自从到至于在]|截至)?\s*(?:\d{4}\s*年[初底]?)?\s*(?:\d{1,2}\s*月[初底份]?)?\s*(?:\d{1,2}\s*日)?\s*(?:[上下]午|晚|起|[前后])?\s*|"
    rf"\s*(?:in|on|by|since|from|until)?\s*(?:(?:{_MONTHS})[a-z]*\.?)?\s*\d{{0,4}}\s*"
)


@dataclass(frozen=True)
class SentenceEvidence:
    """A sentence and what it is compared by: its normal form, the vector, tokens and terms of that, as numbers, and its
    clauses with their tokens."""

    sentence: Sentence
    text: str
    vector: NDArray[np.float32]
    tokens: Tokens
    terms: NDArray[np.uint64]
    clauses: Sequence[tuple[str, Tokens]]


class Reader:
    """Reads passages when they are first among the best of a question, for they are so again and again.

    ``sentences`` gives the sentences of the passage at a position, ``tokens`` its tokens in its context.
    """

    def __init__(self, passages: Sequence[Passage], encoder: Embedder) -> None:
        self._passages, self._encoder = passages, encoder
        self.sentences = self._of_each(self._sentences)
        self.tokens = self._of_each(self._tokens)

    def _of_each(self, read: Callable[[Sequence[Passage]], Sequence[T]]) -> Callable[[int], T]:
        if len(self._passages) <= FEW:
            all_of_them = cache(lambda: read(self._passages))
            return lambda position: all_of_them()[position]
        return lru_cache(maxsize=KEPT)(lambda position: read([self._passages[position]])[0])

    def _tokens(self, passages: Sequence[Passage]) -> Sequence[Tokens]:
        return self._encoder.late_interaction.documents([passage.in_context for passage in passages])

    def _sentences(self, passages: Sequence[Passage]) -> Sequence[list[SentenceEvidence]]:
        of_each = [passage.sentences for passage in passages]
        texts = [normalise(sentence.text) for sentences in of_each for sentence in sentences]
        clauses = [_clauses(text) for text in texts]
        tokens = self._encoder.late_interaction.documents([*texts, *(text for pieces in clauses for text in pieces)])
        of_clauses = iter(tokens[len(texts) :])
        rows = zip(texts, self._encoder.encode_documents(texts), tokens, clauses, strict=False)
        return [
            [
                SentenceEvidence(
                    sentence, text, vector, ids, keys(set(terms(text))), [(piece, next(of_clauses)) for piece in pieces]
                )
                for sentence, (text, vector, ids, pieces) in zip(sentences, rows, strict=False)
            ]
            for sentences in of_each
        ]


def _clauses(text: str) -> list[str]:
    """The clauses of a normalised sentence; the time that one begins with belongs to what follows it."""
    pieces = [piece for piece in _CLAUSE_ENDS.split(text) if piece.strip()] or [text]
    for at in reversed(range(len(pieces) - 1)):
        if _WHEN.fullmatch(pieces[at]):
            pieces[at : at + 2] = [f"{pieces[at]} {pieces[at + 1]}"]
    return pieces

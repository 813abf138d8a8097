"""Question -> ranked passages: vectors and words over one immutable snapshot of the documents, one score.

Vectors know that 老百姓懂科学的程度 is 公民科学素质 and read English; words know names and numbers. A passage's score
is a probability that follows from what the two say of it alone, so it means the same for every question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings import Embedder, VectorIndex
from qa import asking
from qa.documents import Document
from qa.passages import Passage
from qa.scope import Scope
from qa.text import is_chinese, normalise, terms
from qa.weights import MODELS, Features, Logistic, probability
from qa.words import Words

Floats = NDArray[np.float32]
Tokens = NDArray[Any]

NEAREST = 1000
"""How many passages the vectors are asked for."""
RERANKED = 40
"""How many of the best by vector and words are compared with the question token by token."""


@dataclass(frozen=True)
class Query:
    """A question as it is searched: normalised, less the places that only say where to look."""

    text: str
    chinese: bool
    vector: Floats
    share: Floats
    """How much of the question each of its tokens is; they add up to 1."""
    weights: Mapping[str, float]
    """The inverse document frequency of each of its terms."""
    kind: re.Pattern[str] | None
    """How the kind of thing that it asks for looks in a text."""
    time: asking.Time

    def held(self, found: Collection[str]) -> float:
        """The share of the question's terms, by their weight, that is among these."""
        total = sum(self.weights.values())
        return sum(self.weights[term] for term in self.weights.keys() & found) / total if total else 0.0

    def misses_kind(self, text: str) -> bool:
        """Whether a normalised text lacks the kind of thing that the question asks for."""
        return self.kind is not None and not self.kind.search(text)


@dataclass(frozen=True)
class SentenceEvidence:
    """What a sentence is compared by: its normal form, and the vector, tokens and terms of that."""

    text: str
    vector: Floats
    tokens: Tokens
    terms: frozenset[str]


class Retriever:
    """Passages with their vectors and words. Nothing in it changes, so any number of threads may search at once."""

    def __init__(
        self,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        vectors: VectorIndex,
        words: Words,
        encoder: Embedder,
    ) -> None:
        """``vectors`` holds the vector of every passage under its ``id``, ``words`` the words of each in this order."""
        self.documents = tuple(documents)
        self.passages = tuple(passages)
        self.vectors = vectors
        self.encoder = encoder
        self.words = words
        self._position = {passage.id: position for position, passage in enumerate(passages)}
        self._sources = np.array([passage.source for passage in passages])
        self._chinese = {document.source for document in documents if document.language == "zh"}
        self.document = {document.source: document for document in documents}.__getitem__
        self.scope = Scope(documents)
        # What a passage is compared by is needed once it is among the best, and then again and again.
        self.sentences = lru_cache(maxsize=4096)(self._sentences)
        self.tokens = lru_cache(maxsize=4096)(self._tokens)
        self._context = lru_cache(maxsize=4096)(self._in_context)

    def query(self, question: str) -> Query:
        """The question made ready to be searched for."""
        text = self.scope.without(question)
        bare = asking.without_manners(text)
        text = bare if terms(bare) else text
        return Query(
            text=text,
            chinese=is_chinese(question),
            vector=self.encoder.encode_queries([text])[0],
            share=self.encoder.late_interaction.share(text),
            weights={term: self.words.weight(term) for term in terms(text)},
            kind=asking.asked(normalise(question)),
            time=asking.time(normalise(question)),
        )

    def search(self, question: str, k: int, sources: Collection[str] = ()) -> list[Passage]:
        """The best ``k`` passages, best first, of the documents of the places that the question names, or of all, as
        far as they are among ``sources``; of these, where they have none of the places."""
        named = self.scope.sources(question)
        return self.rank(self.query(question), k, named & set(sources) or sources or named)

    def rank(self, query: Query, k: int, within: Collection[str] = ()) -> list[Passage]:
        """The best ``k`` passages of the documents ``within``, or of all where none is named."""
        scored = [
            replace(passage, score=probability(self.model("passage", query, passage).odds(features)))
            for passage, features in self.candidates(query, max(k, RERANKED), within)
        ]
        return sorted(scored, key=lambda passage: -passage.score)[:k]

    def candidates(self, query: Query, k: int, within: Collection[str] = ()) -> Iterator[tuple[Passage, Features]]:
        """The ``k`` passages that vector and words together find first, with what speaks for each: the cosine with
        the question, the share of the question's words, and the late interaction of their tokens."""
        cosine, words = self._cosine(query), self.words.share(query.text)
        found = np.flatnonzero(np.isin(self._sources, list(within))) if within else np.arange(len(self.passages))
        first = found[np.argsort(-(cosine + 2 * words)[found], kind="stable")[:k]]
        if not len(first):
            return
        late = self.matches(query, [self.tokens(self.passages[i].id) for i in first]) @ query.share
        for i, covered in zip(first, late, strict=True):
            yield (
                self.passages[i],
                {
                    "cosine": float(cosine[i]),
                    "words": float(words[i]),
                    "late": float(covered),
                    "time": asking.is_of_other_time(query.time, self._context(self.passages[i].id)),
                },
            )

    def matches(self, query: Query, texts: Sequence[Tokens]) -> Floats:
        """For each of these texts and each token of the question, the cosine of the nearest token; shape (texts,
        tokens of the question)."""
        return self.encoder.late_interaction.matches(query.text, texts)

    def model(self, name: str, query: Query, passage: Passage) -> Logistic:
        """The fitted model of this name: one for questions in the language of the passage, and one for others, whose
        words are in no passage, so that their missing says nothing."""
        return MODELS[name if self.same_language(query, passage) else f"{name}, other language"]

    def same_language(self, query: Query, passage: Passage) -> bool:
        """Whether the question is in the language of the passage, so that their words can be compared."""
        return query.chinese == (passage.source in self._chinese)

    def _sentences(self, passage_id: int) -> list[SentenceEvidence]:
        passage = self.passages[self._position[passage_id]]
        texts = [normalise(sentence.text) for sentence in passage.sentences]
        vectors = self.encoder.encode_documents(texts)
        tokens = self.encoder.late_interaction.documents(texts)
        return [
            SentenceEvidence(text, vector, ids, frozenset(terms(text)))
            for text, vector, ids in zip(texts, vectors, tokens, strict=True)
        ]

    def _tokens(self, passage_id: int) -> Tokens:
        return self.encoder.late_interaction.documents([self._context(passage_id)])[0]

    def _in_context(self, passage_id: int) -> str:
        return self.passages[self._position[passage_id]].in_context

    def _cosine(self, query: Query) -> Floats:
        """The cosine of each passage with the query; for those beyond the NEAREST, that of the last of them."""
        scores, ids = self.vectors.search(query.vector[None], NEAREST)
        cosine = np.full(len(self.passages), scores.min(initial=0), np.float32)
        for score, passage in zip(scores[0], ids[0].tolist(), strict=True):
            cosine[self._position[passage]] = score
        return cosine

"""Question -> ranked passages: vectors and words over one immutable snapshot of the documents, one score.

Vectors know that 老百姓懂科学的程度 is 公民科学素质 and read English; words know names and numbers. Each passage gets
a score from both, a probability that follows from the two alone, so it means the same for every question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import bm25s
import numpy as np
from numpy.typing import NDArray

from embeddings import VectorIndex
from qa.documents import Document
from qa.passages import Passage
from qa.text import CJK, is_chinese, normalise, terms

Floats = NDArray[np.float32]


class Encoder(Protocol):
    """What retrieval needs of an `embeddings.Embedder`."""

    def encode_queries(self, texts: Sequence[str]) -> Floats: ...

    def encode_documents(self, texts: Sequence[str], *, progress: bool = False) -> Floats: ...


@dataclass(frozen=True)
class Weights:
    """A logistic model of the probability that a passage answers, from its cosine with the question and its share
    of the question's words. Fitted on tests/data/questions.jsonl."""

    cosine: float
    words: float
    bias: float

    def score(self, cosine: Floats, words: Floats) -> Floats:
        """Probabilities, of the arguments' shape."""
        return np.asarray(1 / (1 + np.exp(-(self.cosine * cosine + self.words * words + self.bias))), np.float32)


SAME_LANGUAGE = Weights(cosine=8.3, words=22.8, bias=-8.6)
# Words of another language are in no passage; that they are missing says nothing.
OTHER_LANGUAGE = Weights(cosine=17.8, words=22.8, bias=-8.9)


NEAREST = 1000
"""How many passages the vectors are asked for."""


class Retriever:
    """Passages with their vectors and words. Nothing in it changes, so any number of threads may search at once."""

    def __init__(
        self, documents: Sequence[Document], passages: Sequence[Passage], vectors: VectorIndex, encoder: Encoder
    ) -> None:
        """``vectors`` holds the vector of every passage under its ``id``."""
        self.documents = tuple(documents)
        self.passages = tuple(passages)
        self.vectors = vectors
        self.encoder = encoder
        self._position = {passage.id: position for position, passage in enumerate(passages)}
        self._sources = np.array([passage.source for passage in passages])
        self._chinese_sources = {document.source for document in documents if document.language == "zh"}
        self._chinese = np.array([passage.source in self._chinese_sources for passage in passages], bool)
        self.words = Words([passage.in_context for passage in passages])
        # A passage's sentences are needed once it is among the best, and then again and again.
        self.sentences = lru_cache(maxsize=4096)(self._sentences)
        self._names = [
            (re.compile(_name_pattern(name)), document.source)
            for document in documents
            for name in {document.place, *document.names}
            if name
        ]

    def search(self, question: str, k: int, sources: Iterable[str] | None = None) -> list[Passage]:
        """The best ``k`` passages, best first, of the documents named in ``sources`` (default: those of the places
        that the question names, or all)."""
        within = set(sources) if sources is not None else self.sources_of(question)
        query = self.without_places(question)
        cosine, words = self._cosine(query), self.words.share(query)
        same = self._chinese == is_chinese(question)
        scores = np.where(same, SAME_LANGUAGE.score(cosine, words), OTHER_LANGUAGE.score(cosine, words))
        found = np.flatnonzero(np.isin(self._sources, list(within))) if within else np.arange(len(scores))
        best = found[np.argsort(-scores[found], kind="stable")[:k]]
        return [replace(self.passages[i], score=float(scores[i])) for i in best]

    def same_language(self, question: str, passage: Passage) -> bool:
        """Whether the question is in the language of the passage, so that their words can be compared."""
        return is_chinese(question) == (passage.source in self._chinese_sources)

    def sources_of(self, question: str) -> set[str]:
        """The documents of the places that a question names; none where it names none of theirs."""
        return {source for _, source in self._named(normalise(question))}

    def names_in(self, question: str) -> list[str]:
        """The names of the documents' places that stand in a question, in its order and spelling."""
        return list(dict.fromkeys(name for name, _ in self._named(question)))

    def _named(self, question: str) -> list[tuple[str, str]]:
        """Names in a question with the document of each. In 常州市武进区 the first only says where the second lies,
        and of 太仓市 and 太仓 the longer counts."""
        spans: dict[tuple[int, int], str] = {}
        for pattern, source in self._names:
            for match in pattern.finditer(question):
                spans[match.span()] = source
        longest = {
            span: source
            for span, source in spans.items()
            if not any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in spans)
        }
        begins = {start for start, _ in longest}
        return [(question[a:b], source) for (a, b), source in sorted(longest.items()) if b not in begins]

    def without_places(self, question: str) -> str:
        """The normalised question less the names of the documents' places: they say where to look, not what for."""
        query = bare = normalise(question)
        for name, _ in self._names:
            bare = name.sub(" ", bare)
        return bare if terms(bare) else query

    def _sentences(self, passage_id: int) -> tuple[Floats, list[frozenset[str]]]:
        """The vectors and the terms of the sentences of a passage."""
        texts = [normalise(sentence.text) for sentence in self.passages[self._position[passage_id]].sentences]
        return self.encoder.encode_documents(texts), [frozenset(terms(text)) for text in texts]

    def _cosine(self, query: str) -> Floats:
        """The cosine of each passage with the query; for those beyond the NEAREST, that of the last of them."""
        scores, ids = self.vectors.search(self.encoder.encode_queries([query]), NEAREST)
        cosine = np.full(len(self.passages), scores.min(initial=0), np.float32)
        for score, passage in zip(scores[0], ids[0].tolist(), strict=True):
            cosine[self._position[passage]] = score
        return cosine


def _name_pattern(name: str) -> str:
    name = re.escape(normalise(name))
    return name if re.search(f"[{CJK}]", name) else rf"(?i:\b{name}\b)"


class Words:
    """BM25 over the terms of texts (Robertson and Zaragoza 2009; Lù, "BM25S", https://arxiv.org/abs/2407.03618)."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._bm25 = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        # bm25s cannot index nothing at all.
        self._bm25.index([terms(text) for text in texts] or [[""]], show_progress=False)
        self._count = len(texts)
        self._found = np.diff(self._bm25.scores["indptr"])

    def share(self, query: str) -> Floats:
        """How much of the query's information each text holds: its BM25 score over that of a text which were made
        for the query; shape (texts,), 0 to 1. Terms that stand nowhere count as missing everywhere."""
        wanted = terms(query)
        weight = sum(self.weight(term) for term in wanted)
        if not weight or not self._count:
            return np.zeros(self._count, np.float32)
        return np.asarray(self._bm25.get_scores(wanted), np.float32) / np.float32(weight)

    def weight(self, term: str) -> float:
        """The inverse document frequency of a term, as BM25 uses it."""
        token = self._bm25.vocab_dict.get(term)
        found = 0 if token is None else int(self._found[token])
        return float(np.log(1 + (self._count - found + 0.5) / (found + 0.5)))

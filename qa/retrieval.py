"""Question -> ranked passages: vectors and words over one immutable snapshot of the documents, one score.

Vectors know that 老百姓懂科学的程度 is 公民科学素质 and read English; words know names and numbers. A passage's score
is a probability that follows from what the two say of it alone, so it means the same for every question.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby, takewhile

import numpy as np
from numpy.typing import NDArray

from embeddings import Embedder, VectorIndex
from embeddings.late import Question
from qa import asking, kinds
from qa.documents import Document
from qa.passages import Passage
from qa.places import Place
from qa.reading import KEPT, Reader, SentenceEvidence, Tokens
from qa.scope import Scope, speaks_of, without_places
from qa.spelling import Sounds
from qa.text import is_chinese, normalise, terms
from qa.weights import MODELS, Features, probability
from qa.words import Words, keys

Floats = NDArray[np.float32]
Positions = NDArray[np.intp]
Keys = NDArray[np.uint64]

NEAREST = 1000
"""How many passages the vectors are asked for."""
RERANKED, ACROSS = 24, 64
"""How many of the best by vector and words are compared with the question token by token, and how many where there are
some in another language, of which words tell nothing: by what was measured, more add nothing."""


@dataclass(frozen=True)
class Query:
    """A question as it is searched: normalised, less the places that only say where to look, and compared with every
    passage by vector and by word."""

    text: str
    chinese: bool
    vector: Floats
    late: Question
    """Its tokens, to be compared with those of passages and sentences."""
    terms: Keys
    """Its terms as numbers, in their order."""
    weights: Floats
    """The inverse document frequency of each of its terms."""
    kind: kinds.Kind | None
    """The kind of thing that it asks for."""
    time: asking.Time
    named: Sequence[str]
    """What a text that answers it should hold letter for letter."""
    cosine: Floats
    """The cosine of each passage with it; for those beyond the NEAREST of all and of the documents asked for, that of
    the last of them."""
    words: Floats
    """The share of its words that each passage holds."""

    def holds_named(self, text: str, same_language: bool) -> list[bool]:
        """Which of what the question names a normalised text holds; a text in another language cannot lack words."""
        return [asking.stands_in(name, text) or not (same_language or name[0].isdigit()) for name in self.named]

    def misses_kind(self, text: str) -> bool:
        """Whether a normalised text lacks the kind of thing that the question asks for, but for what the question
        itself says of that kind."""
        if self.kind is None:
            return False
        return not self.kind.looks.search(asking.without_named(text, self.named))

    def pieces(self, sentence: SentenceEvidence) -> Sequence[tuple[str, Tokens]]:
        """The clauses of a sentence, one of which should hold the kind of thing asked for, or all of it for a list."""
        return [(sentence.text, sentence.tokens)] if self.kind and self.kind.listed else sentence.clauses


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
        self._of = {source: np.array(at, np.intp) for source, at in _by_source(passages).items()}
        self.document = {document.source: document for document in documents}.__getitem__
        chinese = {document.source for document in documents if document.language == "zh"}
        self._chinese = np.array([passage.source in chinese for passage in passages], bool)
        self.scope = Scope(documents)
        self._reader = Reader(self.passages, encoder)
        self._context = lru_cache(maxsize=KEPT)(self._in_context)

    def heard(self, question: str) -> str:
        """The question with what stands in no document, but sounds like what does, written as it is there."""
        return self._sounds.heard(question)

    @cached_property
    def _sounds(self) -> Sounds:
        return Sounds(self.words, self.scope.all_names)

    def query(
        self, question: str, besides: Sequence[Place] = (), focus: str = "", within: frozenset[str] = frozenset()
    ) -> Query:
        """The question made ready to be searched for, in the documents ``within`` before all, without the names of
        places ``besides`` those of the documents that it asks after. ``focus`` is what of it is asked last, where the
        rest only repeats what was spoken of."""
        text = without_places(self.scope.without(question), besides)
        bare = asking.without_manners(text)
        text = bare if terms(bare) else text
        said = asking.without_asking(text)
        weights, share = self.words.search(said)
        told = keys(weights)
        order = np.argsort(told)
        vector = self.encoder.encode_queries([text])[0]
        return Query(
            text=text,
            chinese=is_chinese(question),
            vector=vector,
            late=self.encoder.late_interaction.question(said if weights else text),
            terms=told[order],
            weights=np.array(list(weights.values()), np.float32)[order],
            kind=kinds.asked(normalise(focus)) or kinds.asked(normalise(question)),
            time=asking.time(normalise(question)),
            named=[name for name in asking.named(question) if name in text],
            cosine=self._cosine(vector, within),
            words=share,
        )

    def rank(self, query: Query, k: int, within: Collection[str] = (), *, reranked: int = 0) -> list[Passage]:
        """The best ``k`` passages of the documents ``within``, or of all where none is named. ``reranked`` are compared
        token by token, or, where it is not given, as many as :meth:`reranked` says."""
        found = self.candidates(query, max(k, reranked or self.reranked(query)), within)
        odds = self.odds("passage", query, found, self.features(query, found))
        best = np.argsort(-odds, kind="stable")[:k]
        return [replace(self.passages[found[i]], score=probability(float(odds[i]))) for i in best]

    def reranked(self, query: Query) -> int:
        """How many passages are compared with the question token by token."""
        return RERANKED if (self._chinese == query.chinese).all() else ACROSS

    def candidates(self, query: Query, k: int, within: Collection[str] = ()) -> Positions:
        """Which ``k`` passages vector and words together find first."""
        found = self._within(within) if within else np.arange(len(self.passages))
        return found[np.argsort(-(query.cosine + 2 * query.words)[found], kind="stable")[:k]]

    def features(self, query: Query, found: Positions) -> Features:
        """What speaks for these passages, an array each: the cosine with the question, the share of the question's
        words, the late interaction of their tokens, what of it they lack, and whether they are of another time."""
        return {
            "cosine": query.cosine[found],
            "words": query.words[found],
            "late": query.late.matches([self._reader.tokens(int(i)) for i in found]) @ query.late.share,
            "named": self.lacks_named(query, found),
            "section": self.is_of_other_time(query, found),
        }

    def lacks_named(self, query: Query, found: Positions) -> Floats:
        """For each of these passages the share of what the question names that is not in it, its title or heading."""
        if not query.named:
            return np.zeros(len(found), np.float32)
        same = self.same_language(query, found)
        texts = [self._context(self.passages[i].id)[0] for i in found]
        return lacking([query.holds_named(text, its) for text, its in zip(texts, same, strict=True)])

    def is_of_other_time(self, query: Query, found: Positions) -> Floats:
        """For each of these passages whether its heading tells of another time than the question asks of."""
        if query.time is None:
            return np.zeros(len(found), np.float32)
        coming, past = np.array([self._context(self.passages[i].id)[1] for i in found], bool).reshape(-1, 2).T
        return asking.is_of_other_time(query.time, coming, past).astype(np.float32)

    def odds(self, name: str, query: Query, found: Positions, features: Features) -> Floats:
        """The log-odds that the fitted models of this name give these passages: one model for passages in the language
        of the question, and one for others, whose words are not the question's, so that their missing says nothing."""
        same = self.same_language(query, found)
        odds = MODELS[name].odds(features)
        return odds if same.all() else np.where(same, odds, MODELS[f"{name}, other language"].odds(features))

    def names(self, passage: Passage, place: Place) -> bool:
        """Whether a passage, its title or its heading names a place."""
        return speaks_of(self._context(passage.id)[0], place)

    def sentences(self, passage_id: int) -> Sequence[SentenceEvidence]:
        """The sentences of a passage, as they are compared with a question."""
        return self._reader.sentences(self._position[passage_id])

    def tokens(self, passage_id: int) -> Tokens:
        """The tokens of a passage in its context."""
        return self._reader.tokens(self._position[passage_id])

    def position(self, passage: Passage) -> int:
        """Where a passage stands among the passages."""
        return self._position[passage.id]

    def same_language(self, query: Query, found: Positions) -> NDArray[np.bool_]:
        """Whether each of these passages is in the language of the question, so that their words can be compared."""
        return np.asarray(self._chinese[found] == query.chinese)

    def _in_context(self, passage_id: int) -> tuple[str, tuple[bool, bool]]:
        """What is searched of a passage, and the times that its heading tells of."""
        position = self._position[passage_id]
        text = self.passages[position].in_context
        return text, self._times(position)

    def _times(self, position: int) -> tuple[bool, bool]:
        """The times that the heading of a passage tells of, or else the nearest heading above it that tells any."""
        source = self.passages[position].source
        # By position: a slice would copy as many passages as stand before it in all documents.
        upwards = (self.passages[at] for at in range(position, -1, -1))
        above = takewhile(lambda passage: passage.source == source, upwards)
        told = (asking.times(normalise(section)) for section, _ in groupby(passage.section for passage in above))
        return next((times for times in told if any(times)), (False, False))

    def _within(self, sources: Collection[str]) -> Positions:
        """The passages of these documents."""
        found = [self._of[source] for source in sorted(sources) if source in self._of]
        return np.sort(np.concatenate([np.empty(0, np.intp), *found]))

    def _cosine(self, vector: Floats, within: Collection[str]) -> Floats:
        [scores], [ids] = self.vectors.search(vector[None], NEAREST)
        cosine = np.full(len(self.passages), scores[-1] if len(scores) else 0, np.float32)
        cosine[self._positions(ids)] = scores
        if within and len(self.passages) > NEAREST:
            among = np.array([self.passages[at].id for at in self._within(within)], np.int64)
            [scores], [ids] = self.vectors.search(vector[None], NEAREST, among)
            cosine[self._positions(ids)] = scores
        return cosine

    def _positions(self, ids: NDArray[np.int64]) -> list[int]:
        """Where the passages under these ids stand."""
        return [self._position[passage_id] for passage_id in ids.tolist()]


def _by_source(passages: Sequence[Passage]) -> dict[str, list[int]]:
    """Where the passages of each document stand."""
    positions: dict[str, list[int]] = {}
    for position, passage in enumerate(passages):
        positions.setdefault(passage.source, []).append(position)
    return positions


def lacking(held: Sequence[Sequence[bool]] | NDArray[np.bool_]) -> Floats:
    """For each text the share of what a question names that is not in it, from what is; none where it names none."""
    table = np.array(held, bool)
    return 1 - table.mean(axis=1, dtype=np.float32) if table.size else np.zeros(len(table), np.float32)

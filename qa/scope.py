"""Which documents a question is to be answered from, by the places that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.documents import Document
from qa.passages import Passage
from qa.places import Place, place_names
from qa.text import CJK, normalise, terms

_AREAS = ("province", "city", "county")  # a country says what something is, not where: 德国专家


class Scope:
    """The places of documents, and how questions name them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._names = [
            (_pattern(name), document.source)
            for document in documents
            for name in {document.place, *document.names}
            if name
        ]
        self._own = {_normal(name) for document in documents for name in (document.place, *document.names) if name}

    def sources(self, question: str) -> set[str]:
        """The documents of the places that a question names; none where it names none of theirs."""
        return {source for _, sources in self._named(normalise(question)) for source in sources}

    def names(self, question: str) -> list[str]:
        """The names of the documents' places that stand in a question, in its order and spelling."""
        return list(dict.fromkeys(name for name, _ in self._named(question)))

    def without(self, question: str) -> str:
        """The normalised question less the names of the documents' places: they say where to look, not what for."""
        query = bare = normalise(question)
        for name, _ in self._names:
            bare = name.sub(" ", bare)
        return bare if terms(bare) else query

    def elsewhere(self, question: str) -> list[Place]:
        """The places a question names that no document is about, less those that a place of the documents which it
        names too lies in (江苏太仓)."""
        found = [name for name in place_names(normalise(question)) if name.place.kind in _AREAS]
        own = [name for name in found if self._is_own(name.place)]
        around = {name.place.within for name in own}
        return [name.place for name in found if not self._is_own(name.place) and not around & set(name.place.names)]

    def _is_own(self, place: Place) -> bool:
        return bool(self._own & {normalise(name) for name in (*place.names, place.latin)})

    def _named(self, question: str) -> list[tuple[str, set[str]]]:
        """Names in a question with their documents. In 常州市武进区 the first only says where the second lies, and of
        太仓市 and 太仓 the longer counts."""
        spans: dict[tuple[int, int], set[str]] = {}
        for pattern, source in self._names:
            for match in pattern.finditer(question):
                spans.setdefault(match.span(), set()).add(source)
        inside = {inner for inner in spans for outer in spans if outer != inner and _contains(outer, inner)}
        longest = spans.keys() - inside
        begins = {start for start, _ in longest}
        return [(question[a:b], spans[a, b]) for a, b in sorted(longest) if b not in begins]


def speaks_of(passage: Passage, place: Place) -> bool:
    """Whether a passage names a place."""
    text = passage.in_context
    return any(normalise(name) in text for name in (*place.names, place.latin) if name)


def _contains(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


# Every change of a library asks for all its names again.
@lru_cache(maxsize=1 << 15)
def _pattern(name: str) -> re.Pattern[str]:
    name = re.escape(normalise(name))
    return re.compile(name if re.search(f"[{CJK}]", name) else rf"(?i:\b{name}\b)")


_normal = lru_cache(maxsize=1 << 15)(normalise)

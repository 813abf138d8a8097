"""Which documents a question is to be answered from, by the places that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from qa.documents import Document
from qa.places import NO_NAME, Place, place_names
from qa.text import CJK, normalise, terms

# What ends in a verb is no name: 打算建市图书馆.
_UNLISTED = re.compile(
    rf"([{CJK}]{{2}})(?<![建办设给去来用评做搞])(?:[市县区州镇乡]|高新区|开发区|产业园)(?![域场间别值价面容民长政级委])"
)
_SIDE_BY_SIDE = re.compile(r"\0[市县区]?\s*(?:[、,，/和与跟及]|and|or|vs\.?|versus)\s*\0")
_GENERAL = re.compile(f"[{CJK}][区县]$")  # 城区 and 郊区 are names too
_WITH = re.compile(r"(?:[跟和与同向到赴]|来自|\b(?:with|from|to) )$")
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

    @property
    def all_names(self) -> frozenset[str]:
        """The names of the documents' places, normalised."""
        return frozenset(self._own)

    def sources(self, question: str) -> set[str]:
        """The documents of the places that a question names; none where it names none of theirs."""
        return {source for _, sources in self._named(normalise(question)) for source in sources}

    def names(self, question: str) -> list[str]:
        """The names of the documents' places that stand in a question, in its order and spelling."""
        return list(dict.fromkeys(name for name, _ in self._named(question)))

    def without(self, question: str) -> str:
        """The normalised question less the names of the documents' places: they say where to look, not what for."""
        query = normalise(question)
        bare = self._without(query, " ")
        return bare if terms(bare) else query

    def _without(self, query: str, sign: str) -> str:
        for name, _ in self._names:
            query = name.sub(sign, query)
        return query

    def elsewhere(self, question: str, said: Callable[[str], bool]) -> tuple[Place, ...]:
        """The places a question names that no document is about, less those that a place of the documents which it
        names too lies in (江苏太仓, but not 太仓和苏州). ``said`` tells whether a pair of ideographs stands in a
        document: what ends as the name of a place does, but stands in no table and no document, is a place all the same
        (松庐县).
        """
        question = normalise(question)
        own = [match.span() for pattern, _ in self._names for match in pattern.finditer(question)]
        names = [name for name in place_names(question) if name.place.kind in _AREAS and not _GENERAL.match(name.name)]
        around = {name.place.within for name in names if self._is_own(name.place)}
        listed = self.lists(question, [name.place for name in names if not self._is_own(name.place)])
        found = [
            name
            for name in names
            if not _overlaps((name.start, name.end), own)
            and not self._is_own(name.place)
            and (listed or not around & set(name.place.names))
            # Beside the name of a place, what is spelled like a county is mostly something there.
            and not (own and name.place.kind == "county" and name.name.isascii())
        ]
        known = [*own, *((name.start, name.end) for name in names)]
        unheard = [
            Place((match[0], match[1]), "county", "", "")
            for match in _UNLISTED.finditer(question)
            if not NO_NAME.search(match[1]) and not said(match[1]) and not _overlaps(match.span(), known)
        ]
        return (*(name.place for name in found), *unheard)

    def about(self, question: str, places: Sequence[Place]) -> bool:
        """Whether a question is about one of these places rather than about what was done with it (和上海合作)."""
        question = normalise(question)
        names = (_normal(name) for place in places for name in (*place.names, place.latin) if name)
        before = [question[: question.index(name)] for name in names if name in question]
        return any(not _WITH.search(text) for text in before)

    def lists(self, question: str, places: Sequence[Place]) -> bool:
        """Whether a question sets one of these places and one of the documents' side by side (太仓和苏州)."""
        text = self._without(normalise(question), "\0")
        for name in sorted((_normal(name) for place in places for name in (*place.names, place.latin)), key=len):
            text = text.replace(name, "\0") if name else text
        return bool(_SIDE_BY_SIDE.search(text))

    def _is_own(self, place: Place) -> bool:
        return bool(self._own & {_normal(name) for name in (*place.names, place.latin)})

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


def speaks_of(text: str, place: Place) -> bool:
    """Whether a normalised text names a place."""
    return any(_normal(name) in text for name in (*place.names, place.latin) if name)


def _overlaps(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _contains(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


# Every change of a library asks for all its names again.
@lru_cache(maxsize=1 << 15)
def _pattern(name: str) -> re.Pattern[str]:
    name = re.escape(_normal(name))
    return re.compile(name if re.search(f"[{CJK}]", name) else rf"(?i:(?<![a-z]){name}(?![a-z]))")


_normal = lru_cache(maxsize=1 << 15)(normalise)

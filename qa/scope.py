"""Which documents a question is to be answered from, by the places that it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import pairwise

from qa.asking import without_manners
from qa.documents import Document
from qa.places import NO_NAME, Place, PlaceName, divisions_around, place_names, reads_as_words
from qa.text import CJK, normalise, terms

_ZONE = "高新区|经开区|开发区|产业园|科技园"
# A place in no table, its name where one can begin: where the question or a part of it does, after the year, or beside
# another place (\0). Right behind one it is a name only where the question goes on after it: not in \0要建市图书馆.
_UNLISTED = re.compile(
    r"(?:(?<![\w\0])(?:那么?|在|关于)?|(?<=\d年)|(?<=年来)|(?<=[\0市县区州镇乡园][和与跟及同])|(?P<within>\0)(?![和与跟及同]))"
    rf"(?!{_ZONE})(?P<name>[{CJK}]{{2,3}}?)(?P<ending>[市县区州镇乡]|{_ZONE})"
    rf"(?(within)(?=[的有是在这那今未去近过现也都还又呢吗哪怎]|[^{CJK}]|$))"
)
_SIDE_BY_SIDE = re.compile(r"\0[市县区]?\s*(?:[、,，/和与跟及]|and|or|vs\.?|versus)\s*\0")
_GENERAL = re.compile(rf"(?:[{CJK}]区|(?:{NO_NAME.pattern})县)$")  # 城区, 郊区 and 新县 are names too
_WITH = re.compile(r"(?:[跟和与同向到赴]|来自|\b(?:with|from|to) )$")
# What stands between places in a list, and behind a name that is not part of another (上海市机械工程学会).
_JOINER = re.compile(r"\s*(?:[、，,/和与跟及]|以及|还有|and|or|vs\.?|versus)?\s*(?:and\s+)?")
_ITSELF = re.compile(r"[市县区]?(?:\W|$|[的呢那这方有是和与跟及又都也各在])")
_IDEOGRAPH, _LATIN = re.compile(f"[{CJK}]"), "A-Za-zÀ-ɏ"
_AREAS = ("province", "city", "county")  # a country says what something is, not where: 德国专家


class Scope:
    """The places of documents, and how questions name them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        each = [
            (document.source, dict.fromkeys(filter(None, map(_normal, (document.place, *document.names)))))
            for document in documents
        ]
        self._names = [(_pattern(name), source) for source, names in each for name in names]
        self._own = frozenset(name for _, names in each for name in names)
        self._only_latin = {name for _, names in each if not any(map(_is_chinese, names)) for name in names}
        self._beginning: dict[str, list[re.Pattern[str]]] = {}
        for name in sorted(self._own, key=lambda name: (-len(name), name)):
            self._beginning.setdefault(name[0], []).append(_pattern(name))

    @property
    def all_names(self) -> frozenset[str]:
        """The names of the documents' places, normalised."""
        return self._own

    def sources(self, question: str) -> set[str]:
        """The documents of the places that a question names; none where it names none of theirs."""
        return {source for _, sources in self._named(normalise(question)) for source in sources}

    def names(self, question: str) -> list[str]:
        """The names of the documents' places that stand in a question, in its order and spelling."""
        text = aligned(question)
        return list(dict.fromkeys(text[start:end] for (start, end), _ in self._named(normalise(question))))

    def spans(self, question: str) -> list[tuple[int, int]]:
        """Where a question, :func:`aligned`, names places of the documents, or others where it names none of these.
        Places that are listed (太仓和昆山) are one span, and so is one with those that it lies in (常州市武进区)."""
        text = normalise(question)
        own = [match.span() for pattern, _ in self._names for match in pattern.finditer(text)]
        found = set(own)
        for name in reversed(place_names(text)):
            around = any(name.end == start for start, _ in found)
            alone = not own and not name.start and name.place.kind in _AREAS
            if around or ((alone or _ITSELF.match(text, name.end)) and not _GENERAL.match(name.name)):
                found.add((name.start, name.end))
        spans: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if spans and (start <= spans[-1][1] or _JOINER.fullmatch(text, spans[-1][1], start)):
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return [span for span in spans if not own or any(_contains(span, name) for name in own)]

    def without(self, question: str) -> str:
        """The normalised question less the names of the documents' places and of those they lie in (江苏太仓; Taicang,
        Jiangsu): they say where to look, not what for."""
        query = normalise(question)
        if not (spans := self._own_spans(query)):
            return query
        bare = _address(*(query[start:end] for start, end in spans)).sub(" ", _replaced(query, spans, "\0"))
        return bare if terms(bare) else query

    def elsewhere(self, question: str, said: Callable[[str], bool]) -> tuple[Place, ...]:
        """The places a question names that no document is about, less those that a place of the documents which it
        names too lies in (江苏太仓, but not 太仓和苏州). ``said`` tells whether a pair of ideographs stands in a
        document: what ends as the name of a place does, but stands in no table and no document, is a place all the same
        (松庐县).
        """
        question = normalise(question)
        own = self._own_spans(question)
        names = [name for name in place_names(question) if name.place.kind in _AREAS and not _GENERAL.match(name.name)]
        others = [name for name in names if not self._is_own(name)]
        around = {larger for name in names if self._is_own(name) for larger in divisions_around(name.place)}
        besides = [name for name in names if not _overlaps(name.span, own)]
        found = [
            replace(name.place, latin="") if _normal(name.place.latin) in self._own else name.place
            for name in others
            if name in besides
            # What the documents' places lie in is asked of beside one of them, or where the question is about it, which
            # 来到浙江 is not; and a comma sets no place beside what it lies in: Taicang, Jiangsu.
            and (
                name.place not in self._around
                or self.lists(question.replace(",", " "), [name.place])
                or (name.place not in around and self.about(question, [name.place]))
            )
            # Beside the name of a place, what is spelled like a county is mostly something there.
            and not (own and name.place.kind == "county" and name.name.isascii())
        ]
        unlisted = _unlisted(_replaced(question, [*own, *(name.span for name in besides)], "\0"), said)
        return tuple(dict.fromkeys([*found, *unlisted]))

    @cached_property
    def _around(self) -> set[Place]:
        """What the documents' places lie in."""
        found = (found for name in self._own for found in place_names(name))
        return {larger for its in found for larger in divisions_around(its.place)}

    def about(self, question: str, places: Sequence[Place]) -> bool:
        """Whether a question is about one of these places rather than about what was done with it (和上海合作)."""
        question = normalise(question)
        before = [question[: match.start()] for match in _pattern(*_names(places)).finditer(question)]
        return any(not _WITH.search(text) for text in before)

    def lists(self, question: str, places: Sequence[Place]) -> bool:
        """Whether a question sets one of these places and one of the documents' side by side (太仓和苏州)."""
        question = normalise(question)
        question = _replaced(question, self._own_spans(question), "\0")
        return bool(_SIDE_BY_SIDE.search(without_places(question, places, "\0")))

    def _own_spans(self, text: str) -> list[tuple[int, int]]:
        """Where a normalised text names the documents' places; of names that overlap the first, and of those that
        begin together the longest."""
        spans: list[tuple[int, int]] = []
        for at, char in enumerate(text):
            for name in self._beginning.get(char, ()):
                if (match := name.match(text, at)) and not (spans and at < spans[-1][1]):
                    spans.append(match.span())
        return spans

    def _is_own(self, name: PlaceName) -> bool:
        """Whether a place is one of the documents'. 泰州 and 台州 are spelled alike in Latin letters, so these count
        where they are what was written, or all that there is."""
        latin = self._only_latin if _is_chinese(name.name) else self._own
        return any(_normal(place.latin) in latin or not self._own.isdisjoint(place.names) for place in name.places)

    def _named(self, question: str) -> list[tuple[tuple[int, int], set[str]]]:
        """Where names stand in a normalised question, with their documents. In 常州市武进区 the first only says where
        the second lies, and of 太仓市 and 太仓 the longer counts."""
        spans: dict[tuple[int, int], set[str]] = {}
        for pattern, source in self._names:
            for match in pattern.finditer(question):
                spans.setdefault(match.span(), set()).add(source)
        inside = {inner for inner in spans for outer in spans if outer != inner and _contains(outer, inner)}
        longest = spans.keys() - inside
        begins = {start for start, _ in longest}
        return [((start, end), spans[start, end]) for start, end in sorted(longest) if end not in begins]


def aligned(text: str) -> str:
    """The text in which positions of its normal form hold: as it is spelled, but for traditional characters."""
    normal, width = normalise(text), unicodedata.normalize("NFKC", text)
    spelling = next((its for its in (text, width) if len(its) == len(normal)), normal)
    if len(width) == len(normal) and width.casefold() == normal:
        return spelling
    pairs = zip(spelling, normal, strict=True)
    return "".join(own if unicodedata.normalize("NFKC", own).casefold() == its else its for own, its in pairs)


def speaks_of(text: str, place: Place) -> bool:
    """Whether a normalised text names a place."""
    return bool(_pattern(*_names([place])).search(text))


def without_places(text: str, places: Sequence[Place], sign: str = " ") -> str:
    """A normalised text with a ``sign`` for each name of these places, the longest first."""
    return _pattern(*_names(places)).sub(sign, text)


def _unlisted(text: str, said: Callable[[str], bool]) -> list[Place]:
    """Places in no table that a normalised text names, where zeros stand for those that are: what stands where a name
    can and ends like one, but is made neither of common words nor of what is ``said`` in a document."""
    return [
        Place((match["name"] + match["ending"], match["name"]), "county", "", "")
        for match in _UNLISTED.finditer(without_manners(text))
        if not NO_NAME.search(match["name"])
        and not any(said(first + second) for first, second in pairwise(match["name"]))
        and not reads_as_words(match["name"], match["ending"], match.string[match.end() : match.end() + 1])
    ]


def _names(places: Sequence[Place]) -> list[str]:
    return [name for place in places for name in (*place.names, place.latin) if name]


def _is_chinese(name: str) -> bool:
    return bool(_IDEOGRAPH.search(name))


def _replaced(text: str, spans: Sequence[tuple[int, int]], sign: str) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + sign + text[end:]
    return text


def _overlaps(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _contains(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


@lru_cache(maxsize=1 << 10)
def _address(*names: str) -> re.Pattern[str]:
    """A zero character, which stands for any of these normalised names, with the names of what these places lie in."""
    around = [larger for name in names for found in place_names(name) for larger in divisions_around(found.place)]
    larger = _pattern(*_names(around)).pattern
    return re.compile(rf"(?:(?:{larger})\s*)*\0(?:,?(?: in)? (?:{larger}))*")


# Every change of a library asks for all its names again.
@lru_cache(maxsize=1 << 15)
def _pattern(*names: str) -> re.Pattern[str]:
    """Any of these names, where several begin together the longest; Latin ones in any case, as whole words."""
    longest_first = sorted(map(_normal, names), key=len, reverse=True)
    return re.compile("|".join(map(_spelling, longest_first)) or "(?!)")


def _spelling(name: str) -> str:
    if _is_chinese(name):
        return re.escape(name)
    return rf"(?<![{_LATIN}])(?i:{re.escape(name)})(?![{_LATIN}])".replace("'", "['’]?")


_normal = lru_cache(maxsize=1 << 15)(normalise)

"""Questions that the documents answer: to begin with, instead of one that they do not answer, and to go on with.

They are made of what the documents say (a sentence with a figure, a heading) by fixed patterns, and each is asked
before it is offered: only those come through that are answered from where they were made.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice, pairwise, zip_longest
from weakref import WeakKeyDictionary

from qa import Answer, Library, Passage, Quote
from qa.documents import Document
from qa.text import CJK
from qa.webtext import Language, language_of, place_name

MAX_OFFERED = 3
MAX_TRIED = 24
"""Questions that are asked at most before some are offered; each takes as long as a visitor's own."""

_SURE = 0.35
"""The least probability of an answer whose question is offered: more than an answer needs, since nobody asked."""

_TITLE_MAX = 30  # characters of a heading that a question repeats

_QUESTIONS: dict[str, dict[Language, str]] = {
    "share": {"zh": "{place}的{thing}是多少？", "en": "What is the {thing} of {place}?"},
    "share, two": {"zh": "{place}和{other}的{thing}各是多少？", "en": "What is the {thing} of {place} and {other}?"},
    "share, nowhere": {"zh": "{thing}是多少？", "en": "What is the {thing}?"},
    "count": {"zh": "{place}有多少{unit}{thing}？", "en": "How many {thing} does {place} have?"},
    "count, two": {
        "zh": "{place}和{other}各有多少{unit}{thing}？",
        "en": "How many {thing} do {place} and {other} have?",
    },
    "count, nowhere": {"zh": "一共有多少{unit}{thing}？", "en": "How many {thing} are there?"},
    "deed": {"zh": "{place}{deed}了多少{unit}{thing}？", "en": "How many {thing} did {place} {deed}?"},
    "deed, nowhere": {"zh": "一共{deed}了多少{unit}{thing}？", "en": "How many {thing} are to {deed}?"},
    "title": {"zh": "关于“{title}”，{place}说了什么？", "en": "What does {place} say about “{title}”?"},
    "title, nowhere": {"zh": "关于“{title}”，文件里说了什么？", "en": "What is said about “{title}”?"},
    "awards": {"zh": "{place}获得过哪些荣誉？", "en": "Which awards did {place} receive?"},
    "schools": {"zh": "{place}为学校做了什么？", "en": "What does {place} do for schools?"},
    "schools, two": {"zh": "{place}和{other}为学校做了什么？", "en": "What do {place} and {other} do for schools?"},
    "young": {"zh": "{place}为青少年做了什么？", "en": "What does {place} do for young people?"},
    "young, two": {
        "zh": "{place}和{other}为青少年做了什么？",
        "en": "What do {place} and {other} do for young people?",
    },
    "companies": {"zh": "{place}怎样支持企业？", "en": "How does {place} support companies?"},
    "companies, two": {"zh": "{place}和{other}怎样支持企业？", "en": "How do {place} and {other} support companies?"},
}
_TOPICS = ("companies", "schools", "young", "awards")
"""What plans and reports of many places speak of."""

_UNITS = "家个名人所项座场期位支篇次"
_DEED = "举办|开展|培训|组织|实施|评选|发表|支持"
_FIGURES: dict[Language, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "zh": (
        (
            "share",
            re.compile(rf"(?P<thing>[{CJK}]{{2,12}}(?:比例|比率|占比|率))[{CJK}]{{1,2}}(?P<figure>\d[\d.]*)[%％]"),
        ),
        (
            "count",
            re.compile(
                rf"(?:[现共]有|拥有|建有|建成|设有)(?:各级|各类|全[市区县])*(?P<thing>[{CJK}]{{3,10}}?)[达共]?\s*"
                rf"(?P<figure>\d+)(?P<unit>[{_UNITS}])(?![{CJK}])"
            ),
        ),
        (
            "deed",
            re.compile(
                rf"(?P<deed>{_DEED})(?P<thing>(?:(?!{_DEED})[{CJK}]){{2,10}}?)\s*"
                rf"(?P<figure>\d+)(?P<unit>[{_UNITS}])(?![{CJK}])"
            ),
        ),
    ),
    "en": (
        ("count", re.compile(r"\b(?:has|have|had) (?P<figure>\d[\d,.]*) (?P<thing>[a-z-]+)\b")),
        ("deed", re.compile(r"\b(?:will|did|to) (?P<deed>[a-z]+) (?P<figure>\d[\d,.]*) (?P<thing>[a-z-]+)\b")),
    ),
}
_OWN = re.compile(r"^(?:[我本全][市区县省])?(?:的|各级|各类|具备)?")
_TITLE = re.compile(r"[^—\-·.\d].{3,}")


@dataclass(frozen=True)
class _Candidate:
    """A question, the documents that have to answer it, and what its first quote or the section of it has to hold."""

    question: str
    sources: frozenset[str]
    holds: str = ""

    def is_answered(self, answer: Answer) -> bool:
        if answer.probability < _SURE:
            return False
        if len(self.sources) > 1:
            return answer.compared and not answer.silent and {quote.source for quote in answer.quotes} == self.sources
        best = answer.quotes[0] if answer.quotes else None
        return best is not None and best.source in self.sources and self.holds in f"{best.passage.section}\n{best.text}"


_kept: WeakKeyDictionary[Library, tuple[Sequence[Document], dict[Language, list[str]]]] = WeakKeyDictionary()


def examples(library: Library, language: Language) -> list[str]:
    """Questions to begin with, in this language; kept until the documents change."""
    documents = library.documents
    known, offered = _kept.get(library, ((), {}))
    if known is not documents:
        offered = {}
        _kept[library] = documents, offered
    if language not in offered:
        offered[language] = _answered(library, _to_begin_with(documents, language))
    return offered[language]


def instead(library: Library, question: str, near: Iterable[Passage], sources: Collection[str] = ()) -> list[str]:
    """Questions that these ``sources`` answer, made of the passages nearest to one that they do not answer."""
    language = language_of(question)
    documents = {document.source: document for document in library.documents}
    near_it = (
        candidate
        for passage in near
        if (document := documents.get(passage.source))
        for candidate in (
            *_of_figures(document, [passage.text], language),
            *_of_titles(document, passage.section.split(" · ")[:1], language),
        )
    )
    of_these = [document for document in library.documents if not sources or document.source in sources]
    return _answered(library, chain(islice(near_it, MAX_TRIED // 2), _to_begin_with(of_these, language)), sources)


def next_section(library: Library, quote: Quote, language: Language, sources: Collection[str] = ()) -> list[str]:
    """A question for the section behind a quote's in its document; none where there is none."""
    document = library.document(quote.source)
    titles = (block.text for block in document.blocks if block.kind == "heading" and block.start > quote.end)
    return _answered(library, islice(_of_titles(document, titles, language), 2), sources, most=1)


def _answered(
    library: Library, candidates: Iterable[_Candidate], sources: Collection[str] = (), most: int = MAX_OFFERED
) -> list[str]:
    """The first of these questions that are answered as they should be."""
    offered: dict[str, None] = {}
    for candidate in islice(candidates, MAX_TRIED):
        if candidate.is_answered(library.ask(candidate.question, sources=sources)):
            offered[candidate.question] = None
        if len(offered) == most:
            break
    return list(offered)


def _to_begin_with(documents: Sequence[Document], language: Language) -> Iterator[_Candidate]:
    """Questions of each kind in turn, each kind beginning with another document."""
    few = list(documents[:MAX_TRIED])
    turned = [*few[1:], *few[:1]]
    kinds: tuple[Iterable[_Candidate | None], ...] = (
        (one for document in few for one in islice(_of_figures(document, _prose(document), language), 2)),
        (_candidate(topic, document, language) for document, topic in zip(turned, cycle(_TOPICS)) if document.place),
        chain(
            (pair for document in few for pair in _pairs(document, few, language)),
            (_pair(topic, *two, language) for topic, two in zip(cycle(_TOPICS[:3]), pairwise(turned))),
        ),
        (one for document in few for one in islice(_of_titles(document, _titles(document), language), 1)),
    )
    for in_turn in zip_longest(*kinds):
        yield from (candidate for candidate in in_turn if candidate)


def _prose(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind == "paragraph"]


def _titles(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind == "heading" and block.text not in document.title]


def _of_figures(document: Document, texts: Iterable[str], language: Language) -> Iterator[_Candidate]:
    for kind, match in _figures(texts, language):
        yield _candidate(kind, document, language, match["figure"], **_parts(match))


def _of_titles(document: Document, titles: Iterable[str], language: Language) -> Iterator[_Candidate]:
    for title in titles:
        if _TITLE.fullmatch(title) and len(title) <= _TITLE_MAX and language_of(title) == language:
            inner = title.translate({ord("“"): "‘", ord("”"): "’"})
            yield _candidate("title", document, language, title, title=inner)


def _pairs(document: Document, others: Iterable[Document], language: Language) -> Iterator[_Candidate]:
    """The figures of a document asked of two places, where the other's document speaks of the thing too."""
    for kind, match in _figures(_prose(document), language):
        thing = _parts(match)["thing"]
        for other in others:
            if kind != "deed" and any(thing[-4:] in text for text in _prose(other)):
                yield from filter(None, [_pair(kind, document, other, language, **_parts(match))])


def _candidate(kind: str, document: Document, language: Language, holds: str = "", **parts: str) -> _Candidate:
    place = place_name(document, language)
    question = _QUESTIONS[kind if place else f"{kind}, nowhere"][language].format(place=place, **parts)
    return _Candidate(question, frozenset([document.source]), holds)


def _pair(kind: str, one: Document, two: Document, language: Language, **parts: str) -> _Candidate | None:
    place, other = place_name(one, language), place_name(two, language)
    if not place or not other or place == other:
        return None
    question = _QUESTIONS[f"{kind}, two"][language].format(place=place, other=other, **parts)
    return _Candidate(question, frozenset((one.source, two.source)))


def _figures(texts: Iterable[str], language: Language) -> Iterator[tuple[str, re.Match[str]]]:
    for text in texts:
        for kind, pattern in _FIGURES[language]:
            yield from ((kind, match) for match in pattern.finditer(text))


def _parts(match: re.Match[str]) -> dict[str, str]:
    return {**match.groupdict(), "thing": _OWN.sub("", match["thing"])}

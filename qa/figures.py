"""Quotes of several places -> the figure that each gives, where these may be set side by side in a chart.

A chart says at a glance that two figures are of one kind. So there is none unless every quote gives exactly one
figure of the kind asked for, of the same unit, the same thing, the same scope and, as far as they say, the same
year. What is doubtful is refused: the quotes say it better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.quoting import Quote
from qa.text import CJK, normalise, terms

_PLAIN = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Full-width letters, digits and signs as those of ASCII, one for one, so that places in the text stay."""

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_ABOUT = r"余|多|来|几|\+"
_FIGURE = re.compile(
    rf"(?<![\d.+A-Za-z/])(?<!\d,)(?P<number>{_NUMBER})(?P<about>{_ABOUT})?\s*"
    rf"(?P<unit>[十百千万亿]*(?:{_ABOUT})?(?:个?百分点|人次|人天|场次|项次|批次|公里|平方米|小时|分钟|美元|%|‰|[{CJK}]|[A-Za-z]+)|)"
)
_RANGE = re.compile(rf"{_NUMBER}[%‰{CJK}]{{0,3}}?\s*(?:[-–—~～至到])\s*{_NUMBER}")
_NO_AMOUNT = re.compile(r"(?:个?百分点|[年月日岁届号时点]|小时|分钟|st|nd|rd|th)$")
"""Units of dates, ranks, durations and differences. They are no amount of anything a place has."""

_SHARE = re.compile(
    r"比例|比率|占比|比重|[^效速]率(?!先)|百分之几|\b(?:percent|per cent|percentage|proportion|share|rate)\b"
)
_AMOUNT = re.compile(r"多少|几[^\s,，、]|\bhow (?:many|much)\b")
_ASKED_UNIT = re.compile(
    r"(?:多少|几)([万亿]*(?:人次|场次|项次|批次|公里|美元|[家个名人位项次期篇场条座所支份间类只本件台套户亩元吨门部册处]))"
)
_ALIKE = ("人名位", "家个所座处")
"""Measure words of which one asks and another answers."""

_PARTS = re.compile(r"(?:其中|包括|\b(?:of which|including)\b)[^。；;]*")
"""What a total is made of. It is not the total."""

_SENTENCE = re.compile(r"[。！？!?；;\n]|\.(?=\s|$)")
_CLAUSE = re.compile(r"[。！？!?；;\n：:、，（）()“”]|\.(?=\s|$)|,(?!\d)")
_BOUND_BEFORE = re.compile(
    r"(?:近|约|超过?|逾|突破|至少|不[少低]于|不足|over|about|nearly|more than|less than|at least|up to|around|almost|"
    r"approximately|some)\s*$"
)
_BOUND_BEHIND = re.compile(r"\s*(?:以上|以下|左右|上下|多|余|or more|or so)")
_REACHES = re.compile(
    r"(?:达到?|[增提扩升降][加高大升至到为]*|现?有|共有?|为|是|至|到|建[成有]|拥有|累计|发展|已|了|的|\s)+$"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SCOPES = {
    name: re.compile(pattern)
    for name, pattern in {
        "world": r"国际|世界|全球|\b(?:international|world)",
        "nation": r"全国|国家级|\bnational",
        "province": r"全省|省级|\bprovincial",
        "city": r"市级|\bmunicipal",
        "county": r"[区县镇]级|\b(?:county|district)-level",
        "change": r"(?:新增|新建|新设|净增|新认定|增加|增长|提高|提升|上升|下降|减少)(?![至到为成])|\b(?:new|by)\b",
        "sum": r"累计|\bin total\b",
        "average": r"平均|人均|年均|每[年月]|\b(?:average|annual|per)\b",
        "plan": r"将|力争|争取|目标|计划|预计|拟|确保|未来|今后|下一步|\b(?:will|plans?|aims?|target|expected)\b",
    }.items()
}
_EMPTY = {"我市", "全市", "我区", "全区", "我县", "全县", "现有", "达到", "the", "has", "had", "are", "was", "were"}


@dataclass(frozen=True)
class Figure:
    """A figure of a quote: as it stands there, its amount, and the unit that the amount counts in (``万人``)."""

    text: str
    amount: float
    unit: str


@dataclass(frozen=True)
class _Found:
    """A figure with what its quote says of it: the clause it stands in, what it counts, of which years and scope."""

    figure: Figure
    clause: str
    thing: str
    years: frozenset[str]
    scope: frozenset[str]


def comparable_figures(question: str, quotes: Sequence[Quote]) -> tuple[Figure, ...]:
    """The figure asked for in each of these quotes, in their order; none where a chart of them could mislead."""
    found = [_only_figure(normalise(question), quote) for quote in quotes]
    sure = [one for one in found if one]
    if len(sure) < max(2, len(found)):
        return ()
    same = (
        len({one.figure.unit for one in sure}) == 1
        and len({one.scope for one in sure}) == 1
        and len(frozenset().union(*(one.years for one in sure))) <= 1
        and _of_one_thing(normalise(question), sure)
    )
    return tuple(one.figure for one in sure) if same and any(one.figure.amount for one in sure) else ()


def _only_figure(question: str, quote: Quote) -> _Found | None:
    """The figure asked for, where the quote gives exactly one and gives it exactly."""
    text = quote.text.translate(_PLAIN)
    whole = _PARTS.sub(lambda parts: " " * len(parts[0]), text)
    fitting = [match for match in _figures(whole) if _fits(question, match["unit"])]
    if len(fitting) != 1 or _is_vague(whole, fitting[0]) or _in_words(whole, fitting[0]["unit"]):
        return None
    match = fitting[0]
    opening = max((end.end() for end in _SENTENCE.finditer(whole, 0, match.start())), default=0)
    begin = max((end.end() for end in _CLAUSE.finditer(whole, 0, match.start())), default=0)
    behind = next((end.start() for end in _CLAUSE.finditer(whole, match.end())), len(whole))
    said = normalise(whole[opening:behind])
    clause = normalise(whole[begin:behind])
    scope = {name for name, pattern in _SCOPES.items() if name != "plan" and pattern.search(clause)}
    if _SCOPES["plan"].search(f"{quote.passage.section} {said}"):
        scope.add("plan")
    figure = Figure(
        quote.text[match.start() : match.end()].strip(),
        float(match["number"].replace(",", "")),
        normalise(match["unit"]),
    )
    thing = _thing(whole[begin : match.start()], whole[match.end() : behind])
    return _Found(figure, clause, thing, frozenset(_YEAR.findall(said)), frozenset(scope))


def _figures(text: str) -> Iterator[re.Match[str]]:
    """The amounts in a text: its numbers, less dates, ranks and what only looks like a number."""
    for match in _FIGURE.finditer(text):
        is_year = _YEAR.fullmatch(match["number"]) and not match["unit"]
        ranks = re.search(r"(?:第|No\.)\s*$", text[: match.start()])
        is_sum = match["about"] == "+" and text[match.end() :][:1].isdigit()
        if not (is_year or ranks or is_sum or _NO_AMOUNT.search(match["unit"])):
            yield match


def _fits(question: str, unit: str) -> bool:
    """Whether a figure of this unit may be what is asked for."""
    if _SHARE.search(question):
        return unit in ("%", "‰", "percent")
    if not _AMOUNT.search(question) or unit in ("%", "‰", "percent"):
        return False
    if re.fullmatch(r"[a-z]+", unit.casefold()):
        return unit.casefold() in question.split()
    asked = _ASKED_UNIT.search(question)
    if not asked:
        return True
    bare, wanted = unit.lstrip("十百千万亿余多来几+"), asked[1].lstrip("万亿")
    return bare == wanted or any(bare in alike and wanted in alike for alike in _ALIKE if bare)


def _is_vague(text: str, match: re.Match[str]) -> bool:
    """Whether a figure is only a bound, about right, or the end of a range."""
    return bool(
        match["about"]
        or re.search(_ABOUT, match["unit"])
        or _BOUND_BEFORE.search(text[: match.start()])
        or _BOUND_BEHIND.match(text, match.end())
        or any(span.start() <= match.start() < span.end() for span in _RANGE.finditer(text))
    )


def _in_words(text: str, unit: str) -> bool:
    """Whether the text gives another figure of the unit, written in ideographs."""
    numeral = "[一二两三四五六七八九十百千万亿零〇]"
    if unit in ("%", "‰"):
        return bool(re.search(rf"百分之{numeral}|{numeral}成", text))
    return bool(re.search(rf"{numeral}{re.escape(unit)}", text))


def _thing(before: str, behind: str) -> str:
    """The last two ideographs of what is counted: 9家科普基地, 科普基地9家."""
    said = re.match(rf"[{CJK}]+", behind) or re.search(rf"[{CJK}]+$", _REACHES.sub("", before))
    return normalise(said[0])[-2:] if said else ""


def _of_one_thing(question: str, found: Sequence[_Found]) -> bool:
    """Whether the figures count one thing: the same, and the one asked for as far as a question of the same script
    tells; shares, which are worded in many ways, have to share a word."""
    common = set.intersection(*({term for term in terms(one.clause) if len(term) > 1} for one in found))
    chinese = re.search(f"[{CJK}]", question) is not None
    if found[0].figure.unit not in ("%", "‰"):
        things = {one.thing for one in found}
        if len(things) > 1 or (chinese and not things <= {"", *terms(question)}):
            return False
    words = {term for term in common - _EMPTY if not term[0].isdigit()}
    return bool(words & set(terms(question)) if chinese else words)

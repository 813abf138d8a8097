"""Names of places in a text: the provinces, cities, counties and districts of China, and the cities and countries
of the world, in Chinese and in Latin letters.

A name counts where it can hardly be anything else: 和平 and 新建 are words, so of these districts only 和平区 and
新建区 are found. The table comes with the package; `qa.gazetteer.make` says from where.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast

from qa.text import CJK

Kind = Literal["country", "province", "city", "county"]
NO_NAME = re.compile(
    "国家|[全本我你他她它们咱这那贵该各某每哪一二三两几多个城社园地辖郊老新旧市县区大小中外内是在的和与对向为由从把被让到]"
)
"""What is in no proper name of a place, but in what looks like one (全市, 社区, 哪个县)."""

DATA = Path(__file__).with_name("gazetteer")
TABLE, NEIGHBOURS = DATA / "places.tsv", DATA / "neighbours.tsv"

_BEFORE_NAMES = "那这和与在再还"  # they stand before names all the time (那日本呢), whatever words they end in
_LATIN_WORD = re.compile(rf"[^\W\d_{CJK}]+(?:['’-][^\W\d_{CJK}]+)*")
_SURNAME = re.compile(
    "wang|li|zhang|liu|chen|huang|zhao|wu|zhou|xu|sun|ma|zhu|hu|guo|he|lin|gao|luo|zheng|liang|xie|song|tang|deng|han|feng|"
    "cao|peng|zeng|xiao|tian|dong|pan|yuan|cai|jiang|yu|du|ye|cheng|wei|su|ding|ren|lu|yao|shen|zhong|cui|tan|fan|liao|"
    "shi|jin|jia|xia|fu|fang|zou|xiong|bai|meng|qin|qiu|hou|yan|xue|lei|duan|hao|kong|shao|mao|gu|lai|kang|qian|niu|hong"
)
_NUMBERED = re.compile(r"-\d")
_LATIN_WORDS_MAX = 4  # words in a name
# What follows when the name is only the beginning of the name of an institution or a street (南京理工大学).
_INSTITUTION = re.compile(
    "(?:理工|交通|师范|工业|农业|林业|科技|工程|医科|财经|外国语|中医药?|航空航天|邮电|电力|石油|海洋|电子|信息|职业|技术){0,3}"
    "(?:大学|学院|银行|路|大道|大街|合作组织|证券)"
)


@dataclass(frozen=True)
class Place:
    """A place and its Chinese ``names``, the full one first (苏州市, 苏州); ``latin`` is empty where its spelling
    is not its own. ``within`` is the full name of the next larger division, or the country."""

    names: tuple[str, ...]
    kind: Kind
    within: str
    latin: str

    @property
    def short(self) -> str:
        """The name that people use: the shortest Chinese one, else the Latin one."""
        return min(self.names, key=len) if self.names else self.latin


@dataclass(frozen=True)
class PlaceName:
    """The name of a place standing at ``text[start:end]``. Several places may bear it (鼓楼区), the largest first."""

    name: str
    start: int
    end: int
    places: tuple[Place, ...]

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.start, self.end

    @property
    def place(self) -> Place:
        """The largest of the places of this name."""
        return self.places[0]


def place_names(text: str) -> list[PlaceName]:
    """The names of places in a text, in its order; of names that overlap the longest, and of these the first.

    Chinese names are found in simplified characters; Latin ones whatever their case.
    """
    return sorted((*_chinese(text), *_latin(text)), key=lambda found: found.start)


def divisions_around(place: Place) -> list[Place]:
    """The larger divisions that a place lies in, the next one first (苏州 and 江苏 around 太仓)."""
    found: list[Place] = []
    while larger := _table().places.get((found[-1] if found else place).within):
        found.append(larger[0])
    return found


def reads_as_words(name: str, ending: str, following: str) -> bool:
    """Whether what looks like a name with the ``ending`` of one is common words: because it holds one (停车区), ends in
    one (夜市, 自贸区), or because one begins where it ends, with the character ``following`` (市场)."""
    behind = _table().behind
    return (
        any(second in behind.get(first, "") for first, second in pairwise(name))
        or any(ending in behind.get(beginning, "") for beginning in (name[-1], name[-2:]))
        or (following != "" and following in behind.get(ending, ""))
    )


def _chinese(text: str) -> Iterator[PlaceName]:
    table = _table().chinese
    at = 0
    while at < len(text) - 1:
        for name in table.get(text[at : at + 2], ()):
            end = at + len(name)
            if text.startswith(name, at) and not _INSTITUTION.match(text, end) and not _across_words(text, at, end):
                yield PlaceName(name, at, end, _table().places[name])
                at = end - 1
                break
        at += 1


def _across_words(text: str, start: int, end: int) -> bool:
    """Whether a name of two characters is the end of one word and the beginning of the next (创新|和|实践). Where a
    clause begins, a city of China is meant rather than a single character and a word (太原|有, not 太|原有)."""
    if end - start > 2:
        return False
    before, behind = _table().before.get(text[start], frozenset()), _table().behind.get(text[end - 1], "")
    ends = start > 0 and text[start - 1] in before
    begins = end < len(text) and text[end] in behind
    first = start == 0 or not text[start - 1].isalnum()
    if begins and first and _is_city_of_china(_table().places[text[start:end]][0]):
        return False
    return (ends and (begins or "*" in behind)) or (begins and "*" in before)


def _is_city_of_china(place: Place) -> bool:
    return place.kind == "province" or any(larger.kind == "province" for larger in divisions_around(place)[:1])


def _latin(text: str) -> Iterator[PlaceName]:
    words = list(_LATIN_WORD.finditer(text))
    at = 0
    while at < len(words):
        for count in range(min(_LATIN_WORDS_MAX, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + count - 1].end()
            written = re.sub(r"['’]s$", "", text[start:end])
            if at and count == 1 and _SURNAME.fullmatch(words[at - 1].group().casefold()):
                continue  # Li Haining is a person, Haining a city
            if _NUMBERED.match(text, end):
                continue  # Shenzhou-4 is a spacecraft, Shenzhou a city
            if found := _table().places.get(_key(written)):
                yield PlaceName(written, start, start + len(written), found)
                at += count - 1
                break
        at += 1


@dataclass(frozen=True)
class _Table:
    places: Mapping[str, tuple[Place, ...]]
    """By Chinese name, and by Latin name in lower case."""

    chinese: Mapping[str, tuple[str, ...]]
    """By their first two characters, the Chinese names, longest first."""

    behind: Mapping[str, str]
    """What stands behind a character in common words; an asterisk where it is a frequent word by itself. For two
    characters, with which of the endings of names they are a common word (自贸区)."""

    before: Mapping[str, Set[str]]
    """The same of what stands before a character."""


@cache
def _table() -> _Table:
    """Read once, when first needed."""
    places: dict[str, list[Place]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        kind, within, latin, *names = line.split("\t")
        place = Place(tuple(names), cast(Kind, kind), within, latin)
        for name in filter(None, (*names, _key(latin))):
            places.setdefault(name, []).append(place)
    chinese: dict[str, list[str]] = {}
    for name in sorted(places, key=len, reverse=True):
        if re.match(f"[{CJK}]", name):
            chinese.setdefault(name[:2], []).append(name)
    neighbours = (line.split("\t") for line in NEIGHBOURS.read_text(encoding="utf-8").splitlines())
    behind = dict(neighbours)
    before: dict[str, set[str]] = defaultdict(set)
    for char, those in behind.items():
        for other in those if len(char) == 1 else ():
            if other == "*":
                before[char].add(other)
            elif char not in _BEFORE_NAMES:
                before[other].add(char)
    return _Table(
        {name: tuple(sorted(those, key=_rank)) for name, those in places.items()},
        {opening: tuple(names) for opening, names in chinese.items()},
        behind,
        before,
    )


def _key(latin: str) -> str:
    """Huai'an and Huaian, in any case, are one name."""
    return latin.casefold().replace("'", "").replace("’", "")


def _rank(place: Place) -> int:
    return ("country", "province", "city", "county").index(place.kind)

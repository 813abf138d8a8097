"""Blocks -> title, place, date and language, as a document itself shows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa.layout import Block
from qa.places import Place, place_names
from qa.text import CJK, is_chinese, normalise, undouble

_READ = 8_000  # characters from the beginning that are looked at
_TITLE_WEIGHT = 5  # how many mentions one in the title counts for
_MENTIONS_MIN = 2
_SHARE_MIN = 0.3  # of all mentions of cities and counties, those of the place that a document is about
_DATED_BLOCKS = 12  # at the beginning and at the end of a document
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-年./]\s*(0?[1-9]|1[0-2])(?:\s*[-月./]\s*(0?[1-9]|[12]\d|3[01])\s*日?|\s*月)")
_DATE_LINE_MAX = 60
_DATE_WORDS = re.compile(
    r"来源|发布|印发|成文|时间|日期|记者|编辑|发稿|更新|星期|周[一二三四五六日]|"
    r"\b(?:published|posted|updated|date|source)\b",
    re.IGNORECASE,
)
_UNLISTED = re.compile(rf"(?<![{CJK}])([{CJK}]{{2,3}}?)(?=[市县区])(.)(?![域场间别值价面容])")
_NO_NAME = re.compile("国家|[全本我该各某一二三两几多城社园地辖郊老新旧市县区大小中外内是在的和与对向为由从把被让到]")


@dataclass(frozen=True)
class Guess:
    """What a document seems to say of itself; an empty string where it says nothing."""

    title: str
    place: str
    names: tuple[str, ...]
    date: str
    language: str


def guess(blocks: Sequence[Block], stem: str, title: str = "") -> Guess:
    """Title (unless it is known), place, date and language of a document in a file called ``stem``."""
    text = "\n".join(_beginning(blocks))
    language = "zh" if is_chinese(text) else "en"
    title = title or _title(blocks) or stem
    place = _place(normalise(title), normalise(text))
    names = tuple(dict.fromkeys((*place.names, place.latin))) if place else ()
    names = tuple(name for name in names if name)
    shown = (place.latin if language == "en" else "") or place.short if place else ""
    return Guess(title, shown, names, _date(blocks), language)


def _beginning(blocks: Sequence[Block]) -> list[str]:
    texts: list[str] = []
    room = _READ
    for block in blocks:
        texts.append(block.text[:room])
        room -= len(block.text)
        if room <= 0:
            break
    return texts


def _title(blocks: Sequence[Block]) -> str:
    headings = (undouble(block.text) for block in blocks if block.kind == "heading")
    return next((heading for heading in headings if len(re.findall(rf"[^\W\d_{CJK}]{{2,}}|[{CJK}]", heading)) > 1), "")


def _place(title: str, text: str) -> Place | None:
    """The city or county that is named most, or else the province, country or place that no table knows."""
    mentions: Counter[Place] = Counter()
    for part, weight in ((title, _TITLE_WEIGHT), (text, 1)):
        for found in place_names(part):
            mentions[found.place] += weight
    for kinds in (("city", "county"), ("province",)):
        counts = Counter({place: count for place, count in mentions.items() if place.kind in kinds})
        if kinds == ("province",) and (unlisted := _unlisted(text)):
            return unlisted
        if counts:
            place, count = counts.most_common(1)[0]
            if count >= _MENTIONS_MIN and count >= _SHARE_MIN * counts.total():
                return place
    return None


def _unlisted(text: str) -> Place | None:
    """A place in no table, known by the ending of its name (云溪县)."""
    found: Counter[tuple[str, str]] = Counter()
    for match in _UNLISTED.finditer(text):
        if not _NO_NAME.search(match[1]):
            found[match[1], match[2]] += 1
    for (name, suffix), _ in found.most_common(1):
        if text.count(name) >= _MENTIONS_MIN:
            return Place((name + suffix, name), "county", "", "")
    return None


def _date(blocks: Sequence[Block]) -> str:
    """The date on a line of its own, or beside the source, near the beginning or the end."""
    near = [*blocks[:_DATED_BLOCKS], *blocks[max(_DATED_BLOCKS, len(blocks) - _DATED_BLOCKS) :]]
    for block in near:
        if len(block.text) > _DATE_LINE_MAX or not (match := _DATE.search(block.text)):
            continue
        rest = block.text[: match.start()] + block.text[match.end() :]
        if _DATE_WORDS.search(rest) or not re.sub(r"[\W\d_]", "", rest):
            return "-".join(part.zfill(2) for part in match.groups() if part)
    return ""

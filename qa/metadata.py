"""Blocks -> title, place, date and language, as a document itself shows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa.layout import Block
from qa.places import NO_NAME, Place, place_names
from qa.spelling import spelled
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
# What a place or a body in no table is called by (云溪县, 云溪高新区), and what only looks like it (全市, 社区).
_BODY = r"(?:高新技术产业开发区|经济技术开发区|高新技术开发区|高新区|经开区|开发区|产业园|科技园)"
_UNLISTED = re.compile(rf"(?<![{CJK}])([{CJK}]{{2,3}}?)({_BODY}|[市县区](?![域场间别值价面容]))")
_UNLISTED_BODY = re.compile(rf"(?<![{CJK}])([{CJK}]{{2}})((?:[{CJK}]{{2}})?{_BODY})")
_ENGLISH_UNLISTED = re.compile(
    r"\b([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?) (?:Town|City|District|County|Borough|Village|Parish)\b|"
    r"\b(?:Town|City|District|County|Borough|Village|Parish) of ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)"
)
_NO_ENGLISH_NAME = re.compile(r"\b(?:The|A|An|Our|This|Your|Each|Every|Its|Their|In|Of|For|And|Annual|New|Inner|Old)\b")
_BYLINE = re.compile(r"记者|通讯员|实习生|供稿|^By [A-Z]|^\d+$|Correspondent$")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9'’&,:-]*(?: [A-Z0-9'’&,:-]+){2,}(?= [A-Z]?[a-z])")
_TITLE_MAX = 120  # characters


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
    place = _place(title, text, language)
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
    """What stands above the text, in whichever kind of print, or the first heading."""
    first = [block.text for block in blocks[:1] if block.kind != "heading" and len(block.text) <= _TITLE_MAX]
    above = [text for text in first if not re.search(r"[。；;.!?！？]", text)]
    capitals = [match[0] for block in blocks[:1] if (match := _CAPITALS.match(block.text))]
    headings = [undouble(block.text) for block in blocks if block.kind == "heading" and len(block.text) <= _TITLE_MAX]
    for text in (*above, *capitals, *headings):
        title = re.sub(r"^#+\s*", "", text)
        if len(re.findall(rf"[^\W\d_{CJK}]{{2,}}|[{CJK}]", title)) > 1 and not _BYLINE.search(title):
            return title
    return ""


def _place(title: str, text: str, language: str) -> Place | None:
    """The city or county that is named most, whether a table knows it or only the ending of its name tells, or else the
    province or country. ``title`` and ``text`` in the case and script they are written in."""
    unlisted = _unlisted(f"{title}\n{text}") if language == "zh" else _english_unlisted(f"{title}\n{text}")
    mentions: Counter[Place] = Counter()
    for part, weight in ((title, _TITLE_WEIGHT), (text, 1)):
        if unlisted:  # 苇津市 is not 津市
            for name in filter(None, (*unlisted.names, unlisted.latin)):
                mentions[unlisted] += weight * part.count(name)
                part = part.replace(name, " ")
        for found in place_names(normalise(part)):
            mentions[found.place] += weight
    for kinds in (("city", "county"), ("province",)):
        counts = Counter({place: count for place, count in mentions.items() if place.kind in kinds})
        if counts:
            place, count = counts.most_common(1)[0]
            if count >= _MENTIONS_MIN and count >= _SHARE_MIN * counts.total():
                return place
    return None


def _unlisted(text: str) -> Place | None:
    """The place or body in no table that is named most, known by the ending of its name."""
    found: Counter[tuple[str, str]] = Counter()
    for pattern in (_UNLISTED, _UNLISTED_BODY):
        for match in pattern.finditer(text):
            if not NO_NAME.search(match[1]) and not _is_listed(match[1] + match[2]):
                found[match[1], match[2]] += 1
    if not found:
        return None
    name, _ = max(found, key=lambda parts: (text.count(parts[0]), found[parts], -len(parts[0])))
    endings = sorted((ending for its, ending in found if its == name), key=lambda ending: -found[name, ending])
    return Place((*(name + ending for ending in endings), name), "county", "", spelled(name))


def _is_listed(name: str) -> bool:
    return any(found.name == name for found in place_names(name))


def _english_unlisted(text: str) -> Place | None:
    """The town that an English text names most, known by what stands beside its name (Exampleton Town Council)."""
    found = [match[1] or match[2] for match in _ENGLISH_UNLISTED.finditer(text)]
    found += [name.split()[-1] for name in found]  # the word before a name may be the end of a heading
    names = [name for name in found if not _NO_ENGLISH_NAME.search(name) and not place_names(name)]
    if not names:
        return None
    return Place((), "county", "", max(names, key=lambda name: (text.count(name), -len(name))))


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

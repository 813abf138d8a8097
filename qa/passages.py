"""Document -> passages: pieces of 40 to 320 characters that end where sentences end and stay in their section."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any

from qa.documents import Document
from qa.layout import Block
from qa.text import clauses, normalise, sentences

# Lengths in characters. Short paragraphs are put together up to SIZE; parts of about SIZE are what one is cut into that
# is longer than MAX.
MIN, SIZE, MAX = 40, 200, 320
SENTENCE_MAX = 200

_OPENING = ("heading", "label")
# How what only announces the next sentence looks: see _announce.
_LEADS_ON = ("：", ":", "？", "?")
_SHORT = re.compile(r"[^，,；;、]{1,16}。")
_NUMBER = re.compile(r"^(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]|[一二三四五六七八九十]是)\s*")
_STATES = re.compile(r"\d|[两二三四五六七八九十百千万]+[个家名位人座所处间次场项条支]|[是在叫说]|位于")


@dataclass(frozen=True)
class Sentence:
    """A sentence (or heading, or a clause of an over-long sentence) of a passage: ``passage.text[at:at + len(text)]``,
    standing at ``start`` to ``end`` of the source file. ``announces`` tells that it says what the next one is about
    and no more: headings, also those printed in a paragraph (唱响学术交流品牌。), questions, what ends in a colon."""

    text: str
    at: int
    start: int
    end: int
    announces: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document as it stands there.

    ``start`` and ``end`` are the half-open range of characters in the source file (``source`` is its name);
    without white space and mark-up, that range equals ``text`` without white space. ``score`` is between 0 and 1
    and comparable between questions; 0 before a question was asked. ``section`` is the heading it stands under,
    ``page`` the page on which it begins, counted from 1; None in a format without pages.
    """

    text: str
    source: str
    start: int
    end: int
    score: float = 0.0
    title: str = ""
    place: str = ""
    section: str = ""
    page: int | None = None
    packed: bytes = field(default=b"", repr=False)
    """Its sentences as numbers, for few of many passages are ever quoted: see :func:`pack`."""
    id: int = field(default=0, repr=False)
    """A positive 63-bit number that follows from what is embedded and where it stands in its file."""

    @property
    def in_context(self) -> str:
        """What is embedded and searched: the normalised passage behind the place, title and section it is of."""
        return normalise(f"{self.place} {self.title}\n{self.section}\n{self.text}")

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, in their order; they hold every character of it but the space between them."""
        numbers = array("I")
        numbers.frombytes(self.packed)
        rows = zip(*[iter(numbers)] * 5, strict=True)
        return tuple(
            Sentence(self.text[at : at + length], at, start, end, bool(announces))
            for at, length, start, end, announces in rows
        )

    def to_dict(self) -> dict[str, Any]:
        """The public fields, for JSON."""
        fields = asdict(self)
        del fields["packed"], fields["id"]
        return fields


def pack(sentences: Iterable[Sentence]) -> bytes:
    """What :attr:`Passage.sentences` reads: five numbers for each, its text left out, which stands in the passage."""
    numbers = array("I")
    for sentence in sentences:
        numbers.extend((sentence.at, len(sentence.text), sentence.start, sentence.end, sentence.announces))
    return numbers.tobytes()


def split(document: Document) -> list[Passage]:
    """The passages of a document, in its order. Every readable character is in exactly one of them."""
    return [
        _passage(document, section, units)
        for section, paragraphs in _groups([_as_prose(block) for block in document.blocks])
        for units in _pack(paragraphs)
    ]


@dataclass(frozen=True)
class _Unit:
    """A range of a block that is never cut: a sentence, a clause of an over-long one, or a whole heading."""

    block: Block
    start: int
    end: int
    announces: bool

    @property
    def length(self) -> int:
        return self.end - self.start


def _as_prose(block: Block) -> Block:
    """The block, or, where it is marked as a heading and longer than any sentence may be, the paragraph that it is."""
    return replace(block, kind="paragraph") if block.kind == "heading" and len(block.text) > SENTENCE_MAX else block


def _units(block: Block) -> list[_Unit]:
    if block.kind in _OPENING:
        return [_Unit(block, 0, len(block.text), announces=True)]
    whole = sentences(block.text)
    pieces = [piece for sentence in whole for piece in clauses(block.text, sentence, SENTENCE_MAX)]
    texts = [block.text[start:end] for start, end in pieces]
    return [
        _Unit(block, start, end, announces) for (start, end), announces in zip(pieces, _announce(texts), strict=True)
    ]


def _announce(texts: Sequence[str]) -> list[bool]:
    """Which sentences of a paragraph only announce the next.

    Headings printed inside a paragraph are told from short statements by their form: one opens the paragraph, they hold
    no figure and no verb of statement, and what they announce is more than they are.
    """
    pairs = list(pairwise([*texts, ""]))
    headed = _is_topic(*pairs[0])
    return [text.endswith(_LEADS_ON) or (headed and _is_topic(text, below)) for text, below in pairs]


def _is_topic(text: str, below: str) -> bool:
    """Whether a sentence reads as the heading of the one below it."""
    phrase = _NUMBER.sub("", text)
    return bool(below and _SHORT.fullmatch(phrase) and not _STATES.search(phrase) and not _SHORT.fullmatch(below))


def _groups(blocks: Sequence[Block]) -> Iterator[tuple[str, list[list[_Unit]]]]:
    """Paragraphs that may share a passage, with their section: those under one heading, captions apart from prose."""
    heading = label = ""
    above: Block | None = None
    group: list[list[_Unit]] = []
    section = ""
    for block in blocks:
        opens = block.kind in _OPENING
        if above and _is_new_part(above, block):
            yield section, group
            group = []
        if opens:
            heading, label = (block.text, "") if block.kind == "heading" else (heading, block.text)
        section = " · ".join(part for part in (heading, label.strip("【】>》＞")) if part)
        group.append(_units(block))
        above = block
    yield section, group


def _is_new_part(above: Block, block: Block) -> bool:
    if block.kind in _OPENING:
        return above.kind not in _OPENING
    return above.kind not in _OPENING and above.kind != block.kind


def _pack(paragraphs: list[list[_Unit]]) -> list[list[_Unit]]:
    """Put short paragraphs together up to SIZE and cut long ones into parts of about SIZE, at sentence ends."""
    packed: list[list[_Unit]] = []
    room = 0
    for units in paragraphs:
        length = _length(units)
        if packed and length <= room:
            packed[-1] += units
        elif packed and _length(packed[-1]) < MIN:
            packed[-1:] = _cut(packed[-1] + units)
        else:
            packed += _cut(units)
        room = SIZE - _length(packed[-1])
    if len(packed) > 1 and _length(packed[-1]) < MIN and _length(packed[-2] + packed[-1]) <= MAX:
        packed[-2:] = [packed[-2] + packed[-1]]
    return packed


def _length(units: list[_Unit]) -> int:
    return sum(unit.length + 1 for unit in units)


def _cut(units: list[_Unit]) -> list[list[_Unit]]:
    """Parts of nearly equal length, none over MAX."""
    total = _length(units)
    count = max(1, round(total / SIZE))
    while True:
        parts: list[list[_Unit]] = [[] for _ in range(count)]
        done = 0
        for unit in units:
            parts[min(count - 1, (done + unit.length // 2) * count // max(total, 1))].append(unit)
            done += unit.length + 1
        parts = [part for part in parts if part]
        if all(_length(part) <= MAX for part in parts):
            return parts
        count += 1


def _passage(document: Document, section: str, units: list[_Unit]) -> Passage:
    text = ""
    spans: list[Sentence] = []
    above: _Unit | None = None
    for unit in units:
        if above:
            # Within a block what stands between two sentences stays; blocks are told apart by a line end.
            text += above.block.text[above.end : unit.start] if unit.block is above.block else "\n"
        piece = unit.block.text[unit.start : unit.end]
        start, end = unit.block.starts[unit.start], unit.block.ends[unit.end - 1]
        spans.append(Sentence(piece, len(text), start, end, unit.announces))
        text += piece
        above = unit
    passage = Passage(
        text=text,
        source=document.source,
        start=spans[0].start,
        end=spans[-1].end,
        title=document.title,
        place=document.place,
        section=section,
        page=document.page_of(spans[0].start),
        packed=pack(spans),
    )
    digest = hashlib.sha256(f"{passage.source}\0{passage.start}\0{passage.in_context}".encode()).digest()
    return replace(passage, id=int.from_bytes(digest[:8]) >> 1)

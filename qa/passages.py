"""Document -> passages: pieces of 40 to 320 characters that end where sentences end and stay in their section."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from qa.documents import Document
from qa.layout import Block
from qa.text import clauses, normalise, sentences

# Lengths in characters. SIZE is what a paragraph is cut to when it is longer than MAX; see the README for how
# it was chosen.
MIN, SIZE, MAX = 40, 200, 320
SENTENCE_MAX = 200

_OPENING = ("heading", "label")
_LEAD_IN = re.compile(r"[^，,；;、]{1,16}。|.*[：:？?]", re.DOTALL)


@dataclass(frozen=True)
class Sentence:
    """A sentence (or heading, or a clause of an over-long sentence) of a passage: ``passage.text[at:at + len(text)]``,
    standing at ``start`` to ``end`` of the source file. ``announces`` tells that it says what the next one is about
    and no more: headings, short sentences without a comma (唱响学术交流品牌。), colons and questions."""

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
        for section, paragraphs in _groups(document.blocks)
        for units in _pack(paragraphs)
    ]


@dataclass(frozen=True)
class _Unit:
    """A range of a block that is never cut: a sentence, or a whole heading."""

    block: Block
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


def _units(block: Block) -> list[_Unit]:
    if block.kind in _OPENING:
        return [_Unit(block, 0, len(block.text))]
    whole = sentences(block.text)
    return [_Unit(block, *piece) for sentence in whole for piece in clauses(block.text, sentence, SENTENCE_MAX)]


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
        if opens and not (above and above.kind == "heading" and block.kind == "label"):
            heading, label = (block.text, "") if block.kind == "heading" else (heading, block.text)
        elif opens:
            label = block.text
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
        if count >= len(units) or all(_length(part) <= MAX for part in parts):
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
        announces = unit.block.kind in _OPENING or _LEAD_IN.fullmatch(piece) is not None
        spans.append(Sentence(piece, len(text), start, end, announces))
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

"""Visible characters -> blocks: what a newspaper page cut apart is put together, what it mixed is told apart."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median
from typing import Literal

from qa.markup import HARD_BREAK, HEADING, Visible
from qa.offsets import Offsets
from qa.text import CJK, undouble

Kind = Literal["heading", "label", "caption", "paragraph"]

_ENDED = re.compile(r"[。！？!?…：:；;][”’」』）)】》\"']*$|[.][\"')]*$")
_LABEL = re.compile(r"^(?:【[^】]{1,20}】|.{1,20}(?:>>|》》|＞＞))$")
_CAPTION = re.compile(
    r"图为|^图[：:\d]|^(?:Photo|Figure|Fig\.)|^\d{4}年\d{1,2}月|"
    r"(?:仪式|活动|现场|论坛|大赛|咨询会|研讨会|座谈会|交办会|启幕|开幕|启动|对接|调研|合影|培训|走进.{2,8})$"
)
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百零\d]{1,4}[章节篇编部](?:[ \u3000]|$)[^。，,；;]{0,30}$")
_OPENING = re.compile(r"^[^，,。]{2,8}[，,]")
_HEADING_MAX = 60  # characters in a heading of one to three lines
_CAPTION_MAX = 90
_COLUMN_MAX = 50  # full-width characters in the widest column a page is set in
_INDENT = 2
_LATIN_JOINT = re.compile(r"[\w,.;:)][\w(\"']", re.ASCII)
_BYLINE = re.compile(r"^[□■●◆▪]|^(?:本报)?(?:记者|通讯员)[ \u3000]|^·.+·$|^[（(]?(?:文章)?来源：")


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, bracketed label or caption.

    ``starts[i]`` and ``ends[i]`` are the half-open range of ``text[i]`` in the source file, in characters. A
    space put between two joined lines of Latin script has the range of the line end it stands for.
    """

    kind: Kind
    text: str
    starts: Sequence[int] = field(repr=False)
    ends: Sequence[int] = field(repr=False)
    page: int | None = None
    """The page its first character stands on, counted from 1; none in a source without pages."""

    @property
    def start(self) -> int:
        """Offset of the block's first character in the source file."""
        return self.starts[0]

    @property
    def end(self) -> int:
        """Offset behind the block's last character in the source file."""
        return self.ends[-1]


class _Widths(dict[str, float]):
    """The width of each character that was met, in full-width characters."""

    def __missing__(self, char: str) -> float:
        return self.setdefault(char, 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5)


_WIDTHS = _Widths()


@dataclass(frozen=True)
class _Line:
    """A printed line: a range of the visible text, the number of empty lines above it (-1: a hard break), and
    whether its mark-up says that it is a heading."""

    start: int
    end: int
    text: str
    gap: int
    heading: bool = False

    @cached_property
    def width(self) -> float:
        """In full-width characters."""
        return sum(map(_WIDTHS.__getitem__, self.text))

    @property
    def ended(self) -> bool:
        return bool(_ENDED.search(self.text))

    @property
    def slack(self) -> float:
        """How much narrower than its column a full line may be: an indent, or a Latin word that did not fit."""
        return 3 if re.search(rf"[{CJK}，、”’）》·]$", self.text) else 8


def _lines(visible: Visible) -> list[_Line]:
    lines: list[_Line] = []
    start, gap, heading = 0, -1, False
    for part in re.split(f"([\n{HARD_BREAK}{HEADING}])", "".join(visible.pieces)):
        if part in (HARD_BREAK, HEADING):
            gap, heading = -1, part == HEADING
        elif part == "\n":
            gap += gap >= 0
        elif text := part.strip("\ufeff \t\r\f\v\u3000\xa0"):
            left = start + part.index(text[0])
            # The line end of the printed line above is no empty line.
            lines.append(_Line(left, left + len(text), text, gap - 1 if gap > 0 else gap, heading))
            gap = 0
        start += len(part)
    return lines


def _chunks(lines: list[_Line]) -> list[list[_Line]]:
    """Lines that stand together: set solid, or, in a box, each followed by one empty line."""
    chunks: list[list[_Line]] = []
    above = ""
    for line in lines:
        apart = _BYLINE.match(line.text) or _stands_apart(line.text) or _stands_apart(above)
        if chunks and line.gap == 0 and not apart:
            chunks[-1].append(line)
        else:
            chunks.append([line])
        above = line.text
    joined: list[list[_Line]] = []
    at = 0
    while at < len(chunks):
        end = at
        while end < len(chunks) and _in_box(chunks[end], first=end == at):
            end += 1
        box = [chunk[0] for chunk in chunks[at:end]]
        joined += [box] if _is_column(box) else chunks[at : max(end, at + 1)]
        at = max(end, at + 1)
    return joined


def _stands_apart(text: str) -> bool:
    """Whether a printed line is a block of its own, wherever it stands: a label, the title of a chapter, or a slogan
    printed twice."""
    return bool(_LABEL.match(text) or _CHAPTER.match(text)) or undouble(text) != text.strip()


def _in_box(chunk: list[_Line], first: bool) -> bool:
    return (
        len(chunk) == 1 and (first or chunk[0].gap == 1) and chunk[0].width <= 30 and not _stands_apart(chunk[0].text)
    )


def _is_column(lines: list[_Line]) -> bool:
    """Whether the lines are prose cut at one width, rather than headings or captions one below the other."""
    if len(lines) < 4 or not any("。" in line.text for line in lines):
        return False
    width = max(line.width for line in lines)
    return sum(line.width >= width - line.slack for line in lines) >= 0.7 * len(lines)


def _paragraphs(chunk: list[_Line], openings: Counter[str]) -> Iterator[tuple[Kind, list[_Line]]]:
    """Cut a chunk behind lines that end something: a sentence short of the column's edge, or a heading."""
    if chunk[0].heading:
        yield "heading", chunk
        return
    if len(chunk) > 1 and _is_repeated_opening(chunk[0], openings):
        yield "heading", chunk[:1]
        yield "paragraph", chunk[1:]
        return
    if (kind := _kind(chunk)) != "paragraph":
        yield kind, chunk
        return
    width = median(line.width for line in chunk)
    ended = sum(line.ended for line in chunk[:-1])
    column = width <= _COLUMN_MAX and ended <= len(chunk) / 2
    paragraph: list[_Line] = []
    for line in chunk:
        paragraph.append(line)
        full = line.width >= width - line.slack - _INDENT * (len(paragraph) == 1)
        if line is chunk[-1] or not full or (line.ended and not column):
            yield _kind(paragraph), paragraph
            paragraph = []


def _is_repeated_opening(line: _Line, openings: Counter[str]) -> bool:
    """A first line that begins like others in the document (5年来，…) and breaks off is a heading, although it
    is as wide as the column."""
    opening = _OPENING.match(line.text)
    breaks_off = not line.ended and "。" not in line.text and line.text[-1] not in "，,、"
    return opening is not None and breaks_off and openings[opening[0]] > 2


def _kind(lines: list[_Line]) -> Kind:
    text = "".join(line.text for line in lines)
    if len(lines) == 1 and _LABEL.match(text):
        return "label"
    if len(text) <= _CAPTION_MAX and ("图为" in text or _BYLINE.match(text)):
        return "caption"
    if len(lines) > 3 or len(text) > _CAPTION_MAX or re.search(r"[。；;]", text) or lines[-1].ended:
        return "paragraph"
    if len(lines) == 3 or _CAPTION.search(text) or all(undouble(line.text) != line.text for line in lines):
        return "caption"
    return "heading" if len(text) <= _HEADING_MAX else "paragraph"


def read_blocks(visible: Visible) -> Iterator[Block]:
    """Paragraphs rejoined where a line, a column or a page cut them; headings, labels and captions apart."""
    chunks = _chunks(_lines(visible))
    first = (_OPENING.match(chunk[0].text) for chunk in chunks if not chunk[0].ended)
    openings = Counter(opening[0] for opening in first if opening)
    pending: list[_Line] = []
    for kind, lines in (part for chunk in chunks for part in _paragraphs(chunk, openings)):
        if _continues(pending, kind, lines):
            pending += lines
            continue
        if pending:
            yield _block("paragraph", pending, visible)
        pending = lines if kind == "paragraph" else []
        if kind != "paragraph":
            yield _block(kind, lines, visible)
    if pending:
        yield _block("paragraph", pending, visible)


def _continues(pending: list[_Line], kind: Kind, lines: list[_Line]) -> bool:
    """Whether the lines go on with a sentence that the lines above them broke off."""
    if not pending or pending[-1].ended or lines[0].gap == -1:
        return False
    column_goes_on = abs(lines[0].width - pending[-1].width) <= lines[0].slack
    return kind == "paragraph" or (kind == "heading" and column_goes_on)


def _block(kind: Kind, lines: list[_Line], visible: Visible) -> Block:
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    for number, line in enumerate(lines):
        if number and (kind == "heading" or _LATIN_JOINT.match(pieces[-1][-1] + line.text[0])):
            pieces.append(" ")
            starts.append(ends[-1])
            ends.append(visible.starts[line.start])
        pieces.append(line.text)
        starts.extend(visible.starts[line.start : line.end])
        ends.extend(visible.ends[line.start : line.end])
    page = bisect_right(visible.pages, starts[0]) if visible.pages else None
    return Block(kind, "".join(pieces), Offsets.of(starts), Offsets.of(ends), page)

"""PDF -> text with pages, by PDFium; and a page as an image, with where its quotes stand on it."""

from __future__ import annotations

import io
import re
import threading
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from ctypes import byref, c_int
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped, unused-ignore]
from pypdfium2 import raw

from qa.errors import DocumentError, printable
from qa.markup import Visible

PAGE_BREAK = "\f"

Box = tuple[float, float, float, float]
"""Left, top, width and height of a place on a page, as shares of the page's width and height."""

_PDFIUM = threading.Lock()  # PDFium must not be called from two threads at once
_HYPHEN = "\ufffe"  # PDFium's sign for a hyphen at the end of a line
_HEAD_LINES = 2  # lines at the top and bottom of a page among which running heads and page numbers are


@dataclass(frozen=True)
class PageImage:
    """A page as a PNG, and for each of the spans that were asked for the boxes it fills there: one for each line, none
    where it stands on another page."""

    png: bytes
    boxes: tuple[tuple[Box, ...], ...]


def read_pdf(data: bytes, name: str) -> tuple[str, Visible, dict[str, Any]]:
    """The extracted text, in which offsets count, the same as visible characters, and the title in the properties.

    Pages are told apart by a form feed. Running heads, page numbers and the hyphens of words that were cut at a
    line's end belong to the page, not to the text, and are left out.

    Raises DocumentError when the file is encrypted or damaged, or holds no text (a scan).
    """
    with _open(data, name) as pdf:
        pages = _kept([_page_text(pdf, number) for number in range(len(pdf))])
        facts = {"title": _title(pdf)}
    if not any(page.text.strip() for page in pages):
        raise DocumentError(f"{name} is a PDF without text, probably a scan; run it through OCR and try again.")
    visible = Visible()
    text = PAGE_BREAK.join(page.text for page in pages)
    visible.add(text.replace(PAGE_BREAK, "\n"), 0)
    visible.pages.extend([0, *(match.end() for match in re.finditer(PAGE_BREAK, text))])
    return text, visible, {key: fact for key, fact in facts.items() if fact}


def page_image(path: Path, page: int, spans: Sequence[tuple[int, int]], *, scale: float = 2.0) -> PageImage:
    """Page ``page`` (from 1) of a PDF, ``scale`` pixels to the point, and where ``spans`` stand on it: half-open ranges
    of its extracted text, counted from where the page begins there.

    Raises DocumentError when the file cannot be read, ValueError when it has no such page.
    """
    positions = _positions(path, path.stat().st_mtime_ns)
    if not 1 <= page <= len(positions):
        raise ValueError(f"{path.name} has {len(positions)} pages; there is no page {page}.")
    kept = positions[page - 1]
    with _open(path.read_bytes(), printable(path.name)) as pdf, closing(pdf[page - 1]) as sheet:
        image = sheet.render(scale=scale).to_pil().convert("RGB")
        with closing(sheet.get_textpage()) as text:
            boxes = tuple(
                tuple(_boxes(sheet, text, kept[max(start, 0)], kept[min(end, len(kept)) - 1], image.size))
                if end > 0 and start < len(kept)
                else ()
                for start, end in spans
            )
    png = io.BytesIO()
    image.save(png, "PNG")
    return PageImage(png.getvalue(), boxes)


@lru_cache(maxsize=2)  # somebody turns the pages of one document, and all of it is read to tell what is repeated
def _positions(path: Path, _changed: int) -> list[Sequence[int]]:
    """Where the characters of the extracted text stand among all, for each page of a file. When that was changed last
    tells it from what it was before."""
    with _open(path.read_bytes(), printable(path.name)) as pdf:
        return [page.positions for page in _kept([_page_text(pdf, number) for number in range(len(pdf))])]


def _boxes(sheet: Any, text: Any, start: int, last: int, size: tuple[int, int]) -> Iterator[Box]:
    """Where a page's text stands on an image of the page, from its first to its last character."""
    first = raw.FPDFText_GetCharIndexFromTextIndex(text, start)
    count = raw.FPDFText_GetCharIndexFromTextIndex(text, last) - first + 1
    for number in range(text.count_rects(first, count)):
        left, bottom, right, top = text.get_rect(number)
        # A page may be turned or cut: where a corner comes to stand is for PDFium to say.
        (x1, y1), (x2, y2) = (_place(sheet, size, *corner) for corner in ((left, top), (right, bottom)))
        yield min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)


def _place(sheet: Any, size: tuple[int, int], x: float, y: float) -> tuple[float, float]:
    across, down = c_int(), c_int()
    raw.FPDF_PageToDevice(sheet, 0, 0, *size, 0, x, y, byref(across), byref(down))
    return across.value / size[0], down.value / size[1]


@contextmanager
def _open(data: bytes, name: str) -> Iterator[Any]:
    with _PDFIUM:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise DocumentError(f"{name} is encrypted; save it without a password and try again.") from error
            raise DocumentError(f"{name} is damaged or no PDF; save it again in its program.") from error
        try:
            yield pdf
        except pypdfium2.PdfiumError as error:
            raise DocumentError(f"{name} has a page that cannot be read; save it again in its program.") from error
        finally:
            pdf.close()


def _page_text(pdf: Any, number: int) -> str:
    # Closed here, under the lock, and not whenever they are collected.
    with closing(pdf[number]) as sheet, closing(sheet.get_textpage()) as words:
        text: str = words.get_text_range()
    return text.replace(PAGE_BREAK, " ")


def _title(pdf: Any) -> str:
    """The title in the properties, unless it is what a program put there by itself."""
    title = str(pdf.get_metadata_dict(skip_empty=True).get("Title", "")).strip()
    made_up = re.search(r"untitled|^Microsoft |\.(?:docx?|indd|pdf|pptx?|wps|xlsx?|txt)$", title, re.IGNORECASE)
    return "" if made_up else title


@dataclass(frozen=True)
class _Page:
    """What belongs to the text on a page, and where each of its characters stands among all on the page."""

    text: str
    positions: Sequence[int]


def _kept(pages: Sequence[str]) -> list[_Page]:
    repeated = _repeated_lines(pages)
    return [_keep(page, repeated) for page in pages]


def _keep(page: str, repeated: set[str]) -> _Page:
    apart = [(start, start + len(line)) for start, line in _edges(page) if _pattern(line) in repeated]
    layout = (match.span() for match in re.finditer(rf"\r|{_HYPHEN}(?:\r?\n)?", page))
    dropped = {at for start, end in (*apart, *layout) for at in range(start, end)}
    positions = array("I", (at for at in range(len(page)) if at not in dropped))
    return _Page("".join(page[at] for at in positions), positions)


def _repeated_lines(pages: Sequence[str]) -> set[str]:
    """Lines at the top or bottom of at least three pages and half of them, their digits aside."""
    found = Counter(line for page in pages for line in {_pattern(line) for _, line in _edges(page)})
    return {line for line, count in found.items() if count >= max(3, len(pages) / 2)}


def _edges(page: str) -> list[tuple[int, str]]:
    lines = [(match.start(), match[0]) for match in re.finditer(r"[^\r\n]*\S[^\r\n]*", page)]
    return lines if len(lines) <= 2 * _HEAD_LINES else lines[:_HEAD_LINES] + lines[-_HEAD_LINES:]


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())

"""DOCX -> text: the paragraphs and tables of the body, in order, by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from qa.errors import DocumentError
from qa.markup import Visible

UNPACKED_MAX = 500_000_000
"""Bytes that a DOCX file may hold when unpacked; more is no text."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # what old .doc files and encrypted ones begin with


def read_docx(data: bytes, name: str) -> tuple[str, Visible, dict[str, Any]]:
    """The extracted text, in which offsets count, its visible characters, and the facts in the file's properties.

    Raises DocumentError when the file is encrypted, damaged, or no DOCX.
    """
    if data.startswith(_OLE):
        raise DocumentError(f"{name} is encrypted or in the old .doc format; save it as .docx without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > UNPACKED_MAX:
            raise DocumentError(f"{name} unpacks to {unpacked // 1_000_000} MB, more than a document holds.")
        document = docx.Document(io.BytesIO(data))
        parts = list(_parts(document))
        facts = {"title": (document.core_properties.title or "").strip()}
    except DocumentError:
        raise
    except Exception as error:  # zipfile, lxml and python-docx have no common exception for a damaged file
        raise DocumentError(f"{name} is damaged or no DOCX file; save it again in its program.") from error
    visible, text = Visible(), ""
    lines: list[str] = []
    at = 0
    for part, heading in parts:
        visible.end_block(at, heading=heading)
        visible.add(part, at)
        lines.append(part)
        at += len(part) + 1
    text = "\n".join(lines)
    return text, visible, {key: fact for key, fact in facts.items() if fact}


def _parts(document: Docx) -> Iterator[tuple[str, bool]]:
    """Paragraphs and table rows with text, and whether each is a heading."""
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            if text := item.text.strip():
                yield text, _is_heading(item)
        else:
            yield from ((row, False) for row in _rows(item))


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = dict.fromkeys(cell._tc for cell in row.cells)  # a merged cell is given once for each column
        texts = ["".join(node.text or "" for node in cell.iter(qn("w:t"))).strip() for cell in cells]
        if line := "\t".join(text for text in texts if text):
            yield line


def _is_heading(paragraph: Paragraph) -> bool:
    """By its style or by its outline level, which a style in any language sets."""
    properties = [paragraph._p.pPr]
    style: Any = paragraph.style
    while style is not None:
        if style.name and style.name.lower().startswith(("heading", "title", "标题")):
            return True
        properties.append(style.element.pPr)
        style = style.base_style
    levels = (p.find(qn("w:outlineLvl")) for p in properties if p is not None)
    return any(level is not None and level.get(qn("w:val")) in "012345678" for level in levels)

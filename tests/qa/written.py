"""Files that the tests write themselves: plans in several formats, languages and encodings."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import docx
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

CHINESE = "今后五年，临江市科协将新建社区科普馆12座。\n\n过去五年，临江市科协举办科普讲座345场，培育科技志愿者678名。\n"
TRADITIONAL = (
    "今後五年，臨江市科協將新建社區科普館12座。\n\n過去五年，臨江市科協舉辦科普講座345場，培育科技志願者678名。\n"
)
ENGLISH = "The association will build 12 science halls.\n\nIt held 345 lectures in five years.\n"
FRENCH = "L’association créera 12 musées à Genève, où l’été dernier elle a réuni des élèves et des étudiants.\n"


def pdf(pages: Sequence[Sequence[str]], *, title: str = "", password: str = "") -> bytes:
    """A PDF of lines of text on pages."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, A4, encrypt=StandardEncryption(password) if password else None)
    canvas.setTitle(title or "untitled")
    for lines in pages:
        canvas.setFont("STSong-Light", 12)
        for number, line in enumerate(lines):
            canvas.drawString(72, 770 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def scan() -> bytes:
    """A PDF that is a picture."""
    file = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(file, "PDF")
    return file.getvalue()


def word(parts: Sequence[str | tuple[str, int] | list[list[str]]], *, title: str = "") -> bytes:
    """A DOCX of paragraphs, headings (text and level) and tables."""
    document = docx.Document()
    document.core_properties.title = title
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        elif isinstance(part, tuple):
            document.add_heading(*part)
        else:
            table = document.add_table(len(part), len(part[0]))
            for row, cells in zip(table.rows, part, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """A file in a folder; text is written in UTF-8."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path

"""Files -> what is read of them, by their format: the text that offsets count in, and the characters a reader sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qa.docx import read_docx
from qa.encodings import decode
from qa.errors import DocumentError, printable
from qa.markdown import read_markdown
from qa.markup import Visible, front_matter, read_html, read_visible
from qa.pdf import read_pdf

MAX_BYTES = 100_000_000
"""The largest file that is read."""


@dataclass(frozen=True)
class Reading:
    """What a file says. ``text`` is the decoded file, or what was extracted from it; ``facts`` are what it states of
    itself; ``encoding`` is empty for formats that are no text."""

    text: str
    visible: Visible
    facts: dict[str, Any]
    encoding: str


def read(data: bytes, name: str) -> Reading:
    """Read a file's bytes as its name's suffix says.

    Raises DocumentError when the suffix is none of SUFFIXES or the file cannot be read.
    """
    shown = printable(name)
    reader = _READERS.get(suffix_of(name))
    if reader is None:
        raise DocumentError(f"{shown} is not one of the formats read here: {', '.join(SUFFIXES)}.")
    if not data:
        raise DocumentError(f"{shown} is empty; it holds no text.")
    check_size(len(data), name)
    return reader(data, shown)


def check_size(size: int, name: str) -> None:
    """Raise DocumentError when a file of ``size`` bytes is larger than is read."""
    if size > MAX_BYTES:
        limit = f"at most {MAX_BYTES // 1_000_000} MB are read; split it and try again."
        raise DocumentError(f"{printable(name)} is {size / 1_000_000:.0f} MB large; {limit}")


def check_name(name: str) -> None:
    """Raise DocumentError when a file's name cannot stand in a library's folder: a path, a hidden file, or one with
    characters that cannot be shown."""
    if not name or name != name.replace("\\", "/").rpartition("/")[2] or name in (".", ".."):
        raise DocumentError(f"{printable(name)} is a path, not the name of a file; give the name alone.")
    if printable(name) != name:
        raise DocumentError(f"The name {printable(name)} holds control characters; rename the file and try again.")
    if is_hidden(name) or len(name.encode()) > 255:
        raise DocumentError(f"The name {name[:60]} is hidden or too long; rename the file and try again.")


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name is passed over: hidden, or what an office program keeps beside a document
    that is open."""
    return name.startswith((".", "~$"))


def suffix_of(name: str) -> str:
    """The suffix of a file's name, in lower case, with its dot."""
    return "." + name.rpartition(".")[2].lower() if "." in name else ""


def _read_text(data: bytes, name: str) -> Reading:
    text, encoding = decode(data, name)
    facts, body = front_matter(text)
    return Reading(text, read_visible(text, body), facts, encoding)


def _read_markdown(data: bytes, name: str) -> Reading:
    text, encoding = decode(data, name)
    facts, body = front_matter(text)
    return Reading(text, read_markdown(text, body), facts, encoding)


def _read_html(data: bytes, name: str) -> Reading:
    text, encoding = decode(data, name)
    return Reading(text, *read_html(text), encoding)


def _read_pdf(data: bytes, name: str) -> Reading:
    return Reading(*read_pdf(data, name), "")


def _read_docx(data: bytes, name: str) -> Reading:
    return Reading(*read_docx(data, name), "")


_READERS: dict[str, Callable[[bytes, str], Reading]] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
}
SUFFIXES = tuple(_READERS)
"""The suffixes of the formats that are read."""

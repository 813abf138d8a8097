"""Files -> documents: readable text in blocks, every character of which knows where it stands in its file.

A document arrives as somebody pulled it out of a newspaper page: lines cut at the column's edge, captions and
headlines between them, mark-up around them. Reading undoes the layout and nothing else: a block's text holds
the characters of the file in their order, less mark-up and layout white space.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa.errors import DocumentError as DocumentError
from qa.errors import printable
from qa.formats import SUFFIXES as SUFFIXES
from qa.formats import check_size, read
from qa.layout import Block, read_blocks
from qa.metadata import Guess, guess

CATALOGUE = "catalogue.toml"


@dataclass(frozen=True)
class Document:
    """One source file, read. ``source`` is its name in its folder; what is not known of it is an empty string.

    Offsets count the characters of the decoded file (``encoding``), every line end being one; for a format that is
    no text (``encoding`` is empty) those of the text extracted from it, the pages of which begin at ``pages``.
    """

    source: str
    blocks: Sequence[Block] = field(repr=False)
    title: str
    place: str = ""
    names: tuple[str, ...] = ()
    publisher: str = ""
    date: str = ""
    language: str = ""
    encoding: str = ""
    pages: Sequence[int] = field(default=(), repr=False)
    length: int = 0
    """Number of readable characters."""

    def page_of(self, offset: int) -> int | None:
        """The page, counted from 1, on which a character of the text stands; none in a document without pages."""
        return bisect_right(self.pages, offset) if self.pages else None


@dataclass(frozen=True)
class Content:
    """What follows from a file alone, without the catalogue. ``text`` is what its offsets count in."""

    text: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    facts: Mapping[str, Any]
    guessed: Guess
    encoding: str
    pages: Sequence[int] = field(default=(), repr=False)

    def described(self, source: str, known: Mapping[str, Any] | None = None) -> Document:
        """The document, with what the catalogue says (``known``) before what the file says of itself, and that
        before what it seems to say."""
        facts = {**self.facts, **(known or {})}
        names = facts.get("names", ())
        return Document(
            source=source,
            blocks=self.blocks,
            title=str(facts.get("title") or self.guessed.title),
            place=str(facts.get("place", self.guessed.place)),
            names=(names,) if isinstance(names, str) else tuple(map(str, names or self._names(facts))),
            publisher=str(facts.get("publisher", "")),
            date=str(facts.get("date", self.guessed.date))[:10],
            language=str(facts.get("language") or self.guessed.language),
            encoding=self.encoding,
            pages=self.pages,
            length=sum(len(block.text) for block in self.blocks),
        )

    def _names(self, facts: Mapping[str, Any]) -> tuple[str, ...]:
        """The names of the guessed place, unless the place is known to be another."""
        return self.guessed.names if facts.get("place", self.guessed.place) == self.guessed.place else ()


def read_content(data: bytes, name: str) -> Content:
    """Read a file's bytes.

    Raises DocumentError when its format is not read here, it is damaged, or it holds no text.
    """
    reading = read(data, name)
    blocks = tuple(read_blocks(reading.visible))
    if not blocks:
        raise DocumentError(f"{printable(name)} holds no text.")
    guessed = guess(blocks, Path(name).stem, str(reading.facts.get("title", "")))
    return Content(reading.text, blocks, reading.facts, guessed, reading.encoding, tuple(reading.visible.pages))


def read_document(path: Path, known: Mapping[str, Any] | None = None) -> Document:
    """Read a file of one of the SUFFIXES.

    ``known`` is the file's table in the folder's catalogue; it goes before what the file says of itself.

    Raises DocumentError when it cannot be read or holds no text.
    """
    return read_content(read_bytes(path), path.name).described(path.name, known)


def read_bytes(path: Path, name: str = "") -> bytes:
    """The content of a file that is not too large. ``name`` is what to call it when it is, by default as it is called.

    Raises DocumentError when it is, or cannot be read.
    """
    name = name or path.name
    try:
        check_size(path.stat().st_size, name)
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{printable(name)} cannot be read: {error.strerror}.") from error


def read_catalogue(folder: Path) -> dict[str, dict[str, Any]]:
    """What ``catalogue.toml`` in the folder says of each file; nothing when there is none.

    Raises DocumentError when it is not valid TOML with a table for each file.
    """
    path = folder / CATALOGUE
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DocumentError(f"{CATALOGUE} cannot be read: {error}.") from error
    if wrong := [name for name, table in tables.items() if not isinstance(table, dict)]:
        raise DocumentError(f'{CATALOGUE}: {wrong[0]} must be a table, as in ["report.txt"].')
    return tables

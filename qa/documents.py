"""Files -> documents: readable text in blocks, every character of which knows where it stands in its file.

A document arrives as somebody pulled it out of a newspaper page: lines cut at the column's edge, captions and
headlines between them, mark-up around them. Reading undoes the layout and nothing else: a block's text holds
the characters of the file in their order, less mark-up and layout white space.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa.layout import Block, read_blocks
from qa.markup import front_matter, read_visible
from qa.text import is_chinese, undouble

SUFFIXES = (".txt", ".md")
CATALOGUE = "catalogue.toml"


class DocumentError(Exception):
    """A file that cannot be read as a document; the message says why and what to do."""


@dataclass(frozen=True)
class Document:
    """One source file, read. ``source`` is its name in its folder; what is not known of it is an empty string."""

    source: str
    blocks: tuple[Block, ...] = field(repr=False)
    title: str
    place: str = ""
    names: tuple[str, ...] = ()
    publisher: str = ""
    date: str = ""
    language: str = ""

    @property
    def length(self) -> int:
        """Number of readable characters."""
        return sum(len(block.text) for block in self.blocks)


def read_document(path: Path, known: dict[str, Any] | None = None) -> Document:
    """Read a UTF-8 text file, with or without byte order mark, front matter and HTML.

    ``known`` is the file's table in the folder's catalogue; it goes before what the file says of itself.
    Offsets count the characters that ``path.read_text(encoding="utf-8")`` gives.

    Raises DocumentError when the file cannot be decoded or holds no text.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path.name} is not UTF-8 text; save it as UTF-8 and try again.") from error
    except OSError as error:
        raise DocumentError(f"{path.name} cannot be read: {error.strerror}.") from error
    front, body = front_matter(source)
    blocks = tuple(read_blocks(read_visible(source, body)))
    if not blocks:
        raise DocumentError(f"{path.name} holds no text.")
    text = "".join(block.text for block in blocks)
    facts = {**front, **(known or {})}
    headings = (block.text for block in blocks if block.kind == "heading")
    return Document(
        source=path.name,
        blocks=blocks,
        title=str(facts.get("title") or undouble(next(headings, path.stem))),
        place=str(facts.get("place", "")),
        names=tuple(facts.get("names", ())),
        publisher=str(facts.get("publisher", "")),
        date=str(facts.get("date", ""))[:10],
        language=str(facts.get("language") or ("zh" if is_chinese(text) else "en")),
    )


def read_catalogue(folder: Path) -> dict[str, dict[str, Any]]:
    """What ``catalogue.toml`` in the folder says of each file; nothing when there is none.

    Raises DocumentError when it is not valid TOML with a table for each file.
    """
    path = folder / CATALOGUE
    if not path.is_file():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentError(f"{CATALOGUE} cannot be read: {error}.") from error
    if wrong := [name for name, table in tables.items() if not isinstance(table, dict)]:
        raise DocumentError(f'{CATALOGUE}: {wrong[0]} must be a table, as in ["report.txt"].')
    return tables

"""The folder's catalogue: corrections of what documents say of themselves are written here, and outlive the index.

What else stands in the file, comments included, stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import tomlkit

from qa import kept
from qa.documents import CATALOGUE, read_catalogue


def correct(folder: Path, source: str, facts: Mapping[str, str | Sequence[str]]) -> None:
    """Put facts into a document's table; an empty one is taken out.

    Raises `qa.documents.DocumentError` when the catalogue that is there is broken, OSError when it cannot be written.
    """
    tables = _tables(folder)
    table = tables.setdefault(source, tomlkit.table())
    for name, fact in facts.items():
        table.pop(name, None)
        if fact:
            table[name] = fact if isinstance(fact, str) else list(fact)
    _write(folder, tables)


def copy(folder: Path, source: str, name: str) -> None:
    """Let what is said of a document hold for another name too.

    Raises what :func:`correct` raises.
    """
    tables = _tables(folder)
    if source in tables:
        tables[name] = tables[source]
        _write(folder, tables)


def forget(folder: Path, source: str) -> None:
    """Drop what is said of a document.

    Raises what :func:`correct` raises.
    """
    tables = _tables(folder)
    if source in tables:
        del tables[source]
        _write(folder, tables)


def _tables(folder: Path) -> tomlkit.TOMLDocument:
    read_catalogue(folder)  # says what is wrong with it
    path = folder / CATALOGUE
    return tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else "")


def _write(folder: Path, tables: tomlkit.TOMLDocument) -> None:
    kept.replace(folder / CATALOGUE, tomlkit.dumps(tables).encode())

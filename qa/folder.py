"""A folder's files: those that are documents, by their path in the folder, and what tells that one did not change."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.documents import CATALOGUE, SUFFIXES, DocumentError, read_catalogue
from qa.errors import printable
from qa.formats import check_name, is_hidden, suffix_of

log = logging.getLogger(__name__)

_SETTLED = 2_000_000_000  # ns after which a file that changed again is sure to show another time of change


@dataclass(frozen=True)
class Stamp:
    """What tells without reading it that a file did not change: its size, its time of change, and the catalogue's
    table. ``settled`` tells that it was old enough when it was read."""

    size: int
    changed: int
    known: str
    settled: bool

    def still(self, now: Stamp) -> bool:
        """Whether a file that shows this stamp now is sure to be as it was."""
        return self.settled and (self.size, self.changed, self.known) == (now.size, now.changed, now.known)


@dataclass(frozen=True)
class File:
    """A file that may be a document. ``name`` is its path in the folder, with forward slashes; ``known`` is what the
    folder's catalogue says of it."""

    path: Path
    name: str
    known: Mapping[str, Any] | None
    stamp: Stamp


def find(folder: Path) -> tuple[list[File], dict[str, str]]:
    """The documents in a folder and the folders in it, by name, and what is wrong with others, in a sentence each.

    What is hidden, a temporary file of an office program, or in no format that is read here is passed over.

    Raises OSError when the folder cannot be listed.
    """
    files, problems = [], dict[str, str]()
    try:
        catalogue = read_catalogue(folder)
    except DocumentError as error:
        catalogue, problems[CATALOGUE] = {}, str(error)
        log.warning("%s", error)
    for path in _paths(folder, problems):
        name = path.relative_to(folder).as_posix()
        try:
            check_path(name)
            if path.is_symlink() and not path.resolve().is_relative_to(folder):
                raise DocumentError(f"{name} is a link that leads out of the folder; put the document itself here.")
            files.append(File(path, name, catalogue.get(name), _stamp(path, catalogue.get(name))))
        except DocumentError as error:
            problems[printable(name)] = str(error)
        except OSError as error:
            problems[printable(name)] = f"{printable(name)} cannot be read: {error.strerror}."
    return sorted(files, key=lambda file: file.name), problems


def check_path(name: str) -> None:
    """Raise DocumentError when one part of a document's path in its folder cannot be the name of a file."""
    for part in name.split("/"):
        check_name(part)


def _paths(folder: Path, problems: dict[str, str]) -> Iterator[Path]:
    """The files with a document's suffix; links to folders are not followed."""

    def note(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        name = printable(Path(error.filename).relative_to(folder).as_posix())
        problems[name] = f"The folder {name} cannot be read: {error.strerror}."

    for parent, folders, names in os.walk(folder, onerror=note):
        folders[:] = [name for name in folders if not is_hidden(name)]
        for name in names:
            if not is_hidden(name) and suffix_of(name) in SUFFIXES and (Path(parent) / name).is_file():
                yield Path(parent) / name


def _stamp(path: Path, known: Mapping[str, Any] | None) -> Stamp:
    status = path.stat()
    settled = time.time_ns() - status.st_mtime_ns > _SETTLED
    return Stamp(status.st_size, status.st_mtime_ns, repr(known), settled)

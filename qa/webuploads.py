"""Uploads: files that visitors bring, from the server's hands into a library, and what becomes of each."""

from __future__ import annotations

import filecmp
import itertools
import logging
import threading
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from qa import Library
from qa.documents import DocumentError
from qa.formats import MAX_BYTES, SUFFIXES, check_name, suffix_of
from qa.library import LibraryError
from qa.webreasons import Said, reason, said

State = Literal["waiting", "reading", "indexed", "known", "failed"]
"""``known`` is a file that the library has already, byte for byte."""

_BATCH = 16  # files that are taken in together: each batch makes the library's snapshot anew
_REMEMBERED = 5_000  # uploads whose end is told to a page that asks
_ABANDONED = 3600  # seconds after which a file that nobody claimed is dropped

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How much visitors may bring: to a file, at once, and to a library. Sizes are in bytes."""

    file_bytes: int = MAX_BYTES
    upload_files: int = 100
    upload_bytes: int = 1_000_000_000
    library_files: int = 5_000
    library_bytes: int = 5_000_000_000

    def told(self) -> dict[str, Any]:
        """What a page says before files are chosen: numbers, sizes, and the suffixes to choose among."""
        numbers = {name: str(limit) if "files" in name else size_text(limit) for name, limit in asdict(self).items()}
        return {**numbers, "suffixes": SUFFIXES}


@dataclass(frozen=True)
class Upload:
    """A file that was brought: what it is called in the library, how far it is, and why it failed."""

    name: str
    state: State
    said: Said | None = None


class Uploads:
    """Takes files into a library, a few at a time and in the order they come, while pages ask how far they are."""

    def __init__(self, library: Library, limits: Limits, folder: Path) -> None:
        """``folder`` is where the server puts what it receives; nothing outside is ever taken."""
        self.library, self.limits, self.folder = library, limits, folder.resolve()
        self._uploads: OrderedDict[str, Upload] = OrderedDict()
        self._waiting: OrderedDict[str, Path] = OrderedDict()
        self._lock = threading.Lock()
        self._working = False

    def objections(self, files: Iterable[tuple[str, int]]) -> list[Said | None]:
        """What speaks against each of these files (name and size in bytes) that somebody wants to bring at once."""
        self._drop_abandoned()
        held = self._held()
        taken: list[int] = []
        found: list[Said | None] = []
        for name, size in files:
            found.append(self._objection(name, size) or self._too_many(held, [*taken, size]))
            if found[-1] is None:
                taken.append(size)
        return found

    def take(self, token: str, name: str, path: Path) -> Upload:
        """Take a file that was received in; ``token`` is what to ask for it by."""
        path = path.resolve()
        if not (path.is_relative_to(self.folder) and path.is_file()):
            return Upload(name, "failed", said("upload_lost"))
        name = unicodedata.normalize("NFC", name)
        (objection,) = self.objections([(name, path.stat().st_size)])
        if objection:
            self._drop(path)
            return self._note(token, Upload(name, "failed", objection))
        with self._lock:
            self._waiting[token] = path
            self._uploads[token] = upload = Upload(name, "waiting")
            if not self._working:
                self._working = True
                threading.Thread(target=self._work, name="plan-qa uploads", daemon=True).start()
        return upload

    def withdraw(self, token: str) -> None:
        """Let a file go that waits still."""
        with self._lock:
            path = self._waiting.pop(token, None)
            if path:
                del self._uploads[token]
        if path:
            self._drop(path)

    def told(self, tokens: Iterable[str]) -> dict[str, Upload]:
        """How far these uploads are, of those that are known."""
        with self._lock:
            return {token: self._uploads[token] for token in tokens if token in self._uploads}

    def _held(self) -> list[int]:
        """The sizes of the files, in bytes, that the library holds or is about to."""
        files = [self.library.folder / file.source for file in self.library.states() if file.own]
        with self._lock:
            files += self._waiting.values()
        sizes = []
        for path in files:
            with suppress(OSError):
                sizes.append(path.stat().st_size)
        return sizes

    def _objection(self, name: str, size: int) -> Said | None:
        """What speaks against one file by itself."""
        try:
            check_name(name)
        except DocumentError as error:
            return reason(error)
        if suffix_of(name) not in SUFFIXES:
            return said("reason_format", name=name, formats=", ".join(SUFFIXES))
        if size > self.limits.file_bytes:
            return said("reason_large", name=name, size=_megabytes(size), limit=_megabytes(self.limits.file_bytes))
        return said("reason_empty", name=name) if not size else None

    def _too_many(self, held: list[int], upload: list[int]) -> Said | None:
        """What speaks against the last file of an upload, beside those that the library holds, by their sizes."""
        limits = self.limits
        if len(upload) > limits.upload_files:
            return said("limit_upload_files", limit=limits.upload_files)
        if sum(upload) > limits.upload_bytes:
            return said("limit_upload_bytes", limit=size_text(limits.upload_bytes))
        if len(held) + len(upload) > limits.library_files:
            return said("limit_library_files", limit=limits.library_files)
        if sum(held) + sum(upload) > limits.library_bytes:
            return said("limit_library_bytes", limit=size_text(limits.library_bytes))
        return None

    def _work(self) -> None:
        while batch := self._next():
            try:
                ends = self._take_in(batch)
            except Exception:  # whatever went wrong, those who wait are told, and the next batch has its turn
                log.exception("Uploads could not be taken in")
                failed = said("upload_failed")
                ends = {token: Upload(upload.name, "failed", failed) for token, upload in self.told(batch).items()}
            for path in batch.values():
                self._drop(path)
            for token, upload in ends.items():
                self._note(token, upload)

    def _next(self) -> Mapping[str, Path]:
        """The files that are first in line; none when none is left, and then the work is over."""
        with self._lock:
            batch = {token: self._waiting[token] for token in list(self._waiting)[:_BATCH]}
            for token in batch:
                del self._waiting[token]
                self._uploads[token] = Upload(self._uploads[token].name, "reading")
            self._working = bool(batch)
            return batch

    def _take_in(self, batch: Mapping[str, Path]) -> dict[str, Upload]:
        """Put files into the library: what became of each."""
        ends: dict[str, Upload] = {}
        names: dict[str, str] = {}
        files: dict[str, Path] = {}
        for token, path in batch.items():
            name = self._uploads[token].name
            if twin := self._twin(name, path, {}):
                ends[token] = Upload(twin, "known")
                continue
            # A file that somebody brought twice at once is taken in once.
            names[token] = self._twin(name, path, files) or self._free(name, files)
            files[names[token]] = path
        try:
            outcomes = self.library.add_many(files)
        except LibraryError as error:
            outcomes = dict.fromkeys(files, DocumentError(str(error)))
        for token, name in names.items():
            outcome = outcomes[name]
            why = reason(outcome) if isinstance(outcome, DocumentError) else None
            ends[token] = Upload(name, "failed" if why else "indexed", why)
        return ends

    def _twin(self, name: str, path: Path, files: Mapping[str, Path]) -> str:
        """The file of the library, or of those about to come, that is called so or numbered and is the same byte for
        byte; else an empty string."""
        for numbered in _numbered(name):
            there = files.get(numbered, self.library.folder / numbered)
            if not there.is_file():
                return ""
            if filecmp.cmp(there, path, shallow=False):
                return numbered
        return ""

    def _free(self, name: str, files: Iterable[str]) -> str:
        """The name, numbered when another file has it: nobody's document is ever written over."""
        there = {*files, *(document.source for document in self.library.documents)}
        free = (one for one in _numbered(name) if one not in there and not (self.library.folder / one).exists())
        return next(free)

    def _note(self, token: str, upload: Upload) -> Upload:
        with self._lock:
            self._uploads[token] = upload
            while len(self._uploads) > _REMEMBERED:
                self._uploads.popitem(last=False)
        return upload

    def _drop_abandoned(self) -> None:
        """Drop what was received and never claimed: its visitor left, or the connection broke."""
        for path in [*self.folder.glob("*"), *self.folder.glob("*/*")]:
            with suppress(OSError):
                if path.is_file() and time.time() - path.stat().st_mtime > _ABANDONED:
                    self._drop(path)

    def _drop(self, path: Path) -> None:
        """Delete a file that was received, and the folder that was made for it."""
        with suppress(OSError):
            path.unlink()
            if path.parent != self.folder:
                path.parent.rmdir()


def size_text(size: int) -> str:
    """A size in bytes as people read it, with a space that no line breaks at."""
    for unit, large in (("GB", 1_000_000_000), ("MB", 1_000_000)):
        if size >= large:
            return f"{size / large:g}\N{NO-BREAK SPACE}{unit}"
    return f"{size / 1000:g}\N{NO-BREAK SPACE}kB"


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.3g}" if size < 100_000_000 else f"{size / 1_000_000:.0f}"


def _numbered(name: str) -> Iterator[str]:
    """The name, then the name with a number: plan.pdf, plan (2).pdf, and so on."""
    yield name
    stem, dot, suffix = name.rpartition(".")
    for number in itertools.count(2):
        yield f"{stem} ({number}){dot}{suffix}"

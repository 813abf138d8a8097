"""Indexing: a folder's files -> passages, vectors and words, redoing only what changed since the last time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from embeddings import Embedder, IndexUnusable, VectorIndex
from qa import kept
from qa.documents import CATALOGUE, SUFFIXES, Document, DocumentError, read_bytes, read_catalogue
from qa.errors import printable
from qa.formats import check_name, suffix_of
from qa.passages import Passage
from qa.shelf import Entry, Shelf, code_digest
from qa.words import Words

log = logging.getLogger(__name__)

_BATCH = 4096  # passages that are embedded at once
_SAVE_EVERY = 30  # seconds of embedding that a power cut may cost
_SETTLED = 2_000_000_000  # ns after which a file that changed again is sure to show another time of change
_LOCK_WAIT = 30  # seconds


@dataclass(frozen=True)
class Progress:
    """How far indexing has come: files done of files found, passages found so far, and the seconds that it may
    still take, None before there is anything to reckon from."""

    done: int
    found: int
    passages: int
    seconds_left: float | None


Report = Callable[[Progress], None]


@dataclass(frozen=True)
class _Stamp:
    """What tells without reading it that a file did not change: its size, its time of change, and the catalogue's
    table. ``settled`` tells that it was old enough when it was read."""

    size: int
    changed: int
    known: str
    settled: bool


@dataclass(frozen=True)
class Index:
    """All that a snapshot of a folder is made of. Nothing in it changes."""

    entries: Mapping[str, Entry]
    passages: tuple[Passage, ...]
    vectors: VectorIndex
    words: Words
    problems: Mapping[str, str]
    stamps: Mapping[str, _Stamp] = field(repr=False)
    waiting: tuple[str, ...] = ()
    """Files that were found but not read, because indexing was cancelled."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents, by file name."""
        return tuple(entry.document for entry in self.entries.values())

    @property
    def keys(self) -> list[str]:
        """What the documents were made from."""
        return [entry.key for entry in self.entries.values()]

    def without(self, sources: Collection[str]) -> Index:
        """The same without these documents."""
        entries = {name: entry for name, entry in self.entries.items() if name not in sources}
        passages = tuple(passage for passage in self.passages if passage.source not in sources)
        vectors = self.vectors.copy()
        vectors.remove(np.array([one.id for one in self.passages if one.source in sources], np.int64))
        ids = [passage.id for passage in passages]
        words = self.words.updated(ids, {passage.id: passage.in_context for passage in passages}.__getitem__)
        return replace(self, entries=entries, passages=passages, vectors=vectors, words=words)


@dataclass(frozen=True)
class _File:
    path: Path
    known: Mapping[str, Any] | None
    stamp: _Stamp

    @property
    def name(self) -> str:
        return self.path.name


class Indexer:
    """Brings the index of a folder up to date, and keeps it in a cache folder.

    ``warning`` is a sentence on why the index could not be kept, empty when it was.
    """

    def __init__(self, folder: Path, cache: Path, embedder: Embedder) -> None:
        self.folder, self.cache, self.embedder = folder, cache, embedder
        self.shelf = Shelf(cache / "documents")
        self.warning = ""
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Stop the update that is running after the file it is at; what is done is kept."""
        self._cancelled.set()

    def empty(self) -> Index:
        """An index of nothing."""
        return Index({}, (), VectorIndex(self.embedder.dimension), Words(), {}, {})

    def saved(self) -> Index:
        """The vectors and words that the cache holds, with no documents yet."""
        for folder in (self.folder, self.cache, self.shelf.folder):
            kept.tidy(folder)
        empty = self.empty()
        vectors, words = empty.vectors, empty.words
        with self._lock():
            try:
                vectors = VectorIndex.load(self.cache, self.embedder.fingerprint, dimension=self.embedder.dimension)
                if data := kept.read(self._words_path):
                    words = Words.from_bytes(data)
            except (IndexUnusable, ValueError) as error:
                level = logging.WARNING if any(self.cache.glob("*.json")) else logging.DEBUG
                log.log(level, "Making the index again: %s.", str(error).partition(";")[0])
        return replace(empty, vectors=vectors, words=words)

    def updated(self, index: Index, report: Report | None = None) -> Index:
        """The index of the folder as it is now, made from ``index``.

        Raises OSError when the folder cannot be listed.
        """
        self._cancelled.clear()
        files, problems = self._files()
        work = _Work(self, index, len(files))
        try:
            for number, file in enumerate(files):
                if self._cancelled.is_set():
                    work.leave(files[number:])
                    break
                work.read(file, problems)
                work.tell(number + 1, files, report)
        except KeyboardInterrupt:
            work.embed()
            self.save(work.vectors, None)
            raise
        return self._finished(work, problems)

    def _finished(self, work: _Work, problems: dict[str, str]) -> Index:
        work.embed()
        passages = tuple(passage for entry in work.entries.values() for passage in entry.passages)
        ids = np.array([passage.id for passage in passages], np.int64)
        work.drop_all_but(ids)
        by_id = {passage.id: passage for passage in passages}
        words = work.before.words.updated(ids, lambda one: work.texts.get(one) or by_id[one].in_context)
        if work.changed:
            self.save(work.vectors, words)
        if not work.waiting:
            self.shelf.keep_only({entry.key for entry in work.entries.values()})
        return Index(work.entries, passages, work.vectors, words, problems, work.stamps, tuple(work.waiting))

    def save(self, vectors: VectorIndex, words: Words | None) -> None:
        """Keep vectors and words; when that is not possible, ``warning`` says why."""
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
            with self._lock():
                vectors.save(self.cache, self.embedder.fingerprint)
                if words is not None:
                    kept.write(self._words_path, words.to_bytes())
            self.warning = ""
        except OSError as error:
            why = error.strerror or str(error)
            self.warning = f"The index cannot be kept in {self.cache} ({why}); the next start makes it again."
            log.warning("%s", self.warning)

    @property
    def _words_path(self) -> Path:
        return self.cache / f"words-{code_digest()[:16]}.npz"

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One process at a time. Without a cache folder that can be written there is nothing to guard."""
        lock = FileLock(self.cache / "lock")
        with suppress(OSError, Timeout):
            lock.acquire(timeout=_LOCK_WAIT)
        try:
            yield
        finally:
            lock.release()

    def _files(self) -> tuple[list[_File], dict[str, str]]:
        """The files that are documents, by name, and what is wrong with others."""
        problems: dict[str, str] = {}
        try:
            catalogue = read_catalogue(self.folder)
        except DocumentError as error:
            catalogue, problems[CATALOGUE] = {}, str(error)
            log.warning("%s", error)
        files = []
        for path in sorted(self.folder.iterdir()):
            name = path.name
            if name == CATALOGUE or name.startswith(".") or suffix_of(name) not in SUFFIXES or not path.is_file():
                continue
            try:
                check_name(name)
                known = catalogue.get(name)
                files.append(_File(path, known, _stamp(path, known)))
            except (DocumentError, OSError) as error:
                problems[printable(name)] = str(error)
        return files, problems


class _Work:
    """One update: what was there before, and what is there by now."""

    def __init__(self, indexer: Indexer, before: Index, found: int) -> None:
        self.indexer, self.before, self.found = indexer, before, found
        self.entries: dict[str, Entry] = {}
        self.stamps: dict[str, _Stamp] = {}
        self.waiting: list[str] = []
        self.vectors = before.vectors
        self.changed = False
        self.texts: dict[int, str] = {}
        """What was embedded of the new passages: their words are counted when all are known."""
        self._known = set(before.vectors.ids.tolist())
        self._new: list[Passage] = []
        self._passages = 0
        self._begun = self._saved = time.monotonic()

    def read(self, file: _File, problems: dict[str, str]) -> None:
        """Take a file in: as it was before, from the shelf, or read anew."""
        before = self.before.stamps.get(file.name)
        unchanged = before is not None and before.settled and _same(before, file.stamp)
        if unchanged and file.name in self.before.entries:
            self._take(file, self.before.entries[file.name])
        elif unchanged and file.name in self.before.problems:
            self.stamps[file.name] = file.stamp
            problems[file.name] = self.before.problems[file.name]
        else:
            entry = self.before.entries.get(file.name)
            try:
                self._take(file, self.indexer.shelf.entry(read_bytes(file.path), file.name, file.known, entry))
            except DocumentError as error:
                self.stamps[file.name] = file.stamp
                problems[file.name] = str(error)
                log.warning("%s", error)

    def leave(self, files: Sequence[_File]) -> None:
        """Leave these files as they were before; those that are new wait for the next update."""
        for file in files:
            if entry := self.before.entries.get(file.name):
                self.entries[file.name] = entry
                self.stamps[file.name] = self.before.stamps[file.name]
            else:
                self.waiting.append(file.name)

    def _take(self, file: _File, entry: Entry) -> None:
        self.entries[file.name], self.stamps[file.name] = entry, file.stamp
        self._passages += len(entry.passages)
        for passage in entry.passages:
            if passage.id not in self._known:
                self._known.add(passage.id)
                self._new.append(passage)
        if len(self._new) >= _BATCH:
            self.embed()

    def tell(self, done: int, files: Sequence[_File], report: Report | None) -> None:
        """Report that so many of the files are done."""
        if report is None:
            return
        elapsed = time.monotonic() - self._begun
        left = sum(one.stamp.size for one in files[done:])
        total = sum(one.stamp.size for one in files[:done])
        report(Progress(done, self.found, self._passages, elapsed * left / total if total else None))

    def embed(self) -> None:
        """Embed the passages that are new."""
        if self._new:
            self._change()
            ids = np.array([passage.id for passage in self._new], np.int64)
            texts = [passage.in_context for passage in self._new]
            self.vectors.add(ids, self.indexer.embedder.encode_documents(texts))
            self.texts.update(zip(ids.tolist(), texts, strict=True))
            self._new = []
            if time.monotonic() - self._saved > _SAVE_EVERY:
                self.indexer.save(self.vectors, None)
                self._saved = time.monotonic()

    def drop_all_but(self, ids: NDArray[np.int64]) -> None:
        """Drop the vectors of passages that are gone."""
        gone = np.setdiff1d(self.vectors.ids, ids)
        if len(gone):
            self._change()
            self.vectors.remove(gone)

    def _change(self) -> None:
        """Others may be searching what was there before, so it is a copy that changes."""
        if not self.changed:
            self.vectors = self.before.vectors.copy()
            self.changed = True


def _stamp(path: Path, known: Mapping[str, Any] | None) -> _Stamp:
    status = path.stat()
    settled = time.time_ns() - status.st_mtime_ns > _SETTLED
    return _Stamp(status.st_size, status.st_mtime_ns, repr(known), settled)


def _same(one: _Stamp, other: _Stamp) -> bool:
    return (one.size, one.changed, one.known) == (other.size, other.changed, other.known)

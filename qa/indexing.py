"""Indexing: a folder's files -> passages, vectors and words, redoing only what changed since the last time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from embeddings import Embedder, IndexUnusable, VectorIndex
from qa import kept
from qa.documents import Document, DocumentError, read_bytes
from qa.folder import File, Stamp, find
from qa.passages import Passage
from qa.shelf import Entry, Shelf, code_digest
from qa.turns import Stop
from qa.words import Words

log = logging.getLogger(__name__)

_BATCH = 4096  # passages that are embedded at once
_SAVE_EVERY = 30  # seconds of embedding that a power cut may cost
_SAVE_SHARE = 0.02  # of all passages, those that may be left for the next start to embed again
_SHOW_AFTER, _SHOW_EVERY = 1, 30  # seconds from one showing of what is done to the next: at least, and at most
_SHOW_GROWTH = 1.5  # how much more must be done by then, unless it took long
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
class Index:
    """All that a snapshot of a folder is made of. Nothing in it changes."""

    entries: Mapping[str, Entry]
    passages: tuple[Passage, ...]
    vectors: VectorIndex
    words: Words
    problems: Mapping[str, str]
    stamps: Mapping[str, Stamp] = field(repr=False)
    waiting: tuple[str, ...] = ()
    """Files that were found and are not read yet."""
    spare: tuple[VectorIndex, Words] | None = field(default=None, repr=False)
    """What is known of more passages than these: those of the files that wait may be among them."""

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
        passages = _passages(entries)
        vectors = self.vectors.copy()
        vectors.remove(np.array([one.id for one in self.passages if one.source in sources], np.int64))
        return replace(self, entries=entries, passages=passages, vectors=vectors, words=self.words.only(_ids(passages)))

    def beside(self, other: Index) -> Index:
        """The documents of both; where a name is in both, this one's."""
        if hidden := self.entries.keys() & other.entries.keys():
            other = other.without(hidden)
        entries = dict(sorted({**other.entries, **self.entries}.items()))
        passages = _passages(entries)
        large, small = (self, other) if len(self.passages) > len(other.passages) else (other, self)
        vectors, added = large.vectors.copy(), _ids(small.passages)
        vectors.add(added, small.vectors.vectors(added))
        words = large.words.beside(small.words).only(_ids(passages))
        return replace(self, entries=entries, passages=passages, vectors=vectors, words=words)


class Indexer:
    """Brings the index of a folder up to date, and keeps it in a cache folder.

    ``warning`` is a sentence on why the index could not be kept, empty when it was; ``reading`` the file that is
    being read, empty when none is.
    """

    def __init__(self, folder: Path, cache: Path, embedder: Embedder) -> None:
        self.folder, self.cache, self.embedder = folder, cache, embedder
        self.shelf = Shelf(cache / "documents")
        self.warning = self.reading = ""
        self.unsaved = 0
        """Passages that came or went since the index was kept."""

    def empty(self) -> Index:
        """An index of nothing."""
        return Index({}, (), VectorIndex(self.embedder.dimension), Words(), {}, {})

    def saved(self) -> Index:
        """An index of nothing, with the vectors and words that the cache holds to spare."""
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
        return replace(empty, spare=(vectors, words))

    def updated(
        self,
        index: Index,
        *,
        only: Collection[str] | None = None,
        report: Report | None = None,
        show: Callable[[Index], None] | None = None,
        stop: Stop = lambda: False,
    ) -> Index:
        """The index of the folder as it is now, made from ``index``.

        Where files are named by ``only``, the others stay as they were; so do those that are left when ``stop`` says
        so, which it is asked before each. ``show`` is given now and then what is done so far.

        Raises OSError when the folder cannot be listed.
        """
        files, problems = find(self.folder)
        todo = [file for file in files if only is None or file.name in only]
        left = [file for file in files if only is not None and file.name not in only]
        work = _Work(self, index, problems, todo)
        if show:
            show(replace(index, waiting=work.unknown(files)))
        try:
            for number, file in enumerate(todo):
                if stop():
                    left += todo[number:]
                    break
                work.read(file)
                if report:
                    report(work.progress(number + 1))
                if show and work.is_worth_showing():
                    show(work.index(todo[number + 1 :] + left))
        except KeyboardInterrupt:
            work.embed()
            self.save(work.vectors, work.words)
            raise
        finally:
            self.reading = ""
        done = work.index(left)
        self._keep(done, len(work.vectors))
        return done

    def _keep(self, done: Index, known: int) -> None:
        """Keep an index in the cache, unless what is new in it is made again sooner than all of it is written; so many
        passages were ``known`` when it was made."""
        vectors, words = done.spare or (done.vectors, done.words)
        self.unsaved += known - len(vectors)
        if self.unsaved > _SAVE_SHARE * len(vectors):
            self.save(vectors, words)
        if not done.waiting:
            self.shelf.keep_only({entry.key for entry in done.entries.values()})

    def save(self, vectors: VectorIndex, words: Words) -> None:
        """Keep vectors and words; when that is not possible, ``warning`` says why."""
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
            with self._lock():
                vectors.save(self.cache, self.embedder.fingerprint)
                kept.write(self._words_path, words.to_bytes())
            self.warning, self.unsaved = "", 0
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


class _Work:
    """One update: what was there before, and what is there by now."""

    def __init__(self, indexer: Indexer, before: Index, problems: dict[str, str], todo: Sequence[File]) -> None:
        self.indexer, self.before, self.problems = indexer, before, problems
        self.entries: dict[str, Entry] = {}
        self.stamps: dict[str, Stamp] = {}
        self.vectors, self.words = before.spare or (before.vectors, before.words)
        self._shared = True
        """Whether others search these vectors: then it is a copy that changes."""
        self._known = set(np.intersect1d(self.vectors.ids, self.words.ids, assume_unique=True).tolist())
        self._new: list[Passage] = []
        self._passages = self._changed = self._shown = 0
        self._found = len(todo)
        self._size, self._size_left = 0, sum(file.stamp.size for file in todo if not self._is_unchanged(file))
        """Bytes of the files that had to be read, and of those that have to be."""
        self._begun = self._saved = self._shown_at = time.monotonic()

    def unknown(self, files: Sequence[File]) -> tuple[str, ...]:
        """Those of the files that were not there before."""
        return tuple(file.name for file in files if not self._is_known(file))

    def read(self, file: File) -> None:
        """Take a file in: as it was before, from the shelf, or read anew."""
        if self._is_unchanged(file):
            self._leave(file, self.entries, self.stamps, self.problems)
            if entry := self.entries.get(file.name):
                self._passages += len(entry.passages)
            return
        self.indexer.reading = file.name
        self.stamps[file.name] = file.stamp
        self._changed += 1
        self._size += file.stamp.size
        self._size_left -= file.stamp.size
        before = self.before.entries.get(file.name)
        try:
            self._take(self.indexer.shelf.entry(read_bytes(file.path), file.name, file.known, before))
        except DocumentError as error:
            self.problems[file.name] = str(error)
            log.warning("%s", error)

    def progress(self, done: int) -> Progress:
        """How far the work is when so many of the files are done. The time left follows from the size of the files
        that had to be read and have to be."""
        elapsed = time.monotonic() - self._begun
        seconds = elapsed * self._size_left / self._size if self._size else None if self._size_left else 0.0
        return Progress(done, self._found, self._passages, seconds)

    def is_worth_showing(self) -> bool:
        """Whether so much is done that others should see it, for a new snapshot costs the more the larger it is."""
        since = time.monotonic() - self._shown_at
        grown = self._changed >= _SHOW_GROWTH * self._shown and since >= _SHOW_AFTER
        return self._size_left > 0 and self._changed > self._shown and (grown or since >= _SHOW_EVERY)

    def index(self, left: Sequence[File]) -> Index:
        """What is done by now, and the files that are left as they were before; those that are new wait."""
        self.embed()
        entries, stamps, problems = dict(self.entries), dict(self.stamps), dict(self.problems)
        for file in left:
            self._leave(file, entries, stamps, problems)
        entries = dict(sorted(entries.items()))
        passages = _passages(entries)
        ids = _ids(passages)
        waiting = self.unknown(left)
        spare = (self.vectors, self.words) if waiting else None
        vectors, self._shared = self.vectors, True
        if len(vectors) > len(ids):
            vectors = vectors.copy()
            vectors.remove(np.setdiff1d(vectors.ids, ids, assume_unique=True))
        self._shown, self._shown_at = self._changed, time.monotonic()
        return Index(entries, passages, vectors, self.words.only(ids), problems, stamps, waiting, spare)

    def embed(self) -> None:
        """Embed the passages that are new, and count their words."""
        if not self._new:
            return
        if self._shared:
            self.vectors, self._shared = self.vectors.copy(), False
        passages, self._new = self._new, []
        ids, texts = _ids(passages), [passage.in_context for passage in passages]
        unknown = np.flatnonzero(~np.isin(ids, self.vectors.ids, assume_unique=True))
        self.vectors.add(ids[unknown], self.indexer.embedder.encode_documents([texts[i] for i in unknown]))
        self.words = self.words.plus(ids, texts)
        self.indexer.unsaved += len(ids)
        if time.monotonic() - self._saved > _SAVE_EVERY:
            self.indexer.save(self.vectors, self.words)
            self._saved = time.monotonic()

    def _take(self, entry: Entry) -> None:
        self.entries[entry.document.source] = entry
        self._passages += len(entry.passages)
        for passage in entry.passages:
            if passage.id not in self._known:
                self._known.add(passage.id)
                self._new.append(passage)
        if len(self._new) >= _BATCH:
            self.embed()

    def _leave(self, file: File, entries: dict[str, Entry], stamps: dict[str, Stamp], problems: dict[str, str]) -> None:
        """Put with the others what was known of a file before."""
        if entry := self.before.entries.get(file.name):
            entries[file.name], stamps[file.name] = entry, self.before.stamps[file.name]
        elif file.name in self.before.problems:
            problems[file.name], stamps[file.name] = self.before.problems[file.name], self.before.stamps[file.name]

    def _is_known(self, file: File) -> bool:
        return file.name in self.before.entries or file.name in self.before.problems

    def _is_unchanged(self, file: File) -> bool:
        before = self.before.stamps.get(file.name)
        return before is not None and before.still(file.stamp) and self._is_known(file)


def _passages(entries: Mapping[str, Entry]) -> tuple[Passage, ...]:
    return tuple(passage for entry in entries.values() for passage in entry.passages)


def _ids(passages: Sequence[Passage]) -> NDArray[np.int64]:
    return np.array([passage.id for passage in passages], np.int64)

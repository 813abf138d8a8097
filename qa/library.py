"""Library: a folder of documents and its index, kept in step."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import watchfiles
from platformdirs import user_cache_path

from embeddings import Embedder
from qa import catalogue, kept
from qa.answering import Answer, answer, check, search
from qa.conversation import Message
from qa.documents import CATALOGUE, Document, DocumentError, read_bytes, read_catalogue, read_content
from qa.errors import printable
from qa.formats import SUFFIXES, check_name, is_hidden, suffix_of
from qa.indexing import Index, Indexer, Progress, Report
from qa.markup import FACTS
from qa.passages import Passage
from qa.retrieval import Retriever
from qa.turns import Stop, Turns

__all__ = ["SEEDS", "FileState", "Library", "LibraryError", "Progress"]

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
"""The documents that the service ships with."""

_UNDO_SECONDS = 24 * 3600

log = logging.getLogger(__name__)


class LibraryError(Exception):
    """What was asked of a library cannot be done; the message says why and what to do."""


@dataclass(frozen=True)
class FileState:
    """How far a file of the folder is, and why it failed if it did. ``own`` tells that it can be changed."""

    source: str
    state: Literal["waiting", "reading", "indexed", "failed"]
    why: str = ""
    own: bool = True


@contextmanager
def _told(failure: str) -> Iterator[None]:
    """Say in one sentence what could not be done, and why."""
    try:
        yield
    except OSError as error:
        raise LibraryError(f"{failure}: {error.strerror}.") from error
    except DocumentError as error:
        raise LibraryError(str(error)) from error


class Library:
    """The documents of a folder and the folders in it, ready to be asked.

    Opening brings the index of the folder up to date: it is kept in the user's cache directory, and only documents
    that are new or changed are read and embedded. A search works on an immutable snapshot, so any number of threads
    may ask while others add or remove documents or the folder is indexed.
    """

    def __init__(
        self,
        folder: str | Path | None = None,
        *,
        model: str | Path | None = None,
        progress: Report | None = None,
        wait: bool = True,
        beside: Library | None = None,
    ) -> None:
        """Open ``folder`` (default: the shipped documents) with a sentence-transformers ``model``, a folder or hub
        name (default: the embedded model). ``progress`` is called after each file.

        Without ``wait``, the folder is indexed in a thread: what is done so far answers, and :meth:`states` and
        :attr:`progress` tell how far it is. :meth:`close` stops it.

        The documents of a library ``beside`` this one answer with those of the folder, as they are at each question;
        only the folder's can be changed, and nothing of them is seen there or kept anywhere but in the folder, not
        even their index. The model is that of the other library.

        Raises LibraryError when there is no such folder, `embeddings.ModelUnusable` when there is no such model.
        """
        self.folder = (SEEDS if folder is None else Path(folder)).resolve()
        if not self.folder.is_dir():
            raise LibraryError(f"There is no folder {self.folder}; name an existing one.")
        self._beside = beside
        self._embedder: Embedder = beside._embedder if beside else Embedder(model)
        self._indexer = Indexer(self.folder, self._cache(), self._embedder)
        kept.tidy(self._removed, "*", _UNDO_SECONDS)
        self._turns, self._publishing = Turns(), threading.RLock()
        self._progress: Progress | None = None
        self._index = self._indexer.saved()
        self._own_snapshot = self._searchable(self._indexer.empty())
        self._both: tuple[Retriever, Retriever, Retriever] | None = None
        """What answers of the folder alone and of the library beside it, and of both."""
        self._opening: threading.Thread | None = None
        if wait:
            self._bring_up_to_date(progress, showing=False)
        else:
            self._opening = threading.Thread(target=self._open, args=(progress,), name="plan-qa indexing", daemon=True)
            self._opening.start()

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that answer, by file name."""
        return self._snapshot.documents

    @property
    def passage_count(self) -> int:
        """The number of passages indexed."""
        return len(self._snapshot.passages)

    @property
    def problems(self) -> Mapping[str, str]:
        """What is wrong with files of the folder that could not be read, in a sentence each."""
        return self._index.problems

    @property
    def waiting(self) -> tuple[str, ...]:
        """Files that are not indexed yet, because indexing goes on or was cancelled."""
        return self._index.waiting

    @property
    def warning(self) -> str:
        """Why the index could not be kept on disk, in a sentence; empty when it was."""
        return self._indexer.warning

    @property
    def progress(self) -> Progress | None:
        """How far the indexing that is going on has come; None when none is."""
        begun = self._opening is not None and self._opening.is_alive()
        return self._progress or (Progress(0, 0, 0, None) if begun else None)

    def states(self) -> list[FileState]:
        """How far each file is, by its name: those of the folder, and the documents of the library beside it."""
        index, reading, own = self._index, self._indexer.reading, self.folder != SEEDS
        states = {
            **{source: FileState(source, "waiting", own=own) for source in index.waiting},
            **{source: FileState(source, "indexed", own=own) for source in index.entries},
            **{source: FileState(source, "failed", why, own=own) for source, why in index.problems.items()},
        }
        if reading:
            states[reading] = FileState(reading, "reading", own=own)
        for document in self.documents:
            states.setdefault(document.source, FileState(document.source, "indexed", own=False))
        return sorted(states.values(), key=lambda state: state.source)

    def document(self, source: str) -> Document:
        """The document of this file name. Raises LibraryError when there is none."""
        for document in self.documents:
            if document.source == source:
                return document
        raise LibraryError(f"There is no document {printable(source)} here.")

    def path(self, source: str) -> Path:
        """The file of a document. Raises LibraryError when there is no such document."""
        return self._holder(self.document(source).source).folder / source

    def text(self, source: str) -> str:
        """The text in which a document's offsets count: the decoded file, or what was extracted from it.

        Raises LibraryError when there is no such document, `qa.documents.DocumentError` when it cannot be read.
        """
        path, holder = self.path(source), self._holder(source)
        entry = holder._index.entries.get(source)
        return entry.text if entry and entry.text else read_content(read_bytes(path, source), source).text

    def retrieve(self, question: str, k: int = 5, *, sources: Collection[str] = ()) -> list[Passage]:
        """The ``k`` passages that answer a question best, best first, of these ``sources``, or of all documents.

        Raises ValueError when the question is blank or too long, or ``k`` is less than 1, LibraryError when there is
        no document of one of these names.
        """
        check(question)
        if k < 1:
            raise ValueError("Ask for at least one passage (k=1).")
        self._must_hold(sources)
        while True:
            found = search(self._snapshot, question, k, sources)
            if not self._forget_deleted(passage.source for passage in found):
                return found

    def ask(self, question: str, history: Sequence[Message] = (), *, sources: Collection[str] = ()) -> Answer:
        """The sentences of these ``sources``, or of all documents, that answer a question asked after ``history``,
        quoted, or that they do not say.

        Raises ValueError when the question is blank or too long, LibraryError when there is no document of one of
        these names.
        """
        self._must_hold(sources)
        while True:
            found = answer(self._snapshot, question, history, sources)
            if not self._forget_deleted(quote.source for quote in found.quotes):
                return found

    def add(self, path: str | Path, *, name: str | None = None) -> Document:
        """Copy a file into the folder, in place of one of the same name, and index it. ``name`` is what to call it
        there, by default as it is called.

        Raises `qa.documents.DocumentError` when it cannot be read, LibraryError when the folder cannot be changed.
        """
        path = Path(path)
        name = path.name if name is None else name
        outcome = self.add_many({name: path})[name]
        if isinstance(outcome, DocumentError):
            raise outcome
        return outcome

    def add_many(
        self, paths: Mapping[str, Path], progress: Report | None = None
    ) -> dict[str, Document | DocumentError]:
        """Copy files into the folder under these names and index them: for each its document, or why it could not be
        read. One that cannot does not keep the others out.

        Raises LibraryError when the folder cannot be changed.
        """
        failed: dict[str, DocumentError] = {}
        self._must_be_changeable()
        with self._turns.first() as stop:
            for name, path in paths.items():
                try:
                    self._copy(path, name)
                except DocumentError as error:
                    failed[name] = error
            self._update(progress, only=paths.keys() - failed.keys(), stop=stop)
        there = {document.source: document for document in self._index.documents}
        left = DocumentError("Indexing was cancelled before this file; it is read at the next refresh.")
        outcomes: dict[str, Document | DocumentError] = {**dict.fromkeys(paths, left), **there, **failed}
        return {name: outcomes[name] for name in paths}

    def remove(self, source: str) -> None:
        """Delete a document's file from the folder, and everything indexed of it. It answers no more from then on;
        for a day it can be had back by :meth:`restore`.

        Raises LibraryError when there is no such document or the folder cannot be changed.
        """
        self._must_own(source)
        path = self.folder / source
        with suppress(OSError):  # a file that cannot be put by is deleted all the same
            kept.replace(self._put_by(source), path.read_bytes())
        with _told(f"{source} cannot be removed"):
            path.unlink(missing_ok=True)
        self._forget_deleted([source])
        with self._turns.first():
            self._update(only=())

    def restore(self, source: str) -> Document:
        """Take a document back that was removed.

        Raises LibraryError when it was not, or too long ago, or there is another of its name by now.
        """
        if not self._put_by(source).is_file():
            raise LibraryError(f"{printable(source)} was not removed within the last day.")
        with self._turns.first(), _told(f"{source} cannot be copied into {self.folder}"):
            self._must_be_free(source)
            kept.replace(self.folder / source, self._put_by(source).read_bytes())
            self._update(only={source})
            self._put_by(source).unlink(missing_ok=True)
        return self.document(source)

    def rename(self, source: str, name: str) -> Document:
        """Give a document's file another name, with the same suffix, where it stands; what the catalogue says of it
        goes along.

        Raises LibraryError when there is no such document, the name is taken or cannot be used, or the folder cannot
        be changed.
        """
        self._must_own(source)
        with self._turns.first(), _told(f"{source} cannot be renamed"):
            check_name(name)
            if suffix_of(name) != suffix_of(source):
                raise LibraryError(f"The new name must end in {suffix_of(source)}, as the old one does.")
            renamed = source[: source.rfind("/") + 1] + name
            self._must_be_free(renamed)
            # Whichever name the file has when the power goes, what the catalogue says of it stands there.
            catalogue.copy(self.folder, source, renamed)
            (self.folder / source).rename(self.folder / renamed)
            catalogue.forget(self.folder, source)
            self._update(only={renamed})
        return self.document(renamed)

    def describe(self, source: str, **facts: str | Sequence[str]) -> Document:
        """Correct what is known of a document (title, place, names, publisher, date, language) in the folder's
        catalogue, where it outlives re-indexing. An empty value goes back to what the document says itself.

        Raises LibraryError when there is no such document or fact, or the catalogue cannot be written.
        """
        self._must_own(source)
        if unknown := set(facts) - set(FACTS):
            raise LibraryError(f"A document has no {min(unknown)}; it has {', '.join(FACTS)}.")
        with self._turns.first():
            with _told(f"{CATALOGUE} cannot be written"):
                catalogue.correct(self.folder, source, facts)
            self._update(only={source})
        return self.document(source)

    def refresh(self, progress: Report | None = None) -> bool:
        """Bring the index up to date with the folder: whether anything had changed. Meanwhile what is done answers
        already, and changes that are made here go first.

        Raises LibraryError when the folder is gone.
        """
        return self._bring_up_to_date(progress, showing=True)

    def cancel(self) -> None:
        """Stop indexing after the file it is at. What is done is kept, and answers."""
        self._turns.stop()

    def close(self) -> None:
        """Stop the indexing that goes on since opening, and come back when what is done is kept."""
        self.cancel()
        if self._opening:
            self._opening.join()

    def rebuild(self, progress: Report | None = None) -> None:
        """Read and embed everything anew. What is indexed answers until then, and stays when this is cancelled."""
        with self._turns.first() as stop:
            self._indexer.shelf.keep_only(())
            made = self._indexer.updated(self._indexer.empty(), report=self._telling(progress), stop=stop)
            self._progress = None
            if not made.waiting:
                self._publish(made)

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Notice files that are added, changed, removed or renamed, while the context lasts."""
        stop = threading.Event()
        thread = threading.Thread(target=self._watch, args=(stop,), name="plan-qa watching", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _watch(self, stop: threading.Event) -> None:
        changes = watchfiles.watch(
            self.folder, watch_filter=self._is_watched, stop_event=stop, debounce=500, rust_timeout=1000,
            raise_interrupt=False,
        )  # fmt: skip
        try:
            for _ in changes:
                self._open(None)
        except OSError as error:
            log.warning("Changes in %s go unnoticed until the next start: %s.", self.folder, error)

    def _is_watched(self, _: watchfiles.Change, path: str) -> bool:
        return not any(map(is_hidden, Path(path).relative_to(self.folder).parts))

    def _open(self, progress: Report | None) -> None:
        """Bring the index up to date where nobody waits for it."""
        try:
            self.refresh(progress)
        except LibraryError as error:
            log.warning("%s", error)

    def _cache(self) -> Path:
        if self._beside:
            return self.folder / ".plan-qa"
        key = hashlib.sha256(f"{self.folder}\0{self._embedder.name}".encode()).hexdigest()[:16]
        return user_cache_path("plan-qa", appauthor=False) / f"{self.folder.name}-{key}"

    @property
    def _removed(self) -> Path:
        return self._indexer.cache / "removed"

    def _put_by(self, source: str) -> Path:
        """Where a document is when it is removed, for as long as it can be had back."""
        return self._removed / hashlib.sha256(source.encode(errors="surrogatepass")).hexdigest()

    def _must_hold(self, sources: Collection[str]) -> None:
        there = {document.source for document in self.documents}
        if missing := [source for source in sources if source not in there]:
            raise LibraryError(f"There is no document {printable(missing[0])} here.")

    def _must_own(self, source: str) -> None:
        if self._holder(self.document(source).source) is not self:
            raise LibraryError(f"{source} cannot be changed; only documents that were brought here can.")
        self._must_be_changeable()

    def _must_be_changeable(self) -> None:
        if self.folder == SEEDS:
            raise LibraryError("The shipped documents cannot be changed; open a folder of your own.")

    def _must_be_free(self, name: str) -> None:
        if (self.folder / name).exists():
            raise LibraryError(f"There is a file {name} already.")
        self._must_not_hide(name)

    def _must_not_hide(self, name: str) -> None:
        """No document may pass for another of the same name in the library beside."""
        if self._beside and name in {document.source for document in self._beside.documents}:
            raise DocumentError(f"There is a document {name} here already; rename yours and try again.")

    def _holder(self, source: str) -> Library:
        """Which of this library and the one beside it a document is in."""
        return self if self._beside is None or source in self._index.entries else self._beside._holder(source)

    def _copy(self, path: Path, name: str) -> None:
        check_name(name)
        if suffix_of(name) not in SUFFIXES:
            raise DocumentError(f"{name} is not one of the formats read here: {', '.join(SUFFIXES)}.")
        self._must_not_hide(name)
        if not path.is_file():
            raise DocumentError(f"There is no file {printable(str(path))}.")
        data = read_bytes(path, name)
        try:
            known = read_catalogue(self.folder).get(name)
        except DocumentError:
            known = None  # what is wrong with the catalogue is told by the update
        self._indexer.shelf.entry(data, name, known)
        if path.resolve() == self.folder / name:
            return
        with _told(f"{name} cannot be copied into {self.folder}"):
            kept.replace(self.folder / name, data)

    def _bring_up_to_date(self, report: Report | None, *, showing: bool) -> bool:
        """Index all that changed: whether anything had."""
        changed = False

        def update(stop: Stop) -> None:
            nonlocal changed
            changed |= self._update(report, stop=stop, showing=showing)

        self._turns.catch_up(update)
        return changed

    def _update(
        self,
        report: Report | None = None,
        *,
        only: Collection[str] | None = None,
        stop: Stop = lambda: False,
        showing: bool = False,
    ) -> bool:
        """Index what changed and publish it: whether anything had. The caller has the turn."""
        before = self._index
        show = self._publish if showing else None
        try:
            after = self._indexer.updated(before, only=only, report=self._telling(report), show=show, stop=stop)
        except OSError as error:
            raise LibraryError(f"The folder {self.folder} cannot be read: {error.strerror}.") from error
        finally:
            self._progress = None
        self._publish(after)
        return after.keys != before.keys

    def _telling(self, report: Report | None) -> Report:
        def tell(progress: Progress) -> None:
            self._progress = progress
            if report:
                report(progress)

        return tell

    def _publish(self, index: Index) -> None:
        with self._publishing:
            if index.vectors is not self._index.vectors or index.keys != self._index.keys:
                self._own_snapshot = self._searchable(index)
            self._index = index
        # Files that were deleted while they were being indexed.
        self._forget_deleted(index.entries)

    def _forget_deleted(self, sources: Iterable[str]) -> bool:
        """Take documents out of the snapshot whose files are gone: whether there were any."""
        sources = set(sources)
        own = {source for source in sources if self._holder(source) is self}
        gone = {source for source in own if not (self.folder / source).is_file()}
        if gone:
            with self._publishing:
                self._index = self._index.without(gone)
                self._own_snapshot = self._searchable(self._index)
        return bool(gone) | bool(self._beside and self._beside._forget_deleted(sources - own))

    @property
    def _snapshot(self) -> Retriever:
        """What answers now: the folder's documents, and those of the library beside it as they are."""
        if self._beside is None:
            return self._own_snapshot
        with self._publishing:
            own, shared = self._own_snapshot, self._beside._snapshot
            if not own.documents:
                return shared
            if self._both is None or self._both[:2] != (own, shared):
                self._both = (own, shared, self._searchable(self._index.beside(self._beside._index)))
            return self._both[2]

    def _searchable(self, index: Index) -> Retriever:
        return Retriever(index.documents, index.passages, index.vectors, index.words, self._embedder)

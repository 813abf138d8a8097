"""Library: a folder of documents and its index, kept in step."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import watchfiles
from platformdirs import user_cache_path

from embeddings import Embedder
from qa import catalogue, kept
from qa.answering import Answer, answer, check
from qa.conversation import Message
from qa.documents import CATALOGUE, Document, DocumentError, read_bytes, read_catalogue, read_content
from qa.errors import printable
from qa.formats import SUFFIXES, check_name, suffix_of
from qa.indexing import Index, Indexer, Progress, Report
from qa.markup import FACTS
from qa.passages import Passage
from qa.retrieval import Retriever

__all__ = ["SEEDS", "Library", "LibraryError", "Progress"]

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
"""The documents that the service ships with."""

_UNDO_SECONDS = 24 * 3600

log = logging.getLogger(__name__)


class LibraryError(Exception):
    """What was asked of a library cannot be done; the message says why and what to do."""


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
    """The documents of a folder, ready to be asked.

    Opening reads the folder and brings its index up to date: the index is kept in the user's cache directory, and
    only documents that are new or changed are read and embedded. A search works on an immutable snapshot, so any
    number of threads may ask while another adds or removes documents.
    """

    def __init__(
        self, folder: str | Path | None = None, *, model: str | Path | None = None, progress: Report | None = None
    ) -> None:
        """Open ``folder`` (default: the shipped documents) with a sentence-transformers ``model``, a folder or hub
        name (default: the embedded model). ``progress`` is called after each file.

        Raises LibraryError when there is no such folder, `embeddings.ModelUnusable` when there is no such model.
        """
        self.folder = (SEEDS if folder is None else Path(folder)).resolve()
        if not self.folder.is_dir():
            raise LibraryError(f"There is no folder {self.folder}; name an existing one.")
        self._embedder = Embedder(model)
        key = hashlib.sha256(f"{self.folder}\0{self._embedder.name}".encode()).hexdigest()[:16]
        cache = user_cache_path("plan-qa", appauthor=False) / f"{self.folder.name}-{key}"
        self._indexer = Indexer(self.folder, cache, self._embedder)
        kept.tidy(self._removed, "*", _UNDO_SECONDS)
        self._changing, self._publishing = threading.Lock(), threading.Lock()
        self._index = self._indexer.saved()
        self._snapshot = self._searchable(self._indexer.empty())
        self.refresh(progress)

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
        """Files that are not indexed yet, because indexing was cancelled."""
        return self._index.waiting

    @property
    def warning(self) -> str:
        """Why the index could not be kept on disk, in a sentence; empty when it was."""
        return self._indexer.warning

    def document(self, source: str) -> Document:
        """The document of this file name. Raises LibraryError when there is none."""
        for document in self.documents:
            if document.source == source:
                return document
        raise LibraryError(f"There is no document {printable(source)} here.")

    def text(self, source: str) -> str:
        """The text in which a document's offsets count: the decoded file, or what was extracted from it.

        Raises LibraryError when there is no such document, `qa.documents.DocumentError` when it cannot be read.
        """
        entry = self._index.entries.get(self.document(source).source)
        extracted = self._indexer.shelf.text(entry.key) if entry and not entry.document.encoding else None
        return extracted or read_content(read_bytes(self.folder / source), source).text

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
            found = self._snapshot.search(question, k, sources)
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
        with self._changing:
            self._own()
            for name, path in paths.items():
                try:
                    self._copy(path, name)
                except DocumentError as error:
                    failed[name] = error
            self._update(progress)
        there = {document.source: document for document in self.documents}
        left = DocumentError("Indexing was cancelled before this file; it is read at the next refresh.")
        outcomes: dict[str, Document | DocumentError] = {**dict.fromkeys(paths, left), **there, **failed}
        return {name: outcomes[name] for name in paths}

    def remove(self, source: str) -> None:
        """Delete a document's file from the folder, and everything indexed of it. It answers no more from then on;
        for a day it can be had back by :meth:`restore`.

        Raises LibraryError when there is no such document or the folder cannot be changed.
        """
        self._own()
        path = self.folder / self.document(source).source
        with suppress(OSError):  # a file that cannot be put by is deleted all the same
            kept.replace(self._removed / source, path.read_bytes())
        with _told(f"{source} cannot be removed"):
            path.unlink(missing_ok=True)
        self._forget_deleted([source])
        self.refresh()

    def restore(self, source: str) -> Document:
        """Take a document back that was removed.

        Raises LibraryError when it was not, or too long ago.
        """
        if source not in {path.name for path in self._removed.glob("*")}:
            raise LibraryError(f"{printable(source)} was not removed within the last day.")
        document = self.add(self._removed / source)
        (self._removed / source).unlink(missing_ok=True)
        return document

    def rename(self, source: str, name: str) -> Document:
        """Give a document's file another name, with the same suffix; what the catalogue says of it goes along.

        Raises LibraryError when there is no such document, the name is taken or cannot be used, or the folder cannot
        be changed.
        """
        self.document(source)
        with self._changing:
            self._own()
            with _told(f"{source} cannot be renamed"):
                check_name(name)
                if suffix_of(name) != suffix_of(source):
                    raise LibraryError(f"The new name must end in {suffix_of(source)}, as the old one does.")
                if (self.folder / name).exists():
                    raise LibraryError(f"There is a file {name} already.")
                catalogue.rename(self.folder, source, name)
                (self.folder / source).rename(self.folder / name)
            self._update(None)
        return self.document(name)

    def describe(self, source: str, **facts: str | Sequence[str]) -> Document:
        """Correct what is known of a document (title, place, names, publisher, date, language) in the folder's
        catalogue, where it outlives re-indexing. An empty value goes back to what the document says itself.

        Raises LibraryError when there is no such document or fact, or the catalogue cannot be written.
        """
        self.document(source)
        if unknown := set(facts) - set(FACTS):
            raise LibraryError(f"A document has no {min(unknown)}; it has {', '.join(FACTS)}.")
        with self._changing:
            self._own()
            with _told(f"{CATALOGUE} cannot be written"):
                catalogue.correct(self.folder, source, facts)
            self._update(None)
        return self.document(source)

    def refresh(self, progress: Report | None = None) -> bool:
        """Bring the index up to date with the folder: whether anything had changed.

        Raises LibraryError when the folder is gone.
        """
        with self._changing:
            return self._update(progress)

    def cancel(self) -> None:
        """Stop indexing after the file it is at. What is done is kept, and answers."""
        self._indexer.cancel()

    def rebuild(self, progress: Report | None = None) -> None:
        """Read and embed everything anew."""
        with self._changing:
            self._indexer.shelf.keep_only(())
            self._publish(self._indexer.updated(self._indexer.empty(), progress))

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
            self.folder, stop_event=stop, recursive=False, debounce=500, rust_timeout=1000, raise_interrupt=False
        )
        try:
            for _ in changes:
                try:
                    self.refresh()
                except LibraryError as error:
                    log.warning("%s", error)
        except OSError as error:
            log.warning("Changes in %s go unnoticed until the next start: %s.", self.folder, error)

    def _must_hold(self, sources: Collection[str]) -> None:
        there = {document.source for document in self.documents}
        if missing := [source for source in sources if source not in there]:
            raise LibraryError(f"There is no document {printable(missing[0])} here.")

    @property
    def _removed(self) -> Path:
        return self._indexer.cache / "removed"

    def _own(self) -> None:
        if self.folder == SEEDS:
            raise LibraryError("The shipped documents cannot be changed; open a folder of your own.")

    def _copy(self, path: Path, name: str) -> None:
        check_name(name)
        if suffix_of(name) not in SUFFIXES:
            raise DocumentError(f"{name} is not one of the formats read here: {', '.join(SUFFIXES)}.")
        if not path.is_file():
            raise DocumentError(f"There is no file {printable(str(path))}.")
        data = read_bytes(path)
        try:
            known = read_catalogue(self.folder).get(name)
        except DocumentError:
            known = None  # what is wrong with the catalogue is told by the update
        self._indexer.shelf.entry(data, name, known)
        if path.resolve() == self.folder / name:
            return
        with _told(f"{name} cannot be copied into {self.folder}"):
            kept.replace(self.folder / name, data)

    def _update(self, progress: Report | None) -> bool:
        """Index what changed and publish it; the caller holds the lock on changing."""
        before = self._index
        try:
            after = self._indexer.updated(before, progress)
        except OSError as error:
            raise LibraryError(f"The folder {self.folder} cannot be read: {error.strerror}.") from error
        changed = after.keys != before.keys
        self._publish(after, searchable=changed)
        return changed

    def _publish(self, index: Index, *, searchable: bool = True) -> None:
        with self._publishing:
            if searchable:
                self._snapshot = self._searchable(index)
            self._index = index
        # Files that were deleted while they were being indexed.
        self._forget_deleted(index.entries)

    def _forget_deleted(self, sources: Iterable[str]) -> bool:
        """Take documents out of the snapshot whose files are gone: whether there were any."""
        gone = {source for source in sources if not (self.folder / source).is_file()}
        if gone:
            with self._publishing:
                self._index = self._index.without(gone)
                self._snapshot = self._searchable(self._index)
        return bool(gone)

    def _searchable(self, index: Index) -> Retriever:
        return Retriever(index.documents, index.passages, index.vectors, index.words, self._embedder)

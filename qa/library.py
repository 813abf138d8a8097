"""Library: a folder of documents and its index, kept in step."""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from embeddings import Embedder, IndexUnusable, VectorIndex
from qa.answering import Answer, answer, check
from qa.conversation import Message
from qa.documents import CATALOGUE, SUFFIXES, Document, DocumentError, read_catalogue, read_document
from qa.passages import Passage, split
from qa.retrieval import Retriever

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
"""The documents that the service ships with."""

log = logging.getLogger(__name__)


class LibraryError(Exception):
    """What was asked of a library cannot be done; the message says why and what to do."""


class Library:
    """The documents of a folder, ready to be asked.

    Opening reads the folder and brings its index up to date: vectors are kept in the user's cache directory, and
    only passages that are new or changed are embedded. A search works on an immutable snapshot, so any number of
    threads may ask while another adds or removes documents.
    """

    def __init__(self, folder: str | Path | None = None, *, model: str | Path | None = None) -> None:
        """Open ``folder`` (default: the shipped documents) with a sentence-transformers ``model``, a folder or hub
        name (default: the embedded model).

        Raises LibraryError when there is no such folder, `embeddings.ModelUnusable` when there is no such model.
        """
        self.folder = (SEEDS if folder is None else Path(folder)).resolve()
        if not self.folder.is_dir():
            raise LibraryError(f"There is no folder {self.folder}; name an existing one.")
        self.problems: dict[str, str] = {}
        self._embedder = Embedder(model)
        self._changing = threading.Lock()
        key = hashlib.sha256(f"{self.folder}\0{self._embedder.name}".encode()).hexdigest()[:16]
        self._cache = user_cache_path("plan-qa", appauthor=False) / f"{self.folder.name}-{key}"
        with self._changing:
            self._snapshot = self._build(self._saved())

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that answer, by file name."""
        return self._snapshot.documents

    @property
    def passage_count(self) -> int:
        """The number of passages indexed."""
        return len(self._snapshot.passages)

    def document(self, source: str) -> Document:
        """The document of this file name. Raises LibraryError when there is none."""
        for document in self.documents:
            if document.source == source:
                return document
        raise LibraryError(f"There is no document {source} here.")

    def retrieve(self, question: str, k: int = 5) -> list[Passage]:
        """The ``k`` passages that answer a question best, best first.

        Raises ValueError when the question is blank or too long, or ``k`` is less than 1.
        """
        check(question)
        if k < 1:
            raise ValueError("Ask for at least one passage (k=1).")
        return self._snapshot.search(question, k)

    def ask(self, question: str, history: Sequence[Message] = ()) -> Answer:
        """The sentences that answer a question asked after ``history``, quoted, or that the documents do not say.

        Raises ValueError when the question is blank or too long.
        """
        return answer(self._snapshot, question, history)

    def add(self, path: str | Path) -> Document:
        """Copy a file into the folder, in place of one of the same name, and index it.

        Raises `qa.documents.DocumentError` when it cannot be read, LibraryError when the folder cannot be changed.
        """
        path = Path(path)
        if path.suffix.lower() not in SUFFIXES:
            raise DocumentError(f"{path.name} is not one of the formats read here: {', '.join(SUFFIXES)}.")
        if not path.is_file():
            raise DocumentError(f"There is no file {path}.")
        read_document(path)
        with self._changing:
            self._own()
            try:
                shutil.copyfile(path, self.folder / path.name)
            except shutil.SameFileError:
                pass
            except OSError as error:
                raise LibraryError(f"{path.name} cannot be copied into {self.folder}: {error.strerror}.") from error
            self._snapshot = self._build(self._snapshot.vectors)
        return self.document(path.name)

    def remove(self, source: str) -> None:
        """Delete a document's file from the folder, and everything indexed of it.

        Raises LibraryError when there is no such document or the folder cannot be changed.
        """
        with self._changing:
            self._own()
            path = self.folder / self.document(source).source
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise LibraryError(f"{source} cannot be removed: {error.strerror}.") from error
            self._snapshot = self._build(self._snapshot.vectors)

    def rebuild(self) -> None:
        """Read and embed everything anew."""
        with self._changing:
            self._snapshot = self._build(None)

    def _own(self) -> None:
        if self.folder == SEEDS:
            raise LibraryError("The shipped documents cannot be changed; open a folder of your own.")

    def _build(self, known: VectorIndex | None) -> Retriever:
        """A snapshot of the folder as it is now, embedding the passages whose vectors are not ``known``."""
        documents = list(self._read())
        passages = [passage for document in documents for passage in split(document)]
        ids = np.array([passage.id for passage in passages], np.int64)
        vectors = VectorIndex(self._embedder.dimension) if known is None else known.copy()
        gone = vectors.remove(np.setdiff1d(vectors.ids, ids))
        new = np.flatnonzero(~np.isin(ids, vectors.ids))
        if len(new):
            texts = [passages[i].in_context for i in new]
            vectors.add(ids[new], self._embedder.encode_documents(texts, progress=len(new) > 10_000))
        if len(new) or gone or known is None:
            self._save(vectors)
        return Retriever(documents, passages, vectors, self._embedder)

    def _read(self) -> Iterable[Document]:
        self.problems = {}
        catalogue = read_catalogue(self.folder)
        for path in sorted(self.folder.iterdir()):
            if path.name == CATALOGUE or path.suffix.lower() not in SUFFIXES or not path.is_file():
                continue
            try:
                yield read_document(path, catalogue.get(path.name))
            except DocumentError as error:
                self.problems[path.name] = str(error)
                log.warning("%s", error)

    def _saved(self) -> VectorIndex | None:
        try:
            return VectorIndex.load(self._cache, self._embedder.fingerprint, dimension=self._embedder.dimension)
        except IndexUnusable as error:
            log.info("%s", error)
            return None

    def _save(self, vectors: VectorIndex) -> None:
        try:
            vectors.save(self._cache, self._embedder.fingerprint)
        except OSError as error:
            log.warning("The index cannot be kept in %s (%s); the next start makes it again.", self._cache, error)

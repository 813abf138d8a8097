"""VectorIndex: vectors under ids, searched exactly by inner product, kept on disk so that nobody reads half of it.

The engine is FAISS (Douze et al. 2024, https://arxiv.org/abs/2401.08281): ``IndexFlatIP`` for the search, inside an
``IndexIDMap2``, because removing from a flat index alone shifts the positions of what stays.
"""

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, cast

import faiss
import numpy as np
from numpy.typing import NDArray

MANIFEST = "manifest.json"
_FORMAT = 1
_LIMITS = threading.Lock()  # FAISS has one set of limits for all its reading


class IndexUnusable(Exception):
    """A saved index that cannot be used: missing, damaged, or made for other documents or another model."""


class VectorIndex:
    """Vectors of one dimension under 64-bit ids; the higher the inner product, the nearer.

    Reading (:meth:`search`, :meth:`vectors`, :attr:`ids`, :meth:`save`) is safe from several threads at once;
    :meth:`add` and :meth:`remove` are not, so change a :meth:`copy` where others read.

    :param dimension: the length of every vector.
    :raises ValueError: if it is not positive.
    """

    def __init__(self, dimension: int) -> None:
        if dimension < 1:
            raise ValueError(f"a vector has at least one dimension, not {dimension}")
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        return int(self._index.d)

    @property
    def ids(self) -> NDArray[np.int64]:
        """The ids, in the order in which their vectors stand; shape (n,)."""
        return faiss.vector_to_array(self._index.id_map).astype(np.int64, copy=False)

    def __len__(self) -> int:
        """The number of vectors."""
        return int(self._index.ntotal)

    def add(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Put vectors under ids that are not in use yet.

        :param ids: whole numbers of 0 or more, each once; shape (n,).
        :param vectors: finite numbers, shape (n, dimension).
        :raises ValueError: if the shapes do not fit, an id is negative, repeated or in use, or a vector is not
            finite; nothing has been added then.
        """
        ids = _as_ids(ids)
        vectors = self._as_vectors(vectors)
        if len(ids) != len(vectors):
            raise ValueError(f"{len(ids)} ids were given for {len(vectors)} vectors")
        if len(np.unique(ids)) != len(ids) or np.isin(ids, self.ids, assume_unique=True).any():
            raise ValueError("an id is given twice or already in use")
        if len(ids):
            self._index.add_with_ids(vectors, ids)

    def remove(self, ids: NDArray[np.int64]) -> int:
        """Drop the vectors under these ids; ids that are not there are passed over.

        :param ids: shape (n,).
        :returns: how many vectors were dropped.
        :raises ValueError: if ``ids`` is not a list of whole numbers.
        """
        ids = _as_ids(ids)
        return int(self._index.remove_ids(faiss.IDSelectorBatch(ids))) if len(ids) else 0

    def search(
        self, queries: NDArray[np.float32], k: int, among: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The ``k`` nearest vectors to each query, nearest first; all of them where there are fewer.

        :param queries: shape (q, dimension).
        :param k: how many are wanted, at least 1.
        :param among: the ids to look among, each of them in use; all where it is not given.
        :returns: inner products and ids, each of shape (q, min(k, n)).
        :raises ValueError: if ``k`` is less than 1, or the queries do not fit or are not finite.
        """
        if k < 1:
            raise ValueError(f"at least one vector must be asked for, not {k}")
        queries = self._as_vectors(queries)
        k = min(k, len(self) if among is None else len(among))
        if k == 0 or len(queries) == 0:
            return np.empty((len(queries), k), np.float32), np.empty((len(queries), k), np.int64)
        with _threads(1 if len(queries) == 1 else faiss.omp_get_max_threads()):
            if among is None:
                scores, ids = self._index.search(queries, k)
            else:
                chosen = faiss.SearchParameters()
                selector = faiss.IDSelectorBatch(_as_ids(among))  # FAISS does not keep it alive
                chosen.sel = selector
                scores, ids = self._index.search(queries, k, params=chosen)
        return scores, ids

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors under these ids, in this order; shape (n, dimension).

        :raises KeyError: if there is no vector under one of them.
        """
        ids = _as_ids(ids)
        if missing := set(ids.tolist()) - set(self.ids.tolist()):
            raise KeyError(f"no vector under id {min(missing)}")
        out = np.empty((len(ids), self.dimension), np.float32)
        if len(ids):
            self._index.reconstruct_batch(ids, out)
        return out

    def copy(self) -> Self:
        """An index of its own with the same vectors, so that one can change while the other is searched."""
        twin = type(self)(self.dimension)
        twin._index = cast(faiss.IndexIDMap2, faiss.clone_index(self._index))
        return twin

    def save(self, folder: Path, fingerprint: str) -> None:
        """Write the index into ``folder``, in place of the one that may stand there.

        The vectors go into a file named after their digest, then the manifest that names it is moved into place: a
        reader finds the old pair or the new one. One writer at a time.

        :param folder: made if it does not exist.
        :param fingerprint: of all that the index follows from; :meth:`load` asks for the same again.
        :raises OSError: if it cannot be written; the old index still stands then.
        """
        folder.mkdir(parents=True, exist_ok=True)
        data = faiss.serialize_index(self._index).data  # no copy of so much
        digest = hashlib.sha256(data).hexdigest()
        name = f"vectors-{digest[:16]}.faiss"
        manifest = {
            "format": _FORMAT,
            "file": name,
            "sha256": digest,
            "fingerprint": fingerprint,
            "dimension": self.dimension,
            "count": len(self),
        }
        _replace(folder / name, data)
        _replace(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
        for old in folder.glob("vectors-*.faiss"):
            if old.name != name:
                old.unlink(missing_ok=True)

    @classmethod
    def load(cls, folder: Path, fingerprint: str, *, dimension: int | None = None) -> Self:
        """Read the index that :meth:`save` wrote; its digest is checked before FAISS sees a byte.

        :param folder: where it was saved.
        :param fingerprint: the one it was saved with.
        :param dimension: the dimension it must have, if that matters.
        :raises IndexUnusable: if there is none, it is damaged, or it was made for something else.
        """
        manifest, data = _read(folder)
        if manifest["fingerprint"] != fingerprint:
            raise IndexUnusable(f"the index in {folder} was made from other documents or another model; rebuild it")
        if dimension is not None and manifest["dimension"] != dimension:
            raise IndexUnusable(
                f"the index in {folder} has {manifest['dimension']} dimensions, the model {dimension}; rebuild it"
            )
        if hashlib.sha256(data).hexdigest() != manifest["sha256"]:
            raise IndexUnusable(f"the index in {folder} is damaged; rebuild it")
        loaded = _deserialised(data, folder)
        fits = isinstance(loaded, faiss.IndexIDMap2) and loaded.d == manifest["dimension"]
        if not fits or loaded.ntotal != manifest["count"]:
            raise IndexUnusable(f"the index in {folder} is not what its manifest says; rebuild it")
        index = cls(manifest["dimension"])
        index._index = cast(faiss.IndexIDMap2, loaded)
        return index

    def _as_vectors(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        vectors = np.ascontiguousarray(vectors, np.float32)
        if vectors.ndim != 2 or vectors.shape[1] != self.dimension:
            raise ValueError(f"vectors must have the shape (n, {self.dimension}), not {vectors.shape}")
        if not np.isfinite(vectors).all():
            raise ValueError("a vector holds a number that is not finite")
        return vectors


def _deserialised(data: bytes, folder: Path) -> Any:
    """The index of these bytes, which may claim nothing larger than they are, and no parts but its own vectors."""
    with _LIMITS:
        before = faiss.get_deserialization_vector_byte_limit(), faiss.get_deserialization_loop_limit()
        faiss.set_deserialization_vector_byte_limit(len(data))
        faiss.set_deserialization_loop_limit(1)
        try:
            return faiss.deserialize_index(np.frombuffer(data, np.uint8))
        except RuntimeError as error:
            raise IndexUnusable(f"the index in {folder} is not what its manifest says; rebuild it") from error
        finally:
            faiss.set_deserialization_vector_byte_limit(before[0])
            faiss.set_deserialization_loop_limit(before[1])


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """FAISS in so many threads. One query is searched in one: others only wait for it, spinning, and keep a core from
    what comes next (https://github.com/facebookresearch/faiss/wiki/Threads-and-asynchronous-calls)."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(count)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _as_ids(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    array = np.asarray(ids)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise ValueError("ids must be whole numbers in one dimension")
    if array.size and array.min() < 0:
        raise ValueError("ids must not be negative")  # FAISS says -1 for "nothing found"
    return np.ascontiguousarray(array, np.int64)


def _read(folder: Path) -> tuple[dict[str, Any], bytes]:
    """The manifest and the bytes it names, of one and the same save."""
    manifest = _read_manifest(folder)
    while True:
        try:
            return manifest, (folder / manifest["file"]).read_bytes()
        except OSError as error:
            # a writer may have put a new pair in place since the manifest was read: then it names another file
            newer = _read_manifest(folder)
            if newer["file"] == manifest["file"]:
                raise IndexUnusable(f"the index in {folder} has lost its vectors; rebuild it") from error
            manifest = newer


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise IndexUnusable(f"there is no index in {folder}; build it") from error
    except ValueError as error:
        raise IndexUnusable(f"the manifest of the index in {folder} is damaged; rebuild it") from error
    kinds = {"format": int, "file": str, "sha256": str, "fingerprint": str, "dimension": int, "count": int}
    if not isinstance(manifest, dict) or not all(isinstance(manifest.get(key), kind) for key, kind in kinds.items()):
        raise IndexUnusable(f"the manifest of the index in {folder} is damaged; rebuild it")
    if manifest["format"] != _FORMAT or Path(manifest["file"]).name != manifest["file"]:
        raise IndexUnusable(f"the index in {folder} was written by another version; rebuild it")
    return manifest


def _replace(path: Path, data: bytes | memoryview) -> None:
    """Write a file aside, make sure that it has reached the disk, and move it into place."""
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise

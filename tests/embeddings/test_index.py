"""VectorIndex: the same answers as plain NumPy, and nothing damaged is ever read."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings import IndexUnusable, VectorIndex
from embeddings.index import MANIFEST

DIMENSION = 4
IDS = st.lists(st.integers(0, 2**62), unique=True, max_size=30)


def vectors_for(ids: list[int]) -> NDArray[np.float32]:
    """Vectors that follow from their ids, of whole numbers so that no rounding decides an order."""
    return np.array([np.random.default_rng(i).integers(-9, 9, DIMENSION) for i in ids], np.float32).reshape(
        -1, DIMENSION
    )


def filled(ids: list[int]) -> VectorIndex:
    index = VectorIndex(DIMENSION)
    index.add(np.array(ids, np.int64), vectors_for(ids))
    return index


@settings(deadline=None)
@given(ids=IDS, removed=st.data(), k=st.integers(1, 40))
def test_search_agrees_with_brute_force(ids: list[int], removed: st.DataObject, k: int) -> None:
    index = filled(ids)
    gone = removed.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    assert index.remove(np.array(gone, np.int64)) == len(gone)
    kept = [i for i in ids if i not in gone]
    assert index.ids.tolist() == kept
    assert len(index) == len(kept)

    queries = np.array([[1, 2, 3, 4], [-3, 0, 0, 1]], np.float32)
    scores, found = index.search(queries, k)
    expected = queries @ vectors_for(kept).T
    assert scores.shape == found.shape == (2, min(k, len(kept)))
    np.testing.assert_array_equal(scores, -np.sort(-expected, axis=1)[:, :k])
    for row, result, all_scores in zip(found.tolist(), scores.tolist(), expected.tolist(), strict=True):
        assert len(set(row)) == len(row)
        assert [all_scores[kept.index(i)] for i in row] == result

    among = removed.draw(st.lists(st.sampled_from(kept), unique=True)) if kept else []
    scores, found = index.search(queries, k, np.array(among, np.int64))
    np.testing.assert_array_equal(scores, -np.sort(-(queries @ vectors_for(among).T), axis=1)[:, :k])
    assert set(found.ravel().tolist()) <= set(among)


@settings(deadline=None)  # a disk may be slow
@given(ids=IDS)
def test_a_saved_index_comes_back(ids: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("index")
    filled(ids).save(folder, "model 1")
    loaded = VectorIndex.load(folder, "model 1")
    assert loaded.ids.tolist() == ids
    np.testing.assert_array_equal(loaded.vectors(np.array(ids, np.int64)), vectors_for(ids))
    loaded.add(np.array([2**63 - 1]), np.ones((1, DIMENSION), np.float32))  # and it is as alive as a new one
    assert loaded.remove(np.array([2**63 - 1])) == 1


@settings(deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(place: float, change: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("index")
    filled([1, 2, 3]).save(folder, "model 1")
    (file,) = folder.glob("*.faiss")
    data = bytearray(file.read_bytes())
    data[int(place * len(data))] ^= change
    file.write_bytes(data)
    with pytest.raises(IndexUnusable, match="damaged"):
        VectorIndex.load(folder, "model 1")


def test_a_copy_is_its_own() -> None:
    index = filled([1, 2, 3])
    twin = index.copy()
    twin.remove(np.array([2]))
    twin.add(np.array([9]), vectors_for([9]))
    assert index.ids.tolist() == [1, 2, 3]
    assert twin.ids.tolist() == [1, 3, 9]
    np.testing.assert_array_equal(twin.vectors(np.array([9, 1])), vectors_for([9, 1]))


def test_saving_replaces_what_was_there(tmp_path: Path) -> None:
    filled([1, 2]).save(tmp_path, "old")
    filled([3]).save(tmp_path, "new")
    assert VectorIndex.load(tmp_path, "new").ids.tolist() == [3]
    assert len(list(tmp_path.iterdir())) == 2  # nothing is left behind


def test_a_reader_that_comes_between_two_files_reads_the_new_pair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled([1, 2]).save(tmp_path, "model 1")
    read_bytes = Path.read_bytes
    saved = False

    def read_after_a_save(path: Path) -> bytes:
        nonlocal saved
        if path.suffix == ".faiss" and not saved:
            saved = True
            filled([3]).save(tmp_path, "model 1")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", read_after_a_save)
    assert VectorIndex.load(tmp_path, "model 1").ids.tolist() == [3]


def test_a_save_that_breaks_off_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled([1, 2]).save(tmp_path, "model 1")

    def no_space(_: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", no_space)
        with pytest.raises(OSError, match="no space"):
            filled([3]).save(tmp_path, "model 1")
    assert VectorIndex.load(tmp_path, "model 1").ids.tolist() == [1, 2]
    assert not list(tmp_path.glob(".*"))


def test_missing_foreign_and_broken_indexes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="no index"):
        VectorIndex.load(tmp_path / "nowhere", "model 1")

    filled([1]).save(tmp_path, "model 1")
    with pytest.raises(IndexUnusable, match="another model"):
        VectorIndex.load(tmp_path, "model 2")
    with pytest.raises(IndexUnusable, match="4 dimensions, the model 8"):
        VectorIndex.load(tmp_path, "model 1", dimension=8)

    manifest = json.loads((tmp_path / MANIFEST).read_text())
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "file": "../elsewhere.faiss"}))
    with pytest.raises(IndexUnusable):
        VectorIndex.load(tmp_path, "model 1")
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "count": 7}))
    with pytest.raises(IndexUnusable, match="manifest"):
        VectorIndex.load(tmp_path, "model 1")
    (tmp_path / MANIFEST).write_text(json.dumps(manifest)[:40])
    with pytest.raises(IndexUnusable, match="damaged"):
        VectorIndex.load(tmp_path, "model 1")

    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    (tmp_path / manifest["file"]).unlink()
    with pytest.raises(IndexUnusable, match="lost its vectors"):
        VectorIndex.load(tmp_path, "model 1")


@pytest.mark.parametrize("huge", [True, False])
def test_a_file_that_is_no_index_or_claims_more_than_it_holds_is_refused(tmp_path: Path, huge: bool) -> None:
    index = filled([1, 2])
    index.save(tmp_path, "model 1")
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    data = (tmp_path / manifest["file"]).read_bytes()
    # The count of the numbers that make the vectors, which stands before them.
    count, claimed = ((2 * DIMENSION).to_bytes(8, "little"), (1 << 36).to_bytes(8, "little"))
    assert count in data
    forged = data.replace(count, claimed, 1) if huge else b"no index at all"
    (tmp_path / manifest["file"]).write_bytes(forged)
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "sha256": hashlib.sha256(forged).hexdigest()}))
    with pytest.raises(IndexUnusable, match="not what its manifest says"):
        VectorIndex.load(tmp_path, "model 1")
    index.save(tmp_path, "model 1")
    assert VectorIndex.load(tmp_path, "model 1").ids.tolist() == [1, 2]  # the next file is read as before


@pytest.mark.parametrize(
    ("ids", "vectors", "reason"),
    [
        ([1, 1], np.zeros((2, DIMENSION)), "given twice"),
        ([7], np.zeros((1, DIMENSION)), "already in use"),
        ([-1], np.zeros((1, DIMENSION)), "negative"),
        ([1.5], np.zeros((1, DIMENSION)), "whole numbers"),
        ([1, 2], np.zeros((1, DIMENSION)), "2 ids were given for 1 vectors"),
        ([1], np.zeros((1, DIMENSION + 1)), "shape"),
        ([1], np.zeros(DIMENSION), "shape"),
        ([1], np.full((1, DIMENSION), np.nan), "not finite"),
    ],
)
def test_what_cannot_be_added_is_refused(ids: list[float], vectors: NDArray[np.float64], reason: str) -> None:
    index = filled([7])
    with pytest.raises(ValueError, match=reason):
        index.add(np.array(ids), vectors.astype(np.float32))
    assert index.ids.tolist() == [7]


def test_searching_nothing_or_for_nothing() -> None:
    empty = VectorIndex(DIMENSION)
    scores, ids = empty.search(np.ones((2, DIMENSION), np.float32), 5)
    assert scores.shape == ids.shape == (2, 0)
    with pytest.raises(ValueError, match="at least one"):
        filled([1]).search(np.ones((1, DIMENSION), np.float32), 0)
    with pytest.raises(KeyError, match="2"):
        filled([1]).vectors(np.array([2]))
    with pytest.raises(ValueError, match="at least one dimension"):
        VectorIndex(0)

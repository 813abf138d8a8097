"""Library: a folder and its index in step, and no mistake that loses anything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings import Embedder
from qa import Library
from qa.documents import DocumentError
from qa.library import LibraryError

PLAN = "今后五年，临江市科协将新建社区科普馆12座。\n\n过去五年，临江市科协举办科普讲座345场。"
OTHER = "五年来，云溪县培育科技志愿者678名。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "plans"
    place.mkdir()
    (place / "linjiang.txt").write_text(PLAN, encoding="utf-8")
    return place


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passages that were embedded, in order."""
    texts: list[str] = []
    encode = Embedder.encode_documents

    def record(self: Embedder, given: list[str], *, progress: bool = False) -> NDArray[np.float32]:
        texts.extend(given)
        return encode(self, given, progress=progress)

    monkeypatch.setattr(Embedder, "encode_documents", record)
    return texts


def test_a_folder_of_ones_own_is_asked(folder: Path) -> None:
    library = Library(folder)
    assert "12座" in library.ask("临江市今后要新建多少座社区科普馆？").quotes[0].text


def test_the_second_opening_embeds_nothing(folder: Path, embedded: list[str]) -> None:
    first = Library(folder)
    assert embedded
    del embedded[:]
    assert Library(folder).retrieve("科普馆") == first.retrieve("科普馆")
    assert embedded == []


def test_only_what_changed_is_embedded_again(folder: Path, embedded: list[str]) -> None:
    (folder / "yunxi.txt").write_text(OTHER, encoding="utf-8")
    Library(folder)
    del embedded[:]
    (folder / "yunxi.txt").write_text(OTHER.replace("678", "679"), encoding="utf-8")
    library = Library(folder)
    assert [text.split("\n")[-1] for text in embedded] == ["五年来,云溪县培育科技志愿者679名。"]
    assert "679名" in library.ask("云溪县有多少名科技志愿者？").quotes[0].text


def test_a_document_added_answers_and_one_removed_never_again(folder: Path, tmp_path: Path) -> None:
    library = Library(folder)
    plan = tmp_path / "yunxi.txt"
    plan.write_text(OTHER, encoding="utf-8")
    question = "云溪县培育了多少名科技志愿者？"
    assert not any("678" in passage.text for passage in library.retrieve(question))
    assert library.add(plan).source == "yunxi.txt"
    assert "678名" in library.ask(question).quotes[0].text
    library.remove("yunxi.txt")
    assert not (folder / "yunxi.txt").exists()
    for opened in (library, Library(folder)):
        assert [document.source for document in opened.documents] == ["linjiang.txt"]
        assert not any("678" in passage.text for passage in opened.retrieve(question, k=100))


def test_a_damaged_index_is_made_again(folder: Path, own_cache: Path) -> None:
    before = Library(folder).retrieve("科普馆")
    index = max(own_cache.glob("plan-qa/plans-*/*.faiss"), key=lambda path: path.stat().st_mtime_ns)
    index.write_bytes(index.read_bytes()[:-7])
    assert Library(folder).retrieve("科普馆") == before


def test_a_cache_that_cannot_be_written_costs_only_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "blocked").write_text("a file, not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "blocked"))
    assert "12座" in Library(folder).retrieve("社区科普馆")[0].text


def test_a_file_that_cannot_be_read_is_named_and_the_rest_answers(folder: Path) -> None:
    (folder / "broken.txt").write_bytes(b"\xd6\xd0\xb9\xfa\xff")
    library = Library(folder)
    assert list(library.problems) == ["broken.txt"]
    assert "UTF-8" in library.problems["broken.txt"]
    assert [document.source for document in library.documents] == ["linjiang.txt"]


def test_an_empty_folder_answers_nothing(tmp_path: Path) -> None:
    library = Library(tmp_path)
    assert library.retrieve("科普") == []
    assert not library.ask("科普馆有多少座？").answered


def test_a_catalogue_names_the_place(folder: Path) -> None:
    (folder / "catalogue.toml").write_text('["linjiang.txt"]\nplace = "临江"\nnames = ["临江市", "Linjiang"]\n')
    (folder / "yunxi.txt").write_text(OTHER + "\n\n五年来，云溪县举办科普讲座99场。", encoding="utf-8")
    assert {passage.source for passage in Library(folder).retrieve("How many lectures in Linjiang?")} == {
        "linjiang.txt"
    }


def test_what_cannot_be_done_is_said_in_a_sentence(folder: Path, tmp_path: Path) -> None:
    library = Library(folder)
    (tmp_path / "slides.pptx").write_bytes(b"PK")
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(DocumentError, match="formats read here"):
        library.add(tmp_path / "slides.pptx")
    with pytest.raises(DocumentError, match="no text"):
        library.add(tmp_path / "empty.txt")
    with pytest.raises(DocumentError, match="no file"):
        library.add(tmp_path / "missing.txt")
    with pytest.raises(LibraryError, match="no document"):
        library.remove("../linjiang.txt")
    with pytest.raises(LibraryError, match="no folder"):
        Library(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="at least one"):
        library.retrieve("科普", k=0)
    assert [document.source for document in library.documents] == ["linjiang.txt"]


def test_the_shipped_documents_cannot_be_changed(library: Library, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text(OTHER, encoding="utf-8")
    with pytest.raises(LibraryError, match="folder of your own"):
        library.add(tmp_path / "mine.txt")
    with pytest.raises(LibraryError, match="folder of your own"):
        library.remove(library.documents[0].source)
    assert len(library.documents) == 5


def test_rebuilding_changes_nothing_that_is_found(folder: Path, embedded: list[str]) -> None:
    library = Library(folder)
    before = library.retrieve("科普讲座")
    del embedded[:]
    library.rebuild()
    assert embedded
    assert library.retrieve("科普讲座") == before

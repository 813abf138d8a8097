"""Library: a folder and its index in step, and no mistake that loses anything."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings import Embedder
from qa import Library, indexing
from qa.documents import Document, DocumentError
from qa.library import FileState, LibraryError, Progress
from tests.qa.test_crash import content, share_embedder
from tests.qa.verbatim import squeeze
from tests.qa.written import TRADITIONAL, pdf, scan, word, write

PLAN = "今后五年，临江市科协将新建社区科普馆12座。\n\n过去五年，临江市科协举办科普讲座345场。"
OTHER = "五年来，云溪县培育科技志愿者678名。"
VOLUNTEERS = "云溪县培育科技志愿者多少名？"


@pytest.fixture(scope="module", autouse=True)
def one_embedder() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        share_embedder(patch)
        yield


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
    second = Library(folder)
    assert embedded == []
    assert second.retrieve("科普馆") == first.retrieve("科普馆")


def test_only_what_changed_is_embedded_again(folder: Path, embedded: list[str]) -> None:
    (folder / "yunxi.txt").write_text(OTHER, encoding="utf-8")
    Library(folder)
    del embedded[:]
    (folder / "yunxi.txt").write_text(OTHER.replace("678", "679"), encoding="utf-8")
    library = Library(folder)
    assert [text.split("\n")[-1] for text in embedded] == ["五年来,云溪县培育科技志愿者679名。"]
    assert "679名" in library.ask(VOLUNTEERS).quotes[0].text


def test_a_document_added_answers_and_one_removed_never_again(folder: Path, tmp_path: Path) -> None:
    library = Library(folder)
    plan = tmp_path / "yunxi.txt"
    plan.write_text(OTHER, encoding="utf-8")
    question = VOLUNTEERS
    assert not any("678" in passage.text for passage in library.retrieve(question))
    assert library.add(plan).source == "yunxi.txt"
    assert "678名" in library.ask(question).quotes[0].text
    library.remove("yunxi.txt")
    assert not (folder / "yunxi.txt").exists()
    for opened in (library, Library(folder)):
        assert [document.source for document in opened.documents] == ["linjiang.txt"]
        assert not any("678" in passage.text for passage in opened.retrieve(question, k=100))


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


def test_a_document_of_no_place_does_not_stand_for_every_place(folder: Path) -> None:
    (folder / "notes.txt").write_text("举办科普讲座77场。", encoding="utf-8")
    library = Library(folder)
    assert "" in {document.place for document in library.documents}
    for place in ("无锡", "泸西县"):  # one with a Latin name in the gazetteer, one without
        assert not library.ask(f"{place}举办科普讲座多少场？").answered


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


def test_a_file_renamed_answers_under_its_new_name(folder: Path) -> None:
    library = Library(folder)
    (folder / "linjiang.txt").rename(folder / "plan.md")
    assert library.refresh()
    assert [passage.source for passage in library.retrieve("科普馆")] == ["plan.md"]
    assert not library.refresh()


def test_a_file_deleted_by_others_never_answers_again(folder: Path) -> None:
    (folder / "yunxi.txt").write_text(OTHER, encoding="utf-8")
    library = Library(folder)
    (folder / "yunxi.txt").unlink()
    assert {passage.source for passage in library.retrieve(VOLUNTEERS)} == {"linjiang.txt"}
    assert not library.ask(VOLUNTEERS).quotes
    assert [document.source for document in library.documents] == ["linjiang.txt"]


def test_changes_are_noticed_while_a_library_is_watched(folder: Path) -> None:
    library = Library(folder)
    with library.watch():
        deadline = time.monotonic() + 60
        while len(library.documents) < 2 and time.monotonic() < deadline:
            # Written again until seen: the watcher takes a moment to begin.
            (folder / "yunxi.txt").write_text(OTHER, encoding="utf-8")
            time.sleep(0.2)
    assert [document.source for document in library.documents] == ["linjiang.txt", "yunxi.txt"]


def test_many_files_are_added_at_once_and_one_that_fails_keeps_none_out(folder: Path, tmp_path: Path) -> None:
    library = Library(folder)
    files = {
        "plan.pdf": pdf([["云溪县培育科技志愿者678名。"]]),
        "plan.docx": word(["云溪县举办科普讲座99场。"]),
        "secret.pdf": pdf([["x"]], password="x"),
        "big5.txt": TRADITIONAL.encode("big5"),
    }
    paths = {name: write(tmp_path, name, content) for name, content in files.items()}
    outcomes = library.add_many({**paths, "../../x.txt": paths["big5.txt"], "a\nb.txt": paths["big5.txt"]})
    read = [outcome.source for outcome in outcomes.values() if isinstance(outcome, Document)]
    assert read == ["plan.pdf", "plan.docx", "big5.txt"]
    failed = {name: str(outcome) for name, outcome in outcomes.items() if isinstance(outcome, DocumentError)}
    assert list(failed) == ["secret.pdf", "../../x.txt", "a\nb.txt"]
    assert "encrypted" in failed["secret.pdf"]
    assert sorted(path.name for path in folder.iterdir()) == ["big5.txt", "linjiang.txt", "plan.docx", "plan.pdf"]
    assert "678名" in library.ask(VOLUNTEERS).quotes[0].text
    assert library.document("big5.txt").encoding == "big5"


def test_a_quote_of_a_pdf_stands_in_its_extracted_text(folder: Path) -> None:
    write(folder, "plan.pdf", pdf([["本规划共五章，涉及多个方面的工作。"], ["云溪县培育科技志愿者678名。"]]))
    for library in (Library(folder), Library(folder)):
        (quote, *_) = library.ask(VOLUNTEERS).quotes
        assert squeeze(library.text("plan.pdf")[quote.start : quote.end]) == squeeze(quote.text)
        assert library.document("plan.pdf").page_of(quote.end - 1) == 2
        assert (quote.page, quote.passage.page) == (2, 1)  # where they begin
        assert {passage.page for passage in library.retrieve("科普馆", k=9)} == {1, None}


def test_an_opened_library_holds_what_was_read_first(folder: Path) -> None:
    write(folder, "plan.pdf", pdf([["云溪县培育科技志愿者678名。"]]))
    write(folder, "plan.docx", word([("总体目标", 1), "云溪县举办科普讲座99场。"], title="规划"))
    first, second = Library(folder), Library(folder)
    assert second.documents == first.documents
    assert second.retrieve("科普讲座", k=10) == first.retrieve("科普讲座", k=10)


def test_a_correction_outlives_indexing_anew(folder: Path) -> None:
    (folder / "catalogue.toml").write_text('# Mine.\n["linjiang.txt"]\npublisher = "日报"\n', encoding="utf-8")
    library = Library(folder)
    assert (library.documents[0].place, library.documents[0].publisher) == ("临江", "日报")
    library.describe("linjiang.txt", title="规划", place="云溪", names=["云溪县"])
    library.rebuild()
    for opened in (library, Library(folder)):
        document = opened.document("linjiang.txt")
        assert (document.title, document.place, document.names) == ("规划", "云溪", ("云溪县",))
        assert opened.retrieve("科普馆")[0].place == "云溪"
    assert library.describe("linjiang.txt", place="").place == "临江"
    catalogue = (folder / "catalogue.toml").read_text(encoding="utf-8")
    assert catalogue.startswith("# Mine.")
    assert "日报" in catalogue
    with pytest.raises(LibraryError, match="has no author"):
        library.describe("linjiang.txt", author="x")


def test_a_broken_catalogue_is_told_and_the_documents_answer(folder: Path) -> None:
    (folder / "catalogue.toml").write_text("title = ")
    library = Library(folder)
    assert "cannot be read" in library.problems["catalogue.toml"]
    assert library.retrieve("科普馆")
    with pytest.raises(LibraryError, match=r"catalogue\.toml cannot be read"):
        library.describe("linjiang.txt", title="x")


def test_progress_is_told_after_each_file(folder: Path) -> None:
    (folder / "yunxi.txt").write_text(OTHER, encoding="utf-8")
    told: list[Progress] = []
    library = Library(folder, progress=told.append)
    assert [(progress.done, progress.found) for progress in told] == [(1, 2), (2, 2)]
    assert told[-1].passages == library.passage_count
    assert told[-1].seconds_left == 0


def test_cancelling_keeps_what_is_done(folder: Path, embedded: list[str]) -> None:
    library = Library(folder)
    for number in range(5):
        (folder / f"yunxi{number}.txt").write_text(OTHER.replace("678", f"67{number}"), encoding="utf-8")
    library.refresh(lambda progress: library.cancel() if progress.done == 3 else None)
    assert [document.source for document in library.documents] == ["linjiang.txt", "yunxi0.txt", "yunxi1.txt"]
    assert library.waiting == ("yunxi2.txt", "yunxi3.txt", "yunxi4.txt")
    del embedded[:]
    assert len(Library(folder).documents) == 6
    assert len(embedded) == 3


def test_a_search_meanwhile_sees_the_documents_as_they_were(folder: Path) -> None:
    library = Library(folder)
    (folder / "yunxi.txt").write_text(OTHER, encoding="utf-8")
    seen: list[set[str]] = []

    def search(_: Progress) -> None:
        seen.append({passage.source for passage in library.retrieve("科普")})

    library.refresh(search)
    assert seen == [{"linjiang.txt"}] * 2
    assert len(library.retrieve("科普", k=9)) == library.passage_count == 2


def test_two_libraries_on_one_folder_do_not_disturb_each_other(folder: Path) -> None:
    one, other = Library(folder), Library(folder)

    def work(library: Library, name: str) -> None:
        for number in range(4):
            (folder / f"{name}{number}.txt").write_text(OTHER.replace("678", f"{number}"), encoding="utf-8")
            library.refresh()

    threads = [threading.Thread(target=work, args=work_of) for work_of in ((one, "a"), (other, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one.refresh()
    other.refresh()
    assert one.documents == other.documents == Library(folder).documents
    assert len(one.documents) == 9


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_no_more_is_told_and_searching_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    plan = write(tmp_path, "yunxi.txt", OTHER)
    library = Library(folder)

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(LibraryError, match=f"cannot be copied into .*: {os.strerror(reason)}"):
        library.add(plan)
    with pytest.raises(LibraryError, match="cannot be written"):
        library.describe("linjiang.txt", title="x")
    shutil.copy(plan, folder)
    library.refresh()
    assert os.strerror(reason) in library.warning
    assert "678名" in library.ask(VOLUNTEERS).quotes[0].text


@pytest.mark.parametrize("damage", [b"", b"foreign", None], ids=["empty", "foreign", "cut"])
@pytest.mark.parametrize("suffix", [".json", ".faiss", ".npz", ".entry"])
def test_whatever_is_damaged_in_the_cache_is_told_and_made_again(
    folder: Path, own_cache: Path, suffix: str, damage: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    before = Library(folder)
    caches = [path.parent for path in own_cache.glob("plan-qa/plans-*/manifest.json")]
    files = list(max(caches, key=lambda path: path.stat().st_mtime_ns).rglob(f"*{suffix}"))
    assert files
    for path in files:
        path.write_bytes(path.read_bytes()[:-3] if damage is None else damage)
    caplog.clear()
    assert content(Library(folder)) == content(before)
    (told,) = caplog.messages
    assert "damaged" in told
    caplog.clear()
    Library(folder)
    assert caplog.messages == []


def test_a_folder_that_is_gone_is_told(folder: Path) -> None:
    library = Library(folder)
    shutil.rmtree(folder)
    with pytest.raises(LibraryError, match="cannot be read"):
        library.refresh()
    assert library.retrieve("科普馆") == []


def test_a_document_removed_can_be_had_back(folder: Path) -> None:
    library = Library(folder)
    library.describe("linjiang.txt", title="规划")
    library.remove("linjiang.txt")
    assert library.retrieve("科普馆") == []
    assert library.restore("linjiang.txt").title == "规划"
    assert library.retrieve("科普馆")[0].source == "linjiang.txt"
    for name in ("linjiang.txt", "../manifest.json"):
        with pytest.raises(LibraryError, match="was not removed"):
            library.restore(name)


def test_a_document_is_renamed_with_what_is_known_of_it(folder: Path) -> None:
    library = Library(folder)
    library.describe("linjiang.txt", title="规划")
    assert library.rename("linjiang.txt", "临江 规划.txt").title == "规划"
    assert [document.source for document in Library(folder).documents] == ["临江 规划.txt"]
    write(folder, "yunxi.txt", OTHER)
    for name, reason in [("yunxi.txt", "already"), ("../x.txt", "path"), ("x.pdf", "must end in .txt")]:
        with pytest.raises(LibraryError, match=reason):
            library.rename("临江 规划.txt", name)


class Gate:
    """Lets indexing go on file by file: a progress report that waits until it is told to return."""

    def __init__(self, first: int) -> None:
        """The gate is shut after so many files."""
        self.left, self.reached, self.opened = first, threading.Event(), threading.Event()

    def __call__(self, _: Progress) -> None:
        self.left -= 1
        if self.left <= 0:
            self.reached.set()
            assert self.opened.wait(60)


@pytest.fixture
def many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of ten documents, each shown as soon as it is indexed."""
    monkeypatch.setattr(indexing, "_SHOW_AFTER", 0)
    monkeypatch.setattr(indexing, "_SHOW_GROWTH", 0)
    for number in range(9):
        write(folder, f"yunxi{number}.txt", OTHER.replace("678", f"67{number}"))
    return folder


def test_what_is_done_answers_while_the_rest_is_indexed(many: Path) -> None:
    write(many, "empty.txt", "")
    gate = Gate(first=4)
    library = Library(many, wait=False, progress=gate)
    assert gate.reached.wait(60)
    assert [document.source for document in library.documents] == ["linjiang.txt", "yunxi0.txt"]
    assert library.ask("临江市今后要新建多少座社区科普馆？").answered
    assert library.progress is not None
    assert (library.progress.done, library.progress.found) == (4, 11)
    states = {state.source: state for state in library.states()}
    assert list(states) == sorted(states)
    assert states["linjiang.txt"] == FileState("linjiang.txt", "indexed")
    assert states["empty.txt"] == FileState("empty.txt", "failed", "empty.txt is empty; it holds no text.")
    assert states["yunxi1.txt"].state == "reading"
    assert {states[f"yunxi{number}.txt"].state for number in range(2, 9)} == {"waiting"}
    gate.opened.set()
    library.refresh()
    assert {state.state for state in library.states()} == {"indexed", "failed"}
    assert library.progress is None
    assert content(library) == content(Library(many))


def test_a_change_goes_before_the_indexing_of_the_rest(many: Path, tmp_path: Path) -> None:
    first, second = Gate(first=3), Gate(first=1)
    gates = [first] * 3 + [second] * 99
    library = Library(many, wait=False, progress=lambda progress: gates.pop(0)(progress))
    assert first.reached.wait(60)
    added: list[Document] = []
    plan = write(tmp_path, "new.txt", "五年来，松岭县举办科普讲座99场。")
    adding = threading.Thread(target=lambda: added.append(library.add(plan)))
    adding.start()
    while not library._turns.urgent:
        time.sleep(0.01)
    first.opened.set()
    adding.join(60)
    assert [document.source for document in added] == ["new.txt"]
    assert library.ask("松岭县举办了多少场科普讲座？").quotes[0].source == "new.txt"
    assert library.waiting
    second.opened.set()
    library.refresh()
    assert content(library) == content(Library(many))


def test_indexing_that_is_cancelled_goes_on_at_the_next_opening(many: Path, embedded: list[str]) -> None:
    gate = Gate(first=5)
    library = Library(many, wait=False, progress=gate)
    assert gate.reached.wait(60)
    library.cancel()
    gate.opened.set()
    library.close()
    assert len(library.documents) == len(library.waiting) == 5
    del embedded[:]
    assert len(Library(many).documents) == 10
    assert len(embedded) == 5


def test_a_visitors_own_documents_answer_beside_the_shared_ones(folder: Path, tmp_path: Path) -> None:
    shared = Library(folder)
    own = tmp_path / "visitor"
    own.mkdir()
    library, other = Library(own, beside=shared), Library(tmp_path, beside=shared)
    assert [document.source for document in library.documents] == ["linjiang.txt"]
    library.add(write(tmp_path, "yunxi.txt", OTHER))
    for asked, source in [
        (VOLUNTEERS, "yunxi.txt"),
        ("临江市要新建多少座社区科普馆？", "linjiang.txt"),
    ]:
        (quote, *_) = library.ask(asked).quotes
        assert quote.source == source
        assert squeeze(library.text(source)[quote.start : quote.end]) == squeeze(quote.text)
    assert {state.source: state.own for state in library.states()} == {"linjiang.txt": False, "yunxi.txt": True}
    assert library.path("yunxi.txt") == own / "yunxi.txt"
    for elsewhere in (shared, Library(folder)):
        assert [document.source for document in elsewhere.documents] == ["linjiang.txt"]
        assert not elsewhere.ask(VOLUNTEERS).answered
    del other


def test_changes_of_the_shared_documents_are_seen_at_the_next_question(folder: Path, tmp_path: Path) -> None:
    shared = Library(folder)
    library = Library(tmp_path, beside=shared)
    for with_own in (False, True):
        if with_own:
            library.add(write(folder.parent, "mine.txt", "五年来，松岭县举办科普讲座99场。"))
        shared.add(write(tmp_path.parent, "yunxi.txt", OTHER))
        assert library.ask(VOLUNTEERS).quotes[0].source == "yunxi.txt"
        (folder / "yunxi.txt").unlink()
        assert not library.ask(VOLUNTEERS).answered
        assert [document.source for document in shared.documents] == ["linjiang.txt"]


def test_only_ones_own_documents_can_be_changed_and_none_passes_for_a_shared_one(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "visitor"
    own.mkdir()
    shared = Library(folder)
    library = Library(own, beside=shared)
    library.add(write(tmp_path, "mine.txt", OTHER))
    with pytest.raises(DocumentError, match=r"There is a document linjiang\.txt here already"):
        library.add(write(tmp_path, "linjiang.txt", OTHER))
    for change in (
        lambda: library.remove("linjiang.txt"),
        lambda: library.describe("linjiang.txt", title="x"),
        lambda: library.rename("linjiang.txt", "y.txt"),
    ):
        with pytest.raises(LibraryError, match="only documents that were brought here can"):
            change()
    with pytest.raises(LibraryError, match="here already"):
        library.rename("mine.txt", "linjiang.txt")
    assert library.rename("mine.txt", "yours.txt").source == "yours.txt"
    assert library.describe("yours.txt", title="规划").title == "规划"
    library.remove("yours.txt")
    assert [document.source for document in library.documents] == ["linjiang.txt"]
    assert library.restore("yours.txt").title == "规划"
    # A shared document that gets the name later does not answer in the place of one's own.
    shared.add(write(tmp_path, "yours.txt", PLAN.replace("12座", "99座")))
    assert {passage.text for passage in library.retrieve("科普馆", k=9) if passage.source == "yours.txt"} == {OTHER}
    assert library.text("yours.txt") == OTHER


def test_nothing_of_a_visitors_documents_is_kept_outside_their_folder(
    folder: Path, tmp_path: Path, own_cache: Path
) -> None:
    own = tmp_path / "visitor"
    own.mkdir()
    plan = write(tmp_path, "yunxi.txt", OTHER)
    shared = Library(folder)
    before = sorted(own_cache.rglob("*"))
    library = Library(own, beside=shared)
    library.add(plan)
    library.remove("yunxi.txt")
    assert sorted(own_cache.rglob("*")) == before


def test_documents_in_folders_of_the_folder_answer_under_their_path(folder: Path) -> None:
    (folder / "2024" / "云溪 县").mkdir(parents=True)
    (folder / "catalogue.toml").write_text('["2024/云溪 县/plan.txt"]\ntitle = "规划"\n', encoding="utf-8")
    write(folder / "2024" / "云溪 县", "plan.txt", OTHER)
    library = Library(folder)
    source = "2024/云溪 县/plan.txt"
    assert [document.source for document in library.documents] == [source, "linjiang.txt"]
    (quote, *_) = library.ask(VOLUNTEERS).quotes
    assert (quote.source, quote.passage.title) == (source, "规划")
    assert squeeze(library.text(source)[quote.start : quote.end]) == squeeze(quote.text)
    renamed = library.rename(source, "规划.txt")
    assert (renamed.source, renamed.title) == ("2024/云溪 县/规划.txt", "规划")
    library.remove(renamed.source)
    assert not library.ask(VOLUNTEERS).answered
    assert library.restore(renamed.source).title == "规划"
    shutil.rmtree(folder / "2024")
    assert not library.ask(VOLUNTEERS).answered


def test_what_is_hidden_temporary_or_outside_the_folder_is_left_out(folder: Path, tmp_path: Path) -> None:
    (folder / ".git").mkdir()
    for name in (".git/a.txt", ".hidden.txt", "~$plan.docx", "notes.tmp"):
        write(folder, name, OTHER)
    (tmp_path / "outside").mkdir()
    write(tmp_path / "outside", "secret.txt", OTHER)
    (folder / "link.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (folder / "inside.txt").symlink_to(folder / "linjiang.txt")
    (folder / "folder").symlink_to(tmp_path / "outside")
    (folder / "loop").symlink_to(folder)
    library = Library(folder)
    assert [document.source for document in library.documents] == ["inside.txt", "linjiang.txt"]
    assert library.problems == {
        "link.txt": "link.txt is a link that leads out of the folder; put the document itself here."
    }
    with pytest.raises(DocumentError, match="is hidden"):
        library.add(write(tmp_path, "~$plan.txt", OTHER))


def test_changes_in_folders_of_the_folder_are_noticed(folder: Path) -> None:
    (folder / "2024").mkdir()
    library = Library(folder)
    with library.watch():
        deadline = time.monotonic() + 60
        while len(library.documents) < 2 and time.monotonic() < deadline:
            write(folder / "2024", "yunxi.txt", OTHER)  # again until seen: the watcher takes a moment to begin
            time.sleep(0.2)
    assert [document.source for document in library.documents] == ["2024/yunxi.txt", "linjiang.txt"]


def test_a_document_that_is_there_again_is_not_written_over_by_one_had_back(folder: Path) -> None:
    library = Library(folder)
    library.remove("linjiang.txt")
    write(folder, "linjiang.txt", OTHER)
    library.refresh()
    with pytest.raises(LibraryError, match="already"):
        library.restore("linjiang.txt")
    assert library.text("linjiang.txt") == OTHER


def test_files_that_cannot_be_read_keep_none_of_the_others_out(folder: Path) -> None:
    with (folder / "large.txt").open("wb") as file:
        file.truncate(200_000_000)
    for name, data in [("scan.pdf", scan()), ("secret.pdf", pdf([["x"]], password="x")), ("empty.docx", b"")]:
        write(folder, name, data)
    write(folder, "a\nb.txt", OTHER)
    library = Library(folder)
    assert [document.source for document in library.documents] == ["linjiang.txt"]
    assert list(library.problems) == ["a?b.txt", "empty.docx", "large.txt", "scan.pdf", "secret.pdf"]
    for name, why in library.problems.items():
        assert name in why
        assert why.count(".") == name.count(".") + 1
        assert why.endswith(".")
    assert library.refresh() is False  # nor are they read again and again
    assert len(library.problems) == 5


def test_a_document_deleted_while_it_is_indexed_never_answers(many: Path) -> None:
    gate = Gate(first=5)
    library = Library(many, wait=False, progress=gate)
    assert gate.reached.wait(60)
    for name in ("linjiang.txt", "yunxi1.txt", "yunxi8.txt"):  # done, done, and still to come
        (many / name).unlink()
    assert not library.ask("临江市今后要新建多少座社区科普馆？").quotes
    gate.opened.set()
    library.refresh()
    assert not {"linjiang.txt", "yunxi1.txt", "yunxi8.txt"} & {document.source for document in library.documents}
    assert content(library) == content(Library(many))


def test_a_folder_that_cannot_be_written_is_told_and_its_documents_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(folder)

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    for method in ("unlink", "rename"):
        monkeypatch.setattr(Path, method, refuse)
    with pytest.raises(LibraryError, match=r"linjiang\.txt cannot be removed: Read-only file system\."):
        library.remove("linjiang.txt")
    with pytest.raises(LibraryError, match=r"linjiang\.txt cannot be renamed: Read-only file system\."):
        library.rename("linjiang.txt", "x.txt")
    assert library.ask("临江市今后要新建多少座社区科普馆？").quotes[0].source == "linjiang.txt"


def test_what_was_stopped_is_not_embedded_again(many: Path, embedded: list[str]) -> None:
    library = Library(many)
    write(many, "new.txt", "五年来，松岭县举办科普讲座99场。")
    del embedded[:]
    gate = Gate(first=4)
    opened = Library(many, wait=False, progress=gate)
    assert gate.reached.wait(60)
    opened.cancel()
    gate.opened.set()
    opened.close()
    assert len(opened.waiting) == 7
    opened.refresh()
    assert len(embedded) == 1
    assert content(opened) == content(Library(many))
    assert library.passage_count + 1 == opened.passage_count

"""What the page asks about documents: bringing, correcting and removing them, and who sees what."""

from __future__ import annotations

import ast
import gc
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

import qa
from qa import Library, webvisitors
from qa.documents import CATALOGUE, DocumentError, read_content
from qa.formats import check_name
from qa.library import LibraryError
from qa.web import build, launch
from qa.webdocuments import Documents
from qa.webdocumentstext import DOCUMENTS_WORDS
from qa.webreasons import Refused, reason
from qa.webtext import Language
from qa.webuploads import Limits, Upload
from qa.webvisitors import Visitors
from tests.qa.test_web import free_port
from tests.qa.written import CHINESE, ENGLISH, pdf, scan, write

QUESTION = "临江市今后五年要建多少座科普馆？"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A folder with one document."""
    folder = tmp_path / "library"
    folder.mkdir()
    write(folder, "plan.txt", CHINESE)
    return Library(folder)


def bring(visitors: Visitors, files: Mapping[str, str | bytes], visitor: str = "one") -> dict[str, Upload]:
    """What becomes of files that a visitor's browser sends, once all of them are done with."""
    documents = visitors.documents(visitor, "page")
    for number, (name, content) in enumerate(files.items()):
        folder = visitors.received / f"{time.monotonic_ns()}"
        folder.mkdir()
        path = write(folder, "token", content)
        documents.take({"token": f"{visitor}{number}", "name": name, "path": str(path)})
    assert documents.uploads
    tokens = [f"{visitor}{number}" for number in range(len(files))]
    while any(upload.state in ("waiting", "reading") for upload in documents.uploads.told(tokens).values()):
        time.sleep(0.01)
    return dict(zip(files, documents.uploads.told(tokens).values(), strict=True))


def sources(documents: Documents) -> list[str]:
    return [document.source for document in documents.library.documents]


def test_of_several_files_those_that_can_be_read_answer_and_the_others_say_why(library: Library) -> None:
    visitors = Visitors(library)
    files: dict[str, str | bytes] = {
        "halls.pdf": pdf([["The gardens are open to all."], ["Exampleton will build 12 science halls by 2031."]]),
        "secret.pdf": pdf([["Nobody reads this."]], password="x"),
        "broken.pdf": b"%PDF-1.4",
        "notes.md": "# Notes\n\nExampleton plants 300 trees every year in May.\n",
    }
    brought = bring(visitors, files)
    assert {name: upload.state for name, upload in brought.items()} == {
        "halls.pdf": "indexed",
        "secret.pdf": "failed",
        "broken.pdf": "failed",
        "notes.md": "indexed",
    }
    assert [brought[name].said["word"] for name in ("secret.pdf", "broken.pdf")] == [  # type: ignore[index]
        "reason_encrypted",
        "reason_damaged_pdf",
    ]
    assert sources(visitors.shared) == ["halls.pdf", "notes.md", "plan.txt"]
    quote = library.ask("How many science halls will Exampleton build?").quotes[0]
    assert (quote.source, library.document("halls.pdf").page_of(quote.start)) == ("halls.pdf", 2)


def test_what_the_server_received_is_not_left_lying_about(library: Library) -> None:
    visitors = Visitors(library)
    bring(visitors, {"one.txt": ENGLISH, "two.pdf": scan()})
    assert list(visitors.received.iterdir()) == []


def test_what_the_server_received_is_for_nobody_to_read(library: Library) -> None:
    page = build(library)
    address = launch(page, "127.0.0.1", free_port())
    (path,) = httpx.post(f"{address}gradio_api/upload", files={"files": ("token", b"a secret plan")}).json()
    assert Path(path).read_bytes() == b"a secret plan"
    assert Path(path).is_relative_to(page.visitors.received)
    assert httpx.get(f"{address}gradio_api/file={path}").status_code == 403
    page.close()


def test_what_nobody_claimed_is_dropped_after_an_hour(library: Library) -> None:
    visitors = Visitors(library)
    fresh, stale = write(visitors.received, "fresh", "."), write(visitors.received, "stale", ".")
    os.utime(stale, (time.time() - 4000,) * 2)
    visitors.shared.offer({"files": []})
    assert (fresh.exists(), stale.exists()) == (True, False)


def test_only_what_the_server_received_is_taken(library: Library, tmp_path: Path) -> None:
    visitors = Visitors(library)
    secret = write(tmp_path, "secret.txt", ENGLISH)
    for path in (secret, visitors.received / ".." / ".lock", visitors.received / "no such file", visitors.received):
        taken = visitors.shared.take({"token": "x", "name": "mine.txt", "path": str(path)})["upload"]
        assert taken["state"] == "failed"
        assert taken["said"]["word"] == "upload_lost"
    assert secret.exists()
    assert sources(visitors.shared) == ["plan.txt"]


def test_a_name_is_never_a_path(library: Library, tmp_path: Path) -> None:
    visitors = Visitors(library)
    before = sorted(tmp_path.rglob("*.*"))
    names = ("../plan.txt", "/etc/plan.txt", "a\\plan.txt", "..", "", "a\0.txt", ".plan.txt", "a/../../b.txt")
    assert {upload.state for upload in bring(visitors, dict.fromkeys(names, ENGLISH)).values()} == {"failed"}
    assert sorted(tmp_path.rglob("*.*")) == before


def test_a_document_is_never_written_over_by_another_of_its_name(library: Library) -> None:
    visitors = Visitors(library)
    upload = bring(visitors, {"plan.txt": ENGLISH})["plan.txt"]
    assert upload == Upload("plan (2).txt", "indexed")
    assert library.ask(QUESTION).quotes[0].source == "plan.txt"
    assert library.ask("How many science halls will be built?").quotes[0].source == "plan (2).txt"


def test_a_document_in_a_folder_of_the_folder_is_renamed_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "2026").mkdir()
    write(tmp_path / "2026", "plan.txt", CHINESE)
    documents = Visitors(Library(tmp_path)).shared
    asked = {"source": "2026/plan.txt", **documents.facts({"source": "2026/plan.txt"})}
    assert asked["file"] == "plan.txt"
    assert documents.correct({**asked, "name": "halls.txt"}) == {"source": "2026/halls.txt"}


def test_a_document_that_is_there_already_is_not_kept_twice(library: Library) -> None:
    visitors = Visitors(library)
    assert bring(visitors, {"plan.txt": CHINESE})["plan.txt"] == Upload("plan.txt", "known")
    assert sources(visitors.shared) == ["plan.txt"]


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(upload_files=1), [None, "limit_upload_files"]),
        (Limits(upload_bytes=150), [None, "limit_upload_bytes"]),
        (Limits(library_files=2), [None, "limit_library_files"]),
        (Limits(library_bytes=len(CHINESE.encode()) + 150), [None, "limit_library_bytes"]),
        (Limits(file_bytes=99), ["reason_large", "reason_large"]),
    ],
)
def test_limits_are_told_before_a_file_is_sent_and_kept_when_it_is(
    library: Library, limits: Limits, told: list[str | None]
) -> None:
    visitors = Visitors(library, limits=limits)
    offered = visitors.shared.offer({"files": [{"name": "a.txt", "size": 100}, {"name": "b.txt", "size": 100}]})
    assert [objection and objection["word"] for objection in offered["objections"]] == told
    if not told[0] or limits.file_bytes == 99:
        files = {"a.txt": "a sentence. " * 8 + "aaa\n", "b.txt": "b sentence. " * 8 + "bbb\n"}
        brought = [bring(visitors, {name: content})[name].state for name, content in files.items()]
        one_at_a_time = ["indexed", "indexed"] if told[1] in ("limit_upload_files", "limit_upload_bytes") else None
        assert brought == (one_at_a_time or ["failed" if word else "indexed" for word in told])


def test_the_encoding_that_a_text_was_read_in_is_told(tmp_path: Path) -> None:
    write(tmp_path, "plan.txt", CHINESE.encode("gb18030"))
    write(tmp_path, "halls.pdf", pdf([["Exampleton will build 12 science halls by 2031."]]))
    documents = Visitors(Library(tmp_path)).shared
    assert documents.facts({"source": "plan.txt"})["encoding"] == "gb18030"
    assert documents.facts({"source": "halls.pdf"})["encoding"] == ""


def test_a_correction_keeps_to_what_was_changed(library: Library) -> None:
    documents = Visitors(library).shared
    facts = documents.facts({"source": "plan.txt"})["facts"]
    given = {**facts, "title": " 五年规划 ", "date": "2026-05", "names": "临江、Linjiang, 临江市"}
    assert documents.correct({"source": "plan.txt", "name": "halls.txt", "facts": given}) == {"source": "halls.txt"}
    document = library.document("halls.txt")
    assert (document.title, document.date) == ("五年规划", "2026-05")
    assert document.names == ("临江", "Linjiang", "临江市")
    assert "language" not in (library.folder / "catalogue.toml").read_text()


def test_a_fact_that_cannot_be_is_refused_and_nothing_changes(library: Library) -> None:
    documents = Visitors(library).shared
    facts = documents.facts({"source": "plan.txt"})["facts"]
    for wrong in ({"date": "yesterday"}, {"date": "2026-13"}, {"title": "x" * 301}):
        with pytest.raises(Refused):
            documents.correct({"source": "plan.txt", "name": "other.txt", "facts": {**facts, **wrong}})
    assert sources(documents) == ["plan.txt"]


def test_a_removed_document_answers_no_more_until_it_is_restored(library: Library) -> None:
    documents = Visitors(library).shared
    documents.remove({"source": "plan.txt"})
    assert not library.ask(QUESTION).answered
    documents.restore({"source": "plan.txt"})
    assert library.ask(QUESTION).answered


def test_the_list_is_sent_only_when_it_changed(library: Library) -> None:
    documents = Visitors(library).shared
    first = documents.documents({})
    assert "plan.txt" in first["html"]
    assert documents.documents({"seen": first["version"]})["html"] is None
    write(library.folder, "broken.pdf", "%PDF")
    library.refresh()
    assert 'data-word="reason_damaged_pdf"' in documents.documents({"seen": first["version"]})["html"]


def test_where_nothing_may_be_changed_every_change_is_refused(library: Library) -> None:
    documents = Visitors(library, "none").shared
    asked: dict[str, Any] = {"source": "plan.txt", "name": "x.txt", "files": [], "token": "x", "path": "x"}
    for change in (*("offer", "take", "withdraw", "stop_reading", "read_on", "correct", "remove", "restore"),):
        with pytest.raises(Refused, match="read_only"):
            getattr(documents, change)(asked)
    assert "manage" not in documents.documents({})["html"]


def test_the_shipped_documents_are_there_to_be_read_only() -> None:
    visitors = Visitors(Library())
    assert (visitors.told, visitors.shared.uploads) == (None, None)


def test_private_documents_are_seen_by_their_visitor_only(library: Library) -> None:
    visitors = Visitors(library, "private")
    bring(visitors, {"mine.txt": "The museum of Exampleton opened in 1987.\n"}, "one")
    assert sources(visitors.documents("one", "page")) == ["mine.txt", "plan.txt"]
    assert sources(visitors.documents("two", "page")) == sources(visitors.shared) == ["plan.txt"]
    question = "When did the museum of Exampleton open?"
    assert visitors.documents("one", "page").library.ask(question).answered
    assert not visitors.documents("two", "page").library.ask(question).answered
    with pytest.raises(LibraryError, match="cannot be changed"):
        visitors.documents("one", "page").remove({"source": "plan.txt"})


def test_private_documents_go_with_their_visitor(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    visitors = Visitors(library, "private")
    bring(visitors, {"mine.txt": ENGLISH})
    folder = visitors.documents("one", "page").library.folder
    visitors.leave("page")
    assert sources(visitors.documents("one", "the same page, loaded anew")) == ["mine.txt", "plan.txt"]
    monkeypatch.setattr(webvisitors, "AWAY", 0.0)
    visitors.documents("one", "another page")
    visitors.leave("the same page, loaded anew")
    assert sources(visitors.documents("one", "another page")) == ["mine.txt", "plan.txt"]
    visitors.leave("another page")
    while folder.exists():
        time.sleep(0.01)
    assert sources(visitors.documents("one", "page")) == ["plan.txt"]


def test_what_a_killed_server_left_is_deleted_by_the_next(library: Library) -> None:
    running = Visitors(library, "private")
    bring(running, {"mine.txt": ENGLISH})
    left = running.folder.parent / "server-killed"
    left.mkdir()
    write(left, "mine.txt", ENGLISH)
    Visitors(library)
    assert not left.exists()
    assert sources(running.documents("one", "page")) == ["mine.txt", "plan.txt"]


def test_where_nothing_can_be_cached_documents_are_brought_all_the_same(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(write(tmp_path, "no folder", "")))
    visitors = Visitors(library)
    assert bring(visitors, {"mine.txt": ENGLISH})["mine.txt"].state == "indexed"
    folder = visitors.folder
    del visitors
    gc.collect()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("name", "content", "chinese"),
    [
        ("a.pdf", pdf([["x"]], password="x"), "“a.pdf”有密码保护；请去掉密码另存后再试。"),
        ("a.pdf", b"%PDF-1.4", "“a.pdf”已损坏，或者不是 PDF；请用原来的程序重新保存。"),
        ("a.pdf", scan(), "“a.pdf”是没有文字的 PDF，多半是扫描件；请先做文字识别（OCR）再试。"),
        ("a.docx", b"PK", "“a.docx”已损坏，或者不是 DOCX 文件；请用原来的程序重新保存。"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "“a.docx”有密码保护，或者是旧的 .doc 格式；请不带密码另存为 .docx。",
        ),
        ("a.txt", b"", "“a.txt”是空文件，没有文字。"),
        ("a.txt", b" \n", "“a.txt”里没有文字。"),
        ("a.txt", bytes(range(256)) * 4, "“a.txt”不是文本，或者编码无法识别；请另存为 UTF-8 后再试。"),
        ("a.xls", b"x", "“a.xls”的格式这里不能读；能读的是：.txt, .md, .markdown, .html, .htm, .pdf, .docx。"),
    ],
)
def test_why_a_file_cannot_be_read_is_told_in_chinese_too(name: str, content: bytes, chinese: str) -> None:
    with pytest.raises(DocumentError) as raised:
        read_content(content, name)
    assert in_chinese(raised.value) == chinese


def test_why_something_cannot_be_done_is_told_in_chinese_too(library: Library) -> None:
    write(library.folder, "other.txt", ENGLISH)
    attempts: dict[str, Callable[[], object]] = {
        "已经有一个文件叫“other.txt”。": lambda: library.rename("plan.txt", "other.txt"),
        "新文件名要和原来一样以 .txt 结尾。": lambda: library.rename("plan.txt", "plan.pdf"),
        "这里没有文件“none.txt”。": lambda: library.remove("none.txt"),
        "“plan.txt”不在最近一天移除的文件里。": lambda: library.restore("plan.txt"),
        "“a/b.txt”是路径，不是文件名；请只写文件名。": lambda: check_name("a/b.txt"),
        "文件名“a?.txt”含有控制字符；请改名后再试。": lambda: check_name("a\n.txt"),
        "文件名“.txt”是隐藏文件或者太长；请改名后再试。": lambda: check_name(".txt"),
    }
    for chinese, attempt in attempts.items():
        with pytest.raises((LibraryError, DocumentError)) as raised:
            attempt()
        assert in_chinese(raised.value) == chinese


def test_whatever_the_library_says_to_a_visitor_is_known_in_both_languages() -> None:
    said = {sentence for path in Path(qa.__file__).parent.glob("*.py") for sentence in sentences(path)}
    assert len(said) > 20
    unknown = {sentence for sentence in said if reason(sentence)["word"] == "reason_other"}
    assert unknown == {
        # What is put together of parts that are looked at by themselves.
        "…: ….",
        "… is … MB large; …",
        # What is for programs and the command line: no visitor names a folder, an unknown fact or a path.
        "There is no folder …; name an existing one.",
        "A document has no …; it has ….",
        "There is no file ….",
    }


def sentences(path: Path) -> Iterator[str]:
    """The sentences that a module raises as errors of documents and libraries, with … for what differs."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(ast.Name("DocumentError" | "LibraryError"), [ast.Constant() | ast.JoinedStr() as sentence]):
                yield shown(sentence)
            case ast.Call(ast.Name("_told"), [ast.JoinedStr() as failure]):
                yield f"{shown(failure)}: …."


def shown(sentence: ast.Constant | ast.JoinedStr) -> str:
    parts = sentence.values if isinstance(sentence, ast.JoinedStr) else [sentence]
    catalogue = "Name(id='CATALOGUE'"
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else CATALOGUE if catalogue in ast.dump(part) else "…"
        for part in parts
    )


def test_a_path_of_the_server_is_told_to_nobody() -> None:
    said = reason("plan.pdf cannot be copied into /srv/plans: Permission denied.")
    assert said == {"word": "reason_unkept", "values": {"name": "plan.pdf", "why": "Permission denied"}}
    assert reason("plan.pdf cannot be copied into /srv: No space left on device.")["word"] == "reason_full"


def in_chinese(error: Exception) -> str:
    said = reason(error)
    return DOCUMENTS_WORDS[said["word"]]["zh"].format(**said["values"])


def test_every_word_of_the_panel_is_there_in_both_languages_with_the_same_blanks() -> None:
    for key, words in DOCUMENTS_WORDS.items():
        blanks = [set(re.findall(r"{\w+}", words[language])) for language in get_args(Language)]
        assert blanks[0] == blanks[1], key

"""Documents on the page: brought, corrected, removed and brought back; by one visitor and seen by others."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from qa import Library, webvisitors
from qa.webuploads import Limits
from tests.qa.written import pdf, scan

Visit = Callable[..., Page]
Serve = Callable[..., str]

PLAN = pdf([["The gardens of Exampleton are open to all."], ["Exampleton will build 12 science halls by 2031."]])
QUESTION = "How many science halls will Exampleton build?"


def payloads(files: Mapping[str, bytes]) -> list[FilePayload]:
    return [FilePayload(name=name, mimeType="application/octet-stream", buffer=data) for name, data in files.items()]


def bring(page: Page, files: Mapping[str, bytes]) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#add-documents").click()
    chooser.value.set_files(payloads(files))


def drop(page: Page, files: Mapping[str, bytes]) -> None:
    """Drop files on the page, as a person does from a folder."""
    carried = page.evaluate_handle(
        """(files) => {
            const transfer = new DataTransfer();
            for (const [name, bytes] of files) transfer.items.add(new File([new Uint8Array(bytes)], name));
            return transfer;
        }""",
        [[name, list(data)] for name, data in files.items()],
    )
    for event in ("dragenter", "dragover"):
        page.dispatch_event("#scroller", event, {"dataTransfer": carried})
    expect(page.locator("#dropping")).to_be_visible()
    page.dispatch_event("#scroller", "drop", {"dataTransfer": carried})
    expect(page.locator("#dropping")).to_be_hidden()


def titles(page: Page) -> Locator:
    return page.locator("#documents .document > span")


def manage(page: Page, title: str) -> Locator:
    """The form of a document."""
    page.get_by_role("button", name=f"Change or remove {title}").click()
    form = page.get_by_role("dialog", name="About this document")
    expect(form).to_be_visible()
    return form


def test_of_files_that_are_dropped_some_answer_and_the_others_say_why(visit: Visit, own_address: str) -> None:
    page, other = visit(own_address, locale="en-US"), visit(own_address, locale="zh-CN")
    drop(page, {"halls.pdf": PLAN, "secret.pdf": pdf([["x"]], password="x"), "scan.pdf": scan(), "empty.txt": b""})
    expect(page.locator("#brought-summary")).to_have_text("Files added: 1; not added: 3", timeout=20_000)
    expect(page.locator("#documents-said")).to_have_text("Files added: 1; not added: 3")
    expect(page.locator("#brought .state")).to_have_text(
        [
            "secret.pdf is encrypted; save it without a password and try again.",
            "scan.pdf is a PDF without text, probably a scan; run it through OCR and try again.",
            "empty.txt is empty; it holds no text.",
        ]
    )
    expect(titles(page)).to_have_count(2)
    expect(titles(other)).to_have_count(2)
    page.get_by_role("textbox").fill(QUESTION)
    page.get_by_role("textbox").press("Enter")
    card = page.locator(".card").first
    expect(card.locator("mark")).to_have_text("Exampleton will build 12 science halls by 2031.")
    expect(card.locator(".origin")).to_contain_text("page 2")


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
def test_there_are_no_violations(visit: Visit, own_address: str, own_library: Library, width: int, dark: bool) -> None:
    from tests.browser.test_accessibility import violations  # which skips where axe-core is not installed

    (own_library.folder / "broken.pdf").write_bytes(b"%PDF-1.4")
    own_library.refresh()
    page = visit(own_address, locale="en-US", width=width, dark=dark)
    if width < 600:
        page.locator("#open-panel").click()
    bring(page, {"halls.pdf": PLAN, "empty.txt": b""})
    expect(page.locator("#clear-brought")).to_be_visible(timeout=20_000)
    assert violations(page) == []
    form = manage(page, "report")
    assert violations(page) == []
    form.get_by_role("button", name="Remove").click()
    expect(page.locator("#removed li")).to_be_visible()
    assert violations(page) == []


def test_a_document_is_renamed_and_corrected(visit: Visit, own_address: str, own_library: Library) -> None:
    page = visit(own_address, locale="en-US")
    page.locator(".tick input").check()
    form = manage(page, "report")
    expect(form.get_by_label("File name")).to_be_focused()
    expect(form.get_by_label("File name")).to_have_accessible_description("Read as UTF-8")
    form.get_by_label("File name").fill("museum.txt")
    form.get_by_label("Title").fill("The museum")
    form.get_by_label("Date").fill("last year")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_have_text("Please write the date as 2026-05-01, 2026-05 or 2026.")
    form.get_by_label("Date").fill("1987-05")
    form.get_by_label("Date").press("Enter")
    expect(form).to_be_hidden()
    expect(titles(page)).to_have_text(["The museum"])
    expect(page.locator(".document small")).to_contain_text("1987-05")
    expect(page.get_by_role("button", name="Change or remove The museum")).to_be_focused()
    expect(page.locator(".tick input")).to_be_checked()
    assert [document.source for document in own_library.documents] == ["museum.txt"]


def test_removing_is_undone_by_keyboard_alone(visit: Visit, own_address: str) -> None:
    page = visit(own_address, locale="en-US")
    page.get_by_role("button", name="Change or remove").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove this document").focus()
    page.keyboard.press("Enter")
    undo = page.get_by_role("button", name="Undo removing")
    expect(undo).to_be_focused()
    expect(titles(page)).to_have_count(0)
    page.locator("#language").click()
    expect(page.locator("#removed")).to_contain_text("已移除：report")
    page.get_by_role("button", name="撤销移除：report").focus()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_count(1)
    expect(undo).to_be_hidden()


def test_a_removed_document_is_offered_back_until_the_notice_is_closed(visit: Visit, own_address: str) -> None:
    page = visit(own_address, locale="en-US")
    manage(page, "report").get_by_role("button", name="Remove").click()
    expect(titles(page)).to_have_count(0)
    page.reload()
    expect(page.locator("#removed")).to_contain_text("Removed: report")
    page.get_by_role("button", name="Undo removing report").click()
    expect(titles(page)).to_have_text(["report"])
    manage(page, "report").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Close this notice").click()
    page.reload()
    expect(page.locator("#nothing-yet")).to_be_visible()
    expect(page.locator("#removed li")).to_have_count(0)


def test_what_could_not_be_read_is_folded_away_until_there_is_more_of_it(
    visit: Visit, own_address: str, own_library: Library
) -> None:
    (own_library.folder / "broken.pdf").write_bytes(b"%PDF-1.4")
    own_library.refresh()
    page = visit(own_address, locale="en-US")
    problems = page.locator(".problems li")
    expect(problems).to_have_text(["broken.pdf is damaged or no PDF; save it again in its program."])
    expect(problems).to_be_visible()
    page.get_by_text("Files that could not be read (1)").click()
    expect(problems).to_be_hidden()
    page.reload()
    expect(page.get_by_text("Files that could not be read (1)")).to_be_visible()
    expect(problems).to_be_hidden()
    (own_library.folder / "empty.txt").write_bytes(b"")
    own_library.refresh()
    expect(problems).to_have_count(2)
    expect(problems.nth(1)).to_be_visible()


def test_escape_closes_the_form_and_nothing_else(visit: Visit, own_address: str) -> None:
    page = visit(own_address, locale="en-US", width=390, dark=True)
    page.locator("#open-panel").click()
    form = manage(page, "")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(page.locator("#panel")).to_be_visible()
    expect(page.get_by_role("button", name="Change or remove")).to_be_focused()


def hold_back(route: Route) -> None:
    """Let no file pass that asks not to."""
    if b"hold me back" not in (route.request.post_data_buffer or b""):
        route.continue_()


def test_an_upload_can_be_cancelled_while_the_others_go_on(visit: Visit, own_address: str) -> None:
    page = visit(own_address, locale="en-US")
    page.route("**/upload", hold_back)
    bring(page, {"slow.txt": b"hold me back", "halls.pdf": PLAN})
    expect(page.locator("#brought-summary")).to_have_text("1 of 2 files done", timeout=20_000)
    page.get_by_role("button", name="Cancel slow.txt").click()
    expect(page.locator("#brought-summary")).to_have_text("Files added: 1")
    expect(titles(page)).to_have_count(2)


def test_on_a_phone_an_empty_library_asks_for_documents(visit: Visit, serve: Serve, tmp_path: Path) -> None:
    page = visit(serve(Library(tmp_path)), locale="en-US", width=390)
    expect(page.locator("#nothing-yet")).to_contain_text("There are no documents yet.")
    with page.expect_file_chooser() as chooser:
        page.locator("#nothing-yet button").click()
    chooser.value.set_files(payloads({"halls.pdf": PLAN}))
    expect(page.locator("#panel")).to_be_visible()
    expect(titles(page)).to_have_count(1, timeout=20_000)
    expect(page.locator("#nothing-yet")).to_be_hidden()


def test_limits_are_told_before_and_when_they_are_exceeded(visit: Visit, own_library: Library, serve: Serve) -> None:
    page = visit(
        serve(own_library, limits=Limits(file_bytes=2_000_000, upload_files=2, library_files=3)), locale="en-US"
    )
    expect(page.locator("#upload-hint")).to_contain_text("up to 2\N{NO-BREAK SPACE}MB each, 2 files")
    expect(page.locator("#upload-hint")).to_contain_text("3 files or")
    bring(page, {"large.txt": b"x" * 2_000_001, "1.txt": b"One.", "2.txt": b"Two.", "3.txt": b"Three."})
    expect(page.locator("#brought .state")).to_have_text(
        [
            "large.txt is 2 MB large; at most 2 MB are read; split it and try again.",
            "At most 2 files are added at once; this one was not. Add it next.",
        ]
    )
    bring(page, {"3.txt": b"Three."})
    expect(page.locator("#brought .state")).to_contain_text("The library is full: it holds at most 3 files.")


def test_where_nothing_may_be_changed_there_is_nothing_to_change_it_with(
    visit: Visit, own_library: Library, serve: Serve
) -> None:
    address = serve(own_library, sharing="none")
    page = visit(address, locale="en-US")
    expect(titles(page)).to_have_count(1)
    expect(page.locator("#add-documents")).to_be_hidden()
    expect(page.locator(".manage")).to_have_count(0)
    response = page.request.post(f"{address}gradio_api/upload", multipart={"files": payloads({"halls.pdf": PLAN})[0]})
    assert response.status == 413


def test_private_documents_are_the_visitors_own_and_go_with_the_visitor(
    visit: Visit, own_library: Library, serve: Serve, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = serve(own_library, sharing="private")
    page, other = visit(address, locale="en-US"), visit(address, locale="en-US")
    expect(page.locator("#upload-hint")).to_contain_text("Only you see them")
    bring(page, {"halls.pdf": PLAN})
    expect(titles(page)).to_have_count(2, timeout=20_000)
    expect(page.locator(".manage")).to_have_count(1)
    bring(other, {"notes.txt": b"Exampleton plants 300 trees every year."})
    expect(titles(other)).to_have_text(["notes", "report"], timeout=20_000)
    for visitor, answered in ((page, True), (other, False)):
        visitor.get_by_role("textbox").fill(QUESTION)
        visitor.get_by_role("textbox").press("Enter")
        expect(visitor.locator(".reply")).to_be_visible()
        assert visitor.get_by_text("12 science halls").count() == answered
    (kept,) = own_cache.rglob("halls.pdf")
    page.reload()
    expect(titles(page)).to_have_count(2)
    monkeypatch.setattr(webvisitors, "AWAY", 0.0)
    page.close()
    while kept.exists():
        time.sleep(0.1)
    expect(titles(other)).to_have_count(2)
    assert [path.name for path in own_library.folder.glob("*.*")] == ["report.txt"]


def test_indexing_shows_how_far_it_is_and_stops_when_told(visit: Visit, serve: Serve, tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number:03}.txt").write_text(f"Exampleton planted {number} trees. " * 300, encoding="utf-8")
    library = Library(tmp_path, wait=False)
    page = visit(serve(library), locale="en-US")
    expect(page.locator("#reading-said")).to_contain_text(" of 400 files", timeout=20_000)
    page.get_by_role("button", name="Stop reading, keep what is done").click()
    expect(page.locator("#left-unread")).to_contain_text("Files not read yet", timeout=20_000)
    assert 0 < len(library.documents) < 400
    page.get_by_role("button", name="Read on").click()
    expect(page.locator("#reading-said")).to_contain_text(" of 400 files", timeout=20_000)
    library.close()

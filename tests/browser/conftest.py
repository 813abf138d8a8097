"""A real server with the shipped documents, and a real browser to look at it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright", reason="the browser tests need Playwright: pip install '.[test]'")

from playwright.sync_api import Browser, Page, sync_playwright

from qa import Library
from qa.web import build, launch
from qa.webuploads import Limits
from qa.webvisitors import Sharing, Visitors

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OFFLINE = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="session")
def address(library: Library) -> Iterator[str]:
    """Where the chat with the shipped documents is served."""
    with _served(library) as address:
        yield address


@pytest.fixture
def own_library(tmp_path: Path) -> Library:
    """A folder of one's own, with one document."""
    text = "Exampleton has 4 museums, and the largest of them opened in 1987.\n"
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    return Library(tmp_path)


@pytest.fixture
def own_address(own_library: Library) -> Iterator[str]:
    """Where the chat with one's own documents is served."""
    with _served(own_library) as address:
        yield address


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Serve a library with what its visitors may do (the arguments of Visitors), and tell where."""
    with ExitStack() as servers:

        def served(library: Library, sharing: Sharing = "shared", limits: Limits | None = None) -> str:
            return servers.enter_context(_served(library, Visitors(library, sharing, limits)))

        yield served


@pytest.fixture(scope="session")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a chat is served whose one document is full of what a page would run, were it not escaped."""
    folder: Path = tmp_path_factory.mktemp("documents")
    (folder / "report.txt").write_text(HOSTILE, encoding="utf-8")
    (folder / "<b>empty.txt").write_text("\n", encoding="utf-8")
    with _served(Library(folder)) as address:
        yield address


HOSTILE = """Annual report of Exampleton

Exampleton has 12 museums <script>document.title = "taken"</script> and 3 gardens for all its people.

The museums of Exampleton show <img src=x onerror="document.title = 'taken'"> to everybody who comes by.

The gardens of Exampleton grow ${document.title = "taken"} and {{value}} and `ticks` in every bed they have.
"""


@contextmanager
def _served(library: Library, visitors: Visitors | None = None) -> Iterator[str]:
    """Where the chat with this library is served, while the context lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = build(library, visitors)
    yield launch(page, "127.0.0.1", port)
    page.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, or a skip that says that there is none."""
    if CHROMIUM is None:
        pytest.skip("the browser tests need Chromium, and there is none on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*OFFLINE])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open the chat as a visitor; by default one from China, at a desk, by daylight.

    A request to another host, or an error in the page's script, fails the test.
    """
    away: list[str] = []
    failures: list[str] = []
    with ExitStack() as windows:

        def open_chat(address: str = address, *, locale: str = "zh-CN", width: int = 1440, dark: bool = False) -> Page:
            context = browser.new_context(
                locale=locale,
                viewport={"width": width, "height": 900 if width > 600 else 740},
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
                permissions=["clipboard-read", "clipboard-write"],
            )
            windows.callback(context.close)
            context.on("request", lambda request: None if _is_here(request.url) else away.append(request.url))
            context.on("weberror", lambda error: failures.append(str(error.error)))
            page = context.new_page()
            page.goto(address)
            return page

        yield open_chat
    assert away == [], "the page asked another host for something"
    assert failures == [], "a script of the page failed"


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob") or parts.hostname == "127.0.0.1"

"""A real Chromium at a real server of the chat on this machine."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from qa import Library
from qa.web import build, launch


@contextmanager
def opened(library: Library) -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of a chat about these documents; both are closed in the end."""
    page = build(library)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = launch(page, "127.0.0.1", port)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser, address
        browser.close()
    page.close()

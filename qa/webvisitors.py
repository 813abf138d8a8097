"""Visitors: which documents a visitor asks, and where the server keeps what it receives, for as long as it runs."""

from __future__ import annotations

import shutil
import threading
import weakref
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from qa import Library
from qa.library import SEEDS
from qa.webdocuments import Documents
from qa.webuploads import Limits, Uploads

Sharing = Literal["shared", "private", "none"]
"""Who sees what a visitor brings: everybody, or the visitor alone; or nothing can be brought."""

PRIVATE_LIMITS = Limits(library_files=200, library_bytes=1_000_000_000)
AWAY = 120.0
"""Seconds that a visitor may be away, the phone put aside or the connection lost, before private documents go."""


class Visitors:
    """Gives each session its documents: those of the library or, with private uploads, its own beside them."""

    def __init__(self, library: Library, sharing: Sharing = "shared", limits: Limits | None = None) -> None:
        self.library, self.private = library, sharing == "private"
        self.limits = limits or (PRIVATE_LIMITS if self.private else Limits())
        self.folder, self._held = _own_folder()
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.received = self.folder / "received"
        self.received.mkdir()
        changeable = sharing == "shared" and library.folder != SEEDS
        self.shared = Documents(library, Uploads(library, self.limits, self.received) if changeable else None)
        self.told = {**self.limits.told(), "sharing": sharing} if changeable or self.private else None
        """What a page says before files are chosen: how many and how large, and who sees them; None for no files."""
        self.max_file_bytes = self.limits.file_bytes if self.told else 0
        self._sessions: dict[str, Documents] = {}
        self._leaving: dict[str, threading.Timer] = {}
        self._lock = threading.Lock()

    def documents(self, session: str) -> Documents:
        """The documents of a visitor's session."""
        if not self.private:
            return self.shared
        with self._lock:
            if timer := self._leaving.pop(session, None):
                timer.cancel()
            if session not in self._sessions:
                self._sessions[session] = self._beside(session)
            return self._sessions[session]

    def leave(self, session: str) -> None:
        """The visitor's page was closed: what only it could see is deleted, unless it comes back soon."""
        with self._lock:
            if session in self._sessions and session not in self._leaving:
                self._leaving[session] = timer = threading.Timer(AWAY, self._forget, (session,))
                timer.daemon = True
                timer.start()

    def _beside(self, session: str) -> Documents:
        folder = self.folder / sha256(session.encode()).hexdigest()[:32]
        folder.mkdir()
        library = Library(folder, beside=self.library)
        return Documents(library, Uploads(library, self.limits, self.received), shared=self.library)

    def _forget(self, session: str) -> None:
        with self._lock:
            if self._leaving.pop(session, None):
                library = self._sessions.pop(session).library
                library.close()
                shutil.rmtree(library.folder, ignore_errors=True)


def _own_folder() -> tuple[Path, FileLock | None]:
    """A folder for this server alone, and the lock that tells that it runs. Those of servers that were killed go."""
    base = user_cache_path("plan-qa", appauthor=False) / "visitors"
    try:
        base.mkdir(parents=True, exist_ok=True)
        with FileLock(base / ".lock"):
            for left in base.glob("server-*"):
                _delete_unless_held(left)
            folder = Path(mkdtemp(prefix="server-", dir=base))
            held = FileLock(folder / ".lock")
            held.acquire()
            return folder, held
    except OSError:  # nothing can be kept in the user's cache; what is temporary has a place all the same
        return Path(mkdtemp(prefix="plan-qa-")), None


def _delete_unless_held(folder: Path) -> None:
    try:
        with FileLock(folder / ".lock", timeout=0):
            shutil.rmtree(folder, ignore_errors=True)
    except Timeout:
        pass

"""Visitors: which documents a visitor asks, and where the server keeps what it receives, for as long as it runs."""

from __future__ import annotations

import shutil
import threading
import weakref
from dataclasses import dataclass, field
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
AWAY = 600.0
"""Seconds that a visitor may be away, the phone put aside or the connection lost, before private documents go."""


@dataclass
class _Visitor:
    """The documents of a visitor, the pages that are open (sessions, as Gradio calls them), and what deletes the
    documents when none is."""

    documents: Documents
    pages: set[str] = field(default_factory=set)
    leaving: threading.Timer | None = None


class Visitors:
    """Gives each visitor documents: those of the library or, with private uploads, the visitor's own beside them."""

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
        self._visitors: dict[str, _Visitor] = {}
        self._lock = threading.Lock()

    def documents(self, visitor: str, page: str) -> Documents:
        """The documents of a visitor, who has this page open. A visitor's name is the visitor's secret."""
        if not self.private:
            return self.shared
        with self._lock:
            known = self._visitors.get(visitor)
            if known is None:
                known = self._visitors[visitor] = _Visitor(self._beside(visitor))
            known.pages.add(page)
            if known.leaving:
                known.leaving.cancel()
                known.leaving = None
            return known.documents

    def leave(self, page: str) -> None:
        """A page was closed: what only its visitor could see is deleted, unless the visitor soon has one open again."""
        with self._lock:
            for name, visitor in self._visitors.items():
                if page in visitor.pages:
                    visitor.pages.remove(page)
                    if not visitor.pages:
                        visitor.leaving = threading.Timer(AWAY, self._forget, (name,))
                        visitor.leaving.daemon = True
                        visitor.leaving.start()

    def _beside(self, visitor: str) -> Documents:
        folder = self.folder / sha256(visitor.encode()).hexdigest()[:32]
        folder.mkdir()
        library = Library(folder, beside=self.library)
        return Documents(library, Uploads(library, self.limits, self.received), shared=self.library)

    def _forget(self, name: str) -> None:
        with self._lock:
            if not self._visitors[name].leaving:
                return  # the visitor came back at the last moment
            library = self._visitors.pop(name).documents.library
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

"""The documents panel: what the page asks of a library about its documents.

Each function takes one object from the page and gives one back. What cannot be done is raised, and told to the page.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qa import Library
from qa.documents import Document
from qa.errors import printable
from qa.library import LibraryError
from qa.webreasons import Refused, reason
from qa.webshelf import shelf_html
from qa.webuploads import Uploads

FROM_PAGE = (
    *("documents", "offer", "take", "withdraw", "stop_reading", "read_on"),
    *("facts", "correct", "remove", "restore"),
)
"""The functions that the page calls."""

FACTS = ("title", "place", "names", "publisher", "date", "language")
"""What a visitor may correct of a document."""

MAX_FACT = 300
"""The longest fact, in characters."""

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_SEPARATORS = re.compile(r"[,，、;；]")

log = logging.getLogger(__name__)

Asked = Mapping[str, Any]
Reply = dict[str, Any]


class Documents:
    """What a page asks of the documents of a library. Everything that comes in is checked here."""

    def __init__(self, library: Library, uploads: Uploads | None = None, *, shared: Library | None = None) -> None:
        """Without ``uploads``, nothing can be brought or changed. ``shared`` is the library beside this one."""
        self.library, self.uploads, self.shared = library, uploads, shared
        self._list: tuple[object, str, str] = ((), "", "")
        """What the list was made from, its version, and the list."""

    @property
    def _open(self) -> Uploads:
        """The uploads, where documents may be brought and changed; raises Refused where not."""
        if self.uploads is None:
            raise Refused("read_only")
        return self.uploads

    def listed(self) -> tuple[str, str]:
        """The documents and the files that are not read yet or could not be, as HTML, after its version."""
        made_from = documents, states = self.library.documents, self.library.states()
        if self._list[0] != made_from:
            html = shelf_html(documents, states, changeable=self.uploads is not None)
            self._list = made_from, hashlib.sha256(html.encode()).hexdigest()[:16], html
        return self._list[1:]

    def documents(self, asked: Asked) -> Reply:
        """The list of documents, unless it is the one the page has (``seen``), and how far the work on them is."""
        version, html = self.listed()
        own = self.library.progress
        progress = own or (self.shared.progress if self.shared else None)
        uploads = self.uploads.told(map(str, asked.get("uploads", ()))) if self.uploads else {}
        return {
            "version": version,
            "html": None if asked.get("seen") == version else html,
            "progress": asdict(progress) if progress else None,
            "stoppable": bool(own and self.uploads),
            "waiting": len(self.library.waiting),
            "warning": reason(self.library.warning) if self.library.warning else None,
            "uploads": {token: asdict(upload) for token, upload in uploads.items()},
        }

    def offer(self, asked: Asked) -> Reply:
        """What speaks against each of the ``files`` (name and size in bytes) that a visitor chose; null for nothing."""
        files = [(str(file["name"]), int(file["size"])) for file in asked["files"]]
        return {"objections": self._open.objections(files)}

    def take(self, asked: Asked) -> Reply:
        """Take a file in that the server received at ``path``, under its own ``name``."""
        upload = self._open.take(str(asked["token"]), str(asked["name"]), Path(str(asked["path"])))
        return {"upload": asdict(upload)}

    def withdraw(self, asked: Asked) -> Reply:
        """Let a file go that was sent and waits still."""
        self._open.withdraw(str(asked["token"]))
        return {}

    def stop_reading(self, _: Asked) -> Reply:
        """Stop indexing; what is done is kept."""
        self._open.library.cancel()
        return {}

    def read_on(self, _: Asked) -> Reply:
        """Index what was left when indexing was stopped."""
        threading.Thread(target=_refresh, args=(self._open.library,), name="plan-qa reading on", daemon=True).start()
        return {}

    def facts(self, asked: Asked) -> Reply:
        """What is known of a document, and the name of its ``file``, to be corrected; and the encoding it was read in,
        none for a format that is no text."""
        document = self.library.document(str(asked["source"]))
        return {"facts": _facts(document), "file": _file_name(document), "encoding": document.encoding}

    def correct(self, asked: Asked) -> Reply:
        """Give a document another file ``name``, and correct those of its ``facts`` that differ from what is known."""
        library = self._open.library
        document = library.document(str(asked["source"]))
        name, known = str(asked["name"]).strip(), _facts(document)
        given = {fact: printable(str(asked["facts"][fact])).strip() for fact in FACTS}
        changed = {fact: value for fact, value in given.items() if value != known[fact]}
        _check(changed)
        if name != _file_name(document):
            document = library.rename(document.source, name)
        if changed:
            values = {fact: _names(value) if fact == "names" else value for fact, value in changed.items()}
            document = library.describe(document.source, **values)
        return {"source": document.source}

    def remove(self, asked: Asked) -> Reply:
        """Remove a document; for a day it can be restored."""
        self._open.library.remove(str(asked["source"]))
        return {}

    def restore(self, asked: Asked) -> Reply:
        """Take a document back that was removed."""
        self._open.library.restore(str(asked["source"]))
        return {}


def _refresh(library: Library) -> None:
    try:
        library.refresh()
    except LibraryError as error:
        log.warning("%s", error)


def _file_name(document: Document) -> str:
    return document.source.rpartition("/")[2]


def _facts(document: Document) -> dict[str, str]:
    facts = {fact: getattr(document, fact) for fact in FACTS}
    return {**facts, "names": "、".join(document.names)}


def _names(listed: str) -> Sequence[str]:
    return [name.strip() for name in _SEPARATORS.split(listed) if name.strip()]


def _check(facts: Mapping[str, str]) -> None:
    """Raise Refused when facts that a visitor gave cannot be kept."""
    if any(len(fact) > MAX_FACT for fact in facts.values()):
        raise Refused("fact_long", limit=MAX_FACT)
    if facts.get("date") and not _DATE.fullmatch(facts["date"]):
        raise Refused("fact_wrong_date")

"""The list of documents as HTML: what can be asked, what is not read yet, and what could not be read.

Whatever comes out of a document is escaped here; the words of the interface are filled in by the page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import get_args

from qa.documents import Document
from qa.library import FileState
from qa.webreasons import Said, reason, said
from qa.webtext import Language, place_name

MAX_WAITING = 20
"""How many of the files that are not read yet are named."""


def shelf_html(documents: Iterable[Document], states: Sequence[FileState], *, changeable: bool) -> str:
    """The files that could not be read, folded; the documents, each a box to tick, a button that opens it and, where
    they are ``changeable`` and it is not another library's, one to correct it; then those that are not read yet."""
    own = {file.source for file in states if file.own} if changeable else set()
    items = "".join(_item(document, own) for document in documents)
    return f'{_unread(states)}<ul id="documents">{items}</ul>{_waiting(states)}'


def _item(document: Document, own: Collection[str]) -> str:
    facts = "".join(f"{escape(fact)} · " for fact in (document.place, document.date) if fact)
    length = f'<span class="length" data-word="characters" data-count="{document.length}"></span>'
    return (
        f'<li>{_tick(document)}<button type="button" class="document" data-source="{escape(document.source)}">'
        f"<span{_lang(document)}>{escape(document.title)}</span><small>{facts}{length}</small></button>"
        f"{_manage(document) if document.source in own else ''}</li>"
    )


def _tick(document: Document) -> str:
    names = "".join(
        f' data-{language}="{escape(place_name(document, language) or document.place or document.title)}"'
        for language in get_args(Language)
    )
    title = escape(document.title)
    return (
        f'<label class="tick"><input type="checkbox" value="{escape(document.source)}" data-label="ask_only" '
        f'data-title="{title}"{names}></label>'
    )


def _manage(document: Document) -> str:
    about = f'data-source="{escape(document.source)}" data-title="{escape(document.title)}"'
    return f'<button type="button" class="manage" {about} data-label="manage">⋯</button>'


def _unread(states: Iterable[FileState]) -> str:
    failed = [file for file in states if file.state == "failed"]
    items = "".join(f'<li data-source="{escape(file.source)}"{_said(reason(file.why))}></li>' for file in failed)
    title = f'<summary data-word="unread" data-count="{len(failed)}"></summary>'
    return f'<details id="unread">{title}<ul class="problems" tabindex="0">{items}</ul></details>' if failed else ""


def _waiting(states: Iterable[FileState]) -> str:
    waiting = [file for file in states if file.state in ("waiting", "reading")]
    # The one that is being read first: it may be anywhere in the alphabet.
    waiting.sort(key=lambda file: file.state != "reading")
    items = [
        f"<li>{escape(file.source)} <small{_said(said(f'state_{file.state}'))}></small></li>"
        for file in waiting[:MAX_WAITING]
    ]
    if len(waiting) > MAX_WAITING:
        items.append(f"<li{_said(said('and_others', count=len(waiting) - MAX_WAITING))}></li>")
    return f'<h2 data-word="not_read_yet"></h2><ul class="waiting-files">{"".join(items)}</ul>' if items else ""


def _said(saying: Said) -> str:
    values = "".join(f' data-{name}="{escape(value)}"' for name, value in saying["values"].items())
    return f' data-word="{saying["word"]}"{values}'


def _lang(document: Document) -> str:
    return f' lang="{escape(document.language)}"' if document.language else ""

"""Shelf: documents that were read and split before, kept so that opening a folder reads only what changed."""

from __future__ import annotations

import hashlib
import json
import logging
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from qa import kept
from qa.documents import Document, read_content
from qa.layout import Block
from qa.offsets import Offsets
from qa.passages import Passage, Sentence, split

log = logging.getLogger(__name__)

# What the passages of a file follow from, beside the file.
_CODE = tuple(
    f"{module}.py"
    for module in (
        *("documents", "docx", "encodings", "errors", "formats", "layout", "markdown", "markup", "metadata", "offsets"),
        *("passages", "pdf", "places", "shelf", "text", "words"),
    )
)
_DATA = ("gazetteer/places.tsv", "gazetteer/neighbours.tsv")


@dataclass(frozen=True)
class Entry:
    """A document, its passages, and the key that says what it was made from."""

    key: str
    document: Document
    passages: tuple[Passage, ...]


class Shelf:
    """Entries by their key, a file each. A file that is damaged or missing is only made again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entry(self, data: bytes, name: str, known: Mapping[str, Any] | None, before: Entry | None = None) -> Entry:
        """The document that these bytes are, under this name, with what the catalogue says of it; the one ``before``
        where it was made from the same.

        Raises `qa.documents.DocumentError` when it cannot be read.
        """
        key = key_of(data, name, known)
        if before and before.key == key:
            return before
        if found := self._load(key):
            return found
        content = read_content(data, name)
        document = content.described(name, known)
        made = Entry(key, document, tuple(split(document)))
        self._keep(made, content.text if not content.encoding else "")
        return made

    def text(self, key: str) -> str | None:
        """The text that was extracted from a file that is no text; None when it is not kept."""
        kept_entry = self._read(key)
        return str(kept_entry["text"]) if kept_entry else None

    def keep_only(self, keys: Collection[str]) -> None:
        """Drop the entries of documents that are gone."""
        for path in self.folder.glob("*.entry"):
            if path.stem not in keys:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.entry"

    def _read(self, key: str) -> dict[str, Any] | None:
        data = kept.read(self._path(key))
        return None if data is None else dict(json.loads(zlib.decompress(data)))

    def _load(self, key: str) -> Entry | None:
        found = self._read(key)
        if found is None:
            return None
        blocks = tuple(_block(row) for row in found["blocks"])
        facts: dict[str, Any] = {
            name: tuple(fact) if isinstance(fact, list) else fact for name, fact in found["document"].items()
        }
        passages = tuple(_passage(row) for row in found["passages"])
        return Entry(key, Document(blocks=blocks, **facts), passages)

    def _keep(self, entry: Entry, text: str) -> None:
        document = {field.name: getattr(entry.document, field.name) for field in fields(Document)}
        del document["blocks"]
        rows = {
            "document": {**document, "pages": list(document["pages"])},
            "blocks": [_block_row(block) for block in entry.document.blocks],
            "passages": [_passage_row(passage) for passage in entry.passages],
            "text": text,
        }
        try:
            kept.write(self._path(entry.key), zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 1))
        except OSError as error:
            log.debug("%s cannot be kept in %s: %s.", entry.document.source, self.folder, error.strerror)


def key_of(data: bytes, name: str, known: Mapping[str, Any] | None) -> str:
    """What an entry follows from, as a digest."""
    facts = json.dumps(known or {}, sort_keys=True, default=str)
    parts = (code_digest(), hashlib.sha256(data).hexdigest(), name, facts)
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:40]


@cache
def code_digest() -> str:
    """A digest of the modules that make passages of files: what another version of them made is made again."""
    digest = hashlib.sha256()
    for name in (*_CODE, *_DATA):
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()


def _block_row(block: Block) -> list[Any]:
    return [block.kind, block.text, Offsets.of(block.starts).runs, Offsets.of(block.ends).runs, block.page]


def _block(row: list[Any]) -> Block:
    kind, text, starts, ends, page = row
    return Block(kind, text, Offsets(*starts), Offsets(*ends), page)


def _passage_row(passage: Passage) -> dict[str, Any]:
    return {**vars(passage), "sentences": [list(vars(sentence).values()) for sentence in passage.sentences]}


def _passage(row: dict[str, Any]) -> Passage:
    return Passage(**{**row, "sentences": tuple(Sentence(*values) for values in row["sentences"])})

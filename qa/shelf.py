"""Shelf: documents that were read and split before, kept so that opening a folder reads only what changed."""

from __future__ import annotations

import hashlib
import json
import logging
import struct
import zlib
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, overload

from qa import kept
from qa.documents import Document, read_content
from qa.layout import Block
from qa.offsets import Offsets
from qa.passages import Passage, split

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
_LENGTH = struct.Struct(">Q")


class Packed(Sequence[Block]):
    """A document's blocks, and the text extracted from a file that is no text, compressed: they are for reading the
    document, not for finding something in it, and it is one of many."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        """What :meth:`of` gave under ``data``."""
        self.data = data

    @classmethod
    def of(cls, blocks: Sequence[Block], text: str) -> Packed:
        """These blocks and this text, packed."""
        return cls(_compressed({"blocks": [_block_row(block) for block in blocks], "text": text}))

    @property
    def text(self) -> str:
        """The text that was extracted; empty for a file that is text itself."""
        return _unpacked(self.data)[1]

    @overload
    def __getitem__(self, index: int) -> Block: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Block, ...]: ...

    def __getitem__(self, index: int | slice) -> Block | tuple[Block, ...]:
        return _unpacked(self.data)[0][index]

    def __len__(self) -> int:
        return len(_unpacked(self.data)[0])

    def __iter__(self) -> Iterator[Block]:
        return iter(_unpacked(self.data)[0])

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Packed) and self.data == other.data

    __hash__ = None  # type: ignore[assignment]  # compared by what it holds


@dataclass(frozen=True)
class Entry:
    """A document, its passages, and the key that says what it was made from."""

    key: str
    document: Document
    passages: tuple[Passage, ...]

    @property
    def text(self) -> str:
        """The text that was extracted from a file that is no text; else empty."""
        return self.document.blocks.text if isinstance(self.document.blocks, Packed) else ""


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
        if found := self._load(key, name):
            return found
        content = read_content(data, name)
        document = content.described(name, known)
        passages = tuple(split(document))
        packed = Packed.of(content.blocks, "" if content.encoding else content.text)
        made = Entry(key, replace(document, blocks=packed), passages)
        self._keep(made, packed)
        return made

    def keep_only(self, keys: Collection[str]) -> None:
        """Drop the entries of documents that are gone."""
        for path in self.folder.glob("*.entry"):
            if path.stem not in keys:
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.entry"

    def _load(self, key: str, name: str) -> Entry | None:
        try:
            data = kept.read(self._path(key))
        except kept.Damaged:
            log.warning("What was kept of %s is damaged; it is read again.", name)
            return None
        if data is None:
            return None
        behind = _LENGTH.size + _LENGTH.unpack_from(data)[0]
        found = json.loads(zlib.decompress(data[_LENGTH.size : behind]))
        facts: dict[str, Any] = {
            name: tuple(fact) if isinstance(fact, list) else fact for name, fact in found["document"].items()
        }
        document = Document(blocks=Packed(data[behind:]), **facts)
        passages = tuple(_passage(row, document, found["sections"]) for row in found["passages"])
        return Entry(key, document, passages)

    def _keep(self, entry: Entry, packed: Packed) -> None:
        facts: dict[str, Any] = {field.name: getattr(entry.document, field.name) for field in fields(Document)}
        del facts["blocks"]
        sections = list(dict.fromkeys(passage.section for passage in entry.passages))
        number = {section: number for number, section in enumerate(sections)}
        rows = [_passage_row(passage, number[passage.section]) for passage in entry.passages]
        facts["pages"] = list(entry.document.pages)
        found = _compressed({"document": facts, "sections": sections, "passages": rows})
        try:
            kept.write(self._path(entry.key), _LENGTH.pack(len(found)) + found + packed.data)
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


def _passage_row(passage: Passage, section: int) -> list[Any]:
    numbers = array("I")
    numbers.frombytes(passage.packed)
    return [passage.text, passage.start, passage.end, section, passage.page, numbers.tolist(), passage.id]


def _passage(row: list[Any], document: Document, sections: Sequence[str]) -> Passage:
    text, start, end, section, page, numbers, key = row
    return Passage(
        text=text,
        source=document.source,
        start=start,
        end=end,
        title=document.title,
        place=document.place,
        section=sections[section],
        page=page,
        packed=array("I", numbers).tobytes(),
        id=key,
    )


def _compressed(value: object) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 1)


@lru_cache(maxsize=4)
def _unpacked(data: bytes) -> tuple[tuple[Block, ...], str]:
    found = json.loads(zlib.decompress(data))
    return tuple(_block(row) for row in found["blocks"]), str(found["text"])

"""A file's characters -> the ones a reader sees, each with the place where it stands in the file."""

from __future__ import annotations

import re
from array import array
from collections.abc import Set
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

import yaml

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HTML = re.compile(r"</(?:p|div|span|h[1-6]|li|td|body|b|strong|em|a)\s*>|<br\s*/?>", re.IGNORECASE)
_LINK = r"(?:\[[^\]\n]*\]\([^)\n]*\)|<(?:https?|ftp|mailto):[^>\s]*>)"
_LINK_LINE = re.compile(rf"^[ \t]*{_LINK}(?:[ \t|｜·•]*{_LINK})*[ \t]*$", re.MULTILINE)
FACTS = ("title", "place", "names", "publisher", "date", "language")
"""What a document may state of itself, and a catalogue of it."""

HARD_BREAK = "\u2029"
HEADING = "\u2028"
"""A hard break; what follows, to the next one, is a heading."""


@dataclass
class Visible:
    """The characters a reader sees, in ``pieces``, with the source range of each."""

    pieces: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    pages: array[int] = field(default_factory=lambda: array("I"))
    """Where each page begins in the source; empty for a source without pages."""

    def add(self, text: str, start: int, end: int | None = None) -> None:
        """Characters that stand at ``start`` one by one, or all for the one range ``start`` to ``end``."""
        self.pieces.append(text)
        self.starts.extend(range(start, start + len(text)) if end is None else [start] * len(text))
        self.ends.extend(range(start + 1, start + len(text) + 1) if end is None else [end] * len(text))

    def end_block(self, at: int, *, heading: bool = False) -> None:
        """A hard break at ``at``; what follows it is a ``heading``, or is not."""
        self.add(HEADING if heading else HARD_BREAK, at, at)


def front_matter(source: str) -> tuple[dict[str, Any], int]:
    """The document's own metadata (title, date, …) and where its body begins."""
    match = _FRONT_MATTER.match(source)
    if not match:
        return {}, 0
    try:
        facts = yaml.safe_load(match[1])
    except yaml.YAMLError:
        return {}, 0
    if not isinstance(facts, dict):
        return {}, 0
    return {key: facts[key] for key in FACTS if facts.get(key)}, match.end()


def read_html(source: str) -> tuple[Visible, dict[str, Any]]:
    """What a browser shows of an HTML page, and the title and language that the page states."""
    visible = Visible()
    reader = _HTMLReader(visible, source, 0)
    reader.hidden_tags = reader.HIDDEN | {"head"}
    reader.read()
    return visible, reader.facts()


def read_visible(source: str, body: int) -> Visible:
    """The text behind the front matter, without HTML tags and lines of links."""
    visible = Visible()
    is_html = _HTML.search(source, body)
    links = [match.span() for match in _LINK_LINE.finditer(source, body)]
    for start, end in zip([body, *(b for _, b in links)], [*(a for a, _ in links), len(source)], strict=True):
        part = source[start:end]
        if is_html:
            _HTMLReader(visible, part, start).read()
        else:
            visible.add(part, start)
    return visible


class _HTMLReader(HTMLParser):
    """Feeds the character data of HTML to a `Visible`; a block element's edge becomes a hard break."""

    BLOCKS = re.compile(
        r"address|article|aside|blockquote|body|br|caption|d[dlt]|div|figcaption|figure|footer|h[1-6]|header|hr|"
        r"li|main|nav|[ou]l|p|pre|section|table|tr|title"
    )
    CELLS = frozenset(("td", "th"))
    HEADINGS = re.compile("h[1-6]")
    HIDDEN = frozenset(("script", "style", "template", "noscript"))

    def __init__(self, visible: Visible, html: str, base: int) -> None:
        super().__init__(convert_charrefs=False)
        self.visible, self.html, self.base, self.hidden = visible, html, base, 0
        self.hidden_tags: Set[str] = self.HIDDEN
        self.title = ""
        self.in_title = False
        self.language = ""
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", html))]

    def read(self) -> None:
        self.feed(self.html)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column

    def facts(self) -> dict[str, Any]:
        """The title and the language, where the page states them."""
        title = " ".join(unescape(self.title).split())
        return {key: fact for key, fact in (("title", title), ("language", self.language)) if fact}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in self.hidden_tags
        self.in_title = tag == "title" and not self.title
        if tag == "html":
            self.language = (dict(attrs).get("lang") or "").partition("-")[0].lower()
        if tag == "body":
            self.hidden = 0  # a head need not be closed
        self._edge(tag, opens=True)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._edge(tag, opens=False)

    def handle_endtag(self, tag: str) -> None:
        self.in_title = False
        self.hidden -= tag in self.hidden_tags and self.hidden > 0
        self._edge(tag, opens=False)

    def _edge(self, tag: str, *, opens: bool) -> None:
        if tag in self.CELLS:
            self.visible.add(" " * opens, self.base + self._at(), self.base + self._at())
        elif self.BLOCKS.fullmatch(tag):
            self.visible.end_block(self.base + self._at(), heading=opens and bool(self.HEADINGS.fullmatch(tag)))

    def handle_data(self, data: str) -> None:
        self.title += data * self.in_title
        if not self.hidden:
            self.visible.add(data, self.base + self._at())

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def _reference(self, written: str) -> None:
        self.title += f"{written};" * self.in_title
        if self.hidden:
            return
        at = self._at()
        written += ";" * self.html.startswith(";", at + len(written))
        self.visible.add(unescape(written), self.base + at, self.base + at + len(written))

"""A file's characters -> the ones a reader sees, each with the place where it stands in the file."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

import yaml

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HTML = re.compile(r"</(?:p|div|span|h[1-6]|li|td|body|b|strong|em|a)\s*>|<br\s*/?>", re.IGNORECASE)
_LINK = r"(?:\[[^\]\n]*\]\([^)\n]*\)|<(?:https?|ftp|mailto):[^>\s]*>)"
_LINK_LINE = re.compile(rf"^[ \t]*{_LINK}(?:[ \t|｜·•]*{_LINK})*[ \t]*$", re.MULTILINE)
HARD_BREAK = "\u2029"


@dataclass
class Visible:
    """The characters a reader sees, with the source range of each."""

    text: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("L"))
    ends: array[int] = field(default_factory=lambda: array("L"))

    def add(self, text: str, start: int, end: int | None = None) -> None:
        """Characters that stand at ``start`` one by one, or all for the one range ``start`` to ``end``."""
        self.text += text
        self.starts.extend(range(start, start + len(text)) if end is None else [start] * len(text))
        self.ends.extend(range(start + 1, start + len(text) + 1) if end is None else [end] * len(text))


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
    return {key: facts[key] for key in ("title", "date") if facts.get(key)}, match.end()


def read_visible(source: str, body: int) -> Visible:
    visible = Visible()
    links = [match.span() for match in _LINK_LINE.finditer(source, body)]
    for start, end in zip([body, *(b for _, b in links)], [*(a for a, _ in links), len(source)], strict=True):
        part = source[start:end]
        if _HTML.search(source, body):
            _HTMLReader(visible, part, start).read()
        else:
            visible.add(part, start)
    return visible


class _HTMLReader(HTMLParser):
    """Feeds the character data of HTML to a `Visible`; a block element's edge becomes a hard break."""

    BLOCKS = re.compile(
        r"address|article|aside|blockquote|body|br|caption|d[dlt]|div|figcaption|figure|footer|h[1-6]|header|hr|"
        r"li|main|nav|[ou]l|p|pre|section|table|t[dhr]|title"
    )
    HIDDEN = frozenset(("script", "style", "template"))

    def __init__(self, visible: Visible, html: str, base: int) -> None:
        super().__init__(convert_charrefs=False)
        self.visible, self.html, self.base, self.hidden = visible, html, base, 0
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", html))]

    def read(self) -> None:
        self.feed(self.html)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (the base class's signature)
        self.hidden += tag in self.HIDDEN
        self._edge(tag)

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self.HIDDEN and self.hidden > 0
        self._edge(tag)

    def _edge(self, tag: str) -> None:
        if self.BLOCKS.fullmatch(tag):
            self.visible.add(HARD_BREAK, self.base + self._at(), self.base + self._at())

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.visible.add(data, self.base + self._at())

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name}")

    def _reference(self, written: str) -> None:
        at = self._at()
        written += ";" * self.html.startswith(";", at + len(written))
        self.visible.add(unescape(written), self.base + at, self.base + at + len(written))

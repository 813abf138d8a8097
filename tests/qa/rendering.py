"""What a reader sees of Markdown, as a CommonMark renderer shows it."""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt

_RENDER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render


def rendered(markdown: str) -> str:
    """The text, without the HTML elements around it."""
    return html.unescape(re.sub(r"<[^>]*>", "", _RENDER(markdown)))


def elements(markdown: str) -> set[str]:
    """The names of the HTML elements made of it."""
    return set(re.findall(r"<(\w+)", _RENDER(markdown)))

"""Markdown -> the characters a reader sees. Headings, emphasis, lists, quotations, links and code are mark-up; what
stands between their signs is text. No HTML is made and nothing moves, so every character keeps its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.markup import Visible

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_TABLE_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*(?::?-+:?)?[ \t]*$")
_PREFIX = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(?:[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)?")
_LIST_ITEM = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_REFERENCE = re.compile(r" {0,3}\[[^\]\n]+\]:[ \t]*\S+")
_SIGNS = re.compile(
    r"(?P<escape>\\(?=[!-/:-@\[-`{-~]))"
    r"|(?P<image>!\[[^\]\n]*\]\([^)\n]*\))"
    r"|(?P<open>\[)(?=[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\]))"
    r"|(?P<close>(?<=.)\](?:\([^)\n]*\)|\[[^\]\n]*\]))"
    r"|(?P<tag></?[A-Za-z][^<>\n]*>|<!--.*?-->)"
    r"|(?P<code>`+)"
    r"|(?P<strong>\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|~~)"
)


def read_markdown(source: str, body: int) -> Visible:
    """The visible characters from offset ``body`` on."""
    visible = Visible()
    fenced = ""
    lines = list(_lines(source, body))
    for number, (start, line) in enumerate(lines):
        fence = _FENCE.match(line)
        if fence and (not fenced or fence[1].startswith(fenced)):
            fenced = "" if fenced else fence[1]
            visible.end_block(start)
        elif fenced:
            visible.add(line + "\n", start)
        elif heading := _HEADING.match(line):
            visible.end_block(start, heading=True)
            _add_inline(visible, heading[1], start + heading.start(1))
            visible.end_block(start + len(line))
        elif _is_sign(line, above=lines[number - 1][1] if number else ""):
            visible.end_block(start)
        else:
            below = lines[number + 1][1] if number + 1 < len(lines) else ""
            _add_line(visible, start, line, is_heading=bool(line.strip() and _UNDERLINE.match(below)))
    return visible


def _lines(source: str, body: int) -> Iterator[tuple[int, str]]:
    start = body
    for line in source[body:].split("\n"):
        yield start, line
        start += len(line) + 1


def _is_sign(line: str, above: str) -> bool:
    """Whether the whole line is mark-up: the underline of a heading, a rule, or the address of a link."""
    underline = _UNDERLINE.match(line) and above.strip()
    return bool(underline or _RULE.match(line) or _TABLE_RULE.match(line) or _REFERENCE.match(line))


def _add_line(visible: Visible, start: int, line: str, *, is_heading: bool) -> None:
    prefix = _PREFIX.match(line)
    skipped = prefix.end() if prefix else 0
    if is_heading or _LIST_ITEM.match(line):
        visible.end_block(start, heading=is_heading)
    text = line[skipped:]
    if text.startswith("|") and text.rstrip().endswith("|"):
        visible.end_block(start)
        _add_cells(visible, text, start + skipped)
    else:
        _add_inline(visible, text, start + skipped)
    visible.add("\n", start + len(line))


def _add_cells(visible: Visible, row: str, start: int) -> None:
    at = 0
    for cell in re.split(r"(?<!\\)\|", row):
        _add_inline(visible, cell, start + at)
        visible.add(" ", start + at + len(cell), start + at + len(cell))
        at += len(cell) + 1


def _add_inline(visible: Visible, text: str, start: int) -> None:
    at = 0
    for sign in _SIGNS.finditer(text):
        visible.add(text[at : sign.start()], start + at)
        at = sign.end()
    visible.add(text[at:], start + at)

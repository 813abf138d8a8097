"""Text -> Markdown that shows it: whatever a document holds, it reads as it stands there and does nothing."""

from __future__ import annotations

import re

# An underscore inside a word is only that.
_SIGNS = re.compile(r"[\\`*{}\[\]<>#|~!&$]|(?<![^\W_])_|_(?![^\W_])")
# At the beginning of a line: the marks of lists, and of what underlines a heading.
_OPENING = re.compile(r"(?m)^(\d{0,9})(?=[-+=.)])")


def escaped(text: str) -> str:
    """The lines of a text in CommonMark, less the white space at both ends of each, which might make it code."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(_OPENING.sub(r"\1\\", _SIGNS.sub(r"\\\g<0>", line)) for line in lines)


def in_a_line(text: str) -> str:
    """The same of a text that is to stay in one line: a title, a name."""
    return escaped(" ".join(text.split()))

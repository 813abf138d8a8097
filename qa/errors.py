"""What goes wrong with a document, told in one sentence."""

from __future__ import annotations

import unicodedata


class DocumentError(Exception):
    """A file that cannot be read as a document; the message says why and what to do."""


def printable(name: str) -> str:
    """A file's name as it can be shown: control characters and lone surrogates as question marks."""
    return "".join("?" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") else char for char in name)

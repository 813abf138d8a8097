"""What "verbatim" means: the same characters as in the source file, white space and mark-up aside."""

from __future__ import annotations

import html
import re
from pathlib import Path

from qa import Passage, Quote
from qa.passages import Sentence


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def is_verbatim(found: Passage | Quote | Sentence, source: Path) -> bool:
    """Whether the offsets of a passage, quote or sentence hold its text in the source file."""
    there = source.read_text(encoding="utf-8")[found.start : found.end]
    return squeeze(html.unescape(re.sub(r"<[^>]+>", "", there))) == squeeze(found.text)

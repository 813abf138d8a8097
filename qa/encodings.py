"""Bytes -> characters: the byte order mark says, or the text is UTF-8, or charset-normalizer finds out."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from qa.errors import DocumentError

_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_OF_BYTES = ["gb18030", "big5hkscs", "cp1252"]
_OF_PAIRS = ["utf_16_le", "utf_16_be"]
_ASCII_MIN = 0.7  # the share of plain letters in a text of a Western European language
_DAMAGED_MAX = 0.1  # damaged characters for each whole one, in a file that still is UTF-8
_NOT_ASCII, _NOT_ASCII_TEXT = re.compile(rb"[^\x00-\x7f]"), re.compile(r"[^\x00-\x7f]")
_SAMPLE = 100_000  # bytes that are enough to tell the encoding


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file and the name of its encoding; decoding the file's bytes with it, and making every line end
    a line feed, gives the text again. (So a UTF-8 byte order mark is the first character, U+FEFF.)

    Raises DocumentError when the bytes are text in no encoding that is known here.
    """
    encoding = _encoding(data)
    if not encoding or not _decodes(data, encoding):
        raise DocumentError(f"{name} is no text, or in no encoding known here; save it as UTF-8 and try again.")
    text = data.decode(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = _sample(data)
    if b"\0" in sample:
        return _found(sample, _OF_PAIRS)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        encoding = "" if _is_damaged_utf8(data) else _found(sample, _OF_BYTES)
        if encoding == "cp1252" and sum(byte < 128 for byte in sample) < _ASCII_MIN * len(sample):
            return ""
        return "big5" if encoding == "big5hkscs" and _decodes(data, "big5") else encoding
    return "utf-8"


def _is_damaged_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    return damaged < _DAMAGED_MAX * (len(_NOT_ASCII_TEXT.findall(text)) - damaged)


def _sample(data: bytes) -> bytes:
    """Lines from the first on that is not plain ASCII; no character is cut in two."""
    if len(data) <= _SAMPLE:
        return data
    other = _NOT_ASCII.search(data)
    start = data.rfind(b"\n", 0, other.start()) + 1 if other and b"\0" not in data[:_SAMPLE] else 0
    end = data.rfind(b"\n", start, start + _SAMPLE) + 1
    if end > start and b"\0" not in data[start:end]:
        return data[start:end]
    return _to_a_whole_character(data[start : start + _SAMPLE])


def _to_a_whole_character(sample: bytes) -> bytes:
    """A piece of a line of many bytes, less what was cut of its last character."""
    ends = range(len(sample), len(sample) - 4, -1)
    whole = (end for end in ends if any(_decodes(sample[:end], encoding) for encoding in _OF_BYTES[:2]))
    return sample[: next(whole, len(sample))]


def _found(sample: bytes, encodings: list[str]) -> str:
    best = from_bytes(sample, cp_isolation=encodings).best()
    return best.encoding.replace("_", "-") if best else ""


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True

"""What text is to this package: a normal form to search in, the terms of it, and its sentences."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import opencc

CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

_TERM = re.compile(rf"[{CJK}]+|\d+(?:\.\d+)*|[^\W\d_{CJK}]+")
# Doubled print is looked for in lines of a slogan's length; shorter ones double by nature (谢谢).
_DOUBLED_MIN, _DOUBLED_MAX = 6, 200

_CLAUSE_END = re.compile(r"[；;，,、]")
# What a Latin full stop shortens rather than ends: before a capital, and before a figure alone. What mostly stands
# at an end (etc., p.m.) is left out.
_SHORTENED = (
    r"[A-Z]|Mr|Mrs|Ms|Messrs|Dr|Prof|Rev|Hon|Gov|Sen|Rep|Gen|Col|Maj|Capt|Lt|Sgt|Supt|St|Mt|Jr|Sr|"
    r"Inc|Ltd|Co|Corp|Bros|Dept|Univ|Assn|Sec|Vol|[Ff]igs?|[Ee]qs?|"
    r"[Cc]f|[Vv]s|[Vv]iz|[Ee]sp|[Ii]ncl|[Aa]pprox|et al|[Ee]\.g|[Ii]\.e"
)
_BEFORE_A_FIGURE = r"Nos?|pp?|Arts?|Ch|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
# A sentence ends at these marks and whatever closes a quotation or a bracket right behind them. A Latin full stop
# counts only before white space and a capital, an ideograph or the number of a list item, so "20.4%" and "e.g. this"
# stay whole; and not behind an initial or an abbreviation: a sentence may end there, but two are better than a half.
_SENTENCE_END = re.compile(
    rf"(?P<shortened>(?<![A-Za-z])(?=[A-Za-z])(?:(?:{_SHORTENED})\.|(?:{_BEFORE_A_FIGURE})\.(?=\s+\d)))|"
    rf"(?:[。！？!?]|…+|\.(?=\s+(?:(?:\d{{1,3}}\.)+\s+)?[\"“‘(A-Z{CJK}]))+[”’」』）)】》\"']*|\n"
)
_LIST_NUMBER = re.compile(r"\s*(?:(?:\d{1,3}\.)+|[a-z]\.|[ivx]+\.)\s*")


@cache
def _traditional_to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def undouble(line: str) -> str:
    """One copy of a line that was printed twice over (``20222022年年88月月`` is 2022年8月); any other as it is.

    The doubling may change its stride within a line (a digit, a date, the whole slogan), so the line is read as
    a path of doubled pieces, each end visited once.
    """
    line = line.strip()
    if len(line) % 2 or not _DOUBLED_MIN <= len(line) <= _DOUBLED_MAX:
        return line
    single, pending = {0: ""}, [0]
    while pending and len(line) not in single:
        at = pending.pop()
        for size in range(1, (len(line) - at) // 2 + 1):
            end, piece = at + 2 * size, line[at : at + size]
            if end not in single and line.startswith(piece, at + size):
                single[end] = single[at] + piece
                pending.append(end)
    return single.get(len(line), line)


@lru_cache(maxsize=1024)  # everybody who looks at a question asks for it
def normalise(text: str) -> str:
    """The form that is searched and embedded, never shown: NFKC, lower case, simplified characters, printed once."""
    once = "\n".join(undouble(line) for line in whole(text).split("\n"))
    return str(_traditional_to_simplified().convert(unicodedata.normalize("NFKC", once).casefold()))


def terms(text: str) -> list[str]:
    """The terms of a normalised text: ideographs singly and in pairs, numbers, and words of other scripts.

    Pairs are the usual index unit for Chinese without a segmenter (Nie et al., "On the Use of Words and
    N-grams for Chinese Information Retrieval", IRAL 2000); single ideographs help where wordings differ.
    """
    found: list[str] = []
    for run in _TERM.findall(text):
        if re.match(rf"[{CJK}]", run):
            found += run
            found += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            found.append(run)
    return found


def whole(text: str) -> str:
    """The text without the halves of characters that remain where a program cuts through an emoji."""
    return text.encode(errors="ignore").decode()


def is_chinese(text: str) -> bool:
    """Whether a person who wrote this reads Chinese: at least one ideograph for every three Latin words."""
    ideographs = len(re.findall(rf"[{CJK}]", text))
    return ideographs > 0 and ideographs * 3 >= len(re.findall(r"[A-Za-z]+", text))


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as half-open ranges, without the white space around them; together they hold
    every other character."""
    ranges, start = [], 0
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if not match["shortened"]]
    for end in [*ends, len(text)]:
        piece = text[start:end]
        if end < len(text) and _LIST_NUMBER.fullmatch(piece):
            continue
        if stripped := piece.strip():
            left = start + piece.index(stripped[0])
            ranges.append((left, left + len(stripped)))
        start = end
    return ranges


def clauses(text: str, sentence: tuple[int, int], longest: int) -> list[tuple[int, int]]:
    """The sentence as it is, or, where it is longer than ``longest``, cut into pieces that are not, as few as go:
    behind the last semicolon, comma or enumeration comma that fits, else anywhere."""
    start, end = sentence
    ranges = []
    while end - start > longest:
        fitting = [match.end() for match in _CLAUSE_END.finditer(text, start, start + longest)]
        strong = [cut for cut in fitting if text[cut - 1] in "；;"]
        cut = (strong or fitting or [start + longest])[-1]
        ranges.append((start, cut))
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    return [*ranges, (start, end)]

"""Words written as they sound: pinyin for ideographs (guihua), and ideographs for others of the same sound (规画).

What stands in no document is looked up by its sound among the pairs of ideographs that do; nothing else is changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.places import DATA
from qa.text import CJK, is_chinese, normalise
from qa.words import Words

SYLLABLES = DATA / "syllables.tsv"

_PAIR = re.compile(f"[{CJK}]{{2}}")
_LETTERS = re.compile(r"(?<![a-z])[a-z]{4,24}(?![a-z])")
_GRAMMAR = set(
    "的了吗呢啊吧得是有在里两位为做想来上下和与跟对把被从到几多少个家什么怎哪谁都也还就要会能可不没我你他她它们这那请问一"
)
_SEVERAL, _OFTEN = 4, 0.2
"""In how many passages a pair must stand to be taken for what was meant; the share of them from which it is so whatever
stands beside it."""


class Sounds:
    """The pairs of ideographs in documents, by their sound."""

    def __init__(self, words: Words, names: Collection[str] = ()) -> None:
        """``names`` are those of the documents' places: a pair that is one of them is taken for it whatever stands
        beside it, and their Latin letters are left as they are."""
        self._words = words
        self._names = set(names)
        first, second, counts = words.pairs()
        sounds = _sound(_syllables()[first], _syllables()[second])
        frequent = np.flatnonzero(counts >= _SEVERAL)
        order = frequent[np.argsort(sounds[frequent], kind="stable")]
        self._sounds, self._first, self._second, self._counts = (
            part[order] for part in (sounds, first, second, counts)
        )

    def heard(self, question: str) -> str:
        """The question with what stands in no document replaced by what sounds the same and does."""
        text = normalise(question)
        if len(text) != len(question):
            question = text
        chars = list(question)
        for at in range(len(text) - 1):
            if pair := self._alike(text, at):
                chars[at : at + 2] = list(pair)
                text = text[:at] + pair + text[at + 2 :]
        heard = "".join(chars)
        spelled = {match[0]: self._spelled(match[0]) for match in _LETTERS.finditer(text)}
        if is_chinese(question) or all(spelled.values()):
            for letters, pair in spelled.items():
                heard = re.sub(f"(?i)(?<![a-z]){letters}(?![a-z])", pair, heard) if pair else heard
        return heard

    def _alike(self, text: str, at: int) -> str:
        """The most frequent pair that shares an ideograph with the one that stands here and sounds the same; empty
        where the one that stands here is sound."""
        pair = text[at : at + 2]
        if not _PAIR.fullmatch(pair) or _GRAMMAR & set(pair) or self._words.said(pair):
            return ""
        first, second = ord(pair[0]), ord(pair[1])
        left, right = _syllables()[[first, second]]
        same = self._of(left, right)
        other, count = self._most_frequent(same[(self._first[same] == first) | (self._second[same] == second)])
        if not other:
            return ""
        before, behind = text[max(at - 1, 0) : at], text[at + 2 : at + 3]
        around = (before + pair[0], before + other[0]) if pair[0] != other[0] else (pair[1] + behind, other[1] + behind)
        kept, changed = (bool(_PAIR.fullmatch(its)) and self._words.said(its) for its in around)
        common = other in self._names or count >= _OFTEN * self._words.count
        return other if not kept and (changed or common) else ""

    def _spelled(self, letters: str) -> str:
        """The most frequent pair written in these letters; empty where there is none, or they stand in a document."""
        if letters in self._names or self._words.said(letters):
            return ""
        for cut in range(1, len(letters)):
            left, right = (_numbers().get(part, 0) for part in (letters[:cut], letters[cut:]))
            pair = self._most_frequent(self._of(left, right))[0] if left and right else ""
            if pair and not _GRAMMAR & set(pair):
                return pair
        return ""

    def _of(self, left: int | np.int32, right: int | np.int32) -> NDArray[np.intp]:
        """Where the pairs of this sound are."""
        begin, end = np.searchsorted(self._sounds, [_sound(left, right), _sound(left, right) + 1])
        return np.arange(begin, end)

    def _most_frequent(self, pairs: NDArray[np.intp]) -> tuple[str, int]:
        """The most frequent of these pairs, and in how many passages it stands."""
        if not len(pairs):
            return "", 0
        at = pairs[np.argmax(self._counts[pairs])]
        return chr(self._first[at]) + chr(self._second[at]), int(self._counts[at])


def _sound(left: Any, right: Any) -> Any:
    """One number for the syllables of a pair."""
    return left * 1024 + right


def spelled(name: str) -> str:
    """A Chinese name in Latin letters, as English texts write it (溪口 is Xikou)."""
    return "".join(_table().get(char, char) for char in name).capitalize()


@cache
def _table() -> dict[str, str]:
    """The usual reading of each ideograph, without its tone."""
    lines = (line.split("\t") for line in SYLLABLES.read_text(encoding="utf-8").splitlines())
    return {char: syllable for syllable, chars in lines for char in chars}


@cache
def _numbers() -> dict[str, int]:
    """A number above 0 for each syllable; zh and z, ch and c, sh and s are alike, as they are to many speakers."""
    spellings = sorted(set(_table().values()))
    alike = {spelling: re.sub("^([zcs])h", r"\1", spelling) for spelling in spellings}
    order = {spelling: number for number, spelling in enumerate(sorted(set(alike.values())), 1)}
    return {spelling: order[its] for spelling, its in alike.items()}


@cache
def _syllables() -> NDArray[np.int32]:
    """The number of the syllable of each character by code point; 0 where it has none."""
    numbers = np.zeros(0x110000, np.int32)
    for char, syllable in _table().items():
        numbers[ord(char)] = _numbers()[syllable]
    return numbers

"""Words written as they sound: pinyin for ideographs (guihua, 规hua), and ideographs for others of one sound (规画).

What stands in no document is looked up by its sound among the pairs of ideographs that do; nothing else is changed, and
no name of a place, however much it sounds like another (沧州 and 常州).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.places import DATA, place_names
from qa.text import CJK, is_chinese, normalise
from qa.words import Words

SYLLABLES = DATA / "syllables.tsv"

_PAIR = re.compile(f"[{CJK}]{{2}}")
_LETTERS = re.compile(r"(?<![a-z])[a-z]{2,24}(?![a-z])")
_GRAMMAR = (
    "的了吗呢啊吧得是有在里两位为做想来上下和与跟对把被从到几多少个家"
    "什么怎哪谁都也还就要会能可不没我你他她它们这那请问一"
)
_MEANING = f"(?![{_GRAMMAR}])[{CJK}]"
_MEANING_PAIR = re.compile(f"(?={_MEANING}{_MEANING})")
_TWO_SYLLABLES = 4
"""Fewer letters are not taken for two syllables."""

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
        """The question with what stands in no document replaced by what sounds the same and does; where nothing is, the
        question as it is. White space around it is left out."""
        question = question.strip()
        text = normalise(question)
        if not any(self._changes(text)):  # mostly, and then places need not be looked for
            return question
        spellings = (question, unicodedata.normalize("NFKC", question), text)
        heard = next(spelling for spelling in spellings if len(spelling) == len(text))
        # What is spelled like a county, but in small letters, is mostly a word (gongcheng is 工程 rather than 恭城).
        places = [
            name.span
            for name in place_names(text)
            if name.place.kind != "county" or not heard[name.start : name.end].islower()
        ]
        changes = list(self._changes(text, places))
        for start, end, meant in changes:
            heard = heard[:start] + meant + heard[end:]
        return heard if changes else question

    def _changes(self, text: str, kept: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, int, str]]:
        """Where in a normalised question something else is heard, and what, so that the changes can be made one after
        the other; nothing that is ``kept`` changes."""

        def changes(start: int, end: int) -> bool:
            return not any(start < its_end and its_start < end for its_start, its_end in kept)

        for at in [match.start() for match in _MEANING_PAIR.finditer(text)]:
            if not self._words.said(text[at : at + 2]) and changes(at, at + 2) and (pair := self._alike(text, at)):
                text = text[:at] + pair + text[at + 2 :]
                yield at, at + 2, pair
        words = list(_LETTERS.finditer(text))
        if is_chinese(text) or all(self._spelled(word[0]) for word in words if len(word[0]) >= _TWO_SYLLABLES):
            for word in reversed(words):
                meant = self._spelled(word[0]) or self._half_spelled(text, *word.span())
                if meant and changes(*word.span()):
                    yield *word.span(), meant

    def _alike(self, text: str, at: int) -> str:
        """The most frequent pair that shares an ideograph with the one that stands here and in no document, and sounds
        the same; empty where there is none, or what stands around it speaks against it."""
        pair = text[at : at + 2]
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
        if len(letters) < _TWO_SYLLABLES or letters in self._names or self._words.said(letters):
            return ""
        for cut in range(1, len(letters)):
            left, right = (_numbers().get(part, 0) for part in (letters[:cut], letters[cut:]))
            pair = self._most_frequent(self._of(left, right))[0] if left and right else ""
            if pair and not set(_GRAMMAR) & set(pair):
                return pair
        return ""

    def _half_spelled(self, text: str, start: int, end: int) -> str:
        """The ideograph that these letters stand for as the first or second of a pair (guo划); empty where they make
        none with their neighbours, or stand in a document."""
        sound = _numbers().get(text[start:end], 0)
        if not sound or self._words.said(text[start:end]):
            return ""
        before, behind = text[max(start - 1, 0) : start], text[end : end + 1]
        found = ["", ""]
        if behind:
            same = self._of(sound, _syllables()[ord(behind)])
            found[0] = self._most_frequent(same[self._second[same] == ord(behind)])[0][:1]
        if before:
            same = self._of(_syllables()[ord(before)], sound)
            found[1] = self._most_frequent(same[self._first[same] == ord(before)])[0][1:]
        return found[0] or found[1]

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

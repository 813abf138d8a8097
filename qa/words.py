"""Words: BM25 over the terms of passages, kept so that a change costs what changed (Robertson and Zaragoza 2009).

Counts stand in segments that never change, a posting for each term of each passage; new passages make a new
segment, and those that are gone are passed over until the segments are merged. Inverse frequencies and the mean
length are taken over the passages that are there, so the order of changes leaves no trace in a score.
"""

from __future__ import annotations

import hashlib
import io
from array import array
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.text import terms

K1, B = 1.2, 0.6
"""How soon a repeated term counts no more, and how much a long passage is discounted."""

_FORMAT = 2

_SECOND = (1 << 21) - 1
"""The bits of a key that hold the second ideograph."""

Floats = NDArray[np.float32]

_NOWHERE = np.empty(0, np.intp), np.empty(0, np.int32), np.empty(0, np.uint16)


@dataclass(frozen=True)
class _Segment:
    """Passages by id with their lengths in terms; the postings of term ``keys[i]`` are ``begins[i]:begins[i + 1]``."""

    ids: NDArray[np.int64]
    lengths: NDArray[np.int32]
    keys: NDArray[np.uint64]
    begins: NDArray[np.int64]
    passages: NDArray[np.int32]
    counts: NDArray[np.uint16]

    @classmethod
    def of(cls, ids: NDArray[np.int64], texts: Sequence[str]) -> _Segment:
        keys, counts = array("Q"), array("L")  # lists of so many numbers would take gigabytes
        distinct = np.zeros(len(texts), np.int64)
        lengths = np.zeros(len(texts), np.int32)
        for number, text in enumerate(texts):
            found = Counter(terms(text))
            keys.extend(map(_key, found))
            counts.extend(found.values())
            distinct[number], lengths[number] = len(found), found.total()
        passages = np.repeat(np.arange(len(texts), dtype=np.int32), distinct)
        times = np.minimum(np.array(counts), 65535).astype(np.uint16)
        known = np.array(keys, np.uint64)
        order = np.argsort(known, kind="stable")
        unique, begins = np.unique(known[order], return_index=True)
        begins = np.append(begins, len(keys)).astype(np.int64)
        return cls(ids, lengths, unique, begins, passages[order], times[order])

    @classmethod
    def merged(cls, segments: Sequence[_Segment], alive: Sequence[NDArray[np.bool_]]) -> _Segment:
        """One segment of the passages that are alive in each. Every segment's postings stand in the order of its
        terms already, so they are dealt out to their places, not sorted."""
        parts = [segment._only(kept) for segment, kept in zip(segments, alive, strict=True)]
        keys = np.unique(np.concatenate([part.keys for part in parts]))
        rows = [np.searchsorted(keys, part.keys) for part in parts]
        sizes = np.zeros(len(keys), np.int64)
        for part, row in zip(parts, rows, strict=True):
            sizes[row] += np.diff(part.begins)
        begins = np.concatenate([[0], np.cumsum(sizes)])
        passages, counts = np.empty(begins[-1], np.int32), np.empty(begins[-1], np.uint16)
        free, first = begins[:-1].copy(), 0
        for part, row in zip(parts, rows, strict=True):
            lengths = np.diff(part.begins)
            places = np.arange(len(part.passages)) + np.repeat(free[row] - part.begins[:-1], lengths)
            passages[places], counts[places] = part.passages + np.int32(first), part.counts
            free[row] += lengths
            first += len(part.ids)
        ids = np.concatenate([part.ids for part in parts])
        return cls(ids, np.concatenate([part.lengths for part in parts]), keys, begins, passages, counts)

    def _only(self, alive: NDArray[np.bool_]) -> _Segment:
        """The same without the passages that are not alive."""
        if alive.all():
            return self
        here = alive[self.passages]
        number = np.cumsum(alive, dtype=np.int32) - 1
        begins = np.concatenate([[0], np.cumsum(here)])[self.begins]
        held = np.flatnonzero(np.diff(begins))
        return _Segment(
            self.ids[alive],
            self.lengths[alive],
            self.keys[held],
            np.append(begins[held], begins[-1]),
            number[self.passages[here]],
            self.counts[here],
        )

    def passages_of(self, key: np.uint64) -> NDArray[np.int32]:
        """The passages that hold a term."""
        at = int(self.keys.searchsorted(key))
        held = at < len(self.keys) and self.keys[at] == key
        return self.passages[self.begins[at] : self.begins[at + 1]] if held else self.passages[:0]

    def postings(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.uint16]]:
        """The postings of these terms: of the how manieth of them each is, the passage, and how often it holds it."""
        at = np.minimum(self.keys.searchsorted(keys), len(self.keys) - 1)
        sizes = np.where(self.keys[at] == keys, self.begins[at + 1] - self.begins[at], 0)
        ends = np.cumsum(sizes)
        held = np.arange(ends[-1]) + np.repeat(self.begins[at] - ends + sizes, sizes)
        return np.repeat(np.arange(len(keys)), sizes), self.passages[held], self.counts[held]


class Words:
    """The words of passages in a fixed order. Nothing in it changes; :meth:`plus` and :meth:`only` make others."""

    def __init__(self, ids: Sequence[int] | NDArray[np.int64] = (), texts: Sequence[str] = ()) -> None:
        """Passages under ids that are each given once, with their normalised texts."""
        known = np.asarray(ids, np.int64)
        self._arrange((_Segment.of(known, texts),) if len(known) else (), known)

    def _arrange(self, segments: tuple[_Segment, ...], ids: NDArray[np.int64]) -> None:
        self._segments, self._ids = segments, ids
        order = np.argsort(ids, kind="stable")
        lengths = np.ones(len(ids), np.float32)
        self._positions: list[NDArray[np.int32]] = []
        for segment in segments:
            positions = _positions(segment.ids, ids, order)
            lengths[positions[positions >= 0]] = segment.lengths[positions >= 0]
            self._positions.append(positions)
        mean = float(lengths.mean()) if len(ids) else 1.0
        self._discount = (K1 * (1 - B + B * lengths / max(mean, 1e-9))).astype(np.float32)
        self.said = lru_cache(maxsize=4096)(self._said)

    def plus(self, ids: Sequence[int] | NDArray[np.int64], texts: Sequence[str]) -> Words:
        """These and, behind them, the words of further passages; those that are here already stay where they are."""
        given = np.asarray(ids, np.int64)
        new = ~np.isin(given, self._held(), assume_unique=True)
        added = _Segment.of(given[new], [text for text, is_new in zip(texts, new, strict=True) if is_new])
        return self._with(added, given[~np.isin(given, self._ids, assume_unique=True)])

    def beside(self, other: Words) -> Words:
        """These and, behind them, the words of another's passages."""
        new = [np.isin(segment.ids, other._ids) & ~np.isin(segment.ids, self._held()) for segment in other._segments]
        added = _Segment.merged(other._segments, new) if new else _Segment.of(other._ids, [])
        return self._with(added, other._ids[~np.isin(other._ids, self._ids)])

    def only(self, ids: Sequence[int] | NDArray[np.int64]) -> Words:
        """The words of these passages, in this order; each must be known."""
        words = Words()
        words._arrange(self._segments, np.asarray(ids, np.int64))
        return words

    @property
    def ids(self) -> NDArray[np.int64]:
        """The passages, in their order; shape (n,)."""
        return self._ids

    def _held(self) -> NDArray[np.int64]:
        """The passages in the segments, those that are gone among them."""
        return np.concatenate([self._ids[:0], *(segment.ids for segment in self._segments)])

    def _with(self, added: _Segment, more: NDArray[np.int64]) -> Words:
        """Put a segment behind the others, merged with those before it that are not much larger: so there are few of
        them, and a posting is moved seldom (O'Neil et al., "The log-structured merge-tree", 1996)."""
        segments, ids = self._segments, np.concatenate([self._ids, more])
        if len(added.ids):
            first, size = len(segments), len(added.ids)
            while first and len(segments[first - 1].ids) <= 2 * size:
                first -= 1
                size += len(segments[first].ids)
            behind = (*segments[first:], added)
            segments = (
                *segments[:first],
                _Segment.merged(behind, [np.isin(one.ids, ids, assume_unique=True) for one in behind]),
            )
        words = Words()
        words._arrange(segments, ids)
        return words

    def search(self, query: str) -> tuple[dict[str, float], Floats]:
        """The inverse document frequency of each term of the query; and how much of its information each passage holds:
        the BM25 score over that of a passage which were made for it; shape (passages,), 0 to 1. Terms that stand
        nowhere count as missing everywhere."""
        asked = Counter(terms(query))
        if not asked:
            return {}, np.zeros(len(self._ids), np.float32)
        which, positions, counts = self._postings(list(asked))
        inverse = self._inverse(np.bincount(which, minlength=len(asked)))
        weights = inverse * list(asked.values())
        saturated = (weights / weights.sum())[which] * counts / (counts + self._discount[positions])
        share = np.bincount(positions, saturated, len(self._ids)).astype(np.float32)
        return dict(zip(asked, inverse.tolist(), strict=True)), share

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The pairs of ideographs among the terms: the code point of the first, of the second, and in how many
        passages the pair stands. A pair may come several times."""
        alive = [segment._only(its >= 0) for segment, its in zip(self._segments, self._positions, strict=True)]
        parts = [
            np.stack([segment.keys[:count].astype(np.int64), np.diff(segment.begins)[:count]])
            for segment in alive
            if (count := int(np.searchsorted(segment.keys, np.uint64(1 << 63))))
        ]
        keys, counts = np.concatenate([np.empty((2, 0), np.int64), *parts], axis=1)
        of_two = keys & _SECOND > 0
        return keys[of_two] >> 21, keys[of_two] & _SECOND, counts[of_two]

    @property
    def count(self) -> int:
        """The number of passages."""
        return len(self._ids)

    def _said(self, term: str) -> bool:
        """Whether a term stands in any passage."""
        key = np.uint64(_key(term))
        each = zip(self._segments, self._positions, strict=True)
        return any((positions[segment.passages_of(key)] >= 0).any() for segment, positions in each)

    def _inverse(self, frequency: NDArray[np.intp]) -> NDArray[np.float64]:
        return np.log1p((len(self._ids) - frequency + 0.5) / (frequency + 0.5))

    def _postings(self, terms: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.uint16]]:
        """Where these terms stand: for each posting the how manieth of them it is of, the position of the passage, and
        how often it stands there."""
        wanted = keys(terms)
        found = [_NOWHERE]
        for segment, positions in zip(self._segments, self._positions, strict=True):
            if not (len(wanted) and len(segment.keys)):
                continue
            which, passages, counts = segment.postings(wanted)
            here = positions[passages]
            alive = here >= 0
            found.append((which[alive], here[alive], counts[alive]))
        which, here, counts = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return which, here, counts

    def to_bytes(self) -> bytes:
        """All of it in a form that holds numbers only."""
        arrays = {"format": np.array([_FORMAT]), "ids": self._ids}
        for number, segment in enumerate(self._segments):
            arrays |= {f"{number} {name}": array for name, array in vars(segment).items()}
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Words:
        """What :meth:`to_bytes` gave. Check first that it is: the numbers are trusted.

        Raises ValueError when it was written by another version.
        """
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            if arrays["format"].tolist() != [_FORMAT]:
                raise ValueError("the words are in the format of another version")
            parts: dict[str, dict[str, NDArray[Any]]] = {}
            for name in arrays.files:
                number, _, part = name.partition(" ")
                if part:
                    parts.setdefault(number, {})[part] = arrays[name]
            words = cls()
            words._arrange(tuple(_Segment(**part) for part in parts.values()), arrays["ids"])
        return words


def _positions(ids: NDArray[np.int64], wanted: NDArray[np.int64], order: NDArray[np.intp]) -> NDArray[np.int32]:
    """Where each id stands among those wanted, which ``order`` sorts; -1 where it does not."""
    if not len(wanted):
        return np.full(len(ids), -1, np.int32)
    at = np.minimum(np.searchsorted(wanted, ids, sorter=order), len(wanted) - 1)
    return np.where(wanted[order[at]] == ids, order[at], -1).astype(np.int32)


def keys(terms: Collection[str]) -> NDArray[np.uint64]:
    """A number for each of these terms."""
    return np.fromiter(map(_key, terms), np.uint64, len(terms))


@lru_cache(maxsize=1 << 16)
def _key(term: str) -> int:
    """A number for a term: an ideograph or two by their code points, another term by its digest."""
    if len(term) < 3 and term[0] > "\u2e7f":
        return ord(term[0]) << 21 | ord(term[1:] or "\0")
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest()) | 1 << 63

"""Offsets: one number for each character of a text, kept as runs, for they mostly count up by one."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np


class Offsets(Sequence[int]):
    """Numbers in runs: from position ``at[i]`` on they count up from ``first[i]``."""

    __slots__ = ("_at", "_first", "_length")

    def __init__(self, at: Sequence[int], first: Sequence[int], length: int) -> None:
        """``length`` numbers; the first run begins at position 0.

        Raises ValueError when the runs are not in order or not within the length.
        """
        if len(at) != len(first) or (length > 0) != (len(at) > 0) or list(at) != sorted(set(at)):
            raise ValueError("the runs of offsets do not fit together")
        if at and (at[0] != 0 or at[-1] >= length or min(first) < 0):
            raise ValueError("a run of offsets stands outside the text")
        self._at, self._first, self._length = array("L", at), array("L", first), length

    @classmethod
    def of(cls, numbers: Sequence[int]) -> Offsets:
        """The same numbers, in runs."""
        if isinstance(numbers, Offsets):
            return numbers
        if not len(numbers):
            return cls([], [], 0)
        values = np.asarray(numbers, np.int64)
        begins = np.flatnonzero(np.diff(values, prepend=values[0]) != 1)  # with the first number, which has none before
        return cls(begins.tolist(), values[begins].tolist(), len(values))

    @property
    def runs(self) -> tuple[list[int], list[int], int]:
        """The arguments that make it again, for JSON."""
        return self._at.tolist(), self._first.tolist(), self._length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> list[int]: ...

    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self._length))]
        if not -self._length <= index < self._length:
            raise IndexError(f"no character {index} among {self._length}")
        index %= self._length
        run = bisect_right(self._at, index) - 1
        return self._first[run] + index - self._at[run]

    def __iter__(self) -> Iterator[int]:
        behind = [*self._at[1:], self._length]
        for run, first in enumerate(self._first):
            yield from range(first, first + behind[run] - self._at[run])

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # compared by what it holds

    def __repr__(self) -> str:
        return f"Offsets({', '.join(map(repr, self.runs))})"

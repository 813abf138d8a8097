"""Offsets: any numbers are kept as they were given."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.offsets import Offsets

NUMBERS = st.lists(st.integers(0, 50) | st.integers(0, 2**31), max_size=40)


@given(NUMBERS)
def test_the_numbers_are_those_given(numbers: list[int]) -> None:
    offsets = Offsets.of(numbers)
    assert list(offsets) == numbers
    assert [offsets[i] for i in range(len(numbers))] == numbers
    assert offsets[1:-1] == numbers[1:-1]
    assert offsets == Offsets(*json.loads(json.dumps(offsets.runs)))


def test_a_number_that_is_not_there_is_refused() -> None:
    with pytest.raises(IndexError):
        Offsets.of([1, 2])[2]
    assert Offsets.of([4, 5, 9])[-1] == 9


@pytest.mark.parametrize("runs", [([1], [0], 3), ([0, 0], [1, 2], 3), ([0, 5], [1, 2], 3), ([0], [-1], 1), ([], [], 2)])
def test_runs_that_do_not_fit_are_refused(runs: tuple[list[int], list[int], int]) -> None:
    with pytest.raises(ValueError, match="offsets"):
        Offsets(*runs)

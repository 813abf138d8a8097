"""Words: the same scores whether passages were indexed at once or came and went one by one."""

from __future__ import annotations

from collections import Counter

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text import terms
from qa.words import Words

TEXTS = ["科普馆12座", "科普讲座345场", "the science hall and the lectures", "志愿者678名 科普 科普 科普", "", "20.4%"]
QUERIES = ["科普馆多少座", "科普", "the lectures", "没有", "20.4", "科普科普馆"]
PASSAGES = st.lists(st.sampled_from(TEXTS), max_size=12)


def test_scores_are_those_of_another_implementation() -> None:
    words = Words(range(len(TEXTS)), TEXTS)
    other = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
    other.index([terms(text) for text in TEXTS], show_progress=False)
    for query in QUERIES:
        share = words.search(query)[1]
        total = sum(words.search(query)[0][term] for term in terms(query))
        assert share * total == pytest.approx(other.get_scores(terms(query)), abs=1e-5)
        assert 0 <= share.min() <= share.max() <= 1


@given(st.lists(st.tuples(PASSAGES, st.integers(0, 3)), min_size=1, max_size=12))
def test_changes_leave_no_trace(steps: list[tuple[list[str], int]]) -> None:
    words, text_of, count = Words(), dict[int, str](), 0
    for added, removed in steps:
        for text in added:
            text_of[count * 7919 % 10_007], count = text, count + 1
        for passage in list(text_of)[:removed]:
            del text_of[passage]
        words = words.plus(list(text_of), list(text_of.values())).only(list(text_of))
    fresh = Words(list(text_of), list(text_of.values()))
    for query in QUERIES:
        np.testing.assert_array_equal(words.search(query)[1], fresh.search(query)[1])
    assert frequencies(words) == frequencies(fresh)


def frequencies(words: Words) -> Counter[str]:
    """In how many passages each pair of ideographs stands."""
    found = Counter[str]()
    for first, second, count in zip(*words.pairs(), strict=True):
        found[chr(first) + chr(second)] += int(count)
    return +found


def test_a_passage_that_is_had_back_counts_once() -> None:
    words = Words(range(3), TEXTS[:3])
    again = words.only([0, 2]).plus([1], TEXTS[1:2])
    beside = words.only([0, 2]).beside(Words([1], TEXTS[1:2]))
    for query in QUERIES:
        np.testing.assert_array_equal(
            again.search(query)[1], Words([0, 2, 1], [TEXTS[i] for i in (0, 2, 1)]).search(query)[1]
        )
        np.testing.assert_array_equal(beside.search(query)[1], again.search(query)[1])


def test_they_are_kept_as_numbers() -> None:
    words = Words([5, 3], TEXTS[:2]).plus([9], TEXTS[2:3]).only([9, 3])
    kept = Words.from_bytes(words.to_bytes())
    for query in QUERIES:
        np.testing.assert_array_equal(kept.search(query)[1], words.search(query)[1])
    assert len(Words.from_bytes(Words().to_bytes()).search("科普")[1]) == 0

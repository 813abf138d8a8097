"""What the embedded model is worth by itself: no words, no fitted numbers."""

import pytest

from benchmarks.vectors import shipped
from embeddings import Embedder
from embeddings.training.evaluate import invented
from qa import Library

Shares = dict[str, tuple[float, float]]
"""The least share of questions whose passage comes first, and among the first five."""


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def test_vectors_alone_find_the_passages_of_the_shipped_documents(embedder: Embedder, library: Library) -> None:
    floors: Shares = {"all": (0.85, 0.98), "paraphrase": (0.75, 0.95), "english": (0.80, 0.95)}
    found = {f.test: (f.first, f.among) for f in shipped(embedder, library) if f.way == "both"}
    assert _below(found, floors) == {}


def test_vectors_alone_find_passages_that_no_training_saw(embedder: Embedder) -> None:
    floors: Shares = {"formal": (0.98, 1.0), "colloquial": (0.46, 0.68), "english": (0.62, 0.80)}
    found = {f.test: (f.first, f.among) for f in invented(embedder, tuple(floors)) if f.way == "both"}
    assert _below(found, floors) == {}


def _below(found: Shares, floors: Shares) -> dict[str, tuple[float, float]]:
    return {
        test: found[test] for test, floor in floors.items() if found[test][0] < floor[0] or found[test][1] < floor[1]
    }

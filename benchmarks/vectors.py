"""How well the vectors find passages by themselves: no words, no fitted numbers.

    python -m benchmarks.vectors [--model MODEL]

Two tables of shares of questions whose passage comes first / among the first five, by the mean vectors, by late
interaction, and by both. The first asks the questions of tests/data/questions.jsonl of the shipped documents, each of
the documents of the places that it names. The second asks of the invented passages that no training saw
(plans2 and reviews2 of embeddings/training/data/synthetic), of all 440 at a time.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from benchmarks.quality import PASSAGE_MAX, holds, read_questions
from embeddings import Embedder
from embeddings.training.data import QUESTION_FIELDS
from embeddings.training.evaluate import Figure, figures_of, invented, scores, table
from qa import Library
from qa.asking import without_manners
from qa.passages import split
from qa.scope import Scope

K = 5


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vectors", description=__doc__.split("\n")[0])
    parser.add_argument("--model", help="a sentence-transformers model (default: the embedded one)")
    options = parser.parse_args(arguments)
    embedder = Embedder(options.model)
    print(table(shipped(embedder, Library(model=options.model))), end="\n\n")
    print(table(invented(embedder, QUESTION_FIELDS)))


def shipped(embedder: Embedder, library: Library) -> list[Figure]:
    """The figures of the questions about a library's documents: of all, and of each type."""
    scope = Scope(library.documents)
    passages = [passage for document in library.documents for passage in split(document)]
    rows = [row for row in read_questions() if row["kind"] == "single"]
    asked = [row["question"] for row in rows]
    scored = scores(
        embedder,
        [without_manners(scope.without(question)) for question in asked],
        [passage.in_context for passage in passages],
    )
    named = [scope.sources(question) for question in asked]
    within = np.array([[not sources or passage.source in sources for passage in passages] for sources in named])
    right = np.array([[holds(passage, row, PASSAGE_MAX) for passage in passages] for row in rows])
    figures: list[Figure] = []
    types = np.array([row["type"] for row in rows])
    for test in ("all", *dict.fromkeys(types.tolist())):
        of = (types == test) | (test == "all")
        considered = {way: np.where(within[of], nearness[of], -np.inf) for way, nearness in scored.items()}
        figures += figures_of(test, considered, right[of] & within[of], K)
    return figures


if __name__ == "__main__":
    main()

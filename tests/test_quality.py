"""Answers do not get worse: no figure falls below the floor recorded beside the questions.

When a figure rises for good, raise its floor: `python -m tests.test_quality` writes tests/data/floors.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from benchmarks.fit import COLLECTIONS
from benchmarks.quality import QUESTIONS, Figures, Row, read_questions, score, table
from qa import Library

FLOORS = QUESTIONS.parent / "floors.json"
MARGIN = 0.03
"""Matrix products of another shape round otherwise, which moves a question or two that lie on the threshold."""

# The figures that are better when lower.
COSTS = {("single", "refused"), ("compare", "extra")}


def measured(documents: str) -> dict[str, Figures]:
    """The figures of each kind of question about the shipped documents, or all invented collections."""
    figures = table(_shipped() if documents == "shipped" else _collections())
    return {group: row for group, row in figures.items() if "/" not in group}


def _shipped() -> Iterator[tuple[Row, Figures]]:
    library = Library()
    for row in read_questions():
        yield row, score(library, row)


def _collections() -> Iterator[tuple[Row, Figures]]:
    for questions in sorted(COLLECTIONS.glob("*/questions.jsonl")):
        library = Library(questions.parent)
        for row in read_questions(questions):
            yield row, score(library, row)


@pytest.mark.parametrize("documents", ["shipped", "collections"])
def test_no_figure_falls_below_its_floor(documents: str) -> None:
    figures = measured(documents)
    worse = {
        f"{group} {name}": (figures[group][name], floor)
        for group, row in json.loads(FLOORS.read_text(encoding="utf-8"))[documents].items()
        for name, floor in row.items()
        if (figures[group][name] > floor if (group, name) in COSTS else figures[group][name] < floor)
    }
    assert worse == {}


if __name__ == "__main__":
    floors = {
        documents: {
            group: {
                name: round(value + (MARGIN if (group, name) in COSTS else -MARGIN), 2)
                for name, value in row.items()
                if name != "n"
            }
            for group, row in measured(documents).items()
        }
        for documents in ("shipped", "collections")
    }
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")

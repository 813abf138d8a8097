"""Answers do not get worse: no figure falls below the floor recorded beside the questions.

When a figure rises for good, raise its floor: tests/data/floors.json.
"""

from __future__ import annotations

import json

from benchmarks.quality import QUESTIONS, read_questions, score, table
from qa import Library

# The figures that are better when lower.
COSTS = {("single", "refused"), ("compare", "extra")}


def test_no_figure_falls_below_its_floor(library: Library) -> None:
    floors = json.loads((QUESTIONS.parent / "floors.json").read_text(encoding="utf-8"))
    figures = table((row, score(library, row)) for row in read_questions())
    worse = {
        f"{group} {name}": (figures[group][name], floor)
        for group, row in floors.items()
        for name, floor in row.items()
        if (figures[group][name] > floor if (group, name) in COSTS else figures[group][name] < floor)
    }
    assert worse == {}

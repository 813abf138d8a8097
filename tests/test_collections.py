"""The invented collections that the models are fitted on: every piece of evidence stands where it is said to."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fit import COLLECTIONS
from benchmarks.quality import read_questions, squeeze

FOLDERS = sorted(path.parent for path in COLLECTIONS.glob("*/questions.jsonl"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.name))
def test_the_evidence_stands_in_its_document(folder: Path) -> None:
    texts = {path.name: squeeze(path.read_text(encoding="utf-8")) for path in folder.glob("*.txt")}
    for row in read_questions(folder / "questions.jsonl"):
        assert (row["kind"] == "unanswerable") == (not row.get("evidence")), row["id"]
        for source, spans in row.get("evidence", {}).items():
            assert all(squeeze(span) in texts[source] for span in spans), row["id"]

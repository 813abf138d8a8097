"""What people think of answers, kept as JSON Lines in the user's data directory."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_data_path

from qa import Answer

_writing = threading.Lock()


def feedback_file() -> Path:
    """Where feedback is kept."""
    return user_data_path("plan-qa", appauthor=False) / "feedback.jsonl"


def keep(answer: Answer, *, liked: bool) -> None:
    """Add a line: the time, the question as understood, the quotes and where they stand, liked or not."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "question": answer.question,
        "liked": liked,
        "quotes": [
            {"source": quote.source, "start": quote.start, "end": quote.end, "text": quote.text}
            for quote in answer.quotes
        ],
    }
    path = feedback_file()
    with _writing:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

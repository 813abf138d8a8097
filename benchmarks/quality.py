"""How well questions with known evidence are answered.

    python -m benchmarks.quality [--misses] [--questions FILE.jsonl] [--documents FOLDER]

Each line of the questions' file holds a question (``turns`` for a conversation, asked in order), its kind, and the
evidence: for each document, spans of which one must stand in what is found. What is counted, as shares of 1:

single        hit@1, hit@5: the evidence stands in the first passage, in the first five; quote@1: in the first quote;
              refused: nothing was quoted although the documents answer
unanswerable  refused: nothing was quoted
followup      hit@1, hit@3: the evidence stands in the first quote, in the first three
compare       documents: of the documents that answer, those quoted with their evidence; extra: others quoted

A passage of more than 320 characters or a quote of more than 200 counts as none: a whole document is no answer.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, Protocol

from qa import Answer, Library, Passage, Quote
from qa.conversation import Message

QUESTIONS = Path(__file__).resolve().parent.parent / "tests" / "data" / "questions.jsonl"
PASSAGE_MAX, QUOTE_MAX = 320, 200

Row = Mapping[str, Any]
Figures = dict[str, float]


def read_questions(path: Path = QUESTIONS) -> list[Row]:
    """The questions of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def holds(found: Passage | Quote, row: Row, longest: int) -> bool:
    """Whether some evidence of the question stands in a passage or quote that is not too long."""
    text = squeeze(found.text)
    return len(text) <= longest and any(squeeze(span) in text for span in row.get("evidence", {}).get(found.source, ()))


def squeeze(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s+", "", text)


class Asked(Protocol):
    """What questions are put to: a library, or what is asked like one."""

    def ask(self, question: str, history: Sequence[Message] = ()) -> Answer:
        """As `Library.ask`."""

    def retrieve(self, question: str, k: int) -> list[Passage]:
        """As `Library.retrieve`."""


def score(library: Asked, row: Row) -> Figures:
    """Ask one question and say how well it was answered."""
    turns = row.get("turns") or [row["question"]]
    answer = library.ask(turns[-1], [{"role": "user", "content": turn} for turn in turns[:-1]])
    quoted = [holds(quote, row, QUOTE_MAX) for quote in answer.quotes] if row.get("evidence") else []
    match row["kind"]:
        case "single":
            hits = [holds(passage, row, PASSAGE_MAX) for passage in library.retrieve(turns[-1], k=5)]
            return {
                "hit@1": hits[0],
                "hit@5": any(hits),
                "quote@1": any(quoted[:1]),
                "refused": not answer.answered,
            }
        case "unanswerable":
            return {"refused": not answer.answered}
        case "followup":
            return {"hit@1": any(quoted[:1]), "hit@3": any(quoted[:3])}
        case "compare":
            return _compared(answer, row)
        case kind:
            raise ValueError(f"question {row['id']} is of an unknown kind: {kind}")


def _compared(answer: Answer, row: Row) -> Figures:
    right = {quote.source for quote in answer.quotes if holds(quote, row, QUOTE_MAX)}
    extra = {quote.source for quote in answer.quotes} - row["evidence"].keys()
    return {"documents": len(right) / len(row["evidence"]), "extra": len(extra)}


def table(scored: Iterable[tuple[Row, Figures]]) -> dict[str, Figures]:
    """The mean of each figure, by kind of question and by kind and type, with the number of questions as ``n``."""
    groups: dict[str, list[Figures]] = defaultdict(list)
    for row, figures in scored:
        groups[row["kind"]].append(figures)
        if row.get("type"):
            groups[f"{row['kind']}/{row['type']}"].append(figures)
    return {
        name: {"n": len(rows), **{key: round(fmean(row[key] for row in rows), 3) for key in rows[0]}}
        for name, rows in sorted(groups.items())
    }


def to_markdown(figures: Mapping[str, Figures]) -> str:
    """The table as it stands in the README."""
    lines = ["| questions | n | |", "| --- | --: | --- |"]
    for name, row in figures.items():
        shown = ", ".join(f"{key} {value:.2f}" for key, value in row.items() if key != "n")
        lines.append(f"| {name} | {row['n']:.0f} | {shown} |")
    return "\n".join(lines)


def missed(figures: Figures) -> bool:
    """Whether a question was not answered as it should be: the right passage and quote first, or a refusal."""
    wanted = [figures[key] for key in ("hit@1", "quote@1", "documents") if key in figures]
    return min(wanted) < 1 if wanted else figures["refused"] < 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Score the questions and print the table."""
    parser = argparse.ArgumentParser(description="Score the service on questions with known evidence.")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="JSON Lines file (default: the project's)")
    parser.add_argument("--documents", type=Path, help="folder to ask (default: the shipped documents)")
    parser.add_argument("--misses", action="store_true", help="print each question that was missed")
    options = parser.parse_args(arguments)
    library = Library(options.documents)
    scored = [(row, score(library, row)) for row in read_questions(options.questions)]
    print(to_markdown(table(scored)))
    if options.misses:
        for row, figures in scored:
            if missed(figures):
                print(f"{row['id']}: {' / '.join(row.get('turns') or [row['question']])}")


if __name__ == "__main__":
    main()

"""How well questions are answered about documents that are not the shipped ones, with no setting changed.

    python -m benchmarks.folder [--misses]

The documents are made of the invented passages that no training used (`plans2.jsonl` and `reviews2.jsonl` beside the
training of the embedded model): those of a place in one file. Each passage comes with questions in the words of the
text (``formal``), in everyday words (``colloquial``) and in English, and counts as found when a passage of the index
that overlaps it by half is.

hit@1, hit@5 as in `benchmarks.quality`; refused: nothing was quoted; refused without: nothing was quoted where the
passage was left out of the documents, as it should be.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from benchmarks.quality import Figures, Row, read_questions, squeeze, to_markdown
from qa import Library, Passage, Quote

MATERIAL = Path(__file__).resolve().parent.parent / "embeddings" / "training" / "data" / "synthetic"
FILES = ("plans2.jsonl", "reviews2.jsonl")
KINDS = ("formal", "colloquial", "english")

_PLACE = re.compile(r"([\u4e00-\u9fff]{2})[市县区]")


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask everything and print the table."""
    parser = argparse.ArgumentParser(description="Score the service on documents that it was not made for.")
    parser.add_argument("--misses", action="store_true", help="print each question whose passage was not found")
    options = parser.parse_args(arguments)
    rows = [row for name in FILES for row in read_questions(MATERIAL / name)]
    found: dict[str, list[Figures]] = defaultdict(list)
    quotes = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        everything = _library(Path(folder) / "all", rows)
        halves = [_library(Path(folder) / str(half), rows[half::2]) for half in (0, 1)]
        for number, row in enumerate(rows):
            for kind in KINDS:
                answer = everything.ask(row[kind])
                passages = everything.retrieve(row[kind], 5)
                hits = [_overlaps(passage, row["passage"]) for passage in passages]
                quotes += len(answer.quotes)
                wrong += sum(not _is_verbatim(everything, quote) for quote in answer.quotes)
                without = halves[1 - number % 2].ask(row[kind])
                found[kind].append(
                    {
                        "hit@1": hits[0],
                        "hit@5": any(hits),
                        "refused": not answer.answered,
                        "refused without": not without.answered,
                    }
                )
                if options.misses and not any(hits):
                    print(f"{kind}: {row[kind]}")
    means = {kind: {key: round(fmean(one[key] for one in all_), 3) for key in all_[0]} for kind, all_ in found.items()}
    print(to_markdown({kind: {"n": len(found[kind]), **means[kind]} for kind in KINDS}))
    print(f"{quotes} quotes, {wrong} not verbatim")


def _library(folder: Path, rows: Sequence[Row]) -> Library:
    """A library of these passages: those of a place in one file, those of no place in another. A place is what mostly
    stands before 市, 县 or 区; a passage is of the one that its question or it names first."""
    folder.mkdir()
    text = " ".join(row["formal"] + row["passage"] for row in rows)
    places = {
        name for name in _PLACE.findall(text) if text.count(name) < 2.5 * len(re.findall(f"{name}[市县区]", text))
    }
    documents: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        told = row["formal"] + row["passage"]
        first = min(places, key=lambda name: told.find(name) % len(text))
        documents[first if first in told else "unnamed"].append(row["passage"])
    for name, passages in documents.items():
        (folder / f"{name}.txt").write_text("\n\n".join(passages), encoding="utf-8")
    return Library(folder)


def _overlaps(passage: Passage, sought: str) -> bool:
    """Whether a passage of the index and the one sought share half of the shorter."""
    ours, theirs = squeeze(passage.text), squeeze(sought)
    return (
        ours in theirs
        or theirs in ours
        or any(part in ours for part in (theirs[: len(theirs) // 2], theirs[len(theirs) // 2 :]))
    )


def _is_verbatim(library: Library, quote: Quote) -> bool:
    return squeeze(library.text(quote.source)[quote.start : quote.end]) == squeeze(quote.text)


if __name__ == "__main__":
    main()

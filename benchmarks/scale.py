"""How long a folder of documents takes to index, to bring up to date, to open and to ask, and what room it takes.

    python -m benchmarks.scale [--documents 2000] [--kilobytes 50]

The documents are generated: sentences of the shipped articles in another order, with other numbers and places. So
the figures say how the service grows, not how well it answers; their words are fewer than those of real documents.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

from qa.documents import read_document
from qa.library import SEEDS, Library, Progress
from qa.text import sentences

Result = TypeVar("Result")
QUESTIONS = 20
CHANGES = 5
_PLACE = re.compile("太仓|南通|常州|武进|平湖")
_SYLLABLES = "云溪临江海安东平和丰泰宁昌盛兴华清源"


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kilobytes", type=int, default=50, help="size of each document (default: 50)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        measure(Path(folder) / "plans", options.documents, options.kilobytes * 1000)


def measure(folder: Path, documents: int, size: int) -> None:
    """Generate the documents, then index, change, open and ask them."""
    folder.mkdir()
    dice = random.Random(7)
    parts = seed_sentences()
    for number in range(documents):
        (folder / f"plan{number:05}.txt").write_text(generated(parts, size, dice), encoding="utf-8")
    total = sum(path.stat().st_size for path in folder.iterdir())
    processor = time.process_time()
    library, full = timed(lambda: Library(folder, progress=show))
    full_processor = time.process_time() - processor
    print(f"\n{documents} documents, {total / 1e6:.1f} MB, {library.passage_count} passages")
    print(f"full build        {full:8.2f} s   {total / 1e6 / full:.2f} MB/s")
    print(f"memory (peak)     {peak_memory():8.0f} MB")
    print(f"index on disk     {size_on_disk(Path(os.environ['XDG_CACHE_HOME'])):8.0f} MB")
    ask = [timed(lambda: library.ask(question(dice)))[1] for _ in range(QUESTIONS)]
    print(f"question (median) {median(ask):8.3f} s   longest {max(ask):.3f} s")
    processor = time.process_time()
    changes = [timed(lambda: change(folder, library, parts, size, dice))[1] for _ in range(CHANGES)]
    one_processor = (time.process_time() - processor) / CHANGES
    print(f"one changed       {median(changes):8.2f} s   {median(changes) / full:.1%} of a full build")
    # What others do on the machine meanwhile is not in this one.
    print(f"  processor time  {one_processor:8.2f} s   {one_processor / full_processor:.1%} of a full build")
    print(f"nothing changed   {timed(library.refresh)[1]:8.2f} s")
    documents_before = library.documents
    opened, opening = timed(lambda: Library(folder))
    print(f"opened again      {opening:8.2f} s   {opening / full:.1%} of a full build")
    if [document.source for document in opened.documents] != [document.source for document in documents_before]:
        sys.exit("The library that was opened again holds other documents.")


def seed_sentences() -> list[str]:
    """The sentences of the shipped articles."""
    blocks = [block for path in sorted(SEEDS.glob("*.txt")) for block in read_document(path).blocks]
    return [block.text[start:end] for block in blocks for start, end in sentences(block.text) if end - start > 8]


def generated(parts: list[str], size: int, dice: random.Random) -> str:
    """A document of about ``size`` bytes on a place of its own."""
    place = "".join(dice.sample(_SYLLABLES, 2))
    paragraphs = [f"{place}市科协五年规划"]
    length = 0
    while length < size:
        text = "".join(dice.choice(parts) for _ in range(dice.randint(1, 5)))
        text = re.sub(r"\d+", lambda _: str(dice.randrange(1, 2000)), _PLACE.sub(place, text))
        paragraphs.append(text)
        length += len(text.encode()) + 2
    return "\n\n".join(paragraphs)


def change(folder: Path, library: Library, parts: list[str], size: int, dice: random.Random) -> None:
    """Write one document anew and bring the library up to date."""
    path = dice.choice(sorted(folder.iterdir()))
    path.write_text(generated(parts, size, dice), encoding="utf-8")
    if not library.refresh():
        sys.exit("A changed document went unnoticed.")


def question(dice: random.Random) -> str:
    """Something to ask."""
    what = dice.choice(
        ["科普教育基地有多少家？", "公民科学素质比例是多少？", "今后五年怎么做科普？", "举办了多少场科普活动？"]
    )
    return "".join(dice.sample(_SYLLABLES, 2)) + "的" + what if dice.random() < 0.5 else what


def timed(call: Callable[[], Result]) -> tuple[Result, float]:
    """What a call gives, and the seconds it took."""
    begun = time.perf_counter()
    result = call()
    return result, time.perf_counter() - begun


def peak_memory() -> float:
    """Megabytes that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def size_on_disk(folder: Path) -> float:
    """Megabytes in the files of a folder and of the folders in it."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def show(progress: Progress) -> None:
    """Print how far indexing has come, now and then."""
    if progress.done % 100 == 0:
        left = "" if progress.seconds_left is None else f", {progress.seconds_left:.0f} s left"
        print(f"{progress.done} of {progress.found} documents, {progress.passages} passages{left}", file=sys.stderr)


if __name__ == "__main__":
    main()

"""How fast the embedded model is, beside sentence-transformers' own ``encode`` of the same model in the same run.

``python -m benchmarks.embedding_speed`` prints medians over rounds in which the two take turns, and their ratios.
Texts are normalised before, as the service does it.
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from embeddings import Embedder
from embeddings.late import LateInteraction
from embeddings.model import DEFAULT
from qa.text import normalise

PASSAGE_FILES = Path(__file__).resolve().parents[1] / "embeddings/training/data/synthetic"
ROUNDS = 7
QUERIES = 200
PASSAGES = 10_000


def main() -> None:
    """Measure and print."""
    torch.set_num_threads(2)
    rows = [
        json.loads(line)
        for path in sorted(PASSAGE_FILES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    queries = [normalise(row["colloquial"]) for row in rows][:QUERIES]
    passages = [normalise(row["passage"]) for row in rows]
    passages = (passages * (PASSAGES // len(passages) + 1))[:PASSAGES]
    length = statistics.fmean(map(len, passages))

    ours = Embedder()
    theirs = SentenceTransformer(str(DEFAULT), device="cpu", local_files_only=True)
    late = ours.late_interaction
    assert isinstance(late, LateInteraction)
    fifty = late.documents(passages[:50])

    load = [_seconds(lambda: Embedder()) for _ in range(ROUNDS)]
    query: list[tuple[float, float]] = []
    batch: list[tuple[float, float]] = []
    rerank: list[float] = []
    for _ in range(ROUNDS):
        query.append(
            (
                _seconds(lambda: [ours.encode_queries([text]) for text in queries]) / len(queries),
                _seconds(lambda: [theirs.encode_query(text, show_progress_bar=False) for text in queries])
                / len(queries),
            )
        )
        batch.append(
            (
                _seconds(lambda: ours.encode_documents(passages)),
                _seconds(lambda: theirs.encode_document(passages, batch_size=1024, show_progress_bar=False)),
            )
        )
        rerank.append(_seconds(lambda: [late.question(text).matches(fifty) for text in queries]) / len(queries))

    print(f"medians of {ROUNDS} rounds, {torch.get_num_threads()} threads, passages of {length:.0f} characters")
    print(f"loading                          {statistics.median(load):8.3f} s")
    print(f"late interaction, 50 passages    {1e3 * statistics.median(rerank):8.3f} ms a query")
    _compare("ms a query", query, lambda seconds: 1e3 * seconds)
    _compare("passages a second", batch, lambda seconds: len(passages) / seconds)


def _compare(unit: str, rounds: list[tuple[float, float]], figure: Callable[[float], float]) -> None:
    """Print the medians of our seconds and theirs, and the median of the rounds' ratios."""
    ours, theirs = (figure(statistics.median(side)) for side in zip(*rounds, strict=True))
    ratio = statistics.median(their / our for our, their in rounds)
    print(f"{unit:18} Embedder {ours:10.3f}   sentence-transformers {theirs:10.3f}   {ratio:.1f} times as fast")


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()

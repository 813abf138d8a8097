"""How well a model finds passages that its training never held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from embeddings import Embedder
from embeddings.late import MEAN_SHARE
from embeddings.training import data as material

WAYS = ("mean", "late", "both")
"""Mean vectors alone, late interaction alone, and their sum."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The shares of the questions whose passage came first, and among the first few."""

    test: str
    questions: int
    passages: int
    way: str
    first: float
    among: float
    k: int


def evaluate(embedder: Embedder, data: Path) -> list[Figure]:
    """Every test in every way; ``data`` is the folder with the public material."""
    figures = invented(embedder, material.QUESTION_FIELDS)
    for name, reading in (
        ("DRCD", material.drcd(data)),
        ("XQuAD, English to Chinese", material.xquad(data, "en", "zh")),
    ):
        held_out = sorted(reading.held_out)
        places = {index: place for place, index in enumerate(held_out)}
        figures += _test(
            embedder,
            f"{name}, among those held out",
            [(question, places[index]) for question, index in reading.test()],
            [reading.paragraphs[index] for index in held_out],
            k=10,
        )
        figures += _test(embedder, f"{name}, among all", reading.test(), reading.paragraphs, k=10)
    return figures


def invented(embedder: Embedder, kinds: Sequence[str]) -> list[Figure]:
    """The tests on invented passages that no training sees, one for each of these kinds of question."""
    passages = [passage for name in material.HELD_OUT_FILES for passage in material.synthetic(name)]
    texts = [passage.text for passage in passages]
    figures: list[Figure] = []
    for kind in kinds:
        asked = [(p.questions[kind], i) for i, p in enumerate(passages) if kind in p.questions]
        figures += _test(embedder, kind, asked, texts, k=5)
    return figures


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table: one line for each test."""
    lines = ["| test | questions | passages | first / among | " + " | ".join(WAYS) + " |"]
    lines.append("| --- | --- | --- | --- |" + " --- |" * len(WAYS))
    for test in dict.fromkeys(figure.test for figure in figures):
        row = {figure.way: figure for figure in figures if figure.test == test}
        one = row["mean"]
        cells = [f"{row[way].first:.3f} / {row[way].among:.3f}" for way in WAYS]
        lines.append(f"| {test} | {one.questions} | {one.passages} | 1 / {one.k} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _test(
    embedder: Embedder, test: str, asked: Sequence[tuple[str, int]], passages: Sequence[str], *, k: int
) -> list[Figure]:
    right = np.array([index for _, index in asked])[:, None] == np.arange(len(passages))
    return figures_of(test, scores(embedder, [question for question, _ in asked], passages), right, k)


def scores(embedder: Embedder, questions: Sequence[str], passages: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """How near every passage is to every question, in each way; each of shape (questions, passages)."""
    mean = embedder.encode_queries(questions) @ embedder.encode_documents(passages).T
    late = embedder.late_interaction
    tokens: Sequence[NDArray[Any]] = late.documents(passages)
    rows = []
    for text in tqdm(questions, unit="question", leave=False, disable=None):
        question = late.question(text)
        rows.append(question.matches(tokens) @ question.share)
    return {"mean": mean, "late": np.stack(rows), "both": np.stack(rows) + MEAN_SHARE * mean}


def figures_of(test: str, scored: Mapping[str, NDArray[np.float32]], right: NDArray[np.bool_], k: int) -> list[Figure]:
    """The shares of questions of which a right passage is the nearest, and among the ``k`` nearest, in each way.

    :param scored: as :func:`scores` gives it; minus infinity where a passage is not to be considered.
    :param right: which passages answer; shape (questions, passages).
    """
    figures = []
    for way, nearness in scored.items():
        of_right = np.where(right, nearness, -np.inf).max(axis=1, keepdims=True)
        better = (nearness > of_right).sum(axis=1)
        first, among = float((better < 1).mean()), float((better < k).mean())
        figures.append(Figure(test, len(right), right.shape[1], way, first, among, k))
    return figures

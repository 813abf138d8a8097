"""How well a model finds passages that its training never held."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from embeddings import Embedder
from embeddings.late import MEAN_SHARE, LateInteraction
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
    """Every test in every way; a model without token vectors is tested by whole texts alone."""
    figures: list[Figure] = []
    invented = [passage for name in material.HELD_OUT_FILES for passage in material.synthetic(name)]
    texts = [passage.text for passage in invented]
    for kind in material.QUESTION_FIELDS:
        asked = [(p.questions[kind], i) for i, p in enumerate(invented) if kind in p.questions]
        figures += _test(embedder, kind, asked, texts, k=5)
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


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table: one line for each test."""
    lines = ["| test | questions | passages | first / among | " + " | ".join(WAYS) + " |"]
    lines.append("| --- | --- | --- | --- |" + " --- |" * len(WAYS))
    for test in dict.fromkeys(figure.test for figure in figures):
        row = {figure.way: figure for figure in figures if figure.test == test}
        one = row["mean"]
        cells = [f"{row[way].first:.3f} / {row[way].among:.3f}" if way in row else "" for way in WAYS]
        lines.append(f"| {test} | {one.questions} | {one.passages} | 1 / {one.k} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _test(
    embedder: Embedder, test: str, asked: Sequence[tuple[str, int]], passages: Sequence[str], *, k: int
) -> list[Figure]:
    questions = [question for question, _ in asked]
    right = np.array([index for _, index in asked])
    mean = embedder.encode_queries(questions) @ embedder.encode_documents(passages).T
    scores = {"mean": mean}
    late = embedder.late_interaction
    if isinstance(late, LateInteraction):
        tokens = late.documents(passages)
        bar = tqdm(questions, desc=test, unit="question", leave=False)
        scores["late"] = np.stack([late.scores(late.query(question), tokens) for question in bar])
        scores["both"] = scores["late"] + MEAN_SHARE * mean
    return [Figure(test, len(asked), len(passages), way, *_shares(scores[way], right, k), k) for way in scores]


def _shares(scores: NDArray[np.float32], right: NDArray[np.int64], k: int) -> tuple[float, float]:
    """The shares of rows whose right column is the highest, and one of the ``k`` highest."""
    of_right = np.take_along_axis(scores, right[:, None], axis=1)
    better = (scores > of_right).sum(axis=1)
    return float((better < 1).mean()), float((better < k).mean())

"""Fit the models of qa/weights.json on questions with known evidence, and say how well they do on documents unseen.

    python -m benchmarks.fit [--model NAME]

Three small logistic models, each with a twin for questions in another language than the documents: is the evidence in
this passage, is it in this quote, and do the documents answer at all. The first two learn from every candidate of every
question, the third from the best quote of every question: of answerable ones as they are and again without the
passages that hold their evidence, when the right reply is that the documents do not say.

The report beside the models gives the figures when the questions of one document at a time are kept out of fitting.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.quality import PASSAGE_MAX, QUOTE_MAX, Row, holds, read_questions, score
from qa import Answer, Library, Passage, evidence, quoting
from qa import weights as fitted
from qa.answering import CANDIDATES, answer, best_elsewhere
from qa.conversation import Message
from qa.quoting import best_quotes, quote_of, windows
from qa.retrieval import RERANKED, Positions, Query, Retriever
from qa.weights import Features, Logistic

COLLECTIONS = Path(__file__).with_name("collections")
SHIPPED, OTHERS = "shipped documents", "collections"
SILENT = 0.3
"""How much an example counts that was made by leaving out the evidence: less than a question asked in vain."""

PENALTY = 30.0  # scikit-learn's C, on features that are all of the order of 1


class _Remembering(Retriever):
    """What speaks for a passage does not follow from the models, so it is found out once for all of them."""

    def __init__(self, of: Retriever) -> None:
        super().__init__(of.documents, of.passages, of.vectors, of.words, of.encoder)
        self.query = cache(super().query)  # type: ignore[method-assign]
        self._seen: dict[object, Features] = {}

    def features(self, query: Query, found: Positions) -> Features:
        key = (query.text, found.tobytes())
        if key not in self._seen:
            self._seen[key] = super().features(query, found)
        return self._seen[key]


@dataclass(frozen=True)
class Task:
    """A question to the documents of a collection, and the part of the questions with which it is kept out."""

    collection: str
    retriever: Retriever
    row: Row
    part: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, write qa/weights.json, print the report."""
    parser = argparse.ArgumentParser(description="Fit the models of qa/weights.json.")
    parser.add_argument("--model", help="sentence-transformers model to fit them for (default: the embedded one)")
    tasks = read_tasks(parser.parse_args(arguments).model)
    report = _cross_validated(tasks)
    models = fit(tasks)
    _write(models, report)
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
    print()


def read_tasks(model: str | None = None) -> list[Task]:
    """The questions about the shipped documents and those about each collection. A part is one of the shipped
    documents (unanswerable questions are dealt out in turn), or whole collections."""
    retriever = _Remembering(Library(model=model)._snapshot)
    sources = [document.source for document in retriever.documents]
    tasks = [Task(SHIPPED, retriever, row, _part(row, sources, number)) for number, row in enumerate(read_questions())]
    for number, folder in enumerate(sorted(path.parent for path in COLLECTIONS.glob("*/questions.jsonl"))):
        retriever = _Remembering(Library(folder, model=model)._snapshot)
        rows = read_questions(folder / "questions.jsonl")
        tasks += [Task(folder.name, retriever, row, number % len(sources)) for row in rows]
    return tasks


def _part(row: Row, sources: Sequence[str], number: int) -> int:
    evidence = [source for source in row.get("evidence", {}) if source in sources]
    return sources.index(evidence[0]) if evidence else number % len(sources)


class Example(NamedTuple):
    """Whether question and document share a language, what was seen, whether the evidence was there, and how much the
    example counts."""

    same: bool
    seen: Mapping[str, float]
    there: bool
    weight: float


def fit(tasks: Sequence[Task]) -> dict[str, Logistic]:
    """Fit the three models one after the other, since each builds on the one before."""
    plain = [task for task in tasks if task.row["kind"] in ("single", "unanswerable")]
    for name, examples in (("passage", _passages), ("quote", _quotes), ("answer", _answers)):
        found = [example for task in plain for example in examples(task.retriever, task.row)]
        fitted.MODELS.update(_logistic(name, found))
    return dict(fitted.MODELS)


def _logistic(name: str, examples: Sequence[Example]) -> dict[str, Logistic]:
    names = sorted(examples[0].seen)
    table = np.array([[example.seen[key] for key in names] for example in examples])
    same = np.array([example.same for example in examples])
    there = np.array([example.there for example in examples])
    weights = np.array([example.weight for example in examples])
    models = {}
    for title, chosen in ((name, same), (f"{name}, other language", ~same)):
        if len(set(there[chosen])) < 2:
            continue
        model = LogisticRegression(C=PENALTY, max_iter=1000).fit(table[chosen], there[chosen], weights[chosen])
        fitted_weights = {key: round(float(weight), 3) for key, weight in zip(names, model.coef_[0], strict=True)}
        models[title] = Logistic(fitted_weights, round(float(model.intercept_[0]), 3))
    return models


def _passages(retriever: Retriever, row: Row) -> Iterator[Example]:
    query, within = _query(retriever, row)
    found = retriever.candidates(query, RERANKED, within)
    there = [holds(retriever.passages[i], row, PASSAGE_MAX) for i in found]
    yield from _examples(retriever, query, found, retriever.features(query, found), there)


def _quotes(retriever: Retriever, row: Row) -> Iterator[Example]:
    query, within = _query(retriever, row)
    found = windows(retriever, retriever.rank(query, CANDIDATES, within))
    there = [
        holds(quote_of(retriever, found.passages[of], 0, first, last), row, QUOTE_MAX)
        for of, first, last in zip(found.of, found.first, found.last, strict=True)
    ]
    positions = np.array([retriever.position(passage) for passage in found.passages])[found.of]
    yield from _examples(retriever, query, positions, quoting.features(retriever, query, found), there)


def _answers(retriever: Retriever, row: Row) -> Iterator[Example]:
    question = retriever.heard(row["question"])
    foreign = retriever.scope.elsewhere(question, retriever.words.said)
    query, within = retriever.query(question, foreign), retriever.scope.sources(question)
    elsewhere = best_elsewhere(retriever, query, within)
    abroad = not within and retriever.scope.about(question, foreign)
    ranked = retriever.rank(query, RERANKED if foreign else 2 * CANDIDATES, within)
    silent = [passage for passage in ranked if not holds(passage, row, PASSAGE_MAX)]
    for passages, there, weight in ((ranked, row["kind"] == "single", 1.0), (silent, False, SILENT)):
        first = passages if foreign else passages[:CANDIDATES]
        quotes = best_quotes(retriever, query, first, places=foreign)[:1]
        if quotes:
            position = np.array([retriever.position(quotes[0].passage)])
            seen = evidence.features(retriever, query, quotes, elsewhere, abroad)
            yield from _examples(retriever, query, position, seen, [there], weight)
        if row["kind"] != "single":
            break


def _examples(
    retriever: Retriever, query: Query, positions: Positions, seen: Features, there: Sequence[bool], weight: float = 1.0
) -> Iterator[Example]:
    for number, (same, its) in enumerate(zip(retriever.same_language(query, positions), there, strict=True)):
        yield Example(bool(same), {name: float(values[number]) for name, values in seen.items()}, its, weight)


def _query(retriever: Retriever, row: Row) -> tuple[Query, set[str]]:
    question = retriever.heard(row["question"])
    return retriever.query(question), retriever.scope.sources(question)


def _cross_validated(tasks: Sequence[Task]) -> dict[str, Any]:
    """Figures for the questions of each part by models that were fitted without them."""
    figures: dict[str, dict[str, list[float]]] = {SHIPPED: defaultdict(list), OTHERS: defaultdict(list)}
    for part in sorted({task.part for task in tasks}):
        fit([task for task in tasks if task.part != part])
        for task in tasks:
            if task.part == part:
                group = figures[SHIPPED if task.collection == SHIPPED else OTHERS]
                for name, value in score(Asking(task.retriever), task.row).items():
                    group[f"{task.row['kind']} {name}"].append(value)
                    if task.row.get("type"):
                        group[f"{task.row['kind']}/{task.row['type']} {name}"].append(value)
    return {group: {name: _interval(values) for name, values in sorted(its.items())} for group, its in figures.items()}


@dataclass(frozen=True)
class Asking:
    """A retriever that is asked as a library is."""

    retriever: Retriever

    def ask(self, question: str, history: Sequence[Message] = ()) -> Answer:
        """As `Library.ask`."""
        return answer(self.retriever, question, history)

    def retrieve(self, question: str, k: int) -> list[Passage]:
        """As `Library.retrieve`."""
        return self.retriever.search(question, k)


def _interval(values: Sequence[float]) -> dict[str, float]:
    """The mean with its 95% interval, by bootstrap over questions."""
    draws = np.random.default_rng(0).choice(np.array(values, float), (2000, len(values))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return {"mean": round(float(np.mean(values)), 3), "low": round(float(low), 3), "high": round(float(high), 3)}


def _write(models: Mapping[str, Logistic], report: Mapping[str, Any]) -> None:
    tables = {name: {"weights": dict(model.weights), "bias": model.bias} for name, model in models.items()}
    text = json.dumps({"models": tables, "cross-validated": report}, ensure_ascii=False, indent=1)
    fitted.PATH.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

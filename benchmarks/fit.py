"""Fit the models of qa/weights.json on questions with known evidence, and say how well they do on documents unseen.

    python -m benchmarks.fit [--model NAME]

Three small logistic models: is the evidence in this passage, is it in this quote (both with a twin for questions in
another language than the documents), and do the documents answer at all. The first two learn from every candidate of
every question, the third from the best quote of every question: of answerable ones as they are and again without the
passages that hold their evidence, when the right reply is that the documents do not say.

The report beside the models gives the figures when the questions of one document at a time are kept out of fitting.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement, cycle
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.quality import PASSAGE_MAX, QUOTE_MAX, Row, holds, read_questions, score
from qa import Answer, Library, Passage, evidence, quoting
from qa import weights as fitted
from qa.answering import answer, search
from qa.conversation import Message, resolve
from qa.finding import CANDIDATES, best_elsewhere
from qa.places import Place
from qa.quoting import best_quotes, quote_of, windows
from qa.retrieval import RERANKED, Positions, Query, Retriever
from qa.weights import Features, Logistic

COLLECTIONS = Path(__file__).with_name("collections")
SHIPPED, OTHERS = "shipped documents", "collections"
SILENT = 0.3
"""How much an example counts that was made by leaving out the evidence: less than a question asked in vain."""

PENALTY, PENALTY_OF_PAIRS = 30.0, 5.0
"""scikit-learn's C, on features that are all of the order of 1, and where products of two of them count too."""


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
    """The questions about the shipped documents, those about each collection, and those that can be asked of any. A
    part is one of the shipped documents (unanswerable questions are dealt out in turn), or whole collections."""
    retriever = _Remembering(Library(model=model)._snapshot)
    sources = [document.source for document in retriever.documents]
    anywhere = read_questions(COLLECTIONS / "anywhere.jsonl")
    rows = [*read_questions(), *_asked_of(retriever, anywhere)]
    tasks = [Task(SHIPPED, retriever, row, _part(row, sources, number)) for number, row in enumerate(rows)]
    folders = sorted(path.parent for path in COLLECTIONS.glob("*/questions.jsonl"))
    for number, folder in enumerate(folders):
        retriever = _Remembering(Library(folder, model=model)._snapshot)
        rows = [*read_questions(folder / "questions.jsonl"), *_asked_of(retriever, anywhere[number :: len(folders)])]
        tasks += [Task(folder.name, retriever, row, number % len(sources)) for row in rows]
    return tasks


def _asked_of(retriever: Retriever, anywhere: Sequence[Row]) -> list[Row]:
    """Questions that are about no documents at all, asked of these: in some a place is to be filled in."""
    places = [document.place for document in retriever.documents]
    return [
        {**row, "kind": "unanswerable", "type": "anywhere", "question": row["question"].format(place=place)}
        for row, place in zip(anywhere, cycle(places), strict=False)
    ]


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
    for name, examples in (("passage", _passages), ("quote", _quotes)):
        found = [example for task in tasks for example in examples(task.retriever, task.row)]
        for title, same in ((name, True), (f"{name}, other language", False)):
            chosen = [example for example in found if example.same == same]
            names = sorted(chosen[0].seen)
            fitted.MODELS[title] = _logistic(chosen, names if name == "passage" else _products(chosen), PENALTY)
    found = [example for task in tasks for example in _answers(task.retriever, task.row)]
    fitted.MODELS["answer"] = _logistic(found, _products(found), PENALTY_OF_PAIRS)
    return dict(fitted.MODELS)


def _products(examples: Sequence[Example]) -> list[str]:
    """The features and their products, since how much one of them tells may depend on another; a yes or no is its own
    square."""
    names = sorted(examples[0].seen)
    flags = {name for name in names if all(example.seen[name] in (0, 1) for example in examples)}
    pairs = combinations_with_replacement(names, 2)
    return [*names, *(f"{one}*{other}" for one, other in pairs if one != other or one not in flags)]


def _logistic(examples: Sequence[Example], names: Sequence[str], penalty: float) -> Logistic:
    """Fit a model on features and products of two; what counts next to nothing is left out."""
    factors = [name.split("*") for name in names]
    table = np.array([[prod(example.seen[key] for key in keys) for keys in factors] for example in examples])
    there = [example.there for example in examples]
    model = LogisticRegression(C=penalty, max_iter=10000).fit(table, there, [example.weight for example in examples])
    weights = {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
    return Logistic({name: weight for name, weight in weights.items() if weight}, round(float(model.intercept_[0]), 3))


class Situation(NamedTuple):
    """A question as it is put to some of the documents: what is searched for, in which documents, what of it was asked
    last, places that no document is about, whether it asks only of those, and the best passages of the documents not
    asked for."""

    query: Query
    within: Collection[str]
    focus: Query | None
    foreign: Sequence[Place]
    abroad: bool
    elsewhere: Sequence[Passage]


def _situations(retriever: Retriever, row: Row) -> Iterator[Situation]:
    """How a question is put to the documents: to each alone where several places are compared; not at all where it
    only asks for more."""
    *before, turn = row.get("turns") or [row["question"]]
    asked = resolve(retriever.scope, turn, [{"role": "user", "content": text} for text in before], retriever.heard)
    scope = retriever.scope
    foreign = scope.elsewhere(asked.question, retriever.words.said)
    query, within = retriever.query(asked.question, foreign, asked.focus), scope.sources(asked.question)
    if row["kind"] == "compare":
        for source in sorted(within) or [document.source for document in retriever.documents]:
            yield Situation(query, {source}, None, (), False, ())
    elif not (asked.more or asked.detail):
        focus = retriever.query(asked.focus) if asked.focus else None
        abroad = not within and scope.about(asked.question, foreign)
        before = scope.sources(" ".join(asked.before)) if within else set()
        yield Situation(query, within, focus, foreign, abroad, best_elsewhere(retriever, query, within | before))


def _passages(retriever: Retriever, row: Row) -> Iterator[Example]:
    for query, within, *_ in _situations(retriever, row):
        found = retriever.candidates(query, retriever.reranked(query), within)
        there = [holds(retriever.passages[i], row, PASSAGE_MAX) for i in found]
        yield from _examples(retriever, query, found, retriever.features(query, found), there)


def _quotes(retriever: Retriever, row: Row) -> Iterator[Example]:
    for query, within, *_ in _situations(retriever, row):
        found = windows(retriever, retriever.rank(query, CANDIDATES, within))
        there = [
            holds(quote_of(retriever, found.passages[of], 0, first, last), row, QUOTE_MAX)
            for of, first, last in zip(found.of, found.first, found.last, strict=True)
        ]
        positions = np.array([retriever.position(passage) for passage in found.passages])[found.of]
        yield from _examples(retriever, query, positions, quoting.features(retriever, query, found), there)


def _answers(retriever: Retriever, row: Row) -> Iterator[Example]:
    for query, within, focus, foreign, abroad, elsewhere in _situations(retriever, row):
        ranked = retriever.rank(query, RERANKED if foreign else 2 * CANDIDATES, within)
        silent = [passage for passage in ranked if not holds(passage, row, PASSAGE_MAX)]
        evidence_here = row.get("evidence", {}).keys()
        answerable = bool(evidence_here & set(within)) if row["kind"] == "compare" else bool(evidence_here)
        for passages, there, weight in ((ranked, answerable, 1.0), (silent, False, SILENT)):
            first = passages if foreign else passages[:CANDIDATES]
            quotes = best_quotes(retriever, query, first, focus, foreign)[:1]
            if quotes:
                position = np.array([retriever.position(quotes[0].passage)])
                seen = evidence.features(retriever, query, quotes, elsewhere, abroad)
                yield from _examples(retriever, query, position, seen, [there], weight)
            if not answerable:
                break


def _examples(
    retriever: Retriever, query: Query, positions: Positions, seen: Features, there: Sequence[bool], weight: float = 1.0
) -> Iterator[Example]:
    for number, (same, its) in enumerate(zip(retriever.same_language(query, positions), there, strict=True)):
        yield Example(bool(same), {name: float(values[number]) for name, values in seen.items()}, its, weight)


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
        return search(self.retriever, question, k)


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

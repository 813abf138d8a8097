"""Fit the models of qa/weights.json on questions with known evidence, and say how well they do on documents unseen.

    python -m benchmarks.fit

Three small logistic models, each with a twin for questions in another language than the documents: is the evidence in
this passage, is it in this quote, and do the documents answer at all. The first two learn from every candidate of every
question, the third from the best quote of every question: of answerable ones as they are and again without the
passages that hold their evidence, when the right reply is that the documents do not say.

The report beside the models gives the figures when the questions of one document at a time are kept out of fitting.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.quality import PASSAGE_MAX, QUOTE_MAX, Row, holds, read_questions
from qa import Library, evidence, quoting
from qa import weights as fitted
from qa.answering import CANDIDATES, answer, best_elsewhere, speaking_of
from qa.quoting import best_quotes, quote_of, windows
from qa.retrieval import RERANKED, Positions, Query, Retriever
from qa.weights import Features, Logistic

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


def main() -> None:
    """Fit, write qa/weights.json, print the report."""
    retriever = _Remembering(Library()._snapshot)
    rows = [row for row in read_questions() if row["kind"] in ("single", "unanswerable")]
    report = _cross_validated(retriever, rows)
    models = fit(retriever, rows)
    _write(models, report)
    json.dump(report, sys.stdout, ensure_ascii=False, indent=1)
    print()


Example = tuple[bool, Mapping[str, float], bool]
"""Whether question and document share a language, what was seen, and whether the evidence was there."""


def fit(retriever: Retriever, rows: Sequence[Row]) -> dict[str, Logistic]:
    """Fit the three models one after the other, since each builds on the one before."""
    for name, examples in (("passage", _passages), ("quote", _quotes), ("answer", _answers)):
        fitted.MODELS.update(_logistic(name, [example for row in rows for example in examples(retriever, row)]))
    return dict(fitted.MODELS)


def _logistic(name: str, examples: Sequence[Example]) -> dict[str, Logistic]:
    names = sorted(examples[0][1])
    table = np.array([[float(seen[key]) for key in names] for _, seen, _ in examples])
    same = np.array([same for same, _, _ in examples])
    there = np.array([there for _, _, there in examples])
    models = {}
    for title, chosen in ((name, same), (f"{name}, other language", ~same)):
        if len(set(there[chosen])) < 2:
            continue
        model = LogisticRegression(C=PENALTY, max_iter=1000).fit(table[chosen], there[chosen])
        weights = {key: round(float(weight), 3) for key, weight in zip(names, model.coef_[0], strict=True)}
        models[title] = Logistic(weights, round(float(model.intercept_[0]), 3))
    return models


def _passages(retriever: Retriever, row: Row) -> Iterator[Example]:
    query, within = _query(retriever, row)
    found = retriever.candidates(query, RERANKED, within)
    there = [holds(retriever.passages[i], row, PASSAGE_MAX) for i in found]
    yield from _examples(retriever, query, found, retriever.features(query, found), there)


def _quotes(retriever: Retriever, row: Row) -> Iterator[Example]:
    query, within = _query(retriever, row)
    found = windows(retriever.rank(query, CANDIDATES, within))
    there = [
        holds(quote_of(retriever, found.passages[of], 0, first, last), row, QUOTE_MAX)
        for of, first, last in zip(found.of, found.first, found.last, strict=True)
    ]
    positions = np.array([retriever.position(passage) for passage in found.passages])[found.of]
    yield from _examples(retriever, query, positions, quoting.features(retriever, query, found), there)


def _answers(retriever: Retriever, row: Row) -> Iterator[Example]:
    query, within = _query(retriever, row)
    elsewhere = best_elsewhere(retriever, query, within)
    foreign = retriever.scope.elsewhere(row["question"])
    ranked = speaking_of(foreign, retriever.rank(query, RERANKED, within))
    silent = [passage for passage in ranked if not holds(passage, row, PASSAGE_MAX)]
    for passages, there in ((ranked, row["kind"] == "single"), (silent, False)):
        if not passages:
            continue
        quotes = best_quotes(retriever, query, passages[:CANDIDATES])[:1]
        position = np.array([retriever.position(quotes[0].passage)])
        seen = evidence.features(retriever, query, quotes, elsewhere, bool(foreign and not within))
        yield from _examples(retriever, query, position, seen, [there])
        if row["kind"] != "single":
            break


def _examples(
    retriever: Retriever, query: Query, positions: Positions, seen: Features, there: Sequence[bool]
) -> Iterator[Example]:
    for number, (same, its) in enumerate(zip(retriever.same_language(query, positions), there, strict=True)):
        yield bool(same), {name: float(values[number]) for name, values in seen.items()}, its


def _query(retriever: Retriever, row: Row) -> tuple[Query, set[str]]:
    return retriever.query(row["question"]), retriever.scope.sources(row["question"])


def _cross_validated(retriever: Retriever, rows: Sequence[Row]) -> dict[str, Any]:
    """Figures for the questions of each document by models that were fitted without them; unanswerable questions
    are dealt out in turn."""
    sources = [document.source for document in retriever.documents]
    folds = [
        sources.index(next(iter(row["evidence"]))) if row.get("evidence") else number % len(sources)
        for number, row in enumerate(rows)
    ]
    figures: dict[str, list[float]] = defaultdict(list)
    for fold in range(len(sources)):
        fit(retriever, [row for row, its in zip(rows, folds, strict=True) if its != fold])
        for row, its in zip(rows, folds, strict=True):
            if its == fold:
                for name, value in _figures(retriever, row).items():
                    figures[name].append(value)
    return {name: _interval(values) for name, values in sorted(figures.items())}


def _figures(retriever: Retriever, row: Row) -> dict[str, float]:
    reply = answer(retriever, row["question"])
    if row["kind"] == "unanswerable":
        return {f"unanswerable/{row['type']} refused": not reply.answered}
    passages = retriever.search(row["question"], 5)
    hits = [holds(passage, row, PASSAGE_MAX) for passage in passages]
    return {
        "single hit@1": hits[0],
        "single hit@5": any(hits),
        "single quote@1": any(holds(quote, row, QUOTE_MAX) for quote in reply.quotes[:1]),
        "single refused": not reply.answered,
    }


def _interval(values: Sequence[float]) -> dict[str, float]:
    """The mean with its 95% interval, by bootstrap over questions."""
    draws = np.random.default_rng(0).choice(np.array(values, float), (2000, len(values))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return {"mean": round(float(np.mean(values)), 3), "low": round(float(low), 3), "high": round(float(high), 3)}


def _write(models: Mapping[str, Logistic], report: Mapping[str, Any]) -> None:
    tables = {name: {"weights": dict(model.weights), "bias": model.bias} for name, model in models.items()}
    text = json.dumps({"models": tables, "cross-validated by document": report}, ensure_ascii=False, indent=1)
    fitted.PATH.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

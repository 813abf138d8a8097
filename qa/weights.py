"""The numbers that turn evidence into probabilities, fitted on questions with known evidence by `benchmarks.fit`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Features = Mapping[str, NDArray[Any]]
"""What speaks for several things, an array of each name."""

PATH = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class Logistic:
    """A logistic model: the log-odds are ``bias`` plus the sum of ``weights`` times features of the same names, or
    products of two (``hole*asks``)."""

    weights: Mapping[str, float]
    bias: float

    @cached_property
    def _form(self) -> tuple[list[str], NDArray[np.float64]]:
        """The features by name, and the model as a quadratic form of these and of 1, which comes last."""
        names = sorted({name for product in self.weights for name in product.split("*")})
        form = np.zeros((len(names) + 1, len(names) + 1))
        form[-1, -1] = self.bias
        for product, weight in self.weights.items():
            left, right = [*map(names.index, product.split("*")), -1][:2]
            form[left, right] += weight
        return names, form

    def odds(self, features: Features) -> NDArray[Any]:
        """The log-odds for these features; what the model does not know counts nothing."""
        names, form = self._form
        table = np.ones((len(form), len(features[names[0]])))
        for row, name in zip(table, names, strict=False):
            row[:] = features[name]
        return np.asarray((form @ table * table).sum(axis=0))


def probability(odds: float) -> float:
    """The probability of these log-odds."""
    return 1 / (1 + exp(-odds)) if odds > -700 else 0.0


def log_odds(chance: float) -> float:
    """The log-odds of a probability, within what a float can tell from 0 and 1."""
    return log(max(chance, 1e-6) / max(1 - chance, 1e-6))


def _read() -> dict[str, Logistic]:
    """The fitted models by name."""
    tables = json.loads(PATH.read_text(encoding="utf-8"))
    return {name: Logistic(table["weights"], table["bias"]) for name, table in tables["models"].items()}


MODELS = _read()

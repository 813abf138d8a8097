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
    def _factors(self) -> tuple[list[str], NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
        """The features by name; for each weight, which two are multiplied (the last is 1); the weights."""
        pairs = [name.split("*") for name in self.weights]
        names = sorted({name for pair in pairs for name in pair})
        left, right = np.array([[names.index(pair[0]), names.index(pair[1]) if pair[1:] else -1] for pair in pairs]).T
        return names, left, right, np.array(list(self.weights.values()))

    def odds(self, features: Features) -> NDArray[Any]:
        """The log-odds for these features; what the model does not know counts nothing."""
        names, left, right, weights = self._factors
        columns = [np.asarray(features[name], float) for name in names]
        table = np.stack([*columns, np.ones_like(columns[0])])
        return np.asarray(self.bias + weights @ (table[left] * table[right]))


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

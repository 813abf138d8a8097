"""The numbers that turn evidence into probabilities, fitted on questions with known evidence by `benchmarks.fit`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
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
    """A logistic model: the log-odds are ``bias`` plus the sum of ``weights`` times features of the same names."""

    weights: Mapping[str, float]
    bias: float

    def odds(self, features: Features) -> NDArray[Any]:
        """The log-odds for these features; what the model does not know counts nothing."""
        return np.asarray(sum((weight * features[name] for name, weight in self.weights.items()), start=self.bias))


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

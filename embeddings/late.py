"""Late interaction: a question and a passage compared token by token.

A mean over tokens forgets what stood beside what; here each token of the question looks for its best match in the
passage (MaxSim of ColBERT, Khattab & Zaharia 2020, https://arxiv.org/abs/2004.12832). The tokens of a question do
not count alike: how much each one does was learned with the vectors.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from embeddings.static import StaticModel

Encode = Callable[[Sequence[str]], Sequence[NDArray[np.float32]]]

FILE = "late_interaction.safetensors"
"""In the folder of a static model: ``weights``, one positive number for each token of the vocabulary."""

_IN_ONE_THREAD = 1 << 18
"""So many multiplications at once BLAS does in one thread. More it shares out, and then, where a core is busy, waits
longer than all of it takes (OpenBLAS, interface/gemm.c)."""

MEAN_SHARE = 0.5
"""How much of the mean vectors' cosine to add to the score: measured; from 0.4 to 0.8 it makes no difference."""


class Question(Protocol):
    """A question, to be compared token by token with passages."""

    @property
    def share(self) -> NDArray[np.float32]:
        """How much of the question each of its tokens is; shape (tokens,), adding up to 1."""

    def matches(self, documents: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
        """For each passage and each token of the question, the highest cosine that a token of the passage has with it;
        for a passage without a known token zeros.

        :param documents: as the ``documents`` of what made the question gives them.
        :returns: shape (n, tokens), from -1 to 1.
        """


class LateInteraction:
    """The token vectors of a static model, with a learned weight for each.

    :param model: the model whose tokens are compared.
    :param weights: how much a token of a question counts; shape (vocabulary,).
    """

    def __init__(self, model: StaticModel, weights: NDArray[np.float32]) -> None:
        self._model = model
        self._weights = weights
        lengths = np.sqrt(np.einsum("ij,ij->i", model.table, model.table))
        self._shorten = 1 / np.maximum(lengths, 1e-12)

    def documents(self, texts: Sequence[str]) -> list[NDArray[Any]]:
        """Passages as :meth:`Question.matches` takes them: their distinct tokens, to be kept beside their vectors."""
        return [np.unique(self._counting(tokens)) for tokens in self._model.tokens(texts)]

    def question(self, text: str) -> "TokensInTable":
        """A question, compared with fifty passages in less than a millisecond."""
        (tokens,) = self._model.tokens([text])
        tokens = self._counting(tokens)
        weights = self._weights[tokens]
        share = np.asarray(weights / max(float(weights.sum()), 1e-12), np.float32)
        return TokensInTable(self._model.table, self._shorten, tokens, share)

    def _counting(self, tokens: NDArray[np.int32]) -> NDArray[np.int32]:
        """These tokens without those that count nothing, as the one that stands for what is unknown."""
        return tokens[self._weights[tokens] > 0]


class TokensInTable:
    """A question of these tokens of a table. What it was compared with once is remembered: its passages and their
    sentences hold the same tokens.

    :param table: shape (vocabulary, dimension), :param shorten: what makes each of its rows of length 1.
    """

    def __init__(
        self,
        table: NDArray[np.float32],
        shorten: NDArray[np.float32],
        tokens: NDArray[np.int32],
        share: NDArray[np.float32],
    ) -> None:
        self.share = share
        self._table, self._shorten = table, shorten
        self._own = np.ascontiguousarray((table[tokens] * shorten[tokens, None]).T)  # BLAS is quicker with it like this
        self._column = np.full(len(table), -1, np.int32)
        self._cosines = np.empty((len(tokens), 0), np.float32)

    def matches(self, documents: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
        """As :meth:`Question.matches`."""
        lengths = np.array([len(document) for document in documents], np.intp)
        filled = lengths > 0
        if not (len(self.share) and filled.any()):
            return np.zeros((len(documents), len(self.share)), np.float32)
        told = np.concatenate(documents)
        self._compare(told)
        cosines = self._cosines.take(self._column[told], axis=1)  # quicker than indexing, and reduced along a row
        best = np.maximum.reduceat(cosines, (np.cumsum(lengths) - lengths)[filled], axis=1).T
        if filled.all():
            return best
        whole = np.zeros((len(documents), len(self.share)), np.float32)
        whole[filled] = best
        return whole

    def _compare(self, tokens: NDArray[np.int32]) -> None:
        """Fill in the cosines of those of these tokens that are new."""
        unknown = tokens[self._column[tokens] < 0]
        if not len(unknown):
            return
        present = np.zeros(len(self._column), bool)  # quicker than to sort them
        present[unknown] = True
        new = np.flatnonzero(present)
        known = self._cosines.shape[1]
        self._column[new] = np.arange(known, known + len(new))
        rows = max(min(_IN_ONE_THREAD // self._own.size, len(new)), 1)
        blocks = self._table.take(np.resize(new, -(-len(new) // rows) * rows), axis=0).reshape(-1, rows, len(self._own))
        products = (blocks @ self._own).reshape(-1, len(self.share))[: len(new)]
        cosines = products.T * self._shorten[new]
        self._cosines = np.concatenate([self._cosines, cosines], axis=1)


class ComputedTokens:
    """The token vectors that a model such as a transformer computes for each text; all tokens count alike.

    A model that gives no more than one vector for a text has no late interaction. Its texts are single tokens here,
    whose matches say again what their vectors say.

    :param queries: encodes questions, :param documents: encodes passages; for each text the vectors of its tokens, of
        length 1, shape (tokens, dimension).
    """

    def __init__(self, queries: Encode, documents: Encode) -> None:
        self._queries = queries
        self._documents = documents

    def documents(self, texts: Sequence[str]) -> list[NDArray[Any]]:
        """Passages as :meth:`Question.matches` takes them, in half precision, for there are many."""
        return [tokens.astype(np.float16) for tokens in self._documents(texts)]

    def question(self, text: str) -> "TokenVectors":
        """A question."""
        return TokenVectors(self._queries([text])[0])


class TokenVectors:
    """A question of tokens with these vectors of length 1; shape (tokens, dimension)."""

    def __init__(self, tokens: NDArray[np.float32]) -> None:
        self._tokens = tokens
        self.share = np.full(len(tokens), 1 / max(len(tokens), 1), np.float32)

    def matches(self, documents: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
        """As :meth:`Question.matches`."""
        best = np.zeros((len(documents), len(self._tokens)), np.float32)
        for row, document in zip(best, documents, strict=True):
            if len(document):
                (document.astype(np.float32) @ self._tokens.T).max(axis=0, out=row)
        return best


def load(folder: Path, model: StaticModel) -> LateInteraction:
    """The late interaction of a model folder. Where the folder says nothing of it, a token counts by the length of its
    vector, which grows with what the token tells in training.

    :raises OSError: if the file cannot be read.
    :raises ValueError: if it does not fit the model.
    """
    path = folder / FILE
    if not path.is_file():
        return LateInteraction(model, np.linalg.norm(model.table, axis=1))
    weights = load_file(path)["weights"].astype(np.float32)
    if weights.shape != (len(model.table),):
        raise ValueError(f"{FILE} has {weights.shape} weights for {len(model.table)} tokens")
    return LateInteraction(model, weights)

"""Late interaction: a question and a passage compared token by token.

A mean over tokens forgets what stood beside what; here each token of the question looks for its best match in the
passage (MaxSim of ColBERT, Khattab & Zaharia 2020, https://arxiv.org/abs/2004.12832). The tokens of a question do
not count alike: how much each one does was learned with the vectors.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from embeddings.static import StaticModel

Encode = Callable[[Sequence[str]], Sequence[NDArray[np.float32]]]

FILE = "late_interaction.safetensors"
"""In the folder of a static model: ``weights``, one positive number for each token of the vocabulary."""

MEAN_SHARE = 0.5
"""How much of the mean vectors' cosine to add to the score: measured; from 0.4 to 0.8 it makes no difference."""


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

    def documents(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """Passages as :meth:`matches` takes them: their tokens, to be kept beside their vectors."""
        return [self._counting(tokens) for tokens in self._model.tokens(texts)]

    def query(self, text: str) -> NDArray[np.int32]:
        """A question as :meth:`share` and :meth:`matches` take it: its tokens."""
        (tokens,) = self._model.tokens([text])
        return self._counting(tokens)

    def _counting(self, tokens: NDArray[np.int32]) -> NDArray[np.int32]:
        """These tokens without those that count nothing, as the one that stands for what is unknown."""
        return tokens[self._weights[tokens] > 0]

    def share(self, query: NDArray[np.int32]) -> NDArray[np.float32]:
        """How much of a question each of its tokens is.

        :param query: as :meth:`query` gives it.
        :returns: shape (tokens,), adding up to 1.
        """
        weights = self._weights[query]
        return np.asarray(weights / max(float(weights.sum()), 1e-12), np.float32)

    def matches(self, query: NDArray[np.int32], documents: Sequence[NDArray[np.int32]]) -> NDArray[np.float32]:
        """For each passage and each token of a question, the highest cosine that a token of the passage has with it.

        Fifty passages take less than a millisecond; one without a known token has zeros.

        :param query: as :meth:`query` gives it.
        :param documents: as :meth:`documents` gives them.
        :returns: shape (n, tokens), from -1 to 1.
        """
        best = np.zeros((len(documents), len(query)), np.float32)
        filled = [i for i, document in enumerate(documents) if len(document)]
        if len(query) and filled:
            told = np.concatenate([documents[i] for i in filled])
            present, column = np.unique(told, return_inverse=True)
            table, shorten = self._model.table, self._shorten
            cosines = (table[present] @ table[query].T) * shorten[present, None] * shorten[query]
            starts = np.cumsum([0, *(len(documents[i]) for i in filled[:-1])])
            best[filled] = np.maximum.reduceat(cosines[column], starts, axis=0)
        return best


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

    def documents(self, texts: Sequence[str]) -> list[NDArray[np.float16]]:
        """Passages as :meth:`matches` takes them, in half precision, for there are many."""
        return [tokens.astype(np.float16) for tokens in self._documents(texts)]

    def query(self, text: str) -> NDArray[np.float32]:
        """A question as :meth:`share` and :meth:`matches` take it; shape (tokens, dimension)."""
        return self._queries([text])[0]

    def share(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much of a question each of its tokens is.

        :param query: as :meth:`query` gives it.
        :returns: shape (tokens,), adding up to 1.
        """
        return np.full(len(query), 1 / max(len(query), 1), np.float32)

    def matches(self, query: NDArray[np.float32], documents: Sequence[NDArray[np.float16]]) -> NDArray[np.float32]:
        """For each passage and each token of a question, the highest cosine that a token of the passage has with it.

        :param query: as :meth:`query` gives it.
        :param documents: as :meth:`documents` gives them.
        :returns: shape (n, tokens), from -1 to 1.
        """
        best = np.zeros((len(documents), len(query)), np.float32)
        for row, document in zip(best, documents, strict=True):
            (document.astype(np.float32) @ query.T).max(axis=0, out=row)
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

"""The table of token vectors while it is trained, and the two similarities that it is trained for."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

Tokens = NDArray[np.int64]
"""The tokens of one text."""


class TokenTable(nn.Module):
    """Token vectors, each the sum of its own and the mean of its parts', and a weight for each token.

    Parts are what fastText takes words apart into (Bojanowski et al. 2017, https://arxiv.org/abs/1607.04606):
    characters and their pairs for Chinese, runs of three to five letters for the rest. A rare token so begins where
    its relatives are. The sum is what gets saved: nothing of this costs anything later.

    :param tokenizer: whose vocabulary it is.
    :param dimension: the length of every vector.
    """

    def __init__(self, tokenizer: Tokenizer, dimension: int) -> None:
        super().__init__()
        self._parts, self._offsets, count = _parts(tokenizer)
        self.own = nn.Parameter(torch.randn(tokenizer.get_vocab_size(), dimension))
        self.parts: nn.EmbeddingBag | None = nn.EmbeddingBag(count, dimension, mode="mean")
        self.log_weights = nn.Parameter(torch.zeros(tokenizer.get_vocab_size()))

    def vectors(self, tokens: Tensor) -> Tensor:
        """The vectors of these tokens; shape (n, dimension)."""
        if self.parts is None:
            return functional.embedding(tokens, self.own)
        spans = [self._parts[self._offsets[i] : self._offsets[i + 1]] for i in tokens.tolist()]
        starts = np.cumsum([0, *map(len, spans[:-1])])
        composed: Tensor = self.parts(torch.from_numpy(np.concatenate(spans)), torch.from_numpy(starts))
        return functional.embedding(tokens, self.own) + composed

    def fold(self) -> None:
        """Make each sum its token's own vector, and forget the parts."""
        with torch.no_grad():
            self.own.copy_(self.vectors(torch.arange(len(self.own))))
        self.parts = None

    def mean_similarity(self, queries: Sequence[Tokens], passages: Sequence[Tokens]) -> Tensor:
        """Cosines of the mean vectors; shape (queries, passages)."""
        texts = [*queries, *passages]
        used, positions = torch.unique(torch.from_numpy(np.concatenate(texts)), return_inverse=True)
        starts = torch.from_numpy(np.cumsum([0, *map(len, texts[:-1])]))
        means = functional.normalize(functional.embedding_bag(positions, self.vectors(used), starts, mode="mean"))
        return means[: len(queries)] @ means[len(queries) :].T

    def late_similarity(self, queries: Sequence[Tokens], passages: Sequence[Tokens], softness: float) -> Tensor:
        """Weighted means of each query token's best match; shape (queries, passages).

        The best match is a soft maximum, ``softness * log(sum(exp(cosine / softness)))`` over a passage's different
        tokens: all likely matches learn, where a maximum would teach but one of them, at first the wrong one. Every
        two different tokens are compared once, however often they occur in the batch.

        :param softness: from 0.02 (below, 32 bits are too few); the smaller, the nearer to the maximum itself.
        """
        asked, asked_at = torch.unique(torch.from_numpy(np.concatenate(queries)), return_inverse=True)
        told, told_at = torch.unique(torch.from_numpy(np.concatenate(passages)), return_inverse=True)
        cosines = functional.normalize(self.vectors(asked)) @ functional.normalize(self.vectors(told)).T
        holds = torch.zeros(len(told), len(passages)).index_put((told_at, _rows(passages)), torch.ones(()))
        matches = 1 + softness * (((cosines - 1) / softness).exp() @ holds).log()  # (asked, passages)
        rows = _rows(queries)
        weights = self.log_weights[asked].exp()[asked_at]
        totals = torch.zeros(len(queries)).index_add(0, rows, weights)
        shares = torch.zeros(len(queries), len(asked)).index_put(
            (rows, asked_at), weights / totals[rows], accumulate=True
        )
        return shares @ matches


def _rows(texts: Sequence[Tokens]) -> Tensor:
    """For each token of the texts, one after the other, the text that it is of."""
    return torch.arange(len(texts)).repeat_interleave(torch.tensor([len(text) for text in texts]))


def _parts(tokenizer: Tokenizer) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """The parts of every token one after the other, where each token's begin, and how many there are.

    Part 0 stands for "none that another token has too".
    """
    names = [tokenizer.id_to_token(i) or "" for i in range(tokenizer.get_vocab_size())]
    parts = [_parts_of(name) for name in names]
    shared = [part for part, count in Counter(p for token in parts for p in token).items() if count > 1]
    numbers = {part: number for number, part in enumerate(shared, start=1)}
    numbered = [[numbers[part] for part in token if part in numbers] or [0] for token in parts]
    offsets = np.cumsum([0, *map(len, numbered)])
    return np.concatenate([np.array(token, np.int64) for token in numbered]), offsets, len(shared) + 1


def _parts_of(token: str) -> list[str]:
    if "\u4e00" <= token[:1] <= "\u9fff":
        return [*token, *(token[i : i + 2] for i in range(len(token) - 1))]
    if token.isalpha():
        marked = f"<{token}>"
        runs = [marked[i : i + size] for size in (3, 4, 5) for i in range(len(marked) - size + 1)]
        return [*runs, f"^{marked[:5]}", f"^{marked[:6]}"]  # stems count twice
    return []

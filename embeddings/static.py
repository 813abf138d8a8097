"""Static models (a table of token vectors, no layers): read and run without PyTorch.

sentence-transformers runs a lone ``StaticEmbedding`` module as a mean over token vectors. The same is done here on
NumPy arrays, because a query then costs some 50 microseconds instead of the milliseconds that a batch costs to set
up, and because importing PyTorch takes longer than everything else at the start of a program.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from tqdm import tqdm

_CHUNK = 4096
"""Texts tokenised at a time, while those before them are summed: enough to keep the tokenizer's threads busy."""

_FEW = 64
"""So many are tokenised while threads would be set up."""


class StaticModel:
    """A tokenizer and a table of token vectors; a text is the mean of its tokens.

    :param tokenizer: gives the rows of the table.
    :param table: shape (vocabulary, dimension).
    """

    def __init__(self, tokenizer: Tokenizer, table: NDArray[np.float32]) -> None:
        self._tokenizer = tokenizer
        self.table = table

    def encode(self, texts: Sequence[str], prompt: str, *, progress: bool) -> NDArray[np.float32]:
        """Texts to normalised vectors; a text without a known token gives zeros.

        :returns: shape (n, dimension).
        """
        out = np.zeros((len(texts), self.table.shape[1]), np.float32)
        for row, ids in zip(out, self.tokens(texts, prompt, progress=progress), strict=True):
            # the sum points where the mean does, and only the direction is kept; as a product it takes half the time
            np.dot(np.ones(len(ids), np.float32), self.table.take(ids, axis=0), out=row)
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
        return out

    def tokens(self, texts: Sequence[str], prompt: str = "", *, progress: bool = False) -> Iterator[NDArray[np.int32]]:
        """The rows of the table that make up each text, in the order of its words; each of shape (tokens,)."""
        if len(texts) <= _FEW:
            yield from self._tokenise([prompt + text for text in texts])
            return
        chunks = [texts[start : start + _CHUNK] for start in range(0, len(texts), _CHUNK)]
        with ThreadPoolExecutor(1) as ahead, tqdm(total=len(texts), unit="text", disable=not progress) as bar:
            for rows in ahead.map(lambda chunk: self._tokenise([prompt + text for text in chunk]), chunks):
                yield from rows
                bar.update(len(rows))

    def _tokenise(self, texts: list[str]) -> list[NDArray[np.int32]]:
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [np.array(encoding.ids, np.int32) for encoding in encodings]

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """The model of a sentence-transformers folder; None if it is no lone ``StaticEmbedding``.

        :raises OSError: if a file is missing or cannot be read.
        :raises ValueError: if a file is not what it should be.
        """
        modules = json.loads((folder / "modules.json").read_bytes())
        if len(modules) != 1 or not modules[0]["type"].endswith(".StaticEmbedding"):
            return None
        tokenizer = Tokenizer.from_file(str(folder / modules[0]["path"] / "tokenizer.json"))
        tokenizer.no_padding()
        return cls(tokenizer, _table(folder / modules[0]["path"] / "model.safetensors"))


def _table(path: Path) -> NDArray[np.float32]:
    """The token vectors of a weights file, in either of the layouts that sentence-transformers reads."""
    weights = load_file(path)
    if "embedding.weight" in weights:
        return np.ascontiguousarray(weights["embedding.weight"], np.float32)
    # Model2Vec's layout: integers, one scale for each token, and rows that several tokens may share
    table = weights["embeddings"]
    if "mapping" in weights:
        table = table[weights["mapping"]]
    table = table.astype(np.float32)
    if "weights" in weights:
        table *= weights["weights"].astype(np.float32)[:, None]
    return np.ascontiguousarray(table)

"""From the material to a table of token vectors: vocabulary, mean vectors, then late interaction."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from tqdm import tqdm

from embeddings.training import data as material
from embeddings.training.augment import WordTranslator, cloze_pairs, synonym_pairs
from embeddings.training.data import Pair
from embeddings.training.table import Tokens, TokenTable
from embeddings.training.tokenizer import train_tokenizer

_LONGEST_TEXT = 512
"""Tokens of a text that training looks at."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a run depends on beside the material."""

    seed: int = 0
    dimension: int = 384
    chinese_pieces: int = 28_000
    other_pieces: int = 18_000
    longest_piece: int = 4
    rarest_piece: int = 4
    cloze_times: int = 3
    synonyms: int = 60_000
    synthetic_repeats: int = 2
    mean_epochs: int = 3
    mean_batch: int = 1024
    mean_rate: float = 0.05
    mean_scale: float = 20.0
    late_epochs: int = 2
    late_batch: int = 256
    late_rate: float = 0.02
    late_softness: float = 0.05
    late_mean_share: float = 0.5


@dataclass(frozen=True, slots=True)
class Material:
    """The pairs of the two stages, and the text that the vocabulary is made of."""

    mean: list[Pair]
    late: list[list[Pair]]
    texts: list[str]


@dataclass(frozen=True, slots=True)
class Trained:
    """What a run gives: the tokenizer, a vector for each of its tokens, and how much each counts in a question."""

    tokenizer: Tokenizer
    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]


def gather(data: Path, settings: Settings) -> Material:
    """Read the material and make pairs of it; nothing that is held out is among them."""
    rng = random.Random(settings.seed)
    synthetic = list(material.synthetic_pairs())
    dictionary = material.dictionary(data)
    readings = [
        *material.drcd(data).pairs(),
        *material.cmrc(data).pairs(),
        *material.xquad(data, "zh", "zh").pairs(),
        *material.xquad(data, "en", "zh").pairs(),
    ]
    public = [
        *material.lexicon_pairs(),
        *material.paraphrase_pairs(),
        *material.dictionary_pairs(data),
        *material.tatoeba_pairs(data),
        *material.inference_pairs(data),
        *material.xquad(data, "en", "en").pairs(),
        *material.parallel_paragraphs(data),
        *readings,
    ]
    paragraphs = list(dict.fromkeys(pair.passage for pair in synthetic + readings)) + list(material.reports(data))
    texts = list(dict.fromkeys(text for pair in synthetic + public for text in pair)) + list(material.reports(data))
    cloze = list(cloze_pairs(paragraphs, times=settings.cloze_times, rng=rng))
    synonyms = list(synonym_pairs(dictionary, rng=rng))
    words = {word: [gloss.removeprefix("to ") for gloss in glosses[:4]] for word, glosses in dictionary.items()}
    words |= {official[0]: english for official, _, english in material.lexicon()}
    translated = WordTranslator(words).pairs(cloze[::2] + synthetic + readings, rng)
    return Material(
        mean=[
            *(synthetic * settings.synthetic_repeats),
            *public,
            *cloze,
            *rng.sample(synonyms, min(settings.synonyms, len(synonyms))),
            *translated,
        ],
        late=[synthetic, readings],
        texts=texts,
    )


def train(given: Material, settings: Settings) -> Trained:
    """Train on the pairs; the same material and settings give the same model on the same machine."""
    torch.manual_seed(settings.seed)
    tokenizer = train_tokenizer(
        given.texts,
        chinese=settings.chinese_pieces,
        other=settings.other_pieces,
        longest=settings.longest_piece,
        rarest=settings.rarest_piece,
    )
    tokens = _tokenise(tokenizer, given)
    table = TokenTable(tokenizer, settings.dimension)
    _train_means(table, given.mean, tokens, settings)
    table.fold()
    _train_late(table, given.late, tokens, settings)
    log_weights = table.log_weights.detach()
    return Trained(tokenizer, table.own.detach().numpy(), (log_weights - log_weights.mean()).exp().numpy())


def _tokenise(tokenizer: Tokenizer, given: Material) -> dict[str, Tokens]:
    """The tokens of every text; of one without any, the unknown token, so that no batch has a hole."""
    pairs = [*given.mean, *(pair for group in given.late for pair in group)]
    texts = list(dict.fromkeys(text for pair in pairs for text in pair))
    encodings = tokenizer.encode_batch_fast(texts)
    return {
        text: np.array(encoding.ids[:_LONGEST_TEXT] or [0], np.int64)
        for text, encoding in zip(texts, encodings, strict=True)
    }


def _train_means(table: TokenTable, pairs: list[Pair], tokens: dict[str, Tokens], settings: Settings) -> None:
    """Pairs against the other passages of their batch, by the mean vectors."""
    rng = np.random.default_rng(settings.seed)
    batches = list(_batches([pairs], settings.mean_epochs, settings.mean_batch, rng))
    parameters = [table.own, *table.parts.parameters()] if table.parts else [table.own]
    optimiser = torch.optim.Adam(parameters, lr=settings.mean_rate, fused=True)
    schedule = _schedule(optimiser, len(batches), warm=0.1)
    for batch in tqdm(batches, desc="mean vectors", unit="batch"):
        similarity = table.mean_similarity(
            [tokens[query] for query, _ in batch], [tokens[passage] for _, passage in batch]
        )
        loss = _contrast(settings.mean_scale * similarity, batch)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()


def _train_late(table: TokenTable, groups: list[list[Pair]], tokens: dict[str, Tokens], settings: Settings) -> None:
    """Questions against the other passages of their batch, by late interaction, whose scale is learned too, and by
    the mean vectors, lest they forget what they know."""
    rng = np.random.default_rng(settings.seed)
    batches = list(_batches(groups, settings.late_epochs, settings.late_batch, rng))
    log_scale = nn.Parameter(torch.tensor(20.0).log())
    parameters: list[dict[str, Any]] = [
        {"params": [table.own]},
        {"params": [table.log_weights], "lr": 5 * settings.late_rate},
        {"params": [log_scale], "lr": 0.01},
    ]
    optimiser = torch.optim.Adam(parameters, lr=settings.late_rate, fused=True)
    schedule = _schedule(optimiser, len(batches), warm=0.05)
    for batch in tqdm(batches, desc="late interaction", unit="batch"):
        queries, passages = [tokens[query] for query, _ in batch], [tokens[passage] for _, passage in batch]
        late = log_scale.exp() * table.late_similarity(queries, passages, settings.late_softness)
        mean = settings.mean_scale * table.mean_similarity(queries, passages)
        loss = _contrast(late, batch) + settings.late_mean_share * _contrast(mean, batch)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()


def _batches(groups: Sequence[list[Pair]], epochs: int, size: int, rng: np.random.Generator) -> Iterator[list[Pair]]:
    """Full batches in random order, each of one group, so that a passage is told from others of its kind."""
    for _ in range(epochs):
        epoch = []
        for group in groups:
            order = rng.permutation(len(group))
            epoch += [
                [group[i] for i in order[start : start + size]] for start in range(0, len(order) - size + 1, size)
            ]
        for i in rng.permutation(len(epoch)):
            yield epoch[i]


def _contrast(similarity: Tensor, batch: Sequence[Pair]) -> Tensor:
    """Cross-entropy of the right passage among the batch's (van den Oord et al. 2018, arXiv:1807.03748).

    Where two pairs share a passage, neither is the other's wrong answer.
    """
    numbers: dict[str, int] = {}
    passages = torch.tensor([numbers.setdefault(pair.passage, len(numbers)) for pair in batch])
    shared = (passages[:, None] == passages[None, :]).fill_diagonal_(False)
    return nn.functional.cross_entropy(similarity.masked_fill(shared, -1e4), torch.arange(len(batch)))


def _schedule(optimiser: torch.optim.Optimizer, steps: int, *, warm: float) -> torch.optim.lr_scheduler.LRScheduler:
    """Linearly up over the first share of the steps, then linearly down to a fiftieth."""
    rising = max(1, int(warm * steps))
    return torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / rising, max(0.02, (steps - step) / max(1, steps - rising)))
    )

"""The vocabulary: byte-pair encoding (Sennrich et al. 2016, https://arxiv.org/abs/1508.07909) of two scripts.

Chinese and the rest are learned apart, each with its own size and longest piece, and joined: text is cut where the
script changes, so their merges never meet. Byte-pair encoding rather than a Unigram model because its pieces come
out as well and texts go through it twice as fast, which is most of the time that a static model takes.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

_HAN = r"\p{Han}+"
_REST = r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Hiragana}\p{Katakana}\p{Hangul}\p{M}]+|\p{N}+|[%+]"
UNKNOWN = "[UNK]"


def train_tokenizer(texts: Sequence[str], *, chinese: int, other: int, longest: int, rarest: int) -> Tokenizer:
    """A tokenizer of ``texts``. Punctuation is dropped: it says nothing about what a text is about.

    :param chinese: the number of Chinese pieces.
    :param other: the number of pieces of other scripts and figures.
    :param longest: of a Chinese piece, in characters; short ones are shared by more texts.
    :param rarest: how often a pair of pieces must occur to become one.
    """
    han = _train(texts, _HAN, pieces=chinese, longest=longest, rarest=rarest, characters=7000)
    rest = _train(texts, _REST, pieces=other, longest=24, rarest=rarest, characters=300)
    vocabulary = dict(han["vocab"])
    for piece in rest["vocab"]:
        vocabulary.setdefault(piece, len(vocabulary))
    merges = [tuple(pair) for pair in han["merges"] + rest["merges"]]
    tokenizer = _untrained(f"{_HAN}|{_REST}")
    tokenizer.model = models.BPE(vocab=vocabulary, merges=merges, unk_token=UNKNOWN)
    tokenizer.add_special_tokens([UNKNOWN])
    return tokenizer


def unsplit(tokenizer: Tokenizer) -> dict[str, Any]:
    """A tokenizer as JSON, to be used without cutting texts up first, which takes it a quarter less time.

    The pieces come out the same, since none was learned across a cut; what the cuts dropped is unknown then.
    """
    content: dict[str, Any] = json.loads(tokenizer.to_str())
    content["pre_tokenizer"] = None
    return content


def _train(
    texts: Sequence[str], pattern: str, *, pieces: int, longest: int, rarest: int, characters: int
) -> dict[str, Any]:
    """The model part of a tokenizer for what the pattern matches, as tokenizers writes it in JSON."""
    tokenizer = _untrained(pattern)
    alphabet = _alphabet(tokenizer, texts)[:characters]
    trainer = trainers.BpeTrainer(
        vocab_size=pieces,
        special_tokens=[UNKNOWN],
        max_token_length=longest,
        min_frequency=rarest,
        initial_alphabet=alphabet,
        limit_alphabet=len(alphabet),
    )
    tokenizer.train_from_iterator(texts, trainer, length=len(texts))
    model: dict[str, Any] = json.loads(tokenizer.to_str())["model"]
    return model


def _alphabet(tokenizer: Tokenizer, texts: Sequence[str]) -> list[str]:
    """The characters that the tokenizer does not drop, the most frequent ones first.

    Left to itself, the trainer chooses among equally frequent ones, as most of the rare are, anew in every run.
    """
    counts = Counter(character for text in texts for character in text.lower())
    kept = tokenizer.pre_tokenizer.pre_tokenize_str("".join(counts))
    return sorted({character for run, _ in kept for character in run}, key=lambda c: (-counts[c], c))


def _untrained(pattern: str) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN))
    # NFKC too would be a third of the time that tokenising takes, and who has traditional characters to replace
    # normalises texts anyway
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(pattern), behavior="removed", invert=True)
    return tokenizer

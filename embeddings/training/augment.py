"""Pairs made from text that has no questions, and from a dictionary."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from embeddings.training.data import Pair, normalise

_ASCII = re.compile("[a-zA-Z0-9]+")


def cloze_pairs(paragraphs: Iterable[str], *, times: int, rng: random.Random) -> Iterator[Pair]:
    """A run of clauses and the rest of its paragraph (inverse cloze, Lee et al. 2019, arXiv:1906.00300).

    :param times: pairs from each paragraph.
    """
    for paragraph in paragraphs:
        clauses = [clause for clause in re.split(r"(?<=[,;。!?:、])", paragraph) if clause.strip()]
        if len(clauses) < 3:
            continue
        for _ in range(times):
            length = rng.randint(1, len(clauses) // 2)
            start = rng.randint(0, len(clauses) - length)
            rest = clauses[:start] + clauses[start + length :]
            yield Pair("".join(clauses[start : start + length]), "".join(rest))


def synonym_pairs(dictionary: Mapping[str, Sequence[str]], *, rng: random.Random) -> Iterator[Pair]:
    """Chinese words that share an English gloss, unless so many do that it says little."""
    sharing: dict[str, dict[str, None]] = defaultdict(dict)  # a dict keeps the order, a set would not
    for word, glosses in dictionary.items():
        for gloss in glosses:
            if 3 < len(gloss) < 40:
                sharing[gloss.lower().removeprefix("to ")][normalise(word)] = None
    for words in map(list, sharing.values()):
        if 2 <= len(words) <= 8:
            for word in words:
                yield Pair(word, rng.choice([other for other in words if other != word]))


class WordTranslator:
    """Chinese to English word by word: no sentence, but all that a model without word order would see of one.

    :param dictionary: English wordings of each Chinese word.
    """

    def __init__(self, dictionary: Mapping[str, Sequence[str]]) -> None:
        self._dictionary = dictionary
        self._longest = 8

    def __call__(self, text: str, rng: random.Random) -> str:
        """The words of two characters and more, longest first, each in one of its wordings; single ones mislead."""
        words: list[str] = []
        position = 0
        while position < len(text):
            for length in range(self._longest, 1, -1):
                if wordings := self._dictionary.get(text[position : position + length]):
                    words.append(rng.choice(wordings))
                    position += length
                    break
            else:
                run = _ASCII.match(text, position)
                words += [run[0]] if run else []
                position = run.end() if run else position + 1
        return " ".join(words)

    def pairs(self, pairs: Iterable[Pair], rng: random.Random) -> Iterator[Pair]:
        """Chinese pairs with the question translated, where two words of it or more are known."""
        for query, passage in pairs:
            if _chinese(query) and _chinese(passage):
                translated = self(query, rng)
                if " " in translated:
                    yield Pair(translated, passage)


def _chinese(text: str) -> bool:
    return 2 * sum("\u4e00" <= character <= "\u9fff" for character in text) > len(text)

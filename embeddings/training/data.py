"""The training material as pairs of texts, and the parts of it that no training may see.

Every text leaves this module normalised (:func:`normalise`), so that tokenizer, training and evaluation see one
script and one width.
"""

import gzip
import hashlib
import itertools
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from opencc import OpenCC

OURS = Path(__file__).parent / "data"
"""The material written for this project, which the repository carries."""

HELD_OUT_FILES = ("plans2", "reviews2")
"""Synthetic files that no training sees: the in-domain test."""

QUESTION_FIELDS = ("formal", "colloquial", "colloquial2", "colloquial3", "keywords", "english", "english2")


class Pair(NamedTuple):
    """Two texts that mean the same, or a question and the passage that answers it."""

    query: str
    passage: str


@dataclass(frozen=True, slots=True)
class Passage:
    """An invented report passage and the questions it answers, by field name."""

    text: str
    questions: dict[str, str]


@dataclass(slots=True)
class Reading:
    """Questions about paragraphs, by the paragraph they ask about (an index into ``paragraphs``)."""

    paragraphs: list[str] = field(default_factory=list)
    questions: list[tuple[str, int]] = field(default_factory=list)
    held_out: set[int] = field(default_factory=set)

    def pairs(self) -> Iterator[Pair]:
        """The training pairs: those whose paragraph is not held out."""
        for question, index in self.questions:
            if index not in self.held_out:
                yield Pair(question, self.paragraphs[index])

    def test(self) -> list[tuple[str, int]]:
        """The questions whose paragraph is held out."""
        return [(question, index) for question, index in self.questions if index in self.held_out]


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def normalise(text: str) -> str:
    """NFKC, and traditional characters replaced by simplified ones (OpenCC ``t2s``)."""
    return str(_simplifier().convert(unicodedata.normalize("NFKC", text))).strip()


def held_out(paragraph: str) -> bool:
    """Whether a paragraph belongs to the fifth that is kept for testing; follows from its text alone."""
    return hashlib.sha256(paragraph.encode()).digest()[0] % 5 == 0


def synthetic(name: str) -> list[Passage]:
    """The passages of one file of ``data/synthetic`` (its name without the ending)."""
    return [
        Passage(normalise(row["passage"]), {key: normalise(row[key]) for key in QUESTION_FIELDS if row.get(key)})
        for row in map(json.loads, _lines(OURS / "synthetic" / f"{name}.jsonl"))
    ]


def synthetic_names() -> list[str]:
    """The names of the synthetic files that training may see, sorted."""
    names = sorted(path.stem for path in (OURS / "synthetic").glob("*.jsonl"))
    return [name for name in names if name not in HELD_OUT_FILES]


def synthetic_pairs() -> Iterator[Pair]:
    """Each question of each passage that training may see, with its passage."""
    for name in synthetic_names():
        for passage in synthetic(name):
            for question in passage.questions.values():
                yield Pair(question, passage.text)


def lexicon() -> Iterator[tuple[list[str], list[str], list[str]]]:
    """What one thing is called: officially, in everyday words, in English."""
    for line in itertools.islice(_lines(OURS / "lexicon.tsv"), 1, None):
        official, everyday, english = (_wordings(cell) for cell in line.split("\t"))
        yield official, everyday, english
    for line in itertools.islice(_lines(OURS / "everyday.tsv"), 1, None):
        everyday, official, english = (_wordings(cell) for cell in line.split("\t"))
        yield official, everyday, english


def _wordings(cell: str) -> list[str]:
    return [normalise(wording) for wording in cell.split(" | ")]


def lexicon_pairs() -> Iterator[Pair]:
    """Every two wordings of one thing: official and everyday, official and English, everyday and English."""
    for wordings in lexicon():
        for first, second in itertools.combinations(wordings, 2):
            for one, other in itertools.product(first, second):
                yield Pair(other, one)


def paraphrase_pairs() -> Iterator[Pair]:
    """A sentence in everyday words, with the same in official ones."""
    for line in _lines(OURS / "paraphrases.tsv"):
        formal, everyday = line.split("\t")
        yield Pair(normalise(everyday), normalise(formal))


def dictionary(data: Path) -> dict[str, list[str]]:
    """CC-CEDICT: each simplified word with its English glosses, notes in brackets removed."""
    entry = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/$")
    words: dict[str, list[str]] = defaultdict(list)
    with gzip.open(data / "cc-cedict.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if match := entry.match(line.strip()):
                for gloss in re.split(r"[/;]", match[2]):
                    if clean := _clean_gloss(gloss):
                        words[match[1]].append(clean)
    return words


_ABOUT_THE_WORD = re.compile(
    r"\s*(CL:|see |variant of|old variant|also written|surname |abbr\. |erhua|used in|\(bound form)"
)


def _clean_gloss(gloss: str) -> str:
    """A gloss without what is about the word rather than its meaning; empty when nothing is left."""
    if _ABOUT_THE_WORD.match(gloss):
        return ""
    gloss = re.sub(r"\([^)]*\)|\[[^\]]*\]|\S*\|\S*", " ", gloss)
    return " ".join(gloss.split()) if re.search("[a-z]", gloss) else ""


def dictionary_pairs(data: Path) -> Iterator[Pair]:
    """An English gloss and its Chinese word."""
    for word, glosses in dictionary(data).items():
        for gloss in glosses:
            yield Pair(gloss, normalise(word))


def tatoeba_pairs(data: Path) -> Iterator[Pair]:
    """An English sentence and its Chinese translation."""
    for line in _lines(data / "tatoeba-eng-cmn.tsv"):
        english, chinese = line.split("\t")[:2]
        yield Pair(normalise(english), normalise(chinese))


def inference_pairs(data: Path) -> Iterator[Pair]:
    """Sentences of which the first entails the second (SNLI, MultiNLI)."""
    for name in ("snli-zh.tsv", "mnli-zh.tsv"):
        for line in _lines(data / name):
            first, second, label = line.split("\t")
            if label == "entailment":
                yield Pair(normalise(second), normalise(first))


def drcd(data: Path) -> Reading:
    """DRCD, made simplified; a fifth of its paragraphs held out."""
    return _squad(data / "drcd-dev.json")


def cmrc(data: Path) -> Reading:
    """CMRC 2018, all of it for training."""
    reading = _squad(data / "cmrc2018-trial.json")
    reading.held_out.clear()
    return reading


def xquad(data: Path, question_language: str, paragraph_language: str) -> Reading:
    """XQuAD: questions of one language ("zh" or "en") about the paragraphs in one; a fifth held out.

    The paragraphs held out are the same ones in every combination of languages.
    """
    asked = _squad(data / f"xquad.{question_language}.json")
    shown = _squad(data / f"xquad.{paragraph_language}.json")
    chinese = shown if paragraph_language == "zh" else _squad(data / "xquad.zh.json")
    return Reading(shown.paragraphs, asked.questions, chinese.held_out)


def parallel_paragraphs(data: Path) -> Iterator[Pair]:
    """The paragraphs of XQuAD in English and Chinese, without those held out."""
    english, chinese = xquad(data, "en", "en"), xquad(data, "zh", "zh")
    for index, pair in enumerate(zip(english.paragraphs, chinese.paragraphs, strict=True)):
        if index not in chinese.held_out:
            yield Pair(*pair)


def _squad(path: Path) -> Reading:
    reading = Reading()
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            text = normalise(paragraph["context"])
            index = len(reading.paragraphs)
            reading.paragraphs.append(text)
            reading.questions += [(normalise(qa["question"]), index) for qa in paragraph["qas"]]
            if held_out(text):
                reading.held_out.add(index)
    return reading


def reports(data: Path) -> Iterator[str]:
    """The paragraphs of the Chinese government and party reports."""
    for name in ("government-work-reports.jsonl", "party-congress-reports.jsonl"):
        for row in _json_lines(data / name):
            for paragraph in row["content"].split("\n"):
                if len(paragraph.strip()) > 10:
                    yield normalise(paragraph)


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, _lines(path))


def _lines(path: Path) -> Iterable[str]:
    # splitlines() would also split at U+2028 and its like, which stand inside some sentences
    return (line for line in path.read_text(encoding="utf-8").split("\n") if line)

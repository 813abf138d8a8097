"""Question + history -> answer: what is asked, of which places, the sentences that say it, or that none does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa.conversation import Message, resolve
from qa.quoting import Quote, best_quotes
from qa.retrieval import Retriever
from qa.text import is_chinese, normalise

MAX_QUESTION = 500  # characters
MAX_QUOTES = 3
THRESHOLD = 0.5
"""The least score with which a quote is taken for an answer."""

_CANDIDATES = 5
_OF_EACH_PLACE = re.compile(
    r"各[市地区县个]|每个?[市地区]|[两三四五几哪]+个?[些]?(?:地|市|城市|地方|地区)|分别|对比|比较|"
    r"\b(?:which (?:cit|place|district)|compare|each|respectively|every (?:city|place))"
)


@dataclass(frozen=True)
class Answer:
    """What the documents say to a question.

    ``question`` is the question as understood (a follow-up made whole), ``quotes`` are best first and empty when
    not ``answered``, ``message`` is what to tell the person, in the question's language.
    """

    question: str
    answered: bool
    quotes: tuple[Quote, ...]
    message: str

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "quotes": [quote.to_dict() for quote in self.quotes]}

    def to_markdown(self) -> str:
        """The message, and each quote as a block quote with its source."""
        parts = [self.message]
        for number, quote in enumerate(self.quotes, 1):
            passage = quote.passage
            words = re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", quote.text)
            lines = "\n".join(f"> {line}" for line in words.split("\n"))
            about = " · ".join(part for part in (passage.title, passage.place, passage.section) if part)
            parts.append(f"{lines}\n>\n> [{number}] {about} ({quote.source}, {quote.start}–{quote.end})")
        return "\n\n".join(parts)


def answer(retriever: Retriever, question: str, history: Sequence[Message] = ()) -> Answer:
    """Answer a question asked after ``history``.

    Raises ValueError when it is blank or longer than MAX_QUESTION characters.
    """
    check(question)
    full = resolve(retriever, question, history)
    if sources := _each_place(retriever, full):
        passages = [retriever.search(full, _CANDIDATES, [source]) for source in sources]
        quotes = [best_quotes(retriever, full, found)[0] for found in passages if found]
    else:
        quotes = best_quotes(retriever, full, retriever.search(full, _CANDIDATES))[:MAX_QUOTES]
    quotes = [quote for quote in quotes if quote.score >= THRESHOLD]
    return Answer(full, bool(quotes), tuple(quotes), _message(question, quotes))


def check(question: str) -> None:
    """Raise ValueError, with a sentence for the person who asked, when a question is blank or too long."""
    if not question.strip():
        raise ValueError("请输入问题。 Please type a question.")
    if len(question) > MAX_QUESTION:
        raise ValueError(f"问题请不要超过{MAX_QUESTION}个字。 Please ask in at most {MAX_QUESTION} characters.")


def _each_place(retriever: Retriever, question: str) -> list[str]:
    """The documents to answer from one by one, where a question asks for several places; else none."""
    named = retriever.sources_of(question)
    everywhere = not named and _OF_EACH_PLACE.search(normalise(question))
    order = [document.source for document in retriever.documents]
    if everywhere:
        return order
    return [source for source in order if source in named] if len(named) > 1 else []


def _message(question: str, quotes: Sequence[Quote]) -> str:
    chinese = is_chinese(question)
    if not quotes:
        return "这些文件里没有说到这一点。" if chinese else "The documents do not say."
    count = len(quotes)
    if chinese:
        return f"文件中的原文如下（{count}处）："
    return f"In the documents' own words ({count} {'passage' if count == 1 else 'passages'}):"

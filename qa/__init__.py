"""Ask documents questions; get their own words back.

>>> from qa import ask, retrieve
>>> retrieve("太仓有多少家科普教育基地？")[0].place
'太仓'
>>> ask("太仓有多少家科普教育基地？").answered
True
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from qa.answering import Answer
from qa.conversation import Message
from qa.library import Library
from qa.passages import Passage
from qa.quoting import Quote

__all__ = ["Answer", "Library", "Passage", "Quote", "ask", "retrieve"]


@cache
def _shipped() -> Library:
    return Library()


def retrieve(question: str, k: int = 5) -> list[Passage]:
    """The ``k`` passages of the shipped documents that answer a question best, best first.

    Raises ValueError when the question is blank or too long, or ``k`` is less than 1.
    """
    return _shipped().retrieve(question, k)


def ask(question: str, history: Sequence[Message] = ()) -> Answer:
    """What the shipped documents say to a question asked after ``history``, quoted, or that they do not say.

    Raises ValueError when the question is blank or too long.
    """
    return _shipped().ask(question, history)

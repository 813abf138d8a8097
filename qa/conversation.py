"""History + question -> a question that stands on its own.

A follow-up leaves out what the question before it said. Three kinds are told apart by form alone: the same question
of another place (那南通呢？), another question of the same place (那学会呢？), and a question about what was just
spoken of (它获得过什么称号？). A question of none of these forms is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from qa.retrieval import Retriever
from qa.text import is_chinese, normalise, terms

Message = Mapping[str, Any]

# Words that carry nothing of their own in a follow-up that only names another place.
_FILLER = re.compile(
    r"那么?|再|还有|又|换成|换|看看?|说说|比如|如果是|是怎么|怎么样?|如何|多少|几[个家项]?|情况|打算|边|里|的|有|是|呢|吗|吧|啊|"
    r"\b(?:and|what|how|about|then|in|of|for|the|is|it|same)\b"
)
_ELLIPTIC = re.compile(r"^(?:那么?|再|还有|另外|换成|对[，,])|呢|^(?:and|what about|how about|then)\b")
_PRONOUN = re.compile(
    r"它们?|其中|[该这那](?:个|些|家|项|里面?|里头|次|场|支|位|座|服务|平台|活动)|还有呢|具体|"
    r"\b(?:it|its|they|their|them|that one|those)\b"
)
_SHORT = 14  # terms; a question with fewer, of no place, leans on the one before it


def resolve(retriever: Retriever, question: str, history: Sequence[Message] = ()) -> str:
    """The full question that a person asks after ``history`` (messages with ``role`` and ``content``, oldest
    first; only what people asked is used)."""
    full = ""
    for turn in [*(text for message in history if (text := _asked(message))), question]:
        full = _follow_up(retriever, full, turn) if full else turn
    return full


def _asked(message: Message) -> str:
    """What a person wrote in this message; nothing for other roles and for files."""
    content = message.get("content") if message.get("role") == "user" else ""
    if isinstance(content, list):
        content = " ".join(part.get("text", "") for part in content if isinstance(part, dict))
    return content.strip() if isinstance(content, str) else ""


def _follow_up(retriever: Retriever, before: str, question: str) -> str:
    query = normalise(question)
    bare = retriever.without_places(question)
    places = retriever.names_in(question)
    if places and not terms(_FILLER.sub(" ", bare)):
        return _with_places(retriever, before, places)
    if places:
        return question
    earlier = retriever.names_in(before)
    if _PRONOUN.search(query):
        return f"{before.rstrip('？?。. ')}{'，' if is_chinese(question) else ', '}{question}"
    if earlier and (_ELLIPTIC.search(query) or len(terms(query)) < 2 * _SHORT):
        return _with_places(retriever, question, earlier)
    return question


def _with_places(retriever: Retriever, question: str, places: Sequence[str]) -> str:
    """The question asked of these places instead of those that it names, if any."""
    chinese = is_chinese(question)
    named = ("和" if chinese else " and ").join(places)
    found = retriever.names_in(question)
    if not found:
        return f"{named}{question}" if chinese else f"{question.rstrip('?')} ({named})?"
    for name in found[1:]:
        question = question.replace(name, "")
    return question.replace(found[0], named)

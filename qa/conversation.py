"""History + question -> a question that stands on its own.

A follow-up leaves out what the question before it said. Its form tells what: another place or time (那南通呢？),
another thing (那学会呢？), something just spoken of (它获得过什么称号？), more of the same (还有呢？) or its detail
(具体呢？). A question that has none of these forms and names its place, or asks of all places, is never changed; one
that names none is taken to be asked of the place before, unless it says enough to stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qa import smalltalk
from qa.leaning import (
    ALL_PLACES,
    BIDS,
    COMPARES,
    DETAIL,
    MORE,
    OF_A_TIME,
    OF_IT,
    SUBJECTLESS,
    TIME,
    WIDER,
    bare,
    is_remark,
    lacks_noun,
    lacks_object,
    leans,
    says,
    with_asking,
)
from qa.pronouns import PRONOUN, asked_of, joined, told, topic
from qa.scope import Scope, aligned
from qa.text import is_chinese, normalise, terms, whole

Message = Mapping[str, Any]

MAX_QUESTION = 500  # characters
MAX_TURNS = 50
"""Of a conversation, so many turns are looked at: the last."""

_MARKS = " ?!.。？！，,"
_ALONE, _ALONE_WORDS = 24, 10  # terms; a question of no place that has as many is taken to stand alone
_SHORT = 12  # terms; so few may only add to what was asked before
_WORD = 3  # terms; those of two ideographs
_QUOTED = re.compile(r"“[^”]+”|《[^》]+》|「[^」]+」|\"[^\"]+\"")
_SEVERALLY = re.compile(r"分别|各自|各(?=[有是])|,? respectively\b")
_LISTED = re.compile(r"[和、与及,，]|\band\b")


@dataclass(frozen=True)
class Asked:
    """What a person asks: a question that stands on its own, how many times they asked for more of its quotes, and
    whether they want the detail of what was quoted."""

    question: str
    more: int = 0
    detail: bool = False
    focus: str = ""
    """What the last turn asks, where the question repeats what was asked before."""
    follows_up: bool = False
    """Whether it is another question than was typed, for that left out what had been said before."""
    before: tuple[str, ...] = ()
    """The places of which the same was asked before: the words of the question may be those of their documents."""
    stands_on: Mapping[str, str] = field(default_factory=dict)
    """The questions before that say what is left out in this one, and may be in the next: which "person" or "thing" a
    pronoun stands for, and of which "sort" something is (乙市新建的有多少)."""


def questions(history: Sequence[Message]) -> list[str]:
    """What people asked in ``history`` (messages with ``role`` and ``content``, oldest first), without small talk: the
    last MAX_TURNS, and of each the first MAX_QUESTION characters."""
    asked: list[str] = []
    for message in history:
        text = _text(message)
        if text and not smalltalk.recognise(text, history=bool(asked)):
            asked.append(text)
    return asked[-MAX_TURNS:]


def resolve(
    scope: Scope, question: str, history: Sequence[Message] = (), heard: Callable[[str], str] = str.strip
) -> Asked:
    """The full question that a person asks after ``history``; ``heard`` writes each question as it is understood."""
    first, *others = [heard(turn.strip()) for turn in (*questions(history), question)]
    asked = Asked(first)
    for turn in others:
        asked = _follow_up(scope, asked, turn)
        if not (asked.more or asked.detail):
            asked = replace(asked, follows_up=asked.question != turn)
    return asked


def _text(message: Message) -> str:
    """What a person wrote in this message; nothing for other roles and for files."""
    content = message.get("content") if message.get("role") == "user" else ""
    if isinstance(content, list):
        parts = [part.get("text") if isinstance(part, Mapping) else part for part in content]
        content = " ".join(part for part in parts if isinstance(part, str))
    return whole(content).strip()[:MAX_QUESTION] if isinstance(content, str) else ""


def _follow_up(scope: Scope, before: Asked, turn: str) -> Asked:
    words = normalise(turn).strip(_MARKS)
    if MORE.fullmatch(words):
        return replace(before, more=before.more + 1)
    if DETAIL.fullmatch(words):
        return replace(before, detail=True, more=0)
    return _of_other_places(scope, before, turn) or _of_what_was_asked(scope, before, turn)


def _of_other_places(scope: Scope, before: Asked, turn: str) -> Asked | None:
    """What a turn asks that names a place, all places, or a time of which the same is asked; None for another."""
    spans, places = _places(scope, turn)
    rest = _replaced(aligned(turn), spans, " ")
    said, goes_on, points = says(rest), leans(turn), PRONOUN.search(normalise(turn))
    headless = len(said) < _SHORT and lacks_noun(rest)
    few = _WORD if goes_on or headless or lacks_object(rest) else 1
    if places and len(said) <= few and {*said} <= {*says(before.question)}:
        asked_of_before = (*before.before, *scope.names(before.question))
        return Asked(_with_places(scope, before.question, places), before=asked_of_before)
    if places and COMPARES.fullmatch(normalise(rest).strip(_MARKS)):
        _, earlier = _places(scope, before.question)
        more = [place for place in places if not any(place in named for named in earlier)]
        return Asked(_with_places(scope, before.question, [*earlier, *more]))
    if time := OF_A_TIME.fullmatch(normalise(rest).strip(_MARKS)):
        same = _with_places(scope, before.question, places) if places else before.question
        return Asked(_at_time(scope, same, time[1]))
    named = bool(scope.names(turn))
    if named and (headless or (goes_on and points and not is_chinese(turn))):
        return _of_the_same_sort(scope, before, bare(rest if headless else turn), places)
    if named or (places and not (points and scope.spans(turn))):
        return Asked((goes_on and with_asking(before.question, turn)) or turn)
    return None


def _of_what_was_asked(scope: Scope, before: Asked, turn: str) -> Asked:
    """What a turn asks that names no place: of the thing that was spoken of before, or of the same sort, or place."""
    words, said, goes_on = normalise(turn).strip(_MARKS), says(turn), leans(turn)
    if is_remark(turn):
        return Asked(joined(told(scope, before.question) or before.question, turn)[:MAX_QUESTION])
    if PRONOUN.search(words):
        return _of_what_was_spoken_of(scope, before, turn)
    if OF_IT.fullmatch(words) or (len(said) <= 1 and not goes_on):
        return _of_what_was_spoken_of(scope, before, bare(turn))
    if SUBJECTLESS.match(words) and len(said) < _SHORT and topic(scope, before.stands_on.get("thing", before.question)):
        return _of_what_was_spoken_of(scope, before, turn)
    full = with_asking(before.question, turn) if goes_on else turn
    if not full or (len(said) < _SHORT and lacks_noun(turn)):
        return _of_the_same_sort(scope, before, full or turn)
    return Asked(_of_the_same_place(scope, before.question, full, goes_on))


def _of_the_same_sort(scope: Scope, before: Asked, turn: str, places: Sequence[str] = ()) -> Asked:
    """What a turn asks that does not say of what, as the question before does; of these places."""
    sort = before.stands_on.get("sort", before.question)
    sort = _with_places(scope, sort, places) if places else sort
    return Asked(joined(sort, turn), focus="" if places else turn, stands_on={"sort": sort})


def _of_what_was_spoken_of(scope: Scope, before: Asked, turn: str) -> Asked:
    """What a turn asks of something that was spoken of before: the same as such turns before it asked of."""
    pronoun = PRONOUN.search(normalise(turn))
    which = "person" if pronoun and pronoun["person"] else "thing"
    spoken_of = before.stands_on.get(which, before.question)
    full, repeats = asked_of(scope, spoken_of, turn)
    return Asked(full, focus=turn if repeats else "", stands_on={**before.stands_on, which: spoken_of})


def _of_the_same_place(scope: Scope, before: str, turn: str, goes_on: bool) -> str:
    """What a turn asks that names no place, of those of the question before, unless it says enough to stand alone."""
    enough = _ALONE if is_chinese(turn) else _ALONE_WORDS
    alone = len(terms(normalise(turn))) >= enough or _QUOTED.search(turn)
    _, places = _places(scope, before)
    return _with_places(scope, turn, places) if places and (goes_on or not alone) else turn


def _places(scope: Scope, question: str) -> tuple[list[tuple[int, int]], list[str]]:
    """Where a question, :func:`aligned`, names places, or all places if none, and what to call them."""
    text, spans = aligned(question), scope.spans(question)
    if not spans and (wider := WIDER.search(text)):
        spans = [wider.span("place")]
    if spans:
        return spans, [text[slice(*span)] for span in spans]
    spans = [match.span() for match in ALL_PLACES.finditer(normalise(question))]
    return spans, ["各地" if is_chinese(question) else "each place"] if spans else []


def _with_places(scope: Scope, question: str, places: Sequence[str]) -> str:
    """The question asked of these places instead of those that it names, if any."""
    chinese = is_chinese(question)
    named = (("、" if any("和" in its for its in places) else "和") if chinese else " and ").join(places)
    text, (spans, _) = aligned(question), _places(scope, question)
    if not spans:
        between = "，" if BIDS.match(text) else ""
        return f"{named}{between}{text}" if chinese else f"{text.rstrip('?. ')} in {named}?"
    text = _replaced(text, spans, named)
    return text if _LISTED.search(named) else _SEVERALLY.sub("", text)


def _at_time(scope: Scope, question: str, time: str) -> str:
    """The question asked of this time instead of that which it names, if any."""
    text = aligned(question)
    if named := TIME.search(normalise(question)):
        return f"{text[: named.start()]}{time}{text[named.end() :]}"
    if not is_chinese(question):
        return f"{text.rstrip('?. ')} {time}?"
    end = max((end for _, end in scope.spans(question)[:1]), default=0)
    return f"{text[:end]}{time}{text[end:]}"


def _replaced(text: str, spans: Sequence[tuple[int, int]], by: str) -> str:
    """The text with other words in these places."""
    for start, end in reversed(spans):
        text = f"{text[:start]}{by}{text[end:]}"
    return text

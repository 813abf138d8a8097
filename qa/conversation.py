"""History + question -> a question that stands on its own.

A follow-up leaves out what the question before it said. Its form tells what: another place (那南通呢？), another
thing (那学会呢？), something just spoken of (它获得过什么称号？), more of the same (还有呢？) or its detail (具体呢？).
A question of none of these forms is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qa.places import place_names
from qa.scope import Scope
from qa.text import is_chinese, normalise, terms

Message = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What a person asks: a question that stands on its own, how many times they asked for more of its quotes, and
    whether they want the detail of what was quoted."""

    question: str
    more: int = 0
    detail: bool = False
    focus: str = ""
    """What the last turn asks, where the question repeats what earlier turns spoke of."""
    before: tuple[str, ...] = ()
    """The places of which the same was asked before: the words of the question may be those of their documents."""


_MORE = re.compile(
    r"(?:还有|另外|其他|别的|更多|继续|接着|再来)(?:呢|吗|什么|哪些|别的|其他|内容|的|么|没有|一些|说|讲)*|"
    r"(?:and )?(?:what|anything|something) else|(?:tell me |show me )?(?:some )?more|go on|continue"
)
_DETAIL = re.compile(
    r"(?:能不能|能否|能|可以|请)?(?:再)?(?:给我)?(?:说|讲)?(?:的)?(?:具体|详细)(?:一点|点|些)?(?:呢|吗|是什么|有哪些|内容|说说|讲讲|说|讲|怎么做)*|"
    r"(?:展开|细)(?:说说|讲讲|说|讲)|(?:more |the |in )?details?|(?:can you )?be more specific|specifically|elaborate"
)
# What is left of 那南通呢 and 再看看常州是多少 without the place says nothing of its own.
_FILLER = re.compile(
    r"那么?|再|还有|又|换成|换|看一?看|看|说说|比如|如果|是怎么|怎么样?|如何|多少|几[个家项]?|情况|打算|方面|同样|问题|"
    r"有没有|有无|类似|同样|这样|一样|[边里的有是呢吗吧啊也会又]|"
    r"\b(?:and|what|how|about|then|in|of|for|the|is|it|same|there|does|do|over|at)\b"
)
_LEADS_ON = re.compile(r"^(?:那么?|再|还有|另外|换成|对[，,]|and\b|what about\b|how about\b|then\b|but\b)")
_TRAILS_OFF = re.compile(r"呢[？?。]?$")
_SPOKEN_OF = re.compile(
    r"它们?|[他她]们?的?|其中|上述|前者|后者|[该这那](?:个|些|家|项|里面?|里头|次|场|支|位|座|条|份|服务|平台|活动|计划|工程|奖)|"
    r"\b(?:it|its|they|their|them|this|these|those|that one)\b"
)
_ASKS = re.compile(
    r"(?:分别)?(?:一共|总共|共)?(?:有|是|达到了?|办了|建了|做了)?(?:多少|几)[个家名人位项次期篇场条座所届]?|"
    r"(?:是|叫|有|做了|得了|打算做)?(?:什么|哪些)|怎么\S{0,3}|如何\S{0,3}"
)
# 乙市新建的有多少 and 那乙市的，去年开了几次 do not say what of: that was said before.
_HEADLESS = re.compile(r"的(?:一共|总共|又|都)?(?:有|是|呢|[，,])|类似|同样的")
_LOOKS_ON = re.compile(r"^(?:那么?|再|还有|换成|看一?看|看|说说|\s)+的?[，,]?|[ ?!.。？！，,]+$")
_ALONE = 24  # terms; a question of no place that has as many is taken to stand alone


def resolve(scope: Scope, question: str, history: Sequence[Message] = ()) -> Asked:
    """The full question that a person asks after ``history`` (messages with ``role`` and ``content``, oldest
    first; only what people asked is used)."""
    asked: Asked | None = None
    for turn in [*(text for message in history if (text := _text(message))), question.strip()]:
        asked = _follow_up(scope, asked, turn) if asked else Asked(turn)
    return asked or Asked(question)


def _text(message: Message) -> str:
    """What a person wrote in this message; nothing for other roles and for files."""
    content = message.get("content") if message.get("role") == "user" else ""
    if isinstance(content, list):
        content = " ".join(part.get("text", "") for part in content if isinstance(part, dict))
    return content.strip() if isinstance(content, str) else ""


def _follow_up(scope: Scope, before: Asked, turn: str) -> Asked:
    words = normalise(turn).strip(" ?!.。？！，,")
    if _MORE.fullmatch(words):
        return replace(before, more=before.more + 1)
    if _DETAIL.fullmatch(words):
        return replace(before, detail=True, more=0)
    own = scope.names(turn)
    places = own or [found.name for found in place_names(turn)]
    rest = scope.without(turn)
    for place in places:
        rest = rest.replace(normalise(place), " ")
    if places and not terms(_FILLER.sub(" ", rest)):
        asked_of = (*before.before, *scope.names(before.question))
        return Asked(_with_places(scope, before.question, places), before=asked_of)
    if own and _HEADLESS.search(words) and len(terms(_FILLER.sub(" ", rest))) < _ALONE / 2:
        return Asked(_joined(_with_places(scope, before.question, own), _LOOKS_ON.sub("", rest)))
    if own or (places and not _SPOKEN_OF.search(words)):
        return Asked(turn)
    leans = bool(_LEADS_ON.search(words) or _TRAILS_OFF.search(turn))
    if _SPOKEN_OF.search(words) or turn.endswith("。") or (leans and not is_chinese(turn)):
        return Asked(_joined(before.question, turn), focus=turn)
    earlier = scope.names(before.question)
    if leans:
        turn = _with_its_asking(before.question, turn)
    if earlier and (leans or len(terms(words)) < _ALONE):
        return Asked(_with_places(scope, turn, earlier))
    return Asked(turn)


def _joined(before: str, turn: str) -> str:
    return f"{before} {turn}" if before[-1:] in "？?。.!！" else f"{before}{'，' if is_chinese(turn) else ', '}{turn}"


def _with_its_asking(before: str, turn: str) -> str:
    """那学会呢？ after 有多少家基地？ asks 学会有多少家？; a turn that asks something itself only loses its 那."""
    bare = _LEADS_ON.sub("", turn).strip("，, ")
    if _ASKS.search(bare) or not (asking := _ASKS.search(before)):
        return bare
    return f"{_TRAILS_OFF.sub('', bare)}{asking[0]}？"


def _with_places(scope: Scope, question: str, places: Sequence[str]) -> str:
    """The question asked of these places instead of those that it names, if any."""
    chinese = is_chinese(question)
    named = ("和" if chinese else " and ").join(places)
    found = scope.names(question)
    if not found:
        return f"{named}{question}" if chinese else f"{question.rstrip('?')} ({named})?"
    for name in found[1:]:
        question = question.replace(name, "")
    return question.replace(found[0], named)

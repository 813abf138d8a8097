"""What 它, 这个平台 and "it" stand for: what was spoken of before takes their place where that is plain, else it is
said before them, without its asking as far as it only asks whether.

乙市是不是有个“听潮”平台？ 它是哪天上线的？ asks 乙市“听潮”平台是哪天上线的？
"""

from __future__ import annotations

import re

from qa.scope import Scope, aligned
from qa.text import is_chinese, normalise

MEASURE = "[个家所座条项份支位名场款套种档间届次期部本]"
PRONOUN = re.compile(
    r"(?P<person>(?<![其利吉])[他她](?!们)|\b(?:he|she|him|his|hers?)\b)|"
    r"(?P<thing>它们?|(?<!其)[他她]们|^[这那](?=叫|算|是(?!不是))|\b(?:its?|they|their|them)\b)|"
    rf"其中|其[他它余]|别的|上述|前者|后者|^里[面头边]|"
    rf"(?<!的)[该这那](?:{MEASURE}|些(?!年)|里[面头]?|服务|平台|活动|计划|工程|奖)|这[么样](?:做|办|安排|规定)|"
    r"\b(?:this|these|those|that one|ones)\b|^which one\b"
)
"""What points, in a normalised question, to something spoken of before."""

_LEAD = re.compile(r"^(?:(?:对了?|嗯+|好的?|哦)[，, ]+)*(?:那么?[，, ]*(?=[它他她])|(?:and|but|so|then),? )?", re.I)
_ASKS = re.compile(r"什么|哪|谁|怎|多少|几|多[久大高长远]|[如为]何|何时|啥|\b(?:what|wh(?:o|en|ere|y|ich)|how)\b", re.I)
_OPENING = re.compile(r"^(?:我?(?:听说|记得)|据说|请问)[，,]?")
_TAG = re.compile(
    r"(?:[，, ]*(?:是不是|是吧|对吧|对吗|对不对|是吗|没错吧)|(?<!有)没有|[吗吧嘛呢]|"
    r"[, ]+(?:right|(?:is|are|was|were|do|does|did|has|have)n['’]t (?:it|they|there)))?[?？。.！! ]*$",
    re.I,
)
_WHETHER = re.compile(r"是不是|是否|有没有(?=[给为对把跟和与向在]|[^，,]*[过了])|(?<=有)没有")
_THERE = re.compile(r"^(is|are|was|were) there ", re.I)
_DOES = re.compile(r"^(?:did|does|do|has|have|is|are|was|were|will|can|could|would) ", re.I)
# Who speaks of something for the first time goes on about that, and not about whose it is.
_HAS = re.compile(rf"(?P<who>[^，,]+?)[拥设建开]?有(?:一?{MEASURE}|一)(?:名?叫做?)?(?P<what>[^，,很了]+)")
_MADE = re.compile(
    r"(?P<who>[^，,]+?)(?P<made>(?:牵头|参与|联合)?(?:成立|建[成设立]?|设立?|[开举创]?办|出台|发布|推出?|搞|启动|组建|打造|印发)过?)"
    rf"(?:了|(?<=过)|出)(?P<one>一?{MEASURE}|一)?(?P<what>[^，,很了]+)"
)
_IN_A_PLACE = re.compile(
    r"[市县区]?的?(?:[^，,]{0,12}[里上中内]|\d+[年月日]|[今去]年|(?:今后|未来|这)[一二三五几两]年)?"
)
_IS = re.compile(r"(?P<what>[^，,]+?(?<!的))(?:是不是|是否|叫什么|是)(?P<said>.*)")
_IS_WHAT = re.compile(r"谁|个?[做讲干]?什么.{0,3}|第几.?|哪.?")
_IS_WHERE = re.compile(r"(?P<what>[^，,]+?(?<!的))[是在]?(?:什么时候|何时|哪[里儿年天]|几[点月]|多[大高长])[^，,]{0,4}")
_IS_IN_ENGLISH = re.compile(
    r"(?:(?:where|what|who) (?:is|are|was|were) (?P<what>(?!there |that |this )(?:[\w'’\"“”-]+ ){0,8}[\w'’\"“”-]+)|"
    r"(?:is|was) there an? (?P<new>(?:(?!that |which |who )[\w'’\"“”-]+ ){0,8}[\w'’\"“”-]+))",
    re.I,
)


def asked_of(scope: Scope, before: str, turn: str) -> tuple[str, bool]:
    """What a turn asks of something that ``before``, a question, spoke of, by a pronoun or by leaving it out; and
    whether that repeats what was asked before."""
    text = _LEAD.sub("", aligned(turn))
    text = text[:1].upper() + text[1:]
    found = [*PRONOUN.finditer(normalise(text))]
    thing = topic(scope, before) if len(found) == 1 or (not found and is_chinese(turn)) else ""
    start, end = found[0].span() if found else (0, 0)
    kind = text[end : end + 2]
    if thing and (not found or found[0]["thing"] or found[0]["person"]):
        whose = "'s" if found and re.match(r"(?:its|their|his|her) \w", text[start:], re.I) else ""
        return f"{text[:start]}{thing}{whose}{text[end:]}", False
    if thing and not start and thing.endswith(kind):
        return f"{thing}{text[end + len(kind) :]}", False
    if thing and not start and thing[-1] in "”》":
        return f"{thing}{text}", False
    said = told(scope, before)
    return joined(said or before, text), not said


def joined(before: str, turn: str) -> str:
    """Both, one after the other."""
    if before[-1:] in "？?。.!！":
        return f"{before} {turn}"
    return f"{before}{'，' if is_chinese(turn) else '. '}{turn}"


def told(scope: Scope, question: str) -> str:
    """What a question says that only asks whether it is so; empty for one that asks more."""
    text = _OPENING.sub("", _TAG.sub("", aligned(question)))
    if _ASKS.search(text):
        return ""
    if there := _THERE.match(text):
        return f"There {there[1].lower()} {text[there.end() :]}"
    if does := _DOES.match(text):
        place = next((span for span in scope.spans(text) if span[0] == does.end()), None)
        return f"{text[slice(*place)]} {does[0].lower()}{text[place[1] :].lstrip()}" if place else ""
    return _WHETHER.sub("", text)


def topic(scope: Scope, question: str) -> str:
    """The thing that a question is about, with its place; empty where that is not plain."""
    if thing := _IS_IN_ENGLISH.fullmatch(_TAG.sub("", question)):
        return f"the {thing['new']}" if thing["new"] else thing["what"]
    said = told(scope, question)
    if has := _HAS.fullmatch(said):
        return _of(scope, has["who"], has["what"])
    made = _MADE.fullmatch(said)
    if made and (made["one"] or _is_place(scope, made["who"])):
        return f"{made['who']}{made['made']}的{made['what']}"
    text = _OPENING.sub("", _TAG.sub("", aligned(question)))
    named, where = _IS.match(text), _IS_WHERE.fullmatch(text)
    if named and _ASKS.search(named["said"]) and not _IS_WHAT.fullmatch(named["said"]):
        named = None
    what = (where or named or {"what": ""})["what"]
    if not is_chinese(what) or _is_place(scope, what) or PRONOUN.search(what) or _ASKS.search(what):
        return ""
    places = scope.names(question)
    return what if scope.names(what) or len(places) != 1 else _of(scope, places[0], what)


def _of(scope: Scope, whose: str, what: str) -> str:
    return f"{whose}{what}" if what[0] in "“《" and _is_place(scope, whose) else f"{whose}的{what}"


def _is_place(scope: Scope, who: str) -> bool:
    """Whether these words only name a place, or something in it or some time there."""
    spans = scope.spans(who)
    return bool(spans) and not spans[0][0] and bool(_IN_A_PLACE.fullmatch(who, spans[0][1]))

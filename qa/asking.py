"""What a question says of its answer: of which time it is to be, what it must name, and what is only manners. Questions
and texts are normalised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qa.several import PLACE_WORD
from qa.text import is_chinese, normalise

Flags = NDArray[np.bool_]
Time = Literal["coming", "past"] | None

_COMING = re.compile(
    r"今后|未来|接下来|往后|以后|下一步|将来|打算|准备|规划|计划怎|怎么计划|要(?:搞|建|实施|争|形成)|"
    r"\b(?:will|plans?|planning|next|future|going to|intends?|aims?)\b"
)
_PAST = re.compile(
    r"以来|五年来|过去|这[五几]年|已经|[了过]多少|[了过]几|[了过]哪|[做办搞建干]了|曾|获得|拿到|获评|"
    r"\b(?:did|was|were|has|have|had|past|last)\b"
)
_HEADS_COMING = re.compile(
    r"今后|未来|将来|下一步|下一?个|接下来|规划|计划|打算|目标|展望|任务|要点|安排|部署|新一年|"
    r"\b(?:ahead|plans?|goals?|priorit\w+|next|future|will|coming|targets?)\b"
)
_HEADS_PAST = re.compile(
    r"[这五5几三]年[来以]?|年来|以来|回[顾眸望]|总结|成[效绩果就]|基础|盘点|巡礼|去年|"
    r"\b(?:past|review|achiev\w+|progress|stand|last year|results?)\b"
)
# What people say around what they ask, and what only says that several are to be set side by side.
_AROUND = re.compile(
    r"^[^:,。]{0,8}(?:查|问|请教|打听|核[实对]|求证|要用)[^:,。]{0,6}:|"
    r"你好|您好|请问|请教|麻烦|劳驾|谢谢|帮我|帮忙|给我|告诉我|我?(?:还)?[想要](?:问|请教|了解|知道|查)(?:一下|问)?|能不能|可不可以|"
    r"[列查说讲看]一下|[说讲谈]一?[说讲谈]|做个对比|对比一?下?|比较一?下?|比一比|相比(?:之下)?|有(?:什么|何|哪些)(?:不同|区别|差别|异同)|"
    r"分别|各自?(?=[有是建办做得获提])|(?:哪|谁)[一个家边]*(?:更|最)[高低多少大小快慢早晚好强]|谁(?:高|多|大)|"
    rf"(?:[这那][些几]?|[几各两三四五六])[个家]?(?:{PLACE_WORD})(?:里|中|当中|的)?|"
    r"\b(?:please|could you|can you|tell me|i want to know|i would like to know|compare|respectively|versus|vs)\b|"
    r"\b(?:the |these |all )*(?:two|three|four|five|six)? ?(?:places|cities|towns|counties|districts|zones)\b|"
    r"\beach (?:one|of them)\b"
)


_NAMED = re.compile(
    r"[《“「『\"](?P<quoted>[^《》“”「」『』\"]{2,})[》”」』\"]|"
    r"第[\d一二三四五六七八九十百]+(?![线时])[\u4e00-\u9fff]|"
    r"(?<![\d一二三四五六七八九十])[两三四五六七八九十]+(?:大|项|(?<!哪.)个)(?!地方|城市|[区县市镇乡村])[\u4e00-\u9fff]{2}|"
    r"(?<![\d.])\d+(?:\.\d+)*(?![\d.])|"
    r"(?<![A-Za-z])(?P<latin>[A-Za-z][A-Za-z-]+[A-Za-z])(?![A-Za-z])"
)


_BEGINS = re.compile(r"(?:^|[.?!])\s*$")  # a sentence begins here


def named(question: str) -> list[str]:
    """What a question names, as it stands in a normalised text that speaks of it: what is in quotation marks, numbers,
    sets (五大工程), and words in Latin letters, in an English question those that begin with a capital."""
    chinese = is_chinese(question)
    return [
        normalise(match["quoted"] or match[0])
        for match in _NAMED.finditer(question)
        if not match["latin"]
        or chinese
        or (match["latin"][0].isupper() and not _BEGINS.search(question[: match.start()]))
    ]


def stands_in(name: str, text: str) -> bool:
    """Whether a normalised text holds what a question names; a number not inside another."""
    return name in text and not (name[0].isdigit() and not _number(name).search(text))


def without_named(text: str, names: Sequence[str]) -> str:
    """A normalised text less what a question names."""
    for name in names:
        text = _number(name).sub(" ", text) if name[0].isdigit() else text.replace(name, " ")
    return text


@lru_cache(maxsize=256)
def _number(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.]){re.escape(name)}(?!\.?\d)")


# What a question is made one by, and no answer repeats.
_ASKING = re.compile(
    r"(?:是|有|达到?|共|总共)?(?:多少|几)(?:[个家名人位项次期篇场条座所届支份间类大只本回成套等点台艘]|钱|年|天)?|"
    r"(?:是|有|叫)?(?:什么|哪些|哪几|哪[一二两三]?[个家位年天里儿所种]?|谁|啥)|怎么样?|怎样|如何|为什么|为何|是不是|有没有|"
    r"能不能|可不可以|[吗呢么啊吧]|(?:请问|想知道|想了解)|"
    r"\b(?:how many|how much|how|what|which|who|whom|whose|when|where|why|does|do|did|is|are|was|were|has|have|had|"
    r"can|could|will|would|the|a|an|of|to|in|on|for|and|by|with|at|any|there|about|from|into|each|both|it|its|they|their|"
    r"be|been|intends?)\b"
)


def without_asking(question: str) -> str:
    """A normalised question less what only makes it one."""
    return _ASKING.sub(" ", question)


_NOUN = "行动|工程|计划|任务|举措|措施"
_SET = re.compile(
    r"(?:(?P<count>[两三四五六七八九十])[大项个]|哪[些几两三四五六七八九十][大项个]?|几[大项个])"
    rf"(?:主要|重点|重大|专项|具体)?(?P<noun>{_NOUN})(?:(?:、|或者?|[和与及])[几哪]?[些大项个]?(?P<other>{_NOUN}))?"
    r"(?=[？?。，、”呢吗都分具指是有]|$)"
)
_DIGITS = {char: number for number, char in enumerate("两三四五六七八九十", 2)}


def asked_set(question: str) -> tuple[str, int | None] | None:
    """What the members of a set that a normalised question asks for are called, as a regular expression, and how many
    they are as far as it says (哪五大工程: 工程, 5; 哪些计划或者任务: 计划|任务)."""
    match = _SET.search(question)
    if not match:
        return None
    return "|".join(filter(None, (match["noun"], match["other"]))), _DIGITS.get(match["count"] or "")


def without_manners(question: str) -> str:
    """A normalised question less what people say around what they ask."""
    return _AROUND.sub(" ", question)


def time(question: str) -> Time:
    """The time that a normalised question asks of."""
    coming, past = bool(_COMING.search(question)), bool(_PAST.search(question))
    return None if coming == past else "coming" if coming else "past"


def times(heading: str) -> tuple[bool, bool]:
    """Whether what stands under a normalised heading tells of what is to come, and of what was done, as far as the
    heading says."""
    coming = bool(_HEADS_COMING.search(heading))
    return coming, not coming and bool(_HEADS_PAST.search(heading))


def is_of_other_time(time: Time, coming: Flags, past: Flags) -> Flags:
    """Which texts tell of what was done when plans are asked for, or the other way round; ``coming`` and ``past`` as
    :func:`times` gives them, an array each."""
    coming, past = np.asarray(coming, bool), np.asarray(past, bool)
    if time is None:
        return np.zeros(np.shape(coming), bool)
    return past & ~coming if time == "coming" else coming & ~past

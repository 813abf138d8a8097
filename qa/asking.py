"""What a question asks for: the kind of thing (a share, a sum of money, a date, a number, a person), and of which
time. Questions and texts are normalised; a question that tells neither is content with any text."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Time = Literal["coming", "past"] | None

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤翁欧阳"
)
_NUMBER = (
    r"\d|[一二三四五六七八九十百千万两首第几]|"
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozens?|"
    r"hundreds?|thousands?|millions?)\b"
)
_DATE = (
    r"\d+\s*年|\d+\s*月|\d+\s*日|星期|周[一二三四五六日末]|\d+[:点]|\b(?:1\d|20)\d\d\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tues|wednes|thurs|fri|satur|sun)[a-z]*\b"
)
_KINDS = {
    # What asks for it: what it looks like. The first that matches counts: 多少钱 is money before it is a number.
    r"多少(?:钱|元|经费|资金)|预算|经费|补贴|票价|门票|价格|工资|收费|费用|"
    r"\bhow much (?:money|does|do|is|did|was)\b|\bbudget|\bcosts?\b|\bprices?\b|\bfees?\b|\bsalar": (
        r"\d\s*[亿万千百]*(?:多|余)?元|[$€£¥]|\b(?:yuan|rmb|dollars?|euros?|pounds?)\b"
    ),
    r"电话|邮箱|网址|\bphone|\be-?mail|\bwebsite": r"\d{7,}|@|www|http",
    r"(?:比例|比率|占比|达标率)\S{0,6}(?:多少|几|达到|是)|(?:占|达)\S{0,4}(?:多少|几成|多大)|"
    r"多[大高]\S?(?:比例|比重)|百分之几|几成|\bpercent|\bwhat (?:share|proportion|rate)\b": (
        r"\d\s*(?:%|个百分点|per ?cent)|百分之|分之|[一二三四五六七八九]成"
    ),
    r"哪[一]?天|几[月号]|什么时[候间]|何时|(?:时间|日期)$|哪[一]?年|几点|"
    r"\bwhen\b|\b(?:what|which) (?:year|date|time|day)\b": (_DATE),
    r"多少|(?<!哪)几(?!个?(?:地方|城市|地区|[市地区县]))[个家名人位项次期篇场条座所届支份间类大只本回成套等点]|第几|"
    r"\bhow (?:many|much|often)\b|\bwhat number\b": _NUMBER,
    r"谁|哪[一两二三几]?位|何人|\bwho\b|\bwhom\b|\bwhose\b": (
        rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:[、，,。；“”（(]|等|获|被|荣|当选|任|同志|院士|教授|老师|批|出|担|主|介|指|"
        r"强调|说|两|三|[省市区县]|\s|$)|^[^\u4e00-\u9fff]*$"
    ),
}
_COMPILED = [(re.compile(asks), re.compile(holds)) for asks, holds in _KINDS.items()]


_COMING = re.compile(
    r"今后|未来|接下来|往后|以后|下一步|将来|打算|准备|规划|计划怎|怎么计划|要(?:搞|建|实施|争|形成)|"
    r"\b(?:will|plans?|planning|next|future|going to|intends?|aims?)\b"
)
_PAST = re.compile(
    r"以来|五年来|过去|这[五几]年|已经|[了过]多少|[了过]几|[了过]哪|曾|获得|拿到|获评|"
    r"\b(?:did|was|were|has|have|had|past|last)\b"
)
_SAYS_COMING = re.compile(r"今后|未来|将(?!军)|下一步|着力|力争|争[当做创]|到20[2-5]\d年")
_SAYS_PAST = re.compile(
    r"年来|以来|累计|先后|荣获|获评|被评为|已|共有|[\d万]+余?[家个项场名人次期篇位所座]|成功|增至|达到"
)


# What people say around what they ask, and what only says that several are to be set side by side.
_AROUND = re.compile(
    r"你好|您好|请问|请教|麻烦|劳驾|谢谢|帮我|帮忙|给我|告诉我|我?(?:还)?[想要](?:问|请教|了解|知道|查)(?:一下|问)?|能不能|可不可以|"
    r"[列查说讲看]一下|[说讲谈]一?[说讲谈]|做个对比|对比一?下?|比较一?下?|比一比|相比(?:之下)?|有(?:什么|何|哪些)(?:不同|区别|差别|异同)|"
    r"分别|各自?(?=[有是建办做得获提])|(?:哪|谁)[一个家边]*(?:更|最)[高低多少大小快慢早晚好强]|谁(?:高|多|大)|"
    r"(?:[这那][些几]?|[几各两三四五])个?(?:地方|城市|地区|地|市)(?:里|中|当中|的)?|"
    r"\b(?:please|could you|can you|tell me|i want to know|i would like to know|compare|respectively|versus|vs)\b"
)


def without_manners(question: str) -> str:
    """A normalised question less what people say around what they ask."""
    return _AROUND.sub(" ", question)


def asked(question: str) -> re.Pattern[str] | None:
    """How the kind of thing that a normalised question asks for looks in a text; None for no kind known here."""
    for asks, holds in _COMPILED:
        if asks.search(question):
            return holds
    return None


def time(question: str) -> Time:
    """The time that a normalised question asks of."""
    coming, past = bool(_COMING.search(question)), bool(_PAST.search(question))
    return None if coming == past else "coming" if coming else "past"


def times(text: str) -> tuple[bool, bool]:
    """Whether a normalised text tells of what is to come, and of what was done."""
    return bool(_SAYS_COMING.search(text)), bool(_SAYS_PAST.search(text))


def is_of_other_time(time: Time, coming: Flags, past: Flags) -> Flags:
    """Which texts tell of what was done when plans are asked for, or the other way round; ``coming`` and ``past`` as
    :func:`times` gives them, an array each."""
    if time is None:
        return np.zeros(np.shape(coming), bool)
    return past & ~coming if time == "coming" else coming & ~past

"""What a question asks for: the kind of thing (a share, a sum of money, a date, a number, a person), and of which
time. Questions and texts are normalised; a question that tells neither is content with any text."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from qa.text import is_chinese, normalise

Flags = NDArray[np.bool_]
Time = Literal["coming", "past"] | None

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤翁欧阳祁关梅申司漆佟虞蓝邢阮桑盛戚纪蒲"
    "鲁齐康伍施牛洪芦柯聂章葛岳翟殷詹凌涂辛耿温柳喻房路焦甘祝包宁尚符舒童卞裴席卓宗闵屈麦樊向管颜倪柴游窦甄骆封"
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
_TIME_OF_DAY = (
    r"\d\s*[:：点时](?!间)|[上下中]午|早上|晚上|夜间|每天|每日|全天|小时|周[一二三四五六日末]|星期|"
    r"\d\s*[ap]\.?m\b|\bo'clock|\b(?:daily|noon|midnight|evening|morning|weekday|sunday|saturday)s?\b"
)
_KINDS = {
    # What asks for it: what it looks like. The first that matches counts: 多少钱 is money before it is a number.
    r"为什么|为何|为啥|什么原因|何故|怎么会|\bwhy\b|\breasons?\b": (
        r"因|由于|为了|为[^，。]{2,16}[，,]|所以|导致|致使|鉴于|难以?|缺|不足|不够|不便|"
        r"\b(?:because|due to|owing|since|as a result|so that|in order|after|cited|for lack|not enough|shortage)\b"
    ),
    r"(?:怎[么样]|如何|去?哪[里儿]?|在哪)[^，。]{0,6}(?:报名|申请|申领|预约|订票|买票|办理|加入|登记)|(?:报名|申请|预约|办理)方式|"
    r"(?:准备|带|交|提交)(?:些|哪些|什么|啥)[^，。]{0,4}(?:材料|证件|东西)|(?:什么|哪些)(?:材料|证件|手续)|"
    r"\b(?:apply|sign up|register|enrol|book)\b": (
        r"报名|申[请报领]|预约|登记|扫码|拨打|窗口|小程序|公众号|热线|凭|材料|证件?|"
        r"\b(?:apply|applications?|regist\w+|sign|book\w*|forms?|online|phone|call|enrol\w*)\b"
    ),
    r"几点|[开关]门(?:时间|吗)|营业时间|开放时间|\bopening hours\b|\bwhat time\b|\bopen and close\b": _TIME_OF_DAY,
    r"利率|利息|几个点(?!钟)|\binterest rate": r"\d\s*(?:%|个?百分点|个?基点|厘)|贴息|免息|无息|\binterest\b",
    r"多少(?:钱|元|块|经费|资金)|几块钱|几元|预算|经费|补贴|票价|门票|价格|租金|房租|学费|工资|年薪|收费|费用|造价|"
    r"\bhow much (?:money|does|do|is|are|did|was)\b|\bbudget|\bcosts?\b|\bprices?\b|\bfees?\b|\bsalar|\bpaid\b": (
        r"\d\s*[亿万千百]*(?:多|余)?[元块]|免费|不收费|[$€£¥]|\b(?:yuan|rmb|dollars?|euros?|pounds?|free)\b"
    ),
    r"(?<!个)电话(?:号码|是|多少|和|$)|联系(?:方式|电话)|邮箱|网址|\bphone number|\be-?mail|\bwebsite": (
        r"\d{7,}|\d{3,4}-\d{3,4}|热线|@|www|http"
    ),
    r"(?:比例|比率|占比|达标率)\S{0,6}(?:多少|几|达到|是)|(?:占|达)\S{0,4}(?:多少|几成|多大)|"
    r"多[大高]\S?(?:比例|比重)|百分之几|几成|\bpercent|\bwhat (?:share|proportion|rate|percentage)\b": (
        r"\d\s*(?:%|个百分点|per ?cent)|百分之|分之|[一二三四五六七八九]成|\bquarters?\b|\bhalf\b|\bthirds?\b"
    ),
    r"哪[一]?天|几[月号]|什么时[候间]|啥时候?|何时|(?:时间|日期)$|哪[一]?年|"
    r"\bwhen (?:is|are|was|were|will|did|does|do|can)\b|^when\b|\b(?:what|which) (?:year|date|day|month)\b": _DATE,
    r"多久|多长时间|几天|几个小时|\bhow long (?:does|do|is|did|will|was)\b": (
        r"\d\s*(?:多|余)?个?(?:天|小时|分钟|年|月|周|日)|[一二三四五六七八九十半]个?(?:天|小时|分钟|年|月|周)|"
        r"\b(?:minutes?|hours?|days?|weeks?|months?|years?)\b"
    ),
    r"多少|(?<!哪)几(?!个?(?:地方|城市|地区|[市地区县]))[个家名人位项次期篇场条座所届支份间类大只本回成套等点台艘]|第几|"
    r"\bhow (?:many|much|often|far|deep|tall|high)\b|\bwhat number\b": _NUMBER,
    r"谁|哪[一两二三几]?位|何人|(?:人|长|席|主任|书记|教练|专家|老师)是?叫(?:什么|啥)|"
    r"(?:^|[,.;:?!]\s*|\band\s)(?:who|whom|whose)\b|\bname of the\b": (
        rf"(?:教授|院士|主任|专家|书记|[校院馆团队局会站厂店镇村乡县市区班组段总]长|主席|经理|[程医技]师|医生|师傅|大师|老师|"
        rf"[村居市农牧渔]民|军人|[作画专学]家|学者|[学考]生|职工|工人|青年|志愿者|传承人|带头人|创[始办]人|员|由)[{_SURNAMES}]|"
        rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:[、，,。；“”（(]|等|获|被|荣|当选|任|同志|院士|教授|老师|批|出|担|主|介|指|"
        r"强调|说|两|三|带|为|用|自|与|和|把|[省市区县]|\s|$)|^[^\u4e00-\u9fff]*$"
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
_HEADS_COMING = re.compile(
    r"今后|未来|将来|下一步|下一?个|接下来|规划|计划|打算|目标|展望|任务|要点|安排|部署|新一年|20(?:2[6-9]|3\d)年|"
    r"\b(?:ahead|plans?|goals?|priorit\w+|next|future|will|coming|targets?)\b"
)
_HEADS_PAST = re.compile(
    r"[这五5几三]年[来以]?|年来|以来|回[顾眸望]|总结|成[效绩果就]|基础|盘点|巡礼|去年|"
    r"\b(?:past|review|achiev\w+|progress|stand|last year|results?)\b"
)
# What people say around what they ask, and what only says that several are to be set side by side.
_AROUND = re.compile(
    r"你好|您好|请问|请教|麻烦|劳驾|谢谢|帮我|帮忙|给我|告诉我|我?(?:还)?[想要](?:问|请教|了解|知道|查)(?:一下|问)?|能不能|可不可以|"
    r"[列查说讲看]一下|[说讲谈]一?[说讲谈]|做个对比|对比一?下?|比较一?下?|比一比|相比(?:之下)?|有(?:什么|何|哪些)(?:不同|区别|差别|异同)|"
    r"分别|各自?(?=[有是建办做得获提])|(?:哪|谁)[一个家边]*(?:更|最)[高低多少大小快慢早晚好强]|谁(?:高|多|大)|"
    r"(?:[这那][些几]?|[几各两三四五六])[个家]?(?:地方|城市|地区|园区|区县|地|市|县)(?:里|中|当中|的)?|"
    r"\b(?:please|could you|can you|tell me|i want to know|i would like to know|compare|respectively|versus|vs)\b|"
    r"\b(?:the |these |all )*(?:two|three|four|five|six)? ?(?:places|cities|towns|counties|districts|zones)\b|"
    r"\beach (?:one|of them)\b"
)


_NAMED = re.compile(
    r"[《“「『\"](?P<quoted>[^《》“”「」『』\"]{2,})[》”」』\"]|"
    r"第[\d一二三四五六七八九十百]+[\u4e00-\u9fff]|"
    r"(?<![\d一二三四五六七八九十])[两三四五六七八九十]+(?:大|项|个)(?!地方|城市|[区县市])[\u4e00-\u9fff]{2}|"
    r"(?<![\d.])\d+(?:\.\d+)*(?![\d.])|"
    r"(?<![A-Za-z])(?P<latin>[A-Za-z][A-Za-z-]+[A-Za-z])(?![A-Za-z])"
)


def named(question: str) -> list[str]:
    """What a question names, as it stands in a normalised text that speaks of it: what is in quotation marks, numbers,
    sets (五大工程), and words in Latin letters, in an English question those that begin with a capital."""
    chinese = is_chinese(question)
    return [
        normalise(match["quoted"] or match[0])
        for match in _NAMED.finditer(question)
        if not match["latin"] or chinese or (match.start() and match["latin"][0].isupper())
    ]


# What a question is made one by, and no answer repeats.
_ASKING = re.compile(
    r"(?:是|有|达到?|共|总共)?(?:多少|几)(?:[个家名人位项次期篇场条座所届支份间类大只本回成套等点台艘]|钱|年|天)?|"
    r"(?:是|有|叫)?(?:什么|哪些|哪几|哪[一二两三]?[个家位年天里儿所种]?|谁|啥)|怎么样?|怎样|如何|为什么|为何|是不是|有没有|"
    r"能不能|可不可以|[吗呢么啊吧]|(?:请问|想知道|想了解)|"
    r"\b(?:how many|how much|how|what|which|who|whom|whose|when|where|why|does|do|did|is|are|was|were|has|have|had|"
    r"can|could|will|would|the|a|an|of|to|in|on|for|and|by|with|at|any|there)\b"
)


def without_asking(question: str) -> str:
    """A normalised question less what only makes it one."""
    return _ASKING.sub(" ", question)


_SET = re.compile(
    r"(?:(?P<count>[两三四五六七八九十])[大项个]|哪[些几两三四五六七八九十][大项个]?)"
    r"(?:主要|重点|重大|专项|具体)?(?P<noun>行动|工程|计划|任务|举措|措施)(?=[？?。，、”呢吗都分具指是有]|$)"
)
_DIGITS = {char: number for number, char in enumerate("两三四五六七八九十", 2)}


def asked_set(question: str) -> tuple[str, int | None] | None:
    """What the members of a set that a normalised question asks for are called, and how many they are as far as it
    says (哪五大工程: 工程, 5)."""
    match = _SET.search(question)
    return (match["noun"], _DIGITS.get(match["count"] or "")) if match else None


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

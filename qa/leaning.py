"""By what words a turn of a conversation leans on what was asked before it. ``words`` are a normalised turn without the
marks around it."""

from __future__ import annotations

import re

from qa import asking
from qa.pronouns import MEASURE
from qa.scope import aligned
from qa.several import PLACE_WORD
from qa.text import is_chinese, normalise, terms

MORE = re.compile(
    r"(?:还有|另外|其他|别的|更多|继续|接着|再来)(?:呢|吗|什么|哪些|别的|其他|内容|的|么|没有|一些|说|讲)*|"
    r"(?:and )?(?:what|anything|something) else|(?:tell me |show me )?(?:some )?more|go on|continue"
)
DETAIL = re.compile(
    r"(?:能不能|能否|能|可以|请)?(?:再)?(?:给我)?(?:说|讲)?(?:的)?(?:具体|详细)(?:一点|点|些)?(?:呢|吗|是什么|有哪些|内容|说说|讲讲|说|讲|怎么做)*|"
    r"(?:展开|细)(?:说说|讲讲|说|讲)|(?:more |the |in )?details?|(?:can you )?be more specific|specifically|elaborate"
)
ALL_PLACES = re.compile(
    r"(?<![到在往去向])(?:(?:其[他它余]|别的|另外|所有|哪|每|各)[些几两三四五六七八九十]?|[几两三四五六七八九十])[个家]?"
    rf"{PLACE_WORD}|\b(?:which|each|every|(?:the )?other|(?:each of |all )?(?:the|these)(?: (?:two|three|four|five))?) "
    r"(?:places|cities|towns|counties|districts|parks)\b|\b(?:which|each|every) (?:place|city|town|county|district)\b"
)
TIME = re.compile(
    r"(?:19|20)\d\d年(?:\d{1,2}月)?|[去前今明]年|[上下]半年|\d{1,2}月份?|(?:过去|今后|未来|近|这)[一二三五几两十]+年|"
    r"[一二三五几两十\d]+年前|以前|之前|原来|"
    r"\b(?:last|this|next) year\b|\b(?:in )?(?:19|20)\d\d\b"
)
# 怎么报名, 去年花了多少钱, 第一家在哪里 and 门票多少钱 do not say of what.
OF_IT = re.compile(
    r"(?:要|去|在|是|有|可以|能)?(?:怎么|如何|怎样|为什么|为何|什么时候|何时|几[点号月]|哪[天年里儿]|谁|多[久大长远高]|多少[人钱次]|"
    r"有什么)[^，,。？]{0,4}|"
    rf"(?:{TIME.pattern})?(?:在哪|[^，,。？的]{{1,2}}[了过在到](?:多少|几|哪|什么|谁)).{{0,6}}|"
    r"(?:哪[些个家](?:是|属于)|都|分别|具体|详细|第[一二三四五六七八九十\d]+|[上前]面|以上|刚才|最[大小多少高低早晚好]的).*|"
    r"(?:那么?[，,]?)?(?:人数|规模|面积|地址|电话|门票|票价|地点|名[字称]|负责人|馆长|校长|团长|会长|经费|资金|费用|价格|目标|主题|内容|对象|"
    r"目的|效果|结果|原因|来源|条件|流程|材料)(?:呢|$|(?=[是有在怎多从由什谁])[^，,]{2,8})"
)
# Nor may 有多少专家.
SUBJECTLESS = re.compile(r"有|能|可以|要不要|收|由|归|属于|包括")
OF_A_TIME = re.compile(
    rf"\s*(?:那么?|再?看看|换成|and|what about)?\s*({TIME.pattern})[的又是有]*(?:呢|多少|几[个家场次])?"
)
WIDER = re.compile(r"^(?:那么?)?(?P<place>全[省国])(?=平均|[的呢是有]|[？?]|$)")
COMPARES = re.compile(
    r"(?:那么?)?(?:[和跟与同]\s*(?:相?比|比较|对比)(?:起来|一下|之下)?|比)\s*(?:[呢吗？?]|怎么?样|如何|差多少|[更还]?[高低多少大小快慢好强])*|"
    r"再?加上\s*呢?|(?:and |how does (?:it|that) )?compared? (?:(?:it|this|that|them) )?(?:with|to)\s*\??"
)
BIDS = re.compile(r"请(?!来|了)|说说|讲讲|列出|查一?下|给我|帮我|介绍|告诉我|总结|概括|比较|对比")

_LEADS_ON = re.compile(
    r"^(?:(?:嗯+|哦|哎|好的?|对了?|行|ok|okay)[，,、 ]+|"
    rf"(?:换个问题|另外|还有|换成|再?[看说讲问](?:一?[看说讲问]|一下)|那么?(?!{MEASURE}|[些年里时天一]))[，,、 ]*|"
    r"(?:and|but|then|so|what about|how about)\b[, ]*)+",
    re.I,
)
_TRAILS_OFF = re.compile(r"呢[？?。！!]*$")
_TURNS_TO = re.compile(r"^([^，,]{0,12})呢[，,、]\s*")
_AGAIN = re.compile(r"又(?=[^，,]{0,6}(?:多少|几|什么|哪|怎))")
# 新建的有多少 and 的，去年开了几次 do not say of what.
_LACKS_NOUN = re.compile(
    r"的?[^，,]{0,4}的(?:一共|总共|累计|又|都)?(?:有|多少|几|[，,])|.{0,8}(?:的(?:呢|有哪些)|类似|同样的|这样的|这种)"
)
_WHICH_IS_MORE = re.compile(r"(?:哪[个家里边]|谁)[更最]?[高低多少大小快慢好强]")
_LACKS_OBJECT = re.compile(r"也?[^，,]{2,3}[了过](?:吗|没有?)?[？?]?")
_COUNTED = re.compile(r"(?:多少|几)(?=[人钱年天])")  # 多少家 only asks, 多少人 says of what
_FILLER = re.compile(
    r"那么?|再|还有|换成|看一?看|看|说说|比如|如果|情况|打算|方面|同样|问题|有无|类似|这样|一样|一共|总共|"
    r"[这那][边里儿块个]|[最更][高低多少大小快慢好强]|平均|[只就][看说要]|[边里的有是呢吗吧啊也会又都各共了]|"
    r"['’]s\b|\bhave (?:one|any|some)\b|"
    r"\b(?:and|what|how|about|then|in|of|for|the|is|it|same|there|does|do|over|at|many|much)\b"
)
_ASKS = re.compile(
    r"(?:分别)?(?:一共|总共|共)?(?:有|是|达到了?|办了|建了|做了)?(?:多少|几)[个家名人位项次期篇场条座所届]?|"
    r"哪[个家里边]?[^，,。？]{0,3}[多少高低大小]|[在是]?(?:什么时候|何时|哪[年天里儿]|怎么|如何)[^，,。？]{0,6}(?=[？?]|$)|"
    r"有什么(?:打算|安排|措施|要求|计划|特点)?|(?:获?得|拿|做)了(?:什么|哪些)[^，,。？]{0,4}(?=[？?]|$)|"
    r"(?:是|叫|有|打算做)?(?:什么(?!时候)|哪些)|是谁(?=[？?]|$)"
)
_ASKS_ITSELF = re.compile(
    r"(.)不\1|谁|哪|啥|吗|什么|怎|如何|有没有|^(?:how|what|which|who|whom|whose|when|where|why)\b", re.I
)
_REMARK = re.compile(r"(?:我|好像|应该)?(?:听说|记得|据说|指的是|说的是)")


def says(text: str) -> list[str]:
    """The terms of a text less those that only ask or lead on (那又怎么样呢 says nothing of its own)."""
    words = _WHICH_IS_MORE.sub(" ", _COUNTED.sub(" ", normalise(text)))
    words = asking.without_asking(words) if is_chinese(words) else words
    return terms(_FILLER.sub(" ", asking.without_manners(words)))


def leans(turn: str) -> bool:
    """Whether a turn says that it goes on from what was asked before (那, 呢, "and")."""
    return any(sign.search(aligned(turn)) for sign in (_LEADS_ON, _TRAILS_OFF, _TURNS_TO, _AGAIN))


def lacks_noun(turn: str) -> bool:
    """Whether a turn, less its places, does not say of what it asks (新建的有多少)."""
    return bool(_LACKS_NOUN.match(_led_on(turn)))


def lacks_object(turn: str) -> bool:
    """Whether a turn, less its places, does not say what something was done with (成立了吗)."""
    return bool(_LACKS_OBJECT.fullmatch(_led_on(turn)))


def is_remark(turn: str) -> bool:
    """Whether a turn tells something (我听说叫“春华”。) rather than asks for it or bids tell it."""
    words = normalise(turn)
    tells = turn.endswith("。") and asking.without_asking(words) == words and not BIDS.match(words)
    return tells or bool(_REMARK.match(words))


def bare(turn: str) -> str:
    """A turn without what leads on."""
    text = _led_on(turn).strip("，, ").removeprefix("的").lstrip("，, ")
    return text[:1].upper() + text[1:]


def _led_on(turn: str) -> str:
    """What comes behind the words that lead on (那乙市呢，开了几家)."""
    return _TURNS_TO.sub(r"\1", _LEADS_ON.sub("", aligned(turn.strip())))


def with_asking(before: str, turn: str) -> str:
    """那学会呢？ after 有多少家基地？ asks 学会有多少家？; a turn that asks something itself only loses its 那. Empty
    for one that asks nothing after a question that lends nothing."""
    text = bare(turn)
    if _ASKS.search(text) or _ASKS_ITSELF.search(text):
        return text
    if not is_chinese(turn):
        return ""
    asks = _ASKS.search(before)
    return f"{_TRAILS_OFF.sub('', text)}{asks[0]}？" if asks else text

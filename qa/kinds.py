"""The kind of thing that a question asks for (a share, a sum of money, a date, a number, a person, a place), and how it
looks in a text. Questions and texts are normalised."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa.persons import PERSON, in_office, office

# Measure words that count the same things: who asks 多少名 is answered by 80位.
_ALIKE = (
    "名位人个口",
    "家个所座处间栋站点户支",
    "次场期届回讲趟轮节堂",
    "项个件篇份条部本册种类款道枚",
    "辆台艘架列套班",
    "年月天周日",
    "层楼",
)
_MEASURES = "".join(dict.fromkeys("".join(_ALIKE))) + "亩吨岁例卷棵株只头幅门级步段句粒大成等"
_DIGITS = r"(?:\d[\d.,]*|[一二两三四五六七八九十百千]+)\s*(?:[余多来]\s*)?(?:[万亿千百]\s*)?(?:[余多]\s*)?"
_IN_WORDS = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozens?|"
    r"hundreds?|thousands?|millions?)\b"
)
_MANY = re.compile(rf"(?:多少|(?<![哪第这那前近])几)(?P<measure>[{_MEASURES}](?![长庭属轻级师店体]))?")
_NUMBER = rf"{_DIGITS}(?:[{_MEASURES}%]|小时|分钟|平方|百分)|\d|{_IN_WORDS}"
_DATE = (
    r"\d+\s*年|\d+\s*月|\d+\s*日|星期|周[一二三四五六日末]|\d+[:点]|\b(?:1\d|20)\d\d\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tues|wednes|thurs|fri|satur|sun)[a-z]*\b"
)
_TIME_OF_DAY = (
    r"\d\s*[:点时](?!间)|[上下中]午|早上|晚上|夜间|每天|每日|全天|小时|周[一二三四五六日末]|星期|"
    r"\d\s*[ap]\.?m\b|\bo'clock|\b(?:daily|noon|midnight|evening|morning|weekday|sunday|saturday)s?\b"
)
_SUMS = (
    "预算|经费|资金|补助|补贴|票价|门票|价格|投资|租金|房租|学费|工资|年薪|奖金|保费|服务费|股金|收费|费用|造价|收入"
)
_LIST = r"[、/,“《和与及]|\band\b"
_ORGANISES = (
    "领导|牵头|主[办管]|承办|组织|参[加与]|负责|管|出[资钱]|资助|发起|赞助|认定|颁|合作|制定|来|教|帮|陪|照[应顾看]"
)
_KINDS = {
    # What asks for it: what it looks like. The first that matches counts: 多少钱 is money before it is a number.
    r"(?:以前|之前|此前|原来|原先|前年|[五几]年前|去年同期)[^,。]{0,6}(?:多少|几|怎|是)|(?:多少|几)[^,。]{0,3}(?:以前|之前)|"
    r"\bwhat (?:was|were)\b.*\bbefore\b|\bprevious(?:ly)?\b": (
        r"由|从|原|比(?!例|率)|较|增|提[高升]|上升|下降|降|涨|翻|\b(?:from|up|down|rose|fell|than)\b"
    ),
    r"为什么|为何|为啥|什么原因|何故|怎么会|\bwhy\b|\breasons?\b": (
        r"因|由于|为了|为[^,。]{2,16},|所以|导致|致使|鉴于|难以?|缺|不足|不够|不便|"
        r"\b(?:because|due to|owing|since|as a result|so that|in order|after|cited|for lack|not enough|shortage)\b"
    ),
    r"(?:准备|带|交|提交)(?:些|哪些|什么|啥)[^,。]{0,4}(?:材料|证件|东西)|(?:什么|哪些|啥)(?:材料|证件|手续)": (
        r"材料|证[件明]|身份证|申请[表书]|复印件|原件|户口|照片"
    ),
    r"(?:怎[么样]|如何|去?哪[里儿]?|在哪)[^,。]{0,6}(?:报名|申请|申领|预约|订票|买票|办理|加入|登记|注册)|"
    r"(?:报名|申请|预约|办理)方式|\b(?:how|where)\b.*\b(?:apply|sign up|register|enrol|book)\b": (
        r"报名|申请|预约|扫码|拨打|窗口|小程序|热线|凭|材料|证件|下单|"
        r"\b(?:apply|applications?|regist\w+|sign|book\w*|forms?|online|phone|call|enrol\w*)\b"
    ),
    r"几点|[开关闭]门(?:时间|吗)|营业时间|开放时间|(?:星期|周|礼拜)几|周[一二三四五六日末][^,。]{0,3}[开闭关]|"
    r"\bopening hours\b|\bwhat time\b|\bopen and close\b": _TIME_OF_DAY,
    r"利率|利息|几个点(?!钟)|\binterest rate|\bwhat interest\b": (
        r"\d\s*(?:%|个?百分点|个?基点|厘)|贴息|免息|无息|\binterest\b"
    ),
    rf"(?:多少|(?<!哪)几)(?:钱|元|块|{_SUMS})|(?:{_SUMS})[^,。]{{0,4}}(?:多少|几|多[大高]|怎么[算收])|(?:{_SUMS})[?]?$|"
    r"什么价|贵不贵|多贵|收不收费|要收费|(?:付|交|掏|花|赔|拨)了?(?:多少|几)(?![人名个家次回项])|"
    r"\bhow much (?:money|does|do|is|are|did|was|funding|rent)\b|"
    r"\bwhat\b[^,]*\b(?:budget|costs?|prices?|fees?|salary|rent|paid|pay)\b(?! attention)": (
        r"\d\s*(?:多|余)?[亿万千百]*(?:多|余)?[元块]|免费|不收费|[$€£¥]|\b(?:yuan|rmb|dollars?|euros?|pounds?|free)\b"
    ),
    r"(?<!个)电话(?:号码|是|多少|和|$)|联系(?:方式|电话)|邮箱|网址|\bphone number|\be-?mail|\bwebsite": (
        r"\d{7,}|\d{3,4}-\d{3,4}|(?:热线|电话|拨打)[^,。]{0,4}\d{3}|@|www|http"
    ),
    r"(?:比例|比率|占比|达标率)\S{0,6}(?:多少|几|达到|是)|(?:占|达)\S{0,4}(?:多少(?![人名个家辆次座所])|几成|多大)|"
    r"(?:比例|率)[^,。]{0,4}[更最][高低]|多[大高]\S?(?:比例|比重)|百分之几|几成|"
    r"\bpercent|\bwhat (?:share|proportion|rate|percentage)\b": (
        r"\d\s*(?:%|个百分点|per ?cent)|百分之|分之|[一二三四五六七八九][成折]|\bquarters?\b|\bhalf\b|\bthirds?\b"
    ),
    r"哪[一]?天|几[月号]|什么时[候间]|啥时候?|何时|(?:时间|日期)$|哪[一]?年|"
    r"\bwhen (?:is|are|was|were|will|did|does|do|can)\b|^when\b|\b(?:what|which) (?:year|date|day|month)\b": _DATE,
    r"多久|多长时间|(?<![哪这那第前])几(?:天|年|周|个月|分钟|个?小时)|\bhow long (?:does|do|is|did|will|was)\b": (
        r"(?<!\d)\d{1,3}\s*(?:多|余)?个?(?:天|小时|分钟|年|月|周|日)|[一二三四五六七八九十半]个?(?:天|小时|分钟|年|月|周|日)|每[日周月年]|公里|米|"
        r"\b(?:minutes?|hours?|days?|weeks?|months?|years?)\b"
    ),
    r"面积(?:是|有)?多[大少]|占地(?:是|有)?多[大少]|\bhow (?:large|big)\b|\b(?:floor )?area of\b": (
        r"平方|平米|亩|公顷|\b(?:square|acres?|hectares?)\b"
    ),
    r"多大(?:年纪|岁数|年龄)|(?:多少|几)岁|\bhow old\b|\bwhat age\b": (
        r"\d\s*周?岁|[一二三四五六七八九十]岁|\baged\b|\byears? old\b|\bunder \d"
    ),
    rf"多少|(?<![哪这那前近])几(?!个?(?:地方|城市|地区|乡镇|[市地区县]))[{_MEASURES}]|第几|"
    r"数量|总数|(?<!这)[个人次家场]数(?=$|[ ,?])|数字(?!化)|"
    r"(?:谁|哪[个家里边])[^,。]{0,16}(?:最|更|比较)?多(?!大|久|高)|"
    r"\bhow (?:many|much|often|far|deep|tall|high)\b|\bwhat number\b": _NUMBER,
    rf"由谁(?=提出|发明|创|撰|写|画|设计|主?讲|演|唱|当|担?任)|(?<![和跟与同合了由给比])谁(?!家|{_ORGANISES})|"
    r"哪[一两二三几]?位|何人|(?:人|长|席|主任|书记|教练|专家|老师)是?叫(?:什么|啥)|"
    r"(?:^|[,.;:?!]\s*|\band\s)(?:who|whom|whose)\b(?! (?:will|is going|can)\b)|\bname of the\b": PERSON,
    r"(?:什么|哪[些几]个?|啥|何种|多高的?)[^,。]{0,2}(?:条件|资格|门槛)|(?:条件|门槛|资格)(?:是|有)(?:什么|哪些|啥)|"
    r"\beligib|\bwhat (?:requirements?|qualifications?)\b": (
        r"条件|必须|须|符合|满足|不[少低]于|至少|年满|周岁|学历|资格|\b(?:must|requires?|at least|eligible|meet|need)\b"
    ),
    r"代表(?:什么|啥|哪)|什么意思|(?:什么|啥)(?:含义|寓意)|(?:含义|寓意)是|缩写|"
    r"\bstands? for\b|\bdoes\b.*\bmean\b": (
        r"[即:(—]|是指|指的|意[为味]|代表|简称|全称|缩写|寓意|内涵|\b(?:means?|stands?|short for)\b"
    ),
    r"哪[一两三几些]?[个家所]*(?:医院|诊所)|\bwhich hospital": r"医院|卫生院|卫生服务中心|\bhospital",
    r"哪[一两三几些]?[个家所]*(?:学校|大学|高校|中学|小学)|\bwhich (?:school|universit|college)": (
        r"学院|[大中小]学(?!生)|[高学党职院]校|\b(?:school|university|college)"
    ),
    r"哪[一几些两三四五]?个?国家?(?![家级重标实])|\bwhich countr": (
        r"[德法英美日韩俄意荷奥瑞芬丹挪加澳新印泰越]国?|中国|国家|countr"
    ),
    r"哪一?家银行|\bwhich bank\b": r"[\u4e00-\u9fff]银行|[农商工建]行|信用社|\bbank\b",
    r"哪一?条(?:路|街|大道)": r"[路街巷]|大道|\broad|\bstreet|\blane",
    r"哪一?个村": "村|village",
    r"哪一?个(?:镇|乡|街道)": "[镇乡]|街道|town",
    r"哪一?[栋幢座]楼": "楼|大厦|building",
    r"哪一?个(?:社区|小区)": "社区|小区|[家花]园|苑|community",
    r"(?<![往从])哪[里儿]|什么地方|何处|地址|哪一?[条个座]?(?:路|街|村|镇|乡|站|楼|小区|社区)|在哪(?:[呢啊?,。]|$)|"
    r"\bwhere (?:is|are|was|were|did|can|will)\b|\baddress\b": (
        r"位于|坐落|地处|设[在于]|落户|选址|走进|[路街巷弄号村镇乡社园区楼层站馆院校厂场岛湖山港滨市县]|"
        r"\b(?:at|in|on|near|street|road|lane|square|park|building)\b"
    ),
    r"(?:是|到底)怎么?样?(?:测|数|算|评|选|抽|统计|调查|操作|计算|挑)[^,。]{0,4}的|怎么(?:抽样|测|数|统计)|具体怎么操作|"
    r"\bhow (?:was|were|are|is)\b.*\b(?:counted|measured|sampled|carried|chosen|selected|calculated|conducted)\b": (
        r"通过|采用|采取|按|依据|根据|抽样|抽取|随机|统计|监测|以[^,。]{1,8}(?:方式|形式)|分为|\b(?:by|using|through|based)\b"
    ),
    r"(?:拿|获|(?<![值懂觉记显叫使])得|评|夺|荣)[^,。?]{0,16}(?:称号|奖|[金银铜]牌|荣誉|名次)|"
    r"\b(?:awards?|prizes?|honou?rs?)\b(?!-)": (
        r"获(?!奖)|荣|评[为上选]|被评|当选|授予|夺|得奖|[一二三金银铜]等?奖|入选|\b(?:award|won|win|named|prize|title)"
    ),
    r"哪[几些两二三四五六七八九十]|有哪|\bwhat are the\b|\bwhich (?:two|three|four|five|six|ones)\b": _LIST,
}
_COMPILED = [(re.compile(asks), re.compile(looks)) for asks, looks in _KINDS.items()]
_MEMBERS = re.compile(r"哪([两二三四五六七八九十])[\u4e00-\u9fff]|\bwhich (two|three|four|five|six)\b")
_COUNTS = {"两": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNTS |= {digit: number for number, digit in enumerate("二三四五六七八九十", 2)}


class Kind(NamedTuple):
    """How a kind of thing looks in a text, and whether it is a list, which goes over several clauses."""

    looks: re.Pattern[str]
    listed: bool = False


def asked(question: str) -> Kind | None:
    """The kind of thing that a normalised question asks for; None for no kind known here."""
    for asks, looks in _COMPILED:
        if asks.search(question):
            return _narrowed(question, looks.pattern) or Kind(looks)
    return None


def _narrowed(question: str, looks: str) -> Kind | None:
    """What a question asks for more narrowly: things of one measure, somebody in an office, so many of a list."""
    if looks == _NUMBER and (many := _MANY.search(question)) and many["measure"]:
        return Kind(_counted(many["measure"]))
    if looks == PERSON and (role := office(question)):
        return Kind(in_office(role))
    if looks == _LIST:
        members = _MEMBERS.search(question)
        return Kind(_listed(_COUNTS[members[1] or members[2]] if members else 2), listed=True)
    return None


@lru_cache(maxsize=64)
def _counted(measure: str) -> re.Pattern[str]:
    """How a number of what is counted by this measure word looks."""
    alike = "".join(group for group in _ALIKE if measure in group) or measure
    return re.compile(rf"{_DIGITS}[{alike}]|\d\s*[^\u4e00-\u9fff\s]?(?=[a-z\s])|{_IN_WORDS}")


@lru_cache(maxsize=16)
def _listed(members: int) -> re.Pattern[str]:
    """How a list of so many members looks, at the least."""
    return re.compile(rf"(?:[^。;]*?(?:{_LIST})){{{members - 1}}}")

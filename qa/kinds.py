"""The kind of thing that a question asks for (a share, a sum of money, a date, a number, a person, a place), and how it
looks in a text. Questions and texts are normalised."""

from __future__ import annotations

import re
from functools import lru_cache

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤翁欧阳祁关梅申司漆佟虞蓝邢阮桑盛戚纪蒲"
    "鲁齐康伍施牛洪芦柯聂章葛岳翟殷詹凌涂辛耿温柳喻房路焦甘祝包宁尚符舒童卞裴席卓宗闵屈麦樊向管颜倪柴游窦甄骆封庄游乔褚濮宰"
)
# Measure words that count the same things: who asks 多少名 is answered by 80位.
_ALIKE = (
    "名位人个口",
    "家个所座处间栋站点户支",
    "次场期届回讲趟轮",
    "项个件篇份条部本册种类款道枚",
    "辆台艘架列套班",
    "年月天周日",
    "层楼",
)
_MEASURES = "".join(dict.fromkeys("".join(_ALIKE))) + "亩吨岁例卷棵株只头幅门级步段句粒"
_DIGITS = r"(?:\d[\d.,]*|[一二两三四五六七八九十百千]+)\s*(?:[余多来]\s*)?(?:[万亿千百]\s*)?(?:[余多]\s*)?"
_IN_WORDS = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozens?|"
    r"hundreds?|thousands?|millions?)\b"
)
_MANY = re.compile(rf"(?:多少|(?<![哪第])几)(?P<measure>[{_MEASURES}](?![长庭属轻级师店体]))?")
_NUMBER = rf"{_DIGITS}(?:[{_MEASURES}%]|小时|分钟|平方|百分)|\d|{_IN_WORDS}"
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
    r"(?:以前|之前|此前|原来|原先|前年|[五几]年前|去年同期)[^，。]{0,6}(?:多少|几|怎|是)|(?:多少|几)[^，。]{0,3}(?:以前|之前)|"
    r"\bwhat (?:was|were)\b.*\bbefore\b|\bprevious(?:ly)?\b": (
        r"由|从|原|比(?!例|率)|较|增|提[高升]|上升|下降|降|涨|翻|\b(?:from|up|down|rose|fell|than)\b"
    ),
    r"为什么|为何|为啥|什么原因|何故|怎么会|\bwhy\b|\breasons?\b": (
        r"因|由于|为了|为[^，。]{2,16}[，,]|所以|导致|致使|鉴于|难以?|缺|不足|不够|不便|"
        r"\b(?:because|due to|owing|since|as a result|so that|in order|after|cited|for lack|not enough|shortage)\b"
    ),
    r"(?:怎[么样]|如何|去?哪[里儿]?|在哪)[^，。]{0,6}(?:报名|申请|申领|预约|订票|买票|办理|加入|登记|注册)|"
    r"(?:报名|申请|预约|办理)方式|(?:准备|带|交|提交)(?:些|哪些|什么|啥)[^，。]{0,4}(?:材料|证件|东西)|"
    r"(?:什么|哪些)(?:材料|证件|手续)|\b(?:apply|sign up|register|enrol|book)\b": (
        r"报名|申请|预约|扫码|拨打|窗口|小程序|公众号|热线|凭|材料|证件?|下单|"
        r"\b(?:apply|applications?|regist\w+|sign|book\w*|forms?|online|phone|call|enrol\w*)\b"
    ),
    r"几点|[开关闭]门(?:时间|吗)|营业时间|开放时间|(?:星期|周|礼拜)几|周[一二三四五六日末][^，。]{0,3}[开闭关]|"
    r"\bopening hours\b|\bwhat time\b|\bopen and close\b": _TIME_OF_DAY,
    r"利率|利息|几个点(?!钟)|\binterest rate|\bwhat interest\b": (
        r"\d\s*(?:%|个?百分点|个?基点|厘)|贴息|免息|无息|\binterest\b"
    ),
    r"(?:多少|(?<!哪)几)(?:钱|元|块|经费|资金|补助|补贴|奖金|投资|租金|学费)|什么价|预算|经费|补贴|票价|门票|价格|租金|房租|学费|工资|"
    r"年薪|奖金|保费|服务费|股金|收费|费用|造价|贵不贵|多贵|收入(?:是|有)?多少|(?:付|交|掏|花|赔|拨)了?(?:多少|几)(?![人名个家次回项])|"
    r"\bhow much (?:money|does|do|is|are|did|was|funding|rent)\b|\bbudget|\bcosts?\b|\bprices?\b|\bfees?\b|\bsalar|"
    r"\bpaid?\b|\bpay\b": (
        r"\d\s*(?:多|余)?[亿万千百]*(?:多|余)?[元块]|免费|不收费|[$€£¥]|\b(?:yuan|rmb|dollars?|euros?|pounds?|free)\b"
    ),
    r"(?<!个)电话(?:号码|是|多少|和|$)|联系(?:方式|电话)|邮箱|网址|\bphone number|\be-?mail|\bwebsite": (
        r"\d{7,}|\d{3,4}-\d{3,4}|热线|@|www|http"
    ),
    r"(?:比例|比率|占比|达标率)\S{0,6}(?:多少|几|达到|是)|(?:占|达)\S{0,4}(?:多少(?![人名个家辆次座所])|几成|多大)|"
    r"(?:比例|率)[^，。]{0,4}[更最][高低]|多[大高]\S?(?:比例|比重)|百分之几|几成|"
    r"\bpercent|\bwhat (?:share|proportion|rate|percentage)\b": (
        r"\d\s*(?:%|个百分点|per ?cent)|百分之|分之|[一二三四五六七八九][成折]|\bquarters?\b|\bhalf\b|\bthirds?\b"
    ),
    r"哪[一]?天|几[月号]|什么时[候间]|啥时候?|何时|(?:时间|日期)$|哪[一]?年|"
    r"\bwhen (?:is|are|was|were|will|did|does|do|can)\b|^when\b|\b(?:what|which) (?:year|date|day|month)\b": _DATE,
    r"多久|多长时间|(?<![哪这那第前])几(?:天|年|周|个月|分钟|个?小时)|\bhow long (?:does|do|is|did|will|was)\b": (
        r"(?<!\d)\d{1,3}\s*(?:多|余)?个?(?:天|小时|分钟|年|月|周|日)|[一二三四五六七八九十半]个?(?:天|小时|分钟|年|月|周|日)|每[日周月年]|公里|米|"
        r"\b(?:minutes?|hours?|days?|weeks?|months?|years?)\b"
    ),
    r"多大(?:年纪|岁数|年龄)|(?:多少|几)岁|\bhow old\b|\bwhat age\b": (
        r"\d\s*周?岁|[一二三四五六七八九十]岁|\baged\b|\byears? old\b|\bunder \d"
    ),
    r"多少|(?<!哪)几(?!个?(?:地方|城市|地区|乡镇|[市地区县]))[个家名人位项次期篇场条座所届支份间类大只本回成套等点台艘]|第几|"
    r"数量|总数|(?<!这)[个人次家场]数(?=$|[ ,，?？])|数字(?!化)|"
    r"(?:谁|哪[个家里边])[^，。]{0,16}(?:最|更|比较)?多(?!大|久|高)|"
    r"\bhow (?:many|much|often|far|deep|tall|high)\b|\bwhat number\b": _NUMBER,
    r"(?<![和跟与同合了由给比])谁|哪[一两二三几]?位|何人|(?:人|长|席|主任|书记|教练|专家|老师)是?叫(?:什么|啥)|"
    r"(?:^|[,.;:?!]\s*|\band\s)(?:who|whom|whose)\b|\bname of the\b": (
        rf"(?:教授|院士|主任|专家|书记|[校院馆团队局会事站厂店镇村乡县市区班组段总]长|主席|经理|[程医技教名]师|医生|师傅|大师|老师|大户|传人|"
        rf"[村居市农牧渔]民|军人|[作画专学]家|学者|[学考]生|职工|工人|青年|志愿者|传承人|带头人|创[始办]人|员|由)[{_SURNAMES}]|"
        rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:[、，,。；“”（(]|等|获|被|荣|当选|任|同志|院士|教授|老师|批|出|担|主|介|指|"
        r"强调|说|两|三|带|为|用|自|与|和|把|[省市区县]|\s|$)|^[^\u4e00-\u9fff]*$"
    ),
    r"哪一?个?家?(?:医院|诊所)|\bwhich hospital\b": r"医院|卫生院|卫生服务中心|\bhospital",
    r"哪一?个?所?(?:学校|大学|高校|中学|小学)|\bwhich (?:school|university|college)\b": (
        r"学院|[大中小]学|校|\b(?:school|university|college)"
    ),
    r"哪[一几些两三四五]?个?国家?(?![家级重标实])|\bwhich countr": (
        r"[德法英美日韩俄意荷奥瑞芬丹挪加澳新印泰越]国?|中国|国家|countr"
    ),
    r"(?<![往从])哪[里儿]|什么地方|何处|地址|哪一?[条个座]?(?:路|街|村|镇|乡|站|楼|小区|社区)|在哪(?:[呢啊？?，。]|$)|"
    r"\bwhere (?:is|are|was|were|did|can|will)\b|\baddress\b": (
        r"位于|坐落|地处|设[在于]|落户|选址|走进|[路街巷弄号村镇乡社园区楼层站馆院校厂场岛湖山港滨市县]|"
        r"\b(?:at|in|on|near|street|road|lane|square|park|building)\b"
    ),
    r"(?:是|到底)怎么?样?(?:测|数|算|评|选|抽|统计|调查|操作|计算|挑)[^，。]{0,4}的|怎么(?:抽样|测|数|统计)|具体怎么操作|"
    r"\bhow (?:was|were|are|is)\b.*\b(?:counted|measured|sampled|carried|chosen|selected|calculated|conducted)\b": (
        r"通过|采用|采取|按|依据|根据|抽样|抽取|随机|统计|监测|以[^，。]{1,8}(?:方式|形式)|分为|\b(?:by|using|through|based)\b"
    ),
    r"(?:拿|获|得|评|夺|荣)[^，。？?]{0,16}(?:称号|[奖牌]|荣誉|名次)|\b(?:awards?|prizes?|honou?rs?|titles?)\b": (
        r"获(?!奖)|荣|评[为上选]|被评|当选|授予|夺|得奖|[一二三金银铜]等?奖|入选|成功创建|\b(?:award|won|win|named|prize|title)"
    ),
    r"哪[几些两二三四五六七八九十]|有哪|\bwhat are the\b|\bwhich (?:two|three|four|five|six|ones)\b": (
        r"[、/“《]|[和与及]|\band\b|,"
    ),
}
_COMPILED = [(re.compile(asks), re.compile(holds)) for asks, holds in _KINDS.items()]


def asked(question: str) -> re.Pattern[str] | None:
    """How the kind of thing that a normalised question asks for looks in a text; None for no kind known here."""
    for asks, holds in _COMPILED:
        if asks.search(question):
            counted = holds.pattern == _NUMBER and _MANY.search(question)
            return _counted(counted["measure"]) if counted and counted["measure"] else holds
    return None


@lru_cache(maxsize=64)
def _counted(measure: str) -> re.Pattern[str]:
    """How a number of what is counted by this measure word looks."""
    alike = "".join(group for group in _ALIKE if measure in group) or measure
    return re.compile(rf"{_DIGITS}[{alike}]|\d\s*[^\u4e00-\u9fff\s]?(?=[a-z\s])|{_IN_WORDS}")

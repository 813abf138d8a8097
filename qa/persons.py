"""How the names of persons look in a normalised text: a surname that begins no common word, beside what only persons
are or do."""

from __future__ import annotations

import re
from functools import lru_cache

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤翁祁关梅申司漆佟虞蓝邢阮桑盛戚纪蒲鲁齐康伍施"
    "牛洪芦柯聂章葛岳翟殷詹凌涂辛耿温柳喻房路焦甘祝包宁尚符舒童卞裴席卓宗闵屈麦樊向管颜倪柴游窦甄骆封庄乔褚濮宰欧"
)
# What makes a common word of a surname and the ideograph behind it: 高度, 方案, 江苏.
_NO_NAME = (
    "[度质校层级效铁速压面便式案法米务职元次套个件余亿千额奖油径议区县省镇策控榜的了是在]|(?<=高)[新考中水谷血]|(?<=金)[融点牌]|"
    "(?<=江)[苏南]|(?<=武)[进汉]|(?<=韩)国|(?<=方)[向圆]|(?<=向)[企社市海上全]|(?<=马)[拉上]|(?<=周)[末边年期转一二三四五六日]|"
    "(?<=程)[上师序]|(?<=管)[委理道网作]|(?<=封)顶|(?<=[房张])[子左]|(?<=施)[工河]|(?<=白)[天色领内]|(?<=任)[何意组]|(?<=顾)问|"
    "(?<=黄)[金河]|(?<=林)[业防]|(?<=苏)[州南北中皖]|(?<=于)[六此]|(?<=何)[时处]"
)
_NAME = rf"[{_SURNAMES}](?!{_NO_NAME})[\u4e00-\u9fff]"
_TITLE = (
    "教授|院士|主任|专家|书记|主席|经理|医生|师傅|老师|先生|女士|同志|博士|记者|研究员|负责人|大户|传人|传承人|带头人|创[始办]人|劳模|"
    "选手|[作画学藏业法乐术]家|学者|得主|志愿者|青年|军人|工匠|[职焊电技]工|工人|司机|总理|[大名]师|[村居市农牧渔]民|[程医技教设律筑]师|"
    "[校院馆团队局会事站厂店镇村乡县市区班组段总处科部行所社]长|员"
)
_CALLED = "教授|院士|老师|先生|女士|同志|博士|师傅"
_DID = (
    "说|介绍|表示|指出|强调|透露|告诉|坦言|回忆|批示|荣?获|荣|当选|被评|担?任|主[持讲]|带领|率|创[办作造]|发明|设计|绘|撰|夺|出席|讲授|"
    "作报告|领衔|牵头|捐"
)
_IS = r"[是为叫]?[\s:“”、]*"
_IDEOGRAPH = r"[\u4e00-\u9fff]"
_FOREIGN = rf"^(?!.*{_IDEOGRAPH}).*[a-z]{{3}}"  # a text in Latin letters: its names are not known by their form

PERSON = (
    rf"(?:{_TITLE}){_IS}{_NAME}|{_NAME}{_IDEOGRAPH}?(?:等[^,。]{{0,4}})?(?:{_CALLED})|"
    rf"(?:(?<!{_IDEOGRAPH})|(?<=[由和与及聘是])){_NAME}{_IDEOGRAPH}?(?:{_DID}|等人)|"
    rf"(?<!{_IDEOGRAPH}){_NAME}{_IDEOGRAPH}(?=[、,(;。 ]|等|$)|{_FOREIGN}"
)
"""A regular expression for what names a person."""

_ROLE = "主席|书记|主任|院士|教授|教练|记者|[校院馆团队局会县市区镇村]长"
_OF_OFFICE = re.compile(
    rf"(?P<role>{_ROLE})[^,。]{{0,2}}(?:是|叫)(?:谁|什么|啥|哪一?[位个])|哪[一两三几]?[位个名](?P<chosen>{_ROLE})"
)


def office(question: str) -> str:
    """The office whose holder a normalised question asks for (新一届主席叫什么: 主席); empty where it asks for none."""
    match = _OF_OFFICE.search(question)
    return match["role"] or match["chosen"] if match else ""


@lru_cache(maxsize=64)
def in_office(role: str) -> re.Pattern[str]:
    """What names somebody in this office."""
    return re.compile(rf"{role}(?:由[^,。;]{{0,10}})?{_IS}{_NAME}|{_NAME}{_IDEOGRAPH}?[^,。;]{{0,12}}{role}|{_FOREIGN}")

"""The kind of thing that a question asks for, and how it looks in a text."""

from __future__ import annotations

import pytest

from qa.kinds import asked


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("有多少家科普基地?", "基地103家", "建成科普基地"),
        ("科学素质比例是多少?", "比例达到14%", "举办活动7260项"),
        ("补贴多少钱?", "资助90万元", "资助各类活动103个"),
        ("论坛是哪一天办的?", "2023年11月20日", "论坛正式启幕"),
        ("电话是多少?", "0512-53520000000", "共有103家"),
        ("谁获得了先进工作者?", "姚爱英获评", "市科协获评"),
        ("馆长叫什么名字?", "馆长祁云介绍", "建成科普馆"),
        ("为什么停办?", "因生源不足停办", "2021年停办"),
        ("去哪里报名?", "请扫码报名", "共有53个站点"),
        ("科技馆几点开门?", "每天上午9点开馆", "接待53万人次"),
        ("贷款的利率是多少?", "年利率3.2%", "贷款5.2亿元"),
        ("要等多久?", "半天办结", "全部办结"),
        ("how many bases are there?", "基地103家", "建成科普基地"),
        ("有多少名专家?", "80位专家", "五年累计办60场"),
        ("建了多少公共充电桩?", "充电桩2950个", "建成充电桩"),
        ("来了多少家长?", "412名家长", "家长踊跃"),
        ("奖金是多少?", "奖励5000元", "评出金奖15项"),
        ("星期几不开门?", "周一闭馆", "全年接待10万人"),
        ("馆建在哪条路上?", "位于学院路", "选出优秀项目"),
        ("是哪家医院派的?", "由人民医院派出", "配备家庭医生"),
        ("比例以前是多少?", "由12%提高到20%", "比例为20%"),
        ("这个数是怎么测出来的?", "通过抽样调查", "位居全省前列"),
        ("他多大年纪?", "今年70岁", "70个站点"),
        ("新一届主席叫什么名字?", "选举高明远为主席", "记者 高明远"),
        ("馆长是谁?", "馆长是李明", "馆长致辞"),
        ("是哪一位院士?", "高明远等院士", "院士工作站"),
        ("作品是谁画的?", "高明远获一等奖", "加强与上海、苏皖地区科协的交流,高质量发展"),
        ("是哪三个?", "学校、医院和农村", "学校和医院"),
        ("申报要什么条件?", "年满18周岁", "成功申报基地1家"),
        ("“三长”代表什么?", "“三长”(医院院长、学校校长)", "打造“三长”队伍"),
        ("馆在哪个村?", "馆建在石笋村", "馆已经建成"),
        ("服务热线电话是多少?", "热线12345", "开通服务热线"),
        ("讲了几堂课?", "举办讲座22场", "举办讲座"),
    ],
)
def test_the_kind_of_thing_asked_for_is_told_from_others(question: str, holds: str, lacks: str) -> None:
    kind = asked(question)
    assert kind
    assert kind.looks.search(holds)
    assert not kind.looks.search(lacks)


def test_what_is_of_the_state_is_no_country() -> None:
    country, base = asked("是哪个国家的专家?"), asked("是哪个国家级基地?")
    assert country
    assert not country.looks.search("建成基地")
    assert base is None


@pytest.mark.parametrize(
    "question",
    [
        "怎么开展科普工作?",
        "科普工作有什么特点?",
        "what does it plan?",
        "基层做出了怎样叫得响的品牌?",
        "活动谁牵头、谁参加?",
        "补贴政策由谁制定?",
        "what did the new book tell?",
        "do they pay attention to science?",
    ],
)
def test_a_question_of_no_kind_is_content_with_any_text(question: str) -> None:
    assert asked(question) is None

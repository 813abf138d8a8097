"""Follow-ups: what a question leaves out is taken from the one before; a whole question is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.quality import read_questions
from qa import Library
from qa.conversation import MAX_QUESTION, questions, resolve
from qa.library import SEEDS
from tests.qa.verbatim import is_verbatim

FIRST = "太仓的公民科学素质比例是多少？"
ROWS = read_questions()
TURNS = sorted({turn for row in ROWS for turn in row.get("turns", [row.get("question")])})
SMALL_TALK = ["你好", "谢谢！", "好。", "明白了", "OK", "你能做什么？", "thanks a lot", "再见"]


def asked(*turns: str) -> list[dict[str, Any]]:
    """A history in which a person said this."""
    return [{"role": "user", "content": turn} for turn in turns]


def understood(library: Library, *turns: str) -> str:
    """The last of these turns as a question that stands on its own."""
    retriever = library._snapshot
    return resolve(retriever.scope, turns[-1], asked(*turns[:-1]), retriever.heard).question


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        ((FIRST, "那南通呢？"), "南通的公民科学素质比例是多少？"),
        ((FIRST, "昆山呢？"), "昆山的公民科学素质比例是多少？"),
        ((FIRST, "换成平湖呢"), "平湖的公民科学素质比例是多少？"),
        ((FIRST, "那南通呢？", "再看看常州是多少"), "常州的公民科学素质比例是多少？"),
        ((FIRST, "昆山呢？", "那平湖呢？"), "平湖的公民科学素质比例是多少？"),
        ((FIRST, "南通有没有类似的？"), "南通的公民科学素质比例是多少？"),
        ((FIRST, "南通这边呢？"), "南通的公民科学素质比例是多少？"),
        ((FIRST, "那常州那边又是多少"), "常州的公民科学素质比例是多少？"),
        ((FIRST, "请问那南通和昆山呢？"), "南通和昆山的公民科学素质比例是多少？"),
        ((FIRST, "其他城市呢？"), "各地的公民科学素质比例是多少？"),
        (("南通哪个馆最大？", "平湖那边是哪个馆？"), "平湖哪个馆最大？"),
        (("南通有多少所特色学校？", "武进有几所？"), "武进有多少所特色学校？"),
        (("南通的讲师团有多少人？", "武进多少人？"), "武进的讲师团有多少人？"),
        (("太仓和南通的比例分别是多少？", "那常州呢？"), "常州的比例是多少？"),
        (("常州市武进区有几家企业科协？", "那南通呢？"), "南通有几家企业科协？"),
        (("武进成立了讲师团没有？", "平湖成立了吗？"), "平湖成立了讲师团没有？"),
        (("哪些城市有海智基地？", "太仓呢？"), "太仓有海智基地？"),
        (("太仓和南通有几家学会？", "加上常州呢？"), "太仓和南通、常州有几家学会？"),
        (("把五个地方的基地列出来", "只看太仓"), "把太仓的基地列出来"),
        ((FIRST, "南通和常州哪个高？"), "南通和常州的公民科学素质比例是多少？"),
        ((FIRST, "全省呢？"), "全省的公民科学素质比例是多少？"),
        (("浙江省平湖有几家企业科协？", "那江苏太仓呢？"), "江苏太仓有几家企业科协？"),
        (("What is Taicang's literacy rate?", "And Nantong?"), "What is Nantong's literacy rate?"),
        (("How many bases does Wujin have?", "And Taicang's?"), "How many bases does Taicang have?"),
        (("What is Taicang's literacy rate?", "And the other cities?"), "What is each place's literacy rate?"),
    ],
)
def test_another_place_is_asked_the_same(library: Library, turns: tuple[str, ...], question: str) -> None:
    assert understood(library, *turns) == question


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        (("武进有几家国家级科普基地？", "那科技教育特色学校呢？"), "武进科技教育特色学校有几家？"),
        (("武进有几家国家级科普基地？", "太仓的海智基地呢？"), "太仓的海智基地有几家？"),
        (("常州众创空间联盟吸纳了多少家单位？", "创业培训办了多少场？"), "常州创业培训办了多少场？"),
        (("常州有几家学会？", "科普讲座呢，开了多少场？"), "常州科普讲座开了多少场？"),
        (("常州有几家学会？", "嗯，换个问题，讲师团里谁是团长？"), "常州讲师团里谁是团长？"),
        (("昆山有几家学会？", "创业培训办了多少场？"), "昆山创业培训办了多少场？"),
        (("各地有几家学会？", "那科普基地呢？"), "各地科普基地有几家？"),
        (("武进的讲师团什么时候成立的？", "那海智基地呢？"), "武进海智基地什么时候成立的？"),
        (("常州有几家学会？", "请列出所有的学会。"), "常州，请列出所有的学会。"),
        (
            ("What does Wujin plan for schools?", "And for farmers?"),
            "What does Wujin plan for schools? And for farmers?",
        ),
        (
            ("What does Wujin plan for schools?", "OK, and how many societies are there?"),
            "How many societies are there in Wujin?",
        ),
    ],
)
def test_another_thing_is_asked_of_the_same_place(library: Library, turns: tuple[str, ...], question: str) -> None:
    assert understood(library, *turns) == question


@pytest.mark.parametrize(
    ("turn", "question"),
    [
        ("武进省级的有多少", "武进有几家科普基地？ 省级的有多少"),
        ("那再看看常州的，五年建了多少", "常州有几家科普基地？ 五年建了多少"),
        ("省级的呢？", "南通有几家科普基地？ 省级的有几家？"),
        ("面向青少年的有哪些？", "南通有几家科普基地？ 面向青少年的有哪些？"),
        ("哪些是国家级的？", "南通有几家科普基地？ 哪些是国家级的？"),
        ("What about schools?", "南通有几家科普基地？ What about schools?"),
        ("常州的科技馆是哪年建的", "常州的科技馆是哪年建的"),
    ],
)
def test_what_is_left_out_was_said_before(library: Library, turn: str, question: str) -> None:
    assert understood(library, "南通有几家科普基地？", turn) == question


def test_what_adds_to_a_question_does_not_pile_up(library: Library) -> None:
    turns = ("南通有几家科普基地？", "武进省级的有多少", "那常州呢，市级的有几家？")
    assert understood(library, *turns) == "常州有几家科普基地？ 市级的有几家？"


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        (("那南通有几家？", "那太倉呢？"), "那太仓有几家？"),
        (("太倉市有多少家基地？", "那南通呢？"), "南通有多少家基地？"),
        (("武劲区有多少家基地？", "学会呢？"), "武进区学会有多少家？"),
    ],
)
def test_every_turn_is_understood_however_it_is_spelled(
    library: Library, turns: tuple[str, ...], question: str
) -> None:
    assert understood(library, *turns) == question


@pytest.mark.parametrize("turn", ["那和南通比呢？", "比南通高吗？", "跟南通相比怎么样"])
def test_places_are_compared_in_what_was_asked(library: Library, turn: str) -> None:
    assert understood(library, FIRST, turn) == "太仓和南通的公民科学素质比例是多少？"


@pytest.mark.parametrize(
    ("before", "turn", "question"),
    [
        ("南通去年开了几场讲座？", "前年呢？", "南通前年开了几场讲座？"),
        ("南通开了几场讲座？", "那2022年呢", "南通2022年开了几场讲座？"),
        ("太仓的公民科学素质比例是多少？", "五年前呢？", "太仓五年前的公民科学素质比例是多少？"),
        ("南通去年开了几场讲座？", "那常州前年呢？", "常州前年开了几场讲座？"),
        ("How many talks did Nantong hold in 2021?", "And in 2022?", "How many talks did Nantong hold in 2022?"),
    ],
)
def test_another_time_is_asked_the_same(library: Library, before: str, turn: str, question: str) -> None:
    assert understood(library, before, turn) == question


def test_the_words_of_one_place_are_not_held_against_another(library: Library) -> None:
    before = asked("常州的软科学研究立项了多少课题？")
    assert resolve(library._snapshot.scope, "那武进呢？", before).before == ("常州",)
    assert library.ask("那武进呢？", before).answered


@pytest.mark.parametrize("more", ["还有呢？", "还有别的吗", "What else?"])
def test_more_of_the_same_is_not_the_same_again(library: Library, more: str) -> None:
    question = "平湖这五年举办了哪些科普活动？"
    first = library.ask(question)
    second = library.ask(more, asked(question))
    assert second.question == question
    assert second.quotes
    assert not {quote.start for quote in first.quotes} & {quote.start for quote in second.quotes}


def test_after_the_last_quote_there_is_nothing_more(library: Library) -> None:
    answer = library.ask("还有呢？", asked("太仓有多少家科普教育基地？", *["还有呢？"] * 9))
    assert not answer.answered
    assert "没有更多" in answer.message


@pytest.mark.parametrize("detail", ["具体呢？", "能具体说说吗", "More details"])
def test_detail_is_what_the_section_goes_on_to_say(library: Library, detail: str) -> None:
    question = "平湖今后怎么深入实施科普惠民工程？"
    (first, *_) = library.ask(question).quotes
    quotes = library.ask(detail, asked(question)).quotes
    assert quotes
    for quote in quotes:
        assert (quote.source, quote.passage.section) == (first.source, first.passage.section)
        assert quote.start >= first.end
        assert is_verbatim(quote, SEEDS / quote.source)


@pytest.mark.parametrize(
    ("before", "turn", "question"),
    [
        ("平湖是不是建了一座航天馆？", "它获得过什么称号？", "平湖建的航天馆获得过什么称号？"),
        ("平湖有个“科协帮”平台吧？", "它是哪一天发布的？", "平湖“科协帮”平台是哪一天发布的？"),
        ("平湖是不是有個“科協幫”平臺？", "它是哪一天發布的？", "平湖“科协帮”平台是哪一天发布的？"),
        ("某学会在平湖有一个工作站，对吧？", "那它是哪天揭牌的？", "某学会在平湖的工作站是哪天揭牌的？"),
        ("常州是不是牵头成立过创新联盟？", "它申报了几个项目？", "常州牵头成立过的创新联盟申报了几个项目？"),
        ("南通7月出台了一份意见，是吧", "那份意见里有几项措施？", "南通7月出台的意见里有几项措施？"),
        ("平湖的翁老师是做什么的？", "她得过什么奖？", "平湖的翁老师得过什么奖？"),
        ("“科协帮”是平湖搞的一个应用吧？", "这个应用有多少人用？", "平湖“科协帮”这个应用有多少人用？"),
        ("平湖有个“科协帮”平台吧？", "怎么用？", "平湖“科协帮”平台怎么用？"),
        ("武进的讲师团什么时候成立的？", "有多少专家？", "武进的讲师团有多少专家？"),
        ("中国航天科普馆在哪里？", "那门票多少钱？", "中国航天科普馆门票多少钱？"),
        ("平湖新建的科技馆多大？", "花了多少钱？", "平湖新建的科技馆花了多少钱？"),
        ("Is there a plan in Wujin?", "When was it issued?", "When was the plan in Wujin issued?"),
        ("Where is the Pinghu museum?", "And what is its name?", "What is the Pinghu museum's name?"),
    ],
)
def test_what_was_spoken_of_takes_the_place_of_a_pronoun(
    library: Library, before: str, turn: str, question: str
) -> None:
    whole = resolve(library._snapshot.scope, turn, asked(before))
    assert (whole.question, whole.focus) == (question, "")


@pytest.mark.parametrize(
    ("before", "turn", "question"),
    [
        ("太仓的广场活动是不是去过双凤？", "那次是哪一天？", "太仓的广场活动去过双凤，那次是哪一天？"),
        ("武进是全国科普示范区吗？", "它拿过这个称号几次", "武进是全国科普示范区，它拿过这个称号几次"),
        ("听说平湖有没有办过讲座？", "里面讲什么？", "平湖办过讲座，里面讲什么？"),
        ("武进有没有给农民办讲座？", "他们学什么？", "武进给农民办讲座，他们学什么？"),
        ("太仓推广的“码上知到”服务", "它是什么？", "太仓推广的“码上知到”服务，它是什么？"),
        (
            "Did Taicang host a Sino-German forum?",
            "What was discussed at it?",
            "Taicang did host a Sino-German forum. What was discussed at it?",
        ),
        ("Are there plans in Wujin?", "When were they issued?", "There are plans in Wujin. When were they issued?"),
    ],
)
def test_before_a_pronoun_it_is_only_said_what_was_asked_whether(
    library: Library, before: str, turn: str, question: str
) -> None:
    whole = resolve(library._snapshot.scope, turn, asked(before))
    assert (whole.question, whole.focus) == (question, "")


@pytest.mark.parametrize(
    ("before", "turn"),
    [
        ("太仓科技馆得了什么奖？", "这个奖江苏以前有人拿过吗？"),
        ("太仓科技馆拿一等奖的是哪个项目？", "它有多难得？"),
        ("槐浦的合作社是谁在当理事长？", "她得过什么荣誉？"),
        ("平湖谁获评了先进工作者？", "还有呢？其他人得了什么"),
        ("南通有哪些院士工作站？", "第一个是哪年建的？"),
        ("太仓今后怎么推进科普惠民？", "资金从哪来？"),
        ("南通的院士工作站有几家？", "近五年新增了多少？"),
        ("What is Taicang's literacy rate?", "Why?"),
    ],
)
def test_the_answer_that_a_pronoun_stands_for_is_asked_for_again(library: Library, before: str, turn: str) -> None:
    whole = resolve(library._snapshot.scope, turn, asked(before))
    assert (whole.question, whole.focus) == (f"{before} {turn}", turn)


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        (("它多大？", "它的馆长是谁？", "它什么时候建的？"), "平湖建的航天馆什么时候建的？"),
        (("它的馆长是谁？", "他得过什么奖？"), "平湖建的航天馆的馆长得过什么奖？"),
        (("它的馆长是谁？", "他得过什么奖？", "它多大？"), "平湖建的航天馆多大？"),
        (("我听说叫“问天馆”。", "它多大？"), "平湖建了一座航天馆，我听说叫“问天馆”，它多大？"),
    ],
)
def test_pronouns_go_on_standing_for_what_they_stood_for(
    library: Library, turns: tuple[str, ...], question: str
) -> None:
    assert understood(library, "平湖是不是建了一座航天馆？", *turns) == question


def test_only_what_people_asked_is_used(library: Library) -> None:
    history: list[dict[str, Any]] = [
        {"role": "user", "content": [{"type": "text", "text": FIRST}, {"type": "text", "text": None}]},
        {"role": "assistant", "content": "武进、常州、平湖"},
        {"role": "user", "content": {"path": "x.png"}},
        {"role": "user", "content": 7},
        {"role": "user"},
    ]
    assert questions(history) == [FIRST]
    assert library.ask("那南通呢？", history).question == "南通的公民科学素质比例是多少？"


@pytest.mark.parametrize(
    "question",
    [
        "常州的两个省级海外人才离岸创新创业基地叫什么名字？",
        "常州有多少人？",
        "澳大利亚的首都是哪里？",
        "哪些城市设立了市长奖？",
        "哪个城市的公民科学素质最高？",
        "“科协帮”是哪一天发布的？",
        "What does Wujin plan for schools?",
        "Which cities have set up a mayor's prize?",
    ],
)
def test_a_question_that_stands_alone_is_never_changed(library: Library, question: str) -> None:
    assert understood(library, FIRST, question) == question


WHOLE = [row["question"] for row in ROWS if "question" in row and row.get("type") != "noisy"]


@given(data=st.data())
def test_a_question_that_names_its_place_is_never_changed(library: Library, data: st.DataObject) -> None:
    scope = library._snapshot.scope
    question = data.draw(st.sampled_from([question for question in WHOLE if scope.names(question)]))
    before = data.draw(st.lists(st.sampled_from(TURNS), max_size=3))
    assert resolve(scope, question, asked(*before)).question == question


def test_without_history_no_question_is_changed(library: Library) -> None:
    for question in WHOLE:
        assert resolve(library._snapshot.scope, question).question == question


CONVERSATIONS = [row["turns"] for row in ROWS if "turns" in row]


@given(turns=st.sampled_from(CONVERSATIONS), data=st.data())
def test_small_talk_in_between_changes_nothing(library: Library, turns: list[str], data: st.DataObject) -> None:
    scope, talk = library._snapshot.scope, st.lists(st.sampled_from(SMALL_TALK), max_size=2)
    mixed = [said for turn in turns[:-1] for said in (*data.draw(talk), turn)] + data.draw(talk)
    assert resolve(scope, turns[-1], asked(*mixed)) == resolve(scope, turns[-1], asked(*turns[:-1]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(TURNS),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.sampled_from(["type", "text"]), values),
    max_leaves=6,
)


@given(st.lists(st.fixed_dictionaries({}, optional={"role": st.just("user") | JSON, "content": JSON})))
def test_whatever_a_history_holds_a_question_is_understood(library: Library, history: list[dict[str, Any]]) -> None:
    assert resolve(library._snapshot.scope, "那南通呢？", history).question


@settings(max_examples=50)
@given(st.lists(st.sampled_from(TURNS) | st.text(), max_size=8), st.sampled_from(TURNS))
def test_however_long_a_conversation_a_question_says_no_more_than_two(
    library: Library, before: list[str], turn: str
) -> None:
    longest = max(len(its) for its in (*before, turn))
    assert len(understood(library, *before, turn)) <= MAX_QUESTION + 2 * longest


def test_of_a_long_turn_only_as_much_is_read_as_can_be_asked() -> None:
    assert questions(asked("太" * 10_000)) == ["太" * MAX_QUESTION]


@pytest.mark.parametrize(
    ("turns", "follows_up"),
    [
        ((FIRST,), False),
        ((FIRST, "武进有几家企业科协？"), False),
        ((FIRST, "还有呢？"), False),
        ((FIRST, "那南通呢？"), True),
        ((FIRST, "那南通呢？", "还有呢？"), True),
        ((FIRST, "那南通呢？", "武进有几家企业科协？"), False),
    ],
)
def test_only_what_left_something_out_follows_up(library: Library, turns: tuple[str, ...], follows_up: bool) -> None:
    retriever = library._snapshot
    assert resolve(retriever.scope, turns[-1], asked(*turns[:-1]), retriever.heard).follows_up == follows_up

"""Greetings, thanks and "what can you do": told from questions, and replied to without quoting anything."""

from __future__ import annotations

import re
from typing import Literal

from qa.text import is_chinese, normalise

Kind = Literal["greeting", "thanks", "help", "farewell"]

_ADDRESS = r"(?:[，,、!！~～ ]*(?:小?助手|机器人|老师|同学|朋友|there|bot|assistant|everyone|all))?"
_PATTERNS: dict[Kind, str] = {
    "greeting": (
        r"(?:你好|您好|大家好|嗨|哈[喽啰]|hello|hi|hey|早|早上好|上午好|中午好|下午好|晚上好|在吗|在不在|在么|有人吗|"
        r"good (?:morning|afternoon|evening)|how are you)(?:[啊呀吗么])?"
    ),
    "thanks": (
        r"(?:好的?[，, ]*)?(?:非常|十分|太|多)?(?:谢谢|感谢|多谢|辛苦|谢|thanks|thank you|thx|cheers|much appreciated)"
        r"(?:[你您了啦啊呀]*|(?: so much| very much| a lot| you)*)|(?:好的?|明白了?|知道了|ok|okay|got it|great)"
    ),
    "help": (
        r"(?:请问)?(?:你|您|这里|这个|它)?(?:都)?"
        r"(?:是谁|是什么|叫什么|能做什么|能干什么|能干啥|会什么|会做什么|可以做什么|可以干什么|"
        r"能帮我做什么|能帮我什么|有什么用|"
        r"有什么功能|怎么用|如何使用|能问什么|可以问什么|能回答什么|可以问你什么|能问你什么)"
        r"(?:问题|事)?(?:呢|啊|呀)?|"
        r"(?:我)?(?:可以|能)问(?:你)?(?:什么|哪些)(?:问题)?|(?:使用)?(?:帮助|说明)|help|who are you|what are you|"
        r"what (?:can|do) you do|"
        r"what can (?:i|you) (?:ask|help with|help me with|answer)(?: you)?|how (?:do|can) i use (?:this|it|you)|"
        r"how does (?:this|it) work|how do you work"
    ),
    "farewell": r"再见|拜拜|回头见|bye|goodbye|bye bye|see you(?: later)?",
}
_COMPILED = [(kind, re.compile(pattern + _ADDRESS)) for kind, pattern in _PATTERNS.items()]


# Who asks of this service says so; 它是什么 and 怎么用 may be about what was spoken of.
_OF_US = re.compile(r"[你您问帮]|这里|说明|\byou\b|\bhelp\b|\bi ask\b")


def recognise(question: str, history: bool = False) -> Kind | None:
    """What a person says who asks nothing of the documents; None for a question. With a ``history``, that is, when
    something was asked before, 怎么用 and "how does it work" ask of that."""
    said = normalise(question).strip(" ?!.,~。？！，、～\n")
    for kind, pattern in _COMPILED:
        if pattern.fullmatch(said):
            return None if history and kind == "help" and not _OF_US.search(said) else kind
    return None


def reply(kind: Kind, question: str, documents: str) -> str:
    """What to tell the person, in their language; ``documents`` says what there is to be asked."""
    if is_chinese(question):
        return {
            "greeting": f"您好！请直接提问。{documents}",
            "thanks": "不客气。",
            "help": f"请用自己的话提问，我只引用文件里的原文作答，并标明出处；文件没有说的，会直接告诉您。{documents}",
            "farewell": "再见。",
        }[kind]
    return {
        "greeting": f"Hello! Ask away. {documents}",
        "thanks": "You are welcome.",
        "help": (
            "Ask in your own words. I answer only with sentences of the documents and say where they stand; what "
            f"the documents do not say, I tell you plainly. {documents}"
        ),
        "farewell": "Goodbye.",
    }[kind]

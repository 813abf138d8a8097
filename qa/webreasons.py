"""Why something cannot be done with a document: the library's English sentences, told in the visitor's language.

A sentence is recognised by the wording it is raised with; one that is not known here is shown as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TypedDict

from qa.webtext import Language

# What is between braces differs from one time to the next.
REASONS: dict[str, dict[Language, str]] = {
    "reason_no_text": {"zh": "“{name}”里没有文字。", "en": "{name} holds no text."},
    "reason_empty": {"zh": "“{name}”是空文件，没有文字。", "en": "{name} is empty; it holds no text."},
    "reason_scan": {
        "zh": "“{name}”是没有文字的 PDF，多半是扫描件；请先做文字识别（OCR）再试。",
        "en": "{name} is a PDF without text, probably a scan; run it through OCR and try again.",
    },
    "reason_encrypted": {
        "zh": "“{name}”有密码保护；请去掉密码另存后再试。",
        "en": "{name} is encrypted; save it without a password and try again.",
    },
    "reason_encrypted_word": {
        "zh": "“{name}”有密码保护，或者是旧的 .doc 格式；请不带密码另存为 .docx。",
        "en": "{name} is encrypted or in the old .doc format; save it as .docx without a password.",
    },
    "reason_damaged_pdf": {
        "zh": "“{name}”已损坏，或者不是 PDF；请用原来的程序重新保存。",
        "en": "{name} is damaged or no PDF; save it again in its program.",
    },
    "reason_damaged_page": {
        "zh": "“{name}”有一页无法读取；请用原来的程序重新保存。",
        "en": "{name} has a page that cannot be read; save it again in its program.",
    },
    "reason_damaged_word": {
        "zh": "“{name}”已损坏，或者不是 DOCX 文件；请用原来的程序重新保存。",
        "en": "{name} is damaged or no DOCX file; save it again in its program.",
    },
    "reason_unpacked": {
        "zh": "“{name}”解压后有 {size} MB，超出一份文件应有的大小。",
        "en": "{name} unpacks to {size} MB, more than a document holds.",
    },
    "reason_encoding": {
        "zh": "“{name}”不是文本，或者编码无法识别；请另存为 UTF-8 后再试。",
        "en": "{name} is no text, or in no encoding known here; save it as UTF-8 and try again.",
    },
    "reason_format": {
        "zh": "“{name}”的格式这里不能读；能读的是：{formats}。",
        "en": "{name} is not one of the formats read here: {formats}.",
    },
    "reason_large": {
        "zh": "“{name}”有 {size} MB，最多读 {limit} MB；请拆分后再试。",
        "en": "{name} is {size} MB large; at most {limit} MB are read; split it and try again.",
    },
    "reason_path": {
        "zh": "“{name}”是路径，不是文件名；请只写文件名。",
        "en": "{name} is a path, not the name of a file; give the name alone.",
    },
    "reason_control": {
        "zh": "文件名“{name}”含有控制字符；请改名后再试。",
        "en": "The name {name} holds control characters; rename the file and try again.",
    },
    "reason_hidden": {
        "zh": "文件名“{name}”是隐藏文件或者太长；请改名后再试。",
        "en": "The name {name} is hidden or too long; rename the file and try again.",
    },
    "reason_suffix": {
        "zh": "新文件名要和原来一样以 {suffix} 结尾。",
        "en": "The new name must end in {suffix}, as the old one does.",
    },
    "reason_taken": {"zh": "已经有一个文件叫“{name}”。", "en": "There is a file {name} already."},
    "reason_taken_by_all": {
        "zh": "这里已经有一份文件叫“{name}”；请给你的文件改名后再试。",
        "en": "There is a document {name} here already; rename yours and try again.",
    },
    "reason_not_yours": {
        "zh": "“{name}”不能改动；只有在这里添加的文件可以。",
        "en": "{name} cannot be changed; only documents that were brought here can.",
    },
    "reason_link": {
        "zh": "“{name}”是指向文件夹外面的链接；请把文件本身放进来。",
        "en": "{name} is a link that leads out of the folder; put the document itself here.",
    },
    "reason_gone": {"zh": "这里没有文件“{name}”。", "en": "There is no document {name} here."},
    "reason_undone": {
        "zh": "“{name}”不在最近一天移除的文件里。",
        "en": "{name} was not removed within the last day.",
    },
    "reason_shipped": {
        "zh": "自带的文件不能改动；请打开自己的文件夹。",
        "en": "The shipped documents cannot be changed; open a folder of your own.",
    },
    "reason_cancelled": {
        "zh": "在读到这个文件之前就停止了；下次更新时再读。",
        "en": "Indexing was cancelled before this file; it is read at the next refresh.",
    },
    "reason_catalogue": {"zh": "catalogue.toml 无法读取：{why}。", "en": "catalogue.toml cannot be read: {why}."},
    "reason_no_table": {
        "zh": 'catalogue.toml 里的 {name} 应当是一个表，例如 ["report.txt"]。',
        "en": 'catalogue.toml: {name} must be a table, as in ["report.txt"].',
    },
    "reason_unwritten": {"zh": "catalogue.toml 无法写入：{why}。", "en": "catalogue.toml cannot be written: {why}."},
    "reason_unread": {"zh": "“{name}”无法读取：{why}。", "en": "{name} cannot be read: {why}."},
    "reason_unremoved": {"zh": "“{name}”无法移除：{why}。", "en": "{name} cannot be removed: {why}."},
    "reason_unrenamed": {"zh": "“{name}”无法改名：{why}。", "en": "{name} cannot be renamed: {why}."},
    # These are raised with a path of the server in them, which is no business of a visitor's.
    "reason_unkept": {"zh": "“{name}”无法保存：{why}。", "en": "{name} cannot be kept: {why}."},
    "reason_folder": {"zh": "文件夹无法读取：{why}。", "en": "The folder cannot be read: {why}."},
    "reason_full": {
        "zh": "服务器的磁盘满了，没有作任何改动；请腾出空间后再试。",
        "en": "The server’s disk is full, and nothing was changed; make room and try again.",
    },
    "reason_index": {
        "zh": "索引无法存到磁盘（{why}）；下次启动时会重新建立。",
        "en": "The index cannot be kept on disk ({why}); the next start makes it again.",
    },
    "reason_other": {"zh": "{sentence}", "en": "{sentence}"},
}

_RAISED = {
    "reason_unkept": "{name} cannot be copied into {folder}: {why}.",
    "reason_folder": "The folder {folder} cannot be read: {why}.",
    "reason_full": "{what}: No space left on device.",
    "reason_index": "The index cannot be kept in {folder} ({why}); the next start makes it again.",
}


class Said(TypedDict):
    """One piece of the page's wording: its key, and what to fill in. The page says it in the visitor's language."""

    word: str
    values: dict[str, str]


def said(word: str, **values: object) -> Said:
    """A piece of wording to be said by the page."""
    return Said(word=word, values={name: str(value) for name, value in values.items()})


class Refused(Exception):
    """What a visitor asked for is not done; the page says why."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.said = said(word, **values)


def reason(error: Exception | str) -> Said:
    """Why something is not done, as wording of the page: a refusal, or a library's sentence."""
    if isinstance(error, Refused):
        return error.said
    sentence = str(error)
    for key, pattern in _patterns().items():
        if match := pattern.fullmatch(sentence):
            shown = REASONS[key]["en"]
            return said(key, **{name: value for name, value in match.groupdict().items() if f"{{{name}}}" in shown})
    return said("reason_other", sentence=sentence)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """For each reason what its sentence looks like, the most particular first."""
    raised = {key: _RAISED.get(key, words["en"]) for key, words in REASONS.items() if key != "reason_other"}
    fixed = {key: len(re.sub(r"{\w+}", "", sentence)) for key, sentence in raised.items()}
    first = sorted(raised, key=lambda key: (key != "reason_full", -fixed[key]))
    return {key: re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(raised[key]))) for key in first}

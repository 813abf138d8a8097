"""Every word of the interface, in Chinese and English."""

from __future__ import annotations

from typing import Literal

from qa.documents import Document
from qa.text import is_chinese

Language = Literal["zh", "en"]

WORDS: dict[str, dict[Language, str]] = {
    "name": {"zh": "原文问答", "en": "Plan QA"},
    "tagline": {
        "zh": "只用文件原话回答，每一句都能查到出处。",
        "en": "Answers only in the documents’ own words, each one a click from its source.",
    },
    "welcome": {"zh": "想从文件里知道什么？", "en": "What would you like to find in the documents?"},
    "examples": {"zh": "可以这样问", "en": "Questions to begin with"},
    "question": {"zh": "你的问题", "en": "Your question"},
    "question_hint": {"zh": "就这些文件提问…", "en": "Ask about the documents…"},
    "send": {"zh": "提问", "en": "Ask"},
    "empty": {"zh": "请先写下问题。", "en": "Please write a question first."},
    "too_long": {
        "zh": "问题太长了，请缩短到 {limit} 个字符以内（现在 {count} 个）。",
        "en": "The question is too long: please keep it within {limit} characters (now {count}).",
    },
    "no_such_document": {
        "zh": "资料库里没有这份文件：{names}。请重新选择要问的文件。",
        "en": "There is no such document: {names}. Please choose again which documents to ask.",
    },
    "searching": {"zh": "正在文件中查找…", "en": "Looking in the documents…"},
    "reading_first": {
        "zh": "文件还在读入（{done} / {found}），读到就回答。",
        "en": "The documents are still being read ({done} of {found}); the answer comes as soon as they are.",
    },
    "reading_beside": {
        "zh": "回答时还有文件没有读完（{done} / {found}），读完可以再问一次。",
        "en": "Documents were still being read at this answer ({done} of {found}); you may ask again when they are.",
    },
    "failed": {
        "zh": "这次没能得到答复，问题还在这里，可以再试一次。",
        "en": "No reply came this time. Your question is still here; you can try again.",
    },
    "save_name": {"zh": "原文问答", "en": "answers"},
    "retry": {"zh": "再试一次", "en": "Try again"},
    "edit": {"zh": "修改问题", "en": "Edit question"},
    "conversation": {"zh": "问答", "en": "Conversation"},
    "understood": {"zh": "理解为：", "en": "Understood as: "},
    "quotes": {"zh": "引文", "en": "Quotes"},
    "quote": {"zh": "引文 {number}", "en": "Quote {number}"},
    "open_source": {"zh": "查看原文", "en": "Open source"},
    "show_paragraph": {"zh": "展开全段", "en": "Whole paragraph"},
    "fold_paragraph": {"zh": "收起", "en": "Show less"},
    "copy": {"zh": "复制引文", "en": "Copy quote"},
    "copied": {"zh": "已复制引文和出处", "en": "Quote and citation copied"},
    "helpful": {"zh": "有帮助", "en": "Helpful"},
    "not_helpful": {"zh": "没有帮助", "en": "Not helpful"},
    "thanks": {"zh": "谢谢，已记下。", "en": "Thank you, noted."},
    "share": {"zh": "复制问题链接", "en": "Copy link to this question"},
    "link_copied": {"zh": "已复制链接", "en": "Link copied"},
    "closest": {"zh": "最接近的段落（没有回答这个问题）", "en": "Closest passages, which do not answer"},
    "try_instead": {"zh": "文件里能回答的问题", "en": "Questions the documents do answer"},
    "next_questions": {"zh": "接着问", "en": "Ask next"},
    "what_about": {"zh": "那{place}呢？", "en": "What about {place}?"},
    "more_details": {"zh": "具体呢？", "en": "More details?"},
    "what_else": {"zh": "还有呢？", "en": "What else?"},
    "source": {"zh": "原文", "en": "Source"},
    "gone": {
        "zh": "这份文件已不在资料库里，或者已经改动。",
        "en": "This document is no longer in the library, or has changed.",
    },
    "chart": {"zh": "引文里的数字，点一下看原文", "en": "The figures in the quotes; choose one to read its source"},
    "place": {"zh": "地方", "en": "Place"},
    "document": {"zh": "文件", "en": "Document"},
    "quote_column": {"zh": "原话", "en": "In its own words"},
    "not_said": {"zh": "文件没有说到", "en": "Not said"},
    "quote_of": {"zh": "引文 {number} / {count}", "en": "Quote {number} of {count}"},
    "close_source": {"zh": "关闭原文", "en": "Close source"},
    "previous_quote": {"zh": "上一条引文", "en": "Previous quote"},
    "next_quote": {"zh": "下一条引文", "en": "Next quote"},
    "ask_only": {"zh": "只问《{title}》", "en": "Ask only {title}"},
    "asked_only": {"zh": "只问：{names}", "en": "Asking only: {names}"},
    "and_more": {"zh": "{names}等 {count} 份文件", "en": "{names} and others, {count} documents in all"},
    "between_names": {"zh": "、", "en": ", "},
    "ask_all": {"zh": "改问全部文件", "en": "Ask all documents"},
    "tick_hint": {"zh": "勾选文件，就只问这些文件。", "en": "Tick documents to ask only those."},
    "find_document": {"zh": "按标题、地方或文件名查找", "en": "Find by title, place or file"},
    "none_found": {"zh": "没有这样的文件。", "en": "No document is called that."},
    "view": {"zh": "怎样看原文", "en": "How the source is shown"},
    "as_text": {"zh": "文字", "en": "Text"},
    "as_pages": {"zh": "原页", "en": "Pages"},
    "page_of": {"zh": "第 {number} / {count} 页", "en": "Page {number} of {count}"},
    "page_image": {
        "zh": "第 {number} 页的图像，引文已标出",
        "en": "An image of page {number}, the quotes marked on it",
    },
    "no_pages": {"zh": "《{title}》不分页。", "en": "{title} has no pages."},
    "previous_page": {"zh": "上一页", "en": "Previous page"},
    "next_page": {"zh": "下一页", "en": "Next page"},
    "documents": {"zh": "文件", "en": "Documents"},
    "unread": {"zh": "没有读入的文件（{count}）", "en": "Files that could not be read ({count})"},
    "page": {"zh": "第 {number} 页", "en": "page {number}"},
    "characters": {"zh": "{count} 字", "en": "{count} characters"},
    "panel": {"zh": "文件与对话", "en": "Documents and conversations"},
    "open_panel": {"zh": "打开文件与对话", "en": "Show documents and conversations"},
    "close_panel": {"zh": "收起文件与对话", "en": "Hide documents and conversations"},
    "conversations": {"zh": "对话", "en": "Conversations"},
    "new": {"zh": "新对话", "en": "New"},
    "new_conversation": {"zh": "新对话", "en": "New conversation"},
    "rename": {"zh": "重命名", "en": "Rename"},
    "rename_conversation": {"zh": "重命名对话：{title}", "en": "Rename conversation: {title}"},
    "delete": {"zh": "删除", "en": "Delete"},
    "delete_conversation": {"zh": "删除对话：{title}", "en": "Delete conversation: {title}"},
    "export": {"zh": "导出对话", "en": "Export conversation"},
    "kept_here": {"zh": "对话只保存在这个浏览器里。", "en": "Conversations are kept in this browser only."},
    "language": {"zh": "English", "en": "中文"},
    "language_label": {"zh": "Switch to English", "en": "切换到中文"},
    "skip": {"zh": "跳到提问框", "en": "Skip to the question box"},
}


def language_of(text: str) -> Language:
    """The language to reply in."""
    return "zh" if is_chinese(text) else "en"


def place_name(document: Document, language: Language) -> str:
    """What a document's place is called in a language; empty when the document gives it no such name."""
    names = (document.place, *document.names)
    return next((name for name in names if name and language_of(name) == language), "")


def word(key: str, language: Language, **values: object) -> str:
    """One piece of interface wording, with its ``{placeholders}`` filled in."""
    return WORDS[key][language].format(**values)

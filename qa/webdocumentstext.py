"""Every word of the documents panel, in Chinese and English."""

from __future__ import annotations

from qa.webreasons import REASONS
from qa.webtext import Language

DOCUMENTS_WORDS: dict[str, dict[Language, str]] = {
    **REASONS,
    "add_documents": {"zh": "添加文件", "en": "Add documents"},
    "nothing_yet": {
        "zh": "这里还没有文件。添加之后，就可以提问。",
        "en": "There are no documents yet. Add some, and ask.",
    },
    "upload_hint": {
        "zh": "也可以拖到页面上。PDF、Word（docx）、网页、文本；每个最多 {file_bytes}，一次最多 {upload_files} 个、"
        "{upload_bytes}，资料库最多 {library_files} 个、{library_bytes}。",
        "en": "Or drop them on the page. PDF, Word (docx), HTML, text; up to {file_bytes} each, {upload_files} files "
        "or {upload_bytes} at once, {library_files} files or {library_bytes} in all.",
    },
    "seen_by_shared": {"zh": "打开这个页面的人都能看到。", "en": "Everybody who opens this page sees them."},
    "seen_by_private": {
        "zh": "只有你能看到，离开后不久就会删除。",
        "en": "Only you see them, and they are deleted soon after you leave.",
    },
    "drop_here": {"zh": "松开鼠标，添加这些文件", "en": "Drop to add these documents"},
    "read_only": {"zh": "这里不能添加或改动文件。", "en": "Documents cannot be added or changed here."},
    "limit_upload_files": {
        "zh": "一次最多添加 {limit} 个文件；这个没有添加，请下一次再添加。",
        "en": "At most {limit} files are added at once; this one was not. Add it next.",
    },
    "limit_upload_bytes": {
        "zh": "一次最多添加 {limit}；这个没有添加，请下一次再添加。",
        "en": "At most {limit} is added at once; this one was not. Add it next.",
    },
    "limit_library_files": {
        "zh": "资料库满了，最多 {limit} 个文件；请先移除一些。",
        "en": "The library is full: it holds at most {limit} files. Remove some first.",
    },
    "limit_library_bytes": {
        "zh": "资料库满了，最多 {limit}；请先移除一些文件。",
        "en": "The library is full: it holds at most {limit}. Remove some documents first.",
    },
    "upload_lost": {
        "zh": "服务器没有收到这个文件；请重新添加。",
        "en": "The server did not receive this file; add it again.",
    },
    "upload_failed": {"zh": "上传中断了；请重新添加。", "en": "The upload broke off; add the file again."},
    "upload_queued": {"zh": "等待上传", "en": "Waiting to be sent"},
    "upload_sending": {"zh": "正在上传：{sent} / {size} {unit}", "en": "Sending: {sent} of {size} {unit}"},
    "upload_waiting": {"zh": "已上传，等待读入", "en": "Sent, waiting to be read"},
    "upload_reading": {"zh": "正在读入", "en": "Reading"},
    "upload_indexed": {"zh": "可以提问了", "en": "Ready to be asked"},
    "upload_renamed": {
        "zh": "可以提问了；已有同名文件，所以存为“{name}”",
        "en": "Ready to be asked, as {name}: the name was taken",
    },
    "upload_known": {"zh": "资料库里已经有这个文件（{name}）", "en": "The library has this file already ({name})"},
    "cancel_upload": {"zh": "取消：{name}", "en": "Cancel {name}"},
    "uploads_label": {"zh": "添加进度", "en": "Adding progress"},
    "uploads_begun": {"zh": "开始添加 {count} 个文件", "en": "Adding {count} files"},
    "uploads_left": {"zh": "已处理 {done} / {count} 个文件", "en": "{done} of {count} files done"},
    "uploads_done": {"zh": "添加完成：{done} 个文件", "en": "Files added: {done}"},
    "uploads_done_but": {
        "zh": "添加了 {done} 个文件，{failed} 个没有成功",
        "en": "Files added: {done}; not added: {failed}",
    },
    "clear_brought": {"zh": "知道了", "en": "OK"},
    "reading_now": {
        "zh": "正在读入：{done} / {found} 个文件，{passages} 段",
        "en": "Reading: {done} of {found} files, {passages} passages",
    },
    "seconds_left": {"zh": "，还要约 {seconds} 秒", "en": ", about {seconds} s left"},
    "minutes_left": {"zh": "，还要约 {minutes} 分钟", "en": ", about {minutes} min left"},
    "reading_label": {"zh": "读入进度", "en": "Reading progress"},
    "stop_reading": {"zh": "停止", "en": "Stop"},
    "stop_reading_label": {"zh": "停止读入，已读的保留", "en": "Stop reading, keep what is done"},
    "not_read_yet": {"zh": "还没有读入", "en": "Not read yet"},
    "state_waiting": {"zh": "等待读入", "en": "waiting"},
    "state_reading": {"zh": "正在读入", "en": "reading now"},
    "and_others": {"zh": "还有 {count} 个", "en": "and {count} more"},
    "left_unread": {"zh": "{count} 个文件还没有读入。", "en": "Files not read yet: {count}."},
    "read_on": {"zh": "继续读入", "en": "Read on"},
    "manage": {"zh": "修改或移除：{title}", "en": "Change or remove {title}"},
    "facts_title": {"zh": "文件信息", "en": "About this document"},
    "fact_file": {"zh": "文件名", "en": "File name"},
    "fact_encoding": {"zh": "读入时用的编码：{encoding}", "en": "Read as {encoding}"},
    "fact_title": {"zh": "标题", "en": "Title"},
    "fact_place": {"zh": "地方", "en": "Place"},
    "fact_names": {"zh": "这个地方的其他名称（用顿号隔开）", "en": "Other names of the place, with commas between"},
    "fact_publisher": {"zh": "发布者", "en": "Publisher"},
    "fact_date": {"zh": "日期（如 2026-05-01、2026-05 或 2026）", "en": "Date, as 2026-05-01, 2026-05 or 2026"},
    "fact_language": {"zh": "语言", "en": "Language"},
    "facts_hint": {
        "zh": "这些大多是从文件里看出来的，可以更正；清空一项，就恢复成文件自己写的。",
        "en": "Most of this was read from the document itself. Correct what is wrong; empty a field to go back to what "
        "the document says.",
    },
    "fact_long": {"zh": "每一项最多 {limit} 个字。", "en": "Each field holds at most {limit} characters."},
    "fact_wrong_date": {
        "zh": "日期请写成 2026-05-01、2026-05 或 2026。",
        "en": "Please write the date as 2026-05-01, 2026-05 or 2026.",
    },
    "save": {"zh": "保存", "en": "Save"},
    "cancel": {"zh": "取消", "en": "Cancel"},
    "facts_saved": {"zh": "已保存", "en": "Saved"},
    "remove": {"zh": "移除", "en": "Remove"},
    "remove_label": {"zh": "移除这份文件", "en": "Remove this document"},
    "removed": {"zh": "已移除：{title}", "en": "Removed: {title}"},
    "undo": {"zh": "撤销", "en": "Undo"},
    "undo_removing": {"zh": "撤销移除：{title}", "en": "Undo removing {title}"},
    "restored": {"zh": "已恢复：{title}", "en": "Back again: {title}"},
    "close": {"zh": "×", "en": "×"},
    "close_notice": {"zh": "关闭提示", "en": "Close this notice"},
}
"""With the reasons why something failed."""

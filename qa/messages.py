"""What a person is told beside the quotes, in Chinese or English, as they asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qa.documents import Document
from qa.places import Place
from qa.text import is_chinese

MAX_NAMES = 10
"""So many places or documents are named in a message; of the others only their number is told."""


def quoted(question: str, quotes: int, documents: Sequence[Document] = ()) -> str:
    """That so many quotes follow, and of which ``documents``, if these are of several places or of none."""
    chinese = is_chinese(question)
    names = list(dict.fromkeys(name(document, chinese) for document in documents))
    of = (f"，出自{'、'.join(names)}" if chinese else f", from {', '.join(names)}") if len(names) > 1 else ""
    if chinese:
        return f"文件中的原文如下（{quotes}处{of}）。"
    return f"In the documents' own words ({quotes} {'quote' if quotes == 1 else 'quotes'}{of})."


def compared(question: str, quotes: int, silent: Sequence[str] = (), places: int = 0, left: int = 0) -> str:
    """That so many quotes follow, whose documents do not say, and, where of many places only these nearest ones were
    compared, how many are ``left``."""
    some, others = silent[:MAX_NAMES], len(silent) - MAX_NAMES
    if is_chinese(question):
        none = f"没有说到的：{'、'.join(some)}{f'等{len(silent)}个' if others > 0 else ''}。" if silent else ""
        rest = f"先比较了最接近的{places}个，还有{left}个；要看，请问“还有呢？”。" if left else ""
    else:
        none = f" Not said for: {', '.join(some)}{f' and {others} others' if others > 0 else ''}." if silent else ""
        rest = f' The {places} nearest were compared; ask "What else?" for the other {left}.' if left else ""
    return f"{quoted(question, quotes)}{none}{rest}"


def not_said(question: str, places: Sequence[Place] = ()) -> str:
    """That the documents do not say this, of these places if any."""
    if is_chinese(question):
        named = "、".join(place.short for place in places[:MAX_NAMES])
        return f"这些文件里没有说到{named}的这一点。" if named else "这些文件里没有说到这一点。"
    named = ", ".join(place.latin or place.short for place in places[:MAX_NAMES])
    return f"The documents do not say this of {named}." if named else "The documents do not say."


def nothing_more(question: str) -> str:
    """That all was quoted."""
    return "这些文件里没有更多相关的原文了。" if is_chinese(question) else "The documents say nothing more on this."


def ask_in_words(question: str) -> str:
    """That a question is too short to say what is asked; in both languages where it is in none."""
    chinese, english = "请再多写几个字，说明想问什么。", "Please say in a few words what you would like to know."
    if is_chinese(question):
        return chinese
    return english if any(char.isalpha() for char in question) else f"{chinese} {english}"


def there_is(question: str, documents: Sequence[Document]) -> str:
    """How many documents there are, and what they are called: by their place, or where that says too little, by
    their title."""
    places = Counter(document.place for document in documents)
    chinese, count = is_chinese(question), len(documents)
    names = [
        name(document, chinese) if document.place and places[document.place] == 1 else document.title
        for document in documents
    ]
    some = list(dict.fromkeys(names))[:MAX_NAMES]
    if not documents:
        return "这里还没有文件。" if chinese else "There are no documents here yet."
    if chinese:
        return f"这里有{count}份文件{'，如' if count > MAX_NAMES else '：'}{'、'.join(some)}。"
    are = "is 1 document" if count == 1 else f"are {count} documents"
    return f"There {are} here{', such as' if count > MAX_NAMES else ':'} {', '.join(some)}."


def name(document: Document, chinese: bool) -> str:
    """What a document is called by its place, or, if it has none, its title; of the names of a place the last is the
    one in Latin letters, if any is."""
    return (document.place if chinese or not document.names else document.names[-1]) or document.title

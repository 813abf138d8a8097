"""Sets that a document tells under one heading for each member (实施甲行动 …, 实施乙行动 …): asked which they are, its
headings are the answer."""

from __future__ import annotations

import re

from qa import asking
from qa.quoting import Quote, headings, lists
from qa.retrieval import Retriever
from qa.text import normalise, terms

MIN_MEMBERS, MAX_MEMBERS = 3, 12
"""So many headings at least make a set; so many at most are quoted."""

# What people say around the name of a set: how it is counted, and that it is planned or done.
_AROUND = re.compile(
    r"[两三四五六七八九十几][大项个]|主要|重点|重大|专项|具体|分别|深入|打算|准备|提出|实施|推进|推动|推出|开展|组织|采取|安排|"
    r"部署|落实|要?[搞做]|要[办建修抓]|的"
)
_TIMES = re.compile(
    r"接下来|下一步|今后|未来|将来|往后|以后|过去|(?:[\d一二三四五六七八九十]+个?)?年(?:来|内|里)?|期间|[是要将有]"
)


def set_members(retriever: Retriever, question: str, best: Quote) -> list[Quote]:
    """The headings of the best quote's document, one for each member of the set that is asked for; none where no set
    is, where the quote itself lists its members, where they are too few, or more than asked for, or where the document
    does not speak of what else is asked."""
    wanted = asking.asked_set(normalise(question))
    if not wanted or lists(best, wanted[0]):
        return []
    noun, count = wanted
    found = headings(retriever, best.source, noun)
    if not MIN_MEMBERS <= len(found) <= (count or MAX_MEMBERS):
        return []
    besides = _TIMES.sub(" ", re.sub(noun, " ", without_set(retriever.scope.without(question))))
    pairs = {term for term in terms(besides) if len(term) > 1}
    text = "\n".join(passage.in_context for passage in retriever.passages if passage.source == best.source)
    return found if not pairs or sum(pair in text for pair in pairs) > len(pairs) / 2 else []


def without_set(question: str) -> str:
    """The question for what a document says of a set, rather than for which its members are: no heading holds their
    number (五大), and none lists them."""
    return _AROUND.sub(" ", asking.without_asking(normalise(question)))

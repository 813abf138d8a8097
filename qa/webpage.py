"""Answers and documents as HTML.

Whatever comes out of a document is escaped here. The words of the interface are not here: elements say which
they want (``data-word``, ``data-label``) and the page fills them in, so a switch of language reaches all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from html import escape

from qa import Answer, Passage, Quote, messages
from qa.documents import Document
from qa.figures import comparable_figures
from qa.layout import Block
from qa.text import is_chinese

IN_VIEW = 60
"""Characters of the paragraph that stay in view on each side of a quote; the rest folds."""

BREAKS = "。；，、！？：”）,;.!? "
"""Where a folded paragraph may be cut without splitting a word or a clause."""

DocumentOf = Callable[[str], Document]


Span = tuple[int, int]
"""Half-open range of characters in a source file."""


def answer_html(answer: Answer, document_of: DocumentOf) -> str:
    """The message and the quotes, best first; as a table when places are compared.

    A refusal is its message alone.
    """
    message = f'<p class="message">{escape(answer.message)}</p>' if answer.message else ""
    if not answer.quotes:
        return message
    if answer.compared:
        return message + chart_html(answer, document_of) + comparison_html(answer, document_of)
    numbered = enumerate(answer.quotes, start=1)
    cards = "".join(quote_card(quote, document_of(quote.source), number) for number, quote in numbered)
    return f'{message}<ol class="cards" data-label="quotes">{cards}</ol>'


def quote_card(quote: Quote, document: Document, number: int) -> str:
    """One quote: the sentence marked inside its paragraph, and where it comes from."""
    before, marked, after = around(quote)
    unfold = _button("unfold", "show_paragraph") if max(len(before), len(after)) > IN_VIEW else ""
    return (
        f'<li class="card quoted"{_span(quote)} data-citation="{escape(citation(document, quote))}">'
        f'<article data-label="quote" data-number="{number}">'
        f'<span class="number" aria-hidden="true">[{number}]</span>'
        f"<blockquote{_lang(document)}><p>{_folding_start(before)}<mark>{escape(marked)}</mark>"
        f"{_folding_end(after)}</p></blockquote>{_origin(document, quote)}"
        f'<div class="actions">{_button("open", "open_source")}{unfold}{_button("copy", "copy")}</div>'
        f"</article></li>"
    )


def chart_html(answer: Answer, document_of: DocumentOf) -> str:
    """A bar for each quote of a comparison, where their figures may be set side by side; else nothing."""
    figures = comparable_figures(answer.question, answer.quotes)
    if not figures:
        return ""
    chinese = is_chinese(answer.question)
    longest = max(figure.amount for figure in figures)
    bars = "".join(
        f'<li><button type="button" class="chart-bar" data-number="{number}">'
        f'<span class="chart-name">{escape(messages.name(document_of(quote.source), chinese))}</span>'
        f'<span class="chart-track"><span style="width: {100 * figure.amount / longest:.2f}%"></span></span>'
        f'<span class="chart-figure">{escape(figure.text)}</span>'
        f'<span class="hidden-label" data-word="open_source"></span></button></li>'
        for number, (figure, quote) in enumerate(zip(figures, answer.quotes, strict=True), start=1)
    )
    return f'<figure class="chart"><figcaption data-word="chart"></figcaption><ol>{bars}</ol></figure>'


def comparison_html(answer: Answer, document_of: DocumentOf) -> str:
    """A table with a row for each quote, and one for each place whose document does not say."""
    chinese = is_chinese(answer.question)
    rows = [
        _row(quote, document_of(quote.source), number, chinese) for number, quote in enumerate(answer.quotes, start=1)
    ]
    not_said = '<td role="cell" class="silent" data-word="not_said"></td><td role="cell"></td>'
    rows += [f'<tr role="row">{_row_heading(place)}{not_said}</tr>' for place in answer.silent]
    named = "place" if any(document_of(quote.source).place for quote in answer.quotes) else "document"
    head = "".join(f'<th scope="col" data-word="{word}"></th>' for word in (named, "quote_column", "source"))
    # The roles are those the elements have; browsers drop them when a narrow page stacks the cells.
    return (
        f'<table class="comparison" role="table"><thead><tr>{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def _row_heading(place: str) -> str:
    return f'<th scope="row" role="rowheader">{escape(place)}</th>'


def _row(quote: Quote, document: Document, number: int, chinese: bool) -> str:
    citing = escape(citation(document, quote))
    origin = _origin(document, quote, with_place=False)
    return (
        f'<tr role="row" class="quoted"{_span(quote)} data-citation="{citing}">'
        f"{_row_heading(messages.name(document, chinese))}"
        f'<td role="cell"><blockquote{_lang(document)}><p><mark>{escape(quote.text)}</mark></p></blockquote></td>'
        f'<td role="cell"><span class="number">[{number}]</span>{origin}'
        f'<div class="actions">{_button("open", "open_source")}{_button("copy", "copy")}</div></td></tr>'
    )


def closest_html(passages: Iterable[Passage], document_of: DocumentOf) -> str:
    """The nearest passages to a question that is not answered, folded away and said not to answer it."""
    items = "".join(
        f'<li class="card near quoted"{_span(passage)}><blockquote{_lang(document_of(passage.source))}>'
        f"<p>{escape(passage.text)}</p></blockquote>{_origin(document_of(passage.source), passage)}"
        f'<div class="actions">{_button("open", "open_source")}</div></li>'
        for passage in passages
    )
    if not items:
        return ""
    summary = '<summary data-word="closest"></summary>'
    return f'<details class="closest">{summary}<ol class="cards">{items}</ol></details>'


def article_html(document: Document, spans: Sequence[Span]) -> str:
    """A whole document to read, every span marked and numbered by its place in ``spans``."""
    blocks = "".join(_block_html(block, _marks_in(block, spans)) for block in document.blocks)
    return (
        f'<article class="article"{_lang(document)} data-pages="{len(document.pages)}">'
        f"<header><h2>{escape(document.title)}</h2>"
        f'<p class="origin">{_joined(document.place, document.publisher, document.date)}</p></header>'
        f"{blocks}</article>"
    )


def citation(document: Document, quote: Quote) -> str:
    """Where a quote comes from, as one line of plain text."""
    title = f"《{document.title}》" if document.language.startswith("zh") else document.title
    page = f"p. {quote.page}" if quote.page else ""
    parts = (title, document.publisher, document.date, quote.passage.section, page)
    return "，".join(part for part in parts if part)


def around(quote: Quote) -> tuple[str, str, str]:
    """The quote's passage, cut into what stands before the quote, the quote, and what stands after it."""
    text, behind = quote.passage.text, quote.at + len(quote.text)
    return text[: quote.at], text[quote.at : behind], text[behind:]


def _marks_in(block: Block, spans: Sequence[Span]) -> list[tuple[int, int, int]]:
    """The spans that stand in this block as (first, behind, number) of its text, in order and apart."""
    found = [
        (bisect_left(block.starts, start), bisect_right(block.ends, end), number)
        for number, (start, end) in enumerate(spans)
    ]
    apart: list[tuple[int, int, int]] = []
    for mark in sorted(found):
        if mark[0] < mark[1] and (not apart or mark[0] >= apart[-1][1]):
            apart.append(mark)
    return apart


def _block_html(block: Block, marks: Sequence[tuple[int, int, int]]) -> str:
    tag = "h3" if block.kind in ("heading", "label") else "p"
    pieces, at = [], 0
    for start, end, number in marks:
        pieces.append(escape(block.text[at:start]))
        pieces.append(f'<mark data-quote="{number}" tabindex="-1">{escape(block.text[start:end])}</mark>')
        at = end
    pieces.append(escape(block.text[at:]))
    return f'<{tag} class="{escape(block.kind)}">{"".join(pieces)}</{tag}>'


def _folding_start(text: str) -> str:
    if len(text) <= IN_VIEW:
        return escape(text)
    cut = len(text) - IN_VIEW
    cut = next((place + 1 for place in range(cut, len(text) - 1) if text[place] in BREAKS), cut)
    return (
        f'<span class="folded">{escape(text[:cut])}</span><span class="gap" aria-hidden="true">… </span>'
        f"{escape(text[cut:])}"
    )


def _folding_end(text: str) -> str:
    if len(text) <= IN_VIEW:
        return escape(text)
    cut = next((place + 1 for place in range(IN_VIEW - 1, 0, -1) if text[place] in BREAKS), IN_VIEW)
    return (
        f'{escape(text[:cut])}<span class="gap" aria-hidden="true"> …</span>'
        f'<span class="folded">{escape(text[cut:])}</span>'
    )


def _button(name: str, label: str) -> str:
    return f'<button type="button" class="{name}" data-word="{label}"></button>'


def _span(quoted: Quote | Passage) -> str:
    source = escape(quoted.source)
    page = f' data-page="{quoted.page}"' if quoted.page else ""
    return f' data-source="{source}" data-start="{quoted.start}" data-end="{quoted.end}"{page}'


def _origin(document: Document, quoted: Quote | Passage, *, with_place: bool = True) -> str:
    section = quoted.passage.section if isinstance(quoted, Quote) else quoted.section
    facts = _joined(document.place if with_place else "", document.publisher, document.date, section)
    page = quoted.page
    where = f'{" · " if facts else ""}<span data-word="page" data-number="{page}"></span>' if page else ""
    return f'<p class="origin"{_lang(document)}><cite>{escape(document.title)}</cite>{facts}{where}</p>'


def _joined(*facts: str) -> str:
    return escape(" · ".join(fact for fact in facts if fact))


def _lang(document: Document) -> str:
    return f' lang="{escape(document.language)}"' if document.language else ""

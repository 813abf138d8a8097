"""What the page and the endpoints ask of a library. Everything that comes in is checked here."""

# Annotations here are read at run time: Gradio describes the endpoints by them.

from base64 import b64encode
from collections.abc import Collection
from dataclasses import asdict
from typing import Any, cast, get_args

from qa import Answer, Library, Passage
from qa.answering import MAX_QUESTION
from qa.conversation import Message, questions
from qa.pdf import page_image
from qa.smalltalk import recognise
from qa.suggesting import MAX_OFFERED, MAX_TRIED, examples, instead, next_section
from qa.text import whole
from qa.webfeedback import keep
from qa.webjson import AnswerJSON, DocumentJSON, MessageJSON, PassageJSON
from qa.webpage import answer_html, article_html, closest_html
from qa.webtext import Language, language_of, place_name, word

MAX_HISTORY = 50
"""The last messages of a conversation are looked at; those before are let go."""

MAX_PASSAGES = 50
MAX_NEAR = 5
"""Passages near a question without an answer from which other questions are made."""

MAX_NAMED = 5
"""How many names of documents that are not there are repeated to whoever asked for them."""


class Unaskable(Exception):
    """What was asked cannot be; the message says why, in the language of the question."""


class Service:
    """What the page and the endpoints ask of a library."""

    def __init__(self, library: Library) -> None:
        self.library = library

    # The endpoints. Their docstrings are what the API page shows.

    def retrieve(self, question: str, k: int = 5, sources: list[str] | None = None) -> list[PassageJSON]:
        """Find the passages of the documents that are nearest to a question.

        Parameters:
            question: What to look for, in Chinese or English, at most 500 characters.
            k: How many passages to give, 1 to 50.
            sources: The only documents to look in, by the names of their files (source); by default all.

        Returns:
            The passages, best first: the text as it stands in the document, the file's name (source), the
            characters of the file it covers (start, end), a score from 0 to 1, the document's title and
            place, the heading it stands under (section), and the page it begins on, counted from 1 (null in
            a format without pages).
        """
        asked, chosen = self._checked(question, sources)
        if not 1 <= k <= MAX_PASSAGES:
            raise Unaskable(f"k must be a number from 1 to {MAX_PASSAGES}.")
        passages = self.library.retrieve(asked, k, sources=chosen)
        return [cast(PassageJSON, passage.to_dict()) for passage in passages]

    def ask(
        self, question: str, history: list[MessageJSON] | None = None, sources: list[str] | None = None
    ) -> AnswerJSON:
        """Answer a question with the documents' own sentences, or say that the documents do not answer it.

        Parameters:
            question: The question, in Chinese or English, at most 500 characters.
            history: The conversation so far, oldest message first, so that a follow-up ("And Nantong?") is understood.
            sources: The only documents to ask, by the names of their files (source); by default all.

        Returns:
            The question as understood, whether it was answered, the quotes, best first (each with its text,
            source, start, end, score, and the passage in which it stands at the character ``at``), a message
            for the person, the probability that the best quote answers, whether several places were asked for
            (compared: one quote for each), and those of them whose documents do not say (silent).
        """
        asked, chosen = self._checked(question, sources)
        answer = self.library.ask(asked, (history or [])[-MAX_HISTORY:], sources=chosen)
        return cast(AnswerJSON, answer.to_dict())

    def documents(self) -> list[DocumentJSON]:
        """List the documents that are asked.

        Returns:
            For each the file's name (source), title, place, publisher, date, language, the encoding it was read
            in (empty for PDF and DOCX), the number of its pages (0 in a format without pages), and its length
            in characters; an empty string stands for what is not known.
        """
        return [
            DocumentJSON(
                source=document.source,
                title=document.title,
                place=document.place,
                publisher=document.publisher,
                date=document.date,
                language=document.language,
                encoding=document.encoding,
                pages=len(document.pages),
                length=document.length,
            )
            for document in self.library.documents
        ]

    # What the page calls. It sends one object.

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """A question of the page and its answer as HTML to show and Markdown to keep. While documents are being read,
        how far that is comes with it; or alone, where what is not read yet may say what is not found."""
        reading = self.library.progress
        talk = self._is_talk(asked)
        if reading and not talk and self._missing(asked["sources"]):
            return {"reading": asdict(reading)}
        answer = self._ask(asked)
        if reading and not talk and (not answer.answered or answer.silent):
            return {"reading": asdict(reading)}
        html = answer_html(answer, self.library.document)
        if not answer.answered and not talk:
            html += closest_html(self._closest(answer, asked, 3), self.library.document)
        return {
            "understood": answer.question,
            "answered": answer.answered,
            "talk": talk,
            "reading": asdict(reading) if reading and not talk else None,
            "html": html,
            "markdown": answer.to_markdown(),
        }

    def article(self, asked: dict[str, Any]) -> str:
        """A whole document with quotes of it marked; an empty string when the library no longer has it."""
        document = next((one for one in self.library.documents if one.source == asked["source"]), None)
        spans = [(int(start), int(end)) for start, end in asked["spans"][:MAX_PASSAGES]]
        return article_html(document, spans) if document else ""

    def sheet(self, asked: dict[str, Any]) -> dict[str, Any]:
        """A page of a document that has pages, as an image (a data URL), and where the quotes stand on it."""
        document = self.library.document(str(asked["source"]))
        if not document.pages:
            raise Unaskable(word("no_pages", language_of(document.title), title=document.title))
        page = min(max(int(asked["page"]), 1), len(document.pages))
        begins = document.pages[page - 1]
        spans = [(int(start) - begins, int(end) - begins) for start, end in asked["spans"][:MAX_PASSAGES]]
        image = page_image(self.library.path(document.source), page, spans)
        return {"image": f"data:image/png;base64,{b64encode(image.png).decode()}", "boxes": image.boxes}

    def next_questions(self, asked: dict[str, Any]) -> list[str]:
        """Questions to go on with: after an answer the same for other places and the section behind the first quote,
        or what else there is; after a refusal what the documents do answer near it; after a greeting the questions to
        begin with."""
        answer, language = self._ask(asked), language_of(asked["question"])
        if answer.quotes:
            section = next_section(self.library, answer.quotes[0], language, asked["sources"])
            return [*self._elsewhere(answer, asked, language), *(section or self._more(answer, asked, language))]
        if self._is_talk(asked):
            return examples(self.library, language)
        return instead(self.library, asked["question"], self._closest(answer, asked, MAX_NEAR), asked["sources"])

    def examples(self, _: dict[str, Any]) -> dict[Language, list[str]]:
        """Questions to begin with, in each language."""
        return {language: examples(self.library, language) for language in get_args(Language)}

    def feedback(self, asked: dict[str, Any]) -> bool:
        """Keep whether the answer to a question was liked; it is asked again, so that only answers are kept."""
        keep(self._ask(asked), liked=bool(asked["liked"]))
        return True

    def _is_talk(self, asked: dict[str, Any]) -> bool:
        """Whether nothing is asked of the documents."""
        return recognise(asked["question"], history=bool(questions(_history(asked)))) is not None

    def _ask(self, asked: dict[str, Any]) -> Answer:
        question, sources = self._checked(asked["question"], asked["sources"])
        return self.library.ask(question, _history(asked), sources=sources)

    def _elsewhere(self, answer: Answer, asked: dict[str, Any], language: Language) -> list[str]:
        """The question of an answer asked of other places, where their documents answer it."""
        seen = {quote.passage.place for quote in answer.quotes}
        found: list[str] = []
        tried = 0
        for document in self.library.documents:
            name = place_name(document, language)
            if not name or document.place in seen or (asked["sources"] and document.source not in asked["sources"]):
                continue
            seen.add(document.place)
            tried += 1
            follow_up = word("what_about", language, place=name)
            quotes = self._follow(asked, follow_up).quotes
            if quotes and quotes[0].passage.place == document.place:
                found.append(follow_up)
            if len(found) == MAX_OFFERED or tried == MAX_TRIED:
                break
        return found

    def _more(self, answer: Answer, asked: dict[str, Any], language: Language) -> list[str]:
        """A follow-up that leads on from an answer, in the words of the language alone: a heading of the documents may
        be in another, and turn the conversation into that."""
        shown = {(quote.source, quote.start) for quote in answer.quotes}
        for follow_up in (word("more_details", language), word("what_else", language)):
            quotes = self._follow(asked, follow_up).quotes
            if quotes and (quotes[0].source, quotes[0].start) not in shown:
                return [follow_up]
        return []

    def _follow(self, asked: dict[str, Any], follow_up: str) -> Answer:
        return self._ask({**asked, "question": follow_up, "history": [*asked["history"], asked["question"]]})

    def _closest(self, answer: Answer, asked: dict[str, Any], count: int) -> list[Passage]:
        return self.library.retrieve(answer.question[:MAX_QUESTION], count, sources=asked["sources"])

    def _missing(self, sources: Collection[str] | None) -> list[str]:
        """Those of the documents to ask that are not there."""
        there = {document.source for document in self.library.documents}
        return [str(source) for source in sources or () if source not in there]

    def _checked(self, question: Any, sources: list[str] | None) -> tuple[str, list[str]]:
        """The question without the space around it and the documents to ask, if they can be asked."""
        asked = whole(str(question)).strip()
        language = language_of(asked)
        if not asked:
            raise Unaskable(word("empty", language))
        if len(asked) > MAX_QUESTION:
            raise Unaskable(word("too_long", language, limit=MAX_QUESTION, count=len(asked)))
        if missing := self._missing(sources):
            raise Unaskable(word("no_such_document", language, names=", ".join(missing[:MAX_NAMED])))
        return asked, list(sources or ())


def _history(asked: dict[str, Any]) -> list[Message]:
    """What was asked before, as messages."""
    return [{"role": "user", "content": str(one)[:MAX_QUESTION]} for one in asked["history"][-MAX_HISTORY:]]

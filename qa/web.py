"""The web chat: one page of Gradio that asks a library and shows what its documents say, word for word.

The page is HTML of our own in a ``gr.HTML`` component; its script calls the server functions below.
Nothing about a visitor is kept on the server, so any number of servers may stand behind one address.
"""

# Annotations here are read at run time: Gradio describes the endpoints by them.

import inspect
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypedDict, cast

# Read when gradio is imported, so set before: no usage reports, no version check, no hub telemetry.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import gradio as gr
from gradio.events import api

from qa import Answer, Library
from qa.answering import MAX_QUESTION
from qa.smalltalk import recognise
from qa.webfeedback import keep
from qa.webpage import answer_html, article_html, closest_html, place_name, shelf_html
from qa.webtext import EXAMPLES, WORDS, Language, language_of, word

PAGE = Path(__file__).parent / "page"
SCRIPTS = ("basics.js", "words.js", "conversations.js", "asking.js", "answers.js", "reader.js", "frame.js")
"""The page's script, in the order in which its parts run."""

MAX_HISTORY = 50
"""The last messages of a conversation are looked at; those before are let go."""

MAX_PASSAGES = 50
MAX_SUGGESTIONS = 3
SYSTEM_FONTS = [gr.themes.Font("system-ui"), gr.themes.Font("sans-serif")]


class PassageJSON(TypedDict):
    """A passage as the endpoints give it."""

    text: str
    source: str
    start: int
    end: int
    score: float
    title: str
    place: str
    section: str
    page: int | None


class QuoteJSON(TypedDict):
    """A quote as the endpoints give it."""

    text: str
    source: str
    start: int
    end: int
    score: float
    at: int
    passage: PassageJSON
    page: int | None


class DocumentJSON(TypedDict):
    """A document as the endpoints give it; what is not known of it is an empty string."""

    source: str
    title: str
    place: str
    publisher: str
    date: str
    language: str
    length: int


class AnswerJSON(TypedDict):
    """An answer as the endpoints give it."""

    question: str
    answered: bool
    quotes: list[QuoteJSON]
    message: str
    probability: float
    silent: list[str]


class MessageJSON(TypedDict):
    """One message of a conversation."""

    role: str
    content: str


class Service:
    """What the page and the endpoints ask of a library. Everything that comes in is checked here."""

    def __init__(self, library: Library) -> None:
        self.library = library

    # The endpoints. Their docstrings are what the API page shows.

    def retrieve(self, question: str, k: int = 5) -> list[PassageJSON]:
        """Find the passages of the documents that are nearest to a question.

        Parameters:
            question: What to look for, in Chinese or English, at most 500 characters.
            k: How many passages to give, 1 to 50.

        Returns:
            The passages, best first: the text as it stands in the document, the file's name (source), the
            characters of the file it covers (start, end), a score from 0 to 1, the document's title and
            place, the heading it stands under (section), and the page it begins on, counted from 1 (null in
            a format without pages).
        """
        if not 1 <= k <= MAX_PASSAGES:
            raise gr.Error(f"k must be a number from 1 to {MAX_PASSAGES}.", print_exception=False)
        passages = self.library.retrieve(_checked(question), k)
        return [cast(PassageJSON, passage.to_dict()) for passage in passages]

    def ask(self, question: str, history: list[MessageJSON] | None = None) -> AnswerJSON:
        """Answer a question with the documents' own sentences, or say that the documents do not answer it.

        Parameters:
            question: The question, in Chinese or English, at most 500 characters.
            history: The conversation so far, oldest message first, each with a role ("user" or "assistant")
                and its content, so that a follow-up ("And Nantong?") is understood.

        Returns:
            The question as understood, whether it was answered, the quotes, best first (each with its text,
            source, start, end, score, and the passage in which it stands at the character ``at``), a message
            for the person, the probability that the best quote answers, and the places asked for whose
            documents do not say (silent).
        """
        answer = self.library.ask(_checked(question), (history or [])[-MAX_HISTORY:])
        return cast(AnswerJSON, answer.to_dict())

    def documents(self) -> list[DocumentJSON]:
        """List the documents that are asked.

        Returns:
            For each the file's name (source), title, place, publisher, date, language, and its length in
            characters; an empty string stands for what is not known.
        """
        return [
            DocumentJSON(
                source=document.source,
                title=document.title,
                place=document.place,
                publisher=document.publisher,
                date=document.date,
                language=document.language,
                length=document.length,
            )
            for document in self.library.documents
        ]

    # What the page calls. It sends one object, and has no use for errors in detail.

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """A question of the page and its answer as HTML to show and Markdown to keep."""
        question = _checked(asked["question"])
        answer = self._ask(question, asked["history"])
        html = answer_html(answer, self.library.document, compared=self._compares(answer))
        talk = recognise(question) is not None
        if not answer.answered and not talk:
            html += closest_html(self.library.retrieve(question, 3), self.library.document)
        return {
            "understood": answer.question,
            "answered": answer.answered,
            "talk": talk,
            "html": html,
            "markdown": answer.to_markdown(),
        }

    def article(self, asked: dict[str, Any]) -> str:
        """A whole document with quotes of it marked; an empty string when the library no longer has it."""
        document = next((one for one in self.library.documents if one.source == asked["source"]), None)
        spans = [(int(start), int(end)) for start, end in asked["spans"][:MAX_PASSAGES]]
        return article_html(document, spans) if document else ""

    def next_questions(self, asked: dict[str, Any]) -> list[str]:
        """The same question for other places, where their documents answer it."""
        question = _checked(asked["question"])
        before = [*asked["history"], question]
        language = language_of(question)
        there = {quote.passage.place for quote in self._ask(question, asked["history"]).quotes}
        found = []
        for document in self.library.documents:
            name = place_name(document, language)
            if not name or document.place in there:
                continue
            follow_up = word("what_about", language, place=name)
            quotes = self._ask(follow_up, before).quotes
            if quotes and quotes[0].passage.place == document.place:
                found.append(follow_up)
        return found[:MAX_SUGGESTIONS]

    def feedback(self, asked: dict[str, Any]) -> bool:
        """Keep whether the answer to a question was liked; it is asked again, so that only answers are kept."""
        keep(self._ask(_checked(asked["question"]), asked["history"]), liked=bool(asked["liked"]))
        return True

    def shelf(self, _: dict[str, Any]) -> str:
        """The documents as they are now; a folder that is watched may have others than when the page was built."""
        return shelf_html(self.library.documents, self.library.problems)

    def examples(self, language: Language) -> list[str]:
        """The example questions that these documents answer."""
        return [question for question in EXAMPLES[language] if self.library.ask(question).answered]

    def _compares(self, answer: Answer) -> bool:
        """Whether an answer sets several places side by side, each with a quote of its own, or without one."""
        sources = [quote.source for quote in answer.quotes]
        if answer.silent or len(set(sources)) < len(sources) or len(sources) < 2:
            return bool(answer.silent and answer.quotes)
        asked = answer.question.casefold()
        named = [
            document.source
            for document in self.library.documents
            if any(name.casefold() in asked for name in (document.place, *document.names) if name)
        ]
        return set(sources) in (set(named), {document.source for document in self.library.documents})

    def _ask(self, question: str, earlier: list[str]) -> Answer:
        history = [{"role": "user", "content": str(one)[:MAX_QUESTION]} for one in earlier[-MAX_HISTORY:]]
        return self.library.ask(question, history)


def build(library: Library) -> gr.Blocks:
    """The page and its endpoints, ready to be launched."""
    service = Service(library)
    from_page = (service.answer, service.article, service.next_questions, service.feedback, service.shelf)
    page = gr.Blocks(title=f"{word('name', 'en')} · {word('name', 'zh')}", analytics_enabled=False)
    with page:
        gr.HTML(
            # A value, not a template: templates are run as code, with whatever stands in them.
            value=_file("page.html").replace("<!-- shelf -->", service.shelf({})),
            js_on_load="\n".join(map(_file, SCRIPTS)),
            server_functions=[_function(method) for method in from_page],
            apply_default_css=False,
            elem_id="page",
            words=WORDS,
            examples={language: service.examples(language) for language in EXAMPLES},
            limit=MAX_QUESTION,
        )
        # Searching is safe in many threads at once, so nothing waits for its turn.
        for endpoint in (service.retrieve, service.ask, service.documents):
            api(endpoint, api_description=inspect.getdoc(endpoint), concurrency_limit=None)
    return page


def launch(page: gr.Blocks, host: str, port: int, *, mcp: bool = False) -> str:
    """Serve the page from a thread of its own and return its address.

    With ``mcp``, the endpoints are MCP tools as well, at ``/gradio_api/mcp/``. Raises OSError when the port is taken.
    """
    page.launch(
        server_name=host,
        server_port=port,
        share=False,
        ssr_mode=False,
        run_history=False,
        footer_links=[],
        mcp_server=mcp,
        theme=gr.themes.Base(font=SYSTEM_FONTS, font_mono=SYSTEM_FONTS),
        head=f"<style>{_file('page.css')}</style>",
        prevent_thread_lock=True,
        quiet=True,
    )
    return f"http://{host}:{port}/"


def _checked(question: Any) -> str:
    """The question without the space around it, if it is one that can be asked."""
    asked = str(question).strip()
    language = language_of(asked)
    if not asked:
        raise gr.Error(word("empty", language), print_exception=False)
    if len(asked) > MAX_QUESTION:
        sentence = word("too_long", language, limit=MAX_QUESTION, count=len(asked))
        raise gr.Error(sentence, print_exception=False)
    return asked


def _function(method: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """The method as a plain function: Gradio marks the functions a page may call, and methods take no mark."""

    @wraps(method)
    def function(asked: dict[str, Any]) -> Any:
        return method(asked)

    return function


def _file(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")

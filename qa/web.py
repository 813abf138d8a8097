"""The web chat: one page of Gradio that asks a library and shows what its documents say, word for word.

The page is HTML of our own in a ``gr.HTML`` component; its script calls the server functions below.
Nothing about a visitor is kept on the server but the documents that the visitor brings.
"""

# Annotations here are read at run time: Gradio describes the endpoints by them.

import inspect
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

# Read when gradio is imported, so set before: no usage reports, no version check, no hub telemetry.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import anyio.to_thread
import gradio as gr
from gradio.events import api

from qa import Library, webdocuments
from qa.answering import MAX_QUESTION
from qa.documents import DocumentError
from qa.library import LibraryError
from qa.webdocumentstext import DOCUMENTS_WORDS
from qa.webreasons import Refused, reason
from qa.webservice import Service, Unaskable
from qa.webtext import WORDS, word
from qa.webvisitors import Visitors

PAGE = Path(__file__).parent / "page"
SCRIPTS = (
    "basics.js",
    "words.js",
    "conversations.js",
    "choosing.js",
    "asking.js",
    "answers.js",
    "reader.js",
    "pages.js",
    "uploads.js",
    "notices.js",
    "documents.js",
    "frame.js",
)
"""The page's script, in the order in which its parts run."""

FROM_PAGE = ("answer", "article", "sheet", "next_questions", "examples", "feedback")
"""The functions of the service that the page calls."""

SYSTEM_FONTS = [gr.themes.Font("system-ui"), gr.themes.Font("sans-serif")]

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Page(gr.Blocks):
    """The page, and the visitors it is for."""

    def __init__(self, visitors: Visitors) -> None:
        super().__init__(title=f"{word('name', 'en')} · {word('name', 'zh')}", analytics_enabled=False)
        self.visitors = visitors
        service = Service(visitors.library)
        self.endpoints = (service.retrieve, service.ask, service.documents)


def build(library: Library, visitors: Visitors | None = None) -> Page:
    """The page and its endpoints, ready to be launched; by default all see what one of the ``visitors`` brings."""
    visitors = visitors or Visitors(library)
    page = Page(visitors)
    with page:
        gr.HTML(
            # A value, not a template: templates are run as code, with whatever stands in them.
            value=_file("page.html")
            .replace("<!-- documents -->", _file("documents.html"))
            .replace("<!-- shelf -->", visitors.shared.listed()[1]),
            js_on_load="\n".join(map(_file, SCRIPTS)),
            server_functions=[
                *(_function(name, lambda *who: Service(visitors.documents(*who).library)) for name in FROM_PAGE),
                *(_function(name, visitors.documents) for name in webdocuments.FROM_PAGE),
            ],
            apply_default_css=False,
            elem_id="page",
            words=WORDS | DOCUMENTS_WORDS,
            limit=MAX_QUESTION,
            uploads=visitors.told,
        )
        if visitors.private:
            page.unload(_leaving(visitors))
        # Searching is safe in many threads at once, so nothing waits for its turn.
        for endpoint in page.endpoints:
            api(_endpoint(endpoint), api_description=inspect.getdoc(endpoint), concurrency_limit=None)
    return page


def launch(page: Page, host: str, port: int, *, mcp: bool = False) -> str:
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
        mcp_server=False,
        app_kwargs=_mcp(page) if mcp else None,
        theme=gr.themes.Base(font=SYSTEM_FONTS, font_mono=SYSTEM_FONTS),
        head=f"<style>{_file('page.css')}{_file('documents.css')}</style>",
        prevent_thread_lock=True,
        quiet=True,
        max_file_size=page.visitors.max_file_bytes,
        # What visitors send is moved into a library at once, and until then it is for nobody to read.
        blocked_paths=[str(page.visitors.folder)],
    )
    page.app.uploaded_file_dir = str(page.visitors.received)
    return f"http://{host}:{port}/"


def _mcp(page: Page) -> dict[str, Any]:
    from qa.webmcp import app_settings  # which needs an extra

    return app_settings(page.endpoints)


def _endpoint(method: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The method with what cannot be asked told in the way that Gradio passes on to whoever called."""

    @wraps(method)
    def endpoint(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        try:
            return method(*arguments, **named)
        except (Unaskable, LibraryError) as error:
            raise gr.Error(str(error), print_exception=False) from error

    return endpoint


def _function(name: str, owner: Callable[[str, str], object]) -> Callable[[dict[str, Any], gr.Request], Any]:
    """The function of this name, of what the visitor with this page open owns, as one that the page may call. What
    cannot be done is told as a ``problem``, since the page hears nothing of errors."""

    def answer(asked: dict[str, Any], page: str) -> Any:
        try:
            return getattr(owner(str(asked.get("visitor", page)), page), name)(asked)
        except (Unaskable, Refused, LibraryError, DocumentError) as error:
            return {"problem": reason(error)}

    async def function(asked: dict[str, Any], request: gr.Request) -> Any:
        page = (await request.json())["session_hash"]
        return await anyio.to_thread.run_sync(answer, asked, page)

    function.__name__ = name
    return function


def _leaving(visitors: Visitors) -> Callable[[gr.Request], None]:
    def leave(request: gr.Request) -> None:
        visitors.leave(request.session_hash or "")

    return leave


def _file(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")

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
from typing import Any, ParamSpec, TypeVar

# Read when gradio is imported, so set before: no usage reports, no version check, no hub telemetry.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import gradio as gr
from gradio.events import api

from qa import Library
from qa.answering import MAX_QUESTION
from qa.library import LibraryError
from qa.webservice import Service, Unaskable
from qa.webtext import EXAMPLES, WORDS, word

PAGE = Path(__file__).parent / "page"
SCRIPTS = (
    "basics.js",
    "words.js",
    "conversations.js",
    "choosing.js",
    "asking.js",
    "answers.js",
    "reader.js",
    "frame.js",
)
"""The page's script, in the order in which its parts run."""

SYSTEM_FONTS = [gr.themes.Font("system-ui"), gr.themes.Font("sans-serif")]

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


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
            api(_endpoint(endpoint), api_description=inspect.getdoc(endpoint), concurrency_limit=None)
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


def _endpoint(method: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The method with what cannot be asked told in the way that Gradio passes on to whoever called."""

    @wraps(method)
    def endpoint(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        try:
            return method(*arguments, **named)
        except (Unaskable, LibraryError) as error:
            raise gr.Error(str(error), print_exception=False) from error

    return endpoint


def _function(method: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """The method as a plain function, since Gradio marks those that a page may call and methods take no mark; what
    cannot be asked is told as a ``problem``, since the page hears nothing of errors."""

    @wraps(method)
    def function(asked: dict[str, Any]) -> Any:
        try:
            return method(asked)
        except (Unaskable, LibraryError) as error:
            return {"problem": str(error)}

    return function


def _file(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")

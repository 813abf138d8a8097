"""The command line, ``plan-qa``. Exit codes: 0 answered, 1 not answered or nothing found, 2 an error, 130 stopped."""

from __future__ import annotations

import argparse
import json
import logging
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path

from platformdirs import user_data_path
from tqdm import tqdm

from embeddings import ModelUnusable
from qa import Answer, Library, Passage
from qa.answering import MAX_QUESTION
from qa.documents import DocumentError
from qa.library import LibraryError, Progress

HOST, PORT = "127.0.0.1", "7860"
CODES = "Exit codes: 0 answered, 1 the documents do not say it, 2 an error (one sentence on stderr), 130 stopped."
STOPPED = 130
_BAR_AFTER = 1  # second, before which nobody waits


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``plan-qa`` with these arguments and return its exit code."""
    return _run(_parser().parse_args(arguments))


def chat(arguments: Sequence[str] | None = None) -> int:
    """Run the web chat alone, as ``python app.py`` does."""
    parser = argparse.ArgumentParser(prog="app.py", description="Open the web chat.", epilog=CODES)
    _add_chat_options(parser)
    _add_library_options(parser)
    return _run(parser.parse_args(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="plan-qa", description="Answer questions with the documents' own sentences.", epilog=CODES
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="answer a question with quotes", epilog=CODES)
    ask.add_argument("question")
    ask.set_defaults(run=_ask)
    retrieve = commands.add_parser("retrieve", help="list the passages nearest to a question", epilog=CODES)
    retrieve.add_argument("question")
    retrieve.add_argument("-k", type=_count, default=5, help="how many passages (default: 5)")
    retrieve.set_defaults(run=_retrieve)
    for command in (ask, retrieve):
        command.add_argument("--json", action="store_true", help="print JSON instead of text")
    index = commands.add_parser("index", help="bring the index up to date and say what it holds")
    index.add_argument("--rebuild", action="store_true", help="make it anew, whatever is there")
    index.set_defaults(run=_index)
    page = commands.add_parser("chat", help="open the web chat")
    _add_chat_options(page)
    for command in (ask, retrieve, index, page):
        _add_library_options(command)
    return parser


def _add_library_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--documents", type=Path, metavar="FOLDER", help="a folder of your own documents to ask instead"
    )
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="a sentence-transformers model: a folder, or a name on the Hugging Face hub (default: the embedded one)",
    )


def _add_chat_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        default=os.environ.get("GRADIO_SERVER_NAME", HOST),
        help=f"address to listen on (default: GRADIO_SERVER_NAME, or {HOST}; 0.0.0.0 for every network)",
    )
    parser.add_argument(
        "--port",
        type=_port,
        # As text, so that argparse checks what the environment says as it checks the option.
        default=os.environ.get("GRADIO_SERVER_PORT", PORT),
        help=f"port to listen on (default: GRADIO_SERVER_PORT, or {PORT})",
    )
    parser.add_argument(
        "--mcp",
        action="store_true",
        help="serve the endpoints as MCP tools too, at /gradio_api/mcp/ (needs plan-qa[mcp])",
    )
    bringing = parser.add_mutually_exclusive_group()
    bringing.add_argument(
        "--private-uploads",
        dest="sharing",
        action="store_const",
        const="private",
        help="let visitors bring documents for themselves alone, deleted when they leave (default: all see them)",
    )
    bringing.add_argument(
        "--read-only",
        dest="sharing",
        action="store_const",
        const="none",
        help="let visitors bring no documents and change none",
    )
    parser.set_defaults(run=_chat, sharing="shared")


def _run(options: argparse.Namespace) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Where output goes to a file, some systems would write an encoding without Chinese.
            stream.reconfigure(encoding="utf-8")
    question = getattr(options, "question", None)
    if question is not None and not question.strip():
        return _fail("The question is empty.")
    if question and len(question.strip()) > MAX_QUESTION:
        return _fail(f"The question has {len(question.strip())} characters; at most {MAX_QUESTION} are read.")
    logging.basicConfig(handlers=[_Sentences()])
    try:
        code: int = options.run(options)
    except KeyboardInterrupt:
        print("Stopped; what was read is kept, and the next start goes on from there.", file=sys.stderr)
        return STOPPED
    except (LibraryError, DocumentError, ModelUnusable) as error:
        return _fail(str(error))
    return code


def _ask(options: argparse.Namespace) -> int:
    answer = Library(options.documents, model=options.model, progress=_bar()).ask(options.question)
    print(_json(answer.to_dict()) if options.json else answer_text(answer))
    return 0 if answer.answered else 1


def _retrieve(options: argparse.Namespace) -> int:
    library = Library(options.documents, model=options.model, progress=_bar())
    passages = library.retrieve(options.question, options.k)
    if options.json:
        print(_json([passage.to_dict() for passage in passages]))
    else:
        print("\n\n".join(passage_text(passage) for passage in passages))
    return 0 if passages else 1


def _index(options: argparse.Namespace) -> int:
    bar = None if options.rebuild else _bar()
    library = Library(options.documents, model=options.model, progress=bar, wait=not options.rebuild)
    if options.rebuild:
        library.close()  # bringing it up to date first would be in vain
        library.rebuild(_bar())
    print(f"{len(library.documents)} documents, {library.passage_count} passages.")
    return 0


def _chat(options: argparse.Namespace) -> int:
    if options.mcp and find_spec("mcp") is None:
        return _fail("MCP tools need one more package: python -m pip install 'plan-qa[mcp]'.")
    if problem := _port_problem(options.host, options.port):
        return _fail(problem)
    # Gradio takes seconds to import, which the other commands need not wait for.
    from qa.web import build, launch
    from qa.webvisitors import Visitors

    library = _chat_library(options.documents, options.model)
    page = build(library, Visitors(library, options.sharing))
    address = launch(page, options.host, options.port, mcp=options.mcp)
    print(f"The chat is at {address} (stop it with Ctrl+C).", flush=True)
    with library.watch():
        try:
            while True:  # until Ctrl+C, which a wait without end does not hear everywhere
                time.sleep(1)
        finally:
            library.close()
            page.close(verbose=False)


def _chat_library(folder: Path | None, model: str | None) -> Library:
    """The folder's documents; or those that visitors brought, beside the shipped ones."""
    # A folder may take long; what is read of it answers meanwhile.
    if folder:
        return Library(folder, model=model, progress=_bar(), wait=False)
    shipped = Library(model=model)
    brought = user_data_path("plan-qa", appauthor=False) / "documents"
    try:
        brought.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"Nobody can add documents: {brought} cannot be made ({error.strerror}).", file=sys.stderr)
        return shipped
    return Library(brought, progress=_bar(), wait=False, beside=shipped)


class _Sentences(logging.Handler):
    """What is logged, a line each, without spoiling a bar that is being drawn."""

    def emit(self, record: logging.LogRecord) -> None:
        tqdm.write(self.format(record), file=sys.stderr)


def _bar() -> Callable[[Progress], None]:
    """A bar that shows how far indexing is, on a terminal and where it takes more than a moment."""
    shape = "{desc} {percentage:3.0f}%|{bar}| {n_fmt} of {total_fmt} files{postfix}"
    bar = tqdm(desc="Indexing", total=1, bar_format=shape, file=sys.stderr, disable=None, delay=_BAR_AFTER, leave=False)

    def show(progress: Progress) -> None:
        left = "" if progress.seconds_left is None else f", {tqdm.format_interval(progress.seconds_left)} left"
        bar.total = progress.found
        bar.set_postfix_str(f"{progress.passages} passages{left}", refresh=False)
        bar.update(progress.done - bar.n)
        if progress.done == progress.found:
            bar.close()

    return show


def answer_text(answer: Answer) -> str:
    """An answer as plain text: the message, then each quote and the characters of the file it stands at."""
    quotes = [
        f"[{number}] {quote.text}\n    {quote.passage.title} ({quote.source}, {quote.start}-{quote.end})"
        for number, quote in enumerate(answer.quotes, start=1)
    ]
    return "\n\n".join(part for part in (answer.message, *quotes) if part)


def passage_text(passage: Passage) -> str:
    """A passage as plain text, under its score and the characters of the file it stands at."""
    place = f"{passage.source}, {passage.start}-{passage.end}"
    return f"{passage.score:.3f}  {passage.title} ({place})\n{passage.text}"


def _port_problem(host: str, port: int) -> str:
    """Why nothing can listen there; empty when it can. Gradio says it late, with a traceback."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        return f"Cannot listen on {host}:{port} ({error.strerror}); choose another with --host or --port."
    return ""


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("must be between 1 and 65535")
    return number


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2

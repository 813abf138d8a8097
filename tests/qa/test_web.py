"""The endpoints that programs call, over real HTTP, and what the page's functions make of what they are sent."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import escape
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from qa import Library
from qa.library import LibraryError
from qa.passages import split
from qa.web import build, launch
from qa.webpage import answer_html, article_html
from qa.webservice import Service, Unaskable
from qa.webtext import language_of

ROOT = Path(__file__).parents[2]

# Serves a question with Python telling of every connection that is opened, from the first import on.
WATCHED = """
import socket, sys
hosts = set()
sys.addaudithook(lambda event, what: hosts.add(what[1][0]) if event == "socket.connect" else None)
sys.addaudithook(lambda event, what: hosts.add(what[0]) if event == "socket.getaddrinfo" else None)
import httpx
from qa import Library
from qa.web import build, launch
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
page = build(Library())
httpx.get(launch(page, "127.0.0.1", port))
page.close()
print("spoken to:", sorted(hosts))
"""

QUESTION = "太仓有多少家科普教育基地？"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    """Where the chat is served."""
    page = build(library)
    yield launch(page, "127.0.0.1", free_port())
    page.close()


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def test_retrieve_gives_the_passages_that_the_library_finds(client: Client, library: Library) -> None:
    found = client.predict(question=QUESTION, k=3, api_name="/retrieve")
    assert found == [passage.to_dict() for passage in library.retrieve(QUESTION, 3)]


def test_ask_gives_the_answer_of_the_library(client: Client, library: Library) -> None:
    assert client.predict(QUESTION, api_name="/ask") == library.ask(QUESTION).to_dict()


def test_ask_understands_a_follow_up_from_the_history(client: Client) -> None:
    history = [{"role": "user", "content": "太仓的公民科学素质比例是多少？"}, {"role": "assistant", "content": "20.4%"}]
    answer = client.predict("那南通呢？", history, api_name="/ask")
    assert "南通" in answer["question"]
    assert "14%" in answer["quotes"][0]["text"]


def test_only_the_documents_that_are_named_are_asked(client: Client, library: Library) -> None:
    nantong = next(document.source for document in library.documents if document.place == "南通")
    answer = client.predict("有多少家科普教育基地？", [], [nantong], api_name="/ask")
    assert {quote["source"] for quote in answer["quotes"]} == {nantong}
    found = client.predict("科普教育基地", 5, [nantong], api_name="/retrieve")
    assert {passage["source"] for passage in found} == {nantong}


def test_a_document_that_is_not_there_is_named_in_a_sentence(client: Client) -> None:
    for endpoint, between in (("/ask", []), ("/retrieve", 5)):
        with pytest.raises(AppError, match=r"^There is no such document: nothere\.txt\. Please choose"):
            client.predict("Who?", between, ["nothere.txt"], api_name=endpoint)


def test_many_may_ask_at_once(client: Client, library: Library) -> None:
    questions = [f"{place}有多少家科普教育基地？" for place in ("太仓", "南通", "常州", "武进", "平湖")] * 4
    with ThreadPoolExecutor(len(questions)) as visitors:
        answers = list(visitors.map(lambda question: client.predict(question, api_name="/ask"), questions))
    assert answers == [library.ask(question).to_dict() for question in questions]


def test_a_question_that_the_documents_do_not_answer_is_no_error(client: Client) -> None:
    answer = client.predict("What is the capital of Australia?", api_name="/ask")
    assert (answer["answered"], answer["quotes"]) == (False, [])


@pytest.mark.parametrize(
    ("question", "sentence"),
    [(" ", "Please write a question first."), ("为什么" * 200, "问题太长了，请缩短到 500 个字符以内（现在 600 个）。")],
)
def test_a_question_that_cannot_be_asked_gets_a_sentence(client: Client, question: str, sentence: str) -> None:
    for endpoint in ("/ask", "/retrieve"):
        with pytest.raises(AppError, match=sentence):
            client.predict(question, api_name=endpoint)


def test_the_number_of_passages_has_bounds(client: Client) -> None:
    with pytest.raises(AppError, match="from 1 to 50"):
        client.predict(QUESTION, 51, api_name="/retrieve")


def test_documents_lists_what_is_known_of_each(client: Client, library: Library) -> None:
    listed = client.predict(api_name="/documents")
    assert [document["source"] for document in listed] == [document.source for document in library.documents]
    assert (listed[2]["place"], listed[2]["publisher"], listed[2]["date"]) == ("常州", "常州日报", "2022-01-11")
    assert listed[2]["length"] > 3000
    assert (listed[2]["encoding"], listed[2]["pages"]) == ("utf-8", 0)


def test_the_three_endpoints_and_no_others_are_described_with_their_types(address: str) -> None:
    described = httpx.get(f"{address}gradio_api/info").json()
    assert set(described["named_endpoints"]) == {"/retrieve", "/ask", "/documents"}
    assert described["unnamed_endpoints"] == {}
    retrieve, ask = described["named_endpoints"]["/retrieve"], described["named_endpoints"]["/ask"]
    assert [parameter["python_type"]["type"] for parameter in retrieve["parameters"]][:2] == ["str", "int"]
    assert [parameter["parameter_has_default"] for parameter in ask["parameters"]] == [False, True, True]
    assert "section: str" in retrieve["returns"][0]["python_type"]["type"]
    assert "answered: bool" in ask["returns"][0]["python_type"]["type"]
    assert "question: What to look for" in retrieve["description"]


def test_the_endpoints_are_mcp_tools_with_described_arguments(library: Library) -> None:
    pytest.importorskip("mcp", reason="MCP is not installed: pip install '.[mcp]'")
    page = build(library)
    address = launch(page, "127.0.0.1", free_port(), mcp=True)
    # In a thread of its own: where browser tests ran, theirs has an event loop already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_use_tools(address, library))).result()
    page.close()


async def _use_tools(address: str, library: Library) -> None:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client
    from mcp.types import TextContent

    async with (
        streamable_http_client(f"{address}gradio_api/mcp/") as (reading, writing, _),
        ClientSession(reading, writing) as session,
    ):
        await session.initialize()
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert set(tools) == {"retrieve", "ask", "documents"}
        assert tools["retrieve"].inputSchema["properties"]["question"]["description"].startswith("What to look for")
        assert tools["retrieve"].inputSchema["properties"]["k"]["type"] == "integer"
        assert "answered" in (tools["ask"].outputSchema or {})["properties"]

        expected = json.loads(json.dumps(library.ask(QUESTION).to_dict()))
        answer = await session.call_tool("ask", {"question": QUESTION})
        assert answer.structuredContent == expected
        (text,) = answer.content
        assert isinstance(text, TextContent)
        assert json.loads(text.text) == expected

        documents = await session.call_tool("documents", {})
        assert len((documents.structuredContent or {})["result"]) == len(library.documents)
        refused = await session.call_tool("ask", {"question": " "})
        assert refused.isError
        assert "Please write a question first." in str(refused.content)


def test_the_server_speaks_to_no_other_host() -> None:
    watched = subprocess.run([sys.executable, "-c", WATCHED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert watched.stdout.splitlines()[-1] == "spoken to: ['127.0.0.1']"


def test_an_article_is_marked_where_its_quotes_stand(library: Library) -> None:
    quote = library.ask(QUESTION).quotes[0]
    html = Service(library).article({"source": quote.source, "spans": [[quote.start, quote.end]]})
    assert f'<mark data-quote="0" tabindex="-1">{quote.text}</mark>' in html


def test_every_sentence_of_every_document_can_be_marked_where_it_stands(library: Library) -> None:
    for document in library.documents:
        for sentence in (sentence for passage in split(document) for sentence in passage.sentences):
            html = article_html(document, [(sentence.start, sentence.end)])
            assert f'<mark data-quote="0" tabindex="-1">{escape(sentence.text)}</mark>' in html


def test_a_comparison_has_a_row_for_each_place_and_says_where_a_document_does_not_say(library: Library) -> None:
    answer = library.ask(QUESTION)
    answer = replace(answer, quotes=answer.quotes[:1], compared=True, silent=("南通",))
    html = answer_html(answer, library.document)
    rows = html.split("<tr")[2:]
    assert len(rows) == 2
    assert "太仓</th>" in rows[0]
    assert answer.quotes[0].text in rows[0]
    assert "南通</th>" in rows[1]
    assert 'data-word="not_said"' in rows[1]


def test_an_english_comparison_names_places_in_english(library: Library) -> None:
    answer = library.ask("How many science education bases do Taicang and Suzhou each have?")
    html = answer_html(answer, library.document)
    assert answer.silent == ("Suzhou",)
    assert "Taicang</th>" in html
    assert "Suzhou</th>" in html


def test_a_comparison_of_documents_without_places_has_a_row_for_each_document(library: Library) -> None:
    answer = replace(library.ask(QUESTION), compared=True)
    html = answer_html(answer, lambda source: replace(library.document(source), place=""))
    assert 'data-word="document"' in html
    assert 'data-word="place"' not in html
    assert f"{library.document(answer.quotes[0].source).title}</th>" in html


def test_a_quote_from_a_document_with_pages_says_which(library: Library) -> None:
    answer = library.ask(QUESTION)
    html = answer_html(replace(answer, quotes=(replace(answer.quotes[0], page=2),)), library.document)
    assert '<span data-word="page" data-number="2">' in html
    assert "p. 2" in html


def test_only_documents_of_the_library_with_pages_are_shown_by_page(library: Library) -> None:
    service = Service(library)
    with pytest.raises(LibraryError, match="There is no document"):
        service.sheet({"source": "../pyproject.toml", "page": 1, "spans": []})
    with pytest.raises(Unaskable, match="不分页"):
        service.sheet({"source": library.documents[0].source, "page": 1, "spans": []})


def test_a_document_that_is_gone_has_no_article(library: Library) -> None:
    assert Service(library).article({"source": "../catalogue.toml", "spans": []}) == ""


def test_questions_to_go_on_with_are_answered_from_another_place_or_the_next_section(library: Library) -> None:
    first = "太仓的公民科学素质比例是多少？"
    offered = Service(library).next_questions({"question": first, "history": [], "sources": []})
    assert "那南通呢？" in offered
    for question in offered:
        quote = library.ask(question, [{"role": "user", "content": first}]).quotes[0]
        assert quote.passage.place in question
        assert question.startswith("那") or quote.passage.section in question


def test_an_english_conversation_over_chinese_documents_goes_on_in_english(library: Library) -> None:
    first = "How many rural science-popularization demonstration bases does Wujin have?"
    shown = [(quote.source, quote.start) for quote in library.ask(first).quotes]
    offered = Service(library).next_questions({"question": first, "history": [], "sources": []})
    assert {language_of(question) for question in offered} == {"en"}
    assert offered[-1] == "More details?"
    more = library.ask(offered[-1], [{"role": "user", "content": first}])
    assert "In the documents' own words" in more.message
    assert (more.quotes[0].source, more.quotes[0].start) not in shown


def test_questions_to_go_on_with_keep_to_the_documents_chosen(library: Library) -> None:
    taicang, nantong, *_ = (document.source for document in library.documents)
    asked = {"question": "太仓的公民科学素质比例是多少？", "history": [], "sources": [taicang, nantong]}
    assert [one for one in Service(library).next_questions(asked) if one.startswith("那")] == ["那南通呢？"]


def test_what_asks_of_this_service_at_first_asks_of_the_documents_behind_a_question(library: Library) -> None:
    asked = {"question": "怎么用？", "history": [], "sources": []}
    assert Service(library).answer(asked)["talk"]
    assert Service(library).answer({**asked, "history": ["你好"]})["talk"]
    assert not Service(library).answer({**asked, "history": [QUESTION]})["talk"]


def test_half_a_character_in_a_question_or_before_it_is_passed_over(library: Library) -> None:
    asked = {"question": f"{QUESTION}\ud83d", "history": [], "sources": []}
    assert Service(library).answer(asked) == Service(library).answer({**asked, "question": QUESTION})
    assert Service(library).answer({**asked, "question": "那南通呢？", "history": [f"{QUESTION}\ud83d"]})["answered"]
    with pytest.raises(Unaskable, match="write a question"):
        Service(library).answer({**asked, "question": "\ud83d"})

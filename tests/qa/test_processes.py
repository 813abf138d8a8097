"""Two processes on one folder, a chat and a command line, do not disturb each other."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from gradio_client import Client

from qa import Library
from tests.qa.test_crash import content
from tests.qa.written import write

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "import sys; from qa.cli import main; sys.exit(main())"]
ROUNDS = 3


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_chat_and_a_command_line_share_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, port = tmp_path / "plans", free_port()
    folder.mkdir()
    write(folder, "first.txt", "The museum of Exampleton was opened in 1987.")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    chat = [*COMMAND, "chat", "--documents", str(folder), "--port", str(port)]
    failed: list[BaseException] = []

    def asked_of_the_chat(client: Client, number: int) -> None:
        """A file that is put there while the chat runs is noticed, and answers."""
        write(folder, f"chat{number}.txt", f"The library of Chatham has {number}21 rooms.")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = client.predict(f"How many rooms has the library of Chatham, {number}21?", api_name="/ask")
            if any(quote["source"] == f"chat{number}.txt" for quote in found["quotes"]):
                return
        pytest.fail(f"chat{number}.txt never answered in the chat")

    def asked_on_the_command_line(number: int) -> None:
        write(folder, f"line{number}.txt", f"The tower of Lineville is {number}44 metres high.")
        question = f"How high is the tower of Lineville, {number}44?"
        ask = [*COMMAND, "ask", question, "--json", "--documents", str(folder)]
        run = subprocess.run(ask, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        assert f"line{number}.txt" in {quote["source"] for quote in json.loads(run.stdout)["quotes"]}

    def rounds(ask: Callable[[int], None]) -> None:
        try:
            for number in range(1, ROUNDS + 1):
                ask(number)
        except BaseException as error:
            failed.append(error)

    with subprocess.Popen(chat, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            assert "The chat is at" in server.stdout.readline()
            client = Client(f"http://127.0.0.1:{port}", verbose=False)
            work = [
                threading.Thread(target=rounds, args=(lambda number: asked_of_the_chat(client, number),)),
                threading.Thread(target=rounds, args=(asked_on_the_command_line,)),
            ]
            for thread in work:
                thread.start()
            for thread in work:
                thread.join()
            assert failed == []
            listed = client.predict(api_name="/documents")
        finally:
            server.terminate()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    kept = Library(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "fresh"))
    assert content(kept) == content(Library(folder))
    assert len(kept.documents) == 2 * ROUNDS + 1
    assert {document["source"] for document in listed} <= {document.source for document in kept.documents}

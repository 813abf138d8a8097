"""Two processes on one folder, a chat and a command line, do not disturb each other."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from gradio_client import Client

from qa import Library
from tests.qa.test_crash import content
from tests.qa.written import write

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "import sys; from qa.cli import main; sys.exit(main())"]
LIBRARIES, TOWERS = ("Chatham", "Dunmere", "Eastwick"), ("Lineville", "Marlowe", "Norham")


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

    def asked_of_the_chat(client: Client, place: str) -> None:
        """A file that is put there while the chat runs is noticed, and answers."""
        write(folder, f"{place}.txt", f"The library of {place} has 21 rooms.")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = client.predict(f"How many rooms has the library of {place}?", api_name="/ask")
            if any(quote["source"] == f"{place}.txt" for quote in found["quotes"]):
                return
        pytest.fail(f"{place}.txt never answered in the chat")

    def asked_on_the_command_line(place: str) -> None:
        write(folder, f"{place}.txt", f"The tower of {place} is 44 metres high.")
        question = f"How high is the tower of {place}?"
        ask = [*COMMAND, "ask", question, "--json", "--documents", str(folder)]
        run = subprocess.run(ask, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        assert f"{place}.txt" in {quote["source"] for quote in json.loads(run.stdout)["quotes"]}

    def rounds(ask: Callable[[str], None], places: Sequence[str]) -> None:
        try:
            for place in places:
                ask(place)
        except BaseException as error:
            failed.append(error)

    with subprocess.Popen(chat, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            assert "The chat is at" in server.stdout.readline()
            client = Client(f"http://127.0.0.1:{port}", verbose=False)
            work = [
                threading.Thread(target=rounds, args=(lambda place: asked_of_the_chat(client, place), LIBRARIES)),
                threading.Thread(target=rounds, args=(asked_on_the_command_line, TOWERS)),
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
    assert len(kept.documents) == len(LIBRARIES) + len(TOWERS) + 1
    assert {document["source"] for document in listed} <= {document.source for document in kept.documents}

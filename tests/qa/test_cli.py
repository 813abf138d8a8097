"""The commands, as a person types them."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from embeddings.model import DEFAULT
from qa import Library, cli
from qa.cli import main

QUESTION = "太仓有多少家科普教育基地？"
ROOT = Path(__file__).parents[2]


def test_ask_prints_the_quotes_and_where_they_stand(capsys: pytest.CaptureFixture[str], library: Library) -> None:
    quote = library.ask(QUESTION).quotes[0]
    assert main(["ask", QUESTION]) == 0
    printed = capsys.readouterr().out
    assert f"[1] {quote.text}" in printed
    assert f"({quote.source}, {quote.start}-{quote.end})" in printed


def test_ask_prints_json(capsys: pytest.CaptureFixture[str], library: Library) -> None:
    assert main(["ask", QUESTION, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == library.ask(QUESTION).to_dict()


def test_a_question_without_an_answer_is_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "What is the capital of Australia?"]) == 1
    assert capsys.readouterr().out == "The documents do not say.\n"


def test_retrieve_prints_as_many_passages_as_asked_for(capsys: pytest.CaptureFixture[str], library: Library) -> None:
    assert main(["retrieve", QUESTION, "-k", "2", "--json"]) == 0
    passages = library.retrieve(QUESTION, 2)
    assert json.loads(capsys.readouterr().out) == [passage.to_dict() for passage in passages]
    assert main(["retrieve", QUESTION, "-k", "2"]) == 0
    printed = capsys.readouterr().out
    assert all(f"{passage.source}, {passage.start}-{passage.end}" in printed for passage in passages)


def test_index_says_what_it_holds(capsys: pytest.CaptureFixture[str], library: Library) -> None:
    for arguments in (["index"], ["index", "--rebuild"]):
        assert main(arguments) == 0
        assert capsys.readouterr().out == f"5 documents, {library.passage_count} passages.\n"


def test_a_folder_of_ones_own_documents_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.txt").write_text(
        "The museum of Exampleton was opened to the public in 1987.\n", encoding="utf-8"
    )
    assert main(["ask", "When was the museum of Exampleton opened?", "--documents", str(tmp_path)]) == 0
    assert "1987" in capsys.readouterr().out


class Terminal(io.StringIO):
    """What a terminal was shown."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_indexing_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        (tmp_path / f"plan{number}.txt").write_text(f"The museum was opened in 198{number}.\n", encoding="utf-8")
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(cli, "_BAR_AFTER", 0)
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["index", "--documents", str(tmp_path)]) == 0
    assert "of 3 files" in shown.getvalue()
    assert "passages" in shown.getvalue()


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT")
def test_indexing_that_is_stopped_keeps_what_is_done_and_says_so(tmp_path: Path) -> None:
    folder, cache = tmp_path / "plans", tmp_path / "cache"
    folder.mkdir()
    for number in range(200):
        text = "\n\n".join(f"In {year} museum {number} held {year * number} lectures." for year in range(1800, 2000))
        (folder / f"plan{number}.txt").write_text(text, encoding="utf-8")
    # What is started in the background of a shell ignores the signal, and so does all that it starts.
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    script = f"{listening}; import sys; from qa.cli import main; sys.exit(main())"
    with subprocess.Popen(
        [sys.executable, "-c", script, "index", "--documents", str(folder)],
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while len(list(cache.rglob("*.entry"))) < 3:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert said == "Stopped; what was read is kept, and the next start goes on from there.\n"
    assert 3 <= len(list(cache.rglob("*.entry"))) < 200
    assert list(cache.rglob("manifest.json"))


def test_another_model_is_named_by_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], library: Library
) -> None:
    model = shutil.copytree(DEFAULT, tmp_path / "model")
    assert main(["retrieve", "太仓的科普教育基地", "-k", "1", "--json", "--model", str(model)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["text"] == library.retrieve("太仓的科普教育基地", 1)[0].text
    assert main(["retrieve", "科普", "--model", str(tmp_path / "none")]) == 2
    assert re.fullmatch(r"[^\n]*none[^\n]*\n", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ask", "  "], "empty"),
        (["ask", "why " * 200], "799 characters"),
        (["ask", QUESTION, "--documents", "no-such-folder"], "no-such-folder"),
        (["index", "--documents", "no-such-folder"], "no-such-folder"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["retrieve", QUESTION, "-k", "0"],
        ["chat", "--port", "70000"],
        ["chat", "--port", "x"],
        ["chat", "--read-only", "--private-uploads"],
        [],
    ],
)
def test_wrong_arguments_are_exit_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2


def test_the_port_of_the_environment_is_checked_like_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_SERVER_PORT", "seven")
    with pytest.raises(SystemExit) as stopped:
        main(["chat"])
    assert stopped.value.code == 2


def test_a_taken_port_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["chat", "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in said
    assert said.count("\n") == 1


def test_the_chat_listens_where_it_is_told_to_and_takes_documents_in_beside_the_shipped_ones(own_cache: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == f"The chat is at http://127.0.0.1:{port}/ (stop it with Ctrl+C).\n"
        page = httpx.get(f"http://127.0.0.1:{port}/").text
        server.terminate()
    assert "004_a01fbadabd720865.txt" in page
    assert '"upload_files":"100"' in page
    assert list(own_cache.rglob("data/plan-qa/documents"))


def test_help_names_the_options_and_their_variables() -> None:
    shown = subprocess.run(
        [sys.executable, "app.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in (
        "--host",
        "--port",
        "--documents",
        "--private-uploads",
        "--read-only",
        "GRADIO_SERVER_NAME",
        "GRADIO_SERVER_PORT",
        "7860",
    ):
        assert name in shown

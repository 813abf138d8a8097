"""What the README tells people to run is run."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from qa import Library
from qa.web import build, launch

README = Path(__file__).resolve().parent.parent / "README.md"


def test_the_python_example_runs_and_gives_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = tmp_path / "my-plans"
    plans.mkdir()
    (plans / "plan.txt").write_text("今后五年，临江市要建12座科普馆。", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"## From Python\n\n```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(example, names)
    answer = names["answer"]
    assert f"{getattr(answer, 'question')!r}" in example  # noqa: B009
    quoted = re.search(r"\(True, '(.*?)…'\)", example)
    assert quoted
    assert getattr(answer, "quotes")[0].text.startswith(quoted[1])  # noqa: B009
    assert isinstance(names["library"], Library)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_client_example_gets_the_sentence_that_answers(name: str, library: Library) -> None:
    text = (README.parent / name).read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(from gradio_client.*?)\n```", text, re.DOTALL)
    *before, last = example.splitlines()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = build(library)
    address = launch(page, "127.0.0.1", port)
    names: dict[str, object] = {}
    exec("\n".join(before).replace("http://127.0.0.1:7860", address), names)
    quoted = eval(last, names)
    page.close()
    assert "科普教育基地103家" in quoted


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_file_that_is_linked_is_there(name: str) -> None:
    text = (README.parent / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", text)
    assert links
    assert [link for link in links if not (README.parent / link).exists()] == []

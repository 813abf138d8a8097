"""Power cuts: indexing is killed at any moment, and the next opening is as good as a fresh one.

A few kills here; as many as wanted with ``PLAN_QA_KILLS=200 python -m pytest tests/qa/test_crash.py``.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import pytest

from embeddings import Embedder
from qa import Library
from qa.documents import read_catalogue
from tests.qa.written import pdf, word, write

KILLS = int(os.environ.get("PLAN_QA_KILLS", "6"))
UPLOAD, RENAMED = "upload.txt", "upload renamed.txt"
QUESTIONS = ("科普馆有多少座？", "云溪县举办了几场讲座？", "How many volunteers are there?")


def plan(number: int) -> str:
    return "\n\n".join(
        f"{year}年，云溪县举办第{number}届科普讲座{number * year}场，建成科普馆{year - number}座。"
        for year in range(2015, 2025)
    )


def change(folder: Path, dice: random.Random) -> None:
    """Add, change, rename or delete a document."""
    there = sorted(path for path in folder.glob("*.*") if path.suffix != ".toml")
    number = dice.randrange(1000)
    match dice.randrange(5):
        case 0 if len(there) > 4:
            dice.choice(there).unlink()
        case 1 if there:
            old = dice.choice(there)
            old.rename(folder / f"renamed{number}{old.suffix}")
        case 2:
            write(folder, f"plan{number % 10}.pdf", pdf([[plan(number)[:30]], ["It has 678 volunteers."]]))
        case 3:
            write(folder, f"plan{number % 10}.docx", word([(f"第{number}届", 1), plan(number)]))
        case _:
            write(folder, f"plan{number % 10}.txt", plan(number))


def share_embedder(patch: pytest.MonkeyPatch) -> None:
    """Load the model once, not at every opening: no crash is tested there, and it takes longest."""
    embedder = Embedder()
    patch.setattr("qa.library.Embedder", lambda _: embedder)


def work(folder: Path, cache: str, upload: Path, begun: Event) -> None:
    """What is killed: a library opened, and each kind of change that is made through it."""
    os.environ["XDG_CACHE_HOME"] = cache
    share_embedder(pytest.MonkeyPatch())
    begun.set()
    library = Library(folder)
    library.add(upload)
    library.describe(upload.name, title="规划")
    library.rename(upload.name, RENAMED)
    library.remove(RENAMED)
    library.restore(RENAMED)
    library.rebuild()


def content(library: Library) -> object:
    """All that a library answers from."""
    snapshot = library._snapshot
    order = np.argsort(snapshot.vectors.ids)
    return (
        [(document, document.blocks) for document in library.documents],
        snapshot.passages,
        snapshot.vectors.ids[order].tolist(),
        snapshot.vectors.vectors(snapshot.vectors.ids[order]).tolist(),
        [library._index.words.search(question)[1].tolist() for question in QUESTIONS],
        [library.retrieve(question, k=20) for question in QUESTIONS],
        dict(library.problems),
    )


def documents(folder: Path) -> dict[str, bytes]:
    """The documents of a folder, less the one that is being brought."""
    return {
        path.name: path.read_bytes()
        for path in folder.glob("[!.]*.*")
        if path.name not in (UPLOAD, RENAMED, "catalogue.toml")
    }


def assert_the_upload_is_whole(folder: Path, cache: Path, content: bytes) -> None:
    """Wherever the upload got to, it is there as it was brought, under one name; what was removed can be had back."""
    there = [folder / name for name in (UPLOAD, RENAMED) if (folder / name).exists()]
    assert len(there) <= 1
    put_by = [path for path in cache.glob("plan-qa/*/removed/*") if not path.name.startswith(".")]
    for path in (*there, *put_by):
        assert path.read_bytes() == content
    if (folder / RENAMED).exists():
        assert read_catalogue(folder)[RENAMED] == {"title": "规划"}


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_indexing_killed_at_any_moment_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share_embedder(monkeypatch)
    dice = random.Random(20240506)
    folder, cache, upload = tmp_path / "plans", tmp_path / "cache", write(tmp_path, UPLOAD, plan(7))
    folder.mkdir()
    for number in range(8):
        write(folder, f"plan{number}.txt", plan(number))
    write(folder, "catalogue.toml", '["plan1.txt"]\nplace = "云溪"\n')
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["qa.library", "tests.qa.test_crash"])
    longest, kills, rounds = 60.0, 0, 0
    while kills < KILLS:
        change(folder, dice)
        (folder / RENAMED).unlink(missing_ok=True)
        before = documents(folder)
        begun = context.Event()
        process = context.Process(target=work, args=(folder, str(cache), upload, begun))
        process.start()
        assert begun.wait(60)
        since = time.monotonic()
        process.join(dice.uniform(0, longest) if rounds else longest)
        if process.exitcode is not None:  # it was done before it was killed: then it takes no longer than this
            assert process.exitcode == 0
            longest = time.monotonic() - since
        process.kill()
        process.join()
        kills += process.exitcode == -signal.SIGKILL
        rounds += 1
        assert documents(folder) == before
        assert_the_upload_is_whole(folder, cache, upload.read_bytes())
        assert read_catalogue(folder)["plan1.txt"] == {"place": "云溪"}
        monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
        opened = Library(folder)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"fresh{rounds}"))
        assert content(opened) == content(Library(folder))

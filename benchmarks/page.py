"""How long a visitor waits: from pressing Enter to the quotes on the screen, and the service's own part of it.

    python -m benchmarks.page [--times 50]

A real Chromium asks a real server on this machine; each time another question in a new conversation. The time ends with
the frame in which the first quote is painted.
"""

from __future__ import annotations

import argparse
import time
from statistics import median

from playwright.sync_api import Page

from benchmarks.browser import opened
from benchmarks.quality import read_questions
from qa import Library
from qa.webservice import Service

_ASK = """question => new Promise(painted => {
    const box = document.querySelector("#question");
    const seen = new MutationObserver(() => {
        if (!document.querySelector("#conversation .reply")) return;
        seen.disconnect();
        requestAnimationFrame(() => setTimeout(() => painted(performance.now() - begun)));
    });
    seen.observe(document.querySelector("#conversation"), { childList: true, subtree: true });
    box.value = question;
    const begun = performance.now();
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
})"""


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=50)
    times: int = parser.parse_args().times
    library = Library()
    asked = [row["question"] for row in read_questions() if row["kind"] == "single"]
    questions = [question for question in asked if library.ask(question).answered][:times]
    with opened(library) as (browser, address):
        shown = browser.new_page(reduced_motion="reduce")
        shown.goto(address)
        waited = [wait(shown, question) for question in questions]
    service = Service(library)
    own = [timed(service, question) for question in questions]
    print(f"{len(questions)} questions, milliseconds: median, longest")
    print(f"Enter to quotes on the screen  {median(waited):6.1f} {max(waited):6.1f}")
    print(f"of which the service           {median(own):6.1f} {max(own):6.1f}")


def wait(page: Page, question: str) -> float:
    """Milliseconds from Enter to the answer on the screen, in a new conversation."""
    page.locator("#question").wait_for()
    page.locator("#new-conversation").click()
    page.wait_for_timeout(300)  # what the last question has still to offer is done
    milliseconds: float = page.evaluate(_ASK, question)
    return milliseconds


def timed(service: Service, question: str) -> float:
    """Milliseconds that the service takes to answer and write the answer as HTML."""
    begun = time.perf_counter()
    service.answer({"question": question, "history": [], "sources": []})
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    main()

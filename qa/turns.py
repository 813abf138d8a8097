"""Turns: the changes of a library are made one after the other, what a person asks for before what only catches up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Stop = Callable[[], bool]
"""Whether to stop now: asked between one step of a change and the next."""


class Turns:
    """Gives each change its turn, and stops those that are asked to stop."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._waiting = threading.Condition()
        self._stops: set[threading.Event] = set()
        self.urgent = 0
        """How many changes by a person wait for their turn or have it."""

    def stop(self) -> None:
        """Ask all that goes on to stop; what comes later is not concerned."""
        for stop in tuple(self._stops):
            stop.set()

    @contextmanager
    def first(self) -> Iterator[Stop]:
        """A turn for a change by a person: what only catches up pauses for it."""
        with self._waiting:
            self.urgent += 1
        try:
            with self._turn, self._stoppable() as stop:
                yield stop.is_set
        finally:
            with self._waiting:
                self.urgent -= 1
                self._waiting.notify_all()

    def catch_up(self, work: Callable[[Stop], None]) -> None:
        """Give ``work`` turns until it comes to its end: it stops when a person's change comes, and goes on after."""
        with self._stoppable() as stop:
            paused = True

            def stopped() -> bool:
                nonlocal paused
                paused = self.urgent > 0
                return paused or stop.is_set()

            while paused and not stop.is_set():
                with self._waiting:
                    self._waiting.wait_for(lambda: not self.urgent)
                paused = False
                with self._turn:
                    work(stopped)

    @contextmanager
    def _stoppable(self) -> Iterator[threading.Event]:
        stop = threading.Event()
        self._stops.add(stop)
        try:
            yield stop
        finally:
            self._stops.discard(stop)

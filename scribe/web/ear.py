"""The one thread in which the engine reads, so that no sentence, however slow, holds up the event loop.

Owns the thread and fairness: work comes in steps, first those of what was just said, then those of what takes many, at
last previews. Knows nothing of sessions or connections.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import IntEnum
from functools import partial
from queue import SimpleQueue
from threading import Event, Thread
from typing import cast

from scribe.engine import Scribe

STEP_SECONDS = 0.004
"""How long a step may take before others have their turn; what is under way then is ended first."""
_STEPS_PER_ZONE = 200
_FAIR = 8
"""One step in so many comes from the end of the line, so that nobody waits for ever."""


class Turn(IntEnum):
    """Whose step comes first."""

    NOW = 0
    LATER = 1
    SPARE = 2


class Ear:
    """Runs steps of work in its thread, one at a time."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self._lines: tuple[deque[_Step], ...] = tuple(deque() for _ in Turn)
        self._calls: SimpleQueue[bool] = SimpleQueue()
        self._unhurried = Event()
        self._unhurried.set()
        self._thread = Thread(target=self._work, name="scribe-ear")
        self._thread.start()

    def close(self) -> None:
        """Stop once what waits is done."""
        self._calls.put(False)
        self._thread.join()

    def run[**P, R](self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[R]:
        """Do a step of work in the thread, as soon as can be."""
        return self.run_at(Turn.NOW, work, *args, **kwargs)

    def run_at[**P, R](self, turn: Turn, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[R]:
        """Do a step of work in the thread, in its turn."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._lines[turn].append(_Step(partial(work, *args, **kwargs), cast("asyncio.Future[object]", future)))
        self._calls.put(True)
        return future

    @contextmanager
    def giving_way(self) -> Iterator[None]:
        """While another thread does what all wait for: the ear holds back what has time, for as long as a step."""
        self._unhurried.clear()
        try:
            yield
        finally:
            self._unhurried.set()

    def _work(self) -> None:
        # What spaCy learns of unseen words is forgotten with the zone; a server runs for weeks. Opening one takes as
        # long as a third of a sentence, so that each serves many steps.
        done = 0
        with ExitStack() as zone:
            while self._calls.get():
                if done % _STEPS_PER_ZONE == 0:
                    zone.close()
                    zone.enter_context(self.scribe.listener.nlp.memory_zone())
                done += 1
                if not self._lines[Turn.NOW]:
                    self._unhurried.wait(STEP_SECONDS)
                lines = reversed(self._lines) if done % _FAIR == 0 else self._lines
                next(line for line in lines if line).popleft().do()


class _Step:
    """A step of work, and the future in its event loop that waits for what comes of it."""

    def __init__(self, work: Callable[[], object], future: asyncio.Future[object]) -> None:
        self._work, self._future = work, future

    def do(self) -> None:
        """Do it, unless nobody waits for it any more."""
        if not self._future.cancelled():
            with self:
                self._give(self._future.set_result, self._work())

    def __enter__(self) -> None:
        """Errors from here on are the waiting one's, and leave the thread well."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if error is not None:
            self._give(self._future.set_exception, error)
        return True

    def _give[T](self, settle: Callable[[T], None], outcome: T) -> None:
        loop = self._future.get_loop()
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._settle, settle, outcome)

    def _settle[T](self, settle: Callable[[T], None], outcome: T) -> None:
        if not self._future.done():
            settle(outcome)

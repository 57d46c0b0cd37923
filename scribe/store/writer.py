"""Groups the commits of all sessions: one thread, one transaction for whatever waits, so that none waits on another.

Owns the thread and the queue. Knows nothing of what is written.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from scribe.errors import ScribeError
from scribe.store.errors import StoreError, TakenOverError
from scribe.store.store import Change, Store

_MOST = 512
_BUSY_SECONDS = 0.05
_GATHER_SECONDS = 0.008

type Observer = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A change, and the future in its event loop that waits for it."""

    change: Change
    future: asyncio.Future[None]
    loop: asyncio.AbstractEventLoop


class Writer:
    """Makes changes durable. `submit` returns at once; its future is done when the change is on disk."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], int],
        observe: Observer | None = None,
        during: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """`clock` tells milliseconds since 1970; `observe` is told each commit's size and seconds, made `during` it."""
        self._store, self._clock, self._observe, self._during = store, clock, observe, during
        self._queue: SimpleQueue[_Wanted | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="scribe-writer")
        self._thread.start()

    def submit(self, change: Change) -> asyncio.Future[None]:
        """Have a change made.

        The future raises TakenOverError when the session is another's by now, StoreError when the database failed.
        """
        if not self._thread.is_alive():
            raise StoreError("the writer stopped")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._queue.put(_Wanted(change, future, loop))
        return future

    def close(self) -> None:
        """Make what waits durable, and stop."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        batch: list[_Wanted] = []
        try:
            more, committed = True, 0.0
            while more:
                item = self._queue.get()
                if item is not None and time.perf_counter() - committed < _BUSY_SECONDS:
                    time.sleep(_GATHER_SECONDS)  # others are about to come: one commit for all costs little more
                batch, more = self._gather(item)
                if batch:
                    _settle(self._commit(batch))
                    committed = time.perf_counter()
                batch = []
        finally:
            # Nobody may wait for ever for a writer that failed.
            left, _ = self._gather(None if self._queue.empty() else self._queue.get())
            _settle([(wanted, StoreError("the writer stopped")) for wanted in (*batch, *left)])

    def _gather(self, item: _Wanted | None) -> tuple[list[_Wanted], bool]:
        """What waits, from `item` on, and whether more may come."""
        batch: list[_Wanted] = []
        while item is not None:
            batch.append(item)
            if len(batch) == _MOST:
                return batch, True
            try:
                item = self._queue.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _commit(self, batch: Sequence[_Wanted]) -> list[tuple[_Wanted, ScribeError | None]]:
        began = time.perf_counter()
        try:
            with self._during():
                done = self._store.apply([wanted.change for wanted in batch], now=self._clock())
        except StoreError as error:
            if len(batch) == 1:
                return [(batch[0], error)]
            # One bad change must not fail the others of its batch.
            return [settled for wanted in batch for settled in self._commit([wanted])]
        if self._observe:
            self._observe(len(batch), time.perf_counter() - began)
        lost = TakenOverError("another connection has this dictation now, or it was erased")
        return [(wanted, None if good else lost) for wanted, good in zip(batch, done, strict=True)]


def _settle(results: Sequence[tuple[_Wanted, ScribeError | None]]) -> None:
    for loop in {wanted.loop for wanted, _ in results}:
        mine = [(wanted.future, error) for wanted, error in results if wanted.loop is loop]
        if not loop.is_closed():
            loop.call_soon_threadsafe(_tell, mine)


def _tell(results: Sequence[tuple[asyncio.Future[None], ScribeError | None]]) -> None:
    for future, error in results:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)

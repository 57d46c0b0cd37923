"""Groups the commits of all sessions: one thread, one transaction for whatever waits, so that none waits on another.

Owns the thread and the queue. Knows nothing of what is written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread

from scribe.store.errors import StoreError, TakenOverError
from scribe.store.store import Change, Store

_MOST = 512
type Observer = Callable[[int, float], None]


class Writer:
    """Makes changes durable. `submit` returns at once; its future is done when the change is on disk."""

    def __init__(self, store: Store, *, clock: Callable[[], int], observe: Observer | None = None) -> None:
        """`clock` tells milliseconds since 1970; `observe` is told each commit's size and seconds."""
        self._store, self._clock, self._observe = store, clock, observe
        self._queue: SimpleQueue[tuple[Change, Future[None]] | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="scribe-writer")
        self._thread.start()

    def submit(self, change: Change) -> Future[None]:
        """Have a change made.

        The future raises TakenOverError when the session is another's by now, StoreError when the database failed.
        """
        future: Future[None] = Future()
        self._queue.put((change, future))
        return future

    def close(self) -> None:
        """Make what waits durable, and stop."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        more = True
        while more:
            batch, more = self._next()
            if batch:
                self._commit(batch)

    def _next(self) -> tuple[list[tuple[Change, Future[None]]], bool]:
        batch: list[tuple[Change, Future[None]]] = []
        item = self._queue.get()
        while item is not None:
            batch.append(item)
            if len(batch) == _MOST:
                return batch, True
            try:
                item = self._queue.get_nowait()
            except Empty:
                return batch, True
        return batch, False

    def _commit(self, batch: Sequence[tuple[Change, Future[None]]]) -> None:
        began = time.perf_counter()
        try:
            done = self._store.apply([change for change, _ in batch], now=self._clock())
        except StoreError as error:
            self._one_by_one(batch, error)
            return
        if self._observe:
            self._observe(len(batch), time.perf_counter() - began)
        for (_, future), good in zip(batch, done, strict=True):
            _settle(future, None if good else TakenOverError("another connection has this session now"))

    def _one_by_one(self, batch: Sequence[tuple[Change, Future[None]]], error: StoreError) -> None:
        """One bad change must not fail the others of its batch."""
        if len(batch) == 1:
            _settle(batch[0][1], error)
            return
        for item in batch:
            self._commit([item])


def _settle(future: Future[None], error: Exception | None) -> None:
    if not future.set_running_or_notify_cancel():
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)

"""What all connections of one process share: engine, store, settings, who is connected, and the time.

Owns the registry of connections, their number, and the tick that ends those whose time has come. Knows nothing of what
they say to each other.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import structlog

from scribe.engine import Scribe
from scribe.errors import ScribeError
from scribe.store import Cipher, Store, StoreError, TakenOverError, Writer, default_url
from scribe.web.auth import Gatekeeper
from scribe.web.doors import Doors
from scribe.web.ear import Ear
from scribe.web.errors import GoingAwayError, ServerFullError, TooManySessionsError
from scribe.web.metrics import Metrics
from scribe.web.previews import Previews
from scribe.web.settings import ServiceSettings

if TYPE_CHECKING:
    from scribe.web.dictation import Dictation

_TICK_SECONDS = 0.25
_DRAIN_STEP_SECONDS = 0.02
_SWEEP_SECONDS = 30
log = structlog.get_logger()


def now_ms() -> int:
    """The time, in milliseconds since 1970."""
    return int(time.time() * 1000)


class Service:
    """One process of the service. `start` before use, `stop` after."""

    def __init__(self, settings: ServiceSettings, scribe: Scribe) -> None:
        self.settings, self.metrics, self.doors = settings, Metrics(), Doors(settings)
        keys = [key.strip() for key in settings.store_keys.get_secret_value().split(",") if key.strip()]
        self.store = Store(settings.database_url or default_url(settings.data_dir), cipher=Cipher(keys))
        self.gatekeeper = Gatekeeper(settings, self.store, clock=now_ms)
        self.engine_name = f"{scribe.info.version} {scribe.info.patterns_sha256}"[:64]
        self.ear = Ear(scribe)
        self.previews = Previews(self.ear)
        self.writer = Writer(self.store, clock=now_ms, observe=self.metrics.committed, during=self.ear.giving_way)
        self.closing = False
        self._connections: set[Dictation] = set()
        self._live: dict[str, Dictation] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to tick and to sweep."""
        loops = (self._tick(), self._sweep(), self.previews.run())
        self._tasks = [asyncio.create_task(each) for each in loops]

    async def drain(self) -> None:
        """Tell every client where to resume, and wait until they are gone."""
        self.closing = True
        for dictation in self._connections:
            dictation.end(GoingAwayError("this server shuts down; resume the dictation on the next one"))
        deadline = time.monotonic() + self.settings.drain_seconds
        while self._connections and time.monotonic() < deadline:
            await asyncio.sleep(_DRAIN_STEP_SECONDS)

    async def stop(self) -> None:
        """Stop ticking, make what waits durable, close the store."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self.ear.close()
        self.writer.close()
        self.store.close()

    def arrive(self, dictation: Dictation) -> None:
        """A connection stands."""
        self._connections.add(dictation)

    def depart(self, dictation: Dictation) -> None:
        """A connection is gone."""
        self._connections.discard(dictation)

    @property
    def open_connections(self) -> int:
        """How many connections stand, started or not."""
        return len(self._connections)

    def is_crowded(self) -> bool:
        """Whether there are so many connections that not even a handshake is answered."""
        return len(self._connections) >= 2 * self.settings.max_sessions

    def check_room(self, owner: str) -> None:
        """Raise a refusal when this process, or this user, has as many dictations as allowed."""
        if self.closing:
            raise GoingAwayError("this server shuts down; start the dictation on another one")
        if len(self._live) >= self.settings.max_sessions:
            raise ServerFullError("this server has as many dictations as it takes; try again later")
        mine = sum(1 for dictation in self._live.values() if dictation.owner == owner)
        if mine >= self.settings.max_sessions_per_user:
            raise TooManySessionsError(f"this user has {mine} dictations open, which is the most allowed")

    def enter(self, session: str, dictation: Dictation) -> None:
        """A dictation has a client; one that had it before is ended."""
        if earlier := self._live.get(session):
            earlier.end(TakenOverError("another connection resumed this dictation"))
        self._live[session] = dictation
        self.metrics.open.set(len(self._live))

    def leave(self, session: str, dictation: Dictation) -> None:
        """The client of a dictation is gone."""
        if self._live.get(session) is dictation:
            del self._live[session]
        self.metrics.open.set(len(self._live))

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _TICK_SECONDS
            await asyncio.sleep(_TICK_SECONDS)
            now = loop.time()
            self.metrics.loop_delay.observe(max(0.0, now - due))
            epoch = now_ms()
            for dictation in self._connections:
                dictation.tick(now, epoch)

    async def _sweep(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._sweep_once, list(self._live))
            except StoreError as error:
                log.warning("sweep_failed", code=error.slug)
            await asyncio.sleep(_SWEEP_SECONDS)

    def _sweep_once(self, live: list[str]) -> None:
        now = now_ms()
        self.store.touch(live, now=now)
        gone = self.store.sweep(
            unfinished_before=now - self.settings.keep_unfinished_seconds * 1000,
            finished_before=now - self.settings.keep_finished_seconds * 1000,
            now=now,
        )
        if gone:
            log.info("sessions_swept", count=gone)


def code_of(error: ScribeError) -> str:
    """The error's code on the websocket."""
    return error.slug.replace("-", "_")

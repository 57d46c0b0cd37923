"""What a client is told, in order: acknowledgements once text is durable, then its events, at last the review.

Owns the queue between what was said and what is told, and what happens when the client is slow to read. Knows nothing
of how messages are read.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from pydantic import BaseModel

from scribe.store import Entry
from scribe.web.messages import Ack, ErrorMessage
from scribe.web.metrics import Metrics
from scribe.web.previews import Previews
from scribe.web.reading import LiveReading, Take, close
from scribe.web.wire import Wire

_QUEUED, _AT_A_TIME = 64, 32


@dataclass(frozen=True, slots=True)
class Heard:
    """A change of the session; it is acknowledged under `seq`, and told, once it is `durable`. `at` is when it came."""

    take: Take
    durable: asyncio.Future[None]
    seq: int | None = None
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """A text that was sent before."""

    seq: int


@dataclass(frozen=True, slots=True)
class Opened:
    """The session is open: the entries of an earlier connection are heard again, events after `after` told."""

    reading: LiveReading
    entries: tuple[Entry, ...] = ()
    after: int = 0
    countable: bool = True


@dataclass(frozen=True, slots=True)
class Ended:
    """The review is asked for."""

    durable: asyncio.Future[None] | None = None


type Input = Heard | Again | Ended


class Telling:
    """The side of a connection that speaks."""

    def __init__(self, wire: Wire, metrics: Metrics, previews: Previews, *, slow_seconds: float) -> None:
        self._wire, self._metrics, self._previews, self._slow = wire, metrics, previews, slow_seconds
        self._inputs: deque[Input] = deque()
        self._wake, self._room = asyncio.Event(), asyncio.Event()
        self._opened: asyncio.Future[Opened] = asyncio.get_running_loop().create_future()
        self._reading: LiveReading | None = None
        self._interim: str | None = None
        self._preview: str | BaseException | None = None
        self._behind = False
        self.durable_seq = 0

    def open(self, opened: Opened) -> None:
        """Begin to tell of this session."""
        self._reading = opened.reading
        self._opened.set_result(opened)

    def put(self, item: Input) -> None:
        """Have something done, after what was put before."""
        self._inputs.append(item)
        self._wake.set()

    def show(self, interim: str | None) -> None:
        """The newest interim, in place of the one before it; None when a final text took its place."""
        self._interim, self._preview = interim, None
        if interim is not None:
            self._previews.want(self)

    def preview(self) -> str | None:
        """In the ear's thread: the preview of the newest interim."""
        interim = self._interim
        return self._reading.preview(interim) if interim is not None and self._reading is not None else None

    def previewed(self, frame: str | BaseException | None) -> None:
        """Show a preview, unless a final text took its place."""
        if frame is not None and self._interim is not None:
            self._preview = frame
            self._wake.set()

    async def room(self) -> None:
        """Wait until not too much waits to be told."""
        while len(self._inputs) >= _QUEUED:
            self._room.clear()
            await self._room.wait()

    async def send(self, message: BaseModel) -> None:
        """Send a message at once."""
        text = message.to_json() if isinstance(message, ErrorMessage) else message.model_dump_json()
        await self._wire.send(text)

    async def work(self) -> None:
        """Do what was put, in its order; between, show what interims seem to hold. Ends with the review."""
        opened = await self._opened
        reading = opened.reading
        missed = await reading.replay(opened.entries, opened.after, countable=opened.countable)
        self._behind = missed.snapshot
        await self._tell(missed.frames)
        while True:
            if self._inputs:
                item = self._inputs.popleft()
                self._room.set()
                if await self._do(item, reading):
                    return
            elif self._behind:
                await self._send_snapshot(reading)
            elif self._preview is not None:
                await self._send_preview()
            else:
                self._wake.clear()
                await self._wake.wait()

    async def _send_preview(self) -> None:
        preview, self._preview = self._preview, None
        if isinstance(preview, BaseException):
            raise preview
        if preview is not None:
            await self._wire.send(preview)

    async def _do(self, item: Input, reading: LiveReading) -> bool:
        match item:
            case Heard():
                await self._hear(item, reading)
            case Again(seq=seq):
                await self.send(Ack(seq=seq))
            case Ended(durable=durable):
                await self._end(durable, reading)
                return True
        return False

    async def _hear(self, item: Heard, reading: LiveReading) -> None:
        """Read it while it is made durable; tell of it after that."""
        begun = reading.begin(item.take)
        await item.durable
        if item.seq is not None:
            self.durable_seq = item.seq
            await self.send(Ack(seq=item.seq))
        await self._tell(await reading.rest(begun))
        if item.at is not None:
            self._metrics.answer.observe(asyncio.get_running_loop().time() - item.at)

    async def _end(self, durable: asyncio.Future[None] | None, reading: LiveReading) -> None:
        begun = reading.begin(close)
        if durable is not None:
            await durable
        await self._tell(await reading.rest(begun))
        if self._behind:
            await self._send_snapshot(reading)
        await self._wire.send(await reading.review_frame())

    async def _tell(self, frames: list[str]) -> None:
        """Send events; when the client is too slow for them, leave the rest to a snapshot."""
        loop = asyncio.get_running_loop()
        for number, frame in enumerate(frames, 1):
            if self._behind:
                return
            began = loop.time()
            await self._wire.send(frame)
            self._behind = loop.time() - began > self._slow
            if number % _AT_A_TIME == 0:
                await asyncio.sleep(0)  # others have their turn; a send that need not wait gives none
        self._metrics.events.inc(len(frames))

    async def _send_snapshot(self, reading: LiveReading) -> None:
        self._behind = False
        self._metrics.snapshots.inc()
        await self._wire.send(await reading.snapshot())

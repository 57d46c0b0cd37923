"""A session read in the ear's thread, its events as frames for the wire.

Owns the steps in which text is read, and when an interim is worth a preview. Knows nothing of connections or stores.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from scribe.encounter import read_encounter
from scribe.session import Segment, Session
from scribe.store import Entry, Known, Said
from scribe.types import Encounter, Review
from scribe.web.ear import STEP_SECONDS, Ear, Turn
from scribe.web.messages import Preview, Snapshot

_LONGEST_INTERIM = 2_000
_MOST_MISSED = 2_000
_SENTENCES, _PART = 1, 200
"""How many sentences are read, and told, between two looks at the clock."""

type Take = Callable[[Session], None]


@dataclass(slots=True)
class Missed:
    """The events that a resuming client does not have, or a snapshot when they are too many or not countable."""

    frames: list[str] = field(default_factory=list)
    snapshot: bool = False

    def add(self, frames: Iterable[str]) -> None:
        """Keep more events, until they are too many."""
        if not self.snapshot:
            self.frames += frames
            if len(self.frames) > _MOST_MISSED:
                self.snapshot = True
        if self.snapshot:
            self.frames.clear()


def putting(segment: Segment) -> Take:
    """The taking of a final text."""

    def take(session: Session) -> None:
        session.put(segment)

    return take


def considering(encounter: Encounter) -> Take:
    """The taking of a new encounter."""

    def take(session: Session) -> None:
        session.consider(encounter)

    return take


def close(session: Session) -> None:
    """The taking of the end: no more text will come."""
    session.close()


class LiveReading:
    """A session whose every step runs in the ear's thread. One caller at a time."""

    def __init__(self, ear: Ear, encounter: Encounter) -> None:
        self._ear = ear
        self._session = Session(ear.scribe, encounter)
        self._frames: list[str] = []
        self._reading = False
        self._shown: list[str] = []

    @property
    def n(self) -> int:
        """The number of the last event."""
        return self._session.n

    async def hear(self, take: Take | None) -> list[str]:
        """Take an input, read what it brought, and give the events as frames."""
        return await self.rest(self.begin(take))

    def begin(self, take: Take | None) -> asyncio.Future[bool]:
        """Have the first step of `hear` done; `rest` does the others."""
        return self._ear.run(self._step, take)

    async def rest(self, step: asyncio.Future[bool]) -> list[str]:
        """The events of what was begun."""
        while not await step:
            step = self._ear.run_at(Turn.LATER, self._step, None)
        frames, self._frames = self._frames, []
        return frames

    def preview(self, interim: str) -> str | None:
        """In the ear's thread: what the unfinished sentence and an interim seem to hold, if that is news; a frame."""
        if self._reading or len(interim) > _LONGEST_INTERIM:
            return None
        evidence = self._session.preview(interim)
        shown = [item.id for item in evidence]
        if shown == self._shown:
            return None
        self._shown = shown
        return Preview(evidence=evidence).model_dump_json()

    async def replay(self, entries: Iterable[Entry], after: int, *, countable: bool) -> Missed:
        """Hear the log of a session again; gives the events after number `after`."""
        missed = Missed(snapshot=not countable)
        missed.add(self._later(await self.hear(None), after))
        for entry in entries:
            missed.add(self._later(await self.hear(_taking(entry)), after))
        if after > self.n:
            missed.snapshot = True
        return missed

    async def snapshot(self) -> str:
        """Everything told so far, as a frame."""
        return await self._ear.run_at(Turn.LATER, self._snapshot)

    async def review(self) -> Review:
        """The review; the session must be closed."""
        return await self._ear.run(self._session.review)

    async def review_frame(self) -> str:
        """The review as a frame."""
        return await self._ear.run(self._review)

    def _later(self, frames: list[str], after: int) -> list[str]:
        skipped = after - (self.n - len(frames))
        return frames[max(0, skipped) :]

    def _step(self, take: Take | None) -> bool:
        """Read and tell as far as a step goes; True when all is told."""
        until = time.perf_counter() + STEP_SECONDS
        self._reading = True
        if take is not None:
            take(self._session)
        while not self._session.advance(_SENTENCES):
            if time.perf_counter() > until:
                return False
        while part := self._session.tell_part(_PART):
            self._frames += [event.model_dump_json() for event in part]
            if time.perf_counter() > until:
                return False
        self._frames += [event.model_dump_json() for event in self._session.events()]
        self._reading = False
        return True

    def _snapshot(self) -> str:
        return Snapshot.model_construct(**dict(self._session.snapshot())).model_dump_json()

    def _review(self) -> str:
        # Put together by hand, so that the review's bytes are those of `scribe review`.
        return f'{{"type":"review","n":{self.n + 1},"review":{self._session.review().to_json()}}}'


async def review_note(ear: Ear, text: str, encounter: Encounter) -> Review:
    """The review of a whole note, read like a dictation of one text."""

    def take(session: Session) -> None:
        session.close()
        session.put(Segment(text))

    reading = LiveReading(ear, encounter)
    await reading.hear(take)
    return await reading.review()


def _taking(entry: Entry) -> Take:
    match entry:
        case Said(text=text, segment=segment):
            return putting(Segment(text, segment))
        case Known(encounter=encounter):
            return considering(read_encounter(encounter))

"""The one thread in which the engine reads, so that no sentence, however slow, holds up the event loop.

Owns the thread and fairness: work comes in small steps, first come first served. Knows nothing of connections.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

from scribe.engine import Scribe
from scribe.session import Segment, Session
from scribe.types import Encounter, Review

STEP = 5
"""How many sentences are read before others have their turn."""
_STEPS_PER_ZONE = 200


class Ear:
    """Runs steps of work in its thread, one at a time."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="scribe-ear")
        self._zone = ExitStack()
        self._steps = 0

    def close(self) -> None:
        """Stop once what runs is done."""
        self._thread.submit(self._zone.close).result()
        self._thread.shutdown()

    def session(self, encounter: Encounter) -> Session:
        """A new session of this engine."""
        return Session(self.scribe, encounter)

    async def run[**P, R](self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a step of work in the thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, partial(self._in_zone, partial(work, *args, **kwargs))
        )

    async def review(self, text: str, encounter: Encounter) -> Review:
        """The review of a whole note, read in steps."""
        session = self.session(encounter)
        session.close()
        await self.run(session.put, Segment(text))
        while not await self.run(session.advance, STEP):
            pass
        return await self.run(session.review)

    def _in_zone[R](self, work: Callable[[], R]) -> R:
        # What spaCy learns of unseen words is forgotten with the zone; a server runs for weeks. Opening one takes as
        # long as a third of a sentence, so that each serves many steps.
        if self._steps % _STEPS_PER_ZONE == 0:
            self._zone.close()
            self._zone.enter_context(self.scribe.listener.nlp.memory_zone())
        self._steps += 1
        return work()

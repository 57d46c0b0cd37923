"""The one thread in which the engine reads, so that no sentence, however slow, holds up the event loop.

Owns the thread and fairness: work comes in small steps, first come first served, and previews never crowd out final
texts. Knows nothing of connections.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from scribe.engine import Scribe
from scribe.session import Segment, Session
from scribe.types import Encounter, Review

STEP = 25
"""How many sentences are read before others have their turn."""
_PREVIEWS = 4


class Ear:
    """Runs steps of work in its thread, one at a time."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="scribe-ear")
        self._previews = asyncio.Semaphore(_PREVIEWS)

    def close(self) -> None:
        """Stop once what runs is done."""
        self._thread.shutdown()

    def session(self, encounter: Encounter) -> Session:
        """A new session of this engine."""
        return Session(self.scribe, encounter)

    async def run[**P, R](self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a step of work in the thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, partial(self._in_zone, partial(work, *args, **kwargs))
        )

    async def preview[**P, R](self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a step of work that may wait."""
        async with self._previews:
            return await self.run(work, *args, **kwargs)

    async def review(self, text: str, encounter: Encounter) -> Review:
        """The review of a whole note, read in steps."""
        session = self.session(encounter)
        session.close()
        await self.run(session.put, Segment(text))
        while not await self.run(session.advance, STEP):
            pass
        return await self.run(session.review)

    def _in_zone[R](self, work: Callable[[], R]) -> R:
        # What spaCy learns of unseen words is forgotten with the zone; a server runs for weeks.
        with self.scribe.listener.nlp.memory_zone():
            return work()

"""Previews of interims, at the pace that the ear can spare: all of them when it is quiet, the newest ones under load.

Owns who is next and how much of the ear's time previews may take. Knows nothing of connections.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from scribe.web.ear import Ear, Turn

_REST = 4
"""After a preview, previews rest so many times as long as it took: they take a fifth of the ear's time at most."""


class Previewed(Protocol):
    """Something whose newest interim can be previewed."""

    def preview(self) -> str | None:
        """In the ear's thread: the preview of the newest interim as a frame, if it is news."""

    def previewed(self, frame: str | BaseException | None) -> None:
        """Take the preview, or the error that it ended in."""


class Previews:
    """Takes turns; whoever wants a preview gets it of the newest interim when its turn comes."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._waiting: dict[Previewed, None] = {}
        self._wanted = asyncio.Event()

    def want(self, previewed: Previewed) -> None:
        """Take a place in the queue, unless there is one already."""
        self._waiting[previewed] = None
        self._wanted.set()

    async def run(self) -> None:
        """Make previews until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            if not self._waiting:
                self._wanted.clear()
                await self._wanted.wait()
            previewed = next(iter(self._waiting))
            del self._waiting[previewed]
            began = loop.time()
            (frame,) = await asyncio.gather(self._ear.run_at(Turn.SPARE, previewed.preview), return_exceptions=True)
            previewed.previewed(frame)
            await asyncio.sleep(_REST * (loop.time() - began))

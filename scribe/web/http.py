"""An HTTP connection up to the end of its request: one that comes too slowly, or with a head without end, is ended.

Owns the bytes before the application sees anything. Knows nothing of routes, nor of a websocket once it stands.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar, override

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MOST_HEAD_BYTES = 65_536


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's, with bounds on what a client may send before it is served."""

    seconds: ClassVar[float] = 30.0
    """How long a request, or a websocket's handshake, may take to come in."""

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As ever, and begin to wait."""
        super().connection_made(transport)
        self._head_bytes: int | None = 0
        self._waiting: asyncio.TimerHandle | None = None
        self._wait()

    @override
    def data_received(self, data: bytes) -> None:
        """As ever, unless the head is too large."""
        if self._head_bytes is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes is not None and self._head_bytes > _MOST_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    @override
    def on_message_begin(self) -> None:
        """As ever, and begin to wait for this request."""
        super().on_message_begin()
        self._wait()

    @override
    def on_headers_complete(self) -> None:
        """As ever; the head is over."""
        self._head_bytes = None
        super().on_headers_complete()

    @override
    def on_message_complete(self) -> None:
        """As ever; wait no longer, and be ready for the next head."""
        super().on_message_complete()
        self._stop()
        self._head_bytes = 0

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """As ever; wait no longer."""
        self._stop()
        super().connection_lost(exc)

    @override
    def handle_websocket_upgrade(self) -> None:
        """As ever; wait no longer."""
        self._stop()
        super().handle_websocket_upgrade()

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.seconds, self.transport.close)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

"""One websocket as the rest sees it: text in, text out, a close code at the end.

Owns the ASGI events, and the protocol class that tells when the client answered our close. Knows nothing of messages.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast, override

from starlette.datastructures import Headers, QueryParams
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from scribe.web.errors import BinaryMessageError

CLOSE_SECONDS = 60.0
_CORK_BYTES = 32_768
_PART_BYTES = 4_096
_ECHO = "scribe.echo"


class _Corked:
    """A transport that sends what is written within one turn of the event loop at once: one system call, not many.

    While it is `held`, nothing more is read.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._waiting: list[bytes] = []
        self._size = 0
        self.held = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)
        self._size += len(data)
        if self._size > _CORK_BYTES:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def hold(self) -> None:
        self.held = True
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        if not self.held:
            self._transport.resume_reading()

    def _flush(self) -> None:
        if self._waiting:
            data = b"".join(self._waiting)
            self._waiting.clear()
            self._size = 0
            self._transport.write(data)


class Protocol(WebSocketsSansIOProtocol):
    """uvicorn's sans-I/O websocket, which also tells the application that the client answered the close frame.

    The answer proves that the client has everything that was sent before the close frame, the review above all. A
    client that reads slowly is given time for it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.close_timeout = CLOSE_SECONDS
        self._unread = bytearray()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As ever, on a transport that gathers what is written."""
        super().connection_made(transport)
        self._corked = _Corked(self.transport, self.loop)
        self.transport = cast("asyncio.Transport", self._corked)

    @override
    def data_received(self, data: bytes) -> None:
        """As ever, but of much that came at once one part in each turn of the event loop."""
        waits = bool(self._unread)
        self._unread += data
        if not waits:
            self._read_on()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        """As ever, after what came before it."""
        while self._unread:
            self._read_part()
        super().connection_lost(exc)

    def _read_on(self) -> None:
        if self._unread:
            self._read_part()
        if self._unread:
            self._corked.hold()
            self.loop.call_soon(self._read_on)
        elif self._corked.held:
            self._corked.held = False
            if not self.read_paused:
                self.transport.resume_reading()

    def _read_part(self) -> None:
        part = bytes(self._unread[:_PART_BYTES])
        del self._unread[:_PART_BYTES]
        super().data_received(part)
        if self.conn.parser_exc is not None:
            self._unread.clear()

    @override
    def handle_close(self, event: Frame) -> None:
        """Tell of the answer, then do as ever."""
        if self.close_sent and self.conn.close_rcvd is not None:
            echo: Any = {"type": "websocket.disconnect", "code": self.conn.close_rcvd.code, _ECHO: True}
            self.queue.put_nowait(echo)
        super().handle_close(event)

    @override
    async def send(self, message: Any) -> None:
        """As ever; a handshake that was refused is complete as well, and a connection that was failed is gone."""
        if self.close_sent:
            raise ClientDisconnected
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True


class Gone(Exception):  # noqa: N818  (no error: every connection ends)
    """The client is no longer there."""


class Wire:
    """A websocket connection."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers = Headers(scope=scope)
        self.query = QueryParams(scope["query_string"])
        self._receive, self._send = receive, send
        self._closed = False

    async def accept(self) -> None:
        """Complete the handshake."""
        await self._receive()
        await self._give({"type": "websocket.accept", "headers": []})

    async def refuse(self, status: int, body: bytes, content_type: bytes) -> None:
        """Answer the handshake with an HTTP error."""
        headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
        await self._give({"type": "websocket.http.response.start", "status": status, "headers": headers})
        await self._give({"type": "websocket.http.response.body", "body": body})

    async def text(self) -> str:
        """The next message.

        Raises:
            Gone: the client left.
            BinaryMessageError: it is not text.
        """
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self._closed = True
            raise Gone
        if (text := message.get("text")) is None:
            raise BinaryMessageError("binary messages are not understood; send JSON as text")
        return str(text)

    async def send(self, text: str) -> None:
        """Send a message; waits while the client is slow to read.

        Raises:
            Gone: the client left.
        """
        await self._give({"type": "websocket.send", "text": text})

    async def close(self, code: int, reason: str = "") -> None:
        """Begin the closing handshake."""
        if not self._closed:
            self._closed = True
            await self._give({"type": "websocket.close", "code": code, "reason": reason})

    async def answered(self) -> bool:
        """Wait for the end of the closing handshake: whether the client answered it."""
        for _ in range(2):  # the first event is our own close
            if (await self._receive()).get(_ECHO):
                return True
        return False

    async def _give(self, message: dict[str, Any]) -> None:
        try:
            await self._send(message)
        except (ClientDisconnected, OSError):
            self._closed = True
            raise Gone from None

"""A client of the service: plays a text at speaking pace, and picks up again after a break by itself.

Owns the client's side of the protocol: numbering, what must be sent again, when to try again. Knows nothing of how what
it hears is shown.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from scribe.errors import ScribeError
from scribe.session import Event, View

_UTTERANCE = re.compile(r"\S.*?(?:[.?!](?=\s)|\n|$)\s*", re.DOTALL)
_WORDS_PER_MINUTE = 150
_LEAST_PAUSE = 0.01  # a service takes no more than so many messages a second
_LONGEST = 2_000
_FIRST_WAIT, _LONGEST_WAIT = 0.25, 8.0
_TRIES_ONCE_OPEN = 60  # some eight minutes; the service keeps an unfinished dictation for an hour
_EVENTS = frozenset({"sentence", "evidence", "requirement", "line", "flag"})
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)

type Show = Callable[[str, dict[str, Any]], None]


class ServiceRefusedError(ScribeError):
    """The service refused, or could not be reached again."""

    slug = "service-refused"


@dataclass(slots=True)
class _Final:
    """A final text, and the number under which it was last sent."""

    text: str
    seq: int


class Player:
    """Plays one text to a service.

    `view` is what the events so far add up to; `show` is told every message as it came and as data.
    """

    def __init__(
        self,
        url: str,
        text: str,
        encounter: Mapping[str, Any],
        *,
        show: Show,
        token: str | None = None,
        speed: float = 1.0,
        tries: int = 8,
    ) -> None:
        """`speed` is in times the pace of speech; 0 plays as fast as it goes. It knocks `tries` times at first."""
        self._url, self._encounter, self._show, self._token = url, encounter, show, token
        self._tries = tries
        self._interims = speed > 0
        self._pause = max(_LEAST_PAUSE, 60 / _WORDS_PER_MINUTE / speed) if speed else _LEAST_PAUSE
        self._utterances = list(utterances(text))
        self._unacknowledged: list[_Final] = []
        self._next = 0
        self._seq = 0
        self._session: str | None = None
        self.view = View()
        self.review: dict[str, Any] | None = None
        self.breaks = 0

    def move(self, url: str) -> None:
        """Go on at another server of the same database, once this one is gone."""
        self._url = url

    def hurry(self) -> None:
        """Play the rest as fast as it goes."""
        self._interims, self._pause = False, _LEAST_PAUSE

    async def play(self) -> None:
        """Play the text to its review.

        Raises:
            ServiceRefusedError: the service does not want it, or stays away.
        """
        failures, wait = 0, _FIRST_WAIT
        while self.review is None:
            try:
                async with self._connect() as connection:
                    await self._start(connection)
                    failures, wait = 0, _FIRST_WAIT
                    await self._converse(connection)
            except InvalidURI:
                raise ServiceRefusedError("the URL is not of a websocket; expected ws://… or wss://…") from None
            except InvalidStatus as error:
                if error.response.status_code < 500:
                    raise ServiceRefusedError(_told(error.response.body, error.response.status_code)) from None
                failures += 1
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                failures += 1
            if self.review is None:
                self.breaks += self._session is not None and failures == 1
                if failures > (self._tries if self._session is None else _TRIES_ONCE_OPEN):
                    raise ServiceRefusedError("the service cannot be reached")
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT)

    def _connect(self) -> connect:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        return connect(
            self._url, additional_headers=headers, compression=None, max_size=None, proxy=None, user_agent_header=None
        )

    async def _start(self, connection: ClientConnection) -> None:
        """Open the dictation, or resume it and send again what the service does not hold."""
        if self._session is None:
            await _send(connection, {"type": "start", "encounter": self._encounter})
        else:
            await _send(connection, {"type": "start", "session": self._session, "after": self.view.n})
        while (message := await self._receive(connection))["type"] != "started":
            if message["type"] == "error" and not message.get("retry_after"):
                raise ServiceRefusedError(message["message"])
        self._session, self._seq = message["session"], message["seq"]
        self._acknowledge(message["seq"])
        for final in self._unacknowledged:
            final.seq = self._seq + 1
            await self._say(connection, final.text, final=True)

    async def _converse(self, connection: ClientConnection) -> None:
        speaking = asyncio.create_task(self._speak(connection))
        try:
            while self.review is None:
                await self._receive(connection)
        finally:
            speaking.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed):
                await speaking

    async def _speak(self, connection: ClientConnection) -> None:
        while self._next < len(self._utterances):
            text = self._utterances[self._next]
            if self._interims:
                await self._say_slowly(connection, text)
            else:
                await asyncio.sleep(self._pause)
            self._unacknowledged.append(_Final(text, self._seq + 1))
            self._next += 1
            await self._say(connection, text, final=True)
        await _send(connection, {"type": "finish"})

    async def _say_slowly(self, connection: ClientConnection, text: str) -> None:
        for word in re.finditer(r"\S+", text):
            await self._say(connection, text[: word.end()], final=False)
            await asyncio.sleep(self._pause)

    async def _say(self, connection: ClientConnection, text: str, *, final: bool) -> None:
        self._seq += 1
        await _send(connection, {"type": "text", "seq": self._seq, "text": text, "final": final})

    async def _receive(self, connection: ClientConnection) -> dict[str, Any]:
        raw = await connection.recv(decode=True)
        message: dict[str, Any] = json.loads(raw)
        match message["type"]:
            case "ack":
                self._acknowledge(message["seq"])
            case "snapshot":
                self.view = View.model_validate({name: message[name] for name in View.model_fields})
            case "review":
                self.review = message["review"]
            case "error" if message.get("fatal") and not message.get("retry_after"):
                raise ServiceRefusedError(message["message"])
            case kind if kind in _EVENTS:
                self.view.add(_EVENT.validate_json(raw))
        self._show(raw, message)
        return message

    def _acknowledge(self, seq: int) -> None:
        self._unacknowledged = [final for final in self._unacknowledged if final.seq > seq]


def utterances(text: str) -> Iterator[str]:
    """The text in pieces as one would say them; put together they are the text."""
    end = 0
    for match in _UTTERANCE.finditer(text):
        piece = text[end : match.end()]
        end = match.end()
        for start in range(0, len(piece), _LONGEST):
            yield piece[start : start + _LONGEST]
    if end < len(text):
        yield text[end:]


async def _send(connection: ClientConnection, message: Mapping[str, Any]) -> None:
    await connection.send(json.dumps(message, ensure_ascii=False))


def _told(body: bytes | bytearray, status: int) -> str:
    try:
        detail = json.loads(body)["detail"]
    except (ValueError, KeyError, TypeError):
        return f"the service refused the connection (HTTP {status})"
    return f"the service refused the connection: {detail}"

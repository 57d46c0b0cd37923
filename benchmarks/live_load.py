"""A client that carries a thousand dictations at little cost, for benchmarks/live.py.

Owns a bare websocket client (zero masking key, no fragments) and the pace of speech. Speakers begin one after the other
within ten seconds, and each gives one dictation after another, of 20 to 60 seconds, so that at any time some begin and
some ask for their review. Measured is every final text said while all speak: not the ten seconds before, nor the few
after, in which all end.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

ENCOUNTER = {
    "date_of_service": "2026-03-12",
    "discipline": "PT",
    "therapy_ytd": {"pt_slp": 2470.0},
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "units": 2, "allowed": 58.12}],
}
_HOLDING = (
    "The plan of care was signed by Dr. {name} on March {day}, 2026.",
    "Gait speed is 0.{day} meters per second.",
    "Skilled therapy remains medically necessary for balance.",
    "Berg balance score is {day} out of 56 today.",
    "The plan of care was sent to Dr. {name} for signature.",
    "Timed Up and Go took {day}.4 seconds with a cane.",
)
_PLAIN = (
    "Patient reports that the {name} stairs at home are easier this week.",
    "We walked to the {name} and back twice.",
    "She tolerated the session well and asked about {name}.",
    "The home program was reviewed and {name} was added.",
    "He slept poorly and mentions his {name} again.",
    "Family was present and had no questions about {name}.",
)
_LENGTH = (20.0, 60.0)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def sentences(seed: int) -> Iterator[str]:
    """Dictation without end: one sentence in four holds something, and every one has a word never seen before."""
    chance = random.Random(seed)
    while True:
        name = "".join(chance.choice(_LETTERS) for _ in range(8)).capitalize()
        form = chance.choice(_HOLDING if chance.random() < 0.25 else _PLAIN)
        yield form.format(name=name, day=chance.randrange(10, 31))


def frame(message: dict[str, object]) -> bytes:
    """A masked text frame; the key is zero, so that the words stay as they are."""
    return text_frame(json.dumps(message).encode())


def text_frame(data: bytes) -> bytes:
    """The same of any bytes."""
    size = len(data)
    if size < 126:
        head = bytes((0x80 | size,))
    elif size < 65_536:
        head = bytes((0x80 | 126,)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | 127,)) + size.to_bytes(8, "big")
    return b"\x81" + head + b"\0\0\0\0" + data


@dataclass
class Figures:
    """What all dictations together measured; of the final texts, those said from `begin` to `end`.

    `answers` are seconds from a final text to its last event, and `asked` when each was said.
    """

    count: int = 0
    begin: float = 0.0
    end: float = float("inf")
    answers: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    acknowledgements: list[float] = field(default_factory=list)
    events: int = 0
    previews: int = 0
    reviews: int = 0
    lost: int = 0
    refused: int = 0

    def counts(self, said: float) -> bool:
        """Whether a final text said at this time is measured."""
        return self.begin <= said <= self.end

    @staticmethod
    def milliseconds(values: list[float], share: float) -> float:
        """A quantile, in milliseconds."""
        return sorted(values)[min(len(values) - 1, int(share * len(values)))] * 1000 if values else 0.0


class Dictation(asyncio.Protocol):
    """One dictation: speaks a word every `pause` seconds, and times what comes back."""

    def __init__(
        self,
        figures: Figures,
        number: int,
        *,
        pause: float,
        until: float = float("inf"),
        most: int = 10**9,
        interims: bool = True,
    ) -> None:
        """Ends at the time `until` or after `most` sentences, but not before the first."""
        self._figures, self._pause, self._until, self._most = figures, pause, until, most
        self._interims, self._said = interims, 0
        self._sentences = sentences(number)
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._buffer = bytearray()
        self._open = False
        self._seq = 0
        self._n = 0
        self._sent: dict[int, float] = {}
        self._asked = self._last = 0.0
        self._words: list[str] = []
        self._spoken = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET /v1/dictation HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            del self._buffer[: end + 4]
            self._open = True
            self.transport.write(frame({"type": "start", "encounter": ENCOUNTER}))
        now = time.perf_counter()
        while (payload := self._frame()) is not None:
            self._take(payload, now)

    def _frame(self) -> bytes | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, head = buffer[1] & 0x7F, 2
        if size == 126:
            size, head = int.from_bytes(buffer[2:4], "big"), 4
        elif size == 127:
            size, head = int.from_bytes(buffer[2:10], "big"), 10
        if len(buffer) < head + size:
            return None
        payload, opcode = bytes(buffer[head : head + size]), buffer[0] & 0x0F
        del buffer[: head + size]
        if opcode == 9:
            self.transport.write(bytes((0x8A, 0x80 | len(payload))) + b"\0\0\0\0" + payload)
            return b""
        if opcode == 8:
            self.transport.write(bytes((0x88, 0x80 | len(payload))) + b"\0\0\0\0" + payload)
            return b""
        return payload

    def _take(self, payload: bytes, now: float) -> None:
        if payload.startswith(b'{"type":"ack"'):
            self._settle()
            self._asked = self._sent.pop(int(payload[20:-1]))
            self._last = now
            if self._figures.counts(self._asked):
                self._figures.acknowledgements.append(now - self._asked)
        elif payload.startswith(b'{"type":"preview"'):
            self._figures.previews += 1
        elif payload.startswith(b'{"type":"started"'):
            asyncio.get_running_loop().call_later(random.random() * self._pause, self._speak)
        elif payload.startswith(b'{"type":"review"'):
            self._settle()
            self._figures.reviews += 1
        elif payload.startswith(b'{"type":"error"'):
            self._figures.refused += 1
        elif payload:
            n = int(payload[payload.index(b'"n":') + 4 : payload.index(b",", payload.index(b'"n":'))])
            self._figures.lost += n - self._n - 1
            self._n = n
            self._figures.events += 1
            self._last = now

    def _settle(self) -> None:
        """The events of the text acknowledged last are all there."""
        if self._asked and self._figures.counts(self._asked):
            self._figures.answers.append(self._last - self._asked)
            self._figures.asked.append(self._asked)
        self._asked = 0.0

    def _speak(self) -> None:
        if self.transport.is_closing():
            return
        if not self._words:
            if self._said and (time.perf_counter() > self._until or self._said == self._most):
                self.transport.write(frame({"type": "finish"}))
                return
            self._words, self._spoken = next(self._sentences).split(), 0
            self._said += 1
            if not self._interims:
                self._spoken = len(self._words) - 1
        self._spoken += 1
        self._seq += 1
        final = self._spoken == len(self._words)
        if final:
            self._sent[self._seq] = time.perf_counter()
        text = " ".join(self._words[: self._spoken])
        self.transport.write(frame({"type": "text", "seq": self._seq, "text": text, "final": final}))
        if final:
            self._words = []
        asyncio.get_running_loop().call_later(self._pause, self._speak)


def _same(dictation: Dictation) -> Dictation:
    return dictation


async def converse(port: int, dictation: Dictation) -> None:
    """Have one dictation speak to its end."""
    await asyncio.get_running_loop().create_connection(partial(_same, dictation), "127.0.0.1", port)
    await dictation.done


async def speak(port: int, count: int, seconds: float, *, words_per_second: float = 2.5, ramp: float = 10.0) -> Figures:
    """Have `count` speakers dictate for so long, once all have begun within `ramp` seconds."""
    begin = time.perf_counter() + ramp
    figures = Figures(begin=begin, end=begin + seconds)

    async def dictate(number: int) -> None:
        await asyncio.sleep(ramp * number / count)
        while (now := time.perf_counter()) < figures.end:
            figures.count += 1
            until = min(figures.end, now + random.uniform(*_LENGTH))
            await converse(port, Dictation(figures, figures.count, pause=1 / words_per_second, until=until))

    await asyncio.wait([asyncio.create_task(dictate(number)) for number in range(count)], timeout=seconds + ramp + 60)
    return figures

"""Trials of the live service: servers killed, memory over long traffic, clients that do it harm."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from live_load import ENCOUNTER, Dictation, Figures, converse, frame, sentences, speak, text_frame
from live_server import metrics, resident, server, start

from scribe.engine import Scribe
from scribe.web.client import Player


async def kill(count: int, times: int, database_url: str | None) -> None:
    """Kill the server in the middle of so many dictations, so many times; the next goes on."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"SCRIBE_DATABASE_URL": database_url or f"sqlite:///{folder}/scribe.sqlite3"}
        running, port = start(**settings)
        texts = [" ".join(itertools.islice(sentences(number), 25 * times)) for number in range(count)]
        acknowledged = itertools.count()
        players = [Player(_url(port), text, ENCOUNTER, show=_counting(acknowledged), speed=4) for text in texts]
        playing = asyncio.gather(*(player.play() for player in players))
        for _ in range(times):
            following, port = await asyncio.to_thread(start, **settings)
            await asyncio.sleep(1)
            running.send_signal(signal.SIGKILL)
            for player in players:
                player.move(_url(port))
            running.wait()
            running = following
        for player in players:
            player.hurry()
        await playing
        running.terminate()
        running.wait()
    engine = Scribe()
    good = sum(p.review == engine.review(t, ENCOUNTER).to_dict() for p, t in zip(players, texts, strict=True))
    breaks = sum(player.breaks for player in players)
    print(
        f"{times} kills of {count} dictations: {breaks} breaks survived, {next(acknowledged)} acknowledgements, "
        f"{good} of {count} final reviews equal to batch (floor {count})"
    )


def _url(port: int) -> str:
    return f"ws://127.0.0.1:{port}/v1/dictation"


def _counting(counter: itertools.count[int]):
    def show(_raw: str, message: dict[str, object]) -> None:
        if message["type"] == "ack":
            next(counter)

    return show


async def memory(total: int, *, each: int = 200, at_a_time: int = 20) -> None:
    """So many sentences of unseen words, as fast as they are taken."""
    figures = Figures()
    with server(SCRIBE_MAX_MESSAGES_PER_SECOND="100000") as (port, pid):
        queue = iter(range(total // each))

        async def talk() -> None:
            for number in queue:
                await converse(port, Dictation(figures, number, pause=0.002, most=each, interims=False))

        async def watch() -> list[float]:
            seen = []
            while True:
                await asyncio.sleep(5)
                seen.append(resident(pid))
                done = len(figures.acknowledgements)
                print(f"\r{done} sentences, {seen[-1]:.0f} MiB", end="", file=sys.stderr)
                if done > total / 10:
                    warm.append(seen[-1])

        warm: list[float] = []
        watching = asyncio.create_task(watch())
        began = time.perf_counter()
        await asyncio.gather(*(talk() for _ in range(at_a_time)))
        watching.cancel()
        await asyncio.sleep(2)
        print(file=sys.stderr)
        grown = resident(pid) - warm[0]
        print(
            f"{len(figures.answers)} sentences in {time.perf_counter() - began:.0f} s, reviews {figures.reviews}: "
            f"{warm[0]:.0f} MiB after a tenth, {resident(pid):.0f} MiB at the end, grown by {grown:.1f} (floor 30)"
        )


_LONG_WORDS = f"{'x' * 3_999} " * 15
HARM = {
    "malformed": [b'{"type":"text"', b"nonsense", b"[]"] * 6,
    "out of order": [frame({"type": "text", "seq": 9, "text": "x", "final": True})] * 15,
    "repeated": [frame({"type": "text", "seq": 1, "text": "x.", "final": True})] * 400,
    "deep JSON": [b"[" * 60_000] * 15,
    "oversized": [b"x" * 70_000],
    "flood": [frame({"type": "text", "seq": n, "text": "word " * 9, "final": False}) for n in range(1, 2500)],
    "binary": [bytes((0x82, 0x81)) + b"\0\0\0\0x"],
    "not UTF-8": [bytes((0x81, 0x82)) + b"\0\0\0\0\xff\xfe"],
    "long words": [frame({"type": "text", "seq": n, "text": _LONG_WORDS, "final": True}) for n in range(1, 15)],
    "long text": [frame({"type": "text", "seq": n, "text": "He is. " * 8_000, "final": True}) for n in range(1, 15)],
}
_DROPS = 10_000


async def attack(count: int, seconds: float) -> None:
    """The answers that good clients get while others do harm, one kind after the other, then make and drop 10,000
    connections; and those that they get alone, half of them before and half after.

    Those who do harm have a process of their own, which gives way to server and good clients (niceness 10): as a rule
    they are on another machine, and what counts is what the server spends on them.
    """
    with server() as (port, pid):
        await speak(port, count, 5, ramp=2)
        calm = await speak(port, count, seconds / 2, ramp=2)
        before = resident(pid)
        command = [sys.executable, __file__, str(port), str(seconds)]
        harming = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        stormy = await speak(port, count, seconds, ramp=2)
        told, _ = harming.communicate(timeout=120)
        calm.answers += (await speak(port, count, seconds / 2, ramp=2)).answers
        calm99, stormy99 = (figures.milliseconds(figures.answers, 0.99) for figures in (calm, stormy))
        for kind, times, begin, end in json.loads(told):
            during = [took for took, said in zip(stormy.answers, stormy.asked, strict=True) if begin <= said < end]
            p50, p99 = (stormy.milliseconds(during, share) for share in (0.5, 0.99))
            print(f"{kind}, {times} times: p50 {p50:.0f} ms, p99 {p99:.0f} ms of {len(during)}")
        print(
            f"p99 of {count} good clients: {calm99:.0f} ms alone, {stormy99:.0f} ms beside them "
            f"(ratio {stormy99 / calm99:.2f}, floor 2), lost {stormy.lost}, reviews {stormy.reviews}"
        )
        print(
            f"memory {before:.0f} MiB before, {resident(pid):.0f} MiB after; "
            f"open {metrics(port)['scribe_sessions_open']:.0f}"
        )


async def _harm(port: int, seconds: float) -> list[tuple[str, int, float, float]]:
    """Each kind of harm for an equal part of two thirds of the time: how often, and from when to when."""
    os.nice(10)
    await asyncio.sleep(2)  # while the good clients begin
    told, each = [], seconds * 2 / 3 / len(HARM)
    for kind, messages in HARM.items():
        begin, times = time.perf_counter(), 0
        while time.perf_counter() < begin + each:
            await _send_all(port, messages)
            times += 1
        told.append((kind, times, begin, time.perf_counter()))
    begin = time.perf_counter()
    for number in range(_DROPS):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        if number % 2:
            writer.write(_HANDSHAKE)
        writer.transport.abort()
        await asyncio.sleep(max(0.0, begin + seconds / 3 * number / _DROPS - time.perf_counter()))
    return [*told, ("connects and drops", _DROPS, begin, time.perf_counter())]


_HANDSHAKE = (
    b"GET /v1/dictation HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def _send_all(port: int, messages: list[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame({"type": "start"}))
        for message in messages:
            framed = message[:1] in (b"\x81", b"\x82")
            writer.write(message if framed else text_frame(message))
            await writer.drain()
        async with asyncio.timeout(1):
            while await reader.read(65_536):
                pass
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.transport.abort()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_harm(int(sys.argv[1]), float(sys.argv[2])))))

"""How Scribe logs: one line an event, to stderr, with ids and counts only.

Owns the form of log lines and the gate that keeps dictated text out of them: a value with a space in it, or a long
one, is withheld whoever logs it, and an exception is told by its type and place, never by its message. Knows nothing of
who logs.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, Literal, TextIO, cast

import structlog

_PLAIN = re.compile(r"[\w.:/@+\-]{0,120}")
_WITHHELD = "[withheld]"
_OWN_KEYS = frozenset({"event", "level", "timestamp"})


def configure(
    *,
    form: Literal["console", "json"] = "console",
    level: str = "info",
    stream: TextIO | LineWriter | None = None,
) -> None:
    """Sets how log lines are written from here on.

    Args:
        form: "json" for programs, "console" for people.
        level: the least level that is written.
        stream: where to; stderr when not given.
    """
    render: Any = (
        structlog.processors.JSONRenderer(sort_keys=True)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _tell_errors_by_place,
            _withhold_text,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", stream or sys.stderr)),
        cache_logger_on_first_use=False,
    )


class LineWriter:
    """A stream whose lines a thread of its own writes, so that nobody who logs waits for who reads the log.

    While `most` lines wait, new ones are dropped; how many is told once the others are written.
    """

    def __init__(self, stream: TextIO, *, most: int = 10_000) -> None:
        self._stream, self._most = stream, most
        self._lines: SimpleQueue[str | Event] = SimpleQueue()
        self._dropped = 0
        Thread(target=self._work, name="scribe-log", daemon=True).start()

    def write(self, text: str) -> None:
        """Have this written in its turn."""
        if self._lines.qsize() >= self._most:
            self._dropped += 1
            return
        self._lines.put(text)

    def flush(self) -> None:
        """Nothing: what is written is flushed."""

    def drain(self, seconds: float = 2.0) -> bool:
        """Wait until everything so far is written, but no longer than so; whether it is."""
        written = Event()
        self._lines.put(written)
        return written.wait(seconds)

    def _work(self) -> None:
        while True:
            if self._dropped and self._lines.empty():
                dropped, self._dropped = self._dropped, 0
                structlog.get_logger().warning("log_lines_dropped", count=dropped)
            line = self._lines.get()
            if isinstance(line, Event):
                line.set()
                continue
            try:
                self._stream.write(line)
                self._stream.flush()
            except (OSError, ValueError):
                continue  # nobody reads the log any more


def _tell_errors_by_place(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        if frames:
            event["at"] = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}"
    return event


def _withhold_text(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if key not in _OWN_KEYS and not _is_plain(value):
            event[key] = _WITHHELD
    return event


def _is_plain(value: object) -> bool:
    return (
        value is None
        or isinstance(value, bool | int | float)
        or (isinstance(value, str) and bool(_PLAIN.fullmatch(value)))
    )

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
from typing import Any, Literal, TextIO

import structlog

_PLAIN = re.compile(r"[\w.:/@+\-]{0,120}")
_WITHHELD = "[withheld]"
_OWN_KEYS = frozenset({"event", "level", "timestamp"})


def configure(
    *, form: Literal["console", "json"] = "console", level: str = "info", stream: TextIO | None = None
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
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


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

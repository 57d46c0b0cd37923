"""What a session's log is made of: what was said, and what was made known besides.

Owns the form in which an entry is kept. The log in its order is all of a session: replayed, it gives the same events.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """A final text, with the number that the client gave it."""

    seq: int
    text: str
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """An encounter, as plain data."""

    encounter: Mapping[str, Any]


Entry = Said | Known


def to_bytes(entry: Entry) -> bytes:
    """The entry as it is kept (before sealing)."""
    match entry:
        case Said():
            data: dict[str, Any] = {"said": entry.text}
            if entry.segment is not None:
                data["segment"] = entry.segment
        case Known():
            data = {"known": entry.encounter}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(seq: int | None, body: bytes) -> Entry:
    """The entry that was kept."""
    data = json.loads(body)
    if seq is not None:
        return Said(seq, data["said"], data.get("segment"))
    return Known(data["known"])

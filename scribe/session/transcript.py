"""The transcript of one dictation: final texts in order, joined as the contract says.

Owns the joining and the replacing in place of revised segments. Knows nothing of sentences or evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A final text; `name` lets a later one of the same name replace it in place."""

    text: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Old text [start, old_end) became new text [start, new_end); before and after it nothing changed."""

    start: int
    old_end: int
    new_end: int

    @property
    def shift(self) -> int:
        """How far the text behind the change moved."""
        return self.new_end - self.old_end


def joined(pieces: Iterable[str]) -> str:
    """The pieces with one space between two of them, unless one side already has white space; empty pieces vanish."""
    parts: list[str] = []
    for piece in pieces:
        if not piece:
            continue
        if parts and not parts[-1][-1].isspace() and not piece[0].isspace():
            parts.append(" ")
        parts.append(piece)
    return "".join(parts)


class Transcript:
    """Grows by final segments; a segment whose name was heard before replaces the earlier text in place."""

    def __init__(self) -> None:
        self.text = ""
        self._pieces: list[str] = []
        self._places: dict[str, int] = {}

    def knows(self, name: str | None) -> bool:
        """Whether a segment of this name was heard."""
        return name in self._places

    def put(self, segment: Segment) -> Change:
        """Add or replace a segment; returns what changed in the text."""
        place = self._places.get(segment.name) if segment.name is not None else None
        if place is not None:
            return self._replace(place, segment.text)
        if segment.name is not None:
            self._places[segment.name] = len(self._pieces)
        self._pieces.append(segment.text)
        start = len(self.text)
        self.text = joined((self.text, segment.text))
        return Change(start, start, len(self.text))

    def _replace(self, place: int, text: str) -> Change:
        old = len(self.text)
        before = len(joined(self._pieces[:place]))
        behind = len(joined(self._pieces[place + 1 :]))
        self._pieces[place] = text
        self.text = joined(self._pieces)
        start = min(before, len(self.text) - behind)
        return Change(start, old - behind, len(self.text) - behind)

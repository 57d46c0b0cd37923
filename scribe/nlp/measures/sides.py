"""Says of each value whether it is of the right or the left.

Owns the reading of side words around values. Knows nothing of roles.
"""

from __future__ import annotations

from scribe.nlp.measures.cues import Told
from scribe.nlp.measures.lexer import Item
from scribe.nlp.measures.values import Side

_BEHIND = 5


class SideReader:
    """Reads the sides of one sentence; made anew for each. `carried` is the side of the sentence before."""

    def __init__(self, items: list[Item], told: list[Told], *, carried: Side | None) -> None:
        self._items, self._told, self._carried = items, told, carried
        self._taken: set[int] = set()

    def read(self) -> None:
        """Sets the side of every value."""
        for place, told in enumerate(self._told):
            before = self._told[place - 1] if place else None
            parted = before is not None and before.bound.index == told.bound.index
            told.side = before.side if before and parted else self._side(told, before)

    def _side(self, told: Told, before: Told | None) -> Side | None:
        bound = told.bound
        own = bound.group.side if bound.group and not bound.again else None
        index = self._in_front(told, before)
        if index is None and own is None:
            index = self._behind(told, before)
        if index is not None:
            self._taken.add(index)
            side: Side = self._items[index].data
            return side
        if bound.group is None:
            return self._carried
        if own is not None or not bound.again:
            return own
        same = [other for other in self._told if other is not told and other.bound.group is bound.group and other.side]
        return same[-1].side if same else bound.group.side

    def _in_front(self, told: Told, before: Told | None) -> int | None:
        """The side word last before the value, behind its name and the value before."""
        bound = told.bound
        start = before.bound.index + 1 if before else 0
        if bound.group and not bound.again and not bound.forward:
            start = max(start, bound.group.last + 1)
        for index in range(bound.index - 1, start - 1, -1):
            kind = self._items[index].kind
            if kind == "name":
                return None
            if kind == "side" and index not in self._taken:
                return index
        return None

    def _behind(self, told: Told, before: Told | None) -> int | None:
        """The side word that follows a value ("12 pounds on the left", "42# R")."""
        last = told.bound.index
        if told.bound.forward and told.bound.group:
            last = max(last, told.bound.group.last)
        for index in range(last + 1, min(last + _BEHIND, len(self._items))):
            kind = self._items[index].kind
            if kind == "side":
                return None if self._leads(told, before, index) else index
            if kind not in ("link", "open", "break"):
                return None
        return None

    def _leads(self, told: Told, before: Told | None, index: int) -> bool:
        """Whether the side word at `index` belongs to what comes behind it rather than to the value before it."""
        behind = self._items[index + 1] if index + 1 < len(self._items) else None
        if behind is None or behind.kind not in ("value", "name"):
            return False
        if self._items[index - 1].kind == "link":
            # "58 to the right 49 to the left"
            return False
        if behind.kind == "name":
            return behind.data.kind == "measure" or bool(told.bound.group and told.bound.group.body)
        # "R 12 s L 4 s": the value before had its side in front of it, so this one has too.
        return before is None or before.side is not None

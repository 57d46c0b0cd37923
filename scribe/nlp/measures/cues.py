"""Gives every cue and date of a sentence to the value it speaks of, by punctuation and word order.

Owns that question alone. Knows nothing of what role follows from a cue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scribe.nlp.measures.binding import Bound
from scribe.nlp.measures.lexer import Item
from scribe.nlp.measures.lexicon import Cue
from scribe.nlp.measures.nearby import Nearby, any_kind, unknown
from scribe.nlp.measures.values import Role, Side

DATE = Cue("date", near=True)
# How many other words may stand between a value and the time word behind it.
_WORDS = 3
DROPPED = frozenset({"delta", "order"})


@dataclass(slots=True)
class Told:
    """A bound value with what the words around it tell.

    `cues` are (item index, cue) in order; `lead` is the cue that went on from a value before.
    """

    bound: Bound
    cues: list[tuple[int, Cue]] = field(default_factory=list)
    role: Role = "current"
    side: Side | None = None
    date: dt.date | None = None
    kept: bool = True
    lead: tuple[int, Cue] | None = None


class CueReader:
    """Attaches the cues of one sentence; made anew for each."""

    def __init__(self, items: list[Item], near: Nearby) -> None:
        self._items, self._near = items, near

    def tell(self, bound: list[Bound]) -> list[Told]:
        """The bound values with their cues; "from 18.6 to 11.7" becomes two."""
        told = [Told(one) for one in bound]
        taken = {one.bound.index for one in told}
        place = 0
        for index, item in enumerate(self._items):
            while place < len(told) and told[place].bound.index < index:
                place += 1
            cue = item.data if item.kind == "cue" else DATE if item.kind == "date" else None
            if cue is None or index in taken:
                continue
            before, behind = told[place - 1] if place else None, told[place] if place < len(told) else None
            if owner := self._owner(index, cue, before, behind):
                owner.cues.append((index, cue))
        return [part for one in told for part in self._parted(one)]

    def broken(self, between: list[Item]) -> bool:
        """Whether the thought is broken off between two items."""
        return any_kind(between, "break", "stop", "open", "close") or any(
            (item.kind == "cue" and item.data.turn) or self._near.joining(item) for item in between
        )

    def _owner(self, index: int, cue: Cue, before: Told | None, behind: Told | None) -> Told | None:
        if not cue.near:
            return behind if behind and self._binds(index, cue, behind) else None
        if cue.role in DROPPED:
            return before if before and index == before.bound.index + 1 else None
        if cue.close:
            before = before if before and self._light(before.bound.index + 1, index) else None
            behind = behind if behind and self._light(index + 1, behind.bound.index) else None
        if before is None:
            return behind if behind and (self._leading(index) or self._beside(index, behind)) else None
        left = self._items[before.bound.index + 1 : index]
        if cue.role in ("prior", "date") and self._of_change(left):
            return None
        others = unknown(left)
        if others > _WORDS or any_kind(left, "name") or (others and any_kind(left, "past", "present")):
            return behind if behind and self._leading(index) else None
        if behind is None:
            return self._last(cue, left, self._items[index + 1 :], before)
        right = self._items[index + 1 : behind.bound.index]
        broken_left, broken_right = self.broken(left), self.broken(right)
        if broken_left or broken_right:
            return behind if broken_left else before
        # Without punctuation: "31 pounds last week it was 24" against "22/28 today against 18/28".
        again = any_kind(right[:3], "past", "present") or any(item.data == ":" for item in right[:3])
        over = cue.role == "current" and any_kind(right[:3], "past")
        passing = left or (cue.role in ("prior", "date") and self._present(before))
        if over or any_kind(right, "name") or not (again or (passing and not right)):
            return before
        return behind

    def _of_change(self, left: list[Item]) -> bool:
        """Whether a time word belongs to a change, not to a value ("16/30, up two points since the last report")."""
        last = next((place for place in reversed(range(len(left))) if left[place].kind == "changed"), None)
        return last is not None and not any_kind(left[last:], "break", "stop", "open", "close")

    def _binds(self, index: int, cue: Cue, behind: Told) -> bool:
        """Whether a cue of what comes next speaks of the value behind it."""
        apart = cue.close and not self._beside(index, behind)
        return not apart and not self._closed(index, behind.bound.index)

    def _last(self, cue: Cue, left: list[Item], right: list[Item], before: Told) -> Told | None:
        """Behind the last value: a cue of its own sentence part speaks of nothing here."""
        ended = any_kind(left, "stop") or (any_kind(left, "break") and any_kind(right[:3], "word", "name"))
        cut_off = cue.role in ("prior", "date") and not unknown(left) and self._present(before)
        return None if ended or cut_off else before

    def _leading(self, index: int) -> bool:
        """Whether a time word opens its part of the sentence ("At evaluation, …", not "a stroke in April …")."""
        parts = (place + 1 for place in range(index) if self._items[place].kind in ("break", "stop", "open"))
        opening = self._items[max(parts, default=0) : index]
        return not unknown(opening) and not any_kind(opening, "name")

    def _beside(self, index: int, told: Told) -> bool:
        """Whether nothing but light words stand between a cue and the value behind it ("DASH now 29")."""
        between = self._items[index + 1 : told.bound.index]
        return not unknown(between) and not any_kind(between, "name", "break")

    def _light(self, start: int, end: int) -> bool:
        return not unknown(self._items[start:end])

    def _present(self, told: Told) -> bool:
        """Whether a value is told in the present ("is 26 blocks last month": the time belongs to what comes next)."""
        group = told.bound.group
        between = self._items[group.last + 1 : told.bound.index] if group and not told.bound.forward else []
        # "is 40, 32 last month": the verb tells of the first value alone.
        values = [place for place, item in enumerate(between, 1) if item.kind == "value"]
        return any_kind(between[values[-1] if values else 0 :], "present")

    def _closed(self, start: int, end: int) -> bool:
        """Whether a bracket or the end of a thought closes between a cue and the value behind it."""
        between = self._items[start:end]
        ended = any_kind(between, "stop") and not self._near.headed(start)
        return ended or (any_kind(between, "close") and not any_kind(between, "open"))

    def _parted(self, told: Told) -> Iterator[Told]:
        """Parts a change told as one range into an earlier and a present value."""
        value, index = told.bound.value, told.bound.index
        plainly = not told.bound.ranged and self._near.leaving(index)
        moved = plainly or any(cue.role == "prior" and cue.turn for _, cue in told.cues)
        low, _, high = value.text.partition("-")
        # "from 14 to 88 to 5 to 121": another range follows, so these are ranges and no change.
        ranged = any(item.kind == "value" and item.data.shape == "range" for item in self._items[index + 1 : index + 3])
        if not (value.shape == "range" and value.joined and moved and low and high) or ranged:
            yield told
            return
        first = replace(value, shape="number", text=low, high=None)
        second = replace(value, shape="number", text=high, number=value.high, high=None)
        yield replace(told, bound=replace(told.bound, value=first), cues=[*told.cues, (index, Cue("prior"))])
        yield Told(replace(told.bound, value=second, again=True), [(index, Cue("current"))])
